"""Buttons where a platform takes few of them, or short ones only."""

from collections import Counter
from collections.abc import Sequence

import msgspec
from msgspec import Struct

from bot.channels.capabilities import Capabilities
from bot.core.changes import (
    Change,
    ChoicesListed,
    LabelShortened,
    LinkWritten,
    ShareLeftOut,
)
from bot.core.content import Button
from bot.core.lengths import TextUnit, shortened, size
from bot.core.markup import Run


class Panel(Struct, frozen=True):
    """What stands under a message: the buttons that remain, and lines of choices in its text."""

    buttons: tuple[Button, ...]
    lines: tuple[tuple[Run, ...], ...] = ()
    changes: tuple[Change, ...] = ()


def known_there(buttons: Sequence[Button], table: Capabilities) -> Panel:
    """Return the buttons of the kinds that a platform knows, with links to other pages as lines.

    A button by which people share something is left out: what it asks for can be written as well.
    """
    kept = tuple(button for button in buttons if button.kind in {"reply", *table.has})
    lines: list[tuple[Run, ...]] = []
    changes: list[Change] = []
    for button in buttons:
        if button in kept:
            continue
        if button.url is None:
            changes.append(ShareLeftOut(button.label))
        else:
            lines.append((Run(button.label, link=button.url),))
            changes.append(LinkWritten(button.label, button.url))
    return Panel(kept, tuple(lines), tuple(changes))


def has_places(buttons: Sequence[Button], table: Capabilities) -> bool:
    """Say whether a platform takes so many buttons, perhaps the author's choices in lists."""
    if len(buttons) <= table.buttons:
        return True
    room, choices = table.choices, sum(map(is_choice, buttons))
    return room is not None and choices <= room.most and len(buttons) - choices <= room.beside


def is_choice(button: Button) -> bool:
    """Say whether a button may stand in a list to choose from: what the author wrote, to answer."""
    return button.authored and button.kind == "reply"


def has_room(buttons: Sequence[Button], table: Capabilities) -> bool:
    """Say whether a platform takes these buttons as they are."""
    return has_places(buttons, table) and have_fitting_labels(buttons, table)


def have_fitting_labels(buttons: Sequence[Button], table: Capabilities) -> bool:
    """Say whether no label is too long for a platform."""
    limit = table.label_limit
    return limit is None or all(size(one.label, table.unit) <= limit for one in buttons)


def panel(buttons: Sequence[Button], table: Capabilities) -> Panel:
    """Return buttons as a platform takes them.

    Labels that are too long are cut; where two would look the same, they are numbered. Where there
    are too many buttons, the author's choices become a numbered list in the text; so do all where
    that is not enough. Typed labels, and the numbers of choices, mean the same as a press.
    """
    if has_room(buttons, table):
        return Panel(tuple(buttons))
    if has_places(buttons, table):
        return _labelled(buttons, table) or _listed(buttons)
    added = [button for button in buttons if not button.authored]
    kept = _labelled(added, table) if len(added) <= table.buttons else None
    if kept is None:
        return _listed(buttons)
    listed = _listed([button for button in buttons if button.authored])
    return Panel(kept.buttons, listed.lines, (*listed.changes, *kept.changes))


def _listed(buttons: Sequence[Button]) -> Panel:
    change = ChoicesListed(tuple(button.label for button in buttons))
    return Panel((), _lines(buttons), (change,))


def _lines(buttons: Sequence[Button]) -> tuple[tuple[Run, ...], ...]:
    """Return a line for each choice, and one for all that the product adds."""
    authored = [button for button in buttons if button.authored]
    added = [button.label for button in buttons if not button.authored]
    numbered = not any(button.label.strip().isdecimal() for button in authored)
    lines = [
        (Run(f"{place}. " if numbered else "• "), Run(button.label, link=button.url))
        for place, button in enumerate(authored, start=1)
    ]
    return (*lines, (Run(" · ".join(added)),)) if added else tuple(lines)


def _labelled(buttons: Sequence[Button], table: Capabilities) -> Panel | None:
    """Return the buttons with labels that fit, None where these could not be told apart."""
    limit = table.label_limit
    if limit is None:
        return Panel(tuple(buttons))
    labels = [shortened(button.label, limit, table.unit) for button in buttons]
    seen = Counter(labels)
    for place, button in enumerate(buttons):
        if labels[place] != button.label and seen[labels[place]] > 1:
            labels[place] = _numbered(button.label, place + 1, limit, table.unit)
    return _told_apart(buttons, labels, table)


def _told_apart(
    buttons: Sequence[Button], labels: Sequence[str], table: Capabilities
) -> Panel | None:
    pairs = list(zip(buttons, labels, strict=True))
    told = tuple(msgspec.structs.replace(button, label=label) for button, label in pairs)
    changes = tuple(
        LabelShortened(button.label, label) for button, label in pairs if button.label != label
    )
    seen = Counter(labels)
    clear = all(seen[change.shown] == 1 for change in changes)
    return Panel(told, (), changes) if clear and has_room(told, table) else None


def _numbered(label: str, number: int, limit: int, unit: TextUnit) -> str:
    start = f"{number}. "
    return start + shortened(label, limit - size(start, unit), unit)
