"""What the brand begins reaches a joined person once, where they spoke last and have consented."""

from bot.core.events import Blocked
from tests.joined.table import CHANNELS, Table


async def wants(table: Table, *channels: str) -> None:
    """Let somebody consent to the blog over these channels."""
    for channel in channels:
        await table.say(channel, "/want")
        await table.say(channel, "yes")


def told(table: Table) -> list[str]:
    """Return the channels over which they were told the news."""
    return [one for one in sorted(CHANNELS) for text in table.heard(one) if "news" in text]


async def test_it_comes_once_where_they_spoke_last(table: Table):
    await wants(table, "site", "phone")
    await table.link("phone", "site")
    await table.say("phone", "hello")
    await table.publishes()
    assert told(table) == ["phone"]
    await table.say("site", "hello")
    await table.publishes()
    assert told(table) == ["phone", "site"]
    assert await table.rows("status, COUNT(*) FROM recipients GROUP BY status") == [("accepted", 2)]


async def test_it_comes_where_they_have_consented_and_nowhere_else(table: Table):
    await wants(table, "phone")
    await table.say("site", "hello")
    await table.link("phone", "site")
    await table.say("site", "hello")
    await table.publishes()
    assert told(table) == ["phone"]


async def test_a_door_that_is_closed_leaves_the_other(table: Table):
    await wants(table, "phone", "site")
    await table.link("phone", "site")
    await table.do(Blocked(), "site", "ada")
    await table.publishes()
    assert told(table) == ["phone"]


async def test_what_one_has_consented_to_is_asked_for_no_more_on_the_other(table: Table):
    await wants(table, "phone")
    await table.link("phone", "site")
    assert await table.say("site", "/want") == ["Noted."]


async def test_what_both_were_planned_for_comes_once(table: Table):
    await wants(table, "phone", "site")
    await table.night()
    await table.publishes()
    await table.join_rows("phone", "site")
    await table.morning()
    assert len(told(table)) == 1
    ends = await table.rows("status, reason FROM recipients ORDER BY status")
    assert ends == [("accepted", None), ("skipped", "joined")]


async def test_what_one_was_planned_for_is_not_lost(table: Table):
    await wants(table, "site")
    await table.say("phone", "hello")
    await table.night()
    await table.publishes()
    await table.join_rows("phone", "site")
    await table.morning()
    assert told(table) == ["site"]


async def test_parted_before_the_hour_each_is_told(table: Table):
    await wants(table, "phone", "site")
    await table.night()
    await table.publishes()
    # The gate says again why it holds them.
    planned = "conversation, person, channel, recipient, status, due_at, ended_at FROM recipients"
    before = await table.rows(f"{planned} ORDER BY conversation")
    await table.join_rows("phone", "site")
    await table.part_rows("site")
    assert await table.rows(f"{planned} ORDER BY conversation") == before
    await table.morning()
    assert told(table) == ["phone", "site"]


async def test_who_has_had_it_is_not_told_again_by_joining_or_parting(table: Table):
    await wants(table, "phone", "site")
    await table.night()
    await table.publishes()
    await table.say("site", "hello")  # who writes is told at once
    assert told(table) == ["site"]
    await table.join_rows("phone", "site")
    await table.morning()
    assert told(table) == ["site"]
    await table.part_rows("site")
    await table.pass_time(60)
    assert told(table) == ["site"]
    assert await table.rows("COUNT(*) FROM recipients WHERE status = 'planned'") == [(0,)]
