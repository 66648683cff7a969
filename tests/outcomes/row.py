"""One row of the table of errors: what a platform does to us, and what the product makes of it."""

from dataclasses import dataclass, field
from typing import Any, Literal

Ends = Literal["accepted", "unreachable", "rejected"]


@dataclass(frozen=True)
class Fault:
    """Requests that go wrong (`sandbox.faults`): about this person, or their bot."""

    where: str
    fault: dict[str, Any]
    times: int = 1
    about: Literal["person", "bot"] = "person"


@dataclass(frozen=True)
class Gateway:
    """Something that happens to the bot's connection with Discord's gateway."""

    order: dict[str, Any]


@dataclass(frozen=True)
class Update:
    """An update of Telegram's as nobody expects it."""

    update: dict[str, Any]


@dataclass(frozen=True)
class Deed:
    """What somebody else does with the bot, by the name of its route in the control API."""

    route: str


@dataclass(frozen=True)
class Move:
    """The group becomes a supergroup while an answer is on its way into it."""


Injury = Fault | Gateway | Update | Deed | Move


@dataclass(frozen=True)
class Row:
    """What happens, how the product takes it, and what it does then.

    `ends` is how the delivery ends that is hurt, `doubted` whether nobody can know for a while if
    it was taken, `copies` how often the person reads it. `hindered` is in the words of
    `/health/ready` meanwhile. `apart` rows hurt everybody's connections, and are played alone. In
    `by_command` rows it happens to the slash command with which the person begins. `starts` is the
    dialogue, and `reads` what they read of the answer that was hurt, where that is another text.
    `at_start` rows go wrong before the product begins.
    """

    name: str
    outcome: str
    then: str
    injuries: tuple[Injury, ...]
    ends: Ends = "accepted"
    doubted: bool = False
    copies: int = 1
    hindered: str | None = None
    in_group: bool = False
    apart: bool = False
    by_command: bool = False
    starts: Literal["echo", "show", "album", "vote", "ballot"] = "echo"
    reads: str | None = None
    at_start: bool = False

    @property
    def lasts(self) -> bool:
        """Say whether it goes wrong until `/health/ready` has told of it.

        What comes of a lost connection ends by itself.
        """
        is_lost = any(isinstance(one, Gateway) for one in self.injuries)
        return self.hindered is not None and not is_lost


@dataclass(frozen=True)
class Section:
    """Rows of one kind, on one platform, which calls us where we are `called`."""

    title: str
    platform: Literal["telegram", "discord", "whatsapp"]
    note: str
    rows: tuple[Row, ...] = field(default=())
    called: bool = False


def answer(status: int, body: object = None, **more: Any) -> dict[str, Any]:
    """Return the fault of an answer that the platform gives instead."""
    return {"type": "answer", "status": status, "body": body, **more}


HANG = {"type": "hang", "seconds": 3600.0, "after": False}
HANG_AFTER = {"type": "hang", "seconds": 3600.0, "after": True}
BREAK_OFF = {"type": "break-off", "after": False}
BREAK_OFF_AFTER = {"type": "break-off", "after": True}
UNREAD = {"type": "reset", "unread": True}
RESET = {"type": "reset", "after": False}
RESET_AFTER = {"type": "reset", "after": True}
