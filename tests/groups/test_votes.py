"""Everyone in a group answers: each answer counts once, until it ends."""

import asyncio

import pytest

from bot.channels.contract import ChannelSettings
from bot.cli.tally import results
from bot.core.events import Incoming, Pressed, Said, Voted
from bot.core.ids import REFERENCE_LENGTH, PersonId
from bot.dialogue.machine.state import waiting_dialogue
from bot.store.answers import answer_results, run_results
from tests.groups.square import FAIR, SITE, VOTE, Square

MEMBERS = [f"member{number}" for number in range(20)]


async def test_each_has_one_vote_and_may_change_it(square: Square):
    await square.say("ada", "/vote")
    for who, label in (("ada", "Pizza"), ("bob", "Pizza"), ("ada", "Sushi"), ("ada", "Sushi")):
        assert await square.press(who, label) == []
    assert await square.later(601) == ["Pizza: 1, Sushi: 1."]
    rows = await square.rows("value FROM answers ORDER BY value")
    assert rows == [('"pizza"',), ('"sushi"',)]


async def test_results_count_each_vote(square: Square):
    await square.say("ada", "/vote")
    for who, label in (("ada", "Pizza"), ("bob", "Pizza"), ("cy", "Sushi")):
        await square.press(who, label)
    runs = await square.run(lambda one: run_results(one, FAIR, "vote"))
    answers = await square.run(lambda one: answer_results(one, FAIR, "vote"))
    (tally,) = results(square.library, "vote", runs, answers).questions
    assert [(one.label, one.count) for one in tally.answers] == [("Pizza", 2), ("Sushi", 1)]


async def test_whoever_answers_in_words_is_told(square: Square):
    await square.say("ada", "/vote")
    assert (await square.say("bob", "pizza"))[0].startswith("Counted.")
    assert await square.say("cy", "neither") == ["Please choose one of these."]
    assert await square.say("bob", "done") == ["Whoever began the vote can close it."]
    assert await square.say("ada", "done") == ["Pizza: 1, Sushi: 0."]


async def test_a_vote_in_a_poll_counts_and_can_be_taken_back(square: Square):
    await square.say("ada", "/vote")
    poll = square.button("Pizza").id.partition(".")[0]
    state = await square.shared()
    assert state.threads[0].waiting.reference == poll
    await _votes(square, "ada", (0,))
    await _votes(square, "bob", (0,))
    await _votes(square, "bob", ())
    await _votes(square, "cy", (1,))
    assert await square.later(601) == ["Pizza: 1, Sushi: 1."]


async def _votes(square: Square, who: str, options: tuple[int, ...]) -> None:
    """Vote in the platform's own poll: the intake says which message of ours it is."""
    poll = square.button("Pizza").id.partition(".")[0]
    await square.run(
        lambda one: one.exec_driver_sql(
            f"UPDATE deliveries SET poll = 'P' WHERE substr(id, 1, {REFERENCE_LENGTH}) = '{poll}'"
        )
    )
    assert await square.do(who, Voted("P", options), None) == []


async def test_several_choices_are_taken_one_by_one_by_each(square: Square):
    several = VOTE.replace("    choices:", "    type: choices\n    choices:")
    await square.engine.publish(square.read({"dialogues/vote.yaml": several}))
    await square.say("ada", "/vote")
    for who, label in (
        *(("ada", "Pizza"), ("ada", "Sushi"), ("bob", "Sushi"), ("bob", "Pizza")),
        *(("bob", "Sushi"), ("cy", "Pizza"), ("cy", "Pizza")),
    ):
        assert await square.press(who, label) == []
    assert await square.later(601) == ["Pizza: 2, Sushi: 1."]
    assert await square.rows("count(*) FROM answers") == [(2,)]


async def test_in_private_several_choices_end_as_anywhere_else(square: Square):
    several = VOTE.replace("    choices:", "    type: choices\n    choices:")
    await square.engine.publish(square.read({"dialogues/vote.yaml": several}))
    await square.say("ada", "/vote", None)
    await square.press("ada", "Pizza", None)
    assert await square.press("ada", "Done", None) == ["Pizza: 1, Sushi: 0."]


async def test_what_is_published_meanwhile_is_for_the_next_vote(square: Square):
    await square.say("ada", "/vote")
    await square.press("ada", "Pizza")
    await square.engine.publish(square.read({"dialogues/vote.yaml": VOTE.replace("Sushi", "Soup")}))
    await square.press("bob", "Sushi")
    assert await square.later(601) == ["Pizza: 1, Sushi: 1."]
    await square.say("ada", "/vote")
    assert square.button("Soup").label == "Soup"


