"""The token is nowhere to be read, nor what people write; and nothing is loaded before its time."""

import logging
import subprocess
import sys
from typing import Any

import pytest
from msgspec import structs

from adapters.discord import Discord
from adapters.discord.options import read_options
from bot.core.content import Button
from tests.adapters.discord_stage import COMMANDS, QUICK, TOKEN, a_market, sent
from tests.eventually import eventually

POST = "POST channels/{id}/messages"
PRIVATE = "a secret between us"


async def test_neither_token_nor_text_is_logged_or_shown(
    caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
):
    caplog.set_level(logging.DEBUG)
    shown: list[Any] = []
    async with a_market() as market:
        await market.fault("GET users/@me", type="answer", status=401, times=1)
        await market.fault("GET applications/{id}/commands", type="answer", status=400, times=1)
        await market.open()
        await market.say(PRIVATE)
        await eventually(lambda: market.taken.incoming)
        for fault in (
            {"type": "answer", "status": 429, "text": "no"},
            {"type": "answer", "status": 401, "body": {"code": 0, "message": TOKEN}},
            {"type": "answer", "status": 500},
            {"type": "reset"},
        ):
            await market.fault(POST, **fault)
            shown.append(await sent(market, market.ada, PRIVATE, buttons=[Button("b", PRIVATE)]))
        market.taken.failing = OSError(PRIVATE)
        await market.say(PRIVATE)
        await eventually(lambda: len(market.taken.sizes) > 2)
        await market.gateway("malformed", d={"content": PRIVATE})
        await market.gateway("close", code=4004)
        shown.append(await eventually(market.channel.hindrance))
        shown.append(market.channel.faults(structs.replace(market.settings, options={"token": ""})))
        shown += [market.channel, vars(market.channel), read_options(market.settings)]
    told = [caplog.text, *capfd.readouterr(), *map(repr, shown)]
    told += [str(record.args) for record in caplog.records]
    for secret in (TOKEN, PRIVATE, "Traceback"):
        assert not [text for text in told if secret in text]
    assert "adapters.discord" in caplog.text


async def test_interaction_tokens_are_not_logged_either(caplog: pytest.LogCaptureFixture):
    caplog.set_level(logging.DEBUG)
    async with a_market() as market:
        await market.open(Discord(structs.replace(QUICK, send=0.2)))
        await eventually(lambda: len(market.stand_in.world.bots[TOKEN].commands) == len(COMMANDS))
        callback = "POST interactions/{id}/{token}/callback"
        await market.fault(callback, type="answer", status=404, times=9)
        await market.order("slash", token=TOKEN, person=market.ada, name="survey")
        await eventually(lambda: "acknowledging failed" in caplog.text)
        tokens = [one.token for one in market.stand_in.world.interactions.values()]
        assert tokens
        assert not [token for token in tokens if token in caplog.text]


def test_importing_the_channel_brings_no_library():
    code = (
        "import sys; from adapters.discord import Discord; channel = Discord();"
        "from bot.channels.contract import ChannelSettings;"
        "channel.faults(ChannelSettings('b', 'c', 'discord', {})); channel.capabilities;"
        "channel.hindrance();"
        "print(sorted({'discord', 'aiohttp', 'asyncio'} & set(sys.modules)))"
    )
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
