"""Every error that the platform's reference tells of becomes an outcome, and nothing is raised."""

from bot.channels.conformance.groups import group_of, opened, part
from bot.channels.conformance.stage import Failing, Failure, Stage
from bot.core.content import Message


async def check_outcomes(stage: Stage) -> list[str]:
    """Each documented error becomes the outcome that says what it means."""
    if not isinstance(stage, Failing):
        return ["the stage has no `failures`: name each error of the platform's reference"]
    found = []
    for number, failure in enumerate(stage.failures):
        found += await _met(stage, failure, number)
    return found


async def _met(stage: Stage, failure: Failure, number: int) -> list[str]:
    async with opened(stage.make(), stage.settings) as adapter:
        await failure.provoke()
        group = group_of(f"failing-{number}", part(number, Message("hello", "hello")))
        try:
            outcomes = await adapter.deliver(group)
        except Exception as error:  # noqa: BLE001 - whatever it raises is the finding
            return [f"{failure.name}: deliver raises {type(error).__name__}"]
    if len(outcomes) != 1 or not isinstance(outcomes[0], failure.outcome):
        return [f"{failure.name} is {list(outcomes)} and should be {failure.outcome.__name__}"]
    return []