async def test_a_vote_moves_to_what_is_published_and_keeps_its_answers(square: Square):
    moving = VOTE.replace("with: space", "with: space\nmoves: true")
    await square.engine.publish(square.read({"dialogues/vote.yaml": moving}))
    await square.say("ada", "/vote")
    await square.press("ada", "Sushi")
    more = moving.replace('"{votes}."', '"It is {votes}."')
    await square.engine.publish(square.read({"dialogues/vote.yaml": more}))
    assert await square.later(601) == ["It is Pizza: 0, Sushi: 1."]


async def test_who_picks_more_than_may_be_is_told_and_keeps_what_they_have(square: Square):
    two = VOTE.replace("    choices:", "    type: choices\n    max: 2\n    choices:")
    await square.engine.publish(
        square.read({"dialogues/vote.yaml": two.replace("Sushi}", "Sushi, soup: Soup}")})
    )
    await square.say("ada", "/vote")
    assert [await square.press("ada", label) for label in ("Pizza", "Sushi", "Soup")] == [
        [],
        [],
        ["Please choose from 1 to 2 of these."],
    ]
    assert await square.later(601) == ["Pizza: 1, Sushi: 1, Soup: 0."]


async def test_many_press_at_once_and_each_counts_once(square: Square):
    await square.say("ada", "/vote")
    pizza, sushi = (Pressed(square.button(label).id) for label in ("Pizza", "Sushi"))
    crowd = [
        square.incoming(who, pizza if at % 2 else sushi)
        for at, who in enumerate([*MEMBERS, *MEMBERS[:19]])
    ]
    before = len(square.heard())
    await _at_once(square, crowd)
    said = square.heard()[before:]
    assert said.count("That question is over.") <= 1
    (result,) = [one for one in said if one != "That question is over."]
    counted = [int(part.rpartition(" ")[2]) for part in result.rstrip(".").split(", ")]
    assert sum(counted) == 20
    assert await square.rows("count(*) FROM answers") == [(20,)]
    assert await square.rows('"end" FROM runs') == [("ended",)]


async def test_of_many_who_answer_at_once_one_is_the_first(square: Square):
    await square.say("ada", "/quiz")
    rome = Pressed(square.button("Rome").id)
    await _at_once(square, [square.incoming(who, rome) for who in MEMBERS])
    said = square.heard()[1:]
    assert min(said, key=len) == "And a poet?"
    assert len([one for one in said if one.startswith("Rome, by")]) == 1
    assert said.count("That question is over.") == 1
    assert len(said) == 3
    assert await square.rows("count(*) FROM answers") == [(1,)]
    assert waiting_dialogue(await square.shared()) == "quiz"


async def _at_once(square: Square, crowd: list[Incoming]) -> None:
    settings = ChannelSettings(FAIR, SITE, "webhook")
    await asyncio.gather(*(square.engine.take_in(settings, [one]) for one in crowd))
    await square.engine.settled()


async def test_somebody_who_is_erased_leaves_an_open_vote(sealed: Square):
    square = sealed
    await square.say("ada", "/vote")
    for who, label in (("ada", "Pizza"), ("bob", "Pizza"), ("cy", "Sushi")):
        await square.press(who, label)
    bob = await square.person("site", "bob")
    await _erase(square, "bob")
    assert bob not in (await square.shared()).threads[0].waiting.votes
    assert await square.later(601) == ["Pizza: 1, Sushi: 1."]


async def test_who_began_a_vote_may_be_erased_and_it_goes_on(sealed: Square):
    square = sealed
    await square.say("ada", "/vote")
    await square.press("bob", "Sushi")
    await _erase(square, "ada")
    assert (await square.shared()).threads[0].frames[0].by != PersonId("ada")
    assert await square.later(601) == ["Pizza: 0, Sushi: 1."]


async def _erase(square: Square, who: str) -> None:
    for word in ("privacy", "erase", "yes"):
        await square.do(who, Said(word), None)


@pytest.mark.parametrize("is_over", [False, True])
async def test_slots_that_somebody_filled_and_their_name_are_forgotten(
    sealed: Square, is_over: bool
):
    square = sealed
    await square.say("ada", "/quiz")
    await square.press("bob", "Rome")
    if is_over:
        await square.say("cy", "Belli")
    await _erase(square, "bob")
    state = await square.shared()
    assert state.last is not None or not is_over
    slots = state.last.slots if state.last else state.threads[0].frames[0].slots
    assert (slots["city"], slots["winner"]) == (None, None)
    if is_over:
        assert slots["poet"] == "Belli"
        assert await square.rows("count(*) FROM runs WHERE slots IS NOT NULL") == [(1,)]
    else:
        assert await square.say("cy", "Belli") == ["Belli, after ."]
