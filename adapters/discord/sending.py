"""Send one message and say how it ended: the channel is found, the send bounded and explained."""

import asyncio
import logging
from collections.abc import Sequence

from msgspec import structs

from adapters.discord.encode import as_edit, encode_message
from adapters.discord.errors import outcome_of
from adapters.discord.files import UnsendableError
from adapters.discord.interactions import Interactions
from adapters.discord.outgoing import Outgoing
from adapters.discord.passage import Passage
from adapters.discord.publishing import Publishing
from adapters.discord.reception import conversation
from adapters.discord.rest import Rest
from adapters.discord.room import TEXT
from adapters.discord.typing_signs import TypingSigns
from bot.channels.aside import NOT_SAID, aside, is_confided, said_instead
from bot.channels.contract import Group, Part
from bot.channels.files import Contents, Files, contents_of, files_in, own_files
from bot.channels.latest import Latest
from bot.channels.telling import without_files
from bot.core.content import MOST_ID_BYTES, Message
from bot.core.outcomes import Accepted, Outcome, Rejected, Throttled, Unknown, Unreachable

_LOG = logging.getLogger(__name__)

_MOST_MET = 4_096
"""People whose private channels are known: another look-up is one request."""


class Sending:
    """The way out of one channel.

    Args:
        rest: the REST API.
        interactions: another way to people who asked just now, where a channel refuses us.
        typing: what shows us typing until something is sent.
        files: the brand's own, None where it has none.
        publishing: lets posts go on to those who follow a channel.
    """

    def __init__(
        self,
        rest: Rest,
        interactions: Interactions,
        typing: TypingSigns,
        files: Files | None,
        publishing: Publishing,
    ) -> None:
        self._rest = rest
        self._interactions = interactions
        self._typing = typing
        self._files = files
        self._publishing = publishing
        self._private: Latest[str, str] = Latest(_MOST_MET)

    def met(self, person: str, channel: str) -> None:
        """Note the channel of the private conversation with a person."""
        self._private.put(person, channel)

    async def private_channel(self, person: str) -> str | None:
        """Return the channel of the private conversation with a person, opening it if need be.

        Raises:
            Exception: as `Rest.open_private`.
        """
        return await self._private_channel(person, Passage())

    async def deliver(self, group: Group) -> Sequence[Outcome]:
        """Send the parts of a group one after the other; return one outcome a part."""
        self._typing.stop(conversation(group.to, group.space))
        return [await self._deliver(group, part) for part in group.parts]

    async def _deliver(self, group: Group, part: Part) -> Outcome:
        """Send one message; where it is refused as it is, what is said goes out all the same.

        A poll may not be allowed in a channel, or a file be too large.
        """
        contents = await self._contents(part.message)
        outcome = await self._edit(group, part, contents) or await self._show(group, part, contents)
        poll = part.message.poll
        is_own = poll is not None and not poll.several
        if is_own and isinstance(outcome, Rejected | Unreachable):
            _LOG.info("a poll is asked by buttons reason=%r", outcome.reason)
            part = structs.replace(part, message=structs.replace(part.message, poll=None))
            outcome = await self._show(group, part, contents)
        if isinstance(outcome, Rejected) and files_in(part.message):
            _LOG.warning("a file is told in words reason=%r", outcome.reason)
            told = structs.replace(part, message=without_files(part.message, TEXT))
            outcome = await self._show(group, told, {})
        return outcome

    async def _edit(self, group: Group, part: Part, contents: Contents) -> Outcome | None:
        """Put a message in the place of an earlier one; None where it is to be sent anew."""
        if part.earlier is None or part.message.poll is not None or is_confided(group, part):
            return None
        try:
            outgoing = as_edit(encode_message(part.message, None, contents))
        except UnsendableError:
            return None
        outcome = await self._request(group, outgoing, part.earlier)
        return None if isinstance(outcome, Rejected | Unreachable) else outcome

    async def _show(self, group: Group, part: Part, contents: Contents) -> Outcome:
        try:
            outgoing = encode_message(part.message, part.id, contents)
        except UnsendableError as error:
            return Rejected(str(error))
        if is_confided(group, part):
            answered = await self._answer(group, part, contents)
            return answered or await self._say_aside(group, part, contents)
        outcome = await self._request(group, outgoing)
        poll = part.message.poll
        if isinstance(outcome, Unreachable) and (poll is None or poll.several):
            outcome = await self._answer(group, part, contents) or outcome
        is_voted_on = poll is not None or part.message.picks is not None
        if not isinstance(outcome, Accepted) or not is_voted_on:
            return outcome
        if outcome.message is None:  # another try tells: the nonce is known
            return Unknown("nobody knows which poll it is")
        return Accepted(outcome.message, poll=outcome.message)

    async def _say_aside(self, group: Group, part: Part, contents: Contents) -> Outcome:
        """Say in private what concerns one person; who takes nothing there is told so in public."""
        alone = aside(group, part, MOST_ID_BYTES)
        if alone is not None:
            outcome = await self._show(alone, alone.parts[0], contents)
            if not isinstance(outcome, Unreachable):
                return outcome
        told = said_instead(part)
        return NOT_SAID if told is None else await self._show(group, told, {})

    async def _contents(self, message: Message) -> Contents:
        """Read the brand's own files in a thread: they may be large."""
        addresses = own_files(message)
        return await asyncio.to_thread(contents_of, addresses, self._files) if addresses else {}

    async def _request(
        self, group: Group, outgoing: Outgoing, earlier: str | None = None
    ) -> Outcome:
        """Post a message, or put it in the place of an earlier one, and say how it ended."""
        passage = Passage()
        channel = group.space
        try:
            if channel is None:
                channel = await self._private_channel(group.to, passage)
                if channel is None:
                    return Throttled("Discord's answer names no channel")
                passage = Passage()
            message = await (
                self._rest.send(channel, outgoing, passage)
                if earlier is None
                else self._rest.edit(channel, earlier, outgoing, passage)
            )
        except Exception as error:  # noqa: BLE001 - whatever happens outside is an outcome
            outcome = outcome_of(error, passage)
            return outcome if channel is not None else _not_sent(outcome)
        if message is None:
            return Unknown("Discord's answer names no message")
        self._interactions.replied(group.to, group.space)
        if earlier is None:
            await self._publishing.posted(group.space, message)
        return Accepted(message)

    async def _answer(self, group: Group, part: Part, contents: Contents) -> Outcome | None:
        """Answer the person's latest interaction instead; None where that is no way.

        They alone see it.
        """
        if not self._interactions.takes_answers(group.to, group.space):
            return None
        outgoing = encode_message(structs.replace(part.message, answers=None), None, contents)
        passage = Passage()
        try:
            message = await self._interactions.answer(group.to, group.space, outgoing, passage)
        except Exception as error:  # noqa: BLE001 - whatever happens outside is an outcome
            outcome = outcome_of(error, passage)
            return None if isinstance(outcome, Unreachable) else outcome
        if message is None:
            return Unknown("Discord's answer names no message")
        return Accepted(message)

    async def _private_channel(self, person: str, passage: Passage) -> str | None:
        known = self._private.get(person)
        if known is not None:
            return known
        channel = await self._rest.open_private(person, passage)
        if channel is not None:
            self._private.put(person, channel)
        return channel


def _not_sent(outcome: Outcome) -> Outcome:
    """Return what a failure means that came before the message itself was on its way."""
    if isinstance(outcome, Unknown):
        return Throttled(outcome.reason)
    return Throttled("no channel yet") if isinstance(outcome, Accepted) else outcome
