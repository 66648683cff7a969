"""The Discord channel as the product knows it; the library comes in when it is opened."""

from __future__ import annotations

from typing import TYPE_CHECKING

from adapters.discord.delays import Delays
from adapters.discord.options import option_faults, read_options
from adapters.discord.refusals import OF_THIS_PROCESS
from adapters.discord.room import CHOICES, MEDIA, POLL, TEXT
from adapters.discord.signature import is_signed
from bot.channels.capabilities import Capabilities, CardRoom, Pace, Rate, Tolerance
from bot.channels.doors import Declined
from bot.channels.silence import Heed, Silence
from bot.core.outcomes import Outcome, Throttled

if TYPE_CHECKING:
    from collections.abc import Sequence

    from adapters.discord.open_channel import OpenChannel
    from bot.channels.contract import ChannelSettings, Group, Intake, IsOurs, Recall
    from bot.channels.doors import Answered, PlatformCall
    from bot.channels.probing import Probe
    from bot.core.commands import Command

_PACE = Pace(
    channel=Rate(messages=50, seconds=1, burst=50),
    private=Rate(messages=4, seconds=5, burst=4),
    group=Rate(messages=4, seconds=5, burst=4),
)
"""Discord's global limit for a bot, and one below the five in five seconds that it commonly
allows in a channel: with the last of them the library would wait before it tells us the outcome.
"""


class Discord:
    """One bot on Discord: hears over the gateway, speaks over the REST API.

    Commands and presses may come by calls of Discord's instead of over the gateway.

    Args:
        delays: how long things may take.
    """

    name = "discord"
    title = "Discord"
    capabilities = Capabilities(
        text_limit=TEXT.limit,
        unit=TEXT.unit,
        buttons=25,
        label_limit=80,
        choices=CHOICES,
        press_bytes=100,
        has=frozenset({"edit", "link", "quote", "typing"}),
        media=MEDIA,
        card=CardRoom(title=256, text=4096),
        poll=POLL,
        receives=frozenset({"image", "file", "reaction"}),
        pace=_PACE,
        recognises=120.0,
        refusals=Tolerance(10_000, 600),
        posts=True,
    )
    """Discord's reference: messages of 2000 characters, 5 rows of 5 buttons or of one list of
    25 choices, labels of 80 (in lists 100) and ids of 100 characters, embeds with titles of 256
    and descriptions of 4096. With `enforce_nonce`, "it will be checked for uniqueness in the past
    few minutes" (Create Message): we count on two of them. "IP addresses that make too many
    invalid HTTP requests are automatically restricted": 10,000 in ten minutes (Rate Limits)."""

    def __init__(self, delays: Delays | None = None) -> None:
        self._delays = delays or Delays()
        self._recall: Recall | None = None
        self._channel: OpenChannel | None = None
        self._heed = Heed()
        self._is_ours: IsOurs = lambda: True

    def faults(self, settings: ChannelSettings) -> Sequence[str]:
        """Return what is wrong with the token and the addresses, in words."""
        return option_faults(settings)

    def fault_of_space(self, space: str) -> str | None:
        """Say what is wrong with a channel as it is named, None where nothing is."""
        if space.isascii() and space.isdigit():
            return None
        return f"{space} is no channel of Discord: write its id, as Discord copies it (Copy ID)"

    def asks(self, settings: ChannelSettings) -> str | None:
        """Return the address of the REST API."""
        return read_options(settings).api_base

    async def probe(self, settings: ChannelSettings) -> Sequence[Probe]:
        """Ask whose the token is, and what its application may."""
        from adapters.discord.open_channel import point_at  # noqa: PLC0415 - brings discord.py
        from adapters.discord.probing import probe  # noqa: PLC0415

        options = read_options(settings)
        point_at(options)
        return await probe(options, settings.address, self._delays, settings.own_spaces)

    def is_called(self, settings: ChannelSettings) -> bool:
        """Say whether Discord calls us with interactions (`public_key`)."""
        return "public_key" in settings.options

    def is_genuine(self, settings: ChannelSettings, call: PlatformCall) -> bool:
        """Say whether a call is signed by the application's key, and lately."""
        public_key = read_options(settings).public_key
        return public_key is not None and is_signed(public_key, call)

    async def answer(self, call: PlatformCall) -> Answered | Declined:
        """Take an interaction in, and return its first answer."""
        if self._channel is None:
            return Declined(503, "The channel is being opened.")
        return await self._channel.answer(call)

    def remember(self, recall: Recall) -> None:
        """Ask `recall` after each new session which conversations may have gone on without us."""
        self._recall = recall

    def ask_first(self, is_ours: IsOurs) -> None:
        """Begin no session while the channel is not ours: each of them is told everything."""
        self._is_ours = is_ours

    async def open(self, settings: ChannelSettings, intake: Intake) -> None:
        """Begin to listen in the background; Discord need not be there yet."""
        from adapters.discord.open_channel import (  # noqa: PLC0415 - brings discord.py
            OpenChannel,
            point_at,
        )

        await self.close()
        options = read_options(settings)
        point_at(options)
        self._channel = OpenChannel(
            settings, options, intake, self._recall, self._delays, self._heed, self._is_ours
        )
        self._channel.start()

    def offer(self, commands: Sequence[Command]) -> None:
        """Offer this menu of commands from now on."""
        if self._channel is not None:
            self._channel.offer(commands)

    def heed(self, silence: Silence) -> None:
        """Ask Discord nothing that can wait while it is to be left alone."""
        self._heed.to(silence)

    def hindrance(self) -> str | None:
        """Say what keeps the channel from hearing everybody, with what to do."""
        return self._channel.hindrance() if self._channel is not None else None

    def refused(self) -> int:
        """Return how often Discord has refused this process."""
        return OF_THIS_PROCESS.total

    async def deliver(self, group: Group) -> Sequence[Outcome]:
        """Send the parts one after the other; a repeated part is the same message for minutes."""
        if self._channel is None:
            closed: Outcome = Throttled("the channel is closed")
            return [closed] * len(group.parts)
        return await self._channel.deliver(group)

    async def close(self) -> None:
        """Stop listening and let go of every connection."""
        channel, self._channel = self._channel, None
        if channel is not None:
            await channel.close()
