"""What Discord says of a bot before it runs: whose the token is, and what its application may."""

import asyncio
from collections.abc import Sequence
from http import HTTPStatus

import aiohttp
from discord import ApplicationFlags, HTTPException, LoginFailure

from adapters.discord.delays import Delays
from adapters.discord.encode import JsonObject
from adapters.discord.errors import in_short
from adapters.discord.listening import CONTENT_MISSING, ELSEWHERE, REFUSED
from adapters.discord.refusals import OF_THIS_PROCESS
from adapters.discord.rest import Client
from bot.channels.probing import Probe


async def probe(token: str, delays: Delays) -> Sequence[Probe]:
    """Ask GET /users/@me and GET /oauth2/applications/@me, which change nothing.

    Args:
        token: of the bot; the library points at the channel's addresses already.
        delays: how long to wait.
    """
    client = Client(asyncio.get_running_loop())
    try:
        async with asyncio.timeout(delays.questions):
            me = await client.static_login(token)
            application = await client.application_info()
    except LoginFailure:
        OF_THIS_PROCESS.note(HTTPStatus.UNAUTHORIZED, {})
        return [Probe("broken", REFUSED)]
    except (HTTPException, aiohttp.ClientError, OSError, TimeoutError) as error:
        return [Probe("trouble", f"Discord cannot be asked ({in_short(error)})")]
    except Exception as error:  # noqa: BLE001 - an answer that the library cannot read
        return [Probe("trouble", f"Discord's answer cannot be read ({type(error).__name__})")]
    finally:
        await client.close()
    fine = Probe("fine", f"the token is that of {me.get('username') or 'a bot'}")
    return [fine, *_found(dict(application))]


def _found(application: JsonObject) -> Sequence[Probe]:
    found = []
    held = application.get("flags")
    flags = ApplicationFlags._from_value(held if isinstance(held, int) else 0)  # noqa: SLF001
    if flags.gateway_message_content or flags.gateway_message_content_limited:
        found.append(Probe("fine", "it may read what people write (Message Content Intent)"))
    else:
        found.append(Probe("trouble", CONTENT_MISSING))
    if application.get("interactions_endpoint_url"):
        found.append(Probe("broken", ELSEWHERE))
    return found
