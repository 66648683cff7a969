"""What an adapter says of a channel's options."""

from collections.abc import Iterable

from msgspec import structs

from bot.brand.brand import Option
from bot.brand.secrecy import is_secret
from bot.channels.conformance.stage import Stage
from bot.channels.contract import ChannelSettings

_ODD: tuple[Option, ...] = (None, "", " ", 0, -1, 1.5, True, [], ["", "x"], "\ud800", "http://[")
"""Values that a brand's author may write by mistake where a channel wants another."""


async def check_faults(stage: Stage) -> list[str]:
    """Faults are told in words, without secrets, and odd values never raise."""
    found = []
    if told := stage.make().faults(stage.settings):
        found.append(f"good settings have faults: {list(told)}")
    for settings in stage.broken:
        told = stage.make().faults(settings)
        if not any(words.strip() for words in told):
            found.append(f"broken settings have no fault: {sorted(settings.options)}")
        found += [f"a fault shows the value of {key!r}" for key in shown_secrets(settings, told)]
    return found + _odd_values(stage)


def shown_secrets(settings: ChannelSettings, told: Iterable[str]) -> list[str]:
    """Return the options whose secret stands in what was told."""
    words = "\n".join(told)
    return [
        key
        for key, value in settings.options.items()
        if is_secret(key) and isinstance(value, str) and value.strip() and value in words
    ]


def _odd_values(stage: Stage) -> list[str]:
    found = []
    for key in stage.settings.options:
        for odd in _ODD:
            options = {**stage.settings.options, key: odd}
            try:
                stage.make().faults(structs.replace(stage.settings, options=options))
            except Exception as error:  # noqa: BLE001 - whatever it raises is the finding
                found.append(f"faults raises {type(error).__name__} where {key} is {odd!r}")
    return found
