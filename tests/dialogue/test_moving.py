"""`moves: true`: whoever waits at a question that is still there goes on in the new version."""

import pytest

from bot.core.effects import EmitEvent
from bot.dialogue.machine.state import EMPTY
from bot.dialogue.publishing.moved_runs import Hindrance, moved_frames
from bot.dialogue.publishing.moving import move
from tests.dialogue.publishing import after
from tests.dialogue.talking import Talk, written

HEAD = "dialogue: survey\nstarts: [{command: survey}]\n"
MOVES = HEAD + "moves: true\n"


def begun(steps: str, *said: str, called: str = "") -> Talk:
    """Return a conversation in the first version, after these words."""
    talk = Talk(written(f"{HEAD}steps:\n{steps}{called}"))
    for words in ("/survey", *said):
        talk.say(words)
    return talk


def publish(talk: Talk, steps: str, head: str = MOVES, called: str = "") -> None:
    talk.library = after(talk.library, f"{head}steps:\n{steps}{called}")


def version(talk: Talk) -> str:
    frame = (talk.state.threads or talk.state.resting)[-1].frames[0]
    return "new" if frame.version == talk.library.dialogues["survey"].program.version else "old"


THANKS = "  - say: Thanks.\n"
LATER = "  - say: Thanks, new.\n"

QUESTIONS = {
    "another text behind it": ("{ask: Which?, as: x}", "{ask: Which?, as: x}", None),
    "another wording of it": ("{ask: Wich?, as: x}", "{ask: Which?, as: x}", None),
    "another again": ("{ask: A?, as: x}", "{ask: A?, as: x, again: Please.}", None),
    "the bounds of a number": (
        "{ask: A?, as: x, type: number, max: 5}",
        "{ask: A?, as: x, type: number, min: 1, max: 3}",
        None,
    ),
    "optional now": ("{ask: A?, as: x}", "{ask: A?, as: x, optional: true}", None),
    "a limit of time": ("{ask: A?, as: x}", "{ask: A?, as: x, within: 1h}", None),
    "a choice more": (
        "{ask: A?, as: x, choices: {a: A, b: B}}",
        "{ask: A?, as: x, choices: {a: A, b: B, c: C}}",
        None,
    ),
    "a label mended": (
        "{ask: A?, as: x, choices: {a: Aa, b: B}}",
        "{ask: A?, as: x, choices: {a: A, b: B}}",
        None,
    ),
    "a wider scale": (
        "{ask: A?, as: x, type: rating}",
        "{ask: A?, as: x, type: rating, min: 0, max: 10}",
        None,
    ),
    "without a slot, with the same text": ("{ask: A?}", "{ask: A?}", None),
    "another type": ("{ask: A?, as: x}", "{ask: A?, as: x, type: number}", "another type"),
    "another slot": ("{ask: A?, as: x}", "{ask: A?, as: y}", "another slot"),
    "without a slot, with another text": ("{ask: A?}", "{ask: B?}", "another text"),
    "a choice less": (
        "{ask: A?, as: x, choices: {a: A, b: B, c: C}}",
        "{ask: A?, as: x, choices: {a: A, b: B}}",
        "other choices",
    ),
    "choices in another order": (
        "{ask: A?, as: x, choices: {a: A, b: B}}",
        "{ask: A?, as: x, choices: {b: B, a: A}}",
        "other choices",
    ),
    "a choice in between": (
        "{ask: A?, as: x, choices: {a: A, b: B}}",
        "{ask: A?, as: x, choices: {a: A, c: C, b: B}}",
        "other choices",
    ),
    "no longer optional": (
        "{ask: A?, as: x, optional: true}",
        "{ask: A?, as: x}",
        "no longer optional",
    ),
    "a narrower scale": (
        "{ask: A?, as: x, type: rating, min: 0, max: 10}",
        "{ask: A?, as: x, type: rating}",
        "a narrower scale",
    ),
    "an offer": ("{offer: blog}", "{offer: blog}", None),
    "an offer of another topic": ("{offer: blog}", "{offer: shop}", "another topic"),
    "an offer with another slot": ("{offer: blog}", "{offer: blog, as: x}", "another slot"),
    "a wait": ("{wait: 2h}", "{wait: 3h}", None),
    "a wait for an event": ("{wait_for: paid, as: x}", "{wait_for: paid, as: x}", None),
    "a wait for another event": ("{wait_for: paid}", "{wait_for: sent}", "another event"),
    "what comes of it elsewhere": (
        "{wait_for: paid, as: x}",
        "{wait_for: paid, as: y}",
        "another slot",
    ),
    "a question instead of a wait": ("{wait: 2h}", "{ask: A?, as: x}", "step gone"),
    "nothing there": ("{ask: A?, as: x}", "{say: Hello}", "step gone"),
}


