"""Messages as the control API shows them: short, and with the bot called `bot`."""

from collections.abc import Sequence

from msgspec import Struct, field

from sandbox.telegram.bots import Bot
from sandbox.telegram.objects import InlineKeyboardButton, Message, MessageEntity


class ShownButton(Struct, frozen=True, omit_defaults=True):
    """A button."""

    label: str
    data: str | None = None
    url: str | None = None


class ShownMessage(Struct, frozen=True):
    """A message; `sender` is `bot`, or the id of a person or of another bot."""

    message_id: int
    sender: str | int = field(name="from")
    text: str
    entities: Sequence[MessageEntity]
    buttons: Sequence[Sequence[ShownButton]]
    reply_to: int | None
    file: str | None
    date: int
    edited: bool


def shown(message: Message, bot: Bot) -> ShownMessage:
    """Return a message as the control API shows it."""
    markup = message.reply_markup
    sender = message.sender.id if message.sender else 0
    reply = message.reply_to_message
    return ShownMessage(
        message_id=message.message_id,
        sender="bot" if sender == bot.id else sender,
        text=message.text or message.caption or "",
        entities=message.entities or message.caption_entities or (),
        buttons=[[_button(button) for button in row] for row in markup.inline_keyboard]
        if markup
        else [],
        reply_to=reply.message_id if reply else None,
        file=None,
        date=message.date,
        edited=message.edit_date is not None,
    )


def _button(button: InlineKeyboardButton) -> ShownButton:
    return ShownButton(button.text, button.callback_data, button.url)
