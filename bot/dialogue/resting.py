"""Coming to rest: waiting for a clock or an event, and what such a wait may take up at once."""

from bot.dialogue.expressions import evaluate
from bot.dialogue.facts import attempted
from bot.dialogue.program import Ask, Offer, Wait, WaitFor
from bot.dialogue.speaking import unlabelled_scope
from bot.dialogue.state import HEARD_FOR, Heard
from bot.dialogue.turn import Course, OpenRun, Track


def wait(course: Course, track: Track, step: Wait) -> None:
    """Rest for a time."""
    _rest(course, track, step.seconds)


def wait_for(course: Course, track: Track, step: WaitFor) -> None:
    """Rest until the event comes; one that came since the run began, and is unused, will do."""
    run = track.runs[-1]
    heard = next((one for one in _heard_since(course, track) if fits(course, run, step, one)), None)
    if heard is None:
        _rest(course, track, step.within)
        return
    course.heard = [one for one in course.heard if one is not heard]
    course.cause = heard
    go_past(run, heard)


def fits(course: Course, run: OpenRun, step: WaitFor, heard: Heard) -> bool:
    """Say whether an event is what a step waits for.

    Raises:
        OverBudget: this turn has computed too much.
    """
    source = step.where
    if heard.name != step.event or source is None:
        return heard.name == step.event
    course.place = f"{run.program.dialogue}/{step.path}"
    before, course.cause = course.cause, heard
    scope = unlabelled_scope(course, run)
    found = attempted(course, lambda: evaluate(source, scope, course.budget))
    course.cause = before
    return bool(found)


def go_past(run: OpenRun, heard: Heard | None) -> None:
    """Go on behind what the run waited for: the event that came, or None for its time is over."""
    step = run.instruction()
    match step:
        case WaitFor(slot=slot):
            data = None if heard is None else heard.data
            if slot is not None:
                run.slots[slot] = data
            late = step.otherwise if heard is None else None
            run.go_on(data, late, missed=heard is None)
        case Ask(question=question):
            _go_past_question(run, question.slot, step.otherwise)
        case Offer(slot=slot):
            _go_past_question(run, slot, step.otherwise)
        case _:
            run.go_on()


def _go_past_question(run: OpenRun, slot: str | None, otherwise: int | None) -> None:
    if slot is not None:
        run.slots[slot] = None
    run.go_on(None, otherwise, missed=True)


def _rest(course: Course, track: Track, seconds: int | None) -> None:
    track.timer = None if seconds is None else course.set_timer(seconds)
    track.rests = True


def _heard_since(course: Course, track: Track) -> list[Heard]:
    earliest = max(track.runs[0].begun, course.now - HEARD_FOR)
    return [heard for heard in course.heard if heard.at >= earliest]
