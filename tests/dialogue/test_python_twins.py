"""Any dialogue in Python says what its twin in YAML says, whatever people answer."""

import json
from collections.abc import Iterator

from hypothesis import given, settings
from hypothesis import strategies as st
from programming import programmed
from talking import Talk

from bot.core.effects import EmitEvent, ReportIncident
from bot.dialogue.machine.state import calling_in

SLOTS = ("a", "b", "c")
WORDS = ("1", "7", "yes", "no", "red", "blue", "word", "skip", "keep", "back", "/other", "restart")
PRESSED = ("Red", "Blue", "Yes", "No", "Skip", "Keep my answer")

Step = tuple[str, ...]

plain = st.one_of(
    st.tuples(st.just("say"), st.sampled_from(("Well.", "{a} and {b}", "{c or 'none'}"))),
    st.tuples(
        st.just("ask"),
        st.sampled_from(("text", "number", "yes_no", "choice")),
        st.sampled_from(SLOTS),
        st.sampled_from(("", "optional", "within")),
    ),
    st.tuples(st.just("set"), st.sampled_from(SLOTS), st.sampled_from(("red", 7, None, True))),
    st.tuples(st.just("fact"), st.sampled_from(SLOTS)),
    st.tuples(st.just("offer"), st.sampled_from(("blog", "shop"))),
    st.tuples(st.just("tag"), st.sampled_from(("one", "two"))),
    st.tuples(st.just("wait")),
    st.tuples(st.just("wait_for"), st.sampled_from(SLOTS)),
    st.tuples(st.just("emit"), st.sampled_from(SLOTS)),
    st.tuples(st.just("run"), st.sampled_from(SLOTS)),
    st.tuples(st.just("do"), st.sampled_from(SLOTS)),
    st.tuples(st.just("end")),
)
steps = st.lists(
    st.recursive(
        plain,
        lambda inner: st.one_of(
            st.tuples(
                st.just("if"),
                st.sampled_from(SLOTS),
                st.sampled_from(("red", 7, True)),
                st.lists(inner, min_size=1, max_size=3),
                st.lists(inner, min_size=1, max_size=2),
            ),
            st.tuples(st.just("repeat"), st.lists(inner, min_size=1, max_size=3)),
        ),
        max_leaves=6,
    ),
    min_size=1,
    max_size=8,
)
acts = st.lists(
    st.one_of(
        st.tuples(st.just("say"), st.sampled_from(WORDS)),
        st.tuples(st.just("press"), st.sampled_from(PRESSED)),
        st.tuples(st.just("ring")),
        st.tuples(st.just("paid"), st.sampled_from(("red", 7))),
        st.tuples(st.just("answer"), st.sampled_from(("red", 7, None, "failure"))),
    ),
    max_size=14,
)


def yaml_of(written: list[Step]) -> list[object]:
    return [_yaml(step) for step in written]


def _yaml(step: Step) -> object:  # noqa: C901, PLR0911, PLR0912  # one case for each kind
    match step:
        case "say", text:
            return {"say": text}
        case "ask", kind, slot, more:
            extra = {"optional": {"optional": True}, "within": {"within": "1h"}}.get(more, {})
            return {"ask": f"{kind}?", "as": slot, **_typed(kind), **extra}
        case "set", slot, value:
            return {"set": {slot: value}}
        case "fact", slot:
            return {"set": {"person.x": f"{{{slot}}}"}}
        case "offer" | "tag" as kind, name:
            return {kind: name}
        case ("wait",):
            return {"wait": "1h"}
        case "wait_for", slot:
            return {"wait_for": "paid", "as": slot, "within": "2h"}
        case "emit", slot:
            return {"emit": "told", "with": {"value": f"{{{slot}}}"}}
        case "run", slot:
            return {"run": "called", "with": {"given": f"{{{slot}}}"}, "as": "back"}
        case "do", slot:
            given = {"value": f"{{{slot}}}"}
            return {"do": "actions.find", "with": given, "as": slot, "failed": [{"say": "Failed."}]}
        case "repeat", inner:
            return {"repeat": yaml_of(inner), "times": 2}
        case "if", slot, value, then, other:
            written = f"{slot} == {'true' if value is True else repr(value)}"
            return {"if": written, "then": yaml_of(then), "else": yaml_of(other)}
        case _:
            return "end"


def python_of(written: list[Step], indent: str = "    ") -> Iterator[str]:
    for step in written:
        for line in _python(step):
            yield indent + line


