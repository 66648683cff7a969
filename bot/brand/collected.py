"""Faults as they are found: all of them, not only the first."""

from bot.brand.faults import Fault, Severity, fault_at
from bot.brand.nodes import Place


class Faults:
    """A growing list of what is wrong in a brand's files."""

    def __init__(self) -> None:
        self.found: list[Fault] = []

    def error(self, place: Place, message: str, hint: str | None = None) -> None:
        """Add what keeps the brand from being published."""
        self.add(place, message, hint, "error")

    def warning(self, place: Place, message: str, hint: str | None = None) -> None:
        """Add what is probably not meant, but can be published."""
        self.add(place, message, hint, "warning")

    def add(self, place: Place, message: str, hint: str | None, severity: Severity) -> None:
        """Add one fault of any severity."""
        self.found.append(fault_at(place, message, hint, severity))
