"""Whatever stands in a story file, reading it ends in faults with places, never in an error."""

import json

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.stories.assertions import FACTS
from bot.stories.reading import CAST, HEAD, stories_in
from bot.stories.steps import ACTIONS, BESIDE

WORDS = st.sampled_from(
    [*HEAD, *CAST, *ACTIONS, *BESIDE, *FACTS, "stories", "label", "of", "contains", "matches", "do"]
)
LEAVES = st.one_of(
    st.none(), st.booleans(), st.integers(), st.text(max_size=8), WORDS, st.just("2h"), st.just("(")
)
TREES = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.one_of(WORDS, st.text(max_size=4)), inner)
    ),
    max_leaves=12,
)
STORIES = st.fixed_dictionaries(
    {"story": LEAVES, "steps": st.lists(st.dictionaries(WORDS, TREES, max_size=3), max_size=4)},
    optional=dict.fromkeys(("channel", "language", "now", "with"), TREES),
)


@settings(max_examples=150)
@given(st.one_of(TREES, STORIES))
def test_any_structure(tree: object) -> None:
    found = stories_in("tests/a.yaml", json.dumps(tree).encode())
    assert all(fault.line >= 1 and fault.column >= 1 for fault in found.faults)
    assert found.stories or found.faults


@settings(max_examples=100)
@given(st.binary(max_size=60))
def test_any_bytes(data: bytes) -> None:
    found = stories_in("tests/a.yaml", data)
    assert found.stories or found.faults
