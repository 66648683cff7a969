"""What we say on Discord arrives, or its outcome says why not."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from discord.http import Ratelimit
from msgspec import structs

from adapters.discord import Discord
from adapters.discord.rest import Client
from bot.channels.capabilities import Tolerance
from bot.core.content import Button, Media
from bot.core.outcomes import (
    Accepted,
    Misconfigured,
    Outcome,
    Rejected,
    Throttled,
    Unknown,
    Unreachable,
)
from tests.adapters.discord_stage import QUICK, TOKEN, Market, a_market, group, sent
from tests.ports import free_port

POST = "POST channels/{id}/messages"
OPEN = "POST users/@me/channels"
LIMITS = {"Via": "1.1 google", "X-RateLimit-Scope": "user"}


@pytest.fixture
async def market() -> AsyncIterator[Market]:
    async with a_market() as market:
        await market.open()
        yield market


async def test_a_private_message_with_everything(market: Market):
    outcome = await sent(
        market,
        market.ada,
        "Take a_seat",
        markdown="Take **a_seat**",
        buttons=[Button("b.1", "One"), Button("x", "Read", "https://example.org/")],
        media=[Media("file", "data:application/json;base64,eyJhIjoxfQ==", name="me.json")],
    )
    assert isinstance(outcome, Accepted), outcome
    (shown,) = await market.messages()
    assert outcome == Accepted(shown["id"])
    assert shown["content"] == "Take **a\\_seat**"
    assert [[button["label"] for button in row] for row in shown["buttons"]] == [["One", "Read"]]
    assert [file["name"] for file in shown["files"]] == ["me.json"]
    assert shown["nonce"] == "d1"


async def test_a_repeated_part_is_the_same_message(market: Market):
    first = await sent(market, market.ada, part="0123456789abcdef01234567")
    again = await sent(market, market.ada, part="0123456789abcdef01234567")
    assert first == again
    assert len(await market.messages()) == 1


async def test_the_private_channel_is_looked_up_once(market: Market):
    await sent(market, market.ada, part="d1")
    await sent(market, market.ada, part="d2")
    assert len(await market.calls(OPEN)) == 1


async def test_whoever_wrote_needs_no_look_up(market: Market):
    await market.say("hello")
    async with asyncio.timeout(5):
        while not market.taken.incoming:
            await asyncio.sleep(0.002)
    await sent(market, market.ada)
    assert not await market.calls(OPEN)


async def test_a_space_is_a_channel(market: Market):
    assert isinstance(await sent(market, market.ada, "hi", market.general), Accepted)
    (shown,) = await market.messages(channel=market.general)
    assert shown["content"] == "hi"


async def test_who_refuses_private_messages_is_unreachable(market: Market):
    await market.order("closed-dms", person=market.ada, closed=True)
    assert await sent(market, market.ada) == Unreachable("HTTP 403 (50007)")


@pytest.mark.usefixtures("ask_anything")
@pytest.mark.parametrize(
    ("to", "space", "outcome"),
    [
        ("1574222230907256832", None, Unreachable),
        ("ada", None, (Rejected, Unreachable)),
        ("1", "1574222230907256832", Unreachable),
        ("1", "market", (Rejected, Unreachable)),
        ("1", "../../users/@me", (Rejected, Unreachable)),
    ],
)
async def test_nobody_and_nowhere(market: Market, to: str, space: str | None, outcome: Any):
    assert isinstance(await sent(market, to, "hi", space), outcome)


async def test_a_channel_that_we_do_not_see(market: Market):
    await market.order("access", token=TOKEN, channel=market.general, sees=False)
    assert await sent(market, market.ada, "hi", market.general) == Unreachable("HTTP 403 (50001)")


async def test_what_discord_refuses_is_rejected(market: Market):
    assert await sent(market, market.ada, "") == Rejected("HTTP 400 (50006)")
    assert await sent(market, market.ada, "x" * 2001) == Rejected("HTTP 400 (50035)")


ANSWERS: list[tuple[dict[str, Any], Outcome]] = [
    ({"status": 401, "body": {"code": 0, "message": "x"}}, Misconfigured("HTTP 401")),
    ({"status": 403, "body": {"code": 0}}, Unreachable("HTTP 403")),
    ({"status": 404, "body": {"code": 10003}}, Unreachable("HTTP 404 (10003)")),
    ({"status": 403, "text": "<html>"}, Misconfigured("HTTP 403, and not by Discord")),
    ({"status": 413, "body": {"code": 40005}}, Rejected("HTTP 413 (40005)")),
    ({"status": 503, "body": {"code": 0}}, Unknown("HTTP 503")),
    ({"status": 503, "text": "upstream"}, Unknown("HTTP 503")),
    ({"status": 302, "headers": {"Location": "http://127.0.0.1:9/"}}, Throttled("HTTP 302")),
    (
        {"status": 429, "headers": LIMITS, "body": {"retry_after": 2.5, "global": False}},
        Throttled("HTTP 429", 2.5),
    ),
    (
        {"status": 429, "headers": LIMITS, "body": {"retry_after": 0.4, "global": True}},
        Throttled("HTTP 429", 0.4, "channel"),
    ),
    (
        {"status": 429, "headers": {"Retry-After": "60"}, "text": "error code: 1015"},
        Throttled("HTTP 429", 60.0, "channel"),
    ),
    (
        {"status": 429, "headers": LIMITS, "body": {"message": "no parameters"}},
        Throttled("HTTP 429", None, "channel"),
    ),
    (
        {"status": 200, "text": "welcome to this hotel"},
        Unknown("Discord's answer names no message"),
    ),
]


@pytest.mark.parametrize(("answer", "outcome"), ANSWERS)
async def test_answers(market: Market, answer: dict[str, Any], outcome: Outcome):
    await sent(market, market.ada, part="before")
    await market.fault(POST, type="answer", **answer)
    assert await sent(market, market.ada, part="d1") == outcome
    assert isinstance(await sent(market, market.ada, part="d2"), Accepted)


@pytest.mark.parametrize("status", [500, 502])
async def test_a_short_trouble_of_theirs_is_not_noticed(market: Market, status: int):
    await market.fault(POST, type="answer", status=status)
    assert isinstance(await sent(market, market.ada), Accepted)
    assert len(await market.messages()) == 1


@pytest.mark.parametrize(
    ("fault", "outcome"),
    [
        ({"type": "hang", "seconds": 30.0}, Unknown("TimeoutError")),
        ({"type": "hang", "seconds": 30.0, "after": True}, Unknown("TimeoutError")),
        ({"type": "reset"}, Unknown),
        ({"type": "reset", "after": True}, Unknown),
    ],
)
async def test_silence_is_unknown_and_the_repetition_no_second_message(
    market: Market, fault: dict[str, Any], outcome: Any
):
    await sent(market, market.ada, part="before")
    await market.open(Discord(structs.replace(QUICK, send=0.8)))
    await market.fault(POST, **fault)
    found = await sent(market, market.ada, part="d1")
    assert found == outcome or (isinstance(outcome, type) and isinstance(found, outcome))
    assert isinstance(await sent(market, market.ada, part="d1"), Accepted)
    assert len(await market.messages()) == 2


@pytest.mark.parametrize(
    "fault",
    [
        {"type": "hang", "seconds": 30.0},
        {"type": "reset", "after": True},
        {"type": "answer", "status": 503},
    ],
)
async def test_what_fails_before_the_message_is_certainly_not_sent(
    market: Market, fault: dict[str, Any]
):
    await market.open(Discord(structs.replace(QUICK, send=0.3)))
    await market.fault(OPEN, **fault)
    assert isinstance(await sent(market, market.ada), Throttled)
    assert isinstance(await sent(market, market.ada), Accepted)


@pytest.mark.parametrize(
    ("answer", "count"),
    [
        ({"status": 401}, 1),
        ({"status": 403}, 1),
        ({"status": 404}, 0),
        ({"status": 429, "headers": LIMITS, "body": {"retry_after": 1.0}}, 1),
        (
            {
                "status": 429,
                "headers": {**LIMITS, "X-RateLimit-Scope": "shared"},
                "body": {"retry_after": 1.0},
            },
            0,
        ),
    ],
)
async def test_what_discord_holds_against_us_is_counted(
    market: Market, answer: dict[str, Any], count: int
):
    await sent(market, market.ada, part="before")
    before = market.channel.refused()
    await market.fault(POST, type="answer", **answer)
    await sent(market, market.ada, part="d1")
    assert market.channel.refused() - before == count
    assert Discord.capabilities.refusals == Tolerance(10_000, 600)


async def test_a_wait_of_the_library_is_no_doubt(market: Market):
    """With the last message of a bucket the library waits until it is full again."""
    await market.order("limits", route=POST, requests=2, seconds=30.0)
    await market.open(Discord(structs.replace(QUICK, send=0.3)))
    outcomes = [await sent(market, market.ada, part=f"d{number}") for number in range(3)]
    assert isinstance(outcomes[0], Accepted)
    assert isinstance(outcomes[1], Accepted)
    assert isinstance(outcomes[2], Throttled)
    assert len(await market.messages()) == 2


async def test_nobody_there(market: Market):
    nowhere = f"http://127.0.0.1:{free_port()}"
    channel = Discord(QUICK)
    options = {**market.settings.options, "api_base": nowhere}
    await channel.open(structs.replace(market.settings, options=options), market.taken)
    (outcome,) = await channel.deliver(group(market.ada))
    await channel.close()
    assert outcome == Throttled("ClientConnectorError")
    assert await channel.deliver(group(market.ada)) == [Throttled("the channel is closed")]


async def test_many_at_once_to_many(market: Market):
    await market.order("limits", on=False)
    people = [(await market.order("people", first_name=f"P{number}"))["id"] for number in range(40)]
    groups = [group(person, part=f"d{number}") for number, person in enumerate(people)]
    for outcomes in await asyncio.gather(*map(market.channel.deliver, groups)):
        assert isinstance(outcomes[0], Accepted)
    assert len(await market.calls(POST)) == 40


async def test_many_channels_are_not_looked_through_for_each(monkeypatch: pytest.MonkeyPatch):
    looks = 0

    def is_inactive(_: Ratelimit) -> bool:
        nonlocal looks
        looks += 1
        return looks % 4 == 0

    monkeypatch.setattr(Ratelimit, "is_inactive", is_inactive)
    client = Client(asyncio.get_running_loop())
    for number in range(5_000):
        client.get_ratelimit(str(number))
    assert 500 < looks < 20_000
