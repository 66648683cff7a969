"""Programs as stored: later releases read those of before, and refuse what they do not know."""

from collections.abc import Iterator

import msgspec
import pytest
from msgspec import inspect

from bot.core.text import Text
from bot.dialogue.program import Ask, Choice, End, Program, Question, Say, SayButton

PROGRAM = Program(
    "survey",
    Text("Survey", {"it": "Sondaggio"}),
    "en",
    (
        Say("steps.0", (Text("Hello"),), (SayButton(Text("More"), run="more"),)),
        Ask("steps.1", Question((Text("Which?"),), "choice", "view", (Choice("a", Text("A")),))),
        End("end"),
    ),
    slots=("view",),
    version="v1",
)

OF_THE_FIRST_RELEASE = """
{"dialogue":"survey","title":{"original":"Survey","translations":{"it":"Sondaggio"}},
"language":"en","instructions":[
{"type":"say","path":"steps.0","variants":[{"original":"Hello","translations":{}}],
"buttons":[{"label":{"original":"More","translations":{}},
"run":"more","go":null,"url":null,"say":null}]},
{"type":"ask","path":"steps.1","question":{"text":[{"original":"Which?","translations":{}}],
"type":"choice","slot":"view",
"choices":[{"value":"a","label":{"original":"A","translations":{}}}],
"minimum":null,"maximum":null,"again":[],"optional":false,"interruptible":true},
"within":null,"otherwise":null},
{"type":"end","path":"end"}],"slots":["view"],"interruptible":true,"version":"v1"}
"""


def read(text: str | bytes) -> Program:
    return msgspec.json.decode(text, type=Program)


def test_a_program_is_what_it_was_when_it_was_stored():
    assert read(msgspec.json.encode(PROGRAM)) == PROGRAM


def test_a_program_that_the_first_release_has_stored_is_still_read():
    assert read(OF_THE_FIRST_RELEASE) == PROGRAM


@pytest.mark.parametrize(
    ("known", "later"),
    [
        ('"optional":false', '"optional":false,"tries":3'),
        ('{"type":"end","path":"end"}', '{"type":"draw","path":"steps.2"}'),
        ('"type":"choice"', '"type":"drawing"'),
        ('"interruptible":true,"version"', '"interruptible":true,"mood":"blue","version"'),
    ],
)
def test_what_a_later_release_has_added_is_refused_instead_of_left_out(known: str, later: str):
    with pytest.raises(msgspec.ValidationError):
        read(OF_THE_FIRST_RELEASE.replace(known, later))


def test_what_has_its_default_is_not_part_of_a_version():
    assert b"interruptible" not in msgspec.json.encode(PROGRAM)


def structs_in(found: inspect.Type) -> Iterator[inspect.StructType]:
    match found:
        case inspect.StructType():
            yield found
            for field in found.fields:
                yield from structs_in(field.type)
        case inspect.UnionType():
            for one in found.types:
                yield from structs_in(one)
        case inspect.VarTupleType() | inspect.ListType():
            yield from structs_in(found.item_type)
        case inspect.DictType():
            yield from structs_in(found.value_type)


def test_every_part_of_a_program_is_stored_that_way():
    parts = {one.cls for one in structs_in(inspect.type_info(Program))} - {Text}
    assert len(parts) > 15
    lax = [
        part.__name__
        for part in parts
        if not (
            part.__struct_config__.omit_defaults and part.__struct_config__.forbid_unknown_fields
        )
    ]
    assert not lax, f"derive these from Part: {lax}"
