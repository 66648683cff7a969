"""Calling the outside: Python of the brand's own, and other systems."""

import re
from collections.abc import Iterator, Mapping
from typing import Annotated, ClassVar, Self

from msgspec.structs import replace

from bot.brand.collected import Faults
from bot.brand.leaves import Amount, Anything, Duration, Words
from bot.brand.nodes import Node, Table
from bot.brand.shapes import Fields, fields_of
from bot.brand.wording import quoted
from bot.dialogue.model.names import SlotName
from bot.dialogue.steps.block import Block, StepFields
from bot.dialogue.steps.elsewhere import CALLS_ELSEWHERE

_TIMEOUT = "How long one try may take: 10s unless written, 1m at most."
_RETRIES = "How often it is tried again after a failure: 2 unless written, 10 at most."
_FAILED = "The steps when it has failed for good; without end it then goes on after this step."


class ActionName(Words, frozen=True):
    """The name of a function in actions.py."""

    expected: ClassVar[str] = "a function of actions.py such as actions.remember_lead"
    prefix: ClassVar[str] = "actions."

    @property
    def function(self) -> str:
        """The function's own name."""
        return self.text.removeprefix(self.prefix)

    @classmethod
    def wrong(cls, text: str) -> tuple[str, str | None] | None:
        """Refuse what names no function of that file."""
        if re.fullmatch(r"actions\.[^\W\d]\w*", text):
            return None
        bare = re.fullmatch(r"[^\W\d]\w*", text.rpartition(".")[2])
        hint = f'Write "{cls.prefix}{bare[0]}".' if bare else None
        return f"{quoted(text)} is not a function of actions.py.", hint


class HttpLine(Fields, frozen=True, kw_only=True):
    """A request to another system: one of the methods with its address, and what goes with it."""

    called: ClassVar[str] = 'an "http" step'
    elsewhere: ClassVar[Mapping[str, str]] = CALLS_ELSEWHERE
    expected: ClassVar[str] = 'the request, such as {get: "https://example.org/stock"},'

    get: Annotated[Words | None, "The address; values in it are encoded."] = None
    post: Annotated[Words | None, "The same, for this method."] = None
    put: Annotated[Words | None, "The same, for this method."] = None
    patch: Annotated[Words | None, "The same, for this method."] = None
    delete: Annotated[Words | None, "The same, for this method."] = None
    json: Annotated[
        Anything | None, "The body: texts with {expressions}, or values as they are."
    ] = None
    headers: Annotated[
        dict[Words, Words] | None, "Headers; a secret in them is written ${NAME}."
    ] = None
    as_: Annotated[
        SlotName | None, "The slot that keeps the answer: what its JSON holds, else its text."
    ] = None
    timeout: Annotated[Duration | None, _TIMEOUT] = None
    retries: Annotated[Amount | None, _RETRIES] = None

    @property
    def addresses(self) -> dict[str, Words]:
        """The addresses by their methods: exactly one, where there is no fault."""
        written = {
            "get": self.get,
            "post": self.post,
            "put": self.put,
            "patch": self.patch,
            "delete": self.delete,
        }
        return {method: address for method, address in written.items() if address is not None}


class DoStep(StepFields, frozen=True, kw_only=True):
    """Calls a function of actions.py, and goes on with what it returns."""

    called: ClassVar[str] = 'a "do" step'
    elsewhere: ClassVar[Mapping[str, str]] = CALLS_ELSEWHERE
    example: ClassVar[str] = """\
- ask: Your order number?
  as: code
- do: actions.find_order
  with: {code: "{code}"}
  as: order
  failed: [{say: I cannot look it up now; we will write to you.}, end]
- say: Your order comes on {date(order.day)}.
"""

    do: Annotated[ActionName, "The function."]
    with_: Annotated[
        dict[Words, Anything] | None,
        "Its arguments by name: texts with {expressions}, or values as they are.",
    ] = None
    as_: Annotated[SlotName | None, "The slot that keeps what it returns."] = None
    timeout: Annotated[Duration | None, _TIMEOUT] = None
    retries: Annotated[Amount | None, _RETRIES] = None
    failed: Annotated[Block | None, _FAILED] = None

    def blocks(self) -> Iterator[tuple[str, Block]]:
        """Yield the steps for when it has failed, if there are any."""
        if self.failed is not None:
            yield "failed", self.failed


class HttpStep(StepFields, frozen=True, kw_only=True):
    """Sends a request to another system, and goes on with its answer."""

    called: ClassVar[str] = 'an "http" step'
    example: ClassVar[str] = """\
- ask: Which item are you looking for?
  as: item
- http:
    get: https://shop.example.org/stock/{item}
    headers: {Authorization: "Bearer ${SHOP_TOKEN}"}
    as: stock
  failed: [{say: I cannot look it up now.}, end]
- say: We have {stock.count} of them.
"""

    http: Annotated[HttpLine, "The request."]
    failed: Annotated[Block | None, _FAILED] = None

    @classmethod
    def read(cls, node: Node, faults: Faults) -> Self | None:
        """Return the step; what stands beside the request and belongs into it is a fault."""
        if not isinstance(node, Table):
            return super().read(node, faults)
        misplaced = [entry for entry in node.entries if entry.key.text in fields_of(HttpLine)]
        for entry in misplaced:
            message = f'"{entry.key.text}" belongs to the request.'
            faults.error(entry.key.place, message, f"Write it below http: {entry.key.text}: …")
        kept = tuple(entry for entry in node.entries if entry not in misplaced)
        return super().read(replace(node, entries=kept), faults)

    def blocks(self) -> Iterator[tuple[str, Block]]:
        """Yield the steps for when it has failed, if there are any."""
        if self.failed is not None:
            yield "failed", self.failed
