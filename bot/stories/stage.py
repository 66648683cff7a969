"""The real product around a story: engine, intake and outbox over SQLite in memory."""

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager

from msgspec.structs import replace

from bot.brand.brand import Channel
from bot.broadcasts.occurring import begun_by_hand
from bot.broadcasts.planner import Planner, Surroundings
from bot.channels.contract import ChannelSettings
from bot.core.content import Message
from bot.core.events import Happening, Incoming, Said, Sender
from bot.core.link_code import written_code
from bot.dialogue.publishing.library import Library
from bot.engine.engine import Engine
from bot.engine.facts import as_person
from bot.engine.outside import OutsideEvent
from bot.store.database import Store, open_store
from bot.store.moments import to_moment
from bot.store.occurrences import add_occurrences
from bot.store.people import Account
from bot.stories.acquaintance import Known, introduce
from bot.stories.difference import Actual
from bot.stories.news import bring
from bot.stories.observed import Observed, found_of
from bot.stories.passage import Passage
from bot.stories.platform import Platform
from bot.stories.story import Occurs, Pins, Posts, Story
from bot.stories.stubs import Stubs
from bot.stories.venue import Clock, Venue
from bot.understanding import words

_SURROUNDINGS = Surroundings(as_person, fingerprint="story", edition="story")


class Stage:
    """Where people talk with the brand in one story.

    `messages` are the messages that each person has got, oldest first; `observed` is what is known
    of every turn. `stubs` are all that dialogues can call.
    """

    def __init__(self, library: Library, story: Story, venue: Venue, clock: Clock) -> None:
        self.messages: dict[str, list[Message]] = {}
        self.observed = Observed()
        self.clock = clock
        self.stubs = Stubs()
        self.venue = venue
        self._pinned: dict[str, str] = {}
        self._library = replace(_staged(library, venue), pinned=self._pinned)
        self._cast = story.cast
        self._space = story.space
        self._language = story.language or library.brand.languages[0]
        self._settings = ChannelSettings(library.brand.id, venue.channel, venue.platform)
        self._acts = 0
        self._codes = 0
        self._heard = 0

    async def open(self, store: Store) -> Engine:
        """Start the engine over this store."""
        brand = self._library.brand.id
        brands, platform = {brand: self._library}, Platform(self._hear)
        self._store = store
        self._engine = Engine(
            store,
            brands,
            {(brand, self.venue.channel): platform},
            words,
            self.clock,
            owner="story",
            observe=self.observed.turn,
            outside=self.stubs,
            new_code=self._next_code,
        )
        planner = Planner(store, brands, self.clock, _SURROUNDINGS)
        looks = (planner.look, self._engine.look)
        self._passage = Passage(self.clock, looks, self._engine.settled, self._done)
        await self._engine.start()
        return self._engine

    async def begin(self, people: Iterable[str]) -> None:
        """Let the brand know people where the story says so, and time begin."""
        for who in people:
            await self._introduce(who)
        await self._passage.now()

    def pin(self, pins: Pins) -> None:
        """Let everybody go these ways of splits from now on."""
        for name, arm in pins.arms.items():
            self._pinned.pop(name, None)
            self._pinned[name] = arm

    async def act(self, who: str, happening: Happening) -> None:
        """Let a person do something, and return when everything that follows from it is done."""
        name, sender = self._next_name(), self._sender(who)
        incoming = Incoming(name, sender, self._sized(happening), self._space)
        await self._engine.take_in(self._settings, [incoming])
        await self._passage.now()

    async def later(self, seconds: int) -> None:
        """Let time pass; all that is due by then happens, each at its moment."""
        await self._passage.later(seconds)

    async def occur(self, occurs: Occurs) -> bool:
        """Let something happen elsewhere; False: it is about somebody who never wrote."""
        event = OutsideEvent(self._library.brand.id, self._next_name(), occurs.name, occurs.data)
        if not occurs.everyone:
            event = replace(event, channel=self.venue.channel, person=occurs.who)
        taken = await self._engine.happened(event)
        await self._passage.now()
        return taken.outcome != "nobody"

    async def post(self, posts: Posts) -> None:
        """Let a feed have new posts."""
        brand, feed = self._library.brand, self._library.brand.feeds[posts.feed]
        at = self.clock()
        await self._store.run(lambda connection: bring(connection, brand.id, feed, posts, at))
        await self._passage.now()

    async def start(self, broadcast: str) -> None:
        """Let somebody start a broadcast by hand."""
        library = self._library
        row = begun_by_hand(library.brand, library.broadcasts[broadcast], self.clock())
        await self._store.run(lambda connection: add_occurrences(connection, [row]))
        await self._passage.now()

    async def facts(self, who: str) -> Actual:
        """Return what is true of a person now."""
        account = Account(self._library.brand.id, self.venue.channel, who)
        space = self._space
        found = await self._store.run(lambda connection: found_of(connection, account, space))
        return self.observed.actual(self._library.brand, who, found, self._language)

    def _sized(self, happening: Happening) -> Happening:
        """Return what a person does; files of the brand's own that they send have their size."""
        if not (isinstance(happening, Said) and happening.attachments):
            return happening
        sizes = self._library.media
        sent = (replace(media, size=sizes.get(media.url)) for media in happening.attachments)
        return replace(happening, attachments=tuple(sent))

    async def _introduce(self, who: str) -> None:
        if not self._cast.subscribed:
            return
        known = Known(
            brand=self._library.brand,
            channel=self.venue.channel,
            who=who,
            cast=self._cast,
            language=self._language,
            moment=to_moment(self.clock()),
        )
        await self._store.run(lambda connection: introduce(connection, known))

    def _next_code(self) -> str:
        """Return what links accounts: the first code is 0000-0001, so that a story can enter it."""
        self._codes += 1
        return written_code(self._codes)

    def _next_name(self) -> str:
        self._acts += 1
        return f"act-{self._acts}"

    def _sender(self, who: str) -> Sender:
        cast = self._cast
        return Sender(who, cast.name, cast.first_name, self._language, cast.timezone)

    def _done(self) -> int:
        return self.observed.turns + self._heard

    def _hear(self, who: str, message: Message) -> None:
        self._heard += 1
        self.messages.setdefault(who, []).append(message)


def _staged(library: Library, venue: Venue) -> Library:
    """Return the brand with the channel that a story is played on, and its desk open.

    Stories need no secrets: a desk that is left off for want of one takes over all the same.
    """
    brand = library.brand
    channels = brand.channels
    if venue.channel not in channels:
        channels = {**channels, venue.channel: Channel(venue.channel, venue.platform)}
    return replace(library, brand=replace(brand, channels=channels, desk=brand.named_desk))


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
