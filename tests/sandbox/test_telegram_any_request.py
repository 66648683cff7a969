"""Whatever a bot asks of the stand-in for Telegram is done or refused, never a fault of its own."""

import asyncio
import inspect
import json

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sandbox.telegram.calls import Call
from sandbox.telegram.parameters import Parameters
from sandbox.telegram.play import Content, Place, say
from sandbox.telegram.refusals import RefusedError
from sandbox.telegram.table import METHODS
from sandbox.telegram.world import World

NAMES = (
    "type media offset length text callback_data command description inline_keyboard keyboard"
    " message_id url"
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 5) | st.sampled_from(["", "x", "photo", "bold"]),
    lambda inner: (
        st.lists(inner, max_size=2)
        | st.dictionaries(st.sampled_from(NAMES.split()), inner, max_size=3)
    ),
    max_leaves=6,
)
WORDS = "0 1 17 -1 x <b> * html MarkdownV2 true 99999999999999999999 1.5 nan [ {} https://e.org/a"
TEXTS = st.sampled_from(["", *WORDS.split()]) | st.text(max_size=5) | JSON.map(json.dumps)


@pytest.mark.parametrize("name", sorted(METHODS.keys() - {"getUpdates"}))
def test_any_parameters_are_served_or_refused(name: str):
    method = METHODS[name]
    values = dict.fromkeys(method.parameters, TEXTS)

    @settings(max_examples=25)
    @given(st.fixed_dictionaries({}, optional=values), st.booleans())
    def ask(given_texts: dict[str, str], is_known: bool):
        world = World(lambda: 1_800_000_000.0)
        bot = world.add_bot("1:a")
        say(world, bot, world.add_person("Ada", person_id=17), Content("hi"), Place())
        if is_known and "chat_id" in method.parameters:
            given_texts["chat_id"] = "17"
        call = Call(world, bot, Parameters(given_texts, {}), asyncio.Event())
        try:
            result = method.act(call)
        except RefusedError:
            return
        assert not inspect.isawaitable(result)
        assert msgspec.json.encode(result)

    ask()
