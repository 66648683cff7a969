"""What holds whatever people do."""

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import structs
from talking import Talk, ask, dialogue, library, say, text

from bot.core.effects import BeginRun, EndRun, RecordAnswer, Send, StopEverything
from bot.core.events import Blocked, Opened, Pressed, Said, Unblocked
from bot.dialogue.machine.product_texts import texts_in
from bot.dialogue.machine.state import MOST_CHECKPOINTS, MOST_LIVE, State
from bot.dialogue.machine.step import step
from bot.dialogue.program import (
    FAQ,
    Faq,
    Go,
    Jump,
    Match,
    Offer,
    Program,
    Restart,
    Run,
    Say,
    SayButton,
    Set,
    Subscribe,
    Trigger,
)
from bot.dialogue.program import Test as Condition
from bot.understanding import words

MENU = Say(
    "steps.0",
    (text("Menu *x*"),),
    (
        SayButton(text("Run"), run="survey"),
        SayButton(text("Go"), go="call"),
        SayButton(text("Say"), say=text("Said {person.name}")),
    ),
)
MENU_ALONE = dialogue("menu", MENU)
LIBRARY = library(
    dialogue(
        "survey",
        ask("steps.0", "View?", "view", choices={"a": text("Apples", it="Mele"), "b": "Pears"}),
        Set("steps.1", {"person.seen": "{view}", "n": "{n + 1}"}),
        Condition("steps.2", "view == 'a'", 4),
        ask("steps.2.then.0", "Red?", "red", type="yes_no", optional=True),
        ask("steps.3", "How many {view}?", "count", type="number", minimum=0, maximum=10),
        Match("steps.4", "count", {"3": 7}, 6),
        Run("steps.4.else.0", "call", {"given": "{count}"}, "got"),
        say("steps.5", "{view} {red} {count} {got}", "{count}"),
        triggers=(Trigger(keyword="fruit"), Trigger(link="survey")),
    ),
    dialogue(
        "call",
        ask("steps.0", "Several?", "many", type="choices", choices={"x": "Xs", "y": "Ys"}),
        Offer("steps.1", "blog", "ok"),
        Condition("steps.2", "ok", 4),
        Subscribe("steps.3", "blog"),
        triggers=(Trigger(phrase="call me"),),
    ),
    dialogue("menu", MENU, ask("steps.1", "Free?", "free"), Go("steps.2", "rate")),
    dialogue("rate", ask("steps.0", "Stars?", "stars", type="rating"), Restart("steps.1")),
    dialogue("closed", ask("steps.0", "Closed?", type="yes_no"), interruptible=False),
    dialogue("language", ask("steps.0", "Mine?", "mine")),
)
ANSWERS = Program(
    FAQ,
    text(FAQ),
    "en",
    (
        Say("steps.0", (text("Open.", it="Aperto."),), (SayButton(text("Go"), go="call"),)),
        say("steps.1", "{person.name} {missing}", "Here."),
        say("steps.2", "There."),
    ),
    version="faq-1",
)
ASKED = {
    "steps.0": ("When are you open", "quando aprite"),
    "steps.1": ("where are you in spring",),
    "steps.2": ("where are you in autumn",),
}
LIBRARY = structs.replace(LIBRARY, faq=Faq(ANSWERS, ASKED))
WORDS = [
    *("/survey", "/call", "/menu", "rate", "/closed", "/language", "fruit", "call me", "/nothing"),
    *("back", "help", "restart", "lingua", "privacy", "skip", "salta", "keep", "done", "yes", "no"),
    *(
        "Apples",
        "pears",
        "mele",
        "Xs and Ys",
        "1",
        "3",
        "8/10",
        "⭐⭐",
        "",
        " ",
        "/",
        "hello",
        "{x}",
    ),
    *("when are you open?", "quando aprite", "where are you", "where are you in autumn"),
    *("export", "erase", "italiano", "/start", "/start survey", "è"),
]
happenings = st.one_of(
    st.sampled_from(WORDS).map(Said),
    st.text(max_size=25).map(Said),
    st.integers(0, 40),  # the place of a button among those shown, newest first
    st.sampled_from([None, "survey", "?"]).map(Opened),
    st.sampled_from([Blocked(), Unblocked()]),
    st.sampled_from(["", ".", "x.0", "x.yes", "99999999"]).map(Pressed),
)


