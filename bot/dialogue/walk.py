"""Walking over the steps of a dialogue as written, with their paths."""

from collections.abc import Iterator

from bot.dialogue.steps import AskStep, Block, IfStep, MatchStep, OfferStep, Step, WaitForStep


def blocks_in(step: Step, path: str) -> Iterator[tuple[str, Block]]:
    """Yield the blocks that a step holds, with their paths."""
    match step:
        case IfStep():
            yield f"{path}.then", step.then
            for number, branch in enumerate(step.elif_ or ()):
                yield f"{path}.elif.{number}.then", branch.then
            if step.else_ is not None:
                yield f"{path}.else", step.else_
        case MatchStep():
            for key, block in step.cases.items():
                yield f"{path}.cases.{key.text}", block
            if step.else_ is not None:
                yield f"{path}.else", step.else_
        case AskStep(otherwise=late) | OfferStep(otherwise=late) | WaitForStep(otherwise=late):
            if late is not None:
                yield f"{path}.otherwise", late
        case _:
            return


def steps_in(block: Block, path: str = "steps") -> Iterator[tuple[str, Step]]:
    """Yield every step of a block and of the blocks in it, in the order of the file."""
    for number, step in enumerate(block.steps):
        here = f"{path}.{number}"
        yield here, step
        for where, inner in blocks_in(step, here):
            yield from steps_in(inner, where)
