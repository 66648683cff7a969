"""Leaving a topic: the button under what the brand began, which works for ever."""

from functools import lru_cache
from typing import Literal

import msgspec

from bot.core.content import Button
from bot.core.effects import Send
from bot.core.ids import derive
from bot.core.universal import universal_word
from bot.core.words import normalise
from bot.dialogue.machine.consenting import withdraw
from bot.dialogue.machine.ending import end_topic
from bot.dialogue.machine.playing import resume
from bot.dialogue.machine.product_texts import texts_in
from bot.dialogue.machine.turn import Course
from bot.dialogue.questions.asking import label_of

LEAVE = "leave-"
"""How the sign of such a button begins; what the topic's name comes down to follows."""

STOP = "stop"
"""The sign of the button that is the word *stop*."""

Label = Literal["leave", "stop"]

_SIGN_LENGTH = 12


def add_leave_button(course: Course, first: int, topic: str) -> None:
    """Put the button under the last message of an opening; without a message there is none.

    Args:
        course: the turn.
        first: the place of the opening's first effect.
        topic: what the button leaves.
    """
    for place in range(len(course.effects) - 1, first - 1, -1):
        effect = course.effects[place]
        if isinstance(effect, Send):
            button = Button(
                f"{course.reference(place)}.{sign_of(topic)}", course.texts.leave, authored=False
            )
            message = effect.message
            message = msgspec.structs.replace(message, buttons=(*message.buttons, button))
            course.effects[place] = msgspec.structs.replace(effect, message=message)
            return


@lru_cache(maxsize=256)
def sign_of(topic: str) -> str:
    """Return what the button of a topic carries: nothing has to be remembered for it to work."""
    return LEAVE + derive(topic)[:_SIGN_LENGTH]


def press_leave(course: Course, sign: str) -> None:
    """Serve a press of such a button, be it years old."""
    topics = (*course.library.brand.topics, *course.person.subscribed)
    topic = next((topic for topic in topics if sign_of(topic) == sign), None)
    if topic is None:
        course.tell(course.texts.over)
    else:
        _leave(course, topic)


def leave_by_words(course: Course, text: str) -> bool:
    """Serve a message that is exactly the button's label, from whom it can mean something.

    It means what the brand spoke of last, else the only topic that there is for this person.
    """
    subscribed = course.person.subscribed
    if not is_label(course, text, "leave") or not subscribed:
        return False
    if course.opened in subscribed:
        _leave(course, course.opened)
        return True
    if len(subscribed) == 1:
        _leave(course, subscribed[0])
    return len(subscribed) == 1


def says_stop(course: Course, text: str) -> bool:
    """Say whether a message is the word *stop*, or the label of the button that is this word."""
    word = universal_word(text, course.library.brand.languages)
    return word == "stop" or is_label(course, text, "stop")


def is_label(course: Course, text: str, label: Label) -> bool:
    """Say whether a message is exactly a label of the product's own, in any brand language."""
    languages, spoken = course.library.brand.languages, course.person.language
    return normalise(text) in labels_of(label, languages, spoken)


@lru_cache(maxsize=256)
def labels_of(label: Label, languages: tuple[str, ...], spoken: str) -> frozenset[str]:
    """Return what a button of the product's own is called, normalised.

    Args:
        label: which.
        languages: the brand's.
        spoken: the language that is talked in, be it none of these.
    """
    texts = [texts_in(language) for language in (spoken, *languages)]
    shown = [one.leave if label == "leave" else one.stop_everything for one in texts]
    return frozenset(map(normalise, shown))


def _leave(course: Course, topic: str) -> None:
    title = _title(course, topic)
    course.place = "leave"
    if topic not in course.person.subscribed:
        ended = end_topic(course, topic)
        course.confide(course.texts.left_already.format(topic=title))
        if ended:
            resume(course)
        return
    withdraw(course, topic)
    button = Button(f"{course.reference()}.{STOP}", course.texts.stop_everything, authored=False)
    course.confide(course.texts.left.format(topic=title), (button,))
    resume(course)


def _title(course: Course, topic: str) -> str:
    found = course.library.brand.topics.get(topic)
    return topic if found is None else label_of(course, found.title, None)
