"""Calling the outside: what is sent with a call, and the rest that its turn takes meanwhile."""

from urllib.parse import quote, urlsplit

import msgspec
from msgspec import Struct

from bot.core.calls import Action, Limits, Request, Target
from bot.core.effects import Call
from bot.core.values import Value
from bot.dialogue.events.doing_once import digest_of, done_before, note_done
from bot.dialogue.expressions.display import plain
from bot.dialogue.expressions.expression import ExpressionError, OverBudget, operand
from bot.dialogue.expressions.templates import parsed_template
from bot.dialogue.machine.facts import resolved
from bot.dialogue.machine.speaking import unlabelled_scope
from bot.dialogue.machine.state import Calling
from bot.dialogue.machine.turn import Course, OpenRun, Track
from bot.dialogue.program import Do, Http

LONGEST_CALL = 3_600_000
"""Milliseconds after which nobody waits for an answer any more, whatever has become of it: longer
than all tries of a call can take, and than most stops of a process."""

_IN_PLACE = "%/:?#[]@!$&'()*+,;=~-._"
"""What an author may write in an address as it is; all else is encoded."""

_CLIMBING = frozenset({".", ".."})
"""Parts of a path that lead out of the one before them: no value may be one."""


class CannotCall(Exception):  # noqa: N818 - it names a state of the world, not a mistake
    """What is to be sent cannot be made of these values; says why, without them."""


class CallEnd(Struct, frozen=True, omit_defaults=True):
    """How a call has ended: with a value, or `failed`, which is then its idempotency key."""

    value: Value = None
    failed: str | None = None


def call(course: Course, track: Track, step: Do | Http) -> None:
    """Make a call and rest until it is answered; one that *back* led to again is not repeated."""
    run = track.runs[-1]
    try:
        target = _target(course, run, step)
    except CannotCall as error:
        go_past_call(course, run, None, str(error))
        return
    digest = digest_of(msgspec.to_builtins(target))
    earlier = _ended_before(course, track, digest)
    if earlier is not None and earlier.failed is None:
        go_past_call(course, run, earlier.value)
        return
    call = course.next_call()
    key = call if earlier is None or earlier.failed is None else earlier.failed
    limits = Limits(step.timeout, step.retries)
    course.effects.append(Call(call, key, course.place, target, limits))
    track.calling = _calling(course, call, key, digest)
    track.rests = True


def go_past_call(course: Course, run: OpenRun, value: Value, failure: str | None = None) -> None:
    """Go on behind a call that has ended, with its answer or, for a reason, without one."""
    step = run.instruction()
    assert isinstance(step, Do | Http)
    if step.slot is not None:
        run.slots[step.slot] = value
    is_expected = run.expects_nothing(step.failed)
    run.go_on(value, None if failure is None else step.failed, missed=failure is not None)
    if failure is not None and not is_expected:
        course.report(failure)


def remember_call(course: Course, track: Track, calling: Calling, end: CallEnd) -> None:
    """Remember how the call of the present step has ended, where *back* may lead before it."""
    note_done(course, track, calling.digest, msgspec.to_builtins(end))


def _ended_before(course: Course, track: Track, digest: str) -> CallEnd | None:
    """Return how the same call has ended before *back* led over it; a failed one is made anew."""
    done = done_before(course, track, digest)
    if done is None:
        return None
    end = msgspec.convert(done.result, CallEnd)
    if end.failed is not None:
        track.done = tuple(one for one in track.done if one is not done)
    return end


def _calling(course: Course, call: str, key: str, digest: str) -> Calling:
    return Calling(
        call,
        digest,
        key,
        course.now + LONGEST_CALL,
        course.budget.steps,
        course.budget.jumps,
        course.said,
        course.cause,
        course.affirmed,
    )


def _target(course: Course, run: OpenRun, step: Do | Http) -> Target:
    match step:
        case Do(function=name, arguments=arguments):
            return Action(name, {key: _value(course, run, one) for key, one in arguments.items()})
        case Http(method=method, url=url, body=body, headers=headers):
            return Request(
                method,
                _address(course, run, url),
                msgspec.json.encode(_value(course, run, body[0])).decode() if body else None,
                {name: _header(course, run, parts) for name, parts in headers.items()},
            )


def _value(course: Course, run: OpenRun, authored: Value) -> Value:
    """Return an authored value, null wherever in it an expression cannot be computed."""
    match authored:
        case list():
            return [_value(course, run, item) for item in authored]
        case dict():
            return {key: _value(course, run, item) for key, item in authored.items()}
        case _:
            return resolved(course, run, authored)


def _address(course: Course, run: OpenRun, source: str) -> str:
    """Return an address with its values encoded: none of them can lead elsewhere.

    Raises:
        CannotCall: with these values it would.
    """
    template = parsed_template(source)
    parts = [quote(template.literals[0], _IN_PLACE)]
    for hole, literal in zip(template.holes, template.literals[1:], strict=True):
        parts += (quote(_shown(course, run, hole.source), ""), quote(literal, _IN_PLACE))
    address = "".join(parts)
    if _CLIMBING.intersection(urlsplit(address).path.split("/")):
        raise CannotCall("An address cannot be made of these values.")
    return address


def _header(course: Course, run: OpenRun, parts: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(
        part if place % 2 else _text(course, run, part) for place, part in enumerate(parts)
    )


def _text(course: Course, run: OpenRun, source: str) -> str:
    template = parsed_template(source)
    # What ends a text is nothing to see, but here a secret may stand behind it.
    ending = source[len(source.rstrip()) :]
    filled = [template.literals[0]]
    for hole, literal in zip(template.holes, template.literals[1:], strict=True):
        filled += (_in_one_line(_shown(course, run, hole.source)), literal)
    return "".join(filled) + ending


def _in_one_line(text: str) -> str:
    """Return a text as a header can hold it: what is no character to see is a blank there."""
    return "".join(one if one.isprintable() else " " for one in text)


def _shown(course: Course, run: OpenRun, source: str) -> str:
    try:
        return plain(operand(source, unlabelled_scope(course, run), course.budget))
    except OverBudget:
        raise
    except ExpressionError as error:
        raise CannotCall(str(error)) from None
