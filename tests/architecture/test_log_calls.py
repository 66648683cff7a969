"""Every log call is words and named fields, and names nothing that could be a text or a secret."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from bot.logs.telling import SHAPE

ROOT = Path(__file__).parents[2]
LEVELS = frozenset({"debug", "info", "warning", "error", "exception", "critical"})
LOGGERS = frozenset({"_LOG", "_log", "log"})
KEPT_QUIET = (
    *("text", "texts", "content", "body", "message", "said", "label", "answer"),
    *("token", "secret", "password", "signature", "url", "address", "person", "sender"),
)


def log_calls(tree: ast.AST) -> Iterator[ast.Call]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            of = node.func.value
            name = of.id if isinstance(of, ast.Name) else getattr(of, "attr", "")
            if node.func.attr in LEVELS and name in LOGGERS:
                yield node


def fault_of(call: ast.Call) -> str | None:
    """Say what is wrong with a log call, None where nothing is."""
    template = call.args[0]
    if not isinstance(template, ast.Constant) or not isinstance(template.value, str):
        return "its words are made up on the way"
    if not SHAPE.fullmatch(template.value):
        return 'it is not of the shape "words name=%s name=%r"'
    names = [part.partition("=")[0] for part in template.value.split() if "=%" in part]
    if len(names) != len(call.args) - 1:
        return "it has more or fewer values than fields"
    told = [name for name in names if name in KEPT_QUIET]
    return f"it tells {told[0]}" if told else None


@cache
def calls_in_the_product() -> list[tuple[str, ast.Call]]:
    """Every log call, with its place."""
    paths = [
        path for name in ("bot", "adapters", "sandbox") for path in (ROOT / name).rglob("*.py")
    ]
    return [
        (f"{path.relative_to(ROOT)}:{call.lineno}", call)
        for path in sorted(paths)
        for call in log_calls(ast.parse(path.read_text(encoding="utf-8")))
    ]


def test_every_log_call_is_words_and_fields():
    calls = calls_in_the_product()
    assert len(calls) > 40
    assert [f"{place}: {fault}" for place, call in calls if (fault := fault_of(call))] == []


@pytest.mark.parametrize(
    "call",
    [
        '_LOG.info(f"{brand} failed")',
        '_LOG.info("a turn failed: %s", error)',
        '_LOG.info("a turn failed brand=%s")',
        '_LOG.info("a turn failed brand=%s again", brand)',
        '_LOG.info("a turn failed text=%s", text)',
        '_log.warning("%s failed", token)',
    ],
)
def test_a_planted_one_is_found(call: str):
    (planted,) = log_calls(ast.parse(call))
    assert fault_of(planted) is not None
