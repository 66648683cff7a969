"""Whatever two accounts do while they are joined, each has its own again when they are parted."""

import json
from collections.abc import AsyncIterator
from random import Random

import msgspec
import pytest

from bot.core.ids import ChannelName
from bot.dialogue.machine.state import Resting, State, Thread
from bot.engine.uploads import Offered, Uploads
from bot.store.people import Account
from tests.joined.table import FAIR, Table

JOINED, ALONE = "ada", "bob"

ENDS = {
    "survey": ("/survey", "Lucca", "3"),
    "again": ("/survey", "Pisa", "4"),
    "red": ("/fancy", "red"),
    "blue": ("/fancy", "blue"),
    "rate": ("/rate", "5"),
    "both": ("/both", "7", "green"),
}
"""Dialogues that end before the other account goes on."""

GOES_ON = {"want": ("/want", "yes"), "nap": ("/nap",), "order": ("/order",)}
"""What lasts: each is done on one account, for the other would be told that it knows already."""

LAST = {"open": ("/survey", "Lucca"), "asked": ("/aid",), "rest": ()}
"""What is under way in the end, on one account."""

Played = tuple[str, tuple[str, ...]]


def played(seed: int) -> list[Played]:
    """Return what is done on which account, in order."""
    chance = Random(seed)
    done = [(chance.choice(["phone", "site"]), chance.choice(list(ENDS))) for _ in range(6)]
    lasting = [(chance.choice(["phone", "site"]), name) for name in GOES_ON]
    blocks = [(where, (ENDS | GOES_ON)[name]) for where, name in done + lasting]
    chance.shuffle(blocks)
    return [*blocks, (chance.choice(["phone", "site"]), list(LAST.values())[seed % 3])]


async def play(table: Table, who: str, block: Played) -> None:
    where, said = block
    for text in said:
        await table.say(where, text, who)
    await send_file(table, where, who, f"{'-'.join(said)}.txt".replace("/", ""))


async def send_file(table: Table, channel: str, who: str, name: str) -> None:
    uploads = Uploads(table.store, table.clock)
    account = Account(FAIR, ChannelName(channel), who)
    begun = await uploads.begin(account, Offered(name, "text/plain", 3))
    assert not isinstance(begun, str)
    assert await uploads.write(FAIR, begun.id, begun.key, _three_bytes()) == "kept"


async def _three_bytes() -> AsyncIterator[bytes]:
    yield b"abc"


OWN = {
    "persons": "facts, tags, arms, language, chosen_language, stopped_at FROM persons WHERE id",
    "runs": 'dialogue, channel, "end", slots, conversation FROM runs WHERE person',
    "answers": "dialogue, path, slot, value FROM answers WHERE person",
    "consents": "topic, given, channel, source FROM consents WHERE person",
    "subscriptions": "topic, channel, conversation FROM subscriptions WHERE person",
    "handoffs": "dialogue, channel, reason, conversation, ended_at FROM handoffs WHERE person",
    "uploads": "channel, name, size FROM uploads WHERE person",
    "upload_parts": "position, piece FROM upload_parts WHERE person",
    "calls": "channel, name, status FROM calls WHERE person",
    "emissions": "channel, name, data FROM emissions WHERE person",
}
"""What is kept of a person, without what differs from one to the next."""


async def kept(table: Table, channel: str, who: str) -> dict[str, object]:
    """Return all that is kept of an account, without numbers and moments."""
    person = await table.person(channel, who)
    found: dict[str, object] = {}
    for name, question in OWN.items():
        rows = await table.rows(f"{question} = '{person}'")
        plain = [[_plain(value, person) for value in row] for row in rows]
        found[name] = sorted(plain, key=str)
    ((state,),) = await table.rows(f"state FROM conversations WHERE id = '{person}'")
    return found | {"state": _standing(str(state))}


def _plain(value: object, person: str) -> object:
    if value == person:
        return "in private"
    if isinstance(value, str) and value.startswith(("{", "[")):
        read = json.loads(value)
        return sorted(map(str, read.items() if isinstance(read, dict) else read))
    return value


def _standing(written: str) -> object:
    """Return where a conversation stands, without its numbers."""
    state = msgspec.json.decode(written, type=State)
    return (
        [_frames(one) for one in state.threads],
        [_frames(one) for one in state.resting],
        state.last,
        state.handed_over is not None,
        [(one.kind, one.place[:-1], one.used) for one in state.live],
    )


def _frames(one: Thread | Resting) -> list[object]:
    return [(frame.dialogue, frame.at, frame.slots) for frame in one.frames]


@pytest.mark.parametrize("seed", range(3))
async def test_each_has_what_would_be_theirs_without_the_join(table: Table, seed: int):
    blocks = played(seed)
    for channel in ("phone", "site"):
        for who in (JOINED, ALONE):
            await table.say(channel, "hello", who)
    before, meanwhile = blocks[:3], blocks[3:]
    for block in before:
        for who in (JOINED, ALONE):
            await play(table, who, block)
    await table.join_rows("phone", "site", JOINED)
    for block in meanwhile:
        for who in (JOINED, ALONE):
            await play(table, who, block)
    await table.part_rows("site", JOINED)
    for channel in ("phone", "site"):
        assert await kept(table, channel, JOINED) == await kept(table, channel, ALONE)
