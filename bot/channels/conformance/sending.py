"""What an adapter sends is what the person sees: once, in order, word for word."""

from collections.abc import Iterator, Sequence
from itertools import takewhile

from bot.channels.conformance.groups import fitted, group_of, opened, part
from bot.channels.conformance.messages import messages_for
from bot.channels.conformance.promises import squeezed, visible
from bot.channels.conformance.stage import Showing, Shown, Stage
from bot.channels.contract import Adapter, Part
from bot.core.content import Message
from bot.core.markup import escaped, unmarked
from bot.core.outcomes import Accepted, Outcome

_LONG = 9_000
"""Characters of a text that is longer than most platforms take."""

_LITERAL = (
    r"a_b *c* __d__ ~~e~~ ||f|| `g` # h [i](https://example.org) \n \* <b>j</b> &amp; > k",
    "- one\n- two\n1. three\n# four\n> five\n```six```",
    "@everyone @ada #general <@1> <#2> :smile: https://example.org/a_b_c?d=*e*&f=_g_",
    "👩\u200d👩\u200d👧 🇮🇹 e\u0301 \u200f\u05d0\u05d1 \U0001d4b3 \uff46\uff55\uff4c\uff4c ﷽",
)
"""What platforms take for marks, mentions and tags where it is not escaped."""

_STYLED = (
    "**bold** *slanted* ~~struck~~ `code` and [a page](https://example.org/a_(b))",
    "***both***, **bold with a `code`** and *slanted [page](https://example.org/) too*",
)


async def check_delivery(stage: Stage) -> list[str]:
    """What is accepted is shown: once, in order, under its own id where ids are shown."""
    if not isinstance(stage, Showing):
        return []
    before = len(stage.shown())
    parts = tuple(part(number, Message(f"part {number}", f"part {number}")) for number in range(3))
    async with opened(stage.make(), stage.settings) as adapter:
        outcomes = await sent(adapter, parts)
    if not all(isinstance(outcome, Accepted) for outcome in outcomes):
        return [f"a plain message is not accepted: {outcomes}"]
    return _compare_shown(stage.shown()[before:], parts)


def _compare_shown(shown: Sequence[Shown], parts: Sequence[Part]) -> list[str]:
    found = []
    texts = [part.message.text for part in parts]
    if [line.text for line in shown] != texts:
        found.append(f"{texts} was shown as {[line.text for line in shown]}")
    ids = [part.id for part in parts]
    if any(line.id is not None for line in shown) and [line.id for line in shown] != ids:
        found.append(f"the ids {ids} were shown as {[line.id for line in shown]}")
    return found


async def check_texts(stage: Stage) -> list[str]:
    """Whatever a text holds, people read it as it was written: cut and joined again, too."""
    if not isinstance(stage, Showing):
        return []
    found: list[str] = []
    async with opened(stage.make(), stage.settings) as adapter:
        for number, message in enumerate(_texts()):
            before = len(stage.shown())
            parts = fitted(message, adapter.capabilities, 100 * number)
            outcomes = await sent(adapter, parts)
            if not all(isinstance(outcome, Accepted) for outcome in outcomes):
                found.append(f"{message.text[:40]!r} is not accepted: {outcomes}")
            found += _compare_texts([one.message for one in parts], stage.shown()[before:])
    return found


async def check_limits(stage: Stage) -> list[str]:
    """Whatever was fitted to the table, at its limits too, the platform takes."""
    if not isinstance(stage, Showing):
        return []
    refused: dict[str, str] = {}
    async with opened(stage.make(), stage.settings) as adapter:
        for number, message in enumerate(messages_for(adapter.capabilities)):
            parts = fitted(message, adapter.capabilities, 10_000 + 100 * number)
            outcomes = await sent(adapter, parts)
            wrong = [one for one in outcomes if not isinstance(one, Accepted)]
            refused |= {f"{one}": f"{message}"[:300] for one in wrong}
    return [f"{outcome} for {message}" for outcome, message in refused.items()]


def _texts() -> Iterator[Message]:
    for text in (*_LITERAL, "a_b *c*, d. " * (_LONG // 12), "👍 ù\n" * (_LONG // 4)):
        yield Message(unmarked(escaped(text)), escaped(text))
    for markdown in (*_STYLED, " ".join(_STYLED) * (_LONG // 120)):
        yield Message(unmarked(markdown), markdown)


def _compare_texts(pieces: Sequence[Message], shown: Sequence[Shown]) -> Iterator[str]:
    """Compare with what a link shows where it can be pressed, and with what is plain elsewhere."""
    pressed = squeezed("".join(map(visible, pieces)))
    plain = squeezed("".join(one.text for one in pieces))
    read = squeezed("".join(one.text for one in shown))
    if read not in {pressed, plain}:
        written = max(pressed, plain, key=lambda text: _agreement(text, read))
        at = _agreement(written, read)
        yield f"{written[at : at + 40]!r} is read as {read[at : at + 40]!r}"


def _agreement(one: str, other: str) -> int:
    """Return how many signs two texts begin with alike."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


async def sent(adapter: Adapter, parts: Sequence[Part]) -> list[Outcome]:
    """Deliver parts in as few groups as the table allows, and return how each ended."""
    size = len(parts) if adapter.capabilities.groups else 1
    outcomes: list[Outcome] = []
    for start in range(0, len(parts), size):
        few = parts[start : start + size]
        outcomes += await adapter.deliver(group_of(f"g-{few[0].id}", *few))
    return outcomes
