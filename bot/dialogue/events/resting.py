"""Coming to rest: waiting for a clock or an event, and what such a wait may take up at once."""

import msgspec

from bot.dialogue.events.doing_once import digest_of, done_before, note_done
from bot.dialogue.machine.facts import computed
from bot.dialogue.machine.state import HEARD_FOR, LARGEST_HEARD, Done, Heard
from bot.dialogue.machine.turn import Course, OpenRun, Track
from bot.dialogue.program import Ask, Offer, Wait, WaitFor

_DATA = "data"
"""Where the data of an event stands in what came of a wait."""


def wait(course: Course, track: Track, step: Wait) -> None:
    """Rest for a time; one that is over, and that *back* led over, is not waited for again."""
    if done_before(course, track, _known(track)) is None:
        _rest(course, track, step.seconds)
    else:
        go_past(track.runs[-1], None)


def wait_for(course: Course, track: Track, step: WaitFor) -> None:
    """Rest until the event comes; one that came since the run began, and is unused, will do.

    So will the one that came before *back* led over this step, where the slots are what they were.
    """
    run = track.runs[-1]
    before = done_before(course, track, _known(track))
    if before is not None:
        course.cause = _event_of(step, before)
        go_past(run, course.cause)
        return
    heard = next((one for one in _heard_since(course, track) if fits(course, run, step, one)), None)
    if heard is None:
        _rest(course, track, step.within)
        return
    course.heard = [one for one in course.heard if one is not heard]
    course.cause = heard
    note_waited(course, track, heard)
    go_past(run, heard)


def note_waited(course: Course, track: Track, heard: Heard | None) -> None:
    """Remember that a wait is over, by this event or by its time: *back* does not bring it back."""
    run = track.runs[-1]
    step = run.instruction()
    result = None if heard is None else {_DATA: heard.data}
    if isinstance(step, Wait | WaitFor) and len(msgspec.json.encode(result)) <= LARGEST_HEARD:
        course.place = run.place_of(step.path)
        note_done(course, track, _known(track), result)


def fits(course: Course, run: OpenRun, step: WaitFor, heard: Heard) -> bool:
    """Say whether an event is what a step waits for.

    Raises:
        OverBudget: this turn has computed too much.
    """
    source = step.where
    if heard.name != step.event or source is None:
        return heard.name == step.event
    course.place = run.place_of(step.path)
    before, course.cause = course.cause, heard
    found = computed(course, run, source)
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


def _event_of(step: WaitFor, before: Done) -> Heard | None:
    """Return the event that came then, None where the time was over."""
    return Heard(step.event, before.result[_DATA]) if isinstance(before.result, dict) else None


def _known(track: Track) -> str:
    """Return what stands for all that the dialogue knows: where that is the same, a wait is too."""
    return digest_of(
        [
            {name: value for name, value in run.slots.items() if value is not None}
            for run in track.runs
        ]
    )


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
