"""How the buttons of a message are shown: as buttons, as a list, as a link, or in words. Pure."""

from collections import Counter
from collections.abc import Sequence

from msgspec import Struct

from adapters.whatsapp.calls import Choice
from adapters.whatsapp.room import BUTTON_LIMIT, MOST_BUTTONS, ROW_LIMIT
from bot.channels.telling import Line
from bot.core.content import Button
from bot.core.lengths import shortened, size
from bot.core.markup import Run


class Buttons(Struct, frozen=True):
    """Up to three short ones."""

    choices: tuple[Choice, ...]


class Rows(Struct, frozen=True):
    """The rows of a list."""

    choices: tuple[Choice, ...]


class Link(Struct, frozen=True):
    """One that opens a page."""

    label: str
    url: str


class Place(Struct, frozen=True):
    """One by which people share where they are."""


Below = Buttons | Rows | Link | Place
"""What can be pressed: WhatsApp never shows two of these in one message."""


class Shown(Struct, frozen=True):
    """What stands below a text, and the lines in it about what cannot stand there too."""

    below: Below | None = None
    lines: tuple[Line, ...] = ()


def shown_as(buttons: Sequence[Button]) -> Shown:
    """Return how these buttons are shown.

    Answers go before links: these are pressed as well where they stand in the text. Beside a
    request for a place the answers are written out: whoever writes one has pressed it.
    """
    links = [button for button in buttons if button.url is not None]
    answers = [button for button in buttons if button.kind == "reply"]
    if any(button.shares == "location" for button in buttons):
        return Shown(Place(), (*map(_linked, links), *_spelt(answers)))
    if answers:
        return Shown(_pressed(answers), tuple(map(_linked, links)))
    if len(links) == 1 and _is_short(links[0]):
        return Shown(Link(_one_line(links[0].label), links[0].url or ""))
    return Shown(None, tuple(map(_linked, links)))


def _pressed(answers: Sequence[Button]) -> Buttons | Rows:
    titles = {_one_line(button.label) for button in answers}
    are_short = all(map(_is_short, answers))
    if len(answers) <= MOST_BUTTONS and are_short and len(titles) == len(answers):
        return Buttons(tuple(Choice(button.id, _one_line(button.label)) for button in answers))
    return Rows(_rows(answers))


def _rows(answers: Sequence[Button]) -> tuple[Choice, ...]:
    """Return a row for each; a long label stands below its beginning, equal ones are numbered."""
    labels = [_one_line(button.label) for button in answers]
    titles = [shortened(label, ROW_LIMIT, "characters") for label in labels]
    seen = Counter(titles)
    rows = []
    for place, (button, label, title) in enumerate(zip(answers, labels, titles, strict=True)):
        told = title if seen[title] == 1 else _numbered(place + 1, label)
        rows.append(Choice(button.id, told, "" if told == label else label))
    return tuple(rows)


def _numbered(number: int, label: str) -> str:
    start = f"{number}. "
    return start + shortened(label, ROW_LIMIT - len(start), "characters")


def _is_short(button: Button) -> bool:
    return size(_one_line(button.label), "characters") <= BUTTON_LIMIT


def _one_line(label: str) -> str:
    return " ".join(label.split())


def _linked(button: Button) -> Line:
    return (Run(button.label, link=button.url),)


def _spelt(answers: Sequence[Button]) -> tuple[Line, ...]:
    words = " · ".join(button.label for button in answers)
    return ((Run(words),),) if words else ()
