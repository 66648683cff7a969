"""The gateway of the Discord stand-in, as a client without a library meets it."""

import json
import zlib
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest

from sandbox.discord.gateway.frames import LARGE_BYTES, Frames, agreed
from tests.sandbox.discord_square import ALL_WE_NEED, TOKEN, Line, Square, square

GUILDS, GUILD_MESSAGES, DIRECT_MESSAGES, CONTENT = 1 << 0, 1 << 9, 1 << 12, 1 << 15
MEMBERS, PRESENCES, UNKNOWN = 1 << 1, 1 << 8, 1 << 30


@pytest.fixture
async def place() -> AsyncIterator[Square]:
    async with square() as made:
        yield made


async def test_a_session_begins_in_the_documented_order(place: Square) -> None:
    async with place.gateway() as line:
        hello = await line.hear()
        assert hello["op"] == 10
        assert hello["d"]["heartbeat_interval"] == 41250
        await line.say(1, None)  # clients beat before they identify
        assert (await line.hear())["op"] == 11
        await line.say(2, {"token": TOKEN, "intents": ALL_WE_NEED, "properties": {}})
        ready = await line.hear()
        assert (ready["t"], ready["s"]) == ("READY", 1)
        assert ready["d"]["guilds"] == [{"id": place.guild, "unavailable": True}]
        assert ready["d"]["resume_gateway_url"] == place.url.replace("http", "ws") + "/gateway"
        assert ready["d"]["application"]["id"] == place.bot
        guild = await line.hear()
        assert (guild["t"], guild["s"], guild["d"]["id"]) == ("GUILD_CREATE", 2, place.guild)
        assert [each["id"] for each in guild["d"]["channels"]] == [place.general]
        await place.say("hi")
        said = await line.hear()
        assert (said["t"], said["s"], said["d"]["content"]) == ("MESSAGE_CREATE", 3, "hi")


WRONG = {
    "nobody's token": (4004, {"op": 2, "d": {"token": "x", "intents": 0}}),
    "no token": (4004, {"op": 2, "d": {"intents": 0}}),
    "unknown intents": (4013, {"op": 2, "d": {"token": TOKEN, "intents": UNKNOWN}}),
    "no intents": (4013, {"op": 2, "d": {"token": TOKEN}}),
    "privileged members": (4014, {"op": 2, "d": {"token": TOKEN, "intents": MEMBERS}}),
    "privileged presences": (4014, {"op": 2, "d": {"token": TOKEN, "intents": PRESENCES}}),
    "a wrong shard": (4010, {"op": 2, "d": {"token": TOKEN, "intents": 1, "shard": [1, 1]}}),
    "a presence before identifying": (4003, {"op": 3, "d": {}}),
    "members before identifying": (4003, {"op": 8, "d": {}}),
    "an unknown op": (4001, {"op": 77, "d": None}),
    "no op": (4001, {"d": None}),
    "no object": (4002, [1, 2]),
    "no data": (4002, {"op": 2, "d": None}),
    "nobody's token to resume": (4004, {"op": 6, "d": {"token": "x", "session_id": "s", "seq": 1}}),
}


@pytest.mark.parametrize("case", WRONG)
async def test_what_is_wrong_closes_with_its_code(place: Square, case: str) -> None:
    code, payload = WRONG[case]
    async with place.gateway() as line:
        await line.hear()
        await line.socket.send_str(json.dumps(payload))
        assert await line.closed() == code


@pytest.mark.parametrize("text", ["{broken", json.dumps({"op": 1, "d": "x" * 5000})])
async def test_what_cannot_be_read_closes_with_4002(place: Square, text: str) -> None:
    async with place.gateway() as line:
        await line.hear()
        await line.socket.send_str(text)
        assert await line.closed() == 4002


async def test_identifying_twice_closes_with_4005(place: Square) -> None:
    async with place.gateway() as line:
        await line.identify()
        await line.say(2, {"token": TOKEN, "intents": 0})
        assert await line.closed() == 4005


async def test_an_old_version_closes_with_4012(place: Square) -> None:
    async with place.gateway("v=6&encoding=json") as line:
        assert await line.closed() == 4012


async def test_too_many_messages_close_with_4008(place: Square) -> None:
    async with place.gateway() as line:
        for _ in range(121):
            await line.say(1, None)
        assert await line.closed() == 4008


