"""A brand as its folder says, once read: values only."""

from typing import Literal

from msgspec import Struct, field

from bot.brand.budgets import Budgets
from bot.core.ids import BrandId, ChannelName
from bot.core.text import Text

FEED_EVERY = 1_800
"""Seconds between two looks at a feed, where nothing is written."""

DIGEST_ABOVE = 3
"""New posts at once that are told one by one, where nothing is written."""

Option = str | int | float | bool | None | list[str]


class Channel(Struct, frozen=True):
    """One account of the brand on one platform.

    `options` holds the rest of its line, secrets in place (never shown, never logged).
    `unset` names the environment variables that it needs and does not have: it is left off.
    `pace` is how fast it writes, None where that is left to its platform.
    """

    name: ChannelName
    adapter: str
    options: dict[str, Option] = field(default_factory=dict)
    unset: tuple[str, ...] = ()
    pace: Budgets | None = None


class Topic(Struct, frozen=True):
    """Something a person can subscribe to; `wording` is what a yes agrees to.

    `posted_in` are spaces of the brand's own, by their channel, in which it is posted as well.
    """

    name: str
    title: Text
    wording: Text
    at_most: str | None = None
    posted_in: dict[ChannelName, str] = field(default_factory=dict)


class Quiet(Struct, frozen=True):
    """Hours in which the brand begins nothing, as HH:MM in the person's own zone."""

    start: str
    end: str


class Feed(Struct, frozen=True):
    """A page of news that is looked at: a new post opens a dialogue with a topic's subscribers.

    `every` is in seconds. More than `digest_above` new posts at once are told as one. `url` is
    empty where the variable that holds it is not set: the feed is known, and not looked at.
    """

    name: str
    url: str
    topic: str
    dialogue: str
    every: int = FEED_EVERY
    digest_above: int = DIGEST_ABOVE


KeptKind = Literal["messages", "answers", "systems"]
"""What is kept for a time of its own: what was said, what was answered, what systems were told."""


class Keep(Struct, frozen=True):
    """For how many seconds what people say is kept, by kind; None: for ever.

    `messages` are those of both sides, `systems` what other systems were told and asked. `people`
    are erased who have said nothing for so long, and of whom nothing is needed.
    """

    messages: int | None = None
    answers: int | None = None
    systems: int | None = None
    people: int | None = None

    def seconds_of(self, kind: KeptKind) -> int | None:
        """Return for how long rows of a kind are kept."""
        match kind:
            case "messages":
                return self.messages
            case "answers":
                return self.answers
            case "systems":
                return self.systems


class Privacy(Struct, frozen=True):
    """How what people say is kept: encrypted or not, and for how long."""

    encrypt: bool = False
    keep: Keep = Keep()


class Brand(Struct, frozen=True):
    """Everything in brand.yaml; `languages[0]` is the default.

    `desk` is the channel to which conversations are handed over, None where there is none or it is
    left off; `named_desk` is the one that the file names, whether or not its secret is there.
    """

    id: BrandId
    title: Text
    languages: tuple[str, ...]
    timezone: str
    channels: dict[ChannelName, Channel] = field(default_factory=dict)
    topics: dict[str, Topic] = field(default_factory=dict)
    quiet: Quiet | None = None
    caps: dict[str, str] = field(default_factory=dict)
    events_secret: str | list[str] | None = None
    events_to: dict[str, Option] | None = None
    feeds: dict[str, Feed] = field(default_factory=dict)
    desk: ChannelName | None = None
    named_desk: ChannelName | None = None
    own_systems: tuple[str, ...] = ()
    privacy: Privacy = Privacy()

    def posts(self, topic: str, channel: ChannelName, space: str | None) -> bool:
        """Say whether a space is one of the brand's own in which a topic is posted."""
        found = self.topics.get(topic)
        return space is not None and found is not None and found.posted_in.get(channel) == space
