"""Who has several accounts is one person for whoever is meant by a broadcast."""

from functools import partial

import pytest

from bot.broadcasts.occurring import begun_by_hand
from bot.store.planning import Step, Subscriber, subscribers_by_person
from tests.joined.table import Table
from tests.joined.test_spoken_to_once import told, wants


async def answers(table: Table, channel: str, command: str, *said: str) -> None:
    """Let somebody go through a dialogue."""
    for text in (command, *said):
        await table.say(channel, text)


@pytest.mark.parametrize("asked", ["phone", "site"])
@pytest.mark.parametrize("subscribed", ["phone", "site"])
async def test_what_they_answered_on_either_account_counts(
    table: Table, asked: str, subscribed: str
):
    await answers(table, asked, "/survey", "Lucca", "3")
    await wants(table, subscribed)
    await table.say("phone" if subscribed == "site" else "site", "hello")
    await table.join_rows("phone", "site")
    await table.broadcasts("counted")
    assert told(table) == [subscribed]


async def test_what_they_answered_here_and_there_is_put_together(table: Table):
    await answers(table, "phone", "/survey", "Lucca", "3")
    await answers(table, "site", "/rate", "5")
    await wants(table, "site")
    await table.broadcasts("rated")
    assert told(table) == []
    await table.join_rows("phone", "site")
    await table.pass_time(60)
    await table.broadcasts("rated")
    assert told(table) == ["site"]


async def test_the_last_answer_counts_whichever_account_gave_it(table: Table):
    await answers(table, "phone", "/survey", "Lucca", "3")
    await answers(table, "site", "/survey", "Pisa", "4")
    await wants(table, "phone")
    await table.join_rows("phone", "site")
    await table.broadcasts("counted")
    assert told(table) == []


async def test_pages_leave_nobody_out_and_nobody_is_read_twice(table: Table):
    """A page ends with somebody's own number, not with that of whom they are joined with."""
    everybody = [f"person-{n}" for n in range(5)]
    for who in everybody:
        await table.say("phone", "/want", who)
        await table.say("phone", "yes", who)
    for who in everybody[:2]:
        await table.say("site", "/want", who)
        await table.say("site", "yes", who)
    await table.join_rows("phone", "site", everybody[0])
    await table.join_rows("site", "phone", everybody[1])  # who comes first is the guest
    row = begun_by_hand(table.library.brand, table.library.broadcasts["counted"], table.clock())
    step, read = Step(row, row.starts_at, 1), list[Subscriber]()
    while len(read) < 20:
        page = await table.run(partial(subscribers_by_person, step=step, after=place(read)))
        if not page:
            break
        read += page
    assert len({one.own for one in read}) == len(read) == 7
    assert len({one.person.id for one in read}) == 5


def place(read: list[Subscriber]) -> str:
    """Return behind whom the next page begins."""
    return read[-1].own if read else ""
