"""A file that changes while somebody is inside it: it goes on, or says so; never misread."""

import pytest
from programming import loaded, programmed
from talking import Talk

from bot.core.effects import ReportIncident
from bot.dialogue.publishing.library import Library
from bot.dialogue.publishing.prospects import Prospects

CHANGED = "Sorry: “Order” has changed since we began, so we cannot go on where we were."

BEFORE = """
from convivio import dialogue

@dialogue(title="Order", command="order")
async def order(talk):
    number = await talk.ask("Order number?", type="number")
    await talk.say("Thanks.")
    size = await talk.ask("Which size?", choices={"s": "Small", "m": "Medium"})
    await talk.say("{number} in {size}.")
"""


def published(talk: Talk, source: str) -> Library:
    """Publish another source, with what is kept of the version before."""
    before = talk.library
    older = {one.program.version: one.program for one in before.dialogues.values()}
    found = programmed(order_py=source)
    talk.library = Library(
        found.brand, found.dialogues, {**before.older, **older}, python=found.python
    )
    return talk.library


def incidents(talk: Talk) -> list[str]:
    return [effect.reason for effect in talk.every(ReportIncident)]


def at_the_size() -> Talk:
    talk = Talk(programmed(order_py=BEFORE))
    talk.say("/order")
    talk.say("17")
    return talk


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Which size?", "Which size will it be?"),
        ("Thanks.", "Thank you."),
        ('    await talk.say("Thanks.")\n', ""),
        ('await talk.say("Thanks.")', 'await talk.say("Thanks.")\n    await talk.say("Really.")'),
        ('"m": "Medium"}', '"m": "Medium", "l": "Large"}'),
        ("    number =", "    if talk.person.first_name:\n        pass\n    number ="),
        ("async def order(talk):", 'async def order(talk):\n    """Order something."""'),
    ],
)
def test_what_still_fits_goes_on(old: str, new: str):
    talk = at_the_size()
    library = published(talk, BEFORE.replace(old, new))
    prospects = Prospects(library)
    prospects.add(talk.state)
    assert prospects.count("replays") == 1
    assert talk.say("medium") == ["17 in Medium."]
    assert talk.slots == {"number": 17, "size": "m"}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('type="number"', 'type="text"'),
        ('choices={"s": "Small", "m": "Medium"}', 'choices={"m": "Medium", "s": "Small"}'),
        ('choices={"s": "Small", "m": "Medium"}', 'type="yes_no"'),
        ("size = await", "shoe = await"),
        ("    number = await", '    first = await talk.ask("First?")\n    number = await'),
        ("    number = await", '    await talk.wait("1h")\n    number = await'),
        ("    size = await", "    if number > 10:\n        await talk.end()\n    size = await"),
        ("    size = await", "    if number > 10:\n        return\n    size = await"),
    ],
)
def test_what_no_longer_fits_is_told_and_offered_anew(old: str, new: str):
    talk = at_the_size()
    published(talk, BEFORE.replace(old, new).replace("{size}", "it"))
    before = len(talk.turns)
    said = talk.say("medium")
    assert said[0] == CHANGED
    assert talk.labels() == ["Start again"]
    assert "fit" in incidents(talk)[-1] or "order.py" in incidents(talk)[-1]
    assert talk.turns[before].state.threads == ()
    assert "medium" not in "".join(incidents(talk))


def test_a_recorded_choice_that_is_gone_does_not_fit():
    source = BEFORE + '    await talk.ask("Sure?")\n'
    talk = Talk(programmed(order_py=source))
    talk.say("/order")
    talk.say("17")
    talk.say("small")
    published(talk, source.replace('"s": "Small", ', ""))
    assert talk.say("yes")[0] == CHANGED


def test_what_is_told_of_a_live_change_beforehand():
    talk = at_the_size()
    prospects = Prospects(published(talk, BEFORE.replace("size", "shoe")))
    prospects.add(talk.state)
    ((one, count),) = prospects.counts.items()
    assert (one.outcome, one.hindrance.reason, one.hindrance.path, count) == (
        "cannot",
        "step gone",
        "ask.size",
        1,
    )


