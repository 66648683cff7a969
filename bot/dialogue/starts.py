"""What starts the dialogues of a brand, to be looked up at once however many there are."""

from collections.abc import Iterable, Iterator, Mapping

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


def starts_of(dialogues: Iterable[Dialogue], faq: Faq | None) -> Starts:
    """Return what starts these dialogues, and what asks for these answers."""
    commands: dict[str, str] = {}
    links: dict[str, str] = {}
    events: dict[str, list[EventStart]] = {}
    intents: list[Intent] = []
    for name, triggers in ((one.name, one.triggers) for one in dialogues):
        for trigger in triggers:
            if trigger.command is not None:
                commands.setdefault(trigger.command, name)
            if trigger.link is not None:
                links.setdefault(trigger.link, name)
            if trigger.event is not None:
                start = EventStart(name, trigger.topic, trigger.urgent)
                events.setdefault(trigger.event, []).append(start)
        intents += _spoken(name, triggers)
    asked = {} if faq is None else faq.asked
    intents += [Intent(f"{FAQ}/{path}", questions=words) for path, words in asked.items()]
    replies = {text: path for path, words in reversed(list(asked.items())) for text in words}
    by_event = {event: tuple(found) for event, found in events.items()}
    return Starts(commands, links, by_event, Intents(tuple(intents)), replies)


def _spoken(name: str, triggers: Iterable[Trigger]) -> Iterator[Intent]:
    phrases = tuple(one.phrase for one in triggers if one.phrase is not None)
    keywords = tuple(one.keyword for one in triggers if one.keyword is not None)
    if phrases or keywords:
        yield Intent(name, phrases, keywords)
