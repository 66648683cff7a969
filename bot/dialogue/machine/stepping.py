"""The steps that stay inside one run: saying, setting, consenting, and choosing a way."""

from typing import assert_never

from bot.core.content import Button, Card, Message
from bot.core.effects import EmitEvent
from bot.dialogue.events.doing_once import digest_of, done_before, note_done
from bot.dialogue.expressions.templates import Rendered
from bot.dialogue.machine.cases import case_of
from bot.dialogue.machine.consenting import subscribe, unsubscribe
from bot.dialogue.machine.facts import computed, resolved, set_values
from bot.dialogue.machine.looping import go_round
from bot.dialogue.machine.showing import Beside, card_shown, shown_beside
from bot.dialogue.machine.speaking import filled, slots_named, variant
from bot.dialogue.machine.splitting import go_one_way
from bot.dialogue.machine.state import Live
from bot.dialogue.machine.tagging import give_tags, take_tags
from bot.dialogue.machine.turn import Course, OpenRun, Track
from bot.dialogue.program import (
    Emit,
    Match,
    Repeat,
    Say,
    Set,
    Split,
    Subscribe,
    Tag,
    Test,
    Unsubscribe,
    Untag,
)
from bot.dialogue.questions.asking import label_of

Inner = Say | Subscribe | Unsubscribe | Set | Tag | Untag | Test | Match | Repeat | Split | Emit


def step_within(  # noqa: C901  # one case for each kind of step
    course: Course, track: Track, step: Inner
) -> None:
    """Take a step, and go on to the next one."""
    run = track.runs[-1]
    given: str | None = None
    to: int | None = None
    match step:
        case Say():
            say(course, run, step)
        case Subscribe():
            subscribe(course, step)
        case Unsubscribe():
            unsubscribe(course, step)
        case Set():
            set_values(course, run, step)
        case Test():
            to = None if computed(course, run, step.condition) else step.otherwise
        case Match():
            to = _case(course, run, step)
        case Repeat():
            to = go_round(course, run, step)
        case Split():
            arm = go_one_way(course, run, step)
            given, to = arm.name, arm.to
        case Tag():
            give_tags(course, run, step)
        case Untag():
            take_tags(course, run, step)
        case Emit():
            _emit(course, track, step)
        case _:
            assert_never(step)
    run.go_on(given, to)


def say(course: Course, run: OpenRun, step: Say) -> None:
    """Say one of the variants of a step, with its buttons."""
    content = filled(course, variant(course, step.variants, course.place), run)
    beside = shown_beside(course, run, step.media)
    card = None if step.card is None else card_shown(course, run, step.card)
    if not step.buttons:
        if content.text.strip() or beside.media or card or beside.contact:  # none is empty
            course.show(_message(content, (), beside, card), step.path)
        return
    reference = course.reference()
    buttons = tuple(
        Button(f"{reference}.{place}", label_of(course, button.label, run), button.url)
        for place, button in enumerate(step.buttons)
    )
    course.show(_message(content, buttons, beside, card), step.path)
    if any(button.url is None for button in step.buttons):
        place = (run.program.dialogue, run.program.version, step.path, run.run)
        leads = any(button.run or button.go for button in step.buttons)
        shown = content.text if leads else None
        said = (text for button in step.buttons for text in (button.label, button.say) if text)
        slots = slots_named(run, said)
        live = Live(reference, "say", place, 0, shown, course.person.language, slots)
        course.remember_live(live)


def _message(
    content: Rendered, buttons: tuple[Button, ...], beside: Beside, card: Card | None
) -> Message:
    text, markdown = content.text, content.markdown
    return Message(text, markdown, buttons, beside.media, card, beside.contact)


def _emit(course: Course, track: Track, step: Emit) -> None:
    run = track.runs[-1]
    data = {name: resolved(course, run, value) for name, value in step.data.items()}
    digest = digest_of(data)
    if done_before(course, track, digest) is None:
        course.effects.append(EmitEvent(step.event, data))
        note_done(course, track, digest)


def _case(course: Course, run: OpenRun, step: Match) -> int:
    """Return where the case stands that equals the subject, in value or as it is written."""
    before = len(course.effects)
    subject = computed(course, run, step.subject)
    if len(course.effects) > before:  # reported: what cannot be computed equals nothing
        return step.otherwise
    found = case_of(subject, step.cases)
    return step.otherwise if found is None else step.cases[found]
