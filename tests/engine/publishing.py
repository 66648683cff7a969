"""A stage for the engine and the real machine, over brands that are published anew."""

from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec
from acting import SITE, Clock, Platform

from bot.brand.brand import Channel
from bot.core.events import Happening, Incoming, Said, Sender
from bot.core.ids import BrandId
from bot.dialogue.machine.state import State
from bot.dialogue.publishing.library import Library
from bot.engine.engine import Engine
from bot.engine.upkeep.forgetting import EVERY, Forgetting
from bot.store.conversations import states_after
from bot.store.database import Store, open_store
from bot.store.versions import version_marks
from bot.understanding import words
from tests.brand_folder import library_of

BRAND = BrandId("fair")

HEAD = "dialogue: survey\nstarts: [{command: survey}]\n"
ASKS = HEAD + "steps:\n  - {ask: Which?, as: x}\n"


def brand_of(*dialogues: str) -> Library:
    """Return the brand of these files."""
    files = {f"dialogues/{number}.yaml": text for number, text in enumerate(dialogues)}
    files["brand.yaml"] = "brand: fair\ntitle: Fair\nlanguages: [en]\n"
    with TemporaryDirectory() as folder:
        library = library_of(Path(folder), files)
    channels = {SITE.name: Channel(SITE.name, "webhook")}
    brand = msgspec.structs.replace(library.brand, channels=channels)
    return msgspec.structs.replace(library, brand=brand)


class House:
    """One process of the product over a database that outlives it."""

    def __init__(self, folder: Path | None = None, url: str | None = None) -> None:
        self.url = url or ("sqlite://" if folder is None else f"sqlite:///{folder / 'store.db'}")
        self.name = "process"
        self.shares = False
        self.clock = Clock()
        self.platform = Platform()
        self.store: Store
        self.engine: Engine
        self.forgetting: Forgetting
        self._done = 0

    async def start(self, *dialogues: str) -> None:
        self.store = await open_store(self.url)
        self.engine = Engine(
            self.store,
            {BRAND: brand_of(*dialogues)},
            {(BRAND, SITE.name): self.platform},
            words,
            self.clock,
            self.name,
        )
        await self.engine.start(shares=self.shares)
        self.forgetting = Forgetting(
            self.store, self.engine.libraries, self.clock, self.engine.forget
        )

    async def stop(self) -> None:
        await self.engine.stop(0.0)
        await self.store.close()

    async def publish(self, *dialogues: str) -> None:
        await self.engine.publish(brand_of(*dialogues))

    async def say(self, text: str, who: str = "ada") -> list[str]:
        return await self.do(Said(text), who)

    async def do(self, happening: Happening, who: str = "ada") -> list[str]:
        """Return what is said to somebody for what they do."""
        self._done += 1
        before = len(self.platform.texts(who))
        await self.engine.take_in(
            SITE, [Incoming(f"{self.name}{self._done}", Sender(who), happening)]
        )
        await self.engine.settled()
        return self.platform.texts(who)[before:]

    async def hours_later(self, looks: int) -> None:
        """Let so many looks at what nobody needs come, an hour apart."""
        for _ in range(looks):
            self.clock.now += EVERY + timedelta(seconds=1)
            await self.forgetting.look()

    async def versions(self) -> set[str]:
        """Return the versions that are stored."""
        marks = await self.store.run(lambda found: version_marks(found, BRAND))
        return {mark.version for mark in marks}

    async def inside(self) -> set[str]:
        """Return the versions that dialogues under way are in."""
        page = await self.store.run(lambda found: states_after(found, BRAND, "", 100))
        states = [msgspec.json.decode(state, type=State) for _, state in page]
        threads = [thread for state in states for thread in state.threads]
        return {frame.version for thread in threads for frame in thread.frames}

    def published(self, dialogue: str = "survey") -> str:
        """Return the version of a dialogue that is published now."""
        return self.engine.libraries[BRAND].dialogues[dialogue].program.version
