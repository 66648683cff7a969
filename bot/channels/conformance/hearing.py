"""What an adapter takes in, and when it confirms that."""

from collections.abc import Sequence

from bot.channels.conformance.groups import ADA, KeepingIntake, opened
from bot.channels.conformance.stage import Hearing, Stage
from bot.channels.contract import ChannelSettings, Receipt
from bot.core.events import Incoming, Said


async def check_reception(stage: Stage) -> list[str]:
    """An update keeps its id, sender and text, and is confirmed only once it is durable."""
    if not isinstance(stage, Hearing):
        return []
    before = stage.confirmed()
    found: list[str] = []
    hearing: Hearing = stage
    keep = KeepingIntake()

    async def take(settings: ChannelSettings, incoming: Sequence[Incoming]) -> Sequence[Receipt]:
        if hearing.confirmed() - before > len(keep.taken):
            found.append("an update was confirmed before intake had answered")
        return await keep(settings, incoming)

    said = [("1", ADA, "hello"), ("2", ADA, "“8” is àll 👍"), ("3", ADA, "-1")]
    async with opened(stage.make(), stage.settings, take) as adapter:
        for update, person, text in said:
            await stage.say(adapter, update, person, text)
    if (confirmed := stage.confirmed() - before) != len(said):
        found.append(f"{confirmed} of {len(said)} updates were confirmed")
    return found + _compare_taken(keep.taken, said)


def _compare_taken(taken: Sequence[Incoming], said: Sequence[tuple[str, str, str]]) -> list[str]:
    found = []
    heard = [
        update.happening.text if isinstance(update.happening, Said) else None for update in taken
    ]
    if heard != [text for _, _, text in said]:
        found.append(f"{[text for _, _, text in said]} was heard as {heard}")
    if len({update.external_id for update in taken}) != len(taken):
        found.append("different updates have the same id")
    if len({update.sender.id for update in taken}) > 1:
        found.append("one person has several ids")
    return found
