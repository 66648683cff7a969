"""What fitting promises of any message on any platform: it fits, and nothing is lost unsaid."""

from collections.abc import Iterator

from msgspec import structs

from bot.channels.buttons import has_places, is_choice
from bot.channels.capabilities import Capabilities, PollRoom
from bot.channels.cards import has_card_room
from bot.channels.contacts import stands_alone
from bot.channels.files import files_in
from bot.channels.fit import Fitted, fit
from bot.channels.media import stand_together, takes
from bot.channels.picks import without_done
from bot.channels.splitting import Room, needed
from bot.channels.telling import name_of
from bot.core.changes import (
    ContactWritten,
    LabelShortened,
    LinkWritten,
    MediaTold,
    PollAsChoices,
    QuoteLeftOut,
    SentAnew,
    ShareLeftOut,
)
from bot.core.content import Button, Message
from bot.core.lazy_pattern import lazy_pattern
from bot.core.lengths import size
from bot.core.markup import escaped, parse

_SPACE = lazy_pattern(r"\s")


def broken_promises(message: Message, table: Capabilities) -> list[str]:
    """Return every promise that fitting this message to this table breaks, in words.

    Args:
        message: what is to be said.
        table: what the platform takes.
    """
    fitted = fit(message, table)
    broken = [word for one in fitted.messages for word in _beyond(one, table)]
    broken += [
        "what was fitted does not fit"
        for one in fitted.messages
        if fit(one, table) != Fitted((one,))
    ]
    kept = [_without_space(one) for one in fitted.messages]
    if not fitted.changes and kept != [_without_space(_untouched(message, fitted))]:
        broken.append("it was changed, and nothing was told")
    return broken + list(_lost(message, fitted))


def _without_space(one: Message) -> Message:
    """Return a message by what people see of it: space at an end, which a cut drops, is nothing."""
    return structs.replace(one, text=squeezed(one.text), markdown=squeezed(visible(one)))


def _untouched(message: Message, fitted: Fitted) -> Message:
    """Return a message as it is where nothing is told.

    A poll is plain. It ends by itself, and so does a list in which several are picked; where there
    is none, the mark is gone.
    """
    last = fitted.messages[-1]
    picked = structs.replace(message, picks=last.picks)
    untouched = structs.replace(picked, buttons=without_done(picked))
    if last.poll is None:
        return untouched
    return structs.replace(untouched, markdown=escaped(message.text))


def _beyond(one: Message, table: Capabilities) -> Iterator[str]:
    """Yield what of a message a platform would refuse."""
    if one.poll is None:
        yield from _too_much_text(one, table)
        yield from _wrong_buttons(one, table)
    elif table.poll is None:
        yield "there are no polls"
    else:
        yield from _wrong_poll(one, table, table.poll)
    if not stand_together(one, table):
        yield "text and files are more than one message"
    if any(file.kind not in table.media.kinds for file in one.media):
        yield "a file is of a kind that is not known"
    if not all(takes(file, table.media) for file in files_in(one)):
        yield "a file is not taken"
    if one.card is not None and not has_card_room(one.card, table):
        yield "the card is larger than a card"
    if one.contact is not None and not ("contact" in table.has and stands_alone(one)):
        yield "the contact is shown beside something, or where there are none"
    if one.replaces is not None and "edit" not in table.has:
        yield "there are no edits"
    if one.answers is not None and "quote" not in table.has:
        yield "replies show nothing"


def _too_much_text(one: Message, table: Capabilities) -> Iterator[str]:
    limit = table.text_limit
    if limit is None:
        return
    if needed(parse(one.markdown), Room(limit, table.unit, table.counts_marks)) > limit:
        yield "the text is too long"
    if table.counts_marks and size(one.text, table.unit) > limit:
        yield "the plain text is too long"


def _wrong_buttons(one: Message, table: Capabilities) -> Iterator[str]:
    held = 0 if table.choices is None else table.choices.several
    if one.picks is not None and sum(map(is_choice, one.buttons)) > held:
        yield "no list holds these choices, of which several are picked"
    if not has_places(one.buttons, table):
        yield "there are too many buttons"
    for button in one.buttons:
        yield from _wrong_button(button, table, table.label_limit)


