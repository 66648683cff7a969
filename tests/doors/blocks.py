"""A brand that shows every block of the language, and what of it a person sees on each platform.

How it goes is played once in memory, where everything is shown. What a platform cannot show is not
written down here: `fit` says it of each message, by the platform's own table.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar, get_args
from unittest import mock

from bot.channels.capabilities import Ability, Capabilities, CardRoom, MediaRoom, PollRoom
from bot.channels.conformance.promises import squeezed, visible
from bot.channels.contract import Group, Part
from bot.channels.fit import Fitted, fit
from bot.channels.support import Block
from bot.core.content import MediaKind, Message
from bot.core.events import Pressed, Said
from bot.core.markup import parse
from bot.core.outcomes import Outcome
from bot.dialogue.publishing.publish import read_brand
from bot.store.database import open_store
from bot.stories.platform import Platform
from bot.stories.reading import read_stories
from bot.stories.stage import Stage
from bot.stories.story import SOMEBODY
from bot.stories.venue import clock_of, venue_of
from tests.adapters.test_discord_voice import SPOKEN
from tests.brand_folder import write_files
from tests.doors.neutral import Act, Heard, Press, Say

BRAND = """\
brand: gallery
title: Gallery
languages: [en]
timezone: UTC
channels:
  web: {adapter: webchat}
"""
LONG = "A long *story* about a_b, told at length. " * 130
DIALOGUES = {
    "look": """\
dialogue: look
starts: [{command: look}]
steps:
  - say: "**Bold**, *slanted*, ~~struck~~, `co_de`, [page](https://example.org/a_b), a_b 1*2*3 <b>"
  - say: A hall.
    media: {file: media/hall.png, alt: The hall}
  - say: A walk.
    media: media/walk.mp4
  - say: A bell.
    media: media/bell.mp3
  - say: A note.
    media: {file: media/note.ogg, kind: voice}
""",
    "visit": """\
dialogue: visit
starts: [{command: visit}]
steps:
  - say: A menu.
    media: media/menu.pdf
  - say: The door.
    media: {file: "geo:45.4642,9.19", alt: The door}
  - say: Two halls.
    media: [media/hall.png, media/yard.png]
  - say: On show.
    card:
      title: Sixty chairs
      text: A **talk** about talks.
      image: media/hall.png
      url: https://example.org/thursday
    buttons: {A page: {url: "https://example.org/page"}}
""",
    "read": f"""\
dialogue: read
starts: [{{command: read}}]
steps:
  - say: "{LONG.strip()}"
  - ask: Whose number is it?
    as: who
    type: contact
  - say: Theirs.
    media: "{{who}}"
""",
    "choose": """\
dialogue: choose
starts: [{command: choose}]
steps:
  - ask: Which colour?
    as: colour
    choices: [Red, Green, Blue]
  - ask: Which day?
    as: day
    type: poll
    max: 1
    choices: [Monday, Friday]
  - ask: What else?
    as: more
    type: choices
    choices: [Milk, Salt, Bread]
  - say: Then {colour} on {day}.
