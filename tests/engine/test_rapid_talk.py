"""People who write while a turn runs, and press twice: nothing is lost, and nothing acts twice."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from acting import SITE, Theatre, started

from bot.channels.capabilities import Capabilities
from bot.core.content import Button
from bot.core.events import Happening, Incoming, Pressed, Said, Sender
from bot.core.text import Text
from bot.dialogue.program import Ask, Choice, Dialogue, End, Program, Question, Say, Trigger

QUESTIONS = 60


@pytest.fixture
async def theatre() -> AsyncIterator[Theatre]:
    made = Theatre()
    made.plays = True
    made.platform.capabilities = Capabilities(groups=True, buttons=20)
    numbers = [
        Ask(f"steps.{at}", Question((Text(f"{at}?"),), "number", f"n{at}"))
        for at in range(QUESTIONS)
    ]
    fruit = Question(
        (Text("Fruit?"),),
        "choice",
        "fruit",
        (Choice("a", Text("Apple")), Choice("b", Text("Pear"))),
    )
    count = Ask("steps.1", Question((Text("How many?"),), "number", "count"))
    done = Say("steps.2", (Text("{count} {fruit}"),))
    made.dialogues = {
        "count": _dialogue("count", *numbers),
        "fruit": _dialogue("fruit", Ask("steps.0", fruit), count, done),
        "hours": _dialogue("hours", Say("steps.0", (Text("Nine to five."),))),
    }
    async with started(made):
        yield made


def _dialogue(name: str, *steps: Ask | Say) -> Dialogue:
    program = Program(name, Text(name), "en", (*steps, End("end")), version=f"{name}-1")
    return Dialogue(name, (Trigger(command=name),), program)


async def _send(theatre: Theatre, key: str, happening: Happening) -> None:
    await theatre.engine.take_in(SITE, [Incoming(key, Sender("ada"), happening)])


def _button(theatre: Theatre, label: str) -> Button:
    messages = [part.message for group in theatre.platform.tried for part in group.parts]
    found = (one for message in messages for one in message.buttons if one.label == label)
    return next(found)


async def test_answers_written_while_turns_run_each_answer_the_question_of_their_turn(
    theatre: Theatre,
):
    await _send(theatre, "start", Said("/count"))
    for number in range(QUESTIONS):
        await _send(theatre, f"m{number}", Said(str(number * 3)))
    await theatre.engine.settled()
    rows = await theatre.rows("path, value FROM answers ORDER BY length(path), path")
    assert rows == [(f"steps.{at}", str(at * 3)) for at in range(QUESTIONS)]
    assert theatre.platform.texts() == [f"{at}?" for at in range(QUESTIONS)]


async def test_messages_of_one_update_are_played_one_after_the_other(theatre: Theatre):
    texts = ["/fruit", "apple", "/hours", "many", "back", "pear", "7"]
    coming = [Incoming(f"k{at}", Sender("ada"), Said(text)) for at, text in enumerate(texts)]
    await theatre.engine.take_in(SITE, coming)
    await theatre.engine.settled()
    assert theatre.platform.texts() == [
        "Fruit?",
        "How many?",
        "Nine to five.",
        "How many?",
        "A number, please.",
        "Fruit?",
        "How many?",
        "7 Pear",
    ]


async def test_a_button_pressed_twice_at_once_acts_once(theatre: Theatre):
    await theatre.say("/fruit")
    press = Pressed(_button(theatre, "Apple").id)
    await asyncio.gather(*(_send(theatre, f"press-{at}", press) for at in range(5)))
    await theatre.engine.settled()
    assert theatre.platform.texts() == ["Fruit?", "How many?", *["That question is over."] * 4]
    assert await theatre.rows("path, value FROM answers") == [("steps.0", '"a"')]
    await theatre.say("3")
    assert theatre.platform.texts()[-1] == "3 Apple"


async def test_words_and_a_press_on_the_way_at_once_are_each_understood(theatre: Theatre):
    await theatre.say("/fruit")
    apple, pear = (_button(theatre, label) for label in ("Apple", "Pear"))
    for at, one in enumerate((Pressed(apple.id), Said("5"), Pressed(pear.id), Said("/hours"))):
        await _send(theatre, f"x{at}", one)
    await theatre.engine.settled()
    assert theatre.platform.texts() == [
        "Fruit?",
        "How many?",
        "5 Apple",
        "That question is over.",
        "Nine to five.",
    ]
