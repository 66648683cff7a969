"""Dialogues in Python on the machine: what a person says and hears, as with any other."""

import pytest
from programming import programmed
from talking import Talk

from bot.core.effects import EmitEvent, RecordAnswer, ReportIncident
from bot.dialogue.python.replay import MOST_CALLS

ORDER = """
async def order(talk):
    number = await talk.ask("Order number?", type="number")
    size = await talk.ask("Which size?", choices={"s": "Small", "m": "Medium"})
    await talk.say("{number} in {size}.")
    note = await talk.ask("A note?", optional=True)
    await talk.say("Noted." if note else "No note.")
"""

FAILED = "Sorry, something went wrong on our side. We have made a note of it."

CALLED = """
async def address(talk, city=None):
    if city is None:
        city = await talk.ask("City?")
    street = await talk.ask("Street in {city}?", city=city)
    return {"line": f"{street}, {city}"}
"""


def incidents(talk: Talk) -> list[str]:
    return [effect.reason for effect in talk.every(ReportIncident)]


def test_a_variable_is_the_slot_that_texts_and_results_use():
    talk = Talk(programmed(order_py=ORDER))
    assert talk.say("/order") == ["Order number?"]
    assert talk.say("about twelve, I think") == ["Which size?"]
    assert talk.press("Medium") == ["12 in Medium.", "A note?"]
    assert talk.say("skip") == ["No note."]
    assert talk.slots == {"number": 12, "size": "m", "note": None}
    recorded = [(one.path, one.slot, one.value) for one in talk.every(RecordAnswer)]
    assert recorded == [
        ("ask.number", "number", 12),
        ("ask.size", "size", "m"),
        ("ask.note", "note", None),
    ]


def test_back_takes_an_answer_back_and_goes_another_way():
    talk = Talk(programmed(order_py=ORDER))
    talk.say("/order")
    talk.say("1")
    talk.press("Small")
    assert talk.say("back") == ["Which size?"]
    assert talk.slots == {"number": 1, "size": None}
    assert talk.say("medium") == ["1 in Medium.", "A note?"]


def test_the_same_question_in_a_loop_has_a_result_for_each_pass():
    source = """
    async def order(talk):
        for number in range(1, 4):
            item = await talk.ask("Item {number}?", number=number)
        await talk.say("Done.")
    """
    talk = Talk(programmed(order_py=source))
    assert talk.say("/order") == ["Item 1?"]
    assert [talk.say(word) for word in "abc"] == [["Item 2?"], ["Item 3?"], ["Done."]]
    paths = [one.path for one in talk.every(RecordAnswer)]
    assert paths == ["ask.item", "ask.item~2", "ask.item~3"]


def test_what_is_computed_is_shown_as_it_is_and_what_is_written_is_a_template():
    source = """
    async def order(talk):
        name = await talk.ask("Name?")
        await talk.say(f"**{name}** is {{name}}")
        await talk.say("**{name}**")
        await talk.ask("Which?", choices=[name, "{name}"])
    """
    talk = Talk(programmed(order_py=source))
    talk.say("/order")
    assert talk.say("{brand.id}") == ["**{brand.id}** is {name}", "{brand.id}", "Which?"]
    assert talk.sent[-3].markdown == r"\*\*{brand.id}\*\* is {name}"
    assert talk.sent[-2].markdown == "**{brand.id}**"
    assert talk.labels() == ["{brand.id}", "{name}"]


def test_texts_are_translated_by_what_is_written():
    po = 'msgid "Hello {name}"\nmsgstr "Ciao {name}"\n\nmsgid "Name?"\nmsgstr "Nome?"\n'
    source = """
    async def order(talk):
        name = await talk.ask("Name?")
        await talk.say("Hello {name}" if name else "Hello")
    """
    talk = Talk(programmed(order_py=source, it_po=po), language="it")
    assert talk.say("/order") == ["Nome?"]
    assert talk.say("Ada") == ["Ciao Ada"]


def test_python_and_yaml_call_each_other():
    yaml = """
    dialogue: visit
    starts: [{command: visit}]
    steps:
      - run: address
        with: {city: Rome}
        as: home
      - say: "{home.line}"
      - run: address
        as: work
      - say: "{work.line}"
    """
    python = """
    async def trip(talk):
        from_ = await talk.run("address", with_={"city": "{Oslo}"})
        asked = await talk.run("who")
        await talk.say("{line} for {name}", line=from_["line"], name=asked["name"])
    """
    who = "dialogue: who\nsteps: [{ask: Who?, as: name}]\n"
    found = programmed(address_py=CALLED, visit_yaml=yaml, trip_py=python, who_yaml=who)
    talk = Talk(found)
    assert talk.say("/visit") == ["Street in Rome?"]
    assert talk.say("Via Po") == ["Via Po, Rome", "City?"]
    assert talk.say("Pisa") == ["Street in Pisa?"]
    assert talk.say("back") == ["City?"]
    assert talk.say("Bari") == ["Street in Bari?"]
    assert talk.say("Corso") == ["Corso, Bari"]
    assert talk.say("/trip") == ["Street in {Oslo}?"]
    assert talk.say("Gata") == ["Who?"]
    assert talk.say("Ada") == ["Gata, {Oslo} for Ada"]
    assert incidents(talk) == []


