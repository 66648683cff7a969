"""What starts the dialogues of a brand, to be looked up at once however many there are."""

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

from msgspec import Struct

from bot.core.intents import Intent, Intents
from bot.dialogue.program import FAQ, Dialogue, Faq, Trigger


class EventStart(Struct, frozen=True):
    """A dialogue that an event starts: for the subscribers of `topic`, or for one person (None).

    Quiet hours do not hold an `urgent` one.
    """

    dialogue: str
    topic: str | None = None
    urgent: bool = False


class Starts(Struct, frozen=True):
    """The dialogue that each command and each link starts, and those of each event and of words.

    `replies` are the answers of faq.yaml, by every way to ask for them. Where two claim the same,
    the first in the brand's order has it.
    """

    commands: Mapping[str, str]
    links: Mapping[str, str]
    events: Mapping[str, tuple[EventStart, ...]]
    intents: Intents
    replies: Mapping[str, str]


Claims = tuple[tuple[str, tuple[Trigger, ...]], ...]
Asked = tuple[tuple[str, tuple[str, ...]], ...]


def starts_of(dialogues: Iterable[Dialogue], faq: Faq | None) -> Starts:
    """Return what starts these dialogues, and what asks for these answers.

    Where nothing of that differs, what it was before is returned: readers know it again.
    """
    claims = tuple((one.name, one.triggers) for one in dialogues)
    return _starts(claims, () if faq is None else tuple(faq.asked.items()))


@lru_cache(maxsize=32)
def _starts(claims: Claims, asked: Asked) -> Starts:
    commands: dict[str, str] = {}
    links: dict[str, str] = {}
    events: dict[str, list[EventStart]] = {}
    for name, trigger in ((name, trigger) for name, among in claims for trigger in among):
        if trigger.command is not None:
            commands.setdefault(trigger.command, name)
        if trigger.link is not None:
            links.setdefault(trigger.link, name)
        if trigger.event is not None:
            start = EventStart(name, trigger.topic, trigger.urgent)
            events.setdefault(trigger.event, []).append(start)
    by_event = {event: tuple(found) for event, found in events.items()}
    replies = {text: path for path, words in reversed(asked) for text in words}
    return Starts(commands, links, by_event, Intents(tuple(_intents(claims, asked))), replies)


def _intents(claims: Claims, asked: Asked) -> Iterator[Intent]:
    for name, triggers in claims:
        phrases = tuple(one.phrase for one in triggers if one.phrase is not None)
        keywords = tuple(one.keyword for one in triggers if one.keyword is not None)
        if phrases or keywords:
            yield Intent(name, phrases, keywords)
    for path, words in asked:
        yield Intent(f"{FAQ}/{path}", questions=words)
