"""The Telegram channel: one bot, polled or posted to. The SDK comes in when a channel opens."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from adapters.telegram.options import fault_of_space, faults_of, is_posted_to, root_of, token_of
from adapters.telegram.room import MEDIA, POLL, TEXT
from adapters.telegram.tempo import USUAL, Tempo
from adapters.telegram.webhook import SECRET_HEADER, is_shown
from adapters.telegram.weight import weight_of
from bot.channels.capabilities import Capabilities, Pace, Rate
from bot.channels.contract import ChannelSettings, Group, Intake, IsOurs
from bot.channels.doors import Answered, Declined, PlatformCall
from bot.channels.probing import Probe
from bot.channels.silence import Heed, Silence
from bot.core.commands import Command
from bot.core.outcomes import Outcome, Throttled

if TYPE_CHECKING:
    from adapters.telegram.line import Line

_PACE = Pace(
    channel=Rate(messages=30, seconds=1, burst=30),
    private=Rate(messages=1, seconds=1, burst=5),
    group=Rate(messages=20, seconds=60, burst=5),
)
"""Telegram's own advice (Bots FAQ, "My bot is hitting limits"): about 30 messages a second in all,
one a second in a chat with short bursts, 20 a minute in a group. The bursts are our choice."""


class Telegram:
    """One bot on Telegram: receives by long polling or by its webhook, sends by the SDK's `Bot`.

    Options: `token`, and optionally `api_base` and `mode`.

    Args:
        tempo: how long everything may take.
    """

    name = "telegram"
    title = "Telegram"
    capabilities = Capabilities(
        text_limit=TEXT.limit,
        unit=TEXT.unit,
        counts_marks=TEXT.marks,
        buttons=100,
        press_bytes=64,
        has=frozenset(
            {"contact", "edit", "link", "quote", "share_contact", "share_location", "typing"}
        ),
        media=MEDIA,
        poll=POLL,
        receives=frozenset({"image", "file", "location", "contact", "reaction"}),
        pace=_PACE,
        posts=True,
    )
    """Telegram's limits: 4096 UTF-16 units beside the entities, 100 buttons whose
    `callback_data` has 64 bytes. It knows a repetition from nothing else: `sendMessage` takes no id
    of ours (Bot API)."""

    def __init__(self, tempo: Tempo = USUAL) -> None:
        self._tempo = tempo
        self._line: Line | None = None
        self._heed = Heed()
        self._is_ours: IsOurs = lambda: True

    def faults(self, settings: ChannelSettings) -> Sequence[str]:
        """Return what is wrong with `token`, `api_base` and `mode`, in words."""
        return faults_of(settings.options, settings.address)

    def fault_of_space(self, space: str) -> str | None:
        """Say what is wrong with a channel of Telegram's as it is named, None where nothing is."""
        return fault_of_space(space)

    def asks(self, settings: ChannelSettings) -> str | None:
        """Return the server of the Bot API."""
        return root_of(settings.options)

    async def probe(self, settings: ChannelSettings) -> Sequence[Probe]:
        """Ask whose the token is, and whether somebody else has the bot."""
        from adapters.telegram.probing import probe  # noqa: PLC0415 - brings the SDK and aiohttp

        return await probe(settings, self._tempo)

    async def open(self, settings: ChannelSettings, intake: Intake) -> None:
        """Begin to receive in the background; Telegram need not be there yet."""
        from adapters.telegram.line import Line  # noqa: PLC0415 - brings the SDK and aiohttp

        await self.close()
        self._line = Line(settings, intake, self._tempo, self._heed, self._is_ours)
        await self._line.open()

    async def deliver(self, group: Group) -> Sequence[Outcome]:
        """Send the parts of a group in order and say how each ended."""
        if self._line is None:
            return [Throttled("the channel is closed")] * len(group.parts)
        return await self._line.deliver(group)

    def weight(self, group: Group) -> int:
        """Return as how many messages Telegram counts a group: an album has several."""
        return weight_of(group)

    def offer(self, commands: Sequence[Command]) -> None:
        """Show this menu of commands from now on."""
        if self._line is not None:
            self._line.offer(commands)

    def ask_first(self, is_ours: IsOurs) -> None:
        """Poll, or set the webhook, only while the channel is ours: there is one of either."""
        self._is_ours = is_ours

    def is_called(self, settings: ChannelSettings) -> bool:
        """Say whether Telegram posts updates to us (`mode: webhook`)."""
        return is_posted_to(settings.options)

    def is_genuine(self, settings: ChannelSettings, call: PlatformCall) -> bool:
        """Say whether a post shows the secret that we gave to Telegram."""
        return is_shown(call.headers.get(SECRET_HEADER, ""), token_of(settings.options))

    async def answer(self, call: PlatformCall) -> Answered | Declined:
        """Take in the update of a post."""
        if self._line is None:
            return Declined(503, "The channel is being opened.")
        return await self._line.posted.take(call.body)

    def address(self, payload: str) -> str | None:
        """Return the link that opens the bot (Bot API: deep linking)."""
        return None if self._line is None else self._line.address(payload)

    def heed(self, silence: Silence) -> None:
        """Show no signs of typing and no menus while Telegram is to be left alone."""
        self._heed.to(silence)

    def hindrance(self) -> str | None:
        """Say what keeps the bot from hearing everybody; None where all is well."""
        return None if self._line is None else self._line.hindrance

    async def close(self) -> None:
        """Stop receiving and cut every connection."""
        line, self._line = self._line, None
        if line is not None:
            await line.close()
