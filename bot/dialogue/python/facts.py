"""What a dialogue in Python may read: recorded once, so that it reads the same again."""

from datetime import datetime
from typing import Any

from bot.core.values import Value
from bot.dialogue.python.request import Recorder


class _Facts:
    """Facts under one name."""

    def __init__(self, recorder: Recorder) -> None:
        self._recorder = recorder

    def _read(self, name: str) -> Value:
        return self._recorder.read(name)

    def _text(self, name: str) -> str | None:
        found = self._read(name)
        return None if found is None else str(found)

    def _names(self, name: str) -> tuple[str, ...]:
        found = self._read(name)
        return tuple(map(str, found)) if isinstance(found, list) else ()

    def _moment(self, name: str) -> datetime | None:
        found = self._text(name)
        return None if found is None else datetime.fromisoformat(found)


class PersonFacts(_Facts):
    """A person: what is known of everybody, and as `talk.person.x` what dialogues have set."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        return self._read(f"person.{name}")

    @property
    def first_name(self) -> str | None:
        """What we call them, where we know it."""
        return self._text("person.first_name")

    @property
    def name(self) -> str | None:
        """Their name, where we know it."""
        return self._text("person.name")

    @property
    def language(self) -> str:
        """The language that we talk in."""
        return self._text("person.language") or ""

    @property
    def timezone(self) -> str:
        """Their time zone, the brand's where we do not know it."""
        return self._text("person.timezone") or ""

    @property
    def platform(self) -> str:
        """The platform that they write on."""
        return self._text("person.platform") or ""

    @property
    def channel(self) -> str:
        """The brand's channel that they write to."""
        return self._text("person.channel") or ""

    @property
    def tags(self) -> tuple[str, ...]:
        """Their tags."""
        return self._names("person.tags")

    @property
    def subscribed(self) -> tuple[str, ...]:
        """The topics that they have agreed to."""
        return self._names("person.subscribed")

    @property
    def since(self) -> datetime | None:
        """When they first wrote."""
        return self._moment("person.since")

    @property
    def last_said(self) -> datetime | None:
        """When they wrote before this."""
        return self._moment("person.last_said")

    def get(self, name: str, default: Value = None) -> Value:
        """Return what dialogues have set as `person.name`, `default` where none has.

        `talk.person.nickname` is the same, None where none has.
        """
        found = self._read(f"person.{name}")
        return default if found is None else found


class EventFacts(_Facts):
    """What happened: a message has its text, an event its name and data."""

    @property
    def text(self) -> str:
        """What the person wrote, after a command what stands behind it."""
        return self._text("event.text") or ""

    @property
    def name(self) -> str | None:
        """The event's name, None where it is a message."""
        return self._text("event.name")

    @property
    def data(self) -> Value:
        """The event's data."""
        return self._read("event.data")


class BrandFacts(_Facts):
    """The brand."""

    @property
    def id(self) -> str:
        """Its name in addresses."""
        return self._text("brand.id") or ""

    @property
    def title(self) -> str:
        """What it is called, in the person's language."""
        return self._text("brand.title") or ""

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages that it speaks, the default first."""
        return self._names("brand.languages")

    @property
    def timezone(self) -> str:
        """Its time zone."""
        return self._text("brand.timezone") or ""
