"""Which function compiles a step: one case for each kind."""

from typing import assert_never

from bot.dialogue.compiling.asking import compile_ask
from bot.dialogue.compiling.branching import compile_if, compile_match
from bot.dialogue.compiling.calling import (
    compile_end,
    compile_go,
    compile_restart,
    compile_run,
)
from bot.dialogue.compiling.code import Code
from bot.dialogue.compiling.consenting import (
    compile_offer,
    compile_subscribe,
    compile_unsubscribe,
)
from bot.dialogue.compiling.handing import compile_handoff
from bot.dialogue.compiling.looping import compile_repeat
from bot.dialogue.compiling.outside import compile_do, compile_http
from bot.dialogue.compiling.remembering import compile_set, compile_tag, compile_untag
from bot.dialogue.compiling.saying import compile_say
from bot.dialogue.compiling.splitting import compile_split
from bot.dialogue.compiling.telling import compile_emit
from bot.dialogue.compiling.waiting import compile_wait, compile_wait_for
from bot.dialogue.steps import (
    AskStep,
    Broken,
    DoStep,
    EmitStep,
    EndStep,
    GoStep,
    HandoffStep,
    HttpStep,
    IfStep,
    MatchStep,
    OfferStep,
    RepeatStep,
    RestartStep,
    RunStep,
    SayStep,
    SetStep,
    SplitStep,
    Step,
    SubscribeStep,
    TagStep,
    UnsubscribeStep,
    UntagStep,
    WaitForStep,
    WaitStep,
)


def compile_step(  # noqa: C901, PLR0912  # one case for each kind of step
    code: Code, step: Step, path: str
) -> None:
    """Add the instructions of a step, those of the steps in it among them."""
    match step:
        case SayStep():
            compile_say(code, step, path)
        case AskStep():
            compile_ask(code, step, path)
        case IfStep():
            compile_if(code, step, path)
        case MatchStep():
            compile_match(code, step, path)
        case RepeatStep():
            compile_repeat(code, step, path)
        case SplitStep():
            compile_split(code, step, path)
        case SetStep():
            compile_set(code, step, path)
        case TagStep():
            compile_tag(code, step, path)
        case UntagStep():
            compile_untag(code, step, path)
        case RunStep():
            compile_run(code, step, path)
        case GoStep():
            compile_go(code, step, path)
        case EndStep():
            compile_end(code, path)
        case RestartStep():
            compile_restart(code, path)
        case OfferStep():
            compile_offer(code, step, path)
        case SubscribeStep():
            compile_subscribe(code, step, path)
        case UnsubscribeStep():
            compile_unsubscribe(code, step, path)
        case WaitStep():
            compile_wait(code, step, path)
        case WaitForStep():
            compile_wait_for(code, step, path)
        case EmitStep():
            compile_emit(code, step, path)
        case HandoffStep():
            compile_handoff(code, step, path)
        case DoStep():
            compile_do(code, step, path)
        case HttpStep():
            compile_http(code, step, path)
        case Broken():
            raise AssertionError("a dialogue with faults is not compiled")
        case _:
            assert_never(step)
