"""The webhook channel: any other system writes to us by signed requests, and we answer likewise."""

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from math import inf
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from msgspec import structs

from bot.channels.addresses import parts_of
from bot.channels.aside import NOT_SAID, aside, is_confided, pressed_in
from bot.channels.body import Fields, Malformed, read_object
from bot.channels.capabilities import Capabilities
from bot.channels.contract import ChannelSettings, Group, Intake, SignatureHeaders
from bot.channels.delivery import write_turn
from bot.channels.files import locate_in
from bot.channels.probing import Probe
from bot.channels.signature import listed, secret_faults, verify
from bot.core.content import Media, MediaKind
from bot.core.events import Incoming, Pressed, Said, Sender
from bot.core.ids import DeliveryId, GroupId
from bot.core.media_address import is_anybodys
from bot.core.outcomes import Accepted, Outcome, Rejected
from bot.posting import Destination, open_session, post

if TYPE_CHECKING:
    import aiohttp

_KINDS: tuple[MediaKind, ...] = ("image", "file", "audio", "video", "location")
"""What an attachment may be; a spoken note is audio to other systems."""

_OPTIONS = frozenset({"secret", "deliver_to", "rate", "burst"})


def decode_body(external_id: str, body: bytes) -> Incoming | Malformed:
    """Return what the body of a request tells, or every fault of it at once.

    Args:
        external_id: the value of `webhook-id`.
        body: the bytes of the body, already verified.
    """
    fields = read_object(body)
    if isinstance(fields, Malformed):
        return fields
    sender, space = _sender(fields), fields.identifier("space")
    happening = _happening(fields)
    if isinstance(happening, Pressed):
        button, origin = pressed_in(happening.button)
        if space in {None, origin}:
            happening, space = Pressed(button), origin or space
    if fields.faults or happening is None:
        return fields.malformed()
    return Incoming(external_id, sender, happening, space, raw=body)


def _sender(fields: Fields) -> Sender:
    name = fields.text("name")
    return Sender(
        id=fields.identifier("from", required=True) or "",
        name=name,
        first_name=next(iter(name.split()), None) if name else None,
        language=fields.text("language"),
        timezone=_known_timezone(fields.text("timezone")),
    )


def _known_timezone(name: str | None) -> str | None:
    """Return the zone where there is such a zone: an unknown one falls back to the brand's."""
    if not name:
        return None
    try:
        ZoneInfo(name)
    except (ValueError, OSError, KeyError):
        return None
    return name


def _happening(fields: Fields) -> Said | Pressed | None:
    text, button = fields.text("text"), fields.identifier("button")
    attachments = tuple(_attachment(entry) for entry in fields.each_inside("attachments"))
    if button is None:
        if text or attachments:
            return Said(text or "", attachments)
        if not fields.faults:
            fields.refuse("", "One of text, button and attachments is required.")
        return None
    if text:
        fields.refuse("button", "A message has a text or a button, not both.")
    if attachments:
        fields.refuse("attachments", "A message with a button has no attachments.")
    return Pressed(button)


def _attachment(fields: Fields) -> Media:
    kind = fields.one_of("type", _KINDS)
    url = fields.text("url", required=True)
    if url == "":
        fields.refuse("url", "Must not be empty.")
    elif url is not None and not is_anybodys(url):
        fields.refuse("url", "Must be an address of the web, data: or geo:.")
    return Media(
        kind=kind,
        url=url or "",
        name=fields.text("name"),
        media_type=fields.text("media_type"),
        size=fields.count("size"),
    )


class Webhook:
    """One webhook channel: verifies and decodes what comes in, posts replies to `deliver_to`.

    Args:
        clock: tells the present time in UTC.
    """

    name = "webhook"
    capabilities = Capabilities(
        buttons=1_000,
        groups=True,
        posts=True,
        receives=frozenset({"image", "file", "location"}),
        recognises=inf,
    )
    """Standard Webhooks: the `webhook-id` is the same at every try, and the receiver's key."""

    def __init__(self, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._clock = clock
        self._secrets: tuple[str, ...] = ()
        self._deliver_to: Destination | None = None
        self._locate = locate_in(None)
        self._session: aiohttp.ClientSession | None = None

    def faults(self, settings: ChannelSettings) -> Sequence[str]:
        """Return what is wrong with `secret` and `deliver_to`, in words."""
        options = settings.options
        faults = secret_faults("secret", options.get("secret"))
        deliver_to = options.get("deliver_to")
        if deliver_to is not None and parts_of(deliver_to) is None:
            faults.append("deliver_to is no web address: write http:// or https:// and a host")
        unknown = sorted(set(options) - _OPTIONS)
        faults.extend(f"{option} means nothing to a webhook channel" for option in unknown)
        return faults

    def asks(self, settings: ChannelSettings) -> str | None:
        """Return `deliver_to`."""
        deliver_to = settings.options.get("deliver_to")
        return deliver_to if isinstance(deliver_to, str) else None

    async def probe(self, settings: ChannelSettings) -> Sequence[Probe]:  # noqa: ARG002
        """Ask nothing: what a receiver does with a message, only a message shows."""
        return ()

    async def open(self, settings: ChannelSettings, intake: Intake) -> None:  # noqa: ARG002
        """Keep the settings; requests are taken in by the web server, not by the channel."""
        self._locate = locate_in(settings.files)
        self._secrets = listed(settings.options.get("secret"))
        deliver_to = self.asks(settings)
        self._deliver_to = None if deliver_to is None else Destination(deliver_to, self._secrets)
        self._session = open_session()

    def verify(self, headers: SignatureHeaders, body: bytes, now: datetime) -> bool:
        """Say whether a request bears a fresh signature of one of the channel's secrets."""
        return verify(self._secrets, headers, body, now)

    def decode(self, external_id: str, body: bytes) -> Incoming | Malformed:
        """Return what a verified request tells, or every fault of it."""
        return decode_body(external_id, body)

    def reaches(self) -> bool:
        """Say whether there is an address to deliver to."""
        return self._deliver_to is not None

    async def deliver(self, group: Group) -> Sequence[Outcome]:
        """Post the group in one signed request, whose parts share one outcome.

        What in a space concerns one person alone is posted to them, in a request of its own.
        Without `deliver_to` nothing leaves: such a channel hands replies to waiting requests only.
        """
        ended: dict[DeliveryId, Outcome] = {}
        for request in _requests(group):
            outcome = await self._post(request)
            if not isinstance(outcome, Accepted | Rejected):
                return [outcome] * len(group.parts)  # all of it comes again, under the same ids
            ended |= dict.fromkeys((part.id for part in request.parts), outcome)
        return [ended.get(part.id, NOT_SAID) for part in group.parts]

    async def _post(self, group: Group) -> Outcome:
        if self._session is None or self._deliver_to is None:
            return Rejected("no deliver_to: replies are for waiting requests only")
        body = write_turn(group.to, group.space, group.parts, self._locate)
        return await post(self._session, self._deliver_to, group.id, body, self._clock)

    async def close(self) -> None:
        """Let go of every connection."""
        if self._session is not None:
            await self._session.close()
            self._session = None


def _requests(group: Group) -> Iterator[Group]:
    """Yield what is posted at once: what all may read, and what one person reads alone."""
    public = tuple(part for part in group.parts if not is_confided(group, part))
    if public:
        yield structs.replace(group, parts=public)
    confided = (aside(group, part) for part in group.parts if is_confided(group, part))
    private = tuple(part for one in confided if one is not None for part in one.parts)
    if private:
        yield Group(GroupId(f"{group.id}-private"), group.to, None, private, group.attempt)
