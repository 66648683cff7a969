"""Asking: the question's text, its buttons, and what is remembered while it waits."""

from collections.abc import Mapping

from msgspec.structs import replace

from bot.core.content import Button, Message, Picks, Poll, Shared
from bot.core.lengths import shortened
from bot.core.text import Text
from bot.core.values import Value
from bot.dialogue.expressions.display import shown
from bot.dialogue.expressions.scope import Scope
from bot.dialogue.expressions.templates import Rendered
from bot.dialogue.machine.showing import shown_beside
from bot.dialogue.machine.speaking import filled, variant
from bot.dialogue.machine.state import MOST_CHECKPOINTS, Checkpoint, Frame, Waiting
from bot.dialogue.machine.turn import Course, OpenRun, Track
from bot.dialogue.program import Ask, Offer, Question
from bot.dialogue.questions.counting import is_open_to_all
from bot.dialogue.questions.keeping import come_to, default_for

MOST_RATING_BUTTONS = 11
"""0 to 10 is the longest scale that is still shown as buttons."""

LONGEST_DEFAULT = 32
"""Signs of an earlier answer that its button shows."""

CLOSE = "close"
"""The sign of the button that ends a question which everyone answers."""

_SHARING: Mapping[str, Shared] = {"contact": "contact", "location": "location"}
"""By the sign of a button, what it sends; all others answer with their sign."""

_CONSENTING = frozenset({"yes_no", "choice"})
"""Types whose answer may be the yes that a subscription rests on."""


def ask(course: Course, track: Track) -> None:
    """Ask the question at which the innermost run stands, for the first time."""
    remember_way_back(course, track)
    asked = track.runs[-1].instruction()
    assert isinstance(asked, Ask | Offer)
    come_to(track, asked.path)
    _ask(course, track, course.reference(), None)


def ask_again(course: Course, track: Track, waiting: Waiting) -> None:
    """Ask a waiting question again, after something else was served: nothing is counted."""
    asked = track.runs[-1].instruction()
    same = isinstance(asked, Ask)
    reference = waiting.reference if same else course.reference()
    _ask(course, track, reference, waiting)


def question_of(course: Course, asked: Ask | Offer) -> Question:
    """Return what is asked at a step: an offer is the wording of its topic, with yes and no."""
    match asked:
        case Ask():
            return asked.question
        case Offer():
            topic = course.library.brand.topics.get(asked.topic)
            wording = Text(asked.topic) if topic is None else topic.wording
            return Question((wording,), "yes_no", asked.slot)


def buttons_of(
    course: Course, question: Question, run: OpenRun, reference: str, earlier: Value
) -> tuple[Button, ...]:
    """Return the buttons under a question: the author's choices, then the product's own.

    Args:
        course: the turn.
        question: what is asked.
        run: whose slots labels may show.
        reference: what the buttons carry.
        earlier: the answer from before *back*, null where there is none.
    """
    authored = [
        Button(f"{reference}.{place}", label_of(course, choice.label, run))
        for place, choice in enumerate(question.choices)
    ]
    added = [
        Button(f"{reference}.{sign}", label, authored=False, shares=_SHARING.get(sign))
        for sign, label in _added(course, question)
    ]
    if earlier is not None:
        label = keep_label(course, question, run, earlier)
        added.append(Button(f"{reference}.keep", label, authored=False))
    return (*authored, *added)


def label_of(course: Course, label: Text, run: OpenRun | None) -> str:
    """Return a button's label in the person's language."""
    return filled(course, label, run).text


def keep_label(course: Course, question: Question, run: OpenRun, earlier: Value) -> str:
    """Return the label of the button that leaves an earlier answer as it was: it shows it."""
    if question.type == "location":  # nothing that a few words could show
        return course.texts.keep
    if isinstance(earlier, dict):
        earlier = earlier.get("name")
    labels = {str(one.value): label_of(course, one.label, run) for one in question.choices}
    written = {"": question.type} if question.type in {"text", "time"} else {}
    scope = Scope({}, course.person.language, course.person.timezone, {"": labels}, written)
    answer = shortened(" ".join(shown(earlier, scope, "").split()), LONGEST_DEFAULT, "characters")
    return f"{course.texts.keep}: {answer}" if answer else course.texts.keep


def change_waiting(course: Course, waiting: Waiting) -> None:
    """Remember more of the question that waits."""
    course.threads[-1] = replace(course.threads[-1], waiting=waiting)


def takes_several(question: Question) -> bool:
    """Say whether choices are taken one by one: a poll with one vote is answered by a press."""
    match question.type:
        case "choices":
            return True
        case "poll":
            return question.maximum != 1
        case _:
            return False


