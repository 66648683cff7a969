"""Generated dialogues of every kind of step, and generated things that happen to them.

Nothing here is checked first: whatever can be loaded has to be played to some end.
"""

import json
from collections.abc import Callable, Sequence
from functools import lru_cache

from hypothesis import strategies as st

from bot.brand.brand import Brand, Topic
from bot.brand.collected import Faults
from bot.brand.reader import read_yaml
from bot.core.ids import BrandId, ChannelName
from bot.core.text import Text
from bot.dialogue.compiling import compile_script
from bot.dialogue.model.script import Script
from bot.dialogue.program import Dialogue, Trigger
from bot.dialogue.publishing.library import Library

Step = dict[str, object] | str
Steps = list[Step]

DIALOGUES = ("d0", "d1", "d2")
SLOTS = ("x", "y", "z")
EVENTS = ("order.shipped", "post.published")
TOPICS = ("blog", "shop")
DEEPEST = 2
"""Levels of blocks within blocks."""

HELLO: Steps = [{"say": "Hello."}]
"""What the dialogue says that always has an answer."""

CHOICES = {"red": "Red", "blue": "Blue", "stop_it": "Stop it"}
REQUESTS = (
    {"get": "https://example.org/{x}", "as": "y"},
    {"post": "https://example.org/", "json": {"x": "{x}", "y": ["{y + 1}"]}},
)
TYPED = ("text", "yes_no", "number", "rating", "date", "time", "email", "phone", "url")
SENT = ("photo", "file", "location", "contact")

slots = st.sampled_from(SLOTS)
dialogues = st.sampled_from(DIALOGUES)
topics = st.sampled_from(TOPICS)
events = st.sampled_from(EVENTS)
durations = st.sampled_from(("1m", "2h", "3d"))
conditions = st.sampled_from(
    ("x", "not x", "x == 'red'", "y > 1", "x + y > 2", "'vip' in person.tags", "missing", "z != x")
)
texts = st.sampled_from(
    ("One.", "*Two* {x}.", "{y + 1}", "{{three}}", "{person.first_name or 'you'}", "{missing}", "é")
)
values = st.sampled_from(
    ("{x}", "{y + 1}", "word {z}", 3, 2.5, True, None, [1, "{x}"], "{missing}")
)
blocks = st.deferred(lambda: _steps(DEEPEST))

Made = Callable[[st.SearchStrategy[Steps]], st.SearchStrategy[Step]]


def _with(required: dict[str, object], **optional: object) -> st.SearchStrategy[Step]:
    return st.fixed_dictionaries(required, optional=optional)


def _button(_: object = None) -> st.SearchStrategy[object]:
    return st.one_of(
        _with({"run": dialogues}),
        _with({"go": dialogues}),
        _with({"say": texts}),
        st.just({"url": "https://example.org"}),
    )


def _ask(inner: st.SearchStrategy[Steps]) -> st.SearchStrategy[Step]:
    beside = {
        "as": slots,
        "optional": st.booleans(),
        "interruptible": st.booleans(),
        "again": texts,
        "tries": st.just(2),
        "where": st.sampled_from(("answer != 'x'", "len(answer) > 2", "missing + 1 > 0")),
    }
    limited = st.one_of(st.just({}), _with({"within": durations}, otherwise=inner))
    chosen = st.sampled_from(({"choices": CHOICES}, {"choices": CHOICES, "type": "choices"}))
    typed = st.sampled_from((*TYPED, *SENT)).map(lambda name: {"type": name})
    kinds = st.one_of(st.just({"type": "text"}), chosen, typed)
    return st.builds(
        lambda one, two, three: {**one, **two, **three},
        _with({"ask": texts}, **beside),
        kinds,
        limited,
    )


def _if(inner: st.SearchStrategy[Steps]) -> st.SearchStrategy[Step]:
    branch = _with({"if": conditions, "then": inner})
    more = {"elif": st.lists(branch, min_size=1, max_size=1), "else": inner}
    return _with({"if": conditions, "then": inner}, **more)


def _repeat(inner: st.SearchStrategy[Steps]) -> st.SearchStrategy[Step]:
    times = st.sampled_from((1, 2, 3, "{y}"))
    bounds = {"until": conditions, "while": conditions, "times": times, "at_most": st.just(3)}
    return _with({"repeat": inner}, **bounds)


def _split(inner: st.SearchStrategy[Steps]) -> st.SearchStrategy[Step]:
    arm = st.one_of(inner, _with({"share": st.sampled_from((0, 30)), "steps": inner}))
    return _with({"split": _with({"a": inner, "b": arm})}, **{"as": slots})


def _waiting(inner: st.SearchStrategy[Steps], **required: object) -> st.SearchStrategy[Step]:
    limited = _with({**required, "within": durations}, **{"otherwise": inner, "as": slots})
    return st.one_of(_with(required, **{"as": slots}), limited)


