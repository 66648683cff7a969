"""Every block of the language on every platform: what is seen is what was written, but for what a
platform's own table says that it cannot show.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import aiohttp
import pytest
import pytest_asyncio

from bot.channels.capabilities import Capabilities
from bot.channels.conformance.promises import squeezed
from bot.channels.contract import Part
from bot.channels.registry import make_adapter
from bot.channels.support import BLOCKS
from tests.databases.file import new_file
from tests.doors import by_terminal
from tests.doors.blocks import ACTS, BRAND, EVERYTHING, LEFT, Told, play, seen_on, write_gallery
from tests.doors.by_discord import DiscordTalker
from tests.doors.by_socket import SocketTalker
from tests.doors.by_telegram import TelegramTalker
from tests.doors.by_webhook import WebhookTalker
from tests.doors.by_whatsapp import WhatsAppTalker
from tests.doors.gift import ADAPTERS
from tests.doors.neutral import Act, Heard, Press, Say, Talker, listen
from tests.platforms.on_discord import Discord
from tests.platforms.on_telegram import Telegram
from tests.platforms.on_whatsapp import NUMBER, VERIFY, WhatsApp
from tests.platforms.process import Addresses, standing_in
from tests.product import Product, running
from tests.signing import new_secret

pytestmark = pytest.mark.slow

SECRET = new_secret("gallery")
TELEGRAM, DISCORD, WHATSAPP = "3:telegram", "gallery-discord", "EAA-gallery"
NewTalker = Callable[[str], Awaitable[Talker]]
DOORS = ("webhook", "page", "telegram", "discord", "whatsapp")
CHANNELS = """\
  site: {{adapter: webhook, secret: "${{SECRET}}"}}
  phone: {{adapter: telegram, token: "${{TELEGRAM}}", api_base: "{telegram}"}}
  game: {{adapter: discord, token: "${{DISCORD}}", api_base: "{discord}", gateway: "{gateway}"}}
  chat: {{adapter: whatsapp, token: "${{WHATSAPP}}", secret: "${{APP}}", number: "{number}",
    verify_token: "${{VERIFY}}", api_base: "{whatsapp}"}}
