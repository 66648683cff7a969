"""Texts as short as they can be: whatever their expressions give, no less is shown."""

from bot.core.content import Button, Message, Poll
from bot.dialogue.expressions.templates import parsed_template


def least_text(written: str) -> str:
    """Return what is shown of a text in any case, without its marks."""
    return "".join(parsed_template(written).plain_literals)


def least_markdown(written: str) -> str:
    """Return what is shown of a text in any case, with its marks."""
    return "".join(parsed_template(written).literals)


def least_message(written: str, buttons: tuple[Button, ...], poll: Poll | None) -> Message:
    """Return what is said in any case where a text is said with these buttons."""
    return Message(least_text(written), least_markdown(written), buttons, poll=poll)