def scale_of(question: Question) -> tuple[int, int]:
    """Return the least and the best rating: 1 to 5 unless the author says otherwise."""
    least = 1 if question.minimum is None else int(question.minimum)
    most = 5 if question.maximum is None else int(question.maximum)
    return least, most


def _ask(course: Course, track: Track, reference: str, before: Waiting | None) -> None:
    run = track.runs[-1]
    asked = run.instruction()
    assert isinstance(asked, Ask | Offer)
    question = question_of(course, asked)
    content = _content(course, question, run, asked)
    earlier = default_for(track, asked.path)
    buttons = buttons_of(course, question, run, reference, earlier)
    beside = shown_beside(course, run, question.media if before is None else ())
    poll = Poll(takes_several(question)) if question.type == "poll" else None
    text, markdown = content.text, content.markdown
    private = isinstance(asked, Offer)
    message = Message(
        text,
        markdown,
        buttons,
        beside.media,
        None,
        beside.contact,
        poll,
        private=private,
        instead=course.instead if private else None,
        picks=_picks(course, question, reference),
    )
    course.show(message, asked.path)
    shown = content.text if question.type in _CONSENTING else None
    language = None if shown is None else course.person.language
    consented = isinstance(asked, Offer) and asked.topic in course.person.subscribed
    timer = _limit(course, asked) if before is None else before.timer
    waiting = Waiting(reference, 0, (), shown, language, consented, timer)
    if before is not None:
        waiting = replace(waiting, picked=before.picked, votes=before.votes)
    track.waiting = waiting


def _picks(course: Course, question: Question, reference: str) -> Picks | None:
    """Say how many choices may be picked, and which button ends it where that is one by one."""
    if not _is_ended_by_done(course, question):
        return None
    least = 1 if question.minimum is None else int(question.minimum)
    most = None if question.maximum is None else int(question.maximum)
    return Picks(least, most, f"{reference}.done")


def _is_ended_by_done(course: Course, question: Question) -> bool:
    """Say whether whoever is asked says that all choices are taken."""
    return takes_several(question) and not is_open_to_all(course, question)


def _limit(course: Course, asked: Ask | Offer) -> str | None:
    """Set the timer of a question's limit, which runs from the message that has just been added."""
    if asked.within is None:
        return None
    return course.set_timer(asked.within, len(course.effects) - 1)


def _content(course: Course, question: Question, run: OpenRun, asked: Ask | Offer) -> Rendered:
    text = variant(course, question.text, run.place_of(asked.path))
    return filled(course, text, run)


def _added(course: Course, question: Question) -> list[tuple[str, str]]:
    """Return the sign and the label of each button that the product adds."""
    texts = course.texts
    added: list[tuple[str, str]] = []
    match question.type:
        case "yes_no":
            added += [("yes", texts.yes), ("no", texts.no)]
        case "contact" | "phone":
            added.append(("contact", texts.share_contact))
        case "location":
            added.append(("location", texts.share_location))
        case "rating":
            least, most = scale_of(question)
            if most - least < MOST_RATING_BUTTONS:
                added += [(f"v{value}", str(value)) for value in range(least, most + 1)]
        case _:
            pass
    if _is_ended_by_done(course, question):
        added.append(("done", texts.done))
    if question.optional:
        added.append(("skip", texts.skip))
    if is_open_to_all(course, question):
        added.append((CLOSE, texts.close_vote))
    return added


def remember_way_back(course: Course, track: Track) -> None:
    """Remember how *back* returns to the question whose answer led here."""
    if track.origin:
        checkpoint = _checkpoint(course, track)
        track.history = (*track.history, checkpoint)[-MOST_CHECKPOINTS:]
        track.origin, track.done = (), ()


def _checkpoint(course: Course, track: Track) -> Checkpoint:
    depth = 0
    for frame, run in zip(track.origin, track.runs, strict=False):
        if frame.run != run.run:
            break
        depth += 1
    frame = track.origin[depth - 1]
    changed = _changed(frame, track.runs[depth - 1])
    above = track.origin[depth:]
    facts = course.replaced_facts
    return Checkpoint(depth, frame.at, changed, facts, above, track.answer, frame.loops, track.done)


def _changed(frame: Frame, run: OpenRun) -> dict[str, Value]:
    """Return the slots that are no longer what they were, as they were, always in one order."""
    return {
        name: frame.slots.get(name)
        for name in {**frame.slots, **run.slots}
        if frame.slots.get(name) != run.slots.get(name)
    }
