"""What stands in for the outside in a story: functions that return, addresses that answer."""

from typing import get_args

from bot.brand.nodes import Node, Place, Scalar, Table, value_of
from bot.core.calls import Method
from bot.stories.form import Form
from bot.stories.story import ActionStub, HttpStub, Stub

DO = ("do", "returns", "fails", "times")
HTTP = ("http", "method", "status", "json", "text", "headers", "timeout", "times")
METHODS: tuple[Method, ...] = get_args(Method)

_STATUSES = range(100, 600)


def stub_in(node: Node, place: Place, form: Form) -> Stub | None:
    """Return the stub of a step; None where it does not fit."""
    if not isinstance(node, Table):
        form.refuse(node.place, '"stub" is a map with "do" or "http", and what comes back.')
        return None
    if (node.get("do") is None) == (node.get("http") is None):
        form.table(node, (*DO, *HTTP), '"stub"')
        form.refuse(place, 'A stub answers for one "do" or one "http".')
        return None
    return _do(node, place, form) if node.get("do") is not None else _http(node, place, form)


def _do(table: Table, place: Place, form: Form) -> ActionStub | None:
    form.table(table, DO, 'A stub of "do"')
    name = form.text_at(table, "do")
    returns, fails = table.get("returns"), table.get("fails")
    if returns is not None and fails is not None:
        form.refuse(fails.place, "A function returns or fails, not both.")
    if name is None:
        return None
    failing = fails is not None and value_of(fails) is not False
    value = None if returns is None else value_of(returns)
    return ActionStub(place, name, value, failing, _times(table, form))


def _http(table: Table, place: Place, form: Form) -> HttpStub | None:
    form.table(table, HTTP, 'A stub of "http"')
    url, json, text = form.text_at(table, "http"), table.get("json"), table.get("text")
    if json is not None and text is not None:
        form.refuse(text.place, "An answer is JSON or a text, not both.")
    if url is None:
        return None
    return HttpStub(
        place,
        url,
        method=_method(table, form),
        status=_whole(table, "status", _STATUSES, "a status such as 200 or 500", form) or 200,
        answer=value_of(json) if json is not None else form.text_at(table, "text"),
        timeout=_flag(table, "timeout", form),
        times=_times(table, form),
    )


def _method(table: Table, form: Form) -> Method | None:
    node, text = table.get("method"), form.text_at(table, "method")
    if node is None or text is None:
        return None
    found = next((method for method in METHODS if method == text.upper()), None)
    if found is None:
        form.refuse(node.place, f'"method" is one of {", ".join(METHODS)}.')
    return found


def _times(table: Table, form: Form) -> int | None:
    return _whole(table, "times", range(1, 1_000_001), "a whole number from 1", form)


def _whole(table: Table, key: str, among: range, expected: str, form: Form) -> int | None:
    node = table.get(key)
    if node is None:
        return None
    if isinstance(node, Scalar) and type(node.value) is int and node.value in among:
        return node.value
    form.refuse(node.place, f'"{key}" is {expected}.')
    return None


def _flag(table: Table, key: str, form: Form) -> bool:
    node = table.get(key)
    if node is None:
        return False
    if isinstance(node, Scalar) and isinstance(node.value, bool):
        return node.value
    form.refuse(node.place, f'"{key}" is true or false.')
    return False
