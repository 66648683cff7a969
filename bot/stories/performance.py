"""Plays the steps of one story, and compares what is said with what is written."""

from collections.abc import Iterator
from typing import NoReturn, assert_never

from bot.brand.durations import duration_text
from bot.brand.nodes import Place
from bot.core.content import Button, Message
from bot.core.events import Happening, Opened, Pressed, Said
from bot.stories.comparison import message_fits, plain
from bot.stories.difference import Failure, StoryFailed, differing, otherwise, shown, wanted
from bot.stories.stage import Stage
from bot.stories.story import (
    SOMEBODY,
    ActionStub,
    Arrives,
    Expects,
    Hears,
    HttpStub,
    Later,
    Occurs,
    Pins,
    Posts,
    Presses,
    Says,
    Silence,
    Starts,
    Step,
    Story,
)

_MOST_LABELS = 10
"""Buttons that are named where the one to press is not there."""


class Performance:
    """One story being played on its stage."""

    def __init__(self, story: Story, stage: Stage) -> None:
        self._story = story
        self._stage = stage
        self._read: dict[str, int] = {}
        self._lines: list[str] = []

    async def play(self) -> None:
        """Play every step.

        Raises:
            StoryFailed: at the first step that does not hold.
        """
        people = {who for step in self._story.steps if (who := _who(step)) is not None}
        if self._story.pinned is not None:
            self._stage.pin(self._story.pinned)
        await self._stage.begin(sorted(people or {SOMEBODY}))
        for step in self._story.steps:
            await self.take(step)
            self._refuse_unstubbed(step.place)

    @property
    def conversation(self) -> tuple[str, ...]:
        """All that was said and done so far, line by line."""
        return tuple(self._lines)

    async def take(self, step: Step) -> None:
        """Play one step.

        Raises:
            StoryFailed: it does not hold.
        """
        match step:
            case Says():
                said = Said(step.text, step.attachments, step.contact, step.poll)
                await self._act(step.who, said, _sent(step))
            case Arrives(_, who, payload):
                await self._act(who, Opened(payload), f"(arrives: {payload})")
            case Presses():
                await self._press(step)
            case Hears():
                self._hear(step)
            case Later() | Occurs() | Posts() | Starts():
                await self._cause(step)
            case Expects():
                await self._expect(step)
            case ActionStub() | HttpStub():
                self._stage.stubs.add(step)
            case Pins():
                self._stage.pin(step)
            case _:
                assert_never(step)

    def _refuse_unstubbed(self, place: Place) -> None:
        missing = self._stage.stubs.missing
        if missing:
            called = missing[0]
            do, http = f"{{do: {called}, returns: …}}", f'{{http: "{called.partition(" ")[2]}", …}}'
            stub = do if called.startswith("actions.") else http
            message = f"{called} is called, and no stub answers for it."
            self._fail(place, message, f"before this step: - stub: {stub}")

    async def _act(self, who: str, happening: Happening, shown_as: str) -> None:
        self._read[self._ear(who)] = len(self._messages(who))
        self._lines.append(f"{who}: {shown_as}")
        await self._stage.act(who, happening)
        self._note(who)

    async def _press(self, step: Presses) -> None:
        if self._stage.venue.capabilities.buttons == 0:
            await self._act(step.who, Said(step.label), step.label)
            return
        button = self._find(step)
        await self._act(step.who, Pressed(button.id), f"[{step.label}]")

    def _find(self, step: Presses) -> Button:
        """Return the newest button with this label, whether it still does something or not."""
        found = next(self._candidates(step), None)
        if found is None:
            labels = self._labels(step.who)
            self._fail(step.place, f'No message has a button "{step.label}".', actual=labels)
        return found

    def _candidates(self, step: Presses) -> Iterator[Button]:
        for message in reversed(self._messages(step.who)):
            if step.of is None or plain(step.of) in plain(message.text):
                for button in message.buttons:
                    if button.url is None and _is_called(button, step.label):
                        yield button

    def _labels(self, who: str) -> tuple[str, ...]:
        """Return what a person can press, the newest first; whoever mistypes wants the newest."""
        newest = (one for message in reversed(self._messages(who)) for one in message.buttons)
        return tuple(dict.fromkeys(button.label for button in newest))[:_MOST_LABELS]

    def _hear(self, step: Hears) -> None:
        unread = self.heard(step.who)
        said = tuple(map(shown, unread))
        if isinstance(step.expected, Silence):
            if unread:
                self._fail(step.place, "Something more is said.", wanted(step), said)
            return
        if not unread:
            self._fail(step.place, "Nothing more is said.", wanted(step))
        if not message_fits(step, unread[0]):
            how = otherwise(step, unread[0])
            self._fail(step.place, f"Something else is said{how}.", wanted(step), said)
        ear = self._ear(step.who)
        self._read[ear] = self._read.get(ear, 0) + 1

    async def _cause(self, step: Later | Occurs | Posts | Starts) -> None:
        """Let a clock or somebody else cause something: it may concern everybody."""
        self._read = {who: len(messages) for who, messages in self._stage.messages.items()}
        self._lines.append(_told(step))
        match step:
            case Later():
                await self._stage.later(step.seconds)
            case Occurs():
                if not await self._stage.occur(step):
                    self._lines.append(f"({step.who} never wrote: the event is not taken)")
            case Posts():
                await self._stage.post(step)
            case Starts():
                await self._stage.start(step.broadcast)
            case _:
                assert_never(step)
        for who in sorted(self._stage.messages):
            self._note(who)

    def _note(self, who: str) -> None:
        """Write down what the brand has just said."""
        to_all = who == SOMEBODY or self._story.space is not None
        speaker = "bot" if to_all else f"bot to {who}"
        self._lines += [f"{speaker}: {shown(message)}" for message in self.heard(who)]

    async def _expect(self, step: Expects) -> None:
        lines = differing(step.facts, await self._stage.facts(step.who))
        if lines:
            self._fail(step.place, "Something else is true.", actual=lines)

    def _messages(self, who: str) -> list[Message]:
        return self._stage.messages.get(self._ear(who), [])

    def _ear(self, who: str) -> str:
        """Return under what name somebody hears: in a group all hear everything."""
        return who if self._story.space is None else self._story.space

    def heard(self, who: str) -> list[Message]:
        """Return what was said to somebody since the last thing happened, and not compared yet."""
        return self._messages(who)[self._read.get(self._ear(who), 0) :]

    def _fail(
        self,
        place: Place,
        message: str,
        expected: str | None = None,
        actual: tuple[str, ...] = (),
    ) -> NoReturn:
        incidents = tuple(f"incident: {line}" for line in self._stage.observed.incidents)
        raise StoryFailed(Failure(place, message, expected, actual, (*self._lines, *incidents)))


