"""Calls to the outside: functions that exist and take what they are given, addresses, secrets."""

import re
from collections.abc import Collection
from urllib.parse import SplitResult, urlsplit

from bot.brand.environment import references_in, refuse_malformed, split_by_variables
from bot.brand.folder import ACTIONS_FILE
from bot.brand.leaves import Amount, Duration, Words
from bot.brand.nodes import Place
from bot.brand.suggestions import did_you_mean
from bot.brand.wording import listed, quoted
from bot.core.addresses import is_public
from bot.core.lazy_pattern import lazy_pattern
from bot.dialogue.checks.scene import Scene
from bot.dialogue.expressions.templates import parsed_template
from bot.dialogue.model.actions import KEY_ARGUMENT, Actions, Function
from bot.dialogue.steps import DoStep, HttpLine, HttpStep

LONGEST_TIMEOUT = 60
MOST_RETRIES = 10

_HOST_END = lazy_pattern(r"^https?://[^/?#]*", re.IGNORECASE)
_OF_THE_REQUEST = frozenset(
    {"host", "content-length", "transfer-encoding", "connection", "upgrade", "te", "trailer"}
)
"""Headers that say how a request is sent: whoever sends it writes them."""

_HEADER_NAME = lazy_pattern(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+")
_SECRET_HEADER = lazy_pattern(r"auth|cookie|secret|token|password|api-?key", re.IGNORECASE)
_HERE = lazy_pattern(r"localhost|.*\.(localhost|local|internal|lan|home\.arpa)", re.IGNORECASE)
_DIGITS = lazy_pattern(r"[0-9a-fA-Fx.]*|.*:.*")


def check_outside(scene: Scene) -> None:
    """Check every call of a dialogue."""
    for _, step in scene.steps:
        match step:
            case DoStep():
                _check_do(scene, step)
                _check_limits(scene, step.timeout, step.retries)
            case HttpStep(http=line):
                _check_http(scene, line)
                _check_limits(scene, line.timeout, line.retries)
            case _:
                continue


def _check_limits(scene: Scene, timeout: Duration | None, retries: Amount | None) -> None:
    if timeout is not None and timeout.seconds > LONGEST_TIMEOUT:
        hint = 'Write "1m" or less: a person waits for the answer.'
        scene.faults.error(timeout.place, "A try takes one minute at most.", hint)
    if retries is None:
        return
    if retries.number not in range(MOST_RETRIES + 1):
        message = f"This is a whole number from 0 to {MOST_RETRIES}."
        scene.faults.error(retries.place, message)


def _check_do(scene: Scene, step: DoStep) -> None:
    actions = scene.known.actions
    if actions is None:
        return
    name = step.do.function
    function = actions.functions.get(name)
    if function is None:
        _refuse_unknown(scene, step, actions)
        return
    given = {argument.text: argument.place for argument in step.with_ or {}}
    for argument, place in given.items():
        _check_argument(scene, name, function, argument, place)
    missing = [one for one in function.required if one not in given and one not in function.unnamed]
    if missing and not function.takes_any and not scene.computes(step, "with"):
        hint = f"Give it under with: {missing[0]}: …"
        scene.faults.error(step.do.place, f'"{step.do.text}" needs {listed(missing)}.', hint)
    if function.unnamed:
        message = f'"{step.do.text}" takes {listed(function.unnamed)} by its place only.'
        scene.faults.error(step.do.place, message, f"Leave / out of it in {ACTIONS_FILE}.")


def _refuse_unknown(scene: Scene, step: DoStep, actions: Actions) -> None:
    name, place = step.do.function, step.do.place
    other = actions.others.get(name)
    if other is not None:
        hint = f"Only functions that are defined in {ACTIONS_FILE} can be called."
        scene.faults.error(place, f'"{name}" is {other} in {ACTIONS_FILE}, no function.', hint)
        return
    if not actions.is_there:
        hint = f"Write the function into {ACTIONS_FILE} beside brand.yaml."
        scene.faults.error(place, f"There is no {ACTIONS_FILE} in this folder.", hint)
        return
    known = f"The functions are {listed(actions.functions)}." if actions.functions else None
    near = did_you_mean(name, actions.functions) or known
    scene.faults.error(place, f"There is no function {quoted(name)} in {ACTIONS_FILE}.", near)


def _check_argument(
    scene: Scene, name: str, function: Function, argument: str, place: Place
) -> None:
    if argument == KEY_ARGUMENT:
        hint = "Leave it out: every call gets its own."
        scene.faults.error(place, f'"{KEY_ARGUMENT}" is not for a dialogue to give.', hint)
    elif not function.takes_any and argument not in (*function.arguments, *function.unnamed):
        near = did_you_mean(argument, function.arguments)
        scene.faults.error(place, f'"actions.{name}" takes no {quoted(argument)}.', near)


def _check_http(scene: Scene, line: HttpLine) -> None:
    addresses = list(line.addresses.values())
    if not addresses:
        hint = "Write one of get, post, put, patch and delete, with the address."
        scene.faults.error(line.place, "There is no address to send this to.", hint)
    for extra in addresses[1:]:
        hint = "Write a second http step for it."
        scene.faults.error(extra.place, "A request goes to one address, by one method.", hint)
    for address in addresses:
        _check_address(scene, address)
    for name, value in (line.headers or {}).items():
        _check_header(scene, name, value)


def _check_address(scene: Scene, address: Words) -> None:
    host = _HOST_END.match(address.text)
    if host is None:
        hint = "Write it as https://example.org/orders."
        scene.faults.error(address.place, "This is not a web address.", hint)
        return
    variables = list(references_in(address.scalar))
    for variable in variables:
        hint = "Send a secret in a header: addresses are written into logs everywhere."
        scene.faults.error(variable.place, "Variables can stand in headers only.", hint)
    hole = next((one for one in parsed_template(address.text).holes), None)
    if hole is not None and hole.offset < host.end() and not variables:
        hint = "Write the host as it is: what people say must not decide where this goes."
        place = address.scalar.at(hole.offset - 1)
        scene.faults.error(place, "The host of an address cannot hold an expression.", hint)
    elif "{" not in host[0]:
        _check_host(scene, address, host[0])


def _check_host(scene: Scene, address: Words, start: str) -> None:
    parts = _parts(start)
    if parts is None or not parts.hostname or not parts.hostname.isascii():
        hint = "Write it as https://example.org/orders."
        scene.faults.error(address.place, "This is not a web address.", hint)
    elif parts.username is not None:
        if parts.password is None:  # a password is refused wherever it stands
            hint = "Send it in a header, as ${NAME}."
            scene.faults.error(address.place, "Nobody can be named before the host.", hint)
    elif _is_near(parts.hostname) and not _is_own(parts, scene.known.own_systems):
        hint = f"Add {parts.scheme}://{parts.netloc} to own_systems in brand.yaml."
        message = "This address is not public: calls to it are refused."
        scene.faults.warning(address.place, message, hint)


def _parts(start: str) -> SplitResult | None:
    try:
        parts = urlsplit(start)
        _ = parts.port
    except ValueError:
        return None
    return parts


def _is_near(host: str) -> bool:
    """Say whether a host is known, without asking anybody, to be none of the public internet."""
    if _HERE.fullmatch(host):
        return True
    return _DIGITS.fullmatch(host) is not None and not is_public(host)


def _is_own(parts: SplitResult, own: Collection[str]) -> bool:
    return f"{parts.scheme}://{parts.netloc}".casefold() in {one.casefold() for one in own}


def _check_header(scene: Scene, name: Words, value: Words) -> None:
    if not _HEADER_NAME.fullmatch(name.text):
        scene.faults.error(name.place, f"{quoted(name.text)} cannot be the name of a header.")
        return
    if name.text.casefold() in _OF_THE_REQUEST:
        message = f"{quoted(name.text)} is written by whoever sends the request."
        scene.faults.error(name.place, message, "Leave it out.")
    refuse_malformed(value.scalar, scene.faults)
    literal = len(split_by_variables(value.text)) == 1 and not parsed_template(value.text).holes
    if literal and "${" not in value.text and _SECRET_HEADER.search(name.text):
        hint = 'Put it into the environment, and write "${NAME}" here.'
        scene.faults.error(value.place, "A secret cannot be written in this file.", hint)
    for variable in references_in(value.scalar):
        if variable.name in scene.known.unset:
            message = f"{variable.name} is not set: this call will fail."
            scene.faults.warning(variable.place, message, "Set it in the environment.")
