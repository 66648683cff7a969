"""The single values that files are made of, each with its place, each checked as it is loaded."""

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import ClassVar, Self
from unicodedata import normalize

from msgspec import Struct

from bot.brand.collected import Faults
from bot.brand.durations import duration_meant, duration_seconds, rate_of
from bot.brand.nodes import Document, Node, Place, Scalar, value_of
from bot.brand.shapes import scalar_of
from bot.brand.suggestions import did_you_mean
from bot.brand.wording import quoted
from bot.core.values import Value


class Words(Struct, frozen=True):
    """A text that is not empty, exactly as written."""

    expected: ClassVar[str] = "a text"

    text: str
    scalar: Scalar

    @property
    def place(self) -> Place:
        """Where it begins."""
        return self.scalar.place

    @classmethod
    def read(cls, node: Node, faults: Faults) -> Self | None:
        """Return the text, None after a fault."""
        scalar = scalar_of(node, cls.expected, faults)
        if scalar is None:
            return None
        wrong = cls.wrong(scalar.text)
        if wrong is not None:
            faults.error(scalar.place, *wrong)
            return None
        return cls(scalar.text, scalar)

    @classmethod
    def absent(cls) -> Self:
        """Return what stands for a text that is not there, after a fault: it is empty."""
        nowhere = Document("", "")
        return cls("", Scalar(nowhere, Place("", 1, 1), "", None, 0, 0))

    @classmethod
    def wrong(cls, text: str) -> tuple[str, str | None] | None:
        """Return what is wrong with a text of this kind and what to write, None if nothing is."""
        del text
        return None


class Template(Words, frozen=True):
    """A text that people read: it may hold `{expressions}`, light Markdown and translations."""

    @classmethod
    def read(cls, node: Node, faults: Faults) -> Self | None:
        """Return the text; a hashtag that YAML takes for a comment is warned of."""
        if isinstance(node, Scalar) and (place := node.hashtag) is not None:
            hint = "Put the whole text in quotes; a comment begins with # and a space."
            faults.warning(place, "From this # on, nothing is part of the text.", hint)
        return super().read(node, faults)


class Condition(Words, frozen=True):
    """An expression."""

    expected: ClassVar[str] = "an expression such as: view == 'conversation'"


class Name(Words, frozen=True):
    """The name of a dialogue, a topic or something else that has one."""

    expected: ClassVar[str] = "a name"

    @classmethod
    def wrong(cls, text: str) -> tuple[str, str | None] | None:
        """Refuse names that could not be shown in one line, or that read like a path."""
        if len(text) > _LONGEST_NAME:
            return f"A name has at most {_LONGEST_NAME} characters.", None
        if "/" in text or not text.isprintable() or text != text.strip():
            return f"{quoted(text)} cannot be a name.", "Use letters, digits, - and _."
        return None


_LONGEST_NAME = 64
"""Characters of a name: it is part of ids, addresses and tables."""


class Slug(Name, frozen=True):
    """A name that is part of addresses."""

    expected: ClassVar[str] = "a name of small letters, digits and -"

    @classmethod
    def wrong(cls, text: str) -> tuple[str, str | None] | None:
        """Refuse what an address would have to encode."""
        if re.fullmatch(r"[a-z0-9][a-z0-9_-]{0,63}", text):
            return None
        plain = normalize("NFKD", text.lower()).encode("ascii", "ignore").decode()
        found = re.sub(r"[^a-z0-9_-]+", "-", plain).strip("-_")[:_LONGEST_NAME]
        hint = f'Write "{found}".' if found else "Use small letters, digits and -."
        return f"{quoted(text)} cannot be a name here.", hint


class Flag(Struct, frozen=True):
    """True or false."""

    expected: ClassVar[str] = "true or false"

    on: bool

    @classmethod
    def read(cls, node: Node, faults: Faults) -> Self | None:
        """Return the flag; yes and no are text in YAML 1.2, and refused with a hint."""
        if isinstance(node, Scalar) and isinstance(node.value, bool):
            return cls(node.value)
        faults.error(node.place, "Expected true or false.", _flag_hint(node))
        return None


def _flag_hint(node: Node) -> str | None:
    if not isinstance(node, Scalar):
        return None
    if node.text.casefold() in ("yes", "on", "y", "true"):
        return "Write true."
    return "Write false." if node.text.casefold() in ("no", "off", "n", "false") else None


class Amount(Struct, frozen=True):
    """A number, with its place."""

    expected: ClassVar[str] = "a number"

    number: int | float
    place: Place

    @classmethod
    def read(cls, node: Node, faults: Faults) -> Self | None:
        """Return the number, None after a fault."""
        match node:
            case Scalar(value=int() | float() as number) if not isinstance(number, bool):
                return cls(number, node.place)
            case Scalar(value=str(), text=text):
                faults.error(
                    node.place, f"{quoted(text)} is not a number.", "Write digits: 10, or 2.5."
                )
            case _:
                faults.error(node.place, "Expected a number.")
        return None


