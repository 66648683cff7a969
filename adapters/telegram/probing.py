"""What Telegram says of a bot before it runs: whose the token is, and who else has the bot."""

from collections.abc import Sequence

import msgspec
from msgspec import Struct

from adapters.telegram.hindrances import PATIENCE, hindrance_of
from adapters.telegram.line import make_bot
from adapters.telegram.options import token_of
from adapters.telegram.quiet import silence
from adapters.telegram.request import AiohttpRequest
from adapters.telegram.tempo import Tempo
from bot.channels.contract import ChannelSettings
from bot.channels.probing import Probe

_BUSY = "Telegram wants no request just now: ask again in a moment"


class _Me(Struct):
    username: str = ""
    can_read_all_group_messages: bool = False


class _Webhook(Struct):
    url: str = ""
    pending_update_count: int = 0


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
        webhook = msgspec.convert(await bot.ask("getWebhookInfo", {}), _Webhook)
    except Exception as error:  # noqa: BLE001 - whatever the server says, it is told in words
        return [_refusal(error)]
    finally:
        await requests.shutdown()
    return [Probe("fine", f"the token is that of @{me.username}"), *_found(me, webhook)]


def _refusal(error: Exception) -> Probe:
    hindrance = hindrance_of(error, PATIENCE)
    return Probe("broken" if hindrance.is_token else "trouble", hindrance.words or _BUSY)


def _found(me: _Me, webhook: _Webhook) -> Sequence[Probe]:
    found = []
    if webhook.url:
        words = (
            "Telegram posts what people say to a webhook: it is deleted at the start, for this "
            "channel polls. Where another program wants it, give that a bot of its own"
        )
        found.append(Probe("trouble", words))
    if webhook.pending_update_count:
        count = webhook.pending_update_count
        found.append(Probe("fine", f"{count} updates wait there to be fetched"))
    if not me.can_read_all_group_messages:
        words = (
            "in groups it hears commands, mentions and replies only (privacy mode of @BotFather)"
        )
        found.append(Probe("fine", words))
    return found
