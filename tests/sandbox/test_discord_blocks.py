"""Polls, lists, voice messages, threads and signs on the Discord stand-in, and what it refuses."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio

from tests.sandbox.discord_square import ALL_WE_NEED, TOKEN, Square, square

POLLS = (1 << 24) | (1 << 25)
REACTIONS = (1 << 10) | (1 << 13)


@pytest_asyncio.fixture
async def place() -> AsyncIterator[Square]:
    async with square() as made:
        yield made


def poll(answers: int = 2, label: str = "answer", **fields: Any) -> dict[str, Any]:
    asked = [{"poll_media": {"text": f"{label} {number}"}} for number in range(answers)]
    return {"poll": {"question": {"text": "Which?"}, "answers": asked, **fields}}


def listed(options: int = 2, **fields: Any) -> dict[str, Any]:
    offered = [{"label": f"label {number}", "value": f"{number}"} for number in range(options)]
    return {"type": 3, "custom_id": "l", "options": offered, **fields}


def row(*components: dict[str, Any]) -> dict[str, Any]:
    return {"content": "?", "components": [{"type": 1, "components": list(components)}]}


BUTTON = {"type": 2, "style": 2, "label": "Yes", "custom_id": "y"}
IN_ROW = ("components", "0", "components")
IN_LIST = (*IN_ROW, "0")
REFUSED: dict[str, tuple[dict[str, Any], tuple[str, ...], str]] = {
    "a question too long": (
        poll(question={"text": "x" * 301}),
        ("poll", "question", "text"),
        "BASE_TYPE_BAD_LENGTH",
    ),
    "no question": (poll(question=None), ("poll", "question"), "BASE_TYPE_REQUIRED"),
    "no answers": (poll(0), ("poll", "answers"), "BASE_TYPE_BAD_LENGTH"),
    "eleven answers": (poll(11), ("poll", "answers"), "BASE_TYPE_BAD_LENGTH"),
    "an answer too long": (
        poll(label="x" * 56),
        ("poll", "answers", "0", "poll_media", "text"),
        "BASE_TYPE_BAD_LENGTH",
    ),
    "open for too long": (poll(duration=769), ("poll", "duration"), "NUMBER_TYPE_MAX"),
    "no options": (row(listed(0)), (*IN_LIST, "options"), "BASE_TYPE_BAD_LENGTH"),
    "26 options": (row(listed(26)), (*IN_LIST, "options"), "BASE_TYPE_BAD_LENGTH"),
    "a value twice": (
        row(listed(options=0) | {"options": [{"label": "a", "value": "1"}] * 2}),
        (*IN_LIST, "options"),
        "SELECT_COMPONENT_OPTION_VALUE_DUPLICATED",
    ),
    "a label too long": (
        row(listed(0) | {"options": [{"label": "x" * 101, "value": "1"}]}),
        (*IN_LIST, "options", "0", "label"),
        "BASE_TYPE_BAD_LENGTH",
    ),
    "more than there are": (
        row(listed(2, max_values=3)),
        (*IN_LIST, "max_values"),
        "SELECT_COMPONENT_MAX_VALUES",
    ),
    "a list beside a button": (row(listed(), BUTTON), IN_ROW, "COMPONENT_LAYOUT_WIDTH_EXCEEDED"),
    "a voice message with words": (
        {"content": "hi", "flags": 1 << 13},
        ("flags",),
        "VOICE_MESSAGE_INVALID",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
async def test_what_is_wrong_is_refused_with_its_place(place: Square, case: str) -> None:
    body, path, code = REFUSED[case]
    status, answer = await place.rest("POST", f"channels/{place.dm}/messages", body)
    assert (status, answer["code"]) == (400, 50035)
    found = answer["errors"]
    for name in path:
        found = found[name]
    assert [error["code"] for error in found["_errors"]] == [code]


async def test_a_poll_counts_votes_and_cannot_be_edited(place: Square) -> None:
    asked = await place.post("", **poll(allow_multiselect=True))
    sign = {"token": TOKEN, "person": place.ada, "message_id": asked["id"]}
    async with place.gateway() as line:
        await line.identify(ALL_WE_NEED | POLLS)
        await place.order("vote", **sign, labels=["answer 0", "answer 1"])
        added = [await line.hear_event("MESSAGE_POLL_VOTE_ADD") for _ in range(2)]
        await place.order("vote", **sign, labels=["answer 1"])
        removed = await line.hear_event("MESSAGE_POLL_VOTE_REMOVE")
    told = [one["d"]["answer_id"] for one in (*added, removed)]
    path = f"channels/{place.dm}/messages/{asked['id']}"
    _, shown = await place.rest("GET", path)
    status, refused = await place.rest("PATCH", path, {"content": "x"})
    assert told == [1, 2, 1]
    assert shown["poll"]["results"]["answer_counts"] == [{"id": 2, "count": 1, "me_voted": False}]
    assert (status, refused["code"]) == (400, 520003)


@pytest.mark.parametrize(
    ("labels", "words"),
    [(["answer 0", "answer 1"], "only one"), (["answer 7"], "no such answer")],
)
async def test_who_votes_as_nobody_can_is_told(
    place: Square, labels: list[str], words: str
) -> None:
    asked = await place.post("", **poll())
    vote = {"token": TOKEN, "person": place.ada, "message_id": asked["id"], "labels": labels}
    assert words in (await place.order("vote", 400, **vote))["error"]
    place.clock.moved = 25 * 3600.0
    late = await place.order("vote", 400, **{**vote, "labels": ["answer 0"]})
    assert "open poll" in late["error"]


async def test_signs_are_told_to_who_asked_for_them(place: Square) -> None:
    said = await place.post("hello")
    react = {"token": TOKEN, "person": place.ada, "message_id": said["id"], "emoji": "👍"}
    async with place.gateway() as line, place.gateway() as deaf:
        await line.identify(ALL_WE_NEED | REACTIONS)
        await deaf.identify(ALL_WE_NEED)
        await place.order("react", **react)
        told = (await line.hear_event("MESSAGE_REACTION_ADD"))["d"]
        await place.order("react", 400, **react)
        await place.order("react", **react, added=False)
        await line.hear_event("MESSAGE_REACTION_REMOVE")
        await place.say("done")
        heard = [(await deaf.hear())["t"] for _ in range(2)]
    assert heard == ["GUILD_CREATE", "MESSAGE_CREATE"]
    assert told["emoji"] == {"id": None, "name": "👍"}
    assert (told["message_author_id"], told["user_id"]) == (place.bot, place.ada)


async def test_a_list_takes_as_many_as_it_lets(place: Square) -> None:
    shown = await place.post(**row(listed(3, min_values=2, max_values=2)))
    choose = {"token": TOKEN, "person": place.ada, "message_id": shown["id"]}
    for labels in (["label 0"], ["label 7"], []):
        assert "list" in (await place.order("choose", 400, **choose, labels=labels))["error"]
    async with place.gateway() as line:
        await line.identify()
        await place.order("choose", **choose, labels=["label 2", "label 0"])
        data = (await line.hear_event("INTERACTION_CREATE"))["d"]["data"]
    assert (data["component_type"], data["values"]) == (3, ["2", "0"])


async def test_a_post_of_a_forum_is_a_thread_that_is_told(place: Square) -> None:
    made = await place.order("guilds", name="Fair", forums=["help"], members=[place.ada, TOKEN])
    forum = made["channels"]["help"]
    begin = {"token": TOKEN, "person": place.ada, "title": "A kettle", "text": "hi"}
    async with place.gateway() as line:
        await line.identify()
        begun = await place.order("begin", **begin, channel=forum)
        thread = (await line.hear_event("THREAD_CREATE"))["d"]
        said = (await line.hear_event("MESSAGE_CREATE"))["d"]
        await place.order("delete", channel=forum)
        assert (await line.hear_event("THREAD_DELETE"))["d"]["id"] == thread["id"]
    assert (thread["parent_id"], thread["id"]) == (forum, begun["channel"])
    assert said["id"] == said["channel_id"] == thread["id"]


async def test_nobody_writes_into_a_forum_or_a_closed_thread(place: Square) -> None:
    guild = {"threads": ["talk"], "forums": ["help"], "members": [place.ada, TOKEN]}
    channels = (await place.order("guilds", name="Fair", **guild))["channels"]
    first = await place.rest("POST", f"channels/{channels['talk']}/messages", {"content": "hi"})
    await place.order("archive", channel=channels["talk"], locked=True)
    say = {"token": TOKEN, "person": place.ada, "text": "hi"}
    for name, code in (("help", 50008), ("talk", 50083)):
        path = f"channels/{channels[name]}/messages"
        assert (await place.rest("POST", path, {"content": "hi"}))[1]["code"] == code
        await place.order("say", 400, **say, channel=channels[name])
    path = f"channels/{channels['talk']}/messages/{first[1]['id']}"
    assert (await place.rest("PATCH", path, {"content": "x"}))[1]["code"] == 50083
