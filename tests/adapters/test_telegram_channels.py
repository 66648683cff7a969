"""Channels of Telegram: the bot posts where it is an administrator, else it says why not."""

import pytest
from msgspec import structs

from adapters.telegram import Telegram
from bot.core.content import Button, Media
from bot.core.outcomes import Accepted, Unreachable
from tests.adapters.telegram_stage import QUICK, TOKEN, Square, Taken, deliver, opened, square

HALL = Media("image", "https://example.org/hall.jpg")
LINK = (Button("a.1", "Read", url="https://example.org"),)


async def channel_in(place: Square, username: str | None = "we_converse") -> int:
    made = await place.post("channels", title="News", person=place.ada, username=username)
    chat: int = made["id"]
    return chat


@pytest.mark.parametrize("by_name", [True, False])
async def test_an_administrator_posts_by_the_name_or_the_id_of_a_channel(by_name: bool):
    async with square() as place, opened(place.settings(), Taken()) as channel:
        chat = await channel_in(place)
        await place.post("promote", chat=chat)
        space = "@We_Converse" if by_name else str(chat)
        said = await deliver(channel, 0, "**news**", space=space, buttons=LINK)
        shown = await deliver(channel, 0, "two", space=space, media=(HALL, HALL))
        posts = await place.messages(chat)
        calls = await place.get("calls")
    assert isinstance(said, Accepted)
    assert isinstance(shown, Accepted)
    assert [(one["from"], one["text"]) for one in posts] == [
        ("bot", "news"),
        ("bot", "two"),
        ("bot", ""),
    ]
    assert posts[0]["buttons"] == [[{"label": "Read", "url": "https://example.org"}]]
    assert [call for call in calls if call["complaints"]] == []


@pytest.mark.parametrize(
    ("acts", "words"),
    [
        ((), "bot is not a member of the channel chat"),
        (("promote", "demote"), "Need administrator rights in the channel chat"),
        (("promote", "kick"), "bot was kicked from the channel chat"),
    ],
)
async def test_where_the_bot_may_not_post_it_says_why(acts: tuple[str, ...], words: str):
    async with square() as place, opened(place.settings(), Taken()) as channel:
        chat = await channel_in(place)
        for act in acts:
            await place.post(act, chat=chat)
        outcome = await deliver(channel, 0, "news", space="@we_converse")
        nowhere = await deliver(channel, 0, "news", space="@nobody_here")
    assert isinstance(outcome, Unreachable)
    assert words in outcome.reason
    assert nowhere == Unreachable("Chat not found")


async def test_what_happens_in_a_channel_is_nobodys_word():
    taken = Taken()
    async with square() as place, opened(place.settings(), taken) as channel:
        chat = await channel_in(place)
        await place.post("promote", chat=chat)
        await deliver(channel, 0, "news", space=str(chat))
        await place.post("demote", chat=chat)
        await place.is_confirmed(await place.say("hello"))
    assert [one.space for one in taken.incoming] == [None]


PLACES = {
    "posts": (("promote",), "fine", "it posts in @we_converse"),
    "is no administrator": (("promote", "demote"), "trouble", "make the bot an administrator"),
    "is not there": ((), "trouble", "make the bot an administrator"),
}


@pytest.mark.parametrize("name", PLACES)
async def test_a_probe_says_whether_the_bot_may_post(name: str):
    acts, state, words = PLACES[name]
    async with square() as place:
        chat = await channel_in(place)
        for act in acts:
            await place.post(act, chat=chat)
        settings = structs.replace(place.settings(), own_spaces=("@we_converse",))
        probes = await Telegram(QUICK).probe(settings)
    last = probes[-1]
    assert last.state == state
    assert words in last.words


@pytest.mark.parametrize(
    ("place", "is_fine"),
    [
        ("@we_converse", True),
        ("-1001234567890", True),
        ("-1001234567890/9", True),
        ("we_converse", False),
        ("@we", False),
        ("17", False),
        ("https://t.me/we_converse", False),
    ],
)
def test_a_place_is_named_as_telegram_names_it(place: str, is_fine: bool):
    assert (Telegram().fault_of_space(place) is None) == is_fine


async def test_nobody_but_administrators_posts():
    async with square() as place:
        chat = await channel_in(place)
        await place.post("promote", chat=chat)
        with pytest.raises(AssertionError, match="people only read in a channel"):
            await place.say("hello", chat=chat)
        with pytest.raises(AssertionError, match="this username is taken"):
            await channel_in(place, "We_Converse")
        group = await place.post("groups", title="Readers", members=[place.ada, TOKEN])
        with pytest.raises(AssertionError, match="only a channel"):
            await place.post("promote", chat=group["id"])
