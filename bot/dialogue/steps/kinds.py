"""All kinds of steps together."""

from typing import get_args

from bot.brand.shapes import keys_of
from bot.dialogue.steps.asking import AskStep
from bot.dialogue.steps.block import Broken, StepFields
from bot.dialogue.steps.branching import IfStep, MatchStep
from bot.dialogue.steps.calling import EndStep, GoStep, RestartStep, RunStep
from bot.dialogue.steps.consenting import OfferStep, SubscribeStep, UnsubscribeStep
from bot.dialogue.steps.handing import HandoffStep
from bot.dialogue.steps.looping import RepeatStep
from bot.dialogue.steps.outside import DoStep, HttpStep
from bot.dialogue.steps.remembering import SetStep, TagStep, UntagStep
from bot.dialogue.steps.saying import SayStep
from bot.dialogue.steps.splitting import SplitStep
from bot.dialogue.steps.telling import EmitStep
from bot.dialogue.steps.waiting import WaitForStep, WaitStep

Step = (
    SayStep
    | AskStep
    | IfStep
    | MatchStep
    | RepeatStep
    | SplitStep
    | SetStep
    | TagStep
    | UntagStep
    | RunStep
    | GoStep
    | EndStep
    | RestartStep
    | OfferStep
    | SubscribeStep
    | UnsubscribeStep
    | WaitStep
    | WaitForStep
    | EmitStep
    | HandoffStep
    | DoStep
    | HttpStep
    | Broken
)
"""A step as written; the reference prints the kinds in this order."""

WaitingStep = AskStep | OfferStep | WaitForStep
"""Steps that may have a limit of time, and steps for when it is over."""

BranchingStep = IfStep | MatchStep | RepeatStep | SplitStep
"""Steps that lead into one of their blocks, or past them."""

STEP_KINDS: tuple[type[StepFields], ...] = tuple(
    kind for kind in get_args(Step) if kind is not Broken
)
"""Every kind that can be written."""

BY_KIND = {keys_of(kind)[0]: kind for kind in STEP_KINDS}
"""The kinds by the word that says what they do."""

KEYWORDS = frozenset(BY_KIND)
"""Every word that says what a step does."""
