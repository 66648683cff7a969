"""The SDK's bot, without objects for what we send and without its token on show."""

from telegram import Bot

Parameters = dict[str, object]
"""What a method of the Bot API takes, by Telegram's own names."""


class LeanBot(Bot):
    """The SDK's `Bot` with a way past its object model.

    The SDK makes an object of more than a hundred attributes of every message that it sent: more
    work than all the rest of a send, for one number that we need.
    """

    def __repr__(self) -> str:
        """Return a name without the token, which the SDK would show."""
        return "LeanBot()"

    async def ask(self, method: str, parameters: Parameters) -> object:
        """Call a method of the Bot API and return its result as plain values.

        Args:
            method: its name, such as sendMessage.
            parameters: what it takes; those that are None are left out.

        Raises:
            TelegramError: as from every method of the SDK.
        """
        given = {name: value for name, value in parameters.items() if value is not None}
        # Past `_post`, which takes the files of an album for objects of the SDK's own.
        result: object = await self._do_post(method, given)
        return result