KINDS: dict[str, Made] = {
    "say": lambda _: _with(
        {"say": st.one_of(texts, st.lists(texts, min_size=2, max_size=3))},
        buttons=st.dictionaries(st.sampled_from(("More", "Less {x}")), _button(), min_size=1),
        media=st.just("https://example.org/a.jpg"),
        card=_with({"title": texts}, text=texts, url=st.just("https://example.org/{x}")),
    ),
    "ask": _ask,
    "if": _if,
    "match": lambda inner: _with(
        {"match": conditions, "cases": _with({"red": inner, "true": inner})}, **{"else": inner}
    ),
    "repeat": _repeat,
    "split": _split,
    "set": lambda _: _with(
        {"set": st.dictionaries(st.sampled_from((*SLOTS, "person.city")), values, min_size=1)}
    ),
    "tag": lambda _: _with({"tag": st.sampled_from(("vip", ["vip", "{x}"], "{x} {y}"))}),
    "untag": lambda _: _with({"untag": st.sampled_from(("vip", ["{x}"]))}),
    "run": lambda _: _with(
        {"run": dialogues},
        **{"with": st.dictionaries(slots, values, min_size=1), "as": slots},
    ),
    "go": lambda _: _with({"go": dialogues}),
    "end": lambda _: st.just("end"),
    "restart": lambda _: st.just("restart"),
    "offer": lambda inner: _waiting(inner, offer=topics),
    "subscribe": lambda _: _with({"subscribe": topics}),
    "unsubscribe": lambda _: _with({"unsubscribe": topics}),
    "wait": lambda _: _with({"wait": durations}),
    "wait_for": lambda inner: _waiting(
        inner, wait_for=events, where=st.sampled_from(("event.data.code == x", "True"))
    ),
    "emit": lambda _: _with(
        {"emit": st.just("told")}, **{"with": st.dictionaries(slots, values, min_size=1)}
    ),
    "do": lambda inner: _with(
        {"do": st.just("actions.look_up"), "with": st.just({"x": "{x}"})},
        **{"as": slots, "failed": inner},
    ),
    "http": lambda inner: _with(
        {"http": st.sampled_from(REQUESTS)},
        failed=inner,
    ),
    "handoff": lambda _: st.sampled_from(("handoff", {"handoff": "Because of {x}"})),
}
"""How each kind of step is made, from what stands in its blocks."""

ENDING = ("end", "restart", "go", "handoff")
"""Kinds that leave what follows unreached, or for later: they are drawn less often."""

OFTEN = (*["ask"] * 30, *["say"] * 4, *[name for name in KINDS if name not in ENDING] * 2, *ENDING)
"""The kinds as often as they are drawn: most of what may happen is about questions."""


def _steps(depth: int) -> st.SearchStrategy[Steps]:
    least, most = (3, 6) if depth == DEEPEST else (1, 3)
    return st.lists(_step(depth), min_size=least, max_size=most)


@lru_cache(maxsize=DEEPEST + 1)
def _step(depth: int) -> st.SearchStrategy[Step]:
    simple: Steps = [{"ask": "Deep?", "as": "x"}]
    inner = st.just(simple) if depth == 0 else st.deferred(lambda: _steps(depth - 1))
    made = {name: kind(inner) for name, kind in KINDS.items()}
    return st.sampled_from(OFTEN).flatmap(made.__getitem__)


brands = st.fixed_dictionaries({name: _steps(DEEPEST) for name in DIALOGUES})
"""A brand of dialogues that call each other, by name."""


def library_of(written: dict[str, Steps], *, desk: bool = False) -> Library:
    """Return the library of dialogues as they were generated, compiled without being checked."""
    topic = {name: Topic(name, Text(name), Text(f"Tell you of {name}?")) for name in TOPICS}
    at_desk = ChannelName("desk") if desk else None
    brand = Brand(BrandId("b"), Text("B"), ("en", "it"), "Europe/Rome", topics=topic, desk=at_desk)
    found = [_dialogue(name, steps) for name, steps in {**written, "hello": HELLO}.items()]
    return Library(brand, {one.name: one for one in found})


def _dialogue(name: str, steps: Sequence[Step]) -> Dialogue:
    text = json.dumps({"dialogue": name, "steps": steps})
    root, faults = read_yaml(f"{name}.yaml", text.encode()).root, Faults()
    script = None if root is None else Script.read(root, faults)
    assert script is not None
    assert not faults.found, [str(fault) for fault in faults.found]
    program = compile_script(script, "en", lambda template: Text(template.text))
    return Dialogue(name, _TRIGGERS.get(name, (Trigger(command=name),)), program)


_TRIGGERS = {
    "d0": (Trigger(command="d0"), Trigger(keyword="sesame"), Trigger(link="door")),
    "d1": (Trigger(command="d1"), Trigger(event="order.shipped")),
    "d2": (Trigger(command="d2"), Trigger(event="post.published", topic="blog")),
}

SAID = (
    *("/d0", "/d1", "/d2", "/hello", "/nothing", "sesame", "open sesame"),
    *(
        "back",
        "back",
        "back",
        "stop",
        "restart",
        "help",
        "language",
        "privacy",
        "skip",
        "stop, please",
    ),
    *("yes", "no", "Red", "red and blue", "Stop it", "3", "-1", "tomorrow", "12:30"),
    *("ada@example.org", "example.org", "+39 06 555 0100", "One", "hm", "", "done"),
)

HAPPENINGS: dict[str, st.SearchStrategy[object]] = {
    "answer": st.integers(0, 9),
    "say": st.sampled_from(SAID),
    "press": st.integers(0, 30),
    "vote": st.integers(0, 30),
    "react": st.booleans(),
    "happen": st.sampled_from((*EVENTS, "handoff.said", "handoff.ended")),
    "reply": st.sampled_from((None, "red", 3, {"a": [1]}, "failed")),
    "ring": st.integers(0, 3),
    "begin": dialogues,
    "send": st.sampled_from(("photo", "file", "location", "contact", "poll")),
    "open": st.sampled_from((None, "door", "window")),
    "door": st.just("shut"),
    "later": st.sampled_from((30, 4_000, 90_000)),
}
"""What may happen: who does it, and with what."""

LIKELY = (*["answer"] * 12, *["reply"] * 2, *["say"] * 5, *["press"] * 2, *HAPPENINGS)

happenings = st.sampled_from(LIKELY).flatmap(
    lambda kind: st.tuples(st.just(kind), HAPPENINGS[kind])
)
sequences = st.lists(happenings, min_size=6, max_size=24).map(lambda more: [("say", "/d0"), *more])