def _python(step: Step) -> Iterator[str]:  # noqa: C901, PLR0912  # one case for each kind
    match step:
        case "say", text:
            yield f"await talk.say({text!r})"
        case "ask", kind, slot, more:
            options = "".join(f", {key}={value!r}" for key, value in _typed(kind).items())
            extra = {"optional": ", optional=True", "within": ", within='1h'"}.get(more, "")
            yield f"{slot} = await talk.ask('{kind}?'{options}{extra})"
        case "set", slot, value:
            yield f"{slot} = {value!r}"
            yield f"await talk.set({slot}={slot})"
        case "fact", slot:
            yield f"await talk.set({{'person.x': {slot}}})"
        case "offer" | "tag" as kind, name:
            yield f"await talk.{kind}({name!r})"
        case ("wait",):
            yield "await talk.wait('1h')"
        case "wait_for", slot:
            yield f"{slot} = await talk.wait_for('paid', within='2h')"
        case "emit", slot:
            yield f"await talk.emit('told', with_={{'value': {slot}}})"
        case "run", slot:
            yield f"back = await talk.run('called', with_={{'given': {slot}}})"
        case "do", slot:
            given = f"with_={{'value': {slot}}}"
            yield f"{slot} = await talk.do('actions.find', {given}, failed='failed')"
            yield f"if {slot} == 'failed':"
            yield f"    {slot} = None"
            yield "    await talk.say('Failed.')"
        case "repeat", inner:
            yield "for _ in range(2):"
            yield from python_of(inner)
        case "if", slot, value, then, other:
            yield f"if {slot} == {value!r} and isinstance({slot}, bool) == {value is True}:"
            yield from python_of(then)
            yield "else:"
            yield from python_of(other)
        case _:
            yield "await talk.end()"


def _typed(kind: str) -> dict[str, object]:
    if kind == "choice":
        return {"choices": {"red": "Red", "blue": "Blue"}}
    return {} if kind == "text" else {"type": kind}


CALLED = """
dialogue: called
steps:
  - say: "Given {given}."
  - {ask: More?, as: more}
"""
CALLER = """
dialogue: caller
starts: [{command: caller}]
steps: [{run: called, with: {given: x}}]
"""
OTHER = "dialogue: other\nstarts: [{command: other}]\nsteps: [{ask: Other?, as: o}]\n"


def twins(written: list[Step]) -> tuple[Talk, Talk]:
    given = dict.fromkeys(SLOTS)
    yaml = json.dumps(
        {
            "dialogue": "twin",
            "title": "Twin",
            "starts": [{"command": "twin"}],
            "steps": [{"set": given}, *yaml_of(written)],
        }
    )
    lines = ["async def twin(talk):", "    a = b = c = None", "    await talk.set(a=a, b=b, c=c)"]
    head = 'from convivio import dialogue\n@dialogue(title="Twin", command="twin")\n'
    python = head + "\n".join([*lines, *python_of(written)])
    beside = {"called_yaml": CALLED, "caller_yaml": CALLER, "other_yaml": OTHER}
    return (
        Talk(programmed(twin_yaml=yaml, **beside)),
        Talk(programmed(twin_py=python, **beside)),
    )


def act(talk: Talk, done: tuple[str, ...]) -> list[tuple[str, list[str]]]:
    """Do something, and return what is said with its buttons."""
    before = len(talk.sent)
    match done:
        case "say", words:
            talk.say(words)
        case "press", label if any(label in [one.label for one in m.buttons] for m in talk.sent):
            talk.press(label)
        case ("ring",) if talk.timers:
            talk.ring()
        case "answer", value if talk.calls and calling_in(talk.state.resting) is not None:
            talk.answer(
                None if value == "failure" else value, "no." if value == "failure" else None
            )
        case "paid", value:
            talk.happen("paid", value)
        case _:
            pass
    return [(m.text, [one.label for one in m.buttons]) for m in talk.sent[before:]]


@settings(max_examples=60)
@given(written=steps, done=acts)
def test_twins_say_the_same(written: list[Step], done: list[tuple[str, ...]]):
    yaml, python = twins(written)
    for one in [("say", "/twin"), *done]:
        assert act(yaml, one) == act(python, one), one
        assert _known(yaml) == _known(python)
    assert yaml.person == python.person
    told = [[one.data for one in talk.every(EmitEvent)] for talk in (yaml, python)]
    assert told[0] == told[1]
    assert [one.target for one in yaml.calls] == [one.target for one in python.calls]
    assert [one.reason for one in python.every(ReportIncident)] == [
        one.reason for one in yaml.every(ReportIncident)
    ]


def _known(talk: Talk) -> dict[str, object]:
    return {name: value for name, value in talk.slots.items() if value is not None}