async def test_without_a_heartbeat_the_session_times_out_for_good(place: Square) -> None:
    await place.order("heartbeat", seconds=0.05)
    async with place.gateway() as line:
        ready = await line.identify()
        assert await line.closed() == 4009
    async with place.gateway() as line:
        assert await resumed(line, ready["session_id"], 2) == {"op": 9, "d": False}


async def test_content_may_be_asked_for_where_the_portal_allows_it(place: Square) -> None:
    await place.order("privileged", token=TOKEN, message_content=False)
    async with place.gateway() as line:
        await line.hear()
        await line.say(2, {"token": TOKEN, "intents": CONTENT, "properties": {}})
        assert await line.closed() == 4014
    async with place.gateway() as line:
        await line.identify(ALL_WE_NEED & ~CONTENT)


async def test_without_the_intent_contents_are_covered_where_nobody_meant_us(place: Square) -> None:
    async with place.gateway() as line:
        await line.identify(ALL_WE_NEED & ~CONTENT)
        for text, fields, shown in [
            ("in private", {}, "in private"),
            ("among others", {"channel": place.general}, ""),
            ("hey", {"channel": place.general, "mention": True}, f"<@{place.bot}> hey"),
        ]:
            await place.say(text, **fields)
            assert (await line.hear_event("MESSAGE_CREATE"))["d"]["content"] == shown
        body = {"content": "by ourselves"}
        await place.rest("POST", f"channels/{place.general}/messages", body)
        heard = (await line.hear_event("MESSAGE_CREATE"))["d"]
        assert heard["content"] == "by ourselves"
        await place.say("and to us", channel=place.general, reply_to=heard["id"])
        answer = (await line.hear_event("MESSAGE_CREATE"))["d"]
        assert answer["content"] == "and to us"  # a reply mentions whom it answers
        assert answer["referenced_message"]["content"] == "by ourselves"


@pytest.mark.parametrize(
    ("intents", "heard"),
    [
        (0, []),
        (DIRECT_MESSAGES, ["private"]),
        (GUILD_MESSAGES, ["public"]),
        (DIRECT_MESSAGES | GUILD_MESSAGES, ["private", "public"]),
    ],
)
async def test_only_what_was_asked_for_is_heard(
    place: Square, intents: int, heard: list[str]
) -> None:
    async with place.gateway() as line:
        await line.identify(intents | CONTENT)
        await place.say("private")
        await place.say("public", channel=place.general)
        await line.say(1, None)
        found = []
        while (message := await line.hear())["op"] != 11:
            found.append(message["d"]["content"])
        assert found == heard


async def test_edits_deletions_typing_and_guilds_are_events(place: Square) -> None:
    async with place.gateway() as line:
        await line.identify(ALL_WE_NEED | 1 << 14)
        message = await place.post("hi", nonce="n")
        assert (await line.hear_event("MESSAGE_CREATE"))["d"]["nonce"] == "n"
        path = f"channels/{place.dm}/messages/{message['id']}"
        await place.rest("PATCH", path, {"content": "ho"})
        assert (await line.hear_event("MESSAGE_UPDATE"))["d"]["content"] == "ho"
        await place.rest("DELETE", path)
        assert (await line.hear_event("MESSAGE_DELETE"))["d"]["id"] == message["id"]
        await place.rest("POST", f"channels/{place.dm}/typing")
        assert (await line.hear_event("TYPING_START"))["d"]["user_id"] == place.bot
        made = await place.order("guilds", name="Fair", members=[place.ada, TOKEN], threads=["t"])
        heard = (await line.hear_event("GUILD_CREATE"))["d"]
        assert [each["id"] for each in heard["threads"]] == [made["channels"]["t"]]
        await place.order("delete", channel=made["channels"]["t"])
        assert (await line.hear_event("THREAD_DELETE"))["d"]["id"] == made["channels"]["t"]
        await place.order("delete", channel=place.general)
        assert (await line.hear_event("CHANNEL_DELETE"))["d"]["id"] == place.general


async def resumed(line: Line, session_id: str, sequence: Any) -> dict[str, Any]:
    """Resume, and return the first that is said."""
    await line.hear()
    await line.say(6, {"token": TOKEN, "session_id": session_id, "seq": sequence})
    heard = await line.hear()
    return {name: heard[name] for name in ("op", "d")} if heard["op"] == 9 else heard


