"""What Telegram says of a bot before it runs: whose the token is, and who else has the bot."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

import msgspec
from msgspec import Struct
from telegram.error import BadRequest, Forbidden

from adapters.telegram.address import Address
from adapters.telegram.hindrances import PATIENCE, hindrance_of
from adapters.telegram.keeping_webhook import WebhookInfo
from adapters.telegram.lean_bot import LeanBot
from adapters.telegram.line import make_bot
from adapters.telegram.options import is_posted_to, token_of
from adapters.telegram.quiet import silence
from adapters.telegram.request import AiohttpRequest
from adapters.telegram.tempo import Tempo
from bot.channels.contract import ChannelSettings
from bot.channels.probing import Probe

_BUSY = "Telegram wants no request just now: ask again in a moment"


class _Me(Struct):
    id: int = 0
    username: str = ""
    can_read_all_group_messages: bool = False


async def probe(settings: ChannelSettings, tempo: Tempo) -> Sequence[Probe]:
    """Ask getMe and getWebhookInfo (Bot API), which change nothing.

    Args:
        settings: without faults.
        tempo: how long to wait.
    """
    silence()
    requests = AiohttpRequest(token_of(settings.options), tempo)
    bot = make_bot(settings, requests, requests)
    await requests.initialize()
    try:
        me = msgspec.convert(await bot.ask("getMe", {}), _Me)
        webhook = msgspec.convert(await bot.ask("getWebhookInfo", {}), WebhookInfo)
        posting = [await _in_place(bot, me.id, place) for place in settings.own_spaces]
    except Exception as error:  # noqa: BLE001 - whatever the server says, it is told in words
        return [_refusal(error)]
    finally:
        await requests.shutdown()
    posted_to = is_posted_to(settings.options)
    receiving = _posted(webhook, settings.address) if posted_to else _polled(webhook)
    told = Probe("fine", f"the token is that of @{me.username}")
    return [told, *receiving, *_in_groups(me), *posting]


class _Member(Struct):
    """What a bot is in a chat (Bot API: ChatMember), and whether it may post in a channel."""

    status: str = ""
    can_post_messages: bool | None = None


async def _in_place(bot: LeanBot, me: int, place: str) -> Probe:
    """Say whether the bot may post in a place of the brand's own."""
    chat = Address.of(place).chat
    try:
        asked = await bot.ask("getChatMember", {"chat_id": chat, "user_id": me})
    except (BadRequest, Forbidden) as error:
        remedy = "make the bot an administrator there who may post messages"
        return Probe("trouble", f"it cannot post in {place} ({error.message}): {remedy}")
    member = msgspec.convert(asked, _Member)
    if member.status in {"left", "kicked"} or member.can_post_messages is False:
        return Probe("trouble", f"it may not post in {place}: let its administrator post messages")
    return Probe("fine", f"it posts in {place}")


def _refusal(error: Exception) -> Probe:
    hindrance = hindrance_of(error, PATIENCE)
    return Probe("broken" if hindrance.is_token else "trouble", hindrance.words or _BUSY)


def _polled(webhook: WebhookInfo) -> Iterator[Probe]:
    if webhook.url:
        words = (
            "Telegram posts what people say to a webhook: it is deleted at the start, for this "
            "channel polls. Where another program wants it, give that a bot of its own"
        )
        yield Probe("trouble", words)
    if webhook.pending_update_count:
        yield Probe("fine", f"{webhook.pending_update_count} updates wait there to be fetched")


def _posted(webhook: WebhookInfo, address: str | None) -> Iterator[Probe]:
    trouble = webhook.trouble(datetime.now(UTC))
    if not webhook.url:
        yield Probe("fine", "its webhook is set at the start")
    elif webhook.url != address:
        words = (
            "its webhook leads elsewhere: it is set anew at the start. Where another program wants "
            "it, give that a bot of its own"
        )
        yield Probe("trouble", words)
    elif trouble is not None:
        yield Probe("trouble", trouble)
    else:
        waiting = webhook.pending_update_count
        yield Probe("fine", f"Telegram posts what people say to us; {waiting} updates wait there")


def _in_groups(me: _Me) -> Iterator[Probe]:
    if not me.can_read_all_group_messages:
        words = (
            "in groups it hears commands, mentions and replies only (privacy mode of @BotFather)"
        )
        yield Probe("fine", words)
