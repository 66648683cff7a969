"""A process that plans a brand's broadcasts over a database until there is nothing to plan.

Run with the folder of the brand and the database's file; it says when it begins to plan.
"""

import asyncio
import sys
from pathlib import Path

from bot.broadcasts.planner import Planner, Surroundings
from bot.dialogue.publishing.publish import read_brand
from bot.engine.facts import as_person
from bot.store.database import open_store
from tests.broadcasts.planning_stage import BRAND, utc

NOW = utc("2026-12-07T09:00")


def main() -> None:
    folder, database = map(Path, sys.argv[1:])
    asyncio.run(plan(folder, database))


async def plan(folder: Path, database: Path) -> None:
    library = read_brand(folder, {}).library
    assert library is not None
    store = await open_store(f"sqlite:///{database}")
    surroundings = Surroundings(as_person, "here", "2026a")
    planner = Planner(store, {BRAND: library}, lambda: NOW, surroundings)
    sys.stdout.write("planning\n")
    sys.stdout.flush()
    while (following := await planner.look()) is not None and following <= NOW:
        pass
    await store.close()
