"""A town in which a brand writes to whoever agreed: its files, and how people come to agree."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path

from bot.core.content import Message
from bot.core.events import Opened, Pressed, Said
from bot.dialogue.publishing.library import Library
from tests.brand_folder import library_of
from tests.simulation.moved_product import Clock, Memory, Process

DIALOGUES = {
    "dialogues/hello.yaml": "dialogue: hello\nstarts: [{command: hello}]\n"
    "steps:\n  - say: Good day\n",
    "dialogues/join.yaml": "dialogue: join\nstarts: [{command: join}]\nsteps:\n"
    "  - {offer: news, as: wanted}\n  - say: Noted\n",
    "dialogues/leave.yaml": "dialogue: leave\nstarts: [{command: leave}]\nsteps:\n"
    "  - unsubscribe: news\n  - say: Left\n",
    "dialogues/home.yaml": "dialogue: home\nstarts: [{command: home}]\nsteps:\n"
    "  - set: {person.city: Rome}\n  - say: Rome it is\n",
    "dialogues/away.yaml": "dialogue: away\nstarts: [{command: away}]\nsteps:\n"
    "  - set: {person.city: Oslo}\n  - say: Oslo it is\n",
    "dialogues/later.yaml": "dialogue: later\nstarts: [{command: later}]\nsteps:\n"
    "  - say: Until then\n  - wait: 2h\n  - say: Here I am\n",
    "dialogues/tell.yaml": 'dialogue: tell\nsteps:\n  - say: "News of {event.name}"\n',
}


def town(
    folder: Path, broadcasts: Mapping[str, str], *, zone: str = "Europe/Rome", more: str = ""
) -> Library:
    """Return a brand that has these broadcasts: what their files say, by name."""
    brand = (
        f"brand: town\nlanguages: [en]\ntimezone: {zone}\nchannels: {{web: {{adapter: webchat}}}}\n"
        f"topics: {{news: {{title: News, wording: Shall I write to you?}}}}\n{more}"
    )
    files = {
        f"broadcasts/{name}.yaml": f"broadcast: {name}\ntopic: news\ndialogue: tell\n{text}"
        for name, text in broadcasts.items()
    }
    return library_of(folder, {"brand.yaml": brand, **DIALOGUES, **files})


async def opened(
    library: Library, at: datetime, platform: Memory | None = None, url: str = "sqlite://"
) -> Process:
    """Return a process of the product in which a clock stands at this moment."""
    clock = Clock(at) if platform is None else platform.clock
    assert isinstance(clock, Clock)
    return await Process(library, clock, platform or Memory(clock), url).start()


async def join(process: Process, *people: str, zone: str | None = None) -> None:
    """Let people agree to the news, from a zone that their platform tells."""
    for who in people:
        await process.act(who, Said("/join"), zone)
        await process.act(who, Pressed(button(process, who, "Yes")), zone)
        assert "Noted" in process.platform.texts(who)[-2:]


async def meet(process: Process, *people: str, zone: str | None = None) -> None:
    """Let people come who agree to nothing."""
    for who in people:
        await process.act(who, Opened(), zone)


def button(process: Process, who: str, label: str) -> str:
    """Return the newest button with a label that somebody has got."""
    for _, to, message in reversed(process.platform.heard):
        for one in message.buttons if to == who else ():
            if one.label == label:
                return one.id
    raise AssertionError((who, label))


def news(process: Process, who: str) -> list[datetime]:
    """Return when somebody got news."""
    return [at for at, to, message in process.platform.heard if to == who and is_news(message)]


def is_news(message: Message) -> bool:
    return message.text.startswith("News of")


async def ends(process: Process, source: str) -> dict[tuple[str, str | None], int]:
    """Return how many people of all occurrences of a broadcast stand where."""
    rows = await process.rows(
        "r.status, r.reason, count(*) FROM recipients r JOIN occurrences o"
        f" ON o.brand = r.brand AND o.id = r.occurrence WHERE o.source = '{source}'"
        " GROUP BY r.status, r.reason"
    )
    return {(str(status), _text(reason)): int(str(count)) for status, reason, count in rows}


def _text(value: object) -> str | None:
    return None if value is None else str(value)


HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