async def test_a_resumed_session_hears_what_it_missed_and_nothing_twice(place: Square) -> None:
    async with place.gateway() as line:
        ready = await line.identify()
        await place.say("heard")
        sequence = (await line.hear_event("MESSAGE_CREATE"))["s"]
        await place.order("gateway", token=TOKEN, action="drop")
        assert await line.closed() == 1006
    await place.say("missed 1")
    await place.say("missed 2")
    async with place.gateway() as line:
        first = await resumed(line, ready["session_id"], sequence)
        second, done = await line.hear(), await line.hear()
        contents = [first["d"]["content"], second["d"]["content"]]
        assert contents == ["missed 1", "missed 2"]
        assert (done["t"], done["s"]) == ("RESUMED", sequence + 3)


async def test_a_connection_that_resumes_takes_the_session_over(place: Square) -> None:
    async with place.gateway() as old, place.gateway() as new:
        ready = await old.identify()
        await resumed(new, ready["session_id"], 2)
        assert await old.closed() == 4000
        await place.say("hi")
        assert (await new.hear_event("MESSAGE_CREATE"))["d"]["content"] == "hi"


@pytest.mark.parametrize("session_id", ["unknown", "left", "forgotten", "lost", "old"])
async def test_a_session_that_is_gone_cannot_be_resumed(place: Square, session_id: str) -> None:
    async with place.gateway() as line:
        ready = await line.identify()
        if session_id == "left":
            await line.socket.close(code=1000)
        elif session_id == "forgotten":
            await place.order("gateway", token=TOKEN, action="forget")
            await place.say("it still hears")
            await line.hear_event("MESSAGE_CREATE")
            await line.socket.close(code=4000)
        elif session_id == "lost":
            await place.order("gateway", token=TOKEN, action="drop", forget=True)
            await line.closed()
        elif session_id == "old":
            await line.socket.close(code=4000)
    if session_id == "old":
        place.clock.moved = 121
    known = "unknown" if session_id == "unknown" else ready["session_id"]
    async with place.gateway() as line:
        assert await resumed(line, known, 2) == {"op": 9, "d": False}
        await line.say(2, {"token": TOKEN, "intents": 0, "properties": {}})
        assert (await line.hear())["t"] == "READY"  # on the same connection


@pytest.mark.parametrize("sequence", [99, None])
async def test_a_sequence_that_never_was_closes_with_4007(place: Square, sequence: Any) -> None:
    async with place.gateway() as line:
        ready = await line.identify()
        await line.socket.close(code=4000)
    async with place.gateway() as line:
        await line.hear()
        await line.say(6, {"token": TOKEN, "session_id": ready["session_id"], "seq": sequence})
        assert await line.closed() == 4007


async def test_orders_to_come_again_and_invalid_sessions(place: Square) -> None:
    async with place.gateway() as line:
        ready = await line.identify()
        await line.hear_event("GUILD_CREATE")
        await place.order("gateway", token=TOKEN, action="reconnect")
        assert (await line.hear())["op"] == 7
        await place.order("gateway", token=TOKEN, action="invalid", resumable=True)
        heard = await line.hear()
        assert (heard["op"], heard["d"]) == (9, True)
        await place.order("gateway", token=TOKEN, action="invalid")
        heard = await line.hear()
        assert (heard["op"], heard["d"]) == (9, False)
        await place.order("gateway", token=TOKEN, action="close", code=4000)
        assert await line.closed() == 4000
    async with place.gateway() as line:
        assert (await resumed(line, ready["session_id"], 2))["op"] == 9


async def test_malformed_events_are_sent_as_ordered(place: Square) -> None:
    async with place.gateway() as line:
        await line.identify()
        await line.hear_event("GUILD_CREATE")
        order = {"token": TOKEN, "action": "malformed"}
        await place.order("gateway", **order, t="MESSAGE_CREATE", d={"id": "1"})
        heard = await line.hear()
        assert (heard["t"], heard["d"], heard["s"]) == ("MESSAGE_CREATE", {"id": "1"}, 3)
        await place.order("gateway", **order, raw="{half")
        assert (await line.socket.receive(timeout=3)).data == "{half"


