"""Holds conversations with the pure machine, and reads them back as lines."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec

from bot.brand.brand import Brand, Topic
from bot.core.calls import Cause
from bot.core.content import Message
from bot.core.effects import (
    Call,
    DropTimer,
    Effect,
    ErasePerson,
    ExportPerson,
    GiveConsent,
    Postpone,
    RecordArm,
    RememberPerson,
    Send,
    SetTimer,
    WithdrawConsent,
)
from bot.core.events import Answered, Began, Due, Event, Happened, Happening, Opened, Pressed, Said
from bot.core.ids import BrandId, EventId, PersonId
from bot.core.person import Person
from bot.core.text import Text
from bot.core.values import Value
from bot.dialogue.machine.state import EMPTY, State, innermost_slots, timers_of
from bot.dialogue.machine.step import Turn, step
from bot.dialogue.program import (
    Ask,
    Choice,
    Dialogue,
    End,
    Instruction,
    Program,
    Question,
    Say,
    Trigger,
)
from bot.dialogue.publishing.library import Library
from bot.understanding import words
from tests.brand_folder import library_of

NOON = datetime(2026, 3, 3, 12, tzinfo=UTC)


def text(original: str, **translations: str) -> Text:
    return Text(original, translations)


def say(path: str, *variants: str) -> Say:
    return Say(path, tuple(Text(variant) for variant in variants))


def ask(path: str, question: str, slot: str | None = None, **options: object) -> Ask:
    """Return a question; `choices` maps keys to labels, `again` is one text."""
    choices = options.pop("choices", {})
    again = options.pop("again", None)
    if choices:
        options.setdefault("type", "choice")
    return Ask(
        path,
        Question(
            (Text(question),),
            slot=slot,
            choices=tuple(
                Choice(key, label if isinstance(label, Text) else Text(label))
                for key, label in choices.items()
            ),
            again=() if again is None else (Text(again),),
            **options,
        ),
    )


def dialogue(name: str, *instructions: Instruction, **options: object) -> Dialogue:
    """Return a dialogue that its name starts as a command, with `triggers` of its own beside."""
    triggers = (Trigger(command=name), *options.pop("triggers", ()))
    title = options.pop("title", name.capitalize())
    return Dialogue(
        name,
        triggers,
        Program(
            name,
            Text(title),
            "en",
            (*instructions, End("end")),
            version=f"{name}-1",
            **options,
        ),
    )


def library(*dialogues: Dialogue, languages: tuple[str, ...] = ("en", "it")) -> Library:
    blog = Topic("blog", text("New posts", it="Nuovi articoli"), text("Tell me.", it="Dimmelo."))
    brand = Brand(BrandId("b"), Text("Brand"), languages, "Europe/Rome", topics={"blog": blog})
    return Library(brand, {found.name: found for found in dialogues})


WRITTEN_BRAND = """
brand: b
title: Brand
languages: [en, it]
topics:
  blog: {title: New posts, wording: Tell me.}
  shop: {title: Offers, wording: Offers?}
