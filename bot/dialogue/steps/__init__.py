"""Every kind of step, each defined once: this loads it, checks it, and prints the reference.

The first field of a step is its kind: the key that says what it does. A new kind is a struct here,
an instruction in `bot.dialogue.program`, a function in `bot.dialogue.compiling`, and a case where
steps are taken and where they are drawn.
"""

from bot.dialogue.steps.asking import AskStep, AskType
from bot.dialogue.steps.block import Block, Broken, StepFields
from bot.dialogue.steps.branching import Branch, IfStep, MatchStep
from bot.dialogue.steps.calling import EndStep, GoStep, Nothing, RestartStep, RunStep
from bot.dialogue.steps.consenting import OfferStep, SubscribeStep, UnsubscribeStep
from bot.dialogue.steps.handing import HandoffStep, Reason
from bot.dialogue.steps.kinds import (
    BY_KIND,
    STEP_KINDS,
    BranchingStep,
    Step,
    WaitingStep,
)
from bot.dialogue.steps.looping import MOST_PASSES, RepeatStep, Times
from bot.dialogue.steps.outside import ActionName, DoStep, HttpLine, HttpStep
from bot.dialogue.steps.reading import read_step
from bot.dialogue.steps.remembering import SetStep, TagStep, UntagStep
from bot.dialogue.steps.saying import ButtonTarget, SayStep, Variants
from bot.dialogue.steps.showing import FileAddress, ShownCard, ShownFile
from bot.dialogue.steps.splitting import Arm, SplitStep, WeightedArm
from bot.dialogue.steps.telling import EmitStep
from bot.dialogue.steps.waiting import WaitForStep, WaitStep

__all__ = [
    "BY_KIND",
    "MOST_PASSES",
    "STEP_KINDS",
    "ActionName",
    "Arm",
    "AskStep",
    "AskType",
    "Block",
    "Branch",
    "BranchingStep",
    "Broken",
    "ButtonTarget",
    "DoStep",
    "EmitStep",
    "EndStep",
    "FileAddress",
    "GoStep",
    "HandoffStep",
    "HttpLine",
    "HttpStep",
    "IfStep",
    "MatchStep",
    "Nothing",
    "OfferStep",
    "Reason",
    "RepeatStep",
    "RestartStep",
    "RunStep",
    "SayStep",
    "SetStep",
    "ShownCard",
    "ShownFile",
    "SplitStep",
    "Step",
    "StepFields",
    "SubscribeStep",
    "TagStep",
    "Times",
    "UnsubscribeStep",
    "UntagStep",
    "Variants",
    "WaitForStep",
    "WaitStep",
    "WaitingStep",
    "WeightedArm",
    "read_step",
]
