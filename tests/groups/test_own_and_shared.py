"""In a group each has a talk of their own, and all share what says so."""

from bot.core.events import Blocked, Pressed, Said
from bot.core.outcomes import Accepted
from bot.dialogue.machine.state import waiting_dialogue
from tests.engine.acting import Answer
from tests.groups.square import KITCHEN, Square


async def test_each_has_a_run_of_their_own(square: Square):
    assert await square.say("ada", "/survey") == ["Town?"]
    assert await square.say("bob", "/survey") == ["Town?"]
    assert await square.say("bob", "Rome") == ["How many?"]
    assert await square.say("ada", "Turin") == ["How many?"]
    assert await square.say("bob", "2") == ["2 in Rome."]
    assert await square.say("ada", "3") == ["3 in Turin."]


async def test_what_is_talked_of_in_private_is_another_talk(square: Square):
    await square.say("ada", "/survey")
    assert await square.say("ada", "/survey", None) == ["Town?"]
    assert await square.say("ada", "Pisa", None) == ["How many?"]
    assert await square.say("ada", "Turin") == ["How many?"]


async def test_anybody_answers_what_all_share_and_the_first_one_counts(square: Square):
    assert await square.say("ada", "/quiz") == ["The eternal city?"]
    rome = Pressed(square.button("Rome").id)
    assert await square.do("bob", rome) == ["Rome, by Bob.", "And a poet?"]
    assert await square.do("cy", rome) == ["That question is over."]
    assert await square.do("ada", rome) == []
    assert await square.say("ada", "Belli") == ["Belli, after Bob."]
    assert waiting_dialogue(await square.shared()) is None


async def test_what_somebody_answers_is_remembered_of_them(square: Square):
    await square.say("ada", "/quiz")
    await square.press("bob", "Rome")
    assert await square.rows("first_name FROM persons WHERE facts <> '{}'") == [("Bob",)]
    answered = "persons.first_name FROM answers JOIN persons ON persons.id = answers.person"
    assert await square.rows(answered) == [("Bob",)]


async def test_a_question_of_ones_own_comes_first(square: Square):
    await square.say("ada", "/quiz")
    assert await square.say("bob", "/survey") == ["Town?"]
    assert await square.say("bob", "Rome") == ["How many?"]
    assert await square.press("bob", "Rome") == ["Rome, by Bob.", "And a poet?"]
    assert await square.say("bob", "4") == ["4 in Rome."]
    assert await square.say("bob", "Belli") == ["Belli, after Bob."]


async def test_a_reply_goes_to_what_it_answers(square: Square):
    await square.say("ada", "/quiz")
    await square.say("bob", "/survey")
    reply = Said("Rome", quotes=square.button("Rome").id)
    assert await square.do("bob", reply) == ["Rome, by Bob.", "And a poet?"]
    assert waiting_dialogue(await square.own("bob")) == "survey"


async def test_a_reply_to_words_goes_to_the_talk_that_they_are_of(square: Square):
    square.platforms["site"].answers = [named(f"m{number}") for number in range(9)]
    await square.say("ada", "/quiz")
    await square.press("ada", "Rome")  # m1: who has it, and another question
    await square.say("bob", "/survey")  # m2: Town?
    assert await square.do("cy", Said("Turin", replies_to="m2")) != ["Turin, after Ada."]
    assert waiting_dialogue(await square.shared()) == "quiz"
    assert await square.do("bob", Said("Belli", replies_to="m1")) == ["Belli, after Ada."]
    assert waiting_dialogue(await square.own("bob")) == "survey"
    assert await square.do("bob", Said("Rome", replies_to="m1")) == ["How many?"]


def named(message: str) -> Answer:
    """Return what takes a turn's messages, and calls all of them so."""
    return lambda group: [Accepted(message)] * len(group.parts)


async def test_what_one_starts_begins_where_it_belongs(square: Square):
    await square.say("ada", "/quiz")
    assert await square.say("bob", "the survey please") == ["Town?"]
    assert waiting_dialogue(await square.shared()) == "quiz"
    await square.say("bob", "Rome")
    await square.say("bob", "1")
    await square.say("cy", "cancel")
    assert await square.press("bob", "Play") == ["The eternal city?"]
    assert waiting_dialogue(await square.own("bob")) is None
    assert await square.say("cy", "a riddle!") != []


async def test_a_button_for_somebody_else_does_nothing(square: Square):
    await square.say("ada", "/want")
    assert await square.press("bob", "Yes") == ["That question is over."]
    assert await square.press("ada", "Yes") == ["Noted."]
    told = "persons.first_name FROM subscriptions JOIN persons ON persons.id = person"
    assert await square.rows(told) == [("Ada",)]


async def test_who_stops_leaves_the_others_to_it(square: Square):
    await square.say("ada", "/vote")
    await square.say("ada", "/survey")
    stopped = await square.say("ada", "stop")
    assert len(stopped) == 1
    assert waiting_dialogue(await square.own("ada")) is None
    assert await square.press("bob", "Pizza") == []
    assert await square.later(601) == ["Pizza: 1, Sushi: 0."]


