"""The engine: what comes in is stored, played and answered, and survives whatever happens."""

import asyncio
import logging
from collections.abc import Callable, Collection, Container, Mapping, Sequence
from datetime import datetime

from bot.channels.contract import Adapter, ChannelSettings, Receipt
from bot.core.events import Incoming
from bot.core.ids import BrandId, ChannelKey, ChannelName, EventId
from bot.dialogue.machine.understanding import Understanding
from bot.dialogue.publishing.library import Library
from bot.engine.calls.attempt import Outside
from bot.engine.calls.callers import Callers
from bot.engine.clockwork import Watch
from bot.engine.coming_due import CameDue
from bot.engine.dialogue_machine import DialogueMachine
from bot.engine.figures import BrandFigures, Figures
from bot.engine.gather import Gather
from bot.engine.hearing import Hearing
from bot.engine.intake import (
    MOST_WAITING,
    Arrival,
    HeldFor,
    all_full,
    event_ids,
    store_arrivals,
)
from bot.engine.libraries import Libraries
from bot.engine.machine import Machine
from bot.engine.open_pages import Pages
from bot.engine.outbox.errand import House
from bot.engine.outbox.verdicts import Rules
from bot.engine.outside import OutsideEvent, Taken, take_outside
from bot.engine.owned_channels import OwnedChannels
from bot.engine.report import TurnReport
from bot.engine.roles.tenure import Tenure, for_ever
from bot.engine.speakers import Speakers
from bot.engine.taking_over import TakenOver, take_over
from bot.engine.transcript import TranscriptLine, read_transcript
from bot.engine.turns.case import BrandTurns, random_code
from bot.engine.turns.holding import urgent_in
from bot.engine.turns.outlets import BrandOutlets, way_of
from bot.engine.turns.player import Player
from bot.engine.turns.ways_out import Outlets
from bot.engine.waiting.awaiting import Awaiting
from bot.engine.waiting.replies import Replies
from bot.engine.waiting.waiters import Waiters
from bot.store.beside import BESIDE
from bot.store.connection import Connection
from bot.store.database import Store
from bot.store.errors import StoreUnavailable
from bot.store.moments import to_moment
from bot.store.numbers import number_above
from bot.store.people import Account
from bot.store.trial import try_to_write

_LOG = logging.getLogger(__name__)

CUT_AFTER = 5.0
"""Seconds that a delivery in flight may still take when the process stops."""


Observe = Callable[[TurnReport], None]


