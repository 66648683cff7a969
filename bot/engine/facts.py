"""What is known of a person: what the platform tells, what they chose, and the brand's defaults."""

from functools import lru_cache
from zoneinfo import ZoneInfo

import msgspec

from bot.brand.brand import Brand
from bot.core.events import Event, Sender
from bot.core.ids import ChannelName, ConversationId, PersonId
from bot.core.person import Person
from bot.core.values import Value
from bot.store.moments import from_moment, to_moment
from bot.store.people import PersonRow
from bot.store.values import to_json

_FACTS = msgspec.json.Decoder(dict[str, Value])
_TAGS = msgspec.json.Decoder(tuple[str, ...])
_ARMS = msgspec.json.Decoder(dict[str, str])
NO_FACTS = "{}"


@lru_cache(maxsize=1024)
def known_zone(name: str) -> bool:
    """Say whether this is the name of a time zone."""
    try:
        ZoneInfo(name)
    except (KeyError, OSError, ValueError):
        return False
    return True


@lru_cache(maxsize=1024)
def speaks(languages: tuple[str, ...], tag: str) -> bool:
    """Say whether a brand that speaks these languages speaks `tag`, whatever its region."""
    wanted = tag.partition("-")[0].lower()
    return any(language.partition("-")[0].lower() == wanted for language in languages)


def new_person(brand: Brand, event: Event) -> PersonRow:
    """Return somebody whose first event this is; the event names them."""
    return PersonRow(
        brand=brand.id,
        id=PersonId(event.id),
        name=None,
        first_name=None,
        language=None,
        timezone=None,
        chosen_language=None,
        chosen_timezone=None,
        facts=NO_FACTS,
        since=to_moment(event.at),
        last_said=None,
    )


def nobody(brand: Brand, place: ConversationId, event: Event) -> PersonRow:
    """Return who stands for all in a group where nobody has done anything: they are not kept.

    Args:
        brand: whose group it is.
        place: the conversation of all in it.
        event: what happened.
    """
    return msgspec.structs.replace(new_person(brand, event), id=PersonId(place))


def heard_from(row: PersonRow, sender: Sender, at: int) -> PersonRow:
    """Return the person with what the platform tells now; what it leaves out stays.

    Whoever speaks has not stopped any more.
    """
    return PersonRow(
        row.brand,
        row.id,
        sender.name or row.name,
        sender.first_name or row.first_name,
        sender.language or row.language,
        sender.timezone or row.timezone,
        row.chosen_language,
        row.chosen_timezone,
        row.facts,
        row.since,
        at,
        tags=row.tags,
        arms=row.arms,
    )


def language_of(brand: Brand, row: PersonRow) -> str:
    """Return the language to talk in: chosen, else told, as far as the brand speaks it."""
    for tag in (row.chosen_language, row.language):
        if tag is not None and speaks(brand.languages, tag):
            return tag
    return brand.languages[0]


def zone_of(brand: Brand, row: PersonRow) -> str:
    """Return the person's time zone, the brand's where it is not known."""
    for name in (row.chosen_timezone, row.timezone):
        if name is not None and known_zone(name):
            return name
    return brand.timezone


def tags_of(row: PersonRow) -> tuple[str, ...]:
    """Return the tags that the person has, in the order in which they were given."""
    return () if row.tags is None else _TAGS.decode(row.tags)


def as_person(
    brand: Brand,
    row: PersonRow,
    channel: ChannelName,
    last_said: int | None,
    subscribed: set[str],
) -> Person:
    """Return what the machine may know of a person at this moment."""
    settings = brand.channels.get(channel)
    return Person(
        id=row.id,
        name=row.name,
        first_name=row.first_name,
        language=language_of(brand, row),
        timezone=zone_of(brand, row),
        platform=settings.adapter if settings is not None else channel,
        channel=channel,
        since=from_moment(row.since),
        last_said=None if last_said is None else from_moment(last_said),
        subscribed=tuple(sorted(subscribed)),
        values={} if row.facts == NO_FACTS else _FACTS.decode(row.facts),
        tags=tags_of(row),
        arms={} if row.arms is None else _ARMS.decode(row.arms),
    )


def remembered(row: PersonRow, name: str, value: Value) -> PersonRow:
    """Return the person with one fact changed; null forgets it."""
    if name in {"language", "timezone"}:
        chosen = value if isinstance(value, str) else None
        return msgspec.structs.replace(row, **{f"chosen_{name}": chosen})
    if name == "tags":
        return msgspec.structs.replace(row, tags=to_json(value) if value else None)
    facts = _FACTS.decode(row.facts)
    if value is None:
        facts.pop(name, None)
    else:
        facts[name] = value
    return msgspec.structs.replace(row, facts=to_json(facts))


def gone_one_way(row: PersonRow, split: str, arm: str) -> PersonRow:
    """Return the person with their arm of a split."""
    arms = {} if row.arms is None else _ARMS.decode(row.arms)
    if arms.get(split) == arm:
        return row
    return msgspec.structs.replace(row, arms=to_json({**arms, split: arm}))
