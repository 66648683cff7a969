"""The real product around a story: engine, intake and outbox over SQLite in memory."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import msgspec

from bot.channels.contract import ChannelSettings
from bot.core.content import Message
from bot.core.effects import EndRun, ReportIncident
from bot.core.events import Happening, Incoming, Sender
from bot.dialogue.library import Library
from bot.dialogue.state import EMPTY, State, innermost_slots, waiting_dialogue
from bot.engine.engine import Engine
from bot.engine.facts import language_of
from bot.engine.report import TurnReport
from bot.store.connection import Connection
from bot.store.consents import subscriptions
from bot.store.database import Store, open_store
from bot.store.moments import to_moment
from bot.store.people import Acquaintance, acquaintances
from bot.stories.acquaintance import Known, introduce
from bot.stories.difference import Actual
from bot.stories.platform import Platform
from bot.stories.story import Story
from bot.stories.venue import Clock, Venue
from bot.understanding import words

if TYPE_CHECKING:
    from bot.dialogue.turn import Visit

_STATE = msgspec.json.Decoder(State)


class Stage:
    """Where people talk with the brand in one story.

    `messages` are the messages that each person has got, oldest first; `trail` the steps taken;
    `incidents` what went wrong in the brand's files, in words.
    """

    def __init__(self, library: Library, story: Story, venue: Venue, clock: Clock) -> None:
        self.messages: dict[str, list[Message]] = {}
        self.trail: set[Visit] = set()
        self.incidents: list[str] = []
        self.clock = clock
        self.venue = venue
        self._library = library
        self._cast = story.cast
        self._language = story.language or library.brand.languages[0]
        self._settings = ChannelSettings(library.brand.id, venue.channel, venue.platform)
        self._outcomes: dict[str, str] = {}
        self._acts = 0

    async def open(self, store: Store) -> Engine:
        """Start the engine over this store."""
        brand = self._library.brand.id
        platform = Platform(self._hear)
        self._store = store
        self._engine = Engine(
            store,
            {brand: self._library},
            {(brand, self.venue.channel): platform},
            words,
            self.clock,
            owner="story",
            observe=self._observe,
        )
        await self._engine.start()
        return self._engine

    async def act(self, who: str, happening: Happening) -> None:
        """Let a person do something, and return when everything that follows from it is done."""
        self._acts += 1
        incoming = Incoming(f"act-{self._acts}", self._sender(who), happening)
        await self._engine.take_in(self._settings, [incoming])
        await self._engine.settled()

    async def later(self, seconds: int) -> None:
        """Let time pass; all that is due by then happens."""
        self.clock.move(seconds)
        await self._engine.settled()

    async def facts(self, who: str) -> Actual:
        """Return what is true of a person now."""

        def unit(connection: Connection) -> Actual:
            return self._facts(connection, who)

        return await self._store.run(unit)

    async def introduce(self, who: str) -> None:
        """Let the brand know this person before the story begins, where the story says so."""
        topics = self._cast.subscribed
        if not topics:
            return
        moment = to_moment(self.clock())
        known = Known(self._library.brand, self.venue.channel, who, topics, moment)
        await self._store.run(lambda connection: introduce(connection, known))

    def _sender(self, who: str) -> Sender:
        cast = self._cast
        return Sender(who, cast.name, cast.first_name, self._language, cast.timezone)

    def _hear(self, who: str, message: Message) -> None:
        self.messages.setdefault(who, []).append(message)

    def _observe(self, report: TurnReport) -> None:
        self.trail.update(report.trail)
        for effect in report.effects:
            if isinstance(effect, ReportIncident):
                self.incidents.append(f"{effect.place}: {effect.reason}")
            if isinstance(effect, EndRun):
                self._outcomes[report.account.external_id] = effect.end

    def _facts(self, connection: Connection, who: str) -> Actual:
        brand = self._library.brand
        found = acquaintances(connection, brand.id, self.venue.channel, [who])
        if not found:
            return Actual({}, (), (), None, self._language, self._outcomes.get(who))
        (known,) = found
        state = _state(known)
        topics = subscriptions(connection, brand.id, [known.person.id])
        return Actual(
            slots=dict(innermost_slots(state)),
            subscribed=tuple(sorted(topics.get(known.person.id, ()))),
            tags=(),
            dialogue=waiting_dialogue(state),
            language=language_of(brand, known.person),
            outcome=None if state.threads else self._outcomes.get(who),
        )


def _state(known: Acquaintance) -> State:
    return EMPTY if known.state is None else _STATE.decode(known.state)


@asynccontextmanager
async def stage_for(
    library: Library, story: Story, venue: Venue, clock: Clock
) -> AsyncIterator[Stage]:
    """Build the product around a story, and take it down afterwards."""
    store = await open_store("sqlite://")
    try:
        stage = Stage(library, story, venue, clock)
        engine = await stage.open(store)
        try:
            yield stage
        finally:
            await engine.stop(0)
    finally:
        await store.close()
