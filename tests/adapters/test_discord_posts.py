"""Announcement channels of Discord: what the brand posts there goes on to those who follow."""

from collections.abc import AsyncIterator

import pytest
from msgspec import structs

from adapters.discord import Discord
from bot.core.outcomes import Accepted, Unreachable
from tests.adapters.discord_stage import QUICK, TOKEN, Market, a_market, group

PUBLISH = "POST channels/{id}/messages/{message}/crosspost"


@pytest.fixture
async def posting() -> AsyncIterator[tuple[Market, str, str]]:
    """A bot that posts in a channel of announcements, and in an ordinary one."""
    async with a_market() as made:
        guild = {"channels": ["plaza"], "announcements": ["news"], "members": [made.ada, TOKEN]}
        channels = (await made.order("guilds", name="Ours", **guild))["channels"]
        news, plaza = channels["news"], channels["plaza"]
        made.settings = structs.replace(made.settings, own_spaces=(news, plaza))
        await made.open()
        yield made, news, plaza


async def test_a_post_goes_on_to_those_who_follow(posting: tuple[Market, str, str]):
    made, news, _ = posting
    (outcome,) = await made.channel.deliver(group(made.ada, space=news))
    (call,) = await made.calls(PUBLISH)
    assert isinstance(outcome, Accepted)
    assert call["status"] == 200
    assert call["params"] == {"id": news, "message": outcome.message}


async def test_in_an_ordinary_channel_that_is_tried_once(posting: tuple[Market, str, str]):
    made, _, plaza = posting
    for part in ("d1", "d2"):
        (outcome,) = await made.channel.deliver(group(made.ada, space=plaza, part=part))
        assert isinstance(outcome, Accepted)
    assert len(await made.calls(PUBLISH)) == 1
    (outcome,) = await made.channel.deliver(group(made.ada, space=made.general, part="d3"))
    assert isinstance(outcome, Accepted)
    assert len(await made.calls(PUBLISH)) == 1


async def test_a_post_that_cannot_go_on_stands_there_all_the_same(
    posting: tuple[Market, str, str], caplog: pytest.LogCaptureFixture
):
    made, news, _ = posting
    body = {"message": "Missing Permissions", "code": 50013}
    await made.fault(PUBLISH, type="answer", status=403, body=body)
    (outcome,) = await made.channel.deliver(group(made.ada, space=news))
    assert isinstance(outcome, Accepted)
    assert "not published" in caplog.text


async def test_a_channel_that_is_gone_is_unreachable(posting: tuple[Market, str, str]):
    made, news, _ = posting
    await made.order("delete", channel=news)
    (outcome,) = await made.channel.deliver(group(made.ada, space=news))
    assert isinstance(outcome, Unreachable)
    assert await made.calls(PUBLISH) == []


async def test_a_probe_says_whether_the_bot_sees_its_places(posting: tuple[Market, str, str]):
    made, news, plaza = posting
    await made.order("access", token=TOKEN, channel=plaza, sees=False)
    probes = await Discord(QUICK).probe(made.settings)
    seen, unseen = probes[-2:]
    assert (seen.state, unseen.state) == ("fine", "trouble")
    assert news in seen.words
    assert f"it cannot post in {plaza}" in unseen.words


@pytest.mark.parametrize(("place", "is_fine"), [("1234567890", True), ("#news", False)])
def test_a_place_is_named_by_its_id(place: str, is_fine: bool):
    assert (Discord().fault_of_space(place) is None) == is_fine
