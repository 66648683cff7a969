"""The WhatsApp channel: one business phone number, which Meta's Cloud API calls and serves."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from urllib.parse import quote

from adapters.whatsapp.options import faults_of, root_of, settings_of
from adapters.whatsapp.room import (
    MEDIA,
    MOST_ID,
    MOST_ROWS,
    PACE,
    ROW_TEXT_LIMIT,
    TEXT,
    WINDOW_SECONDS,
)
from adapters.whatsapp.signature import SIGNATURE, is_asked, is_signed
from adapters.whatsapp.tempo import USUAL, Tempo
from adapters.whatsapp.weight import weight_of
from bot.channels.capabilities import Capabilities
from bot.channels.contract import ChannelSettings, Group, Intake, LastSpoken
from bot.channels.doors import Answered, Declined, PlatformCall
from bot.channels.probing import Probe
from bot.channels.silence import Heed, Silence
from bot.core.outcomes import Outcome, Rejected, Throttled

if TYPE_CHECKING:
    from adapters.whatsapp.line import Line

_OPENING = Declined(503, "The channel is being opened.")


class WhatsApp:
    """One number on WhatsApp: Meta posts what people say, and takes what we say.

    Options: `token`, `secret`, `verify_token` and `number`, and optionally `account`, `template`,
    `template_language`, `menu` and `api_base`.

    Args:
        tempo: how long everything may take.
        clock: tells the present time in UTC.
    """

    name = "whatsapp"
    title = "WhatsApp"
    capabilities = Capabilities(
        text_limit=TEXT.limit,
        unit=TEXT.unit,
        buttons=MOST_ROWS,
        label_limit=ROW_TEXT_LIMIT,
        press_bytes=MOST_ID,
        has=frozenset({"contact", "link", "quote", "share_location", "typing"}),
        media=MEDIA,
        receives=frozenset({"image", "file", "location", "contact", "reaction"}),
        pace=PACE,
        window=WINDOW_SECONDS,
    )
    """Cloud API: texts of 4,096 characters with their marks, lists of ten rows whose description
    has 72. It takes no key of ours by which it would know a repetition."""

    def __init__(
        self, tempo: Tempo = USUAL, clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        self._tempo = tempo
        self._clock = clock
        self._heed = Heed()
        self._last_spoken: LastSpoken | None = None
        self._line: Line | None = None

    def faults(self, settings: ChannelSettings) -> Sequence[str]:
        """Return what is wrong with the options, in words."""
        return faults_of(settings.options)

    def asks(self, settings: ChannelSettings) -> str | None:
        """Return the address of the Graph API."""
        return root_of(settings.options)

    async def probe(self, settings: ChannelSettings) -> Sequence[Probe]:
        """Ask whose the number is, whether the app hears of it, and for the template."""
        from adapters.whatsapp.probing import probe  # noqa: PLC0415 - brings aiohttp

        return await probe(settings, self._tempo)

    def ask_when(self, last_spoken: LastSpoken) -> None:
        """Ask `last_spoken` whether somebody may still be told anything."""
        self._last_spoken = last_spoken

    def heed(self, silence: Silence) -> None:
        """Show nothing as read while Meta is to be left alone."""
        self._heed.to(silence)

    async def open(self, settings: ChannelSettings, intake: Intake) -> None:
        """Begin to take calls; Meta need not be there."""
        from adapters.whatsapp.line import Line  # noqa: PLC0415 - brings aiohttp

        await self.close()
        self._line = Line(settings, intake, self._last_spoken, self._heed, self._tempo, self._clock)

    async def deliver(self, group: Group) -> Sequence[Outcome]:
        """Send the parts of a group in order and say how each ended."""
        line = self._line
        if line is None:
            return [Throttled("the channel is closed")] * len(group.parts)
        if group.space is not None:
            return [Rejected("there are no groups on WhatsApp")] * len(group.parts)
        return [await line.sending.send(group.to, part) for part in group.parts]

    def weight(self, group: Group) -> int:
        """Return as how many messages a group counts: some take several calls."""
        return weight_of(group)

    def is_called(self, settings: ChannelSettings) -> bool:  # noqa: ARG002 - there is no other way
        """Say that Meta calls us."""
        return True

    def is_genuine(self, settings: ChannelSettings, call: PlatformCall) -> bool:
        """Say whether a post bears the app's signature, or a question the token we made up."""
        options = settings_of(settings.options)
        if call.method == "GET":
            return is_asked(options.verify_token, call.query)
        return is_signed(options.secret, call.headers.get(SIGNATURE, ""), call.body)

    async def answer(self, call: PlatformCall) -> Answered | Declined:
        """Repeat the challenge of a question, or take in what a post tells."""
        if call.method == "GET":
            challenge = call.query.get("hub.challenge", "")
            return Answered(challenge.encode(errors="replace"), "text/plain")
        return _OPENING if self._line is None else await self._line.hearing.take(call.body)

    def address(self, payload: str) -> str | None:
        """Return the link that opens a chat with a command already written (Click to chat)."""
        shown = None if self._line is None else self._line.hearing.shown
        return None if shown is None else f"https://wa.me/{shown}?text={quote(f'/start {payload}')}"

    async def close(self) -> None:
        """Cut every connection."""
        line, self._line = self._line, None
        if line is not None:
            await line.close()
