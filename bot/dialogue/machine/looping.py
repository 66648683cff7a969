"""Going round: the passes of loops, and the names of answers that are given in each of them."""

from bot.core.ids import PersonId, derive
from bot.core.lazy_pattern import lazy_pattern
from bot.dialogue.machine.facts import computed, resolved
from bot.dialogue.machine.turn import Course, OpenRun
from bot.dialogue.program import Repeat

_PASS = lazy_pattern(r"~[0-9.]*(?::[0-9a-f]+)?$")
_ONE_LENGTH = 12
"""48 bits: enough to tell the members of a group apart."""


def go_round(course: Course, run: OpenRun, step: Repeat) -> int:
    """Begin the next pass, or leave the loop; return where to go on."""
    passed = run.loops.get(step.path, 0)
    if _is_over(course, run, step, passed):
        run.loops = {path: count for path, count in run.loops.items() if path != step.path}
        return step.leave
    run.loops = {**run.loops, step.path: passed + 1}
    return run.at + 1


def answer_path(run: OpenRun, path: str) -> str:
    """Return the name of an answer within its run: its step's path, and of a later pass which."""
    passes = run.passes(path)
    return path if {1}.issuperset(passes) else f"{path}~{'.'.join(map(str, passes))}"


def answer_of_one(run: OpenRun, path: str, person: PersonId) -> str:
    """Return the name of one person's answer where each in a group answers."""
    path, _, passes = answer_path(run, path).partition("~")
    return f"{path}~{passes}:{derive(run.run, person)[:_ONE_LENGTH]}"


def step_of_answer(path: str) -> str:
    """Return the path of the step that an answer was given to, whichever pass, and whoever's."""
    return _PASS.sub("", path)


def _is_over(course: Course, run: OpenRun, step: Repeat, passed: int) -> bool:
    if passed and step.until is not None and computed(course, run, step.until):
        return True
    if step.times is not None and passed >= _times(course, run, step.times):
        return True
    if step.while_ is not None and not computed(course, run, step.while_):
        return True
    if step.at_most is None or passed < step.at_most:
        return False
    course.report(f"This loop was left after {passed} passes, the most that it may have.")
    return True


def _times(course: Course, run: OpenRun, authored: int | str) -> float:
    if isinstance(authored, int):
        return authored
    times = resolved(course, run, authored)
    if isinstance(times, int | float):
        return times
    course.report("How often this loop goes round is no number.")
    return 0
