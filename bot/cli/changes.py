"""What differs between what a brand says and what its files say now, in words."""

from collections.abc import Iterator, Mapping
from typing import TypeVar

from msgspec.structs import replace

from bot.brand.brand import Brand
from bot.dialogue.publishing.library import Library

Name = TypeVar("Name", bound=str)

_TAKEN_UP = {
    "title": "the title",
    "languages": "the languages",
    "timezone": "the time zone",
    "topics": "the topics",
    "quiet": "quiet hours",
    "caps": "caps",
    "feeds": "feeds",
}
"""Settings of brand.yaml that a publication takes up."""

_AT_A_START = ("events_to", "events_secret")
"""Settings of brand.yaml that only a start takes up, beside the channels."""


def news_between(before: Library, after: Library) -> tuple[str, ...]:
    """Say what a publication changes: "dialogue survey changed"."""
    news = [
        *_told_of("dialogue", before.dialogues, after.dialogues),
        *_told_of("broadcast", before.broadcasts, after.broadcasts),
    ]
    news += [f"{told} changed" for name, told in _TAKEN_UP.items() if _differ(before, after, name)]
    if before.faq != after.faq:
        news.append("faq.yaml changed")
    if before.media != after.media:
        news.append("media changed")
    return tuple(news) or ("settings changed",)


def only_at_a_start(started: Library, after: Library) -> tuple[str, ...]:
    """Say what differs from what this process was started with, and needs a restart."""
    settings = (name for name in _AT_A_START if _differ(started, after, name))
    channels = _told_of("channel", started.brand.channels, after.brand.channels)
    return (*channels, *(f"{name} changed" for name in settings))


def with_settings_of(started: Brand, library: Library) -> Library:
    """Return what the files say, with the channels and addresses of a brand that was started."""
    brand = replace(
        library.brand,
        channels=started.channels,
        events_to=started.events_to,
        events_secret=started.events_secret,
    )
    return replace(library, brand=brand)


def _told_of(
    noun: str, before: Mapping[Name, object], after: Mapping[Name, object]
) -> Iterator[str]:
    """Yield what has come, changed and gone: "dialogue survey changed"."""
    kinds = {
        "added": [name for name in after if name not in before],
        "changed": [name for name in after if name in before and after[name] != before[name]],
        "removed": [name for name in before if name not in after],
    }
    for verb, names in kinds.items():
        if names:
            yield f"{noun}{'' if len(names) == 1 else 's'} {', '.join(names)} {verb}"


def _differ(before: Library, after: Library, name: str) -> bool:
    return bool(getattr(before.brand, name) != getattr(after.brand, name))
