"""`POST /events/{brand}/{event}`: something happened elsewhere, to one person or to everybody."""

import logging
import re
from collections.abc import Mapping
from http import HTTPStatus

from aiohttp import web
from msgspec import Struct

from bot.channels.body import (
    MAX_DEPTH,
    BodyFault,
    Fields,
    Malformed,
    is_storable_value,
    read_object,
)
from bot.channels.contract import SignatureHeaders
from bot.channels.doors import RequestDoor
from bot.channels.signature import listed, verify
from bot.core.ids import BrandId, ChannelName
from bot.core.lazy_pattern import lazy_pattern
from bot.core.values import Value
from bot.engine.outside import OutsideEvent
from bot.web.problems import problem
from bot.web.requests import (
    MESSAGES,
    forged,
    id_faults,
    is_busy,
    read_body,
    received,
    signature_headers,
    too_many,
)
from bot.web.site import SITE, Site

_NAME = lazy_pattern(r"[A-Za-z0-9_.-]{1,64}", re.ASCII)
_BRAND = ""
"""The signer that is no channel: the brand itself, by its `events_secret`."""

_log = logging.getLogger(__name__)


class _EventDoor(Struct, frozen=True):
    """Who may sign events of one brand, and which channels it declares."""

    brand: BrandId
    secrets: tuple[str, ...]
    signers: Mapping[str, RequestDoor]
    webhooks: frozenset[str]
    channels: frozenset[str]
    desk: str | None = None

    def signed_by(self, headers: SignatureHeaders, body: bytes, site: Site) -> set[str]:
        """Return everyone whose secret has signed a request: channels by name, "" the brand."""
        now = site.clock()
        genuine = {name for name, one in self.signers.items() if one.verify(headers, body, now)}
        if verify(self.secrets, headers, body, now):
            genuine.add(_BRAND)
        return genuine

    def signer_for(self, channel: str | None) -> str:
        """Return who has to sign events about people of a channel, None being everybody."""
        return channel if channel in self.webhooks else _BRAND


EventDoors = Mapping[str, _EventDoor]
EVENT_DOORS = web.AppKey("event_doors", EventDoors)


def event_doors(site: Site) -> EventDoors:
    """Return each brand's door for events."""
    return {brand: _event_door(site, brand) for brand in site.brands}


def _event_door(site: Site, brand: BrandId) -> _EventDoor:
    own = {name: channel for (owner, name), channel in site.channels.items() if owner == brand}
    signers = {
        str(name): door
        for name, channel in own.items()
        if isinstance(door := channel.door, RequestDoor)
    }
    webhooks = {name for name, channel in own.items() if channel.settings.adapter == "webhook"}
    return _EventDoor(
        brand=brand,
        secrets=listed(site.brands[brand].brand.events_secret),
        signers=signers,
        webhooks=frozenset(webhooks) | frozenset(signers),
        channels=frozenset(own),
        desk=site.brands[brand].brand.desk,
    )


def is_signed_by_brand(request: web.Request, headers: SignatureHeaders) -> bool:
    """Say whether a request without a body is signed by the brand itself, or by its desk."""
    door = request.app[EVENT_DOORS].get(request.match_info["brand"])
    if door is None:
        return False
    return bool(door.signed_by(headers, b"", request.app[SITE]) & {_BRAND, door.desk})


async def post_event(request: web.Request) -> web.Response:
    """Take an event in once; a person who never wrote is never written to."""
    body = await read_body(request)
    door = request.app[EVENT_DOORS].get(request.match_info["brand"])
    if door is None:
        return problem(HTTPStatus.NOT_FOUND)
    headers = signature_headers(request)
    signers = door.signed_by(headers, body, request.app[SITE])
    if not signers:
        return forged(request)
    too_fast = request.app[MESSAGES].wait_of(f"/events/{door.brand}")
    if too_fast and is_busy(request.app[SITE], door.brand):
        return too_many(too_fast)
    happened = _read(request.match_info["event"], door, headers, body)
    if isinstance(happened, Malformed):
        return problem(happened.status, "The request is malformed.", happened.faults)
    if door.signer_for(happened.channel) not in signers:
        return forged(request)
    return await _take_in(request.app[SITE], door, happened)


def _read(
    name: str, door: _EventDoor, headers: SignatureHeaders, body: bytes
) -> OutsideEvent | Malformed:
    faults = id_faults(headers)
    if _NAME.fullmatch(name) is None:
        faults.append(BodyFault("event", "Must be letters, digits, dots, dashes, at most 64."))
    fields = read_object(body)
    if isinstance(fields, Malformed):
        return fields
    channel = person = None
    if (whom := fields.inside("person")) is not None:
        channel = whom.identifier("channel", required=True)
        person = whom.identifier("id", required=True)
        if channel is not None and channel not in door.channels:
            whom.refuse("channel", "There is no such channel.")
    data = _data(fields)
    if faults or fields.faults:
        return Malformed(422, (*faults, *fields.faults))
    known = None if channel is None else ChannelName(channel)
    return OutsideEvent(door.brand, headers.id, name, data, known, person)


def _data(fields: Fields) -> Value:
    """Return what the sender tells about the event, None where that is nothing."""
    told = fields.value("data")
    if told is None:
        return None
    if not isinstance(told, dict):
        fields.refuse("data", "Must be an object.")
        return None
    if not is_storable_value(told):
        never = "Must hold neither NUL nor lone surrogates nor numbers beyond all others"
        fields.refuse("data", f"{never}, and be at most {MAX_DEPTH} deep.")
    return told


async def _take_in(site: Site, door: _EventDoor, happened: OutsideEvent) -> web.Response:
    taken = await site.engine.happened(happened)
    if taken.outcome == "nobody":
        return problem(HTTPStatus.NOT_FOUND, "This person has not begun a conversation.")
    if taken.outcome == "new" and not taken.used:
        _log.info("event that no dialogue uses brand=%s name=%s", door.brand, happened.name)
    return received(duplicate=taken.outcome == "duplicate")