def _wrong_button(button: Button, table: Capabilities, label_limit: int | None) -> Iterator[str]:
    if button.kind not in {"reply", *table.has}:
        yield f"there are no buttons that are a {button.kind}"
    if label_limit is not None and size(button.label, table.unit) > label_limit:
        yield "a label is too long"
    if table.press_bytes is not None and size(button.id, "bytes") > table.press_bytes:
        yield "the id of a button is too long"


def _wrong_poll(one: Message, table: Capabilities, room: PollRoom) -> Iterator[str]:
    options = [button for button in one.buttons if is_choice(button)]
    if not 0 < size(one.text, table.unit) <= room.question:
        yield "the question of a poll is too long, or missing"
    if not room.fewest <= len(options) <= room.most:
        yield "a poll has too few options, or too many"
    if len(options) < len(one.buttons) and not room.buttons:
        yield "there is a button below a poll"
    if one.media or one.card is not None:
        yield "something is shown in a poll"
    for option in options:
        yield from _wrong_button(option, table, room.label)


def _lost(message: Message, fitted: Fitted) -> Iterator[str]:
    """Yield what of a message neither comes nor is told of."""
    said = squeezed("".join(visible(one) for one in fitted.messages))
    is_poll = fitted.messages[-1].poll is not None
    if not said.startswith(squeezed(message.text if is_poll else visible(message))):
        yield "a part of the text is lost"
    yield from _lost_buttons(message, fitted, said)
    yield from _lost_things(message, fitted, said)
    if message.private and not all(one.private for one in fitted.messages):
        yield "what concerns one person is shown to all"
    if (
        message.poll is not None
        and fitted.messages[-1].poll is None
        and PollAsChoices() not in fitted.changes
    ):
        yield "nobody says that the poll is none"
    if message.replaces != fitted.messages[0].replaces and SentAnew() not in fitted.changes:
        yield "nobody says that the edit is none"
    if message.answers != fitted.messages[0].answers and QuoteLeftOut() not in fitted.changes:
        yield "nobody says that the reply is none"


def _lost_buttons(message: Message, fitted: Fitted, said: str) -> Iterator[str]:
    shown = {button.id for one in fitted.messages for button in one.buttons}
    labels = {button.label for one in fitted.messages for button in one.buttons}
    told = {change.label for change in fitted.changes if isinstance(change, _TOLD_LABELS)}
    picks = fitted.messages[-1].picks
    for button in message.buttons:
        if button.id in shown and button.label not in labels | told:
            yield f"nobody says that the label {button.label!r} is another"
        if button.id in shown or squeezed(button.label) in said or button.label in told:
            continue
        if picks is not None and button.id == picks.done:
            continue  # a poll of the platform's own, or a list, ends by itself
        yield f"the button {button.label!r} is lost"


_TOLD_LABELS = (LabelShortened, LinkWritten, ShareLeftOut)


def _lost_things(message: Message, fitted: Fitted, said: str) -> Iterator[str]:
    shown = {file.url for one in fitted.messages for file in files_in(one)}
    told = {change.name for change in fitted.changes if isinstance(change, MediaTold)}
    for file in files_in(message):
        if file.url not in shown and name_of(file) not in told:
            yield f"the file {name_of(file)!r} is lost"
    cards = [one.card for one in fitted.messages if one.card is not None]
    if message.card is not None and not cards:
        words = (message.card.title, _plain(message.card.markdown))
        if not all(squeezed(word) in said for word in words):
            yield "a part of the card is lost"
    contacts = [one.contact for one in fitted.messages if one.contact is not None]
    if message.contact is not None and not contacts:
        written = ContactWritten() in fitted.changes
        if not written or squeezed(message.contact.phone) not in said:
            yield "the contact is lost"


def visible(one: Message) -> str:
    """Return what people see of the text of a message."""
    return _plain(one.markdown)


def _plain(markdown: str) -> str:
    """Return what people see of a text: a link shows its label."""
    return "".join(run.text for run in parse(markdown))


def squeezed(text: str) -> str:
    """Return a text without its white space, which a cut drops."""
    return _SPACE.sub("", text)