async def test_who_blocks_us_ends_nothing_of_the_group(square: Square):
    await square.say("ada", "/vote")
    await square.do("ada", Blocked(), None)
    await square.press("bob", "Sushi")
    assert await square.later(601) == ["Pizza: 0, Sushi: 1."]


async def test_anybody_cancels_what_all_share(square: Square):
    await square.say("ada", "/quiz")
    await square.say("bob", "/survey")
    assert await square.say("bob", "cancel") == ["How many?"]
    assert await square.say("bob", "/cancel") == ["Cancelled, for everyone here."]
    assert waiting_dialogue(await square.shared()) is None
    assert waiting_dialogue(await square.own("bob")) == "survey"
    assert await square.rows("\"end\" FROM runs WHERE dialogue = 'quiz'") == [("stopped",)]


async def test_what_is_held_of_somebody_stands_in_nobodys_way(square: Square):
    await square.say("ada", "/quiz")
    assert (await square.say("bob", "privacy"))[0].startswith("This is what we hold about you")
    assert await square.say("bob", "cancel") == ["Cancelled, for everyone here."]


async def test_help_tells_a_group_how_to_end_it(square: Square):
    for space, told in ((KITCHEN, True), (None, False)):
        await square.say("ada", "help", space)
        group = square.platforms["site"].tried[-1]
        assert ("cancel" in group.parts[-1].message.text) == told


async def test_in_private_it_is_ones_own(square: Square):
    assert await square.say("ada", "/vote", None) == ["Where?"]
    assert await square.press("ada", "Pizza", None) == ["Pizza: 1, Sushi: 0."]
    assert await square.say("ada", "/quiz", None) == ["The eternal city?"]
    assert (await square.say("ada", "cancel", None))[0] != "Cancelled, for everyone here."


async def test_a_group_is_talked_to_in_one_language(square: Square):
    (asked,) = await square.do("ada", Said("/quiz"), language="it")
    assert asked == "The eternal city?"
    assert (await square.shared()).language == "it"
    assert await square.do("bob", Said("hm"), language="en") == [
        "Scegli una di queste, per favore."
    ]
    assert await square.do("bob", Said("annulla"), language="en") == ["Annullato, per tutti qui."]
    assert (await square.shared()).language is None


async def test_words_that_reply_to_the_group_lead_it_although_ones_own_question_waits(
    square: Square,
):
    await square.say("ada", "/quiz")
    await square.press("ada", "Rome")
    assert await square.say("bob", "/survey") == ["Town?"]
    assert await square.do("bob", Said("back", party="space")) == ["The eternal city?"]
    assert await square.do("bob", Said("cancel", party="space")) == [
        "Cancelled, for everyone here."
    ]
    assert (await square.own("bob")).threads != ()


async def test_a_group_that_misses_three_times_is_handed_over_to_nobody(square: Square):
    await square.say("ada", "/quiz")
    again = ["Please choose one of these."]
    said = [await square.say(who, "hm") for who in ("ada", "bob", "cy", "bob")]
    assert said == [again] * 4
    assert await square.rows("count(*) FROM handoffs") == [(0,)]


async def test_a_group_asks_for_somebody_and_gets_them(square: Square):
    await square.say("ada", "/aid")
    (group, *_) = square.platforms["desk"].tried
    await square.say("ada", "stop")
    await square.do(group.to, Said("Here I am."), None, "desk")
    assert square.heard()[-1] == "Here I am."
    assert await square.say("bob", "we are lost") == []
    assert square.platforms["desk"].tried[-1].parts[0].message.text == "we are lost"
    await square.do(group.to, Said("/done"), None, "desk")
    assert square.heard()[-1] == "Back again."


async def test_what_somebody_begins_while_the_desk_has_the_group_is_told_to_the_desk(
    square: Square,
):
    await square.say("ada", "/aid")
    assert await square.say("bob", "/quiz") == []
    assert square.platforms["desk"].tried[-1].parts[0].message.text == "/quiz"
    assert (await square.shared()).threads == ()
    assert await square.say("bob", "/survey") == ["Town?"]


async def test_a_clock_of_the_group_is_of_nobody(square: Square):
    await square.say("ada", "/table")
    await square.say("ada", "stop")
    assert await square.later(3_601) == ["Still here?"]
    assert await square.rows("facts FROM persons") == [("{}",)]
    assert await square.rows("place FROM incidents") == [("person.late",)]
    await square.press("bob", "Yes")
    assert await square.later(3_601) == ["yes: 1, no: 0."]


async def test_a_clock_of_the_group_waits_for_the_morning(square: Square):
    await square.later(11 * 3_600)
    await square.say("ada", "/table")
    assert await square.later(3_601) == []
    assert await square.later(11 * 3_600) == ["Still here?"]
