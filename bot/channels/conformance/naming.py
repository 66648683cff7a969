"""What an adapter is called."""

from bot.channels.conformance.stage import Stage
from bot.channels.contract import Titled
from bot.core.lazy_pattern import lazy_pattern

_NAME = lazy_pattern(r"[a-z][a-z0-9_]*")


async def check_name(stage: Stage) -> list[str]:
    """The adapter is called as its channels call it."""
    adapter = stage.make()
    name, found = adapter.name, []
    if not _NAME.fullmatch(name):
        found.append(f"the name {name!r} is not made of lower-case letters, digits and _")
    if name != stage.settings.adapter:
        found.append(f"the name is {name!r}, the settings say {stage.settings.adapter!r}")
    if isinstance(adapter, Titled) and (
        adapter.title != adapter.title.strip() or not adapter.title
    ):
        found.append(f"the title {adapter.title!r} does not stand in a sentence")
    return found