class Count(Amount, frozen=True):
    """A whole number above 0, with its place."""

    expected: ClassVar[str] = "a whole number above 0"

    @classmethod
    def read(cls, node: Node, faults: Faults) -> Self:
        """Return the number; 1 after a fault, so that it is not missed elsewhere."""
        amount = super().read(node, faults)
        if amount is not None and isinstance(amount.number, int) and amount.number > 0:
            return amount
        if amount is not None:
            faults.error(node.place, f"Expected {cls.expected}.")
        return cls(1, node.place)

    @property
    def whole(self) -> int:
        """The number."""
        return int(self.number)


class Share(Amount, frozen=True):
    """A part of a whole, with its place."""

    expected: ClassVar[str] = "a number from 0 up"

    @classmethod
    def read(cls, node: Node, faults: Faults) -> Self | None:
        """Return the number, None after a fault."""
        amount = super().read(node, faults)
        if amount is None or 0 <= amount.number <= _LARGEST_SHARE:
            return amount
        faults.error(node.place, f"A share is from 0 to {_LARGEST_SHARE:,}.")
        return None


_LARGEST_SHARE = 1_000_000
"""Finer parts than millionths are no matter of chance any more."""


class Rate(Words, frozen=True):
    """How often something may happen, such as 2 per week."""

    expected: ClassVar[str] = "how often, such as 2 per week"

    @classmethod
    def wrong(cls, text: str) -> tuple[str, str | None] | None:
        """Refuse what is no rate."""
        if rate_of(text) is not None:
            return None
        return (
            f"{quoted(text)} does not say how often.",
            'Write "2 per week" (hour, day, week or month).',
        )


class Duration(Words, frozen=True):
    """A length of time, such as 2h or 1h30m."""

    expected: ClassVar[str] = "a length of time such as 2h, 1h30m or 3d"

    @classmethod
    def read(cls, node: Node, faults: Faults) -> Self | None:
        """Return the time; an empty one after a fault, so that it is not missed elsewhere."""
        return super().read(node, faults) or cls.absent()

    @property
    def seconds(self) -> int:
        """How long it is."""
        return duration_seconds(self.text) or 0

    @classmethod
    def wrong(cls, text: str) -> tuple[str, str | None] | None:
        """Refuse what is no length of time, and what nobody lives to see."""
        seconds = duration_seconds(text)
        if seconds is None:
            hint = 'Write it as 2h, 1h30m or 3d: whole numbers, "w", "d", "h", "m", "s" in order.'
            if (meant := duration_meant(text)) is not None:
                hint = f'Write "{meant}".'
            return f"{quoted(text)} is not a length of time.", hint
        if seconds > _LONGEST_SECONDS:
            return f"{quoted(text)} is longer than ten years.", None
        return None


_LONGEST_SECONDS = 3_653 * 86_400
"""Ten years: a date that far ahead still exists in every calendar."""


class Length(Words, frozen=True):
    """A length of time."""

    expected: ClassVar[str] = "a length of time such as 12h"

    @classmethod
    def wrong(cls, text: str) -> tuple[str, str | None] | None:
        """Refuse what is no length of time."""
        if duration_seconds(text) is not None:
            return None
        meant = duration_meant(text)
        hint = "Write it as 12h, 2d or 1h30m." if meant is None else f'Write "{meant}".'
        return f"{quoted(text)} is not a length of time.", hint

    @property
    def seconds(self) -> int:
        """How long it is."""
        return duration_seconds(self.text) or 0


class Clock(Words, frozen=True):
    """A time of day."""

    expected: ClassVar[str] = "a time of day such as 21:30"

    @classmethod
    def wrong(cls, text: str) -> tuple[str, str | None] | None:
        """Refuse what is no time of day."""
        if re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", text):
            return None
        return f"{quoted(text)} is not a time of day.", "Write it as 08:30 or 21:30."


class Keyword(Words, frozen=True):
    """One of a few words; subclasses say which, and what other tools call them (`meant`)."""

    known: ClassVar[tuple[str, ...]] = ()
    meant: ClassVar[Mapping[str, str]] = MappingProxyType({})

    @classmethod
    def read(cls, node: Node, faults: Faults) -> Self | None:
        """Return the word; an empty one after a fault, so that nothing is concluded from it."""
        return super().read(node, faults) or cls.absent()

    @classmethod
    def wrong(cls, text: str) -> tuple[str, str | None] | None:
        """Refuse every other word."""
        if text in cls.known:
            return None
        hint = did_you_mean(text, cls.known) or f"Write {', '.join(cls.known)}."
        if (meant := cls.meant.get(text.casefold())) is not None:
            hint = f'Write "{meant}".'
        return f"{quoted(text)} is not one of the words that can stand here.", hint


class Anything(Struct, frozen=True):
    """Any value, of any depth; its node keeps the places."""

    expected: ClassVar[str] = "a value"

    value: Value
    node: Node

    @classmethod
    def read(cls, node: Node, faults: Faults) -> Self | None:
        """Return the value, whatever it is."""
        del faults
        return cls(value_of(node), node)