@pytest.mark.parametrize(("old", "new", "hindrance"), QUESTIONS.values(), ids=QUESTIONS)
def test_a_run_moves_where_its_question_is_still_there(old: str, new: str, hindrance: str | None):
    talk = begun(f"  - {old}\n{THANKS}")
    publish(talk, f"  - {new}\n{LATER}")
    under_way = (talk.state.threads or talk.state.resting)[-1].frames
    moved = moved_frames(talk.library, under_way)
    if isinstance(moved, Hindrance):
        assert (moved.what or moved.reason) == hindrance
        assert move(talk.library, talk.state) == talk.state
    else:
        assert hindrance is None
        assert [frame.run for frame in moved] == [frame.run for frame in under_way]
        assert [frame.slots for frame in moved] == [frame.slots for frame in under_way]


def test_it_moves_at_its_next_turn_and_nothing_is_said_again():
    talk = begun("  - {ask: Which?, as: x}\n  - say: Old.\n")
    publish(talk, "  - {ask: Which one?, as: x}\n  - say: New.\n")
    assert talk.say("this") == ["New."]


def test_without_moves_it_stays_until_it_ends_and_begins_in_the_new_version():
    talk = begun("  - {ask: Which?, as: x}\n  - say: Old.\n")
    publish(talk, "  - {ask: Which?, as: x}\n  - say: New.\n", head=HEAD)
    assert talk.say("this") == ["Old."]
    assert talk.say("/survey") == ["Which?"]
    assert talk.say("that") == ["New."]


def test_a_question_that_is_gone_keeps_its_version_and_never_restarts():
    talk = begun("  - {ask: Which?, as: x}\n  - {ask: Why?, as: y}\n  - say: Old.\n")
    publish(talk, "  - say: Hello.\n  - {ask: Which?, as: z}\n  - say: New.\n")
    assert talk.say("this") == ["Why?"]
    assert talk.say("that") == ["Old."]


def test_what_hinders_now_may_be_there_again_at_a_later_question():
    talk = begun("  - {ask: A?, as: x}\n  - {ask: B?, as: y}\n  - say: Old.\n")
    publish(talk, "  - {ask: A?, as: z}\n  - {ask: B?, as: y}\n  - say: New.\n")
    assert talk.say("a") == ["B?"]
    assert version(talk) == "old"
    assert talk.say("b") == ["New."]


def test_buttons_that_were_shown_before_stay_right():
    talk = begun("  - {ask: A?, as: x, choices: {a: One, b: Two}}\n  - say: '{x}'\n")
    shown = talk.sent[-1]
    more = "{a: First, b: Second, c: Third}"
    publish(talk, f"  - {{ask: A?, as: x, choices: {more}}}\n  - say: '*{{x}}*'\n")
    assert talk.press("Two", shown) == ["Second"]


def test_choices_taken_so_far_stay_taken():
    asked = "  - {ask: A?, as: x, type: choices, choices: {a: One, b: Two}}\n"
    talk = begun(asked + THANKS)
    talk.press("Two")
    publish(talk, asked.replace("b: Two", "b: Two, c: Three") + LATER)
    talk.say("?")
    talk.press("Three")
    talk.press("Done")
    assert talk.slots == {"x": ["b", "c"]}


def test_a_timer_goes_on():
    late = "within: 1h, otherwise: [{say: Late}]"
    talk = begun(f"  - {{ask: A?, as: x, {late}}}\n{THANKS}")
    publish(talk, f"  - {{ask: A?, as: x, {late.replace('Late', 'Late now')}}}\n{LATER}")
    assert talk.ring() == ["Late now", "Thanks, new."]


def test_a_limit_that_is_gone_ends_nothing():
    talk = begun(f"  - {{ask: A?, as: x, within: 1h}}\n{THANKS}")
    publish(talk, f"  - {{ask: A?, as: x}}\n{LATER}")
    assert talk.ring() == []
    assert talk.say("a") == ["Thanks, new."]


def test_a_limit_that_is_gone_is_dropped_with_the_move():
    talk = begun("  - {ask: A?, as: x, type: number, within: 1h}\n" + THANKS)
    publish(talk, "  - {ask: A?, as: x, type: number}\n" + LATER)
    talk.say("no number")
    assert talk.timers == {}


