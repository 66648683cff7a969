"""The web chat: people talk to the brand on its own page, over a connection that stays open."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from math import inf
from zoneinfo import ZoneInfo

from bot.channels.body import Fields, Malformed, read_object
from bot.channels.capabilities import Capabilities, CardRoom, MediaRoom
from bot.channels.contract import ChannelSettings, Group, Intake
from bot.channels.doors import FileOffer, Refused, Visit
from bot.channels.identity_token import Connecting, Distrusted, Vouched, read_token
from bot.channels.signature import listed
from bot.core.content import Media
from bot.core.events import Happening, Incoming, Opened, Pressed, Said, Sender
from bot.core.identity_secret import SECRET_HINT, is_long_enough
from bot.core.ids import BrandId, derive
from bot.core.lazy_pattern import lazy_pattern
from bot.core.media_address import UPLOAD, address_of_place, address_of_upload, place_at
from bot.core.outcomes import Accepted, Outcome
from bot.core.site_origin import ORIGIN_FORM, is_origin, listed_origins

_SESSION = lazy_pattern(r"[A-Za-z0-9_-]{22,64}")
"""At least 128 bits in base64: whoever knows it is the person, so nobody may guess it."""

_OPTIONS = frozenset({"sites", "secret", "files"})

_UPLOAD = lazy_pattern(r"[0-9a-f]{32}")
MOST_FILES = 10
"""Files that one message holds at most."""

_PAYLOAD = lazy_pattern(r"[A-Za-z0-9_-]{1,64}")

Push = Callable[[Group], Awaitable[None]]


Trust = Callable[[str], Vouched | Distrusted]
"""Says whom a site's token vouches for on this connection."""


def greet(frame: str, trust: Trust) -> Visit | Refused:
    """Return who announces themselves in the first frame of a connection.

    Somebody whom their site vouches for is `user:` and the site's own id of them. Anybody else is
    an id derived from the page's session, so that nothing we keep opens a session. The two never
    meet: a derived id has no colon.

    Args:
        frame: `{"type": "hello", "session", "token", "after", "language", "timezone"}`; one of
            session and token.
        trust: reads the token.
    """
    fields = read_object(frame.encode())
    if isinstance(fields, Malformed) or fields.value("type") != "hello":
        return Refused(None)
    after, language = fields.identifier("after"), fields.identifier("language")
    timezone = _known_timezone(fields.identifier("timezone"))
    token = fields.value("token")
    if token is not None:
        vouched = trust(token) if isinstance(token, str) else Distrusted("it is no text")
        if fields.faults or isinstance(vouched, Distrusted):
            return Refused(None, vouched.reason if isinstance(vouched, Distrusted) else "malformed")
        return _known(vouched, Visit("", after, language, timezone))
    session = fields.identifier("session", required=True)
    if fields.faults or session is None or _SESSION.fullmatch(session) is None:
        return Refused(None)
    return Visit(derive("webchat", session), after, language, timezone)


def _known(vouched: Vouched, visit: Visit) -> Visit:
    """Return the visit of somebody for whom their site vouches: it knows better than the page."""
    return Visit(
        f"user:{vouched.subject}",
        visit.after,
        vouched.language or visit.language,
        _known_timezone(vouched.timezone) or visit.timezone,
        vouched.name,
        vouched.first_name,
    )


def decode_frame(visit: Visit, frame: str) -> Incoming | FileOffer | Refused:
    """Return what a person did on the page.

    Args:
        visit: who opened the connection.
        frame: `{"type": "say", "id", "text", "files", "place"}`, `{"type": "press", "id",
            "button"}`, `{"type": "open", "id", "start"}` or `{"type": "offer", "id", "name",
            "media_type", "size"}`; the id is the page's own and unique to the visit.
    """
    fields = read_object(frame.encode())
    if isinstance(fields, Malformed):
        return Refused(None)
    message_id = fields.identifier("id", required=True)
    if message_id is not None and fields.value("type") == "offer":
        return _offer(message_id, fields)
    happening = _happening(fields)
    if message_id is None or happening is None or fields.faults:
        return Refused(message_id)
    sender = Sender(visit.person, visit.name, visit.first_name, visit.language, visit.timezone)
    return Incoming(derive(visit.person, message_id), sender, happening)


def _offer(offer_id: str, fields: Fields) -> FileOffer | Refused:
    name, media_type = fields.identifier("name"), fields.identifier("media_type")
    size = fields.count("size")
    if fields.faults or size is None:
        return Refused(offer_id)
    return FileOffer(offer_id, name, media_type, size)


def _happening(fields: Fields) -> Happening | None:
    match fields.value("type"):
        case "say":
            attachments = (*_files(fields), *_place(fields))
            text = fields.text("text", required=not attachments) or ""
            return Said(text, attachments) if text or attachments else None
        case "press":
            button = fields.identifier("button", required=True)
            return Pressed(button) if button else None
        case "open":
            payload = fields.value("start")
            known = isinstance(payload, str) and _PAYLOAD.fullmatch(payload) is not None
            return Opened(str(payload) if known else None)
        case _:
            return None


