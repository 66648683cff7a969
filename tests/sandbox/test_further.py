"""Further platforms in the sandbox: a channel of one is set up there as on the platform itself."""

import aiohttp
import pytest
from aiohttp import web

from bot.channels.contract import ChannelSettings
from bot.channels.doors import is_at_our_address
from bot.channels.registry import make_adapter
from bot.core.ids import BrandId, ChannelName
from sandbox.further import FURTHER
from sandbox.serving import serving
from sandbox.whatsapp.setting_up import CHALLENGE

WHOSE = "market/chat"


@pytest.mark.parametrize("name", FURTHER)
async def test_the_options_that_a_channel_gets_are_those_that_its_adapter_wants(name: str):
    async with serving() as sandbox:
        options = sandbox.settle(name, WHOSE, "Market", {"menu": "Choose"})
        assert options is not None
        settings = ChannelSettings(BrandId("market"), ChannelName("chat"), name, dict(options))
        adapter = make_adapter(name)
        assert list(adapter.faults(settings)) == []
        assert is_at_our_address(adapter, settings)
        assert all("//" not in value or "//127.0.0.1:" in value for value in options.values())
        assert sandbox.settle(name, WHOSE, "Market", {}) == {
            key: value for key, value in options.items() if key != "menu"
        }
        place = sandbox.place(name, options)
        assert (place.platform, place.title) == (name, "WhatsApp")
        async with (
            aiohttp.ClientSession() as session,
            session.get(f"{sandbox.addresses.url}/page/{name}.js") as answer,
        ):
            assert answer.status == 200


async def test_there_is_none_for_a_platform_that_nobody_stands_in_for():
    async with serving() as sandbox:
        assert sandbox.settle("pigeon", WHOSE, "Market", {}) is None


@pytest.mark.parametrize("answers", [True, False])
async def test_an_address_is_entered_where_somebody_answers(
    answers: bool, caplog: pytest.LogCaptureFixture
):
    async def answer(request: web.Request) -> web.Response:
        return web.Response(text=request.query["hub.challenge"] if answers else "no")

    app = web.Application()
    app.router.add_get("/platforms/market/chat", answer)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    url = f"http://127.0.0.1:{runner.addresses[0][1]}/platforms/market/chat"
    async with serving() as sandbox:
        options = sandbox.settle("whatsapp", WHOSE, "Market", {})
        assert options is not None
        await sandbox.let_call("whatsapp", options, url)
    await runner.cleanup()
    assert CHALLENGE.isdecimal()
    assert ("nobody answers" in caplog.text) is not answers
