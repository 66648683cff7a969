"""The real product in webhook mode: what Telegram posts survives kills, and is answered once."""

from pathlib import Path

import aiohttp

from tests.brand_folder import write_files
from tests.platforms.process import standing_in
from tests.platforms.telegram import Telegram
from tests.product import Product, running
from tests.several import BRAND, COUNT, TOKEN, until

MESSAGES = 6


async def test_what_telegram_posts_is_answered_once_whenever_we_are_killed(tmp_path: Path):
    with standing_in() as addresses:
        options = f'token: "${{TOKEN}}", api_base: "{addresses.telegram_api}", mode: webhook'
        channel = f"  telegram: {{adapter: telegram, {options}}}\n"
        files = {"brand.yaml": BRAND + channel, "dialogues/only.yaml": COUNT}
        product = Product(write_files(tmp_path / "brand", files), tmp_path, TOKEN=TOKEN)
        product.environ["CONVIVIO_PUBLIC_URL"] = product.url
        async with aiohttp.ClientSession() as session:
            telegram = Telegram(session, addresses, TOKEN)
            await telegram.begin()
            people = [await telegram.person(f"P{number}") for number in range(MESSAGES)]
            with running(product):
                for number, person in enumerate(people):
                    await telegram.say(person, "/count")
                    if number == MESSAGES // 2:
                        product.kill()
                        product.start()

                async def all_are_asked() -> bool:
                    return all([await telegram.heard(person) for person in people])

                await until(all_are_asked)
                heard = [await telegram.heard(person) for person in people]
                polls = await telegram.control.get("calls", method="getUpdates")
                assert product.stop() == 0
    # Whether the message that was on its way at the kill has arrived, Telegram alone knows.
    assert sum(map(len, heard)) <= MESSAGES + 1
    assert {text for one in heard for text in one} == {"Tell me a number."}
    assert polls == []
