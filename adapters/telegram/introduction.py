"""Asking Telegram who we are: what people write to us cannot be read without our name."""

import msgspec

from adapters.telegram.decode import BotName
from adapters.telegram.lean_bot import LeanBot
from adapters.telegram.patience import Patience


async def introduce(bot: LeanBot, patience: Patience) -> BotName:
    """Return who we are, asking until Telegram says it.

    Args:
        bot: the SDK's.
        patience: waits between tries.
    """
    while True:
        try:
            # Past the SDK, which wants more of a bot than its id and name.
            name = msgspec.convert(await bot.ask("getMe", {}), BotName)
        except Exception as error:  # noqa: BLE001 - whatever the server says, we try again
            await patience.hold(error)
        else:
            patience.went_well()
            return name