async def test_a_stalled_connection_is_open_and_mute_and_its_events_are_kept(place: Square) -> None:
    async with place.gateway() as line:
        ready = await line.identify()
        await line.hear_event("GUILD_CREATE")
        await place.order("gateway", token=TOKEN, action="stall")
        await line.say(1, None)
        await place.say("hi")
        async with place.gateway() as new:
            assert (await resumed(new, ready["session_id"], 2))["d"]["content"] == "hi"


async def test_dials_can_be_refused(place: Square) -> None:
    await place.order("gateway", action="refuse", times=2)  # a client may try twice by itself
    with pytest.raises(aiohttp.ClientError):
        async with place.gateway():
            pass
    await place.order("gateway", action="refuse", times=1, status=503)
    with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
        async with place.gateway():
            pass
    assert refused.value.status == 503
    async with place.gateway() as line:
        assert (await line.hear())["op"] == 10
    assert (await place.look("sessions", token=TOKEN))["dials"] == 4


async def test_the_orders_need_their_bot(place: Square) -> None:
    refused = await place.order("gateway", status_=400, action="drop")
    assert "token" in refused["error"]


async def test_members_come_on_request(place: Square) -> None:
    async with place.gateway() as line:
        await line.identify()
        asked = {"guild_id": place.guild, "user_ids": [place.ada, "17"], "limit": 0, "nonce": "n"}
        await line.say(8, asked)
        chunk = (await line.hear_event("GUILD_MEMBERS_CHUNK"))["d"]
        assert [each["user"]["id"] for each in chunk["members"]] == [place.ada]
        assert (chunk["not_found"], chunk["nonce"]) == (["17"], "n")


async def test_two_shards_share_the_guilds_and_the_first_hears_what_is_private(
    place: Square,
) -> None:
    number = (int(place.guild) >> 22) % 2
    async with place.gateway() as first, place.gateway() as second:
        shards = [first, second]
        for index, line in enumerate(shards):
            ready = await line.identify(shard=[index, 2])
            assert bool(ready["guilds"]) is (index == number)
        await place.say("in private")
        assert (await first.hear_event("MESSAGE_CREATE"))["d"]["content"] == "in private"
        await place.say("public", channel=place.general)
        heard = await shards[number].hear_event("MESSAGE_CREATE")
        assert heard["d"]["content"] == "public"


async def test_a_stream_is_compressed_in_one_context(place: Square) -> None:
    async with place.gateway("v=10&encoding=json&compress=zlib-stream") as line:
        context = zlib.decompressobj()

        async def hear() -> dict[str, Any]:
            data = (await line.socket.receive(timeout=3)).data
            assert data.endswith(b"\x00\x00\xff\xff")
            heard: dict[str, Any] = json.loads(context.decompress(data))
            return heard

        assert (await hear())["op"] == 10
        identify = {"token": TOKEN, "intents": ALL_WE_NEED, "properties": {}, "compress": True}
        await line.say(2, identify)
        assert [(await hear())["t"] for _ in range(2)] == ["READY", "GUILD_CREATE"]


async def test_large_payloads_alone_are_compressed_where_only_payloads_are(place: Square) -> None:
    async with place.gateway() as line:
        await line.hear()
        identify = {"token": TOKEN, "intents": ALL_WE_NEED, "properties": {}, "compress": True}
        await line.say(2, identify)
        assert (await line.hear())["t"] == "READY"
        guild = await line.socket.receive(timeout=3)
        assert json.loads(zlib.decompress(guild.data))["t"] == "GUILD_CREATE"


def test_frames_of_every_kind() -> None:
    small, large = b"{}", b"x" * LARGE_BYTES
    assert Frames(agreed(None)).frame(small) == "{}"
    assert Frames(agreed("zstd-stream")).frame(small) == "{}"
    assert Frames("payload").frame(small) == "{}"
    compressed = Frames("payload").frame(large)
    assert isinstance(compressed, bytes)
    assert zlib.decompress(compressed) == large
    stream, context = Frames(agreed("zlib-stream")), zlib.decompressobj()
    for payload in (small, large, small):
        frame = stream.frame(payload)
        assert isinstance(frame, bytes)
        assert context.decompress(frame) == payload