def _play(talk, happening):
    if isinstance(happening, int):
        shown = [button.id for sent in reversed(talk.sent) for button in sent.buttons]
        happening = Pressed(shown[happening % len(shown)]) if shown else Opened()
    before, person, event = talk.state, talk.person, talk.event(happening)
    talk.handle(happening)
    turn = talk.turns[-1]
    again = step(talk.library, words, before, event, person)
    assert msgspec.json.encode(again) == msgspec.json.encode(turn)


@settings(max_examples=150)
@given(st.lists(happenings, max_size=25))
def test_any_conversation_is_total_deterministic_and_balanced(played):
    talk = Talk(LIBRARY)
    for happening in played:
        _play(talk, happening)
        running = {frame.run for thread in talk.state.threads for frame in thread.frames}
        begun = {effect.run for effect in talk.every(BeginRun)}
        ended = {effect.run for effect in talk.every(EndRun)}
        assert running <= begun
        assert begun <= ended | running
        assert {effect.run for effect in talk.every(RecordAnswer)} <= begun
        assert len(talk.state.threads) <= 4
    talk.say("stop")
    assert talk.state == State(last=talk.state.last)
    assert talk.person.subscribed == ()
    assert any(isinstance(effect, StopEverything) for effect in talk.effects)
    assert talk.say("/menu")[0] == "Menu x"


def test_what_is_remembered_is_bounded():
    talk = Talk(library(dialogue("loop", ask("steps.0", "Again?", "n"), Jump(0)), MENU_ALONE))
    talk.say("/loop")
    for at in range(MOST_CHECKPOINTS + 8):
        talk.say(f"answer {at}")
    assert len(talk.state.threads[0].history) == MOST_CHECKPOINTS
    for _ in range(MOST_CHECKPOINTS):
        assert talk.say("back") == ["Again?"]
    assert talk.slots == {"n": "answer 7"}
    for _ in range(20):
        talk.say("/menu")
        talk.say("stop")
        talk.say("help")
    assert len(talk.state.live) <= MOST_LIVE


def test_the_state_of_an_ordinary_dialogue_stays_small():
    questions = [
        ask(f"steps.{at}", f"Question {at}?", f"answer_{at}", type="number") for at in range(12)
    ]
    talk = Talk(library(dialogue("long", *questions)))
    talk.say("/long")
    for at in range(11):
        talk.say(str(at))
    assert len(msgspec.json.encode(talk.state)) < 1024


@settings(max_examples=150)
@given(st.lists(st.one_of(st.sampled_from(WORDS), st.integers(0, 60)), max_size=25))
def test_a_press_answers_its_own_question_or_changes_nothing(played):
    talk, asked = Talk(LIBRARY), dict[str, str | None]()
    texts = [texts_in(language) for language in ("en", "it")]
    over = {one for found in texts for one in (found.over, found.used, found.comes_back)}
    for act in played:
        before, buttons = talk.state, list(asked)
        if isinstance(act, str) or not buttons:
            talk.say(str(act))
        else:
            button = buttons[act % len(buttons)]
            heard = talk.handle(Pressed(button))
            answered = [one.path for one in talk.effects if isinstance(one, RecordAnswer)]
            assert answered in ([], [asked[button]])
            if over.intersection(heard):
                assert len(heard) == 1
                assert talk.state == before
        for effect in talk.effects:
            for button in effect.message.buttons if isinstance(effect, Send) else ():
                asked[button.id] = effect.path or asked.get(button.id)
