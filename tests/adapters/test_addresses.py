"""Where a channel is opened by an address, as by a link with a payload."""

import asyncio

from msgspec import structs

from adapters.webchat import Webchat
from bot.channels.contract import Addressed, ChannelSettings, Receipt
from bot.core.ids import BrandId, ChannelName
from tests.adapters.telegram_stage import Taken, opened, square

WEB = ChannelSettings(BrandId("fair"), ChannelName("web"), "webchat")


async def nobody(*_: object) -> list[Receipt]:
    return []


async def test_a_bot_of_telegram_has_one_once_its_name_is_known():
    async with square() as place, opened(place.settings(), Taken()) as channel:
        assert isinstance(channel, Addressed)
        async with asyncio.timeout(5):
            while (address := channel.address("link-K7QM2XHD")) is None:
                await asyncio.sleep(0.005)
        assert address.startswith("https://t.me/")
        assert address.endswith("?start=link-K7QM2XHD")
    assert channel.address("link-K7QM2XHD") is None


async def test_the_page_has_one_where_the_outside_reaches_us():
    chat = Webchat()
    await chat.open(WEB, nobody)
    assert chat.address("link-K7QM2XHD") is None
    await chat.open(structs.replace(WEB, public_url="https://example.org"), nobody)
    assert chat.address("link-K7QM2XHD") == "https://example.org/chat/fair?start=link-K7QM2XHD"
