"""How a channel opens and closes, what hinders it, and what it does on a dead network."""

from contextlib import suppress
from typing import get_args

from bot.channels.conformance.groups import groups_of_every_form, opened, take_everything
from bot.channels.conformance.options import shown_secrets
from bot.channels.conformance.stage import Stage
from bot.channels.contract import Adapter, ChannelSettings, Group, Listening
from bot.core.outcomes import Outcome


async def check_open_and_close(stage: Stage) -> list[str]:
    """A channel can be closed at any time, twice too, and opened again."""
    adapter = stage.make()
    found = []
    for step in ("close", "open", "close", "close", "open", "close"):
        try:
            if step == "open":
                await adapter.open(stage.settings, take_everything)
            else:
                await adapter.close()
        except Exception as error:  # noqa: BLE001 - whatever it raises is the finding
            found.append(f"{step} raises {type(error).__name__}")
    return found


async def check_hindrance(stage: Stage) -> list[str]:
    """A channel that listens by itself can say at any time what hinders it, without secrets."""
    found = []
    for adapter, settings in ((stage.make(), stage.settings), stage.make_dead()):
        if not isinstance(adapter, Listening):
            continue
        found += _told_hindrance(adapter, settings)
        with suppress(Exception):  # how it opens and closes is another check's
            await adapter.open(settings, take_everything)
        found += _told_hindrance(adapter, settings)
        with suppress(Exception):
            await adapter.close()
        found += _told_hindrance(adapter, settings)
    return found


def _told_hindrance(adapter: Listening, settings: ChannelSettings) -> list[str]:
    try:
        told = adapter.hindrance()
    except Exception as error:  # noqa: BLE001 - whatever it raises is the finding
        return [f"hindrance raises {type(error).__name__}"]
    shown = shown_secrets(settings, [] if told is None else [told])
    return [f"the hindrance shows the value of {key!r}" for key in shown]


async def check_dead_network(stage: Stage) -> list[str]:
    """Nobody reaches the platform: one outcome a part all the same, and nothing raised."""
    adapter, settings = stage.make_dead()
    async with opened(adapter, settings):
        return [
            finding
            for group in groups_of_every_form(adapter.capabilities)
            for finding in await _deliver_and_look(adapter, group)
        ]


async def _deliver_and_look(adapter: Adapter, group: Group) -> list[str]:
    try:
        outcomes = await adapter.deliver(group)
    except Exception as error:  # noqa: BLE001 - whatever it raises is the finding
        return [f"deliver raises {type(error).__name__}"]
    found = [
        f"{type(outcome).__name__} is no outcome"
        for outcome in outcomes
        if not isinstance(outcome, get_args(Outcome))
    ]
    if len(outcomes) != len(group.parts):
        found.append(f"{len(outcomes)} outcomes for {len(group.parts)} parts")
    return found