def test_a_wait_moves_when_it_is_over():
    talk = begun("  - wait: 2h\n  - say: Old.\n")
    publish(talk, "  - wait: 2h\n  - say: New.\n")
    assert talk.ring() == ["New."]


def test_a_wait_for_an_event_moves_when_that_comes():
    talk = begun("  - {wait_for: paid, as: x}\n  - say: Old.\n")
    publish(talk, "  - {wait_for: paid, as: x}\n  - say: 'New {x.sum}.'\n")
    assert talk.happen("paid", {"sum": 7}) == ["New 7."]


def test_back_leads_to_the_earlier_questions_of_the_new_version():
    talk = begun("  - {ask: A?, as: x}\n  - {ask: B?, as: y}\n  - {ask: C?, as: z}\n", "a", "b")
    publish(talk, "  - {ask: A new?, as: x}\n  - {ask: B new?, as: y}\n  - {ask: C?, as: z}\n")
    assert talk.say("back") == ["B new?"]
    assert talk.say("back") == ["A new?"]
    assert talk.say("keep") == ["B new?"]
    assert talk.say("keep") == ["C?"]
    assert talk.slots == {"x": "a", "y": "b"}


def test_back_ends_where_a_question_is_no_longer_what_it_was():
    talk = begun("  - {ask: A?, as: x}\n  - {ask: B?, as: y}\n  - {ask: C?, as: z}\n", "a", "b")
    publish(talk, "  - {ask: A?, as: v}\n  - {ask: B?, as: y}\n  - {ask: C?, as: z}\n")
    assert talk.say("back") == ["B?"]
    assert talk.say("back") == ["B?"]


def test_an_answer_that_was_kept_stays_where_it_is_still_one():
    questions = "  - {ask: A?, as: x}\n  - {ask: B?, as: y}\n"
    talk = begun(questions, "a", "back")
    publish(talk, questions.replace("A?", "A new?"))
    assert talk.say("keep") == ["B?"]
    assert talk.slots == {"x": "a"}


MORE = "  - say: Hello.\n  - {ask: Who?, as: who}\n"
TWO = "  - {ask: A?, as: x}\n  - {ask: B?, as: y}\n"


def test_steps_above_a_question_move_it_and_whoever_waits_there():
    talk = begun(TWO + "  - say: Old.\n", "a")
    publish(talk, MORE + TWO + "  - say: 'New {x} {y}.'\n")
    assert talk.say("b") == ["New a b."]


def test_a_question_that_went_into_a_branch_is_still_there():
    talk = begun(TWO + "  - say: Old.\n", "a")
    branch = "  - if: x == 'a'\n    then: [{ask: B?, as: y}, {say: Thanks.}]\n"
    publish(talk, "  - {ask: A?, as: x}\n" + branch + "  - say: New.\n")
    assert talk.say("b") == ["Thanks.", "New."]


def test_the_same_question_twice_is_known_by_its_path_alone():
    twice = "  - {ask: A?, as: x}\n  - {ask: A?, as: x}\n  - say: Old.\n"
    talk = begun(twice, "a")
    publish(talk, "  - say: Hello.\n" + twice.replace("Old", "New"))
    assert version(talk) == "old"
    assert talk.say("b") == ["A?"]  # at its path stands the first of them
    assert talk.say("c") == ["New."]


def test_a_wait_that_went_elsewhere_is_known_by_its_length():
    talk = begun("  - wait: 2h\n  - say: Old.\n")
    publish(talk, "  - wait: 1h\n  - say: Soon.\n  - wait: 2h\n  - say: New.\n")
    assert talk.ring() == ["New."]


def test_a_call_that_went_elsewhere_is_the_same_call():
    talk = begun(CALL + "  - say: 'Old {home.street}'\n", called=ADDRESS)
    publish(talk, "  - say: Hello.\n" + CALL + "  - say: 'New {home.street}'\n", called=ADDRESS)
    assert talk.say("Elm") == ["New Elm"]


def test_nobody_moves_into_a_loop():
    talk = begun("  - {ask: A?, as: x}\n  - say: Old.\n")
    publish(talk, "  - repeat: [{ask: A?, as: x}]\n    times: 2\n  - say: New.\n")
    assert talk.say("a") == ["Old."]


def test_back_and_kept_answers_go_along_with_their_questions():
    talk = begun(TWO + "  - {ask: C?, as: z}\n", "a", "b", "back")
    publish(talk, MORE + TWO.replace("A?", "A new?") + "  - {ask: C?, as: z}\n")
    assert talk.say("back") == ["A new?"]
    assert [talk.say("keep"), talk.say("keep")] == [["B?"], ["C?"]]
    assert talk.slots == {"x": "a", "y": "b"}


