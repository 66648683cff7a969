"""Whatever a table declares is there: each block is shown, and each thing can be sent."""

from collections.abc import Sequence

from bot.channels.capabilities import Thing
from bot.channels.conformance.claimed import CLAIMED, YES
from bot.channels.conformance.groups import ADA, opened, part, take_everything
from bot.channels.conformance.sending import sent
from bot.channels.conformance.stage import Giving, Hearing, Showing, Stage, Typing, Voting
from bot.channels.contract import ChannelSettings, Receipt
from bot.channels.fit import fit
from bot.channels.support import BLOCKS, Block, level_of
from bot.core.content import Message
from bot.core.events import Happening, Incoming, Reacted, Said, Voted
from bot.core.outcomes import Accepted, Outcome

_REFERENCE = "0123456789ab"
"""How a message of ours is named where another becomes of it."""


class _Sitting:
    """An open channel, what was sent through it so far, and what it has taken in."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.adapter = stage.make()
        self.taken: list[Incoming] = []
        self._number = 0

    async def take(
        self, settings: ChannelSettings, incoming: Sequence[Incoming]
    ) -> Sequence[Receipt]:
        self.taken.extend(incoming)
        return await take_everything(settings, incoming)

    async def send(self, message: Message, earlier: str | None = None) -> Outcome:
        """Send a message as it fits, and say how the last of it ended."""
        self._number += 1
        pieces = fit(message, self.adapter.capabilities).messages
        parts = tuple(
            part(100 * self._number + place, piece, earlier) for place, piece in enumerate(pieces)
        )
        return (await sent(self.adapter, parts))[-1]

    async def show(self, message: Message, earlier: str | None = None) -> frozenset[Block]:
        """Send a message, and return what the person then sees in a form of its own."""
        if not isinstance(self.stage, Showing):
            return frozenset()
        before = len(self.stage.shown())
        await self.send(message, earlier)
        shown = self.stage.shown()[before:]
        return frozenset(block for one in shown for block in one.blocks)

    @property
    def latest(self) -> Happening | None:
        """What happened last."""
        return self.taken[-1].happening if self.taken else None


async def check_claims(stage: Stage) -> list[str]:
    """Each block that the table declares is shown in the platform's own form, and no other."""
    sitting = _Sitting(stage)
    table = sitting.adapter.capabilities
    found = []
    async with opened(sitting.adapter, stage.settings, sitting.take):
        for block in BLOCKS:
            is_native = level_of(block, table) == "native"
            if is_native != await _is_shown(sitting, block, is_native=is_native):
                found.append(
                    f"{block} is declared, and nobody sees one"
                    if is_native
                    else f"{block} is not declared, and somebody sees one"
                )
        found += await _voted(sitting) if table.poll is not None else ()
    return found


async def _is_shown(sitting: _Sitting, block: Block, *, is_native: bool) -> bool:
    match block:
        case "reaction":  # a person does that: check_receives
            return is_native
        case "typing":
            stage = sitting.stage
            return isinstance(stage, Typing) and await stage.typed(sitting.adapter)
        case "edit":
            return block in await _show_edit(sitting)
        case "quote":
            return block in await _show_quote(sitting)
        case _:
            return block in await sitting.show(CLAIMED[block])


async def _show_edit(sitting: _Sitting) -> frozenset[Block]:
    outcome = await sitting.send(Message("before", "before"))
    earlier = outcome.message if isinstance(outcome, Accepted) else None
    return await sitting.show(Message("after", "after", replaces=_REFERENCE), earlier)


async def _show_quote(sitting: _Sitting) -> frozenset[Block]:
    if not isinstance(sitting.stage, Hearing):
        return frozenset()
    await sitting.stage.say(sitting.adapter, "7003", ADA, "hello")
    said = sitting.latest
    answers = said.message if isinstance(said, Said) else None
    return await sitting.show(Message("hello", "hello", answers=answers))


async def _voted(sitting: _Sitting) -> list[str]:
    """A vote in the platform's own poll is taken in under the poll's own id."""
    stage = sitting.stage
    if not isinstance(stage, Voting):
        return ["polls are declared, and nobody votes: the stage has no `vote`"]
    outcome = await sitting.send(CLAIMED["poll"])
    if not isinstance(outcome, Accepted) or outcome.poll is None:
        return [f"a poll is accepted without its id: {outcome}"]
    await stage.vote(sitting.adapter, YES.label)
    wanted = Voted(outcome.poll, (0,))
    return [] if sitting.latest == wanted else [f"a vote is {sitting.latest}, not {wanted}"]


async def check_receives(stage: Stage) -> list[str]:
    """Each thing that the table receives arrives as what it is."""
    sitting = _Sitting(stage)
    things = sorted(sitting.adapter.capabilities.receives)
    if not isinstance(stage, Giving):
        return [f"{thing} is declared, and the stage has no `give`" for thing in things]
    found = []
    async with opened(sitting.adapter, stage.settings, sitting.take):
        await sitting.send(Message("look", "look"))
        for thing in things:
            await stage.give(sitting.adapter, thing)
            if sitting.latest is None or not _is(thing, sitting.latest):
                found.append(f"{thing} is declared, and arrives as {sitting.latest}")
    return found


def _is(thing: Thing, happening: Happening) -> bool:
    match thing, happening:
        case "reaction", Reacted():
            return True
        case "contact", Said(contact=contact):
            return contact is not None
        case "location", Said(attachments=attachments):
            return [one.kind for one in attachments] == ["location"]
        case (("image" | "file"), Said(attachments=attachments)):
            return len(attachments) == 1 and attachments[0].kind in {thing, "file"}
        case _:
            return False
