"""Playing a function again: it is fed what its calls gave, up to what is not known yet."""

from collections.abc import Callable, Coroutine, Mapping, Sequence
from contextlib import suppress
from types import TracebackType
from typing import Any

import msgspec
from msgspec.structs import replace

from bot.core.ids import number_from
from bot.core.traces import last_line_in
from bot.core.values import Value
from bot.dialogue.machine.failing import RunFailed
from bot.dialogue.machine.state import Given
from bot.dialogue.program import Ask
from bot.dialogue.python.building import Unbuildable, build
from bot.dialogue.python.code import OutOfTime, PythonCode, Site
from bot.dialogue.python.request import Request
from bot.dialogue.python.talk import Talk

MOST_CALLS = 10_000
"""Calls of `talk` that one run may make, from its beginning."""

ACTING = frozenset({"say", "set", "tag", "untag", "subscribe", "unsubscribe", "emit"})
"""Calls that give nothing: what they did is done, and is not done again."""

_CHANGING = ACTING - {"say", "emit"}
"""Calls after which the person's facts may read otherwise."""


class _Halted(BaseException):
    """Leaves the function, whatever it catches."""


class Replay:
    """One run's function while a turn works on it.

    Args:
        code: the file's.
        run: names the run: its chance comes from that.
        given: what its calls gave before; grows.
        awaited: the call that it was left at, None for one that begins.
        look: tells what something that may be read is now.
        moved: whether the file may have changed since.
    """

    def __init__(  # noqa: PLR0913 - all that a run is made of
        self,
        code: PythonCode,
        run: str,
        given: Sequence[Given],
        awaited: Given | None,
        look: Callable[[str], Value],
        *,
        moved: bool,
    ) -> None:
        self.given = list(given)
        self.seen: dict[str, Value] = dict((awaited.seen if awaited is not None else None) or {})
        self.returned: object = None
        self._code = code
        self._run = run
        self._awaited = awaited
        self._moved = moved
        self._look = look
        self._coroutine: Coroutine[Any, Any, object] | None = None
        self._position = 0
        self._calls = 0
        self._drawn = 0
        self._changes = 0
        self._ended = False
        self._halted: RunFailed | None = None

    @property
    def begun(self) -> bool:
        """Whether the function stands at a call in this turn."""
        return self._coroutine is not None

    def advance(self, reply: object = None) -> Request[Any] | None:
        """Let the function go on to the first call that has given nothing yet; None at its end.

        Args:
            reply: what the call gives at which it stands.

        Raises:
            RunFailed: it cannot go on.
        """
        found: object = self._sent(reply)
        if self._halted is not None:
            raise self._halted
        if self._ended and self._is_behind:
            reason = f"{self._code.file}: it ends before what was answered."
            raise RunFailed(reason, changed=self._moved)
        if self._ended:
            return None
        if not isinstance(found, Request):
            raise RunFailed(f"{self._code.file}: it awaits something else than talk.")
        return found

    def note(self, sign: str, given: Value, *, missed: bool) -> None:
        """Write down what the call gave at which the function stands."""
        self.given.append(Given(sign, given, self.seen or None, missed))
        self.seen, self._changes = {}, 0
        self._position, self._awaited = len(self.given), None

    def pending(self, sign: str) -> Given:
        """Return what is remembered of the call at which the function stands."""
        return Given(sign, None, dict(self.seen) or None)

    def site(self, request: Request[Any]) -> Site:
        """Return where a call is made."""
        return self._code.sites[request.site]

    def sign(self, request: Request[Any]) -> str:
        """Return how a call is named in journals."""
        site = self.site(request)
        if site.sign is not None:
            return site.sign
        chosen = "text" if request.options.get("choices") is None else "choice"
        return f"{site.path}:{request.options.get('type') or chosen}"

    def close(self) -> None:
        """Leave the function for this turn."""
        coroutine, self._coroutine = self._coroutine, None
        if coroutine is not None:
            self._halted = RunFailed(f"{self._code.file}: the turn is over.")
            with suppress(Exception, _Halted, OutOfTime), self._code.watch():
                coroutine.close()

    def request(
        self, site: int, kind: str, options: Mapping[str, object], instead: object
    ) -> Request[Any]:
        """Return the call that is made at a place of the file, to be awaited."""
        if self._halted is not None:
            raise _Halted
        self._calls += 1
        if self._calls > MOST_CALLS:
            self._halt(RunFailed(f"{self._code.file}: it calls talk more than {MOST_CALLS} times."))
        if not 0 <= site < len(self._code.sites) or self._code.sites[site].kind != kind:
            reason = (
                f"{self._code.file}: talk.{kind} is called where it cannot be seen in the file."
            )
            self._halt(RunFailed(reason))
        return Request(self, site, kind, options, instead)

    def recall(self, request: Request[Any]) -> tuple[bool, Any]:
        """Return whether it is known what a call gave, and what that was."""
        if request.kind in ACTING:
            self._changes += request.kind in _CHANGING
            return self._is_behind, None
        if self._position < len(self.given):
            return True, self._known(request)
        if self._awaited is not None:
            if self._awaited.call != self.sign(request):
                self._halt(self._unfit(request))
            self._awaited = None
        return False, None

    def read(self, name: str) -> Value:
        """Return what `name`, such as `person.tags`, was here before, or is now."""
        key = f"{name}#{self._changes}" if self._changes else name
        past = self._position < len(self.given)
        seen = self.given[self._position].seen or {} if past else self.seen
        if key not in seen:
            seen = {**seen, key: self._look(name)}
            if past:
                self.given[self._position] = replace(self.given[self._position], seen=seen)
            else:
                self.seen = seen
        return own(seen[key])

    def draw(self) -> int:
        """Return the next number of the run's own chance, of 64 bits."""
        self._drawn += 1
        return number_from(f"{self._run}/{self._drawn}")

    @property
    def _is_behind(self) -> bool:
        """Whether the function does only what it has done before."""
        return self._position < len(self.given) or self._awaited is not None

    def _sent(self, reply: object) -> Any:
        try:
            with self._code.watch():
                return self._send(reply)
        except _Halted:
            return None
        except OutOfTime:
            raise RunFailed(f"{self._code.file}: it runs too long without waiting.") from None
        except KeyboardInterrupt:
            raise
        except BaseException as error:  # noqa: BLE001 - whatever a developer's code may raise
            place = self._place_in(error.__traceback__)
            if self._halted is None:
                raise RunFailed(f"{place}: {_named(error)}.") from None
            return None

    def _send(self, reply: object) -> Any:
        if self._coroutine is None:
            function = self._code.function
            if function is None:
                raise RunFailed(f"{self._code.file}: this dialogue is not loaded.")
            arguments = self.read("with") if self._code.parameters else None
            named = arguments if isinstance(arguments, dict) else {}
            self._coroutine = function(Talk(self), **named)
        try:
            return self._coroutine.send(reply)
        except StopIteration as end:
            self.returned, self._ended = end.value, True
            return None

    def _known(self, request: Request[Any]) -> Any:
        known = self.given[self._position]
        if known.call != self.sign(request) or not self._is_possible(request, known):
            self._halt(self._unfit(request))
        self._position += 1
        self._changes = 0
        return request.instead if known.missed else own(known.value)

    def _is_possible(self, request: Request[Any], known: Given) -> bool:
        """Say whether an answer may still be given: a choice has to be there in a changed file."""
        if not self._moved or known.missed or known.value is None:
            return True
        try:
            asked = build(self.site(request), request.options).instruction
        except Unbuildable:
            return False
        if not isinstance(asked, Ask) or not asked.question.choices:
            return True
        possible = {str(choice.value) for choice in asked.question.choices}
        taken = known.value if isinstance(known.value, list) else [known.value]
        return possible.issuperset(map(str, taken))

    def _unfit(self, request: Request[Any]) -> RunFailed:
        if self._moved:
            return self._failed(request.site, "what was answered no longer fits", changed=True)
        return self._failed(request.site, "played again, it does something else than before")

    def _failed(self, site: int, reason: str, *, changed: bool = False) -> RunFailed:
        line = self._code.sites[site].line
        return RunFailed(f"{self._code.file}:{line}: {reason}.", changed=changed)

    def _halt(self, failure: RunFailed) -> None:
        self._halted = failure
        raise _Halted

    def _place_in(self, trace: TracebackType | None) -> str:
        line = last_line_in(self._code.file, trace)
        return self._code.file if line is None else f"{self._code.file}:{line}"


def own(value: Value) -> Value:
    """Return a value that the function may change: the journal keeps its own."""
    return msgspec.to_builtins(value) if isinstance(value, list | dict) else value


def _named(error: BaseException) -> str:
    """Return what kind of error it is; its message may hold what a person said."""
    if isinstance(error, RuntimeError) and "no running event loop" in str(error):
        return "a dialogue may await only talk"
    return type(error).__name__