def _files(fields: Fields) -> list[Media]:
    """Return the files that were sent before: their addresses."""
    named = fields.value("files")
    if named is None:
        return []
    listed = named if isinstance(named, list) else [None]
    files = [one for one in listed if isinstance(one, str) and _UPLOAD.fullmatch(one) is not None]
    if len(files) != len(listed) or len(files) > MOST_FILES:
        fields.refuse("files", f"Must be a list of at most {MOST_FILES} files.")
    return [Media("file", address_of_upload(one)) for one in files]


def _place(fields: Fields) -> list[Media]:
    place = fields.inside("place")
    if place is None:
        return []
    found = [place.value(name) for name in ("latitude", "longitude")]
    numbers = [one for one in found if isinstance(one, int | float) and not isinstance(one, bool)]
    if len(numbers) != len(found):
        fields.refuse("place", "Must have a latitude and a longitude in degrees.")
        return []
    address = address_of_place(round(numbers[0], 6), round(numbers[1], 6))
    if place_at(address) is None:
        fields.refuse("place", "Must be on earth.")
    return [Media("location", address)]


def _known_timezone(name: str | None) -> str | None:
    """Return the zone where there is such a zone: an unknown one falls back to the brand's."""
    if name is None:
        return None
    try:
        ZoneInfo(name)
    except (ValueError, OSError, KeyError):
        return None
    return name


class Webchat:
    """One web chat channel: what is said is pushed into the pages that the person has open.

    A page that is not open misses nothing: it asks for what it has not shown when it comes back.
    """

    name = "webchat"
    capabilities = Capabilities(
        buttons=1_000,
        has=frozenset({"contact", "link", "share_location", "edit", "typing"}),
        card=CardRoom(title=500, text=4_000),
        media=MediaRoom(own=UPLOAD),
        receives=frozenset({"image", "file", "location"}),
        groups=True,
        recognises=inf,
    )
    """A page shows each message once, by its id, however often it is pushed."""

    def __init__(self) -> None:
        self._brand = BrandId("")
        self._page: str | None = None
        self._secrets: tuple[str, ...] = ()
        self._takes_files = True
        self._pages: dict[str, list[Push]] = {}

    def faults(self, settings: ChannelSettings) -> Sequence[str]:
        """Return what is wrong with the channel's options."""
        options = settings.options
        unknown = sorted(set(options) - _OPTIONS)
        faults = [f"{option} means nothing to a web chat" for option in unknown]
        faults += [
            f"{site} is not the origin of a site. {ORIGIN_FORM}"
            for site in listed_origins(options.get("sites"))
            if not is_origin(site)
        ]
        if not isinstance(options.get("files", True), bool):
            faults.append("files is true or false")
        secrets = listed(options.get("secret"))
        if "secret" in options and not (secrets and all(map(is_long_enough, secrets))):
            faults.append(f"secret is too short. {SECRET_HINT}")
        return faults

    async def open(self, settings: ChannelSettings, intake: Intake) -> None:  # noqa: ARG002
        """Keep the settings: the web server takes in what pages send."""
        self._brand = settings.brand
        self._page = settings.public_url and f"{settings.public_url}/chat/{settings.brand}"
        self._secrets = listed(settings.options.get("secret"))
        self._takes_files = settings.options.get("files", True) is not False

    def address(self, payload: str) -> str | None:
        """Return the address of the page, None where the outside does not reach us."""
        return self._page and f"{self._page}?start={payload}"

    def recognises_people(self) -> bool:
        """Say whether a site's tokens are read: there is a secret that signs them."""
        return bool(self._secrets)

    def greet(self, frame: str, nonce: str, now: datetime) -> Visit | Refused:
        """Return who announces themselves in the first frame of a connection."""
        connecting = Connecting(nonce, self._brand, now.timestamp())
        return greet(frame, lambda token: read_token(token, self._secrets, connecting))

    def takes_files(self) -> bool:
        """Say whether people may send files: unless the channel's line says that they may not."""
        return self._takes_files

    def decode(self, visit: Visit, frame: str) -> Incoming | FileOffer | Refused:
        """Return what a later frame tells."""
        return decode_frame(visit, frame)

    def attach(self, to: str, push: Push) -> Callable[[], None]:
        """Push what is said to a person into this page too; the result detaches it."""
        self._pages.setdefault(to, []).append(push)

        def detach() -> None:
            pages = self._pages.get(to, [])
            if push in pages:
                pages.remove(push)
            if not pages:
                self._pages.pop(to, None)

        return detach

    async def deliver(self, group: Group) -> Sequence[Outcome]:
        """Push the group into every open page of the person; the transcript keeps it for others."""
        for push in tuple(self._pages.get(group.to, ())):
            await push(group)
        return [Accepted()] * len(group.parts)

    async def close(self) -> None:
        """Forget the open pages; the web server closes their connections."""
        self._pages.clear()