def _is_called(button: Button, label: str) -> bool:
    """Say whether a button is meant by a label; one of ours may show an answer behind its word."""
    shown_label, wanted_label = plain(button.label), plain(label)
    word, colon, _ = shown_label.partition(":")
    is_word = bool(colon) and not button.authored and word == wanted_label
    return is_word or shown_label == wanted_label


def _sent(step: Says) -> str:
    """Return what the conversation says of something that a person wrote or sent."""
    things = [f"({media.url})" for media in step.attachments]
    things += [] if step.contact is None else [f"({step.contact.phone})"]
    things += [f"(votes for {', '.join(step.poll)})"] if step.poll else []
    return " ".join([*([step.text] if step.text else []), *things])


def _told(step: Later | Occurs | Posts | Starts) -> str:
    """Return what the conversation says of something that no person did."""
    match step:
        case Later():
            return f"(later: {duration_text(step.seconds)})"
        case Occurs():
            return f"(event: {step.name}, about {'everyone' if step.everyone else step.who})"
        case Posts():
            return f"(new in {step.feed}: {', '.join(post.title for post in step.posts)})"
        case Starts():
            return f"(broadcast: {step.broadcast})"
        case _:
            assert_never(step)


def _who(step: Step) -> str | None:
    """Return who takes part in a step, None where it is about nobody in particular."""
    if isinstance(step, Later | Posts | Starts | ActionStub | HttpStub | Pins):
        return None
    return None if isinstance(step, Occurs) and step.everyone else step.who
