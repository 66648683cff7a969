"""What the web serves: the engine behind it, the brands, their channels, and its limits."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Literal, Protocol

from aiohttp import web
from msgspec import Struct, field

from bot.channels.contract import Adapter, ChannelSettings, Part, Receipt
from bot.channels.files import Files
from bot.core.content import Message
from bot.core.events import Incoming
from bot.core.ids import BrandId, ChannelKey, ChannelName, EventId
from bot.dialogue.publishing.library import Library
from bot.engine.attending import Attending
from bot.engine.emissions.emitting import EmissionFigures
from bot.engine.figures import Figures
from bot.engine.open_pages import Pages
from bot.engine.outside import OutsideEvent, Taken
from bot.engine.roles.ownership import RoleFigures
from bot.engine.uploads import Uploads
from bot.engine.watching.lookout import Lookout
from bot.store.queues import Oldest
from bot.web.limits import Limits


class Answer(Protocol):
    """A turn's messages, held for the request that waits for them until it settles them."""

    @property
    def to(self) -> str:
        """The person's id on the channel."""

    @property
    def space(self) -> str | None:
        """The group or thread, None in private."""

    @property
    def parts(self) -> Sequence[Part]:
        """The messages, in order."""

    @property
    def are_ours(self) -> bool:
        """Whether no channel delivers any of them meanwhile."""

    @property
    def settle(self) -> Callable[[bool], Awaitable[None]]:
        """Say whether they were handed over; otherwise the channel delivers them."""


class Line(Protocol):
    """One line of a person's transcript, in the order in which it came about."""

    @property
    def id(self) -> str:
        """The event's id of what the person did, the delivery's id of what we said."""

    @property
    def speaker(self) -> Literal["person", "bot"]:
        """Who spoke."""

    @property
    def message(self) -> Message:
        """What was said; the label of a pressed button."""


class Conversations(Protocol):
    """What the web asks of the engine."""

    @property
    def pages(self) -> Pages:
        """The pages that are open here, to be told when other processes have said something."""

    async def take_in(
        self,
        settings: ChannelSettings,
        incoming: Sequence[Incoming],
        hold_replies: float = ...,
    ) -> Sequence[Receipt]:
        """Take updates in durably."""

    async def replies(
        self,
        brand: BrandId,
        event: EventId,
        timeout: float,  # noqa: ASYNC109 - a wait that ends is no failure
    ) -> Answer | None:
        """Return the replies of the turn that an event began, None where the time was over."""

    async def transcript(
        self,
        brand: BrandId,
        channel: ChannelName,
        external_id: str,
        after: str | None,
        limit: int,
    ) -> Sequence[Line]:
        """Return what follows the line `after`; the last lines where it is None or unknown."""

    async def happened(self, happened: OutsideEvent) -> Taken:
        """Take an outside event in durably, once; nothing is kept of one about nobody we know."""

    async def is_reachable(self) -> bool:
        """Say whether the store takes work now."""

    def figures(self) -> Figures:
        """Return how brands and channels fare."""


class Roles(Protocol):
    """What the web asks of whoever keeps the roles of this process."""

    def figures(self) -> Sequence[RoleFigures]:
        """Return how it stands with every role that is wanted."""


class Queues(Protocol):
    """What the web asks of whoever looks at what waits."""

    async def oldest(self) -> Sequence[Oldest]:
        """Return the oldest of each queue in which something waits."""


class Emissions(Protocol):
    """What the web asks of whoever tells the brands' own systems."""

    async def figures(self) -> Sequence[EmissionFigures]:
        """Return how it goes, by brand."""


class OpenChannel(Struct, frozen=True):
    """One declared channel; one that is left off has no adapter."""

    settings: ChannelSettings
    adapter: Adapter | None = None
    attending: Attending | None = None

    def hindrance(self) -> str | None:
        """Say what keeps the channel from hearing everybody; None where all is well."""
        return None if self.attending is None else self.attending.opening.hindrance()

    def is_elsewhere(self) -> bool:
        """Say whether another process sends on it."""
        return self.attending is not None and self.attending.is_elsewhere()

    @property
    def door(self) -> object:
        """The adapter, to be asked which of the optional abilities it has."""
        return self.adapter


class MediaFiles(Files, Protocol):
    """The files of a brand, where they can be served from."""

    def find(self, path: str) -> Path | None:
        """Return where a file is on this machine, None where there is no such file."""
        ...


class Site(Struct, frozen=True):
    """Everything that a request may need; one for the whole server.

    `brands` holds what each says now: it changes as brands are published. `clock` tells the present
    time in UTC, `public_url` where the outside reaches us, `framed_by` the origin of another page
    that may show the chat page inside it. `emitting` is None where nothing is told to anybody.
    `media` are the files that each brand shows. `unpublished` counts the faults that keep the
    changed files of a brand from being published. `lookout` watches over the
    event loop and the store, `queues` are looked at for what waits: None where nobody does.
    `gone` counts what was too old to be kept, by brand and kind.
    `uploads` are the files that people send on our own page; None: they send none.
    """

    engine: Conversations
    brands: Mapping[BrandId, Library]
    channels: Mapping[ChannelKey, OpenChannel]
    clock: Callable[[], datetime]
    limits: Limits = field(default_factory=Limits)
    public_url: str | None = None
    framed_by: str | None = None
    emitting: Emissions | None = None
    media: Mapping[BrandId, MediaFiles] = field(default_factory=dict)
    unpublished: Mapping[BrandId, int] = field(default_factory=dict)
    lookout: Lookout | None = None
    ownership: Roles | None = None
    gone: Mapping[tuple[BrandId, str], int] = field(default_factory=dict)
    queues: Queues | None = None
    uploads: Uploads | None = None


SITE = web.AppKey("site", Site)
