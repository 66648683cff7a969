"""What is wrong in a brand's files, in plain words and with its place."""

from collections.abc import Iterable
from typing import Literal

from msgspec import Struct
from msgspec.structs import force_setattr

from bot.brand.nodes import Place

Severity = Literal["error", "warning", "information"]

FaultJson = dict[str, str | int | None]


class Fault(Struct, frozen=True, order=True):
    """One thing wrong at one place.

    `file` is relative to the brand's folder, with `/` separators. `line` and `column` count from
    1, columns in characters. `hint` says what to write instead.
    """

    file: str
    line: int
    column: int
    message: str
    severity: Severity = "error"
    hint: str | None = None

    def __post_init__(self) -> None:
        """Keep the message in one line, whatever of an author's text it repeats."""
        if not self.message.isprintable():
            force_setattr(self, "message", _in_one_line(self.message))
        if self.hint is not None and not self.hint.isprintable():
            force_setattr(self, "hint", _in_one_line(self.hint))

    def __str__(self) -> str:
        """Return `file:line:column: message`, with the severity in it where it is no error."""
        prefix = "" if self.severity == "error" else f"{self.severity}: "
        hint = "" if self.hint is None else f" {self.hint}"
        return f"{self.file}:{self.line}:{self.column}: {prefix}{self.message}{hint}"

    def as_json(self) -> FaultJson:
        """Return the fault as programs read it."""
        return {
            "file": self.file,
            "line": self.line,
            "column": self.column,
            "severity": self.severity,
            "message": self.message,
            "hint": self.hint,
        }


def fault_at(
    place: Place, message: str, hint: str | None = None, severity: Severity = "error"
) -> Fault:
    """Return the fault of what stands at a place."""
    return Fault(place.file, place.line, place.column, message, severity, hint)


def in_order(faults: Iterable[Fault]) -> tuple[Fault, ...]:
    """Return each fault once, by file and place, brand.yaml first."""
    return tuple(sorted(set(faults), key=lambda fault: (fault.file != "brand.yaml", *_key(fault))))


def has_errors(faults: Iterable[Fault]) -> bool:
    """Say whether the brand cannot be published as it stands."""
    return any(fault.severity == "error" for fault in faults)


def faults_as_text(faults: Iterable[Fault]) -> str:
    """Return one line a fault."""
    return "\n".join(map(str, faults))


def faults_as_json(faults: Iterable[Fault]) -> dict[str, list[FaultJson]]:
    """Return the document of `convivio check --json`."""
    return {"faults": [fault.as_json() for fault in faults]}


def _in_one_line(text: str) -> str:
    return "".join(character if character.isprintable() else " " for character in text)


def _key(fault: Fault) -> tuple[str, int, int, str]:
    return (fault.file, fault.line, fault.column, fault.message)
