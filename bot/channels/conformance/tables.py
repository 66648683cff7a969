"""What an adapter's table says, and whether any message fits it."""

from bot.channels.capabilities import Pace
from bot.channels.conformance.messages import messages_for
from bot.channels.conformance.promises import broken_promises
from bot.channels.conformance.stage import Stage
from bot.channels.splitting import LEAST_LIMIT
from bot.core.content import MOST_ID_BYTES


async def check_table(stage: Stage) -> list[str]:
    """The capability table makes sense in itself."""
    table = stage.make().capabilities
    limits = {"text_limit": table.text_limit, "label_limit": table.label_limit}
    least = {"text_limit": LEAST_LIMIT, "label_limit": 1}
    found = [
        f"{name} is {limit}"
        for name, limit in limits.items()
        if limit is not None and limit < least[name]
    ]
    if table.buttons < 0:
        found.append(f"buttons is {table.buttons}")
    if table.press_bytes is not None and table.press_bytes < MOST_ID_BYTES:
        found.append(f"press_bytes is {table.press_bytes}: our ids have up to {MOST_ID_BYTES}")
    room = table.poll
    if room is not None and not (room.question > 0 < room.label and 0 < room.fewest <= room.most):
        found.append(f"no poll has room in a poll: {room}")
    if table.window is not None and table.window <= 0:
        found.append(f"nothing may ever be said within {table.window} seconds")
    return found + _odd_rates(table.pace or Pace())


def _odd_rates(pace: Pace) -> list[str]:
    rates = {"channel": pace.channel, "private": pace.private, "group": pace.group}
    return [
        f"the pace of {name} lets nothing through: {rate}"
        for name, rate in rates.items()
        if rate is not None and (rate.messages <= 0 or rate.seconds <= 0 or rate.burst < 1)
    ]


async def check_fitting(stage: Stage) -> list[str]:
    """Any message fits the table, one call each, and loses nothing unsaid."""
    if await check_table(stage):
        return []  # nothing fits a table that makes no sense
    table = stage.make().capabilities
    broken = (broken_promises(message, table) for message in messages_for(table))
    return sorted({words for found in broken for words in found})
