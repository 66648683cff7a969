"""A compiled dialogue: flat instructions with absolute jumps, so that one number is a place in it.

Programs are values: they are stored by content hash, and a conversation stays on its version.
Expressions and texts are kept as sources and parsed once per process (`bot.dialogue.expressions`).
`path` names the authored step (`steps.2.then.0`): stable where a number is not, so results,
stories, consent sources and later versions refer to it.
"""

from bot.dialogue.program.asking import CODED, TAKING_SEVERAL, Ask, AskType, Choice, Question
from bot.dialogue.program.branching import Jump, Match, Test
from bot.dialogue.program.calling import End, Go, Restart, Run
from bot.dialogue.program.consenting import Offer, Subscribe, Unsubscribe
from bot.dialogue.program.handing import Handoff
from bot.dialogue.program.leading import led_to
from bot.dialogue.program.looping import Repeat
from bot.dialogue.program.outside import Do, Http
from bot.dialogue.program.program import Instruction, Program
from bot.dialogue.program.published import FAQ, Dialogue, Faq, Trigger
from bot.dialogue.program.remembering import Set, Tag, Untag
from bot.dialogue.program.saying import Say, SayButton
from bot.dialogue.program.showing import ShownCard, ShownFile
from bot.dialogue.program.splitting import Arm, Split
from bot.dialogue.program.telling import Emit
from bot.dialogue.program.waiting import Wait, WaitFor

__all__ = [
    "CODED",
    "FAQ",
    "TAKING_SEVERAL",
    "Arm",
    "Ask",
    "AskType",
    "Choice",
    "Dialogue",
    "Do",
    "Emit",
    "End",
    "Faq",
    "Go",
    "Handoff",
    "Http",
    "Instruction",
    "Jump",
    "Match",
    "Offer",
    "Program",
    "Question",
    "Repeat",
    "Restart",
    "Run",
    "Say",
    "SayButton",
    "Set",
    "ShownCard",
    "ShownFile",
    "Split",
    "Subscribe",
    "Tag",
    "Test",
    "Trigger",
    "Unsubscribe",
    "Untag",
    "Wait",
    "WaitFor",
    "led_to",
]