class Engine:
    """All brands of one process.

    Args:
        store: the open store; the caller closes it.
        brands: what each brand may say.
        adapters: the open channels; a channel that is missing here has no way out.
        understanding: reads what people write.
        clock: tells the present time in UTC.
        owner: names this process in claims.
        observe: told of every turn once it is committed.
        machine: makes the machine of a library; the dialogue machine where it is not given.
        fingerprint: tells where the database is: brands speak first only from where they are
            armed; None: from anywhere.
        outside: what dialogues call; the caller closes it. Nothing where it is not given.
        steady: tells a time that nobody sets; `clock` where it is not given.
        new_code: makes a code that links accounts.
    """

    def __init__(  # noqa: PLR0913, PLR0917 - everything it brings together
        self,
        store: Store,
        brands: Mapping[BrandId, Library],
        adapters: Mapping[ChannelKey, Adapter],
        understanding: Understanding,
        clock: Callable[[], datetime],
        owner: str,
        observe: Observe | None = None,
        machine: Callable[[Library, Understanding], Machine] = DialogueMachine,
        fingerprint: str | None = None,
        outside: Outside | None = None,
        steady: Callable[[], datetime] | None = None,
        new_code: Callable[[], str] = random_code,
    ) -> None:
        self._store = store
        self._brands = brands
        self._adapters = adapters
        self._understanding = understanding
        self._clock = clock
        self._steady = steady or clock
        self._owner = owner
        self._observe = observe
        self._machine = machine
        self._new_code = new_code
        self._fingerprint = fingerprint
        self._callers = Callers(store, outside, clock, self._steady, owner)
        self._waiters = Waiters()
        self.speakers = Speakers(store)
        self._players: dict[BrandId, Player] = {}
        self._libraries = Libraries(store, clock, self._replaced)
        self.owned = OwnedChannels(store, adapters, clock, owner, self._house_of)
        self._dispatchers = self.owned.dispatchers
        self._waiter = f"{owner}/wait"
        self._awaiting = Awaiting(
            store, clock, self._waiters, self._waiter, self._dispatchers, self._leaves
        )
        self._gather: Gather[Arrival, tuple[Receipt, ...]] = Gather(self._flush)
        self._started = asyncio.Event()
        self._later: Container[ChannelKey] = ()
        self._stopping = False
        self._is_due_now = False
        self.pages = Pages()
        self.hearing = Hearing(
            store.bell,
            self._players,
            self._dispatchers,
            adapters.keys(),
            self.pages,
            self._awaiting,
        )
        self._opener = Watch(self.look, clock, lambda: None)
        self.on_due: Callable[[datetime], None] | None = None
        """Told of a moment at which `look` has something to do: let it be called then."""

    async def start(self, later: Container[ChannelKey] = (), *, shares: bool = False) -> None:
        """Take up what a process before this one left: its events, its deliveries, its claims.

        Args:
            later: channels that are not open yet; they send once `begin_to_send` is called.
            shares: whether channels become ours by `gain` alone; otherwise all are ours at once.
        """
        self._later = later
        found = await self._store.run(self._take_over)
        for one in found:
            brand = one.library.brand.id
            self._libraries.begin(one.library)
            self._players[brand] = self._player(brand, one.library)
            self._players[brand].waiting = one.waiting
            self._callers.add(brand, self._players[brand].receive)
        for key in self._adapters:
            if key not in later:
                self.owned.opened(key)
        if not shares:
            await asyncio.gather(*(self._gain(key, for_ever()) for key in self._adapters))
        self._started.set()
        for player in self._players.values():
            player.request()
        self._callers.start()
        self.hearing.start()

    @property
    def libraries(self) -> Mapping[BrandId, Library]:
        """What each brand says now, with its older versions; it changes as brands are published."""
        return self._libraries.present

    async def publish(self, library: Library) -> None:
        """Let a brand say this from now on; turns under way end with what was said before.

        Its versions are durable before anybody enters one.

        Raises:
            StoreUnavailable: when nothing has changed.
        """
        await self._started.wait()
        await self._libraries.publish(library)
        self._due(self._clock())

    def forget(self, brand: BrandId, versions: Collection[str]) -> None:
        """Let go of older versions that nobody is inside any more."""
        self._libraries.forget(brand, versions)

    async def begin_to_send(self, channel: ChannelKey) -> None:
        """A channel is open now: what is said over it may leave, once the engine has started."""
        await self._started.wait()
        self.owned.opened(channel)

    async def gain(self, channel: ChannelKey, tenure: Tenure) -> bool:
        """A channel is ours: what was left on it is taken over, and sent once it is open.

        Returns:
            Whether it is still ours, and we are not about to stop.
        """
        await self._started.wait()
        return not self._stopping and await self._gain(channel, tenure)

    async def lose(self, channel: ChannelKey, *, stays_open: bool = False) -> None:
        """A channel is not ours any more: nothing that was claimed on it is sent or settled."""
        await self.owned.lose(channel, stays_open=stays_open)

    def hurry(self, channel: ChannelKey) -> None:
        """A channel that was hindered works again: what waits for another try is tried now."""
        self.owned.hurry(channel)

    async def stop(self, grace: float) -> None:
        """Stop within `grace` seconds; deliveries in flight have at most five of them."""
        self._stopping = True
        await self.hearing.stop()
        self._waiters.stop()
        for player in self._players.values():
            await player.stop()
        await self._opener.stop()
        cut = min(grace, CUT_AFTER)
        await asyncio.gather(
            self.owned.stop(cut),
            self._callers.stop(cut),
        )
        await self._awaiting.stop()

    async def take_in(
        self, settings: ChannelSettings, incoming: Sequence[Incoming], hold_replies: float = 0.0
    ) -> Sequence[Receipt]:
        """Take updates in; they are durable when this returns.

        Args:
            settings: the channel that they came through.
            incoming: what the adapter decoded, in order.
            hold_replies: for how many seconds what is said to them is kept for `replies`, which has
                to be called then; 0: it is not.

        Returns:
            One receipt an update; those that are `full` were not taken.

        Raises:
            StoreUnavailable: when nothing was kept and the platform has to send again.
        """
        await self._started.wait()
        player = self._players[settings.brand]
        tenure = self.owned.heard_by(settings)
        now, waiter = self._clock(), None
        if hold_replies and self._store.is_shared:
            waiter = HeldFor(self._waiter, hold_replies)
        ids = event_ids(settings.name, incoming)
        arrival = Arrival(settings, tuple(incoming), ids, now, tenure, waiter)
        is_full = player.waiting + len(incoming) > MOST_WAITING
        if self._stopping or tenure.is_over or is_full:
            return all_full(arrival)
        keys = [(settings.brand, one) for one in ids.values()] if hold_replies else []
        for key in keys:
            self._awaiting.expect(key)
        try:
            return await self._gather.add(arrival)
        except BaseException:
            for key in keys:
                self._awaiting.leave(key)
            raise

    async def replies(
        self,
        brand: BrandId,
        event: EventId,
        timeout: float,  # noqa: ASYNC109 - a wait that ends is no failure
    ) -> Replies | None:
        """Return the replies to an event that was taken in with `hold_replies`.

        Args:
            brand: the event's brand.
            event: its id, from the receipt.
            timeout: seconds to wait for the turn.

        Returns:
            The messages, to be settled by the caller; None where the time was over or the process
            stops: then the channel delivers them.
        """
        return await self._awaiting.replies(brand, event, timeout)

    async def transcript(
        self,
        brand: BrandId,
        channel: ChannelName,
        external_id: str,
        after: str | None,
        limit: int,
    ) -> list[TranscriptLine]:
        """Return what a person and the brand said in private, oldest first.

        Args:
            brand: whose.
            channel: over which channel.
            external_id: the person's id on it.
            after: the id of the last line known already; None for the last lines.
            limit: lines at most.
        """
        account = Account(brand, channel, external_id)
        return await self._store.run(
            lambda found: read_transcript(found, account, after, limit), BESIDE
        )

    async def happened(self, event: OutsideEvent) -> Taken:
        """Take in what happened elsewhere, once; nothing is kept of it where it is about nobody.

        Raises:
            StoreUnavailable: when nothing was kept and the sender has to send again.
        """
        await self._started.wait()
        library, player = self.libraries[event.brand], self._players[event.brand]
        taken = await self._store.run(
            lambda found: take_outside(
                found,
                event,
                self._libraries.ask_news(found, event.brand)() or library,
                self._clock(),
            ),
            BESIDE,
        )
        if taken.waits:
            player.receive()
        if taken.begins:
            self._due(self._clock())
        return taken

    async def look(self) -> datetime | None:
        """Do what is due now: timers, what was held back, and openings.

        Returns:
            When there is something to do again, as far as is known.

        Raises:
            StoreUnavailable: when the store cannot be asked now.
        """
        if self._stopping or not self._started.is_set():
            return None
        self.hearing.look(self._clock())
        await self.owned.rescan()
        return (await self._look()).next_at

    async def _look(self) -> CameDue:
        self._is_due_now = False
        came = [await player.look() for player in self._players.values()]
        return CameDue(
            sum(one.count for one in came),
            any(one.more for one in came),
            min((one.next_at for one in came if one.next_at is not None), default=None),
        )

    async def is_reachable(self) -> bool:
        """Say whether the store takes work now."""
        try:
            await self._store.run(try_to_write, BESIDE)
        except StoreUnavailable:
            return False
        return self._started.is_set() and not self._stopping

    def figures(self) -> Figures:
        """Return how brands and channels fare."""
        brands = (
            BrandFigures(brand, player.waiting, dict(player.done), player.times.figures())
            for brand, player in self._players.items()
        )
        channels = (one.figures() for one in self._dispatchers.values())
        return Figures(
            tuple(brands), tuple(channels), self._callers.figures(), self._store.commits()
        )

    async def settled(self) -> None:
        """Wait until all that came in or is due is played and all that may be sent now is sent."""
        for dispatcher in self._dispatchers.values():
            dispatcher.look()
        self._callers.look()
        while True:
            came = await self._look_patiently()
            for player in self._players.values():
                await player.idle()
            flushes = self._store.flushes
            await self._callers.idle()
            for dispatcher in self._dispatchers.values():
                await dispatcher.idle()
            is_quiet = self._gather.idle and flushes == self._store.flushes
            if is_quiet and not came.count and not self._is_due_now:
                return

    async def answered(self) -> None:
        """Wait until all that is settled, and no call to the outside waits for another try."""
        await self.settled()
        while not self._callers.are_over:
            await self._callers.over()
            await self.settled()

    async def _look_patiently(self) -> CameDue:
        try:
            return await self._look()
        except StoreUnavailable:
            return CameDue()

    def _take_over(self, connection: Connection) -> list[TakenOver]:
        now = self._clock()
        found = [take_over(connection, one, now) for one in self._brands.values()]
        number_above(connection, max((one.last for one in found), default=0), to_moment(now))
        return found

    async def _gain(self, channel: ChannelKey, tenure: Tenure) -> bool:
        reaches = self._leaves(Account(*channel, external_id=""))
        return await self.owned.gain(channel, tenure, reaches=reaches)

    def _leaves(self, account: Account) -> bool:
        """Say whether messages to an account leave by themselves, here or in another process."""
        return self._players[account.brand].turns.outlets.reaches(account.channel)

    def _replaced(self, library: Library) -> None:
        """Play what comes next by another library of a brand."""
        brand = library.brand.id
        self._players[brand].turns = self._turns(library, self._players[brand].turns.outlets)
        for dispatcher in self.owned.of_brand(brand):
            dispatcher.house = self._house_of(brand)

    def _house_of(self, name: BrandId) -> House:
        brand = self.libraries[name].brand
        rules = Rules.of(brand, self._fingerprint)
        return House(brand, rules, self._openings_ended, self._steady)

    def _player(self, brand: BrandId, library: Library) -> Player:
        ways = {
            channel: way_of(adapter, is_open=(owner, channel) not in self._later)
            for (owner, channel), adapter in self._adapters.items()
            if owner == brand
        }
        outlets = BrandOutlets(brand, ways, self._waiters, self._waiter)
        turns = self._turns(library, outlets)
        return Player(self._store, turns, self._committed, self._due)

    def _turns(self, library: Library, outlets: Outlets) -> BrandTurns:
        machine = self._machine(library, self._understanding)
        urgent, here = urgent_in(library), self._fingerprint
        return BrandTurns(
            library.brand,
            machine,
            outlets,
            self._clock,
            urgent,
            here,
            self._new_code,
            self._ask_informed,
        )

    def _ask_informed(self, connection: Connection, turns: BrandTurns) -> Callable[[], BrandTurns]:
        news = self._libraries.ask_news(connection, turns.brand.id)
        return lambda: turns if (new := news()) is None else self._turns(new, turns.outlets)

    async def _flush(self, batch: Sequence[Arrival]) -> Sequence[tuple[Receipt, ...]]:
        stored = self._store.submit(lambda connection: store_arrivals(connection, batch), BESIDE)
        for brand in {arrival.settings.brand for arrival in batch}:
            self._players[brand].request()
        receipts = await stored
        for arrival, told in zip(batch, receipts, strict=True):
            taken = [receipt.taken for receipt in told]
            self._players[arrival.settings.brand].waiting += taken.count("new")
            if "full" in taken:
                arrival.tenure.doubt()
        return receipts

    def _openings_ended(self) -> None:
        """A channel has room again for whom the brand speaks to first."""
        self._is_due_now = True
        self._opener.wake()

    def _due(self, at: datetime) -> None:
        """Something becomes due at this moment."""
        self._is_due_now = self._is_due_now or at <= self._clock()
        if self.on_due is not None:
            self.on_due(at)

    def _committed(self, report: TurnReport) -> None:
        account = report.account
        if report.outcome == "failed":
            _LOG.error("a turn failed brand=%s channel=%s", account.brand, account.channel)
        self._awaiting.committed(report)
        self._callers.heard(report)
        self.pages.committed(report)
        self.owned.committed(report)
        if self._observe is not None:
            try:
                self._observe(report)
            except Exception as error:  # noqa: BLE001 - an onlooker must not stop the turns
                _LOG.error("an onlooker failed error=%s", type(error).__name__)
