"""Consent inside a dialogue: offers, and subscriptions that rest on a yes just given."""

from bot.core.effects import GiveConsent, WithdrawConsent
from bot.dialogue.machine.ending import end_topic
from bot.dialogue.machine.state import Waiting
from bot.dialogue.machine.turn import Course, OpenRun
from bot.dialogue.program import Offer, Subscribe, Unsubscribe


def passes(course: Course, run: OpenRun, offer: Offer) -> bool:
    """Say whether an offer need not be made: the person has consented already.

    A topic that the brand no longer has is passed as well, and reported.
    """
    known = offer.topic in course.library.brand.topics
    if not known:
        course.report(f"There is no topic {offer.topic}.")
    consented = offer.topic in course.person.subscribed
    if offer.slot is not None and (consented or not known):
        run.slots[offer.slot] = consented
    return consented or not known


def is_settled(course: Course, offer: Offer, waiting: Waiting) -> bool:
    """Say whether an offer needs no answer any more.

    The person has consented elsewhere since it was made, or the brand no longer has the topic.
    """
    if offer.topic not in course.library.brand.topics:
        return True
    return offer.topic in course.person.subscribed and not waiting.consented


def answer_offer(course: Course, offer: Offer, waiting: Waiting, *, agreed: bool) -> None:
    """Record a yes with the exact wording that was shown; a no withdraws what was given."""
    if not agreed:
        withdraw(course, offer.topic)
        return
    if offer.topic in course.person.subscribed:
        return  # *back* led here, and the yes from before still stands
    wording, language = waiting.shown or "", waiting.language or course.person.language
    _give(course, offer.topic, wording, language, waiting.reference)


def subscribe(course: Course, step: Subscribe) -> None:
    """Record a consent that rests on the person's own yes of this turn, else report its lack."""
    yes = course.affirmed
    if step.topic not in course.library.brand.topics:
        course.report(f"There is no topic {step.topic}.")
    elif yes is None:
        course.report("There was no yes of the person right before this subscription.")
    elif step.topic not in course.person.subscribed:
        _give(course, step.topic, yes.wording, yes.language, yes.reference)


def unsubscribe(course: Course, step: Unsubscribe) -> None:
    """Withdraw the consent to a topic."""
    withdraw(course, step.topic)


def withdraw(course: Course, topic: str) -> None:
    """Withdraw a consent that was given, and end what was opened because of it."""
    if topic in course.person.subscribed:
        course.effects.append(WithdrawConsent(topic, course.place))
        left = tuple(name for name in course.person.subscribed if name != topic)
        course.change_person(subscribed=left)
        end_topic(course, topic)
        if course.topic == topic:
            course.topic = None  # what follows takes leave of it


def _give(course: Course, topic: str, wording: str, language: str, message: str) -> None:
    course.effects.append(GiveConsent(topic, wording, language, course.place, message))
    course.change_person(subscribed=(*course.person.subscribed, topic))
