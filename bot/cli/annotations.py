"""Faults as GitHub shows them in a review: one workflow command a line."""

from collections.abc import Iterable
from pathlib import Path

from bot.brand.faults import Fault, Severity

_LEVELS: dict[Severity, str] = {"error": "error", "warning": "warning", "information": "notice"}
_IN_MESSAGES = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A"})
_IN_PROPERTIES = {**_IN_MESSAGES, **str.maketrans({":": "%3A", ",": "%2C"})}


def annotations(faults: Iterable[Fault], folder: Path) -> str:
    """Return a line for each fault that puts it beside the line it is about.

    Args:
        faults: what is wrong.
        folder: the brand's, as seen from where the repository begins: the working directory.
    """
    return "\n".join(_annotation(fault, _beside(folder)) for fault in faults)


def _annotation(fault: Fault, folder: Path) -> str:
    file = (folder / fault.file).as_posix().translate(_IN_PROPERTIES)
    hint = "" if fault.hint is None else f" {fault.hint}"
    message = f"{fault.message}{hint}".translate(_IN_MESSAGES)
    place = f"file={file},line={fault.line},col={fault.column}"
    return f"::{_LEVELS[fault.severity]} {place}::{message}"


def _beside(folder: Path) -> Path:
    """Return the folder from the working directory; GitHub knows no file by an absolute path."""
    whole, here = folder.resolve(), Path.cwd().resolve()
    return whole.relative_to(here) if whole.is_relative_to(here) else folder
