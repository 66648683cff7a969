"""What an author has to know of a platform, by the table of its adapter."""

from collections.abc import Sequence

from bot.channels.capabilities import Capabilities
from bot.channels.fit import fit
from bot.channels.pace import budgets_of
from bot.channels.registry import make_adapter
from bot.core.changes import Change
from bot.core.content import Message
from bot.dialogue.checks.limits import Limits


def limits_of(adapter: str) -> Limits | None:
    """Return what the table of an adapter says, None where it is not installed."""
    try:
        return limits_in(adapter, make_adapter(adapter).capabilities)
    except LookupError:
        return None


def limits_in(adapter: str, table: Capabilities) -> Limits:
    """Return what a table says to authors: messages are fitted to it as they are when they leave.

    Args:
        adapter: what the platform is called.
        table: what it takes.
    """

    def changes(message: Message) -> Sequence[Change]:
        return fit(message, table).changes

    card = table.card
    return Limits(
        adapter,
        changes,
        table.buttons if table.choices is None else table.choices.most,
        table.label_limit,
        table.unit,
        image_bytes=table.media.image_bytes,
        file_bytes=table.media.file_bytes,
        card_title=None if card is None else card.title,
        card_text=None if card is None else card.text,
        polls=table.poll is not None,
        receives=table.receives,
        pace=budgets_of(table.pace),
    )
