"""`talk` has every step of the language, and each call every key of its step."""

import inspect
from typing import get_args, get_overloads

import pytest

from bot.dialogue.program import AskType
from bot.dialogue.python.options import keys_of
from bot.dialogue.python.talk import METHODS, Talk
from bot.dialogue.steps import BY_KIND
from bot.dialogue.steps import AskType as Known

OF_PYTHON = {"if", "match", "repeat"}
"""Kinds that Python has words of its own for."""


def test_every_step_is_a_call():
    assert set(METHODS) == set(BY_KIND) - OF_PYTHON


@pytest.mark.parametrize("kind", sorted(set(BY_KIND) - OF_PYTHON))
def test_every_key_is_an_option(kind: str):
    parameters = list(inspect.signature(getattr(Talk, kind)).parameters.values())[1:]
    named = {one.name.rstrip("_") for one in parameters if one.kind is one.KEYWORD_ONLY}
    keys = keys_of(kind)
    assert named == keys.options - {kind} | keys.instead


def test_every_type_of_a_question_is_known_to_type_checkers():
    told = [
        inspect.signature(form).parameters["type"].annotation for form in get_overloads(Talk.ask)
    ]
    assert sorted(one for hint in told for one in _words_in(hint)) == sorted(Known.known)
    assert sorted(get_args(AskType)) == sorted(Known.known)


def _words_in(hint: object) -> list[str]:
    if isinstance(hint, str):
        return [hint]
    return [one for part in get_args(hint) for one in _words_in(part)]
