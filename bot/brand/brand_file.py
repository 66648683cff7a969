"""brand.yaml as its author wrote it: one definition that loads it, checks it and documents it."""

import re
from typing import Annotated, ClassVar, Self
from zoneinfo import ZoneInfo, available_timezones

from msgspec import Struct

from bot.brand.collected import Faults
from bot.brand.leaves import Amount, Clock, Flag, Length, Name, Rate, Slug, Template, Words
from bot.brand.nodes import Node
from bot.brand.shapes import Fields, Required
from bot.brand.suggestions import did_you_mean
from bot.brand.wording import quoted


class Language(Words, frozen=True):
    """A language by its BCP 47 tag."""

    expected: ClassVar[str] = "a language such as en or it"

    @classmethod
    def wrong(cls, text: str) -> tuple[str, str | None] | None:
        """Refuse what is no tag: a name such as English, or an underscore."""
        if re.fullmatch(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*", text):
            return None
        return f"{quoted(text)} is not a language tag.", "Write it as en, it or pt-BR."


class SpaceName(Words, frozen=True):
    """A space on a platform, as the platform names it."""

    expected: ClassVar[str] = 'a place such as "@we_converse"'

    @classmethod
    def wrong(cls, text: str) -> tuple[str, str | None] | None:
        """Refuse what no platform could call a space; each knows more of its own."""
        if text.isprintable() and " " not in text and len(text) <= _LONGEST_SPACE:
            return None
        return f"{quoted(text)} is no place.", 'Write it as "@we_converse", or as its id.'


_LONGEST_SPACE = 255


class Zone(Words, frozen=True):
    """A time zone by its IANA name."""

    expected: ClassVar[str] = "a time zone such as Europe/Rome"

    @classmethod
    def wrong(cls, text: str) -> tuple[str, str | None] | None:
        """Refuse what no time zone is called."""
        try:
            ZoneInfo(text)
        except (ValueError, OSError, LookupError):
            zones = available_timezones()
            city = "_".join(text.split()).casefold()
            there = sorted(zone for zone in zones if zone.casefold().endswith(f"/{city}"))
            hint = did_you_mean(text, zones) or "Write it as Europe/Rome."
            if there:
                hint = f'Write "{there[0]}".'
            return f"{quoted(text)} is not a time zone.", hint
        return None


class Origin(Words, frozen=True):
    """A system by where it is: no path, nothing else."""

    expected: ClassVar[str] = "an address without a path such as http://127.0.0.1:8080"

    @classmethod
    def wrong(cls, text: str) -> tuple[str, str | None] | None:
        """Refuse what is more or less than scheme, host and port."""
        if re.fullmatch(r"https?://(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]+)(:[0-9]{1,5})?", text):
            return None
        return "This does not say where a system is.", "Write it as http://127.0.0.1:8080."


class Raw(Struct, frozen=True):
    """A part that is read elsewhere, for it needs more than the file."""

    expected: ClassVar[str] = "settings"

    node: Node

    @classmethod
    def read(cls, node: Node, faults: Faults) -> Self | None:
        """Keep the part as it is."""
        del faults
        return cls(node)


class TopicLine(Fields, frozen=True, kw_only=True):
    """Something that a person can subscribe to."""

    called: ClassVar[str] = "a topic"
    expected: ClassVar[str] = '"title" and "wording"'
    written: ClassVar[str] = "Write it as {title: New posts, wording: Shall I write to you?}."

    title: Annotated[Template | None, "What it is called to people."] = None
    wording: Annotated[
        Template, Required, "What a yes agrees to; it is recorded with the consent."
    ] = Template.absent()
    at_most: Annotated[Rate | None, "How often it may be used, such as 2 per week."] = None
    posted_in: Annotated[
        dict[Name, SpaceName] | None,
        "Places of the brand's own in which it is posted as well, by their channel, such as "
        '{telegram: "@we_converse"}: whoever runs the place has let the bot post there.',
    ] = None


class QuietLine(Fields, frozen=True, kw_only=True):
    """Hours in which the brand begins nothing, in the person's own time zone."""

    called: ClassVar[str] = "the quiet hours"
    expected: ClassVar[str] = 'hours such as {from: "21:30", to: "08:30"}'

    from_: Annotated[Clock, "Their beginning."]
    to: Annotated[Clock, "Their end."]


class CapsLine(Fields, frozen=True, kw_only=True):
    """How often the brand may begin at all."""

    called: ClassVar[str] = "the caps"
    expected: ClassVar[str] = "lines such as started_by_us: 3 per week"

    started_by_us: Annotated[Rate | None, "Conversations that the brand begins."] = None


class FeedLine(Fields, frozen=True, kw_only=True):
    """A feed whose new posts open a dialogue with the subscribers of a topic."""

    called: ClassVar[str] = "a feed"
    expected: ClassVar[str] = '"url", "topic" and "dialogue"'

    url: Annotated[Words, Required, "Its address: RSS or Atom."] = Words.absent()
    topic: Annotated[Name, Required, "Whose subscribers hear of a new post."] = Name.absent()
    dialogue: Annotated[Name, Required, "What a new post opens."] = Name.absent()
    every: Annotated[Length | None, "How often it is looked at; `30m` if absent."] = None
    digest_above: Annotated[
        Amount | None, "More new posts than this at once are told as one; 3 if absent."
    ] = None


class KeepLine(Fields, frozen=True, kw_only=True):
    """For how long what people say is kept; without a line, for ever."""

    called: ClassVar[str] = '"keep"'
    expected: ClassVar[str] = "lines such as messages: 90d"

    messages: Annotated[Length | None, "What was said and sent."] = None
    answers: Annotated[Length | None, "What was answered in dialogues that have ended."] = None
    systems: Annotated[Length | None, "What other systems were told and asked."] = None
    people: Annotated[
        Length | None,
        "Everything of those who have said nothing for so long and have subscribed to nothing.",
    ] = None


class PrivacyLine(Fields, frozen=True, kw_only=True):
    """How what people say is kept."""

    called: ClassVar[str] = '"privacy"'
    expected: ClassVar[str] = 'lines such as encrypt: true and "keep"'

    encrypt: Annotated[
        Flag | None, "Encrypts free text, names and files where they are stored; see CONVIVIO_KEY."
    ] = None
    keep: Annotated[KeepLine | None, "For how long it is kept."] = None


class EventsTo(Fields, frozen=True, kw_only=True):
    """Where outgoing events are posted."""

    called: ClassVar[str] = '"events_to"'
    expected: ClassVar[str] = '"url" and "secret"'

    url: Annotated[Words, "The address."]
    secret: Annotated[Raw, "The secret that signs them, ${NAME}, or a list of two."]


class BrandFile(Fields, frozen=True, kw_only=True):
    """Everything about a brand that is not a conversation."""

    called: ClassVar[str] = "brand.yaml"
    expected: ClassVar[str] = '"brand", "title" and more'

    brand: Annotated[Slug, Required, "Its name in addresses and commands."] = Slug.absent()
    title: Annotated[Template | None, "What it is called to people."] = None
    languages: Annotated[tuple[Language, ...] | None, "The first is what files are written in."] = (
        None
    )
    timezone: Annotated[Zone | None, "Where a person's own zone is not known; UTC if absent."] = (
        None
    )
    channels: Annotated[Raw | None, "Where people find it: a name and its settings for each."] = (
        None
    )
    topics: Annotated[dict[Slug, TopicLine] | None, "What people can subscribe to."] = None
    quiet: Annotated[QuietLine | None, "Hours in which it begins nothing."] = None
    caps: Annotated[CapsLine | None, "How often it may begin."] = None
    feeds: Annotated[dict[Slug, FeedLine] | None, "Feeds whose new posts it tells."] = None
    events_secret: Annotated[Raw | None, "Signs incoming events, ${NAME}, or a list of two."] = None
    events_to: Annotated[EventsTo | None, "Where outgoing events go."] = None
    own_systems: Annotated[
        tuple[Origin, ...] | None,
        "Systems that http steps may reach though they are not public, such as http://crm:8080.",
    ] = None
    privacy: Annotated[PrivacyLine | None, "How what people say is kept."] = None
    handoff: Annotated[
        Name | None, "The channel, a webhook, of the desk to which dialogues hand over."
    ] = None
