"""Calling the outside."""

from msgspec.structs import replace

from bot.brand.environment import split_by_variables
from bot.brand.leaves import Amount, Duration
from bot.core.calls import Limits, Method
from bot.dialogue.compiling.code import Code
from bot.dialogue.compiling.leaves import text_of, values_of
from bot.dialogue.program import Do, Http
from bot.dialogue.steps import Block, DoStep, HttpStep

_METHODS: dict[str, Method] = {
    "get": "GET",
    "post": "POST",
    "put": "PUT",
    "patch": "PATCH",
    "delete": "DELETE",
}


def compile_do(code: Code, step: DoStep, path: str) -> None:
    """Add a call of a function."""
    limits = _limits(step.timeout, step.retries)
    call = Do(
        path=path,
        function=step.do.function,
        arguments=values_of(step.with_),
        slot=text_of(step.as_),
        timeout=limits.timeout,
        retries=limits.retries,
    )
    _compile(code, call, step.failed)


def compile_http(code: Code, step: HttpStep, path: str) -> None:
    """Add a request."""
    line = step.http
    ((method, address),) = line.addresses.items()
    limits = _limits(line.timeout, line.retries)
    request = Http(
        path=path,
        method=_METHODS[method],
        url=address.text,
        body=() if line.json is None else (line.json.value,),
        headers={
            name.text: split_by_variables(value.text)
            for name, value in (line.headers or {}).items()
        },
        slot=text_of(line.as_),
        timeout=limits.timeout,
        retries=limits.retries,
    )
    _compile(code, request, step.failed)


def _limits(timeout: Duration | None, retries: Amount | None) -> Limits:
    usual = Limits()
    return Limits(
        usual.timeout if timeout is None else timeout.seconds,
        usual.retries if retries is None else int(retries.number),
    )


def _compile(code: Code, call: Do | Http, failed: Block | None) -> None:
    """Add a call, and behind it what is done when it has failed."""
    start = code.emit(call)
    if failed is not None:
        first = code.aside(failed, f"{call.path}.failed")
        code.put(start, replace(call, failed=first))