def test_a_dialogue_that_was_python_and_is_yaml_now_is_offered_anew():
    talk = at_the_size()
    older = {one.program.version: one.program for one in talk.library.dialogues.values()}
    yaml = "dialogue: order\nstarts: [{command: order}]\nsteps: [{ask: What?, as: what}]\n"
    found = programmed(order_yaml=yaml)
    talk.library = Library(found.brand, found.dialogues, older)
    assert "has changed" in talk.say("medium")[0]
    assert talk.say("/order") == ["What?"]


def test_one_that_was_yaml_and_is_python_now_goes_on_in_its_old_version():
    yaml = (
        "dialogue: order\nstarts: [{command: order}]\nsteps: [{ask: A?, as: a}, {ask: B?, as: b}]\n"
    )
    talk = Talk(programmed(order_yaml=yaml))
    talk.say("/order")
    published(talk, BEFORE)
    assert talk.say("x") == ["B?"]
    talk.say("y")
    assert talk.say("/order") == ["Order number?"]


def test_what_does_not_the_same_again_is_an_incident_at_its_place():
    source = """
    import itertools
    COUNT = itertools.count()

    async def order(talk):
        if next(COUNT) % 2:
            await talk.ask("Odd?")
        else:
            await talk.ask("Even?")
        await talk.say("Done.")
    """
    talk = Talk(programmed(order_py=source))
    assert talk.say("/order") == ["Even?"]
    assert talk.say("yes")[0].startswith("Sorry, something went wrong")
    reason = "dialogues/order.py:7: played again, it does something else than before."
    assert incidents(talk) == [reason]
    assert talk.labels() != ["Start again"]


def test_what_waits_is_told_when_its_time_comes():
    source = """
    async def order(talk):
        await talk.wait("1h")
        await talk.say("Done.")
    """
    talk = Talk(programmed(order_py=source))
    talk.say("/order")
    published(talk, source.replace('talk.wait("1h")', 'talk.wait_for("order.paid")'))
    assert "has changed" in talk.ring()[0]


def test_what_waits_for_an_event_is_told_at_the_next_message():
    source = """
    async def order(talk):
        number = await talk.ask("Number?")
        await talk.wait_for("order.paid")
        await talk.say("Paid.")
    """
    talk = Talk(programmed(order_py=source))
    talk.say("/order")
    talk.say("17")
    published(talk, source.replace("number =", "code ="))
    assert talk.happen("order.paid") == []
    said = talk.say("hello")
    assert "has changed" in said[0]
    assert talk.state.resting == ()
    assert talk.say("/order") == ["Number?"]


def test_a_file_that_cannot_be_imported_is_a_fault_at_its_line():
    source = """
    import convivio_has_no_such_module

    async def order(talk):
        await talk.say("Hello")
    """
    _, (fault,) = loaded(order_py=source)
    said = str(fault)
    assert said.startswith("dialogues/order.py:2:1: This dialogue cannot be imported: ")
    assert said.endswith(" Install convivio_has_no_such_module where the product runs.")
    secret = 'KEY = {}["a key that nobody may read"]\n\nasync def order(talk):\n    pass\n'
    _, (fault,) = loaded(order_py=secret)
    assert str(fault) == "dialogues/order.py:1:1: This dialogue cannot be imported: KeyError."


def test_each_content_is_a_module_of_its_own():
    source = """
    WORDS = []

    async def order(talk):
        WORDS.append(1)
        await talk.ask(str(len(WORDS)))
    """
    first, second = Talk(programmed(order_py=source)), Talk(programmed(order_py=source + "#"))
    assert first.say("/order") == second.say("/order") == ["1"]


def test_python_beside_it_is_imported_and_counts_as_part_of_it():
    source = """
    from ._prices import price

    async def order(talk):
        count = await talk.ask("How many?", type="number")
        await talk.say("{total}", total=price(count))
    """
    before = "from ._units import UNIT\n\ndef price(count):\n    return count * UNIT\n"
    first = programmed(order_py=source, _prices_py=before, _units_py="UNIT = 2\n")
    second = programmed(order_py=source, _prices_py=before, _units_py="UNIT = 3\n")
    for library, total in ((first, "10"), (second, "15"), (first, "10")):
        talk = Talk(library)
        talk.say("/order")
        assert talk.say("5") == [total]
    versions = {library.dialogues["order"].program.version for library in (first, second)}
    assert len(versions) == 2
