"""A keyboard and a screen made of text streams, for the suite that every channel passes."""

import asyncio
import io
import queue
import re
from collections.abc import Sequence

from adapters.terminal import Terminal
from bot.channels.capabilities import Thing
from bot.channels.conformance import Failure, Shown
from bot.channels.contract import Adapter, ChannelSettings
from bot.channels.support import Block
from bot.core.ids import ChannelName
from bot.core.media_types import kind_of, media_type_of
from tests.adapters.webhook_stage import BRAND
from tests.product import ROOT

_FILE = re.compile(r"\[(.+)\]")
_SHOWN: dict[Block, re.Pattern[str]] = {
    "location": re.compile(r"\[.+: geo:.+\]"),
    "reply": re.compile(r"  \d+\. .+"),
    "link": re.compile(r"  .+: https://.+"),
}
GIVEN: dict[Thing, str] = {"image": "docs/pictures/shop.png", "file": "README.md"}


class Keyboard(io.StringIO):
    """Lines come one by one; asking for the next one confirms those before."""

    def __init__(self) -> None:
        super().__init__()
        self.asked = 0
        self._typed: queue.Queue[str] = queue.Queue()

    def readline(self, size: int | None = -1, /) -> str:
        self.asked += 1
        return self._typed.get(timeout=5)

    def type(self, line: str) -> None:
        self._typed.put(line)


class TerminalStage:
    """A keyboard and a screen; whatever is printed is read."""

    settings = ChannelSettings(BRAND, ChannelName("terminal"), "terminal")
    broken: Sequence[ChannelSettings] = ()
    failures: Sequence[Failure] = ()

    def __init__(self) -> None:
        self.screen = io.StringIO()
        self.keyboard = Keyboard()

    async def open(self) -> None: ...

    async def close(self) -> None:
        self.keyboard.type("")

    def make(self) -> Adapter:
        return Terminal(self.keyboard, self.screen)

    def make_dead(self) -> tuple[Adapter, ChannelSettings]:
        screen = io.StringIO()
        screen.close()
        return Terminal(io.StringIO(), screen), self.settings

    def shown(self) -> Sequence[Shown]:
        lines = self.screen.getvalue().splitlines()
        return [Shown(line, blocks=_blocks_of(line)) for line in lines]

    async def say(self, adapter: Adapter, update: str, person: str, text: str) -> None:
        asked = max(self.keyboard.asked, 1)
        self.keyboard.type(text + "\n")
        async with asyncio.timeout(5):
            while self.keyboard.asked <= asked:
                await asyncio.sleep(0.001)

    async def give(self, adapter: Adapter, thing: Thing) -> None:
        await self.say(adapter, "", "you", f"/attach {ROOT / GIVEN[thing]}")

    def confirmed(self) -> int:
        return max(self.keyboard.asked - 1, 0)


def _blocks_of(line: str) -> frozenset[Block]:
    found = {block for block, pattern in _SHOWN.items() if pattern.fullmatch(line)}
    if not found and (named := _FILE.fullmatch(line)):
        found.add(kind_of(media_type_of(named[1])))
    return frozenset(found)
