"""Saying something."""

from bot.brand.leaves import Template
from bot.dialogue.compiling.code import Code
from bot.dialogue.compiling.leaves import text_of
from bot.dialogue.compiling.showing import card_of, files_of
from bot.dialogue.program import Say, SayButton
from bot.dialogue.steps import ButtonTarget, SayStep


def compile_say(code: Code, step: SayStep, path: str) -> None:
    """Add what says something."""
    buttons = tuple(_button(code, label, target) for label, target in (step.buttons or {}).items())
    media, card = files_of(code, step.media), card_of(code, step.card)
    code.emit(Say(path, code.variants(step.say), buttons, media, card))


def _button(code: Code, label: Template, target: ButtonTarget) -> SayButton:
    return SayButton(
        code.translate(label),
        run=text_of(target.run),
        go=text_of(target.go),
        url=text_of(target.url),
        say=None if target.say is None else code.translate(target.say),
    )
