"""What is polite beside the conversation: the sign of typing, and answers to presses.

Best effort and bounded: a failure is nobody's, and where too much is under way, less is done.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from functools import partial

from telegram import Bot
from telegram.constants import ChatAction
from telegram.error import TelegramError

from adapters.telegram.address import Address
from bot.channels.silence import Heed

MOST_WAITING = 1_000
MOST_TYPING = 4
"""So many signs of typing in `silence` seconds: in a rush some people see none, and answers keep
nearly all of what Telegram lets a bot send."""

MOST_UNDER_WAY = 256
"""So many courtesies at once; a button that nobody answered stops turning by itself."""

_LOG = logging.getLogger(__name__)


class Courtesies:
    """Small signs to people, in the background.

    Args:
        bot: the SDK's.
        silence: seconds until people are shown that somebody is typing.
        heed: for how long Telegram is to be left alone: nothing is shown meanwhile.
    """

    def __init__(self, bot: Bot, silence: float, heed: Heed) -> None:
        self._bot = bot
        self._heed = heed
        self._silence = silence
        self._waiting: dict[str, asyncio.TimerHandle] = {}
        self._shown_lately = 0
        self._under_way: set[asyncio.Task[None]] = set()

    def heard(self, chat: str) -> None:
        """Show that somebody is typing, unless something is said in this chat soon.

        Args:
            chat: the chat's id, with a slash and the topic's where it is one.
        """
        if chat not in self._waiting and len(self._waiting) < MOST_WAITING:
            loop = asyncio.get_running_loop()
            self._waiting[chat] = loop.call_later(self._silence, self._show_typing, chat)

    def spoke(self, chat: str) -> None:
        """Show nothing: something is being said there."""
        timer = self._waiting.pop(chat, None)
        if timer is not None:
            timer.cancel()

    def pressed(self, query: str) -> None:
        """Let a pressed button stop turning (Bot API: answerCallbackQuery).

        Args:
            query: the id of the callback query.
        """
        self._start(partial(self._answer, query))

    async def close(self) -> None:
        """Leave everything that is not done."""
        for timer in self._waiting.values():
            timer.cancel()
        self._waiting.clear()
        tasks = tuple(self._under_way)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _show_typing(self, chat: str) -> None:
        self._waiting.pop(chat, None)
        if self._shown_lately < MOST_TYPING:
            self._shown_lately += 1
            asyncio.get_running_loop().call_later(self._silence, self._forget_one)
            self._start(partial(self._type, Address.of(chat)))

    def _forget_one(self) -> None:
        self._shown_lately -= 1

    async def _answer(self, query: str) -> None:
        await self._bot.answer_callback_query(query)

    async def _type(self, to: Address) -> None:
        await self._bot.send_chat_action(to.chat, ChatAction.TYPING, to.topic)

    def _start(self, act: Callable[[], Awaitable[None]]) -> None:
        if len(self._under_way) < MOST_UNDER_WAY and not self._heed.left():
            task = asyncio.create_task(_try(act))
            self._under_way.add(task)
            task.add_done_callback(self._under_way.discard)


async def _try(act: Callable[[], Awaitable[None]]) -> None:
    try:
        await act()
    except TelegramError as error:
        # "query is too old" is the usual one: the person has long seen the answer itself.
        _LOG.debug("a courtesy failed error=%s", type(error).__name__)
    except Exception as error:  # noqa: BLE001 - whatever the server says, nobody waits for this
        _LOG.warning("a courtesy failed error=%s", type(error).__name__)
