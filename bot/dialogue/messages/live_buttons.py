"""Buttons that are no answers: under something said, and those of the product's own messages."""

from collections.abc import Sequence

from bot.core.ids import RunId
from bot.dialogue.machine.ending import end_runs
from bot.dialogue.machine.playing import play, resume
from bot.dialogue.machine.runs import open_run, reopen
from bot.dialogue.machine.speaking import filled
from bot.dialogue.machine.state import Affirmed, Frame, Live
from bot.dialogue.machine.turn import Course, OpenRun, Track
from bot.dialogue.machine.understanding import Names
from bot.dialogue.messages.panels import mark_used, names_of
from bot.dialogue.messages.starting import may_interrupt, start
from bot.dialogue.messages.using_panels import use_panel
from bot.dialogue.program import Program, Say, SayButton
from bot.dialogue.questions.asking import label_of

_ONLY_PRESSED = frozenset({"erase", "anew", "link"})
"""Questions whose yes and no are words for many things: typed late, they do not count."""


def press_live(course: Course, live: Live, place: int) -> None:
    """Serve a press of such a button, once."""
    stale = live.kind == "erase" and (
        course.panel is None or course.panel.reference != live.reference
    )
    if stale or place >= len(_labels(course, live)):
        course.refuse(course.texts.over)
    elif live.used >> place & 1:
        course.refuse(course.texts.used)
    else:
        _use(course, live, place)


def use_label(course: Course, text: str) -> bool:
    """Serve a message that is exactly the label of such a button: to type it is to press it.

    Where nothing else runs, the number of a button in the newest message will do as well, for
    channels without buttons show them as a numbered list.
    """
    for live in course.live:
        place = course.understanding.exact_choice(text, _labels(course, live))
        if place is not None and live.kind not in _ONLY_PRESSED:
            _use(course, live, place)
            return True
    newest = None if course.threads or not course.live else course.live[0]
    if newest is None or newest.kind in _ONLY_PRESSED or not text.isdecimal():
        return False
    place = course.understanding.choice(text, _labels(course, newest), ())
    if place is not None:
        _use(course, newest, place)
    return place is not None


def _labels(course: Course, live: Live) -> list[Names]:
    """Return what each button of a message is called; none where nobody knows any more."""
    if live.kind != "say":
        return [names_of(course, live.kind, name) for name in live.place]
    run = _shown_by(course, live)
    return [
        (label_of(course, label, run), label.original, *label.translations.values())
        for label in (button.label for button in _said_buttons(course, live))
    ]


def _use(course: Course, live: Live, place: int) -> None:
    course.panel = None
    if live.kind == "say":
        _use_said(course, live, _said_buttons(course, live)[place], place)
    else:
        use_panel(course, live, place)


def _use_said(course: Course, live: Live, button: SayButton, place: int) -> None:
    course.place = "/".join((live.place[0], live.place[2]))
    if button.say is None and not may_interrupt(course):
        course.tell(course.texts.finish_first)
        resume(course)
        return
    mark_used(course, live, place)
    wording = f"{live.shown or ''}\n{label_of(course, button.label, _shown_by(course, live))}"
    language = live.language or course.person.language
    course.affirmed = Affirmed(wording.strip(), language, live.reference)
    _follow(course, button, live)


def _follow(course: Course, button: SayButton, live: Live) -> None:
    """Do what a button under something said leads to."""
    if button.url is not None:
        course.tell(button.url)
        resume(course)
    elif button.say is not None:
        course.send(filled(course, button.say, _shown_by(course, live)))
        resume(course)
    elif button.go is not None:
        _replace(course, button.go, live)
    elif button.run is not None:
        _begin(course, button.run, live)


def _begin(course: Course, name: str, live: Live) -> None:
    """Begin a dialogue above all others: as it is now, or as it was when the button was shown."""
    program = None if name in course.library.dialogues else _led_to(course, name, live)
    if name in course.library.dialogues:
        start(course, name)
    elif program is not None:
        play(course, Track([open_run(course, program)]))
    else:
        course.report(f"There is no dialogue {name}.")
        course.tell(course.texts.over)


def _replace(course: Course, name: str, live: Live) -> None:
    """Begin a dialogue in the place of the one that showed the button, if that still waits."""
    program = _led_to(course, name, live)
    track = None if program is None else _taken(course, live.place[3])
    if track is None or program is None:
        _begin(course, name, live)
        return
    shown = RunId(live.place[3])
    place = [one.run for one in track.runs].index(shown)
    end_runs(course, Track(track.runs[place:]), "replaced")
    if not place:
        track = Track([], topic=track.topic)  # a top dialogue left for good has no way back
    else:
        program = course.library.called(track.runs[place].program, name) or program
    del track.runs[place:]
    track.runs.append(open_run(course, program, shown))
    play(course, track)


def _led_to(course: Course, name: str, live: Live) -> Program | None:
    """Return the program that a button leads to."""
    shown = course.library.program(live.place[0], live.place[1])
    if shown is None:
        return course.library.current(name)
    return course.library.followed(shown, name)


def _taken(course: Course, run: str) -> Track | None:
    """Take the thread of a run that waits, or rests, to work on it; None where there is none."""
    thread = course.threads[-1] if course.threads else None
    if thread is not None and any(frame.run == run for frame in thread.frames):
        track = reopen(course, thread)
        if track is not None:
            course.threads.pop()
            track.origin = thread.frames
        return track
    rested = (one for one in course.resting if any(frame.run == run for frame in one.frames))
    resting = next(rested, None)
    track = None if resting is None else reopen(course, resting)
    if resting is not None and track is not None:
        course.take_from_rest(resting)
    return track


def _shown_by(course: Course, live: Live) -> OpenRun | None:
    """Return the run that showed the buttons, with what of its slots they show."""
    dialogue, version, _, run = live.place
    program = course.library.program(dialogue, version)
    frame = Frame(RunId(run), dialogue, version, 0, live.slots)
    return None if program is None else OpenRun(frame, program)


def _said_buttons(course: Course, live: Live) -> Sequence[SayButton]:
    """Return the buttons of a step that spoke, none where nobody has its version any more."""
    dialogue, version, path, _ = live.place
    program = course.library.program(dialogue, version)
    steps = () if program is None else program.instructions
    found = (step for step in steps if isinstance(step, Say) and step.path == path)
    step = next(found, None)
    return () if step is None else step.buttons
