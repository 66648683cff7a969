"""Which texts of a program are its author's: these are templates, and translated."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from programming import programmed, reading_of
from talking import Talk

from bot.brand.collected import Faults
from bot.brand.folder import File
from bot.dialogue.python.reading import read_script

RAW = ["{brand.id}"]

HEAD = """
WORD = "Ciao {brand.id}"
WORDS = ["One {brand.id}", "Two {brand.id}"]
BY_KEY = {"a": "A {brand.id}", "b": "B {brand.id}"}
async def order(talk):
    person = await talk.ask("Person?")
"""


def said(body: str) -> list[str]:
    """Return what is said to who has written something that looks like a template."""
    lines = "".join(f"    {line}\n" for line in body.strip().split("\n"))
    talk = Talk(programmed(order_py=HEAD + lines))
    talk.say("/order")
    return talk.say("{brand.id}")


@pytest.mark.parametrize(
    ("body", "texts"),
    [
        ("await talk.say(WORD)", ["Ciao b"]),
        ("for word in WORDS:\n    await talk.say(word)", ["One b", "Two b"]),
        ("for _, word in enumerate(WORDS):\n    await talk.say(word)", ["One b", "Two b"]),
        ("for key, word in BY_KEY.items():\n    await talk.say(word)", ["A b", "B b"]),
        ("for word in BY_KEY.values():\n    await talk.say(word)", ["A b", "B b"]),
        ("[await talk.say(word) for word in WORDS]", ["One b", "Two b"]),
        ('await talk.say(BY_KEY["b"])', ["B b"]),
        ("await talk.say(WORDS[1])", ["Two b"]),
        ("await talk.say(WORDS[0] if person else WORD)", ["One b"]),
        ("await talk.say(talk.random.choice([WORD]))", ["Ciao b"]),
        ("await talk.say(person)", RAW),
        ("await talk.say(person or WORD)", RAW),
        ("await talk.say([WORD, person][1])", RAW),
        (
            "for word in [WORD, person]:\n    await talk.say(word)",
            ["Ciao {brand.id}", "{brand.id}"],
        ),
        ("await talk.say(WORD if not person else person)", RAW),
        ("await talk.say(WORD.lower())", ["ciao {brand.id}"]),
        ("WORDS.append(person)\nfor word in WORDS[2:]:\n    await talk.say(word)", RAW),
        (
            "WORDS.append(person)\nfor word in WORDS:\n    await talk.say(word)",
            ["One b", "Two b", "{brand.id}"],
        ),
        ("word = WORD\nword = person\nawait talk.say(word)", RAW),
        ("await talk.ask('?', choices=[WORD, person if person else WORD])", ["?"]),
    ],
)
def test_texts_of_the_author_are_templates_and_no_others(body: str, texts: list[str]):
    assert said(body) == texts


def test_the_texts_of_a_loop_are_translated(tmp_path):
    source = HEAD + "    for word in WORDS:\n        await talk.say(word)\n"
    po = 'msgid "One {brand.id}"\nmsgstr "Uno {brand.id}"\n'
    reading = reading_of(tmp_path, order_py=source, it_po=po)
    missing = [fault.message for fault in reading.faults if "Two" in fault.message]
    assert missing == ['There is no translation into Italian of "Two {brand.id}".']
    talk = Talk(programmed(order_py=source, it_po=po), language="it")
    talk.say("/order")
    assert talk.say("x") == ["Uno b", "Two b"]


PIECES = (
    "async def order(talk):", "@dialogue(", ")", "    await talk.ask(", "    x = ",
    "await talk.say(", "talk", ".", "ask", "'text'", "f'{x}'", "-'x'", "-1", "1j", "b'x'", "...",
    "None", "lambda: 0",
    "[*x]", "{**x}", "{1: 2}", "x[", "]", "for x in ", ":", ",", "choices=", "within=", "type=",
    "otherwise=", "\n", "\n    ", "if ", " else ", "WORDS = ", "split", "http", "get=", "run",
    "'''é", "'''", "#", "\t", "\x00", "(", "yield", "async with ", "except:", "try:", "é = ",
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=25).map("".join))
def test_whatever_a_file_holds_it_is_read_or_refused(source: str):
    for text in (source, f"async def order(talk):\n    await talk.ask({source})\n"):
        faults = Faults()
        _, script = read_script(File("dialogues/order.py", text.encode()), faults)
        assert script is not None or faults.found
