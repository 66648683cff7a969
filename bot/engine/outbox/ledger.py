"""How the sends of one channel ended: written down together, counted, reported to operators."""

import asyncio
import logging
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime

import msgspec
from msgspec import Struct

from bot.core.ids import BrandId, ChannelName
from bot.core.outcomes import Misconfigured, Outcome
from bot.engine.gather import Gather
from bot.engine.outbox.errand import Errand
from bot.engine.outbox.recording import write_sent
from bot.engine.outbox.sent import Sent, channel_incident
from bot.engine.roles.tenure import Tenure
from bot.store.beside import Beside, on_channel
from bot.store.connection import Connection
from bot.store.database import Store
from bot.store.errors import RETRY_SECONDS, StoreUnavailable

_LOG = logging.getLogger(__name__)


class _Entry(Struct, frozen=True):
    """What is to be written; `errand` is the group that it is the end of, if it is one."""

    sent: Sent
    errand: Errand | None = None


class Ledger:
    """The record of one channel.

    While it `is_behind` there are outcomes that the store did not take: whatever is sent then could
    not be recorded either.

    Args:
        store: where the outbox is.
        brand: whose channel.
        channel: its name.
        doubts: messages that the process before this one may have sent or not.
        tenure: until when the channel is ours: nothing is written after that.
        handed_over: told which groups' ends the store has just been given: a claim that it is given
            at once goes into the same commit, behind them.
    """

    def __init__(  # noqa: PLR0913, PLR0917 - everything it stands between
        self,
        store: Store,
        brand: BrandId,
        channel: ChannelName,
        doubts: int,
        tenure: Tenure,
        handed_over: Callable[[Sequence[Errand]], None],
    ) -> None:
        self.ended: Counter[tuple[str, str]] = Counter()
        self.doubts = doubts
        self._failed = False
        self._waiting = 0
        self._tenure = tenure
        self._handed_over = handed_over
        self._is_abandoned = False
        self._store = store
        self._brand = brand
        self._channel = channel
        self._gather: Gather[_Entry, bool] = Gather(self._write)
        self._reported: Misconfigured | None = None

    @property
    def is_behind(self) -> bool:
        """Whether an outcome waits for the store, or the store did not take the latest one."""
        return self._failed or self._waiting > 0

    async def record(self, sent: Sent, errand: Errand) -> None:
        """Write down how a group ended; return once that is durable, however long it takes.

        It is not written where the channel is not ours any more: its owner decides about it.
        """
        entry = _Entry(sent, errand)
        try:
            written = await self._gather.add(entry)
        except StoreUnavailable as error:
            written = await self._keep_recording(entry, error)
        if written:
            self._count(sent)

    async def _keep_recording(self, entry: _Entry, error: StoreUnavailable) -> bool:
        """Wait for the store; others may be taken before, but this one is not on record yet."""
        self._waiting += 1
        try:
            while True:
                _LOG.warning("outcome waits for the store reason=%r", str(error))
                await asyncio.sleep(RETRY_SECONDS)
                try:
                    return await self._gather.add(entry)
                except StoreUnavailable as again:
                    error = again
        finally:
            self._waiting -= 1

    async def record_alone(self, sent: Sent) -> None:
        """Write down what may be impossible to write: it must not harm the outcomes of others.

        Raises:
            Exception: whatever the store has against it.
        """
        (written,) = await self._write([_Entry(sent)])
        if written:
            self._count(sent)

    def begin_to_record(self, sent: Sent) -> None:
        """Write down what will be recorded once more: nobody waits, and nothing is counted."""
        self._gather.put(_Entry(sent))

    def abandon(self) -> None:
        """Write nothing more: the channel is not ours."""
        self._is_abandoned = True

    async def drain(self) -> None:
        """Wait until everything that was handed over is written."""
        await self._gather.drain()

    def with_reports(
        self, sent: Sent, outcomes: Sequence[Outcome], now: datetime, *, is_free: bool
    ) -> Sent:
        """Add the report of a channel that is refused; once, until it works again.

        Args:
            sent: what is to be written.
            outcomes: how the parts ended.
            now: the present time.
            is_free: whether nothing holds the channel back.
        """
        incidents = list(sent.incidents)
        refused = next((one for one in outcomes if isinstance(one, Misconfigured)), None)
        if refused is not None and refused != self._reported:
            incidents.append(channel_incident(self._brand, self._channel, refused, now))
            self._reported = refused
        elif is_free:
            self._reported = None
        for incident in incidents:
            _LOG.warning(
                "delivery trouble brand=%s channel=%s place=%r reason=%r",
                self._brand,
                self._channel,
                incident.place,
                incident.reason,
            )
        return msgspec.structs.replace(sent, incidents=tuple(incidents))

    def _count(self, sent: Sent) -> None:
        self.ended.update(
            (row.status, row.kind) for row in sent.settlements if row.settled_at is not None
        )
        self.doubts += sent.doubts

    async def _write(self, batch: Sequence[_Entry]) -> Sequence[bool]:
        """Write outcomes down; say of each whether it is on record."""
        if self._is_abandoned:
            return [False] * len(batch)
        sent = [entry.sent for entry in batch]
        written = self._store.submit(
            lambda connection: self._unit(connection, sent), self._beside(sent)
        )
        self._handed_over([entry.errand for entry in batch if entry.errand is not None])
        try:
            is_written = await written
        except StoreUnavailable:
            self._failed = True
            raise
        self._failed = False
        if not is_written:
            self._tenure.doubt()
        return [is_written] * len(batch)

    def _beside(self, batch: Sequence[Sent]) -> Beside | None:
        """Outcomes are written beside turns, but for those that change people or groups."""
        changes = any(sent.closed or sent.closed_spaces or sent.moved for sent in batch)
        return None if changes else on_channel(self._brand, self._channel)

    def _unit(self, connection: Connection, batch: Sequence[Sent]) -> bool:
        if self._tenure.is_refused(connection):
            return False
        write_sent(connection, batch)
        return True
