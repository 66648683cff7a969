"""A dialogue file as its author wrote it, loaded by the same definitions as everything else."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated, ClassVar

from bot.brand.leaves import Flag, Keyword, Name, Template, Words
from bot.brand.shapes import Fields, OneOrMore, Required
from bot.dialogue.model.names import EventName
from bot.dialogue.steps import Block

Phrases = Annotated[tuple[Words, ...], OneOrMore]
Events = Annotated[tuple[EventName, ...], OneOrMore]


class Party(Keyword, frozen=True):
    """With whom a dialogue is held in a group."""

    expected: ClassVar[str] = "person or space"
    meant: ClassVar[Mapping[str, str]] = MappingProxyType(
        {
            **dict.fromkeys(("group", "everyone", "everybody", "all", "channel", "chat"), "space"),
            **dict.fromkeys(("thread", "room", "members", "shared"), "space"),
            **dict.fromkeys(("user", "member", "private", "one", "people"), "person"),
        }
    )
    known: ClassVar[tuple[str, ...]] = ("person", "space")


class Start(Fields, frozen=True, kw_only=True):
    """One way to start a dialogue: one of these."""

    called: ClassVar[str] = "a start"
    expected: ClassVar[str] = 'a line such as "command: survey"'
    written: ClassVar[str] = 'Write it as "- command: survey", or with phrases, keyword or link.'

    command: Annotated[Phrases | None, "A command: /survey, or the bare word as whole message."] = (
        None
    )
    phrases: Annotated[Phrases | None, "Whole messages."] = None
    keyword: Annotated[
        Phrases | None, "Whole words in a message; case and accents do not count."
    ] = None
    link: Annotated[Phrases | None, "The payload of a link that opens the conversation."] = None
    event: Annotated[
        Events | None,
        "An event from another system. Without a topic it is about one person, who has begun a"
        " conversation and not stopped.",
    ] = None
    topic: Annotated[Name | None, "The event starts it for who subscribed to this topic."] = None
    urgent: Annotated[
        Flag | None, "Whether quiet hours do not hold an event that is about one person."
    ] = None


class Script(Fields, frozen=True, kw_only=True):
    """A dialogue."""

    called: ClassVar[str] = "a dialogue"
    expected: ClassVar[str] = '"dialogue" and "steps"'
    written: ClassVar[str] = 'Begin with "dialogue: name", then "steps:", then "  - say: Hello".'

    dialogue: Annotated[Name, Required, "Its name, which no other dialogue has."] = Name.absent()
    title: Annotated[Template | None, "What it is called to people."] = None
    language: Annotated[
        Words | None, "The language it is written in, if not the brand's first."
    ] = None
    starts: Annotated[tuple[Start, ...] | None, "What starts it."] = None
    with_: Annotated[
        Party | None,
        "In a group: `person` (each has a run of their own) or `space` (all share one).",
    ] = None
    interruptible: Annotated[Flag | None, "Whether something else may be started meanwhile."] = None
    moves: Annotated[
        Flag | None,
        "Whether those who are inside an older version move to this one, where the question that"
        " waits for them is still there.",
    ] = None
    steps: Annotated[Block, Required, "What happens, step by step."] = Block.absent()


def is_shared(script: Script) -> bool:
    """Say whether all in a group share a run of this dialogue."""
    return script.with_ is not None and script.with_.text == "space"