"""


def written(dialogues: str, **files: str) -> Library:
    """Return the library of dialogues as their author writes them, with --- between files.

    `files` are others in the brand's folder: `faq` is faq.yaml.
    """
    texts = {"brand.yaml": WRITTEN_BRAND, "actions.py": functions_in(dialogues)}
    for number, one in enumerate(dialogues.split("---\n")):
        texts[f"dialogues/{number}.yaml"] = one
    for name, content in files.items():
        texts[f"{name}.yaml"] = content
    with TemporaryDirectory() as folder:
        return library_of(Path(folder), texts, ("webhook",))


def functions_in(texts: str) -> str:
    """Return an actions.py with a function for each that these texts call."""
    called = set(re.findall(r"actions\.(\w+)", texts))
    return "".join(f"def {name}(**given): ...\n" for name in sorted(called))


class Talk:
    """One person in a conversation; what they hold is changed as the engine would change it."""

    def __init__(self, found: Library, *, language: str = "en", **facts: object) -> None:
        self.library = found
        self.state: State = EMPTY
        self.turns: list[Turn] = []
        self.person = Person(
            PersonId("p1"), None, None, language, "Europe/Rome", "webhook", "site", NOON
        )
        self.person = msgspec.structs.replace(self.person, **facts)
        self.sent: list[Message] = []
        self.timers: dict[str, SetTimer] = {}
        self.lapse = timedelta()

    def say(self, words_said: str) -> list[str]:
        return self.handle(Said(words_said))

    def open(self, payload: str | None = None) -> list[str]:
        return self.handle(Opened(payload))

    def press(self, label: str, message: Message | None = None) -> list[str]:
        """Press the newest button of that label, or the one under `message`."""
        among = [message] if message else reversed(self.sent)
        found = (button for sent in among for button in sent.buttons if button.label == label)
        return self.handle(Pressed(next(found).id))

    def happen(self, name: str, data: Value = None) -> list[str]:
        return self.handle(Happened(name, data))

    def begin(self, name: str, topic: str = "blog", data: Value = None) -> list[str]:
        return self.handle(Began(name, topic, f"o{len(self.turns)}", "post.published", data))

    def ring(self, place: int = -1) -> list[str]:
        """Let one of the timers that run come due, the one that was set last if none is named."""
        return self.handle(Due(list(self.timers)[place]))

    def answer(
        self, value: Value = None, failure: str | None = None, cause: Cause = "said"
    ) -> list[str]:
        """Let the call that was made last be answered."""
        return self.handle(Answered(cause, self.calls[-1].call, value, failure))

    @property
    def calls(self) -> list[Call]:
        """The calls that were made, the last one last."""
        return self.every(Call)

    def event(self, happening: Happening) -> Event:
        at = NOON + timedelta(minutes=len(self.turns)) + self.lapse
        return Event(EventId(f"e{len(self.turns)}"), at, happening)

    def handle(self, happening: Happening) -> list[str]:
        event = self.event(happening)
        turn = step(self.library, words, self.state, event, self.person)
        self.turns.append(turn)
        encoded = msgspec.json.encode(turn.state)
        self.state = msgspec.json.decode(encoded, type=State)
        assert self.state == turn.state
        waits = any(isinstance(effect, Postpone) for effect in turn.effects)
        if isinstance(happening, Due) and not waits:
            self.timers.pop(happening.timer, None)
        for effect in turn.effects:
            self._do(effect)
        assert sorted(self.timers) == sorted(timers_of(self.state))
        messages = [message for effect in turn.effects if (message := _message(effect))]
        self.sent += messages
        return [message.text for message in messages]

    @property
    def slots(self) -> dict[str, Value]:
        return dict(innermost_slots(self.state))

    @property
    def effects(self) -> tuple[Effect, ...]:
        return self.turns[-1].effects

    def every(self, kind: type) -> list:
        return [effect for turn in self.turns for effect in turn.effects if type(effect) is kind]

    def labels(self) -> list[str]:
        return [button.label for button in self.sent[-1].buttons]

    def _do(self, effect: Effect) -> None:
        person = self.person
        match effect:
            case GiveConsent(topic):
                facts = {"subscribed": (*person.subscribed, topic)}
            case WithdrawConsent(topic):
                left = tuple(held for held in person.subscribed if topic and held != topic)
                facts = {"subscribed": left}
            case SetTimer(timer, _, message):
                assert message is None or isinstance(self.effects[message], Send)
                self.timers[timer] = effect
                facts = {}
            case DropTimer(timer):
                del self.timers[timer]
                facts = {}
            case RememberPerson("language" | "timezone" as name, value):
                facts = {name: value}
            case RememberPerson("tags", tags):
                facts = {"tags": tuple(tags)}
            case RecordArm(split=split, arm=arm):
                facts = {"arms": {**person.arms, split: arm}}
            case RememberPerson(name, value):
                facts = {"values": {**person.values, name: value}}
            case _:
                facts = {}
        self.person = msgspec.structs.replace(person, **facts)


def _message(effect: Effect) -> Message | None:
    match effect:
        case Send(message) | ExportPerson(message) | ErasePerson(message):
            return message
        case _:
            return None
