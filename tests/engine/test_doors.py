"""Who blocked us is known, is not written to, and is believed when they come back."""

import asyncio
from collections.abc import Sequence

import pytest
from acting import BRAND, SITE, Theatre, send

from bot.channels.contract import Group
from bot.core.content import Message
from bot.core.effects import ErasePerson
from bot.core.events import Blocked, Opened, Pressed, Said, Unblocked
from bot.core.outcomes import Outcome, Throttled, Unreachable
from bot.store.export import export_person
from bot.store.people import Account, person_of


async def blocked(theatre: Theatre) -> list[object]:
    return [row[0] for row in await theatre.rows("blocked_at IS NOT NULL FROM identities")]


def out_of_reach(group: Group) -> Sequence[Outcome]:
    return [Unreachable("blocked")] * len(group.parts)


def slow_down(group: Group) -> Sequence[Outcome]:
    return [Throttled("busy", 60.0)] * len(group.parts)


async def test_who_blocks_us_is_marked_and_what_waits_in_private_is_cancelled(theatre: Theatre):
    theatre.platform.failing["ada"] = slow_down
    await theatre.say("waits")
    await theatre.say("too")
    await theatre.say("here", space="market")
    await theatre.do(Blocked())
    assert await blocked(theatre) == [1]
    theatre.platform.failing.clear()
    await theatre.later(61)
    assert theatre.platform.texts() == ["here"]
    statuses = "status, count(*) FROM deliveries GROUP BY 1 ORDER BY 1"
    assert await theatre.rows(statuses) == [("accepted", 1), ("cancelled", 2)]


@pytest.mark.parametrize("sign", [Unblocked(), Said("hi"), Pressed("x"), Opened()])
async def test_any_sign_of_the_person_opens_the_door_again(
    theatre: Theatre, sign: Unblocked | Said | Pressed | Opened
):
    await theatre.say("hello")
    await theatre.do(Blocked())
    await theatre.do(sign)
    assert await blocked(theatre) == [0]


async def test_what_comes_in_one_batch_counts_in_its_order(theatre: Theatre):
    await theatre.say("hello")
    for happenings, marked in (
        ([Blocked(), Said("hi")], 0),
        ([Said("hi"), Blocked()], 1),
        ([Blocked(), Unblocked(), Blocked()], 1),
        ([Unblocked(), Blocked(), Said("hi")], 0),
    ):
        await asyncio.gather(*(theatre.do(happening) for happening in happenings))
        assert await blocked(theatre) == [marked], happenings


@pytest.mark.parametrize("happening", [Blocked(), Unblocked()])
async def test_a_stranger_stays_a_stranger(theatre: Theatre, happening: Blocked | Unblocked):
    await theatre.do(happening, "Adelaide")
    for table in ("persons", "identities", "conversations", "deliveries"):
        assert await theatre.rows(f"count(*) FROM {table}") == [(0,)]
    assert await theatre.rows("outcome, sender, sender_facts, happening FROM events") == [
        ("done", None, None, None)
    ]


async def test_going_and_coming_is_nothing_that_was_said(theatre: Theatre):
    seen: list[object] = []
    theatre.says = lambda event, person: seen.append(person.last_said) or []
    await theatre.say("hello")
    said = theatre.clock()
    theatre.clock.move(60)
    await theatre.do(Blocked())
    await theatre.do(Unblocked())
    await theatre.say("back")
    assert seen == [None, said, said, said]
    lines = await theatre.engine.transcript(BRAND, SITE.name, "ada", None, 50)
    assert [line.message.text for line in lines] == ["hello", "back"]
    assert await theatre.rows("state FROM conversations") == [("2",)]


async def test_who_cannot_be_reached_is_marked_until_they_write(theatre: Theatre):
    theatre.platform.answers = [out_of_reach]
    await theatre.say("hello")
    assert await blocked(theatre) == [1]
    await theatre.say("still here")
    assert await blocked(theatre) == [0]
    assert theatre.platform.texts() == ["still", "here"]


async def test_a_group_that_cannot_be_reached_says_nothing_about_who_wrote_there(theatre: Theatre):
    theatre.platform.answers = [out_of_reach]
    await theatre.say("hello", space="market")
    assert await blocked(theatre) == [0]


async def test_who_has_written_since_is_not_marked_by_an_older_message(theatre: Theatre):
    theatre.platform.hanging.clear()
    theatre.platform.answers = [out_of_reach]
    await theatre.hear("one")
    while not theatre.platform.tried:
        await asyncio.sleep(0.001)
    theatre.clock.move(5)
    theatre.says = lambda event, person: []
    await theatre.hear("two")
    await theatre.engine._players[BRAND].idle()
    theatre.platform.hanging.set()
    await theatre.engine.settled()
    assert await blocked(theatre) == [0]


async def test_the_mark_is_exported_and_erased(theatre: Theatre):
    await theatre.say("hello")
    await theatre.do(Blocked())

    def export(connection):
        person = person_of(connection, Account(BRAND, SITE.name, "ada"))
        return export_person(connection, BRAND, person)

    document = await theatre.store.run(export)
    (identity,) = document["identities"]
    assert identity["blocked_at"] == theatre.clock().isoformat()
    theatre.says = lambda event, person: [ErasePerson(Message("Goodbye", "Goodbye"))]
    await theatre.say("erase")
    assert await blocked(theatre) == []


async def test_a_door_of_somebody_erased_tells_nothing_of_them(theatre: Theatre):
    await theatre.say("hello", "Adelaide")
    theatre.says = lambda event, person: [ErasePerson(Message("Goodbye", "Goodbye"))]
    await theatre.say("erase", "Adelaide")
    theatre.says = lambda event, person: [send("never said")] if person.last_said else []
    await theatre.do(Blocked(), "Adelaide")
    dump = await theatre.store.run(
        lambda one: "\n".join(one.connection.dbapi_connection.iterdump())  # type: ignore[union-attr]
    )
    assert "Adelaide" not in dump


@pytest.mark.parametrize("happening", [Blocked(), Unblocked()])
async def test_a_turn_that_fails_there_says_nothing_to_who_said_nothing(
    theatre: Theatre, happening: Blocked | Unblocked
):
    await theatre.say("hello")
    theatre.says = lambda event, person: 1 / 0  # type: ignore[assignment,return-value]
    await theatre.do(happening)
    assert theatre.platform.texts() == ["hello"]
    assert await theatre.rows("outcome FROM events ORDER BY seq") == [("done",), ("failed",)]