def test_waits_and_events_and_limits():
    source = """
    async def order(talk):
        code = await talk.ask("Code?", within="1h", otherwise="late")
        if code == "late":
            await talk.say("Another day.")
            await talk.end()
        await talk.wait("2h")
        paid = await talk.wait_for(
            "order.paid", where="event.data.code == code", within="1d", otherwise=False)
        await talk.say("Paid {sum}." if paid else "Not paid.", sum=paid and paid["sum"])
        await talk.emit("order.closed", with_={"code": code, "text": "{x}"})
    """
    talk = Talk(programmed(order_py=source))
    talk.say("/order")
    assert talk.ring() == ["Another day."]
    talk.say("/order")
    assert talk.say("A1") == []
    assert talk.ring() == []
    assert talk.happen("order.paid", {"code": "B2", "sum": 9}) == []
    assert talk.happen("order.paid", {"code": "A1", "sum": 12}) == ["Paid 12."]
    assert talk.every(EmitEvent)[-1].data == {"code": "A1", "text": "{x}"}
    talk.say("/order")
    talk.say("C3")
    talk.ring()
    assert talk.ring() == ["Not paid."]


def test_what_is_read_is_the_same_when_it_is_played_again():
    source = """
    async def order(talk):
        first = talk.person.first_name
        begun = talk.now
        drawn = talk.random.randint(1, 1000)
        await talk.set({"person.visits": 1})
        visits = talk.person.get("visits")
        one = await talk.ask("One?")
        await talk.set({"person.visits": 2})
        two = await talk.ask("Two?")
        again = talk.person.visits
        assert talk.person.never is None
        await talk.say("{first} {visits} {again} {same} {drawn}", first=first, visits=visits,
            again=again, same=begun < talk.now, drawn=drawn)
    """
    talk = Talk(programmed(order_py=source), first_name="Ada")
    talk.say("/order")
    talk.person = talk.person.__class__(
        **{name: getattr(talk.person, name) for name in talk.person.__struct_fields__}
        | {"first_name": "Eve"}
    )
    talk.say("x")
    said = talk.say("y")[0]
    assert said.startswith("Ada 1 2 yes ")
    other = Talk(talk.library, first_name="Ada")
    for words in ("/order", "x"):
        other.say(words)
    assert other.say("y") == [said]


def test_consents_offers_and_leaving():
    source = """
    async def order(talk):
        if await talk.offer("blog"):
            await talk.say("Welcome.")
        if await talk.ask("Offers too?", type="yes_no"):
            await talk.subscribe("shop")
        await talk.say("{topics}", topics=list(talk.person.subscribed))
        await talk.unsubscribe("blog")
        await talk.go("next")
    """
    following = "dialogue: next\nsteps: [{say: Next.}]\n"
    talk = Talk(programmed(order_py=source, next_yaml=following))
    assert talk.say("/order") == ["Tell me."]
    assert talk.say("yes") == ["Welcome.", "Offers too?"]
    assert talk.say("yes") == ["blog and shop", "Next."]
    assert talk.person.subscribed == ("shop",)
    assert incidents(talk) == []


def test_an_interruption_is_served_and_the_question_comes_back():
    talk = Talk(programmed(order_py=ORDER, other_py=CALLED.replace("address", "other")))
    talk.say("/order")
    talk.say("5")
    assert talk.say("/other") == ["City?"]
    talk.say("Rome")
    assert talk.say("Po") == ["Which size?"]
    assert talk.press("Small") == ["5 in Small.", "A note?"]


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("1 / 0", "dialogues/order.py:4: ZeroDivisionError."),
        ("raise SystemExit", "dialogues/order.py:4: SystemExit."),
        ("int(word)", "dialogues/order.py:4: ValueError."),
        ("helper = talk.say\n    await helper('x')", "talk.say is called where it cannot be seen"),
        ("helper = asyncio.Event().wait\n    await helper()", "order.py:"),
        ("helper = asyncio.sleep\n    await helper(0)", "order.py: it awaits something else"),
        ("while True:\n        await talk.say('x')", "This turn takes too many steps."),
        ("await talk.ask('?', within=word)", 'order.py:4: talk.ask cannot take this "within".'),
        ("await talk.emit('x', with_={'a': object()})", "A dict is no value that can be kept."),
        ("await talk.say('\\ud83d')", "order.py:4: A str is no value that can be kept."),
        ("await talk.say(chr(0xd83d))", "order.py:4: A str is no value that can be kept."),
    ],
)
def test_a_failure_is_an_outcome(body: str, reason: str):
    lines = ("async def order(talk):", 'word = await talk.ask("Word?")', "helper = None", body)
    beside = ("async def helper():\n    pass", "import asyncio")
    source = "\n\n".join(("\n    ".join(lines), *beside))
    talk = Talk(programmed(order_py=source))
    talk.say("/order")
    said = talk.say("secret words")
    assert said[-1] == FAILED
    assert reason in incidents(talk)[-1]
    assert "secret" not in "".join(incidents(talk))
    assert talk.state.threads == ()


def test_what_a_function_does_to_a_result_stays_its_own():
    source = """
    async def order(talk):
        picked = await talk.ask("Which?", type="choices", choices={"a": "A", "b": "B"})
        picked.append("c")
        data = talk.event.data
        one = await talk.ask("One?")
        two = await talk.ask("Two?")
        await talk.say("{all}", all=picked)
    """
    talk = Talk(programmed(order_py=source))
    for words in ("/order", "A", "x", "y"):
        said = talk.say(words)
    assert said == ["a and c"]
    assert talk.slots["picked"] == ["a"]


def test_calls_are_counted_from_the_beginning_of_a_run():
    source = f"""
    async def order(talk):
        for _ in range({MOST_CALLS}):
            talk.random.random()
            await talk.set(x=1) if False else None
        for number in range({MOST_CALLS} + 1):
            if number % 500 == 0:
                await talk.ask("Go on?")
            await talk.set(x=number)
    """
    talk = Talk(programmed(order_py=source))
    talk.say("/order")
    for _ in range(25):
        talk.say("yes")
    assert incidents(talk) == [f"dialogues/order.py: it calls talk more than {MOST_CALLS} times."]
