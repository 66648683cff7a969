"""Whatever a table declares is there: each block is shown, and each thing can be sent."""

from bot.channels.capabilities import Thing
from bot.channels.conformance.claimed import CLAIMED, YES
from bot.channels.conformance.groups import ADA, KeepingIntake, fitted, opened
from bot.channels.conformance.sending import sent
from bot.channels.conformance.stage import Giving, Hearing, Showing, Stage, Typing, Voting
from bot.channels.support import BLOCKS, Block, level_of
from bot.core.content import Message
from bot.core.events import Happening, Reacted, Said, Voted
from bot.core.outcomes import Accepted, Outcome

_REFERENCE = "0123456789ab"
"""How a message of ours is named where another becomes of it."""


class _Session:
    """An open channel, what was sent through it so far, and what it has taken in."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.adapter = stage.make()
        self.intake = KeepingIntake()
        self._number = 0

    async def send(self, message: Message, earlier: str | None = None) -> Outcome:
        """Send a message as it fits, and say how the last of it ended."""
        self._number += 100
        parts = fitted(message, self.adapter.capabilities, self._number, earlier)
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
        taken = self.intake.taken
        return taken[-1].happening if taken else None


async def check_claims(stage: Stage) -> list[str]:
    """Each block that the table declares is shown in the platform's own form, and no other."""
    session = _Session(stage)
    table = session.adapter.capabilities
    found = []
    async with opened(session.adapter, stage.settings, session.intake):
        for block in BLOCKS:
            is_native = level_of(block, table) == "native"
            if is_native != await _is_shown(session, block, is_native=is_native):
                found.append(
                    f"{block} is declared, and nobody sees one"
                    if is_native
                    else f"{block} is not declared, and somebody sees one"
                )
        found += await _voted(session) if table.poll is not None else ()
    return found


async def _is_shown(session: _Session, block: Block, *, is_native: bool) -> bool:
    match block:
        case "reaction":  # a person does that: check_receives
            return is_native
        case "typing":
            stage = session.stage
            return isinstance(stage, Typing) and await stage.typed(session.adapter)
        case "edit":
            return block in await _show_edit(session)
        case "quote":
            return block in await _show_quote(session)
        case _:
            return block in await session.show(CLAIMED[block])


async def _show_edit(session: _Session) -> frozenset[Block]:
    outcome = await session.send(Message("before", "before"))
    earlier = outcome.message if isinstance(outcome, Accepted) else None
    return await session.show(Message("after", "after", replaces=_REFERENCE), earlier)


async def _show_quote(session: _Session) -> frozenset[Block]:
    if not isinstance(session.stage, Hearing):
        return frozenset()
    await session.stage.say(session.adapter, "7003", ADA, "hello")
    said = session.latest
    answers = said.message if isinstance(said, Said) else None
    return await session.show(Message("hello", "hello", answers=answers))


async def _voted(session: _Session) -> list[str]:
    """A vote in the platform's own poll is taken in under the poll's own id."""
    stage = session.stage
    if not isinstance(stage, Voting):
        return ["polls are declared, and nobody votes: the stage has no `vote`"]
    outcome = await session.send(CLAIMED["poll"])
    if not isinstance(outcome, Accepted) or outcome.poll is None:
        return [f"a poll is accepted without its id: {outcome}"]
    await stage.vote(session.adapter, YES.label)
    wanted = Voted(outcome.poll, (0,))
    return [] if session.latest == wanted else [f"a vote is {session.latest}, not {wanted}"]


async def check_receives(stage: Stage) -> list[str]:
    """Each thing that the table receives arrives as what it is."""
    session = _Session(stage)
    things = sorted(session.adapter.capabilities.receives)
    if not isinstance(stage, Giving):
        return [f"{thing} is declared, and the stage has no `give`" for thing in things]
    found = []
    async with opened(session.adapter, stage.settings, session.intake):
        await session.send(Message("look", "look"))
        for thing in things:
            await stage.give(session.adapter, thing)
            if session.latest is None or not _is(thing, session.latest):
                found.append(f"{thing} is declared, and arrives as {session.latest}")
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
