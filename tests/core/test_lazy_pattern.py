"""A pattern that is compiled when it is first used is the pattern all the same."""

import ast
import importlib
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.core.lazy_pattern import lazy_pattern

ROOT = Path(__file__).parents[2]


def test_it_finds_what_a_pattern_finds() -> None:
    written = r"(?P<word>b+)"
    lazy, plain = lazy_pattern(written, re.IGNORECASE), re.compile(written, re.IGNORECASE)
    for text in ("", "abBc", "BB", "none"):
        assert lazy.findall(text) == plain.findall(text)
        assert lazy.sub("-", text) == plain.sub("-", text)
        assert bool(lazy.fullmatch(text)) is bool(plain.fullmatch(text))
    assert (lazy.pattern, lazy.flags) == (plain.pattern, plain.flags)


def test_it_finds_bytes() -> None:
    assert lazy_pattern(rb"\d+").findall(b"1 and 22") == [b"1", b"22"]


def test_it_is_not_compiled_before_it_is_used() -> None:
    broken = lazy_pattern("(")
    with pytest.raises(re.error):
        broken.search("text")


def test_every_pattern_of_the_program_can_be_compiled() -> None:
    found = list(_patterns())
    assert len(found) > 100
    for module, call in found:
        code = compile(ast.Expression(call), module, "eval")
        try:
            eval(code, {"lazy_pattern": re.compile, "re": re})
        except NameError:
            names = vars(importlib.import_module(module))
            eval(code, {**names, "lazy_pattern": re.compile, "re": re})


def _patterns() -> Iterator[tuple[str, ast.Call]]:
    """Yield each pattern, with the module in which it is written."""
    for file in (*ROOT.glob("bot/**/*.py"), *ROOT.glob("adapters/**/*.py")):
        text = file.read_text(encoding="utf-8")
        if "lazy_pattern(" not in text:
            continue
        module = ".".join(file.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.Call) and _is_lazy(node.func):
                yield module, node


def _is_lazy(called: ast.expr) -> bool:
    return isinstance(called, ast.Name) and called.id == "lazy_pattern"
