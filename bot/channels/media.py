"""Files where a platform takes few of them, small ones only, or no long text beside them."""

from collections.abc import Iterator, Mapping, Sequence

import msgspec
from msgspec import Struct

from bot.channels.capabilities import Capabilities, MediaRoom
from bot.channels.splitting import Room, needed
from bot.channels.telling import Line, line_about, name_of
from bot.core.changes import Change, MediaTold, ShownAs
from bot.core.content import Media, MediaKind, Message
from bot.core.markup import parse
from bot.core.media_address import is_web, platform_of
from bot.core.media_types import media_type_of

_NEXT_BEST: Mapping[MediaKind, tuple[MediaKind, ...]] = {
    "image": ("image", "file"),
    "video": ("video", "file"),
    "audio": ("audio", "file"),
    "voice": ("voice", "audio", "file"),
    "file": ("file",),
    "location": ("location",),
}
"""As what each kind is shown where a platform does not know it, the best first."""


class Shelf(Struct, frozen=True):
    """What stands beside a text: the files that remain, and lines about the others."""

    media: tuple[Media, ...]
    lines: tuple[Line, ...] = ()
    changes: tuple[Change, ...] = ()


def shelf(media: Sequence[Media], room: MediaRoom) -> Shelf:
    """Return files as a platform takes them.

    What is of a kind that it does not know goes as the next best one, and so does a picture that is
    too large for a picture; what is too large for any file, or is kept where only another platform
    finds it, is told in words.

    Args:
        media: the files of one message.
        room: what the platform takes.
    """
    kept: list[Media] = []
    lines: list[Line] = []
    changes: list[Change] = []
    for one in media:
        shown = _shown_there(one, room)
        if shown is None or not takes(shown, room):
            lines.append(line_about(one))
            changes.append(MediaTold(name_of(one)))
            continue
        kept.append(shown)
        changes += () if shown is one else (ShownAs(name_of(one), shown.kind),)
    return Shelf(tuple(kept), tuple(lines), tuple(changes))


def _shown_there(media: Media, room: MediaRoom) -> Media | None:
    """Return a file as a platform shows it, None where it shows none of that kind at all."""
    kinds = [kind for kind in _NEXT_BEST[media.kind] if kind in room.kinds]
    if media.kind == "image" and _is_above(media, room.image_bytes):
        kinds = [kind for kind in kinds if kind != "image"]
    if not kinds:
        return None
    return media if kinds[0] == media.kind else msgspec.structs.replace(media, kind=kinds[0])


def takes(media: Media, room: MediaRoom) -> bool:
    """Say whether a platform takes a file at all: it finds it there, and it is not too large."""
    if platform_of(media.url) not in {None, room.own}:
        return False
    if is_web(media.url) and media.kind != "image" and room.fetches is not None:
        return (media.media_type or media_type_of(media.url)) in room.fetches
    return not _is_above(media, room.file_bytes)


def stand_together(message: Message, table: Capabilities) -> bool:
    """Say whether the text of a message and its files go out as one."""
    room = table.media
    if not _is_one_message(message.media, room):
        return False
    if len(message.media) > 1 and message.buttons and room.album is not None:
        return False
    if not (message.media and message.markdown):
        return True
    if any(one.kind in room.bare for one in message.media):
        return False
    if room.caption is None:
        return True
    caption = Room(room.caption, table.unit, table.counts_marks)
    return needed(parse(message.markdown), caption) <= room.caption


def apart(message: Message, room: MediaRoom) -> tuple[tuple[Message, ...], Message | None]:
    """Return the files in messages of their own, and the rest of the message behind them.

    Args:
        message: one whose text and files do not stand together.
        room: what the platform takes.

    Returns:
        The messages with files, and the text with its card and buttons, None where there is neither
        text nor card: the last file has the buttons then.
    """
    files = [Message("", "", media=group) for group in _groups(message.media, room)]
    if message.markdown or message.card is not None:
        return tuple(files), msgspec.structs.replace(message, media=())
    if message.buttons and len(files[-1].media) > 1 and room.album is not None:
        *album, last = files[-1].media
        files[-1:] = [Message("", "", media=tuple(album)), Message("", "", media=(last,))]
    files[-1] = msgspec.structs.replace(files[-1], buttons=message.buttons)
    return tuple(files), None


def _groups(media: tuple[Media, ...], room: MediaRoom) -> Iterator[tuple[Media, ...]]:
    """Yield as many files at once as one message holds."""
    group: tuple[Media, ...] = ()
    for one in media:
        if group and not _is_one_message((*group, one), room):
            yield group
            group = ()
        group = (*group, one)
    yield group


def _is_one_message(files: tuple[Media, ...], room: MediaRoom) -> bool:
    """Say whether one message holds these files."""
    if room.together is not None and len(files) > room.together:
        return False
    return len(files) <= 1 or room.album is None or all(_in_album(one, room) for one in files)


def _in_album(media: Media, room: MediaRoom) -> bool:
    media_type = media.media_type or media_type_of(media.name or media.url)
    return media.kind in {"image", "video"} and media_type in (room.album or ())


def _is_above(media: Media, limit: int | None) -> bool:
    """Say whether a file of ours is too large; what is on the web is fetched by others."""
    return limit is not None and media.size is not None and media.size > limit
