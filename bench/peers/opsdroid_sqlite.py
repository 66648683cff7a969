"""opsdroid: one skill that keeps where each person is in its own SQLite database."""

import asyncio
import gettext
import logging
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from opsdroid.connector import Connector
from opsdroid.core import OpsDroid
from opsdroid.database.sqlite import DatabaseSqlite
from opsdroid.events import Message
from opsdroid.matchers import match_regex
from script import SCRIPT

ASKS = ("Today, marketing is above all…", "Where have you seen it work best?", "From 0 to 10?")
PEOPLE = 100


class Canned(Connector):
    """Takes everything, and sends nothing."""

    async def connect(self):
        pass

    async def listen(self):
        pass

    async def send(self, event):
        pass


@match_regex(r"(?s).*")
async def hear(droid, _config, message):
    """Keep an answer and ask what comes next: what was answered until now says what that is."""
    state = await droid.memory.get(message.user)
    if message.text == "/survey" or state is None:
        state = {"answers": []}
    else:
        state["answers"].append(message.text)
    await droid.memory.put(message.user, state)
    *_, last = state["answers"] or [""]
    asked = len(state["answers"])
    await message.respond(ASKS[asked] if asked < len(ASKS) else f"Thank you, {last} it is.")


async def main(seconds):
    logging.disable(logging.CRITICAL)
    gettext.install("opsdroid")
    with TemporaryDirectory() as folder, OpsDroid(config={}) as droid:
        droid.eventloop = asyncio.get_running_loop()
        database = DatabaseSqlite({"path": str(Path(folder) / "state.db")}, opsdroid=droid)
        await database.connect()
        droid.memory.databases = [database]
        connector = Canned({"name": "canned"}, opsdroid=droid)
        droid.connectors = [connector]
        droid.register_skill(hear, {"name": "survey"})
        turns, begun, cpu = 0, time.perf_counter(), time.process_time()
        while time.perf_counter() - begun < seconds:
            for line in SCRIPT:
                for person in range(PEOPLE):
                    turns += 1
                    said = Message(
                        line, user_id=str(person), user=f"p{person}", connector=connector
                    )
                    await droid.parse(said)
        took, spent = time.perf_counter() - begun, time.process_time() - cpu
        kept = [await database.get(f"p{person}") for person in range(PEOPLE)]
        assert all(len(one["answers"]) == len(ASKS) for one in kept), "dialogues were not finished"
        print(turns, took, spent)
        await database.disconnect()


asyncio.run(main(float(sys.argv[1])))
