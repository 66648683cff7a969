"""A run of a dialogue in Python: where it stands is a call, and what it remembers a journal."""

from collections.abc import Mapping, Sequence

from bot.core.values import Value
from bot.dialogue.expressions.expression import Operand, stored
from bot.dialogue.machine.failing import RunFailed
from bot.dialogue.machine.speaking import unlabelled_scope
from bot.dialogue.machine.state import Frame
from bot.dialogue.machine.turn import Course, OpenRun, Standing
from bot.dialogue.program import Instruction, Program
from bot.dialogue.python.building import Unbuildable, as_value, build
from bot.dialogue.python.code import PythonCode
from bot.dialogue.python.fitting import misfit, path_of_call
from bot.dialogue.python.options import keys_of
from bot.dialogue.python.replay import ACTING, Replay, own
from bot.dialogue.python.request import Request


class PythonRun(OpenRun):
    """A run that goes on by what its calls gave; `at` counts those that gave something.

    Args:
        course: the turn.
        frame: what is remembered of it; a run that begins has an empty journal.
        program: the dialogue as it is now.
        code: its code.
        begins: whether it has yet to begin.

    Raises:
        RunFailed: what is remembered is not enough to go on.
    """

    def __init__(
        self, course: Course, frame: Frame, program: Program, code: PythonCode, *, begins: bool
    ) -> None:
        super().__init__(frame, program)
        self._course = course
        self._code = code
        at = max(frame.at, 0)
        if not begins and len(frame.journal) <= at:
            raise RunFailed(f"{code.file}: nothing is remembered of this run.", changed=True)
        awaited = None if begins else frame.journal[at]
        moved = frame.version != program.version
        given = frame.journal[:at]
        if moved and not begins:
            _refuse_misfit(course, frame, code)
        self._replay = Replay(code, frame.run, given, awaited, self._look, moved=moved)
        self._standing: Standing | None = None
        self._reopened = not begins
        self._reply: object = None
        self._ended = False
        course.closers.append(self._replay.close)

    @property
    def visible(self) -> Mapping[str, Operand]:
        """What texts and expressions may use by name: slots, and what the call names."""
        values = None if self._standing is None else self._standing.values
        return {**self.slots, **values} if values else self.slots

    def passes(self, path: str) -> Sequence[int]:
        """Return how often it has come to a call, this time among them."""
        sign = path if self._standing is None else self._standing.sign
        if path_of_call(sign) != path:
            return [1]
        return [1 + sum(one.call == sign for one in self._replay.given)]

    def frame(self) -> Frame:
        """Return what is remembered of it."""
        program, journal = self.program, tuple(self._replay.given)
        if self._standing is not None:
            journal += (self._replay.pending(self._standing.sign),)
        return Frame(
            self.run,
            program.dialogue,
            program.version,
            self.at,
            dict(self.slots),
            self.begun,
            journal=journal,
        )

    def instruction(self) -> Instruction | None:
        """Return where it stands, None where it has yet to begin or has ended.

        Raises:
            RunFailed: the function cannot go on.
        """
        if self.at < 0 or self._ended:
            return None
        if self._standing is None:
            place = (self.run, self.at)
            self._standing = self._course.standing.get(place) if self._reopened else None
            if self._standing is None:
                self._standing = self._next()
            if self._reopened and self._standing is not None:
                self._course.standing[place] = self._standing
        return None if self._standing is None else self._standing.instruction

    def expects_nothing(self, instead: int | None) -> bool:
        """Say whether the call says what it gives where nothing comes."""
        del instead
        return self._standing is not None and self._standing.instead is not None

    def is_at_its_end(self) -> bool:
        """Return False: what follows is for its code to say."""
        return False

    def go_on(self, given: Value = None, to: int | None = None, *, missed: bool = False) -> None:
        """Leave the call at which it stands; what it gave is written down.

        Raises:
            RunFailed: the function cannot be played up to there.
        """
        del to  # its code says where it goes on
        standing = self._standing
        if standing is None:
            self.at = max(self.at, 0)
            return
        if not self._replay.begun:
            self._replay.advance()
        if not standing.acts:
            self._replay.note(standing.sign, given, missed=missed)
            self.at = len(self._replay.given)
        self._reply = standing.instead if missed else own(given)
        self._standing, self._reopened = None, False

    def _next(self) -> Standing | None:
        reply, self._reply = self._reply, None
        request = self._replay.advance(reply)
        if request is None:
            self._end()
            return None
        site = self._replay.site(request)
        try:
            built = build(site, request.options)
            values = _values_in(request)
        except Unbuildable as unbuildable:
            raise RunFailed(f"{self._code.file}:{site.line}: {unbuildable}") from None
        acts = request.kind in ACTING
        sign = self._replay.sign(request)
        return Standing(sign, built.instruction, {**values, **built.told}, acts, request.instead)

    def _end(self) -> None:
        """Keep what the function returns as slots: that is what a caller gets."""
        self._ended = True
        returned = self._replay.returned
        if returned is None:
            return
        try:
            value = as_value(returned)
        except Unbuildable:
            value = None
        if isinstance(value, dict):
            self.slots.update(value)
        else:
            self._course.report(f"{self._code.file}: a dialogue returns nothing, or slots by name.")

    def _look(self, name: str) -> Value:
        """Return what something that the function may read is now."""
        if name == "with":
            return {key: one for key, one in self.slots.items() if key in self._code.parameters}
        root, _, part = name.partition(".")
        whole = unlabelled_scope(self._course, self).values[root]
        if not part:
            return stored(whole)
        return stored(whole.get(part)) if isinstance(whole, Mapping) else None


def _refuse_misfit(course: Course, frame: Frame, code: PythonCode) -> None:
    found = misfit(frame, course.library.older.get(frame.version), code)
    if found is not None:
        what = "is gone" if found.what is None else f"has {found.what}"
        raise RunFailed(f"{code.file}: {found.path} {what}.", changed=True)


def _values_in(request: Request[object]) -> dict[str, Value]:
    keys = keys_of(request.kind)
    return {
        name: as_value(one) for name, one in request.options.items() if name not in keys.options
    }
