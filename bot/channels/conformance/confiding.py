"""What concerns one person alone never stands among others."""

from collections.abc import Iterator

from msgspec.structs import replace

from bot.channels.capabilities import Capabilities
from bot.channels.conformance.groups import ADA, fitted, opened
from bot.channels.conformance.stage import Among, Stage
from bot.channels.contract import Adapter, Group
from bot.core.content import Button, Message
from bot.core.ids import GroupId
from bot.core.outcomes import Accepted, Outcome

_WORDS = "between-us-4711"
_INSTEAD = "only-in-private-4711"
_LONG = 9_000


async def check_private(stage: Stage) -> list[str]:
    """What concerns one person alone is not sent to the group where they asked."""
    if not isinstance(stage, Among):
        return []
    async with opened(stage.make(), stage.settings) as adapter:
        outcomes = await _confide(adapter, stage.space)
        found = [f"{one}" for one in outcomes if not isinstance(one, Accepted)]
        if any(_INSTEAD in sent for sent in stage.sent_to_all()):
            found.append("a group is told that it is said in private, and it could be said there")
        if await stage.shut():
            before = len(stage.sent_to_all())
            await _confide(adapter, stage.space)
            if not any(_INSTEAD in sent for sent in stage.sent_to_all()[before:]):
                found.append("nobody is told that it can be said in private only")
    if any(_WORDS in sent for sent in stage.sent_to_all()):
        found.append("what concerns one person is sent to a group")
    return found


async def _confide(adapter: Adapter, space: str) -> list[Outcome]:
    """Say something of every form to Ada, in a group where others are."""
    outcomes: list[Outcome] = []
    for number, message in enumerate(_messages(adapter.capabilities)):
        for said in fitted(message, adapter.capabilities, 20_000 + 100 * number, "17"):
            outcomes += await adapter.deliver(Group(GroupId(f"g-{said.id}"), ADA, space, (said,)))
    return outcomes


def _messages(table: Capabilities) -> Iterator[Message]:
    message = Message(_WORDS, _WORDS, private=True, instead=_INSTEAD)
    yield message
    if table.buttons:
        yield replace(message, buttons=(Button("b.0", _WORDS), Button("b.1", "No")))
    text = f"{_WORDS} " * (_LONG // len(_WORDS))
    yield replace(message, text=text, markdown=text)
    yield replace(message, replaces="0123456789ab", answers="17")
