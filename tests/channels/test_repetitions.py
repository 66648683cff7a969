"""For how long each platform knows a message that it is given once more."""

from math import inf

import pytest

from adapters.discord import Discord
from adapters.telegram import Telegram
from adapters.terminal import Terminal
from adapters.webchat import Webchat
from adapters.webhook import Webhook
from bot.channels.capabilities import Capabilities


@pytest.mark.parametrize(
    ("table", "seconds"),
    [
        (Webhook.capabilities, inf),
        (Webchat.capabilities, inf),
        (Terminal.capabilities, inf),
        (Discord.capabilities, 120.0),
        (Telegram.capabilities, None),
    ],
)
def test_a_repetition_is_recognised(table: Capabilities, seconds: float | None):
    assert table.recognises == seconds


def test_a_platform_is_taken_to_know_none_unless_it_says_so():
    assert Capabilities().recognises is None
