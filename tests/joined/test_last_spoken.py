"""When an account last spoke: by itself where it is joined, else as its person did."""

from datetime import datetime, timedelta

from bot.channels.contract import ChannelSettings
from bot.core.ids import ChannelName
from tests.joined.table import FAIR, Table


async def spoke(table: Table, channel: str, person: str = "ada") -> datetime | None:
    settings = ChannelSettings(FAIR, ChannelName(channel), "webhook")
    return await table.engine.speakers.last_spoken(settings, person)


async def test_each_account_has_spoken_by_itself(table: Table):
    assert await spoke(table, "phone") is None
    await table.say("phone", "/survey")
    first = await spoke(table, "phone")
    assert first == table.clock.now
    assert await spoke(table, "site") is None
    assert await spoke(table, "phone", "nobody") is None
    await table.say("site", "hello")
    await table.join_rows("phone", "site")
    await table.pass_time(3600)
    await table.say("site", "hello again")
    on_phone, on_site = await spoke(table, "phone"), await spoke(table, "site")
    assert on_phone is not None
    assert on_site == table.clock.now
    assert on_site - on_phone >= timedelta(seconds=3600)
    await table.part_rows("site")
    assert await spoke(table, "phone") == on_phone
    assert await spoke(table, "site") == on_site
