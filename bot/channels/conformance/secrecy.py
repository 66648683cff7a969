"""Secrets and what people say are in no line of a log, at any level, whatever happens."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from bot.channels.conformance.groups import (
    ADA,
    group_of,
    groups_of_every_form,
    opened,
    part,
    take_everything,
)
from bot.channels.conformance.options import shown_secrets
from bot.channels.conformance.stage import Failing, Failure, Hearing, Stage
from bot.channels.contract import Adapter, ChannelSettings
from bot.core.content import Message

_WORDS = "our-own-words-4711"
_THEIRS = "their-own-words-4711"


class _Overheard(logging.Handler):
    """Keeps every line as it may be written: its words, what it holds, and its traceback."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.lines: list[str] = []
        self.setFormatter(logging.Formatter())

    def emit(self, record: logging.LogRecord) -> None:
        """Keep one line."""
        self.lines.append(f"{self.format(record)} {vars(record)}")


async def check_secrets(stage: Stage) -> list[str]:
    """No log line, at any level and through every failure, holds a secret or a text of anybody."""
    with _overhearing() as overheard:
        await _live_through_everything(stage)
    told = "\n".join(overheard.lines)
    found = [f"the value of {key!r} is in the log" for key in shown_secrets(stage.settings, [told])]
    found += [f"what {who} is in the log" for who, words in _SAID.items() if words in told]
    return found


_SAID = {"we said": _WORDS, "a person said": _THEIRS}


@contextmanager
def _overhearing() -> Iterator[_Overheard]:
    """Hear every line that is logged meanwhile, from DEBUG on."""
    root, overheard = logging.getLogger(), _Overheard()
    level = root.level
    root.addHandler(overheard)
    root.setLevel(logging.DEBUG)
    try:
        yield overheard
    finally:
        root.setLevel(level)
        root.removeHandler(overheard)


async def _live_through_everything(stage: Stage) -> None:
    await _live(stage, stage.make(), stage.settings)
    if isinstance(stage, Hearing):
        async with opened(stage.make(), stage.settings) as adapter:
            await stage.say(adapter, "4711", ADA, _THEIRS)
    for failure in stage.failures if isinstance(stage, Failing) else ():
        await _live(stage, stage.make(), stage.settings, failure)
    await _live(stage, *stage.make_dead())


async def _live(
    stage: Stage, adapter: Adapter, settings: ChannelSettings, failure: Failure | None = None
) -> None:
    """Send through a channel; what that raises is the finding of another check."""
    words = group_of("secrets", part(4711, Message(_WORDS, _WORDS)))
    with suppress(Exception):
        await adapter.open(settings, take_everything)
        if failure is not None:
            await failure.provoke()
        await adapter.deliver(words)
        if failure is None and settings is stage.settings:
            for group in groups_of_every_form(adapter.capabilities):
                await adapter.deliver(group)
    with suppress(Exception):
        await adapter.close()
