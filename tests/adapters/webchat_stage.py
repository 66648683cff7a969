"""One person with one open page, for the suite that every channel passes."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from msgspec import structs

from adapters.webchat import Webchat, decode_frame
from bot.channels.capabilities import Thing
from bot.channels.conformance import Failure, Sample, Shown
from bot.channels.contract import Adapter, ChannelSettings, Group, Intake
from bot.channels.doors import Visit
from bot.channels.support import Block
from bot.core.content import Media, Message
from bot.core.events import Happening, Incoming, Opened, Pressed, Said
from bot.core.ids import ChannelName
from tests.adapters.open_page import signs_on_a_page
from tests.adapters.webhook_stage import BRAND

UPLOAD = "0f" * 16
PLACE = {"latitude": 45.5, "longitude": 9.25}
GIVEN: Mapping[Thing, dict[str, Any]] = {
    "image": {"files": [UPLOAD]},
    "file": {"files": [UPLOAD]},
    "location": {"place": PLACE},
}
"""The page sends files before: what kind each of them is, the server knows."""

FRAMES: Mapping[str, tuple[dict[str, Any], Happening | None]] = {
    "a text": ({"type": "say", "id": "c-1", "text": "“8” is àll 👍"}, Said("“8” is àll 👍")),
    "a press": ({"type": "press", "id": "c-2", "button": "m.0"}, Pressed("m.0")),
    "an opened page": ({"type": "open", "id": "c-3", "start": "survey"}, Opened("survey")),
    "a file": (
        {"type": "say", "id": "c-4", "text": "", "files": [UPLOAD]},
        Said("", (Media("file", f"upload:{UPLOAD}"),)),
    ),
    "a place": (
        {"type": "say", "id": "c-5", "place": PLACE},
        Said("", (Media("location", "geo:45.5,9.25"),)),
    ),
    "an offer": ({"type": "offer", "id": "c-6", "name": "a", "media_type": "b", "size": 3}, None),
    "nothing": ({"type": "say", "id": "c-7"}, None),
}


class Paged(Webchat):
    """Knows where what comes in goes, which is the web server's to know."""

    intake: Intake

    async def open(self, settings: ChannelSettings, intake: Intake) -> None:
        await super().open(settings, intake)
        self.intake = intake


class WebchatStage:
    """One person with one open page."""

    settings = ChannelSettings(BRAND, ChannelName("web"), "webchat")
    broken: Sequence[ChannelSettings] = (structs.replace(settings, options={"secret": "unused"}),)
    failures: Sequence[Failure] = ()
    samples = tuple(
        Sample(name, json.dumps(frame).encode(), tells) for name, (frame, tells) in FRAMES.items()
    )

    def __init__(self) -> None:
        self.told: list[Shown] = []
        self._taken = 0

    async def open(self) -> None: ...

    async def close(self) -> None: ...

    async def _push(self, group: Group) -> None:
        self.told += [
            Shown(part.message.text, part.id, blocks_of(part.message)) for part in group.parts
        ]

    def make(self) -> Adapter:
        adapter = Paged()
        adapter.attach("ada", self._push)
        return adapter

    def make_dead(self) -> tuple[Adapter, ChannelSettings]:
        return Webchat(), self.settings

    def shown(self) -> Sequence[Shown]:
        return self.told

    def decode(self, raw: bytes) -> Incoming | None:
        decoded = decode_frame(Visit("ada"), raw.decode(errors="replace"))
        return decoded if isinstance(decoded, Incoming) else None

    async def say(self, adapter: Adapter, update: str, person: str, text: str) -> None:
        await self._send(adapter, person, {"id": update, "text": text})

    async def give(self, adapter: Adapter, thing: Thing) -> None:
        await self._send(adapter, "ada", {"id": f"c-{thing}", **GIVEN[thing]})

    async def _send(self, adapter: Adapter, person: str, frame: dict[str, Any]) -> None:
        assert isinstance(adapter, Paged)
        incoming = adapter.decode(Visit(person), json.dumps({"type": "say", **frame}))
        assert isinstance(incoming, Incoming)
        await adapter.intake(self.settings, [incoming])
        self._taken += 1

    async def typed(self, adapter: Adapter) -> bool:
        return await signs_on_a_page(self.settings, adapter)

    def confirmed(self) -> int:
        return self._taken


def blocks_of(message: Message) -> frozenset[Block]:
    """Return what a page shows of a message in a form of its own."""
    blocks: set[Block] = {file.kind for file in message.media}
    blocks |= {button.kind for button in message.buttons}
    there: dict[Block, object] = {
        "card": message.card,
        "contact": message.contact,
        "edit": message.replaces,
    }
    return frozenset(blocks | {block for block, held in there.items() if held is not None})
