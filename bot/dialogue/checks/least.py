"""Texts as short as they can be: whatever their expressions give, no less is shown."""

from msgspec.structs import replace

from bot.core.content import Message
from bot.dialogue.expressions.templates import parsed_template


def least_text(written: str) -> str:
    """Return what is shown of a text in any case, without its marks."""
    return "".join(parsed_template(written).plain_literals)


def least_markdown(written: str) -> str:
    """Return what is shown of a text in any case, with its marks."""
    return "".join(parsed_template(written).literals)


def least_message(written: str, asked: Message) -> Message:
    """Return what is said in any case where a text is asked with these buttons, as this poll."""
    return replace(asked, text=least_text(written), markdown=least_markdown(written))