def test_what_was_done_outside_is_not_done_again_though_it_stands_elsewhere():
    steps = "  - {ask: A?, as: x}\n  - {emit: told}\n  - {ask: B?, as: y}\n"
    talk = begun(steps, "a")
    publish(talk, "  - say: Hello.\n" + steps)
    assert talk.say("back") == ["A?"]
    assert talk.say("keep") == ["B?"]
    assert len(talk.every(EmitEvent)) == 1


ADDRESS = "---\ndialogue: address\nsteps:\n  - {ask: Street?, as: street}\n"
CALL = "  - {run: address, as: home}\n"


def test_a_called_dialogue_moves_with_its_caller_or_not_at_all():
    talk = begun(CALL + "  - say: 'Old {home.street}'\n", called=ADDRESS)
    stays = ADDRESS.replace("Street?", "Which street?")
    publish(talk, CALL + "  - say: 'New {home.street}'\n", called=stays)
    assert talk.say("Elm") == ["Old Elm"]


def test_a_called_dialogue_that_moves_too_takes_its_caller_along():
    talk = begun(CALL + "  - say: 'Old {home.street}'\n", called=ADDRESS)
    moves = ADDRESS.replace("address\n", "address\nmoves: true\n", 1) + "  - say: Noted.\n"
    publish(talk, CALL + "  - say: 'New {home.street}'\n", called=moves)
    assert talk.say("Elm") == ["Noted.", "New Elm"]


def test_a_caller_whose_call_is_another_stays_with_what_it_called():
    talk = begun(CALL + "  - say: 'Old {home.street}'\n", called=ADDRESS)
    publish(talk, CALL.replace("home", "house") + "  - say: New\n", called=ADDRESS)
    assert talk.say("Elm") == ["Old Elm"]


def test_an_interrupted_dialogue_moves_as_well():
    other = "---\ndialogue: other\nstarts: [{command: other}]\nsteps:\n  - {ask: Other?, as: o}\n"
    talk = begun("  - {ask: A?, as: x}\n  - say: Old.\n", "/other", called=other)
    publish(talk, "  - {ask: A new?, as: x}\n  - say: New.\n", called=other)
    assert talk.say("yes") == ["A new?"]
    assert talk.say("a") == ["New."]


def test_a_conversation_in_which_nothing_happens_does_not_move():
    talk = begun("  - {ask: A?, as: x}\n")
    assert move(talk.library, EMPTY) is EMPTY
    assert move(talk.library, talk.state) is talk.state


def test_whoever_moves_twice_is_where_the_last_version_is():
    talk = begun("  - {ask: A?, as: x}\n  - {ask: B?, as: y}\n  - say: One.\n")
    publish(talk, "  - {ask: A?, as: x}\n  - {ask: B?, as: y}\n  - say: Two.\n")
    talk.say("a")
    publish(talk, "  - {ask: A now?, as: x}\n  - {ask: B?, as: y}\n  - say: Three.\n")
    assert talk.say("back") == ["A now?"]
    assert talk.say("a") == ["B?"]
    assert talk.say("b") == ["Three."]


def test_a_loop_goes_on_where_it_was():
    loop = "  - repeat: [{ask: A?, as: x}, {say: Once.}]\n    times: 2\n"
    talk = begun(loop + THANKS)
    publish(talk, loop.replace("Once", "Again") + LATER)
    assert talk.say("a") == ["Again.", "A?"]
    assert talk.say("a") == ["Again.", "Thanks, new."]


def test_an_answer_kept_from_a_loop_stays():
    loop = "  - repeat: [{ask: A?, as: x}]\n    times: 2\n"
    talk = begun(loop + "  - {ask: B?, as: y}\n", "a", "b", "back")
    publish(talk, loop.replace("A?", "A new?") + "  - {ask: B?, as: y}\n")
    assert talk.say("keep") == ["B?"]
    assert talk.slots == {"x": "b"}


DOES = """\
  - {ask: A?, as: x}
  - {do: actions.look, with: {x: '{x}'}, as: found}
  - say: 'Old {found}.'
"""


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("Old", "New"), "New 7."),
        (("actions.look", "actions.find"), "Old 7."),
        (("{x: '{x}'}", "{x: none}"), "Old 7."),
    ],
)
def test_an_answer_from_outside_goes_to_the_call_that_asked_for_it(
    change: tuple[str, str], said: str
):
    talk = begun(DOES, "a")
    publish(talk, "  - say: Hello.\n" + DOES.replace(*change))
    assert talk.answer(7) == [said]
