"""In a group of any platform's, what is meant for the bot is answered, and nothing else."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.dialogue.machine.product_texts import texts_in
from tests.groups.friends import Friends
from tests.groups.on_discord import on_discord
from tests.groups.on_telegram import on_telegram

ENGLISH = texts_in("en")
PLATFORMS = {"telegram": on_telegram, "discord": on_discord}


@pytest.fixture(params=PLATFORMS)
async def friends(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Friends]:
    async with PLATFORMS[request.param](tmp_path, monkeypatch) as made:
        yield made


async def test_three_friends_vote(friends: Friends):
    await friends.call("Ada", "vote")
    assert await friends.told() == ["Where?"]
    await friends.say("Bob", "pizza! I am for pizza")
    await friends.say("Cy", "what a day")
    await friends.press("Ada", "Pizza")
    await friends.press("Bob", "Sushi")
    await friends.press("Bob", "Pizza")
    assert await friends.told() == ["Where?"]
    await friends.address("Cy", "sushi")
    await friends.say("Bob", "pizza it is")
    assert await friends.told() == ["Where?", "Pizza: 2, Sushi: 1."]


async def test_three_friends_play(friends: Friends):
    await friends.call("Ada", "quiz")
    asked = ["The eternal city?"]
    assert await friends.told() == asked
    await friends.say("Bob", "Rome, of course")
    await friends.press("Cy", "Rome")
    asked += ["Rome, by Cy.", "And a poet?"]
    assert await friends.told() == asked
    await friends.say("Ada", "who is it?")
    assert await friends.told() == asked
    await friends.reply("Bob", "Belli", to="And a poet?")
    assert await friends.told() == [*asked, "Belli, after Cy."]


async def test_each_has_a_survey_of_their_own(friends: Friends):
    await friends.call("Ada", "survey")
    assert await friends.told() == ["Town?"]
    await friends.address("Bob", "survey")
    assert await friends.told() == ["Town?", "Town?"]
    await friends.say("Ada", "Turin")
    await friends.address("Bob", "Rome")
    assert await friends.told() == ["Town?", "Town?", "How many?"]
    await friends.address("Bob", "2")
    assert await friends.told() == ["Town?", "Town?", "How many?", "2 in Rome."]


async def test_a_reply_goes_to_what_it_answers_and_not_to_ones_own_question(friends: Friends):
    await friends.call("Ada", "quiz")
    assert await friends.told() == ["The eternal city?"]
    await friends.press("Cy", "Rome")
    asked = ["The eternal city?", "Rome, by Cy.", "And a poet?"]
    assert await friends.told() == asked
    await friends.address("Bob", "survey")
    assert await friends.told() == [*asked, "Town?"]
    await friends.reply("Ada", "Turin", to="Town?")
    asked += ["Town?", ENGLISH.not_understood]
    assert await friends.told() == asked
    await friends.reply("Bob", "Belli", to="And a poet?")
    await friends.reply("Bob", "Rome", to="Town?")
    assert await friends.told() == [*asked, "Belli, after Cy.", "How many?"]


async def test_votes_in_a_poll_of_the_platforms_are_counted(friends: Friends):
    await friends.call("Ada", "poll")
    assert await friends.told() == ["Which day?"]
    await friends.vote("Ada", "Sunday")
    await friends.vote("Ada")
    await friends.vote("Bob", "Sunday")
    await friends.vote("Ada", "Saturday")
    assert await friends.told() == ["Which day?"]
    await friends.vote("Cy", "Sunday")
    assert await friends.told() == ["Which day?", "Sunday, by Saturday: 1, Sunday: 2."]
