"""What Discord says of a bot before it runs: whose the token is, and what its application may."""

import asyncio
from collections.abc import Iterator, Sequence
from http import HTTPStatus

import aiohttp
from discord import ApplicationFlags, Forbidden, HTTPException, LoginFailure, NotFound
from discord.http import Route

from adapters.discord.delays import Delays
from adapters.discord.endpoint_address import Endpoint, misled
from adapters.discord.errors import in_short
from adapters.discord.listening import CONTENT_MISSING, REFUSED
from adapters.discord.options import Options
from adapters.discord.outgoing import JsonObject
from adapters.discord.refusals import OF_THIS_PROCESS
from adapters.discord.rest import Client
from bot.channels.probing import Probe

OTHER_KEY = (
    "public_key is not that of this application: copy it from the Developer Portal, General"
    " Information, Public Key"
)
_INVITATION = (
    "the Developer Portal, General Information, names no Interactions Endpoint URL for them"
)


async def probe(
    options: Options, address: str | None, delays: Delays, places: Sequence[str] = ()
) -> Sequence[Probe]:
    """Ask GET /users/@me and GET /oauth2/applications/@me, which change nothing.

    Args:
        options: of the channel; the library points at its addresses already.
        address: where Discord could call us, None where we have no public address.
        delays: how long to wait.
        places: the channels in which the brand posts.
    """
    client = Client(asyncio.get_running_loop())
    try:
        async with asyncio.timeout(delays.questions):
            me = await client.static_login(options.token)
            application = await client.application_info()
            posting = [await _in_place(client, place) for place in places]
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
    told = dict(application)
    return [fine, _content(told), *_interactions(told, options.public_key, address), *posting]


async def _in_place(client: Client, place: str) -> Probe:
    """Say whether the bot sees a channel in which the brand posts."""
    try:
        await client.request(Route("GET", "/channels/{channel_id}", channel_id=place))
    except (Forbidden, NotFound) as error:
        remedy = "let the bot see it, and send messages there"
        return Probe("trouble", f"it cannot post in {place} ({in_short(error)}): {remedy}")
    return Probe("fine", f"it sees the channel {place}, in which it posts")


def _content(application: JsonObject) -> Probe:
    held = application.get("flags")
    flags = ApplicationFlags._from_value(held if isinstance(held, int) else 0)  # noqa: SLF001
    if flags.gateway_message_content or flags.gateway_message_content_limited:
        return Probe("fine", "it may read what people write (Message Content Intent)")
    return Probe("trouble", CONTENT_MISSING)


def _interactions(
    application: JsonObject, public_key: str | None, address: str | None
) -> Iterator[Probe]:
    portal = str(application.get("interactions_endpoint_url") or "") or None
    trouble = misled(portal, None if public_key is None else Endpoint(address))
    if trouble is not None:
        yield Probe("broken", trouble)
    if public_key is None:
        return
    if application.get("verify_key") not in {None, public_key}:
        yield Probe("broken", OTHER_KEY)
    elif portal is None:
        yield Probe("fine", f"commands and presses come over the gateway: {_INVITATION}")
    elif trouble is None:
        yield Probe("fine", "commands and presses are posted to us")
