"""Going one way or another."""

from bot.brand.leaves import Condition
from bot.dialogue.compiling.code import Code
from bot.dialogue.program import Match, Test
from bot.dialogue.steps import Block, IfStep, MatchStep


def compile_if(code: Code, step: IfStep, path: str) -> None:
    """Add a test for each condition, its steps behind it."""
    arms = [(step.if_, step.then, f"{path}.then")]
    arms += [
        (branch.if_, branch.then, f"{path}.elif.{number}.then")
        for number, branch in enumerate(step.elif_ or ())
    ]
    ends = [_arm(code, path, condition, block, where) for condition, block, where in arms]
    if step.else_ is not None:
        code.block(step.else_, f"{path}.else")
    code.land(ends)


def _arm(code: Code, path: str, condition: Condition, block: Block, where: str) -> int:
    """Add one branch, and return the number of the jump that leaves it."""
    test = code.emit(Test(path, condition.text, 0))
    code.block(block, where)
    leave = code.leave()
    code.put(test, Test(path, condition.text, code.end))
    return leave


def compile_match(code: Code, step: MatchStep, path: str) -> None:
    """Add the choice of a case, the steps of each behind it."""
    start = code.emit(Match(path, step.match.text, {}, 0))
    cases: dict[str, int] = {}
    ends = []
    for key, block in step.cases.items():
        cases[key.text] = code.end
        code.block(block, f"{path}.cases.{key.text}")
        ends.append(code.leave())
    code.put(start, Match(path, step.match.text, cases, code.end))
    if step.else_ is not None:
        code.block(step.else_, f"{path}.else")
    code.land(ends)
