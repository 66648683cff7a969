"""What may go wrong on the way: faults that a test or a person orders, and that happen once each.

An order says where (`where`: a method or route by name, `*` for any), for which requests
(`match`: fields of the request that must have these values), how often, and what happens.
"""

from collections.abc import Mapping

from msgspec import Struct, field

JsonValue = str | int | float | bool | None | list[object] | dict[str, object]


class Answer(Struct, frozen=True, tag="answer"):
    """Answer this instead of doing anything: `body` is JSON, or `text` as it is."""

    status: int
    body: JsonValue = None
    text: str | None = None
    headers: dict[str, str] = field(default_factory=dict)


class Hang(Struct, frozen=True, tag="hang"):
    """Say nothing for so many seconds, then cut; with `after` what was asked for has been done."""

    seconds: float = 3600.0
    after: bool = False


class Reset(Struct, frozen=True, tag="reset"):
    """Cut the connection; with `after` what was asked for has been done.

    With `unread` it is cut before the request is read: the order matches by the bot alone.
    """

    after: bool = False
    unread: bool = False


class BreakOff(Struct, frozen=True, tag="break-off"):
    """Give half of an answer, then end; with `after` what was asked for has been done."""

    after: bool = False


class Delay(Struct, frozen=True, tag="delay"):
    """Do it, but only after so many seconds."""

    seconds: float


Fault = Answer | Hang | Reset | BreakOff | Delay


class Order(Struct):
    """One order; it is used up when `times` is 0.

    Given with `times` 0, it takes back what was ordered for the same requests.
    """

    where: str
    fault: Fault
    times: int = 1
    match: dict[str, str] = field(default_factory=dict)


class Faults:
    """The orders of one stand-in, oldest first."""

    def __init__(self) -> None:
        self._orders: list[Order] = []

    def order(self, order: Order) -> None:
        """Let something go wrong from now on, as often as the order says."""
        if order.times > 0:
            self._orders.append(order)
            return
        meant = (order.where, order.match)
        self._orders = [one for one in self._orders if (one.where, one.match) != meant]

    def clear(self) -> None:
        """Let everything go well again."""
        self._orders.clear()

    def next(
        self, where: str, fields: Mapping[str, object], *, unread: bool = False
    ) -> Fault | None:
        """Return what goes wrong with this request, and count it.

        Args:
            where: the method or route.
            fields: what it can be told apart by.
            unread: whether it is still to be read.
        """
        for order in self._orders:
            is_meant = order.where in {"*", where} and _is_unread(order.fault) == unread
            if is_meant and _fits(order, fields):
                order.times -= 1
                if order.times <= 0:
                    self._orders.remove(order)
                return order.fault
        return None


def _is_unread(fault: Fault) -> bool:
    return isinstance(fault, Reset) and fault.unread


def _fits(order: Order, fields: Mapping[str, object]) -> bool:
    return all(str(fields.get(name)) == value for name, value in order.match.items())
