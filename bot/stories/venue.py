"""Where a story takes place: its channel, with that platform's abilities, and its clock."""

from collections.abc import Mapping
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from msgspec import Struct

from bot.brand.brand import Brand
from bot.channels.capabilities import Capabilities
from bot.core.ids import ChannelName
from bot.stories.platform import AS_WRITTEN
from bot.stories.story import Story

USUAL_CHANNEL = "web"
WITHOUT_WEB = "terminal"

USUAL_START = datetime(2030, 6, 4, 10)  # noqa: DTZ001 - the brand's own zone is added
"""A Tuesday, ten in the morning, nobody's holiday."""


class Venue(Struct, frozen=True):
    """A channel to play on: `platform` is its adapter's name."""

    channel: ChannelName
    platform: str
    capabilities: Capabilities


class Clock:
    """A clock that only a story moves."""

    def __init__(self, now: datetime) -> None:
        self.now = now.astimezone(UTC)

    def __call__(self) -> datetime:
        """Return the time, in UTC."""
        return self.now

    def move_to(self, moment: datetime) -> None:
        """Let time pass until this moment."""
        self.now = moment.astimezone(UTC)


def venue_of(story: Story, brand: Brand, profiles: Mapping[str, Capabilities]) -> Venue:
    """Return the channel that a story names: one of the brand, or an adapter.

    A channel whose adapter is not installed here is played with the abilities of a full platform:
    what its people say and hear does not depend on where the story is run.
    """
    name = story.channel or USUAL_CHANNEL
    channel = brand.channels.get(ChannelName(name))
    if story.channel is None and channel is None:
        name = WITHOUT_WEB
    platform = name if channel is None else channel.adapter
    return Venue(ChannelName(name), platform, profiles.get(platform, AS_WRITTEN))


def clock_of(story: Story, brand: Brand) -> Clock:
    """Return the clock of a story, at the time at which it begins."""
    now = story.now or USUAL_START
    return Clock(now if now.tzinfo is not None else now.replace(tzinfo=ZoneInfo(brand.timezone)))