""",
}
"""Each short enough for the pace at which platforms let one person be told things."""

ACTS: Mapping[str, Sequence[Act]] = {
    "look": (Say("/look"),),
    "visit": (Say("/visit"),),
    "read": (Say("/read"), Say("+39 02 1234567")),
    "choose": (
        Say("/choose"),
        *(Press(label) for label in ("Red", "Friday", "Milk", "Salt", "Done")),
    ),
}
Told = Sequence[Sequence[Part]]
"""What is said after each act."""

_PICTURE = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\1\0\0\0\1\x08\6\0\0\0\x1f\x15\xc4\x89"
_FILES = {
    **dict.fromkeys(("hall.png", "yard.png"), _PICTURE),
    **dict.fromkeys(("walk.mp4", "bell.mp3", "menu.pdf"), b"0123456789"),
    "note.ogg": SPOKEN,
}
_ANY = 1_000_000
_STORY = "story: a visit\nsteps:\n  - person: hello\n"


class Everything(Platform):
    """A platform that has every block, and keeps the parts that it was given."""

    capabilities = Capabilities(
        buttons=1_000,
        has=frozenset(get_args(Ability)),
        groups=True,
        media=MediaRoom(kinds=frozenset(get_args(MediaKind))),
        card=CardRoom(title=_ANY, text=_ANY),
        poll=PollRoom(question=_ANY, label=_ANY, most=_ANY, buttons=True),
    )
    told: ClassVar[list[Part]] = []

    async def deliver(self, group: Group) -> Sequence[Outcome]:
        """Keep what is said, and take it."""
        self.told.extend(group.parts)
        return await super().deliver(group)


EVERYTHING = Everything.capabilities

LEFT: frozenset[Block] = frozenset({"share_location", "quote", "reaction", "typing"})
"""What is no part of what is said here: it is in groups, or what people do, or a sign."""


def write_gallery(folder: Path, brand: str = BRAND) -> Path:
    """Write the brand with the channels of its brand.yaml, and return its folder."""
    dialogues = {f"dialogues/{name}.yaml": text for name, text in DIALOGUES.items()}
    write_files(folder, {"brand.yaml": brand, **dialogues})
    for name, content in _FILES.items():
        (folder / "media").mkdir(exist_ok=True)
        (folder / "media" / name).write_bytes(content)
    return folder


@dataclass(frozen=True)
class Seen:
    """One message as a person sees it on a platform; `words` in each way that it may be shown.

    Keys that share something stand below the chat, not in it: they are not among its `labels`.
    """

    words: frozenset[str]
    labels: tuple[str, ...]
    blocks: frozenset[Block]

    def is_like(self, heard: Heard) -> bool:
        """Say whether this is what was heard."""
        words = squeezed(f"{heard.text}{heard.framed}")
        return words in self.words and (self.labels, self.blocks) == (heard.labels, heard.blocks)


async def play(home: Path, acts: Sequence[Act]) -> Told:
    """Return what is said after each act, as it was written."""
    folder = write_files(write_gallery(home), {"tests/visit.yaml": _STORY})
    reading = read_brand(folder, {}, {"webchat"})
    assert reading.library is not None, [str(fault) for fault in reading.faults]
    brand, (story,) = reading.library.brand, read_stories(folder).stories
    venue = venue_of(story, brand, {"webchat": Everything.capabilities})
    stage = Stage(reading.library, story, venue, clock_of(story, brand))
    store = await open_store("sqlite://")
    told: list[Part] = []
    with (
        mock.patch("bot.stories.stage.Platform", Everything),
        mock.patch.object(Everything, "told", told),
        mock.patch("bot.engine.turns.outlets.fit", lambda message, _table: Fitted((message,))),
    ):
        engine = await stage.open(store)
        try:
            await stage.begin([SOMEBODY])
            return [await _told_after(stage, act, told) for act in acts]
        finally:
            await engine.stop(0)
            await store.close()


async def _told_after(stage: Stage, act: Act, told: list[Part]) -> list[Part]:
    before = len(told)
    match act:
        case Say(text):
            await stage.act(SOMEBODY, Said(text))
        case Press(label):
            buttons = [button for part in reversed(told) for button in part.message.buttons]
            pressed = next(button for button in buttons if button.label == label)
            await stage.act(SOMEBODY, Pressed(pressed.id))
    return told[before:]


def seen_on(table: Capabilities, told: Sequence[Part]) -> list[Seen]:
    """Return what a person sees in the end of what they were told, by the table of a platform."""
    shown: list[Part] = []
    for part in told:
        for piece in fit(part.message, table).messages:
            earlier = _earlier(shown, piece)
            if earlier is not None:
                del shown[earlier]
            place = len(shown) if earlier is None else earlier
            shown.insert(place, Part(part.id, piece))
    return [_seen(part.message) for part in shown]


def _earlier(shown: Sequence[Part], piece: Message) -> int | None:
    """Return the place of the message that becomes this one, None where it is a new one."""
    if piece.replaces is None:
        return None
    return next(n for n, part in enumerate(shown) if part.id.startswith(piece.replaces))


def _seen(piece: Message) -> Seen:
    card = piece.card
    framed = "" if card is None else f"{card.title}{_plain(card.markdown)}"
    told = (visible(piece), piece.text, *_named(piece))
    words = {squeezed(text + framed) for text in told}
    labels = tuple(button.label for button in piece.buttons if button.shares is None)
    return Seen(frozenset(words), labels, frozenset(_blocks(piece)))


def _named(piece: Message) -> Iterator[str]:
    """Yield what a map calls its place and a contact's card its number, where it says that."""
    yield from (file.alt for file in piece.media if file.kind == "location" and file.alt)
    if piece.contact is not None:
        yield f"{piece.contact.name or piece.contact.phone}{piece.contact.phone}"


def _plain(markdown: str) -> str:
    return "".join(run.text for run in parse(markdown))


def _blocks(piece: Message) -> Iterator[Block]:
    yield from (file.kind for file in piece.media)
    if piece.card is not None:
        yield "card"
    if piece.contact is not None:
        yield "contact"
    if piece.poll is not None:
        yield "poll"
    else:
        yield from (button.kind for button in piece.buttons if button.shares is None)