"""


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def told(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Told]:
    """What is said in each dialogue, as it was written."""
    home = Path(tmp_path_factory.mktemp("gallery"))
    return {name: await play(home / name, acts) for name, acts in ACTS.items()}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def heard(
    told: Mapping[str, Told], tmp_path_factory: pytest.TempPathFactory
) -> dict[tuple[str, str], list[Heard]]:
    """What people see in the end: each holds one dialogue at one door of a running product."""
    home = Path(tmp_path_factory.mktemp("product"))
    with standing_in() as addresses:
        product = _product(home, addresses)
        async with _doors(product, addresses) as doors:
            talks = [(door, name) for door in DOORS for name in ACTS]
            people = [await doors[door](f"{name}-at-{door}") for door, name in talks]
            held = (
                _hold(_table(door), person, ACTS[name], told[name])
                for (door, name), person in zip(talks, people, strict=True)
            )
            seen = await asyncio.gather(*held)
    return dict(zip(talks, seen, strict=True))


@pytest.mark.parametrize("name", ACTS)
@pytest.mark.parametrize("door", DOORS)
def test_what_is_seen_is_what_was_written_as_the_platform_can_show_it(
    door: str, name: str, heard: dict[tuple[str, str], list[Heard]], told: Mapping[str, Told]
):
    wanted = seen_on(_table(door), _all(told[name]))
    seen = zip(wanted, heard[door, name], strict=True)
    assert [(one, found) for one, found in seen if not one.is_like(found)] == []


def test_at_the_terminal_it_is_read_in_the_same_order(told: Mapping[str, Told], tmp_path: Path):
    brand = write_gallery(tmp_path / "brand")
    talks = [
        by_terminal.Talk(new_file(tmp_path / f"{name}.db"), tuple(_typed(acts, told[name])))
        for name, acts in ACTS.items()
    ]
    for name, lines in zip(ACTS, by_terminal.hold(brand, talks), strict=True):
        read, at = squeezed("".join(text for _, text in lines)), 0
        for one in seen_on(_table("terminal"), _all(told[name])):
            found = [place for words in one.words if (place := read.find(words, at)) >= at]
            assert found, (one, read[at : at + 200])
            at = min(found)


def test_every_block_that_a_message_can_have_is_shown(told: Mapping[str, Told]):
    parts = [part for name in ACTS for part in _all(told[name])]
    shown = {block for one in seen_on(EVERYTHING, parts) for block in one.blocks}
    edits = {"edit" for part in parts if part.message.replaces is not None}
    shares = {b.kind for part in parts for b in part.message.buttons if b.shares is not None}
    assert shown | edits | shares == set(BLOCKS) - LEFT


def _all(told: Told) -> list[Part]:
    return [part for parts in told for part in parts]


def _typed(acts: Sequence[Act], told: Told) -> Iterator[Act]:
    """Yield what is typed at a keyboard: what an author wrote on a button by its number."""
    before: Sequence[Part] = ()
    for act, parts in zip(acts, told, strict=True):
        buttons = [button for part in before for button in part.message.buttons if button.authored]
        labels = [button.label for button in buttons]
        is_numbered = isinstance(act, Press) and act.label in labels
        yield Say(str(labels.index(act.label) + 1)) if is_numbered else act
        before = parts


def _table(door: str) -> Capabilities:
    return make_adapter(ADAPTERS.get(door, door)).capabilities


def _product(home: Path, addresses: Addresses) -> Product:
    channels = CHANNELS.format(
        telegram=addresses.telegram_api,
        discord=addresses.discord_api,
        gateway=addresses.discord_gateway,
        whatsapp=addresses.whatsapp_api,
        number=NUMBER,
    )
    product = Product(
        write_gallery(home / "brand", BRAND + channels),
        home,
        SECRET=SECRET,
        TELEGRAM=TELEGRAM,
        DISCORD=DISCORD,
        WHATSAPP=WHATSAPP,
        APP=f"app-secret-of-{WHATSAPP}",
        VERIFY=VERIFY,
    )
    product.environ["CONVIVIO_PUBLIC_URL"] = product.url
    return product


@asynccontextmanager
async def _doors(product: Product, addresses: Addresses) -> AsyncIterator[Mapping[str, NewTalker]]:
    """Start the product, and yield what brings somebody new to each of its doors."""
    async with AsyncExitStack() as stack:
        session = await stack.enter_async_context(aiohttp.ClientSession())
        telegram = Telegram(session, addresses, TELEGRAM)
        discord = Discord(session, addresses, DISCORD)
        whatsapp = WhatsApp(session, addresses, WHATSAPP)
        await telegram.begin("gallery_bot")
        await discord.begin("gallery")
        await discord.control.post("limits", on=False)
        await whatsapp.begin()
        stack.enter_context(running(product))
        await whatsapp.enter(f"{product.url}/platforms/gallery/chat")
        async with asyncio.timeout(20):
            while not await discord.commands() >= ACTS.keys():
                await asyncio.sleep(0.02)

        async def at_page(name: str) -> Talker:
            page = await SocketTalker.new(session, product, "gallery", name)
            stack.push_async_callback(page.close)
            return page

        async def by_webhook(name: str) -> Talker:
            return WebhookTalker(session, product, "gallery/site", SECRET, name)

        yield {
            "webhook": by_webhook,
            "page": at_page,
            "telegram": lambda _: TelegramTalker.new(telegram),
            "discord": lambda name: DiscordTalker.new(discord, name),
            "whatsapp": lambda _: WhatsAppTalker.new(whatsapp),
        }


async def _hold(
    table: Capabilities, talker: Talker, acts: Sequence[Act], told: Told
) -> list[Heard]:
    """Let a person go through a dialogue, and return what they see in the end."""
    so_far: list[Part] = []
    for act, parts in zip(acts, told, strict=True):
        await talker.do(act)
        so_far += parts
        wanted = seen_on(table, so_far)
        heard = await listen(talker, len(wanted), latest=parts[-1].message.text[:20])
    return heard
