"""Consents to topics: asking for them, recording and withdrawing them."""

from bot.dialogue.compiling.code import Code
from bot.dialogue.compiling.leaves import seconds_of, text_of
from bot.dialogue.compiling.overtime import compile_overtime
from bot.dialogue.program import Offer, Subscribe, Unsubscribe
from bot.dialogue.steps import OfferStep, SubscribeStep, UnsubscribeStep


def compile_offer(code: Code, step: OfferStep, path: str) -> None:
    """Add the question for a consent."""
    offer = Offer(path, step.offer.text, text_of(step.as_), seconds_of(step.within))
    compile_overtime(code, offer, step.otherwise)


def compile_subscribe(code: Code, step: SubscribeStep, path: str) -> None:
    """Add what records a consent."""
    code.emit(Subscribe(path, step.subscribe.text))


def compile_unsubscribe(code: Code, step: UnsubscribeStep, path: str) -> None:
    """Add what withdraws a consent."""
    code.emit(Unsubscribe(path, step.unsubscribe.text))
