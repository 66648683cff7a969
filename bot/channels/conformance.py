"""What every adapter must keep to, as checks that anybody can run on theirs.

Write a `Stage`, the platform's side played by a stand-in, and call `examine` from any test runner:
each check that finds nothing returns an empty list, otherwise every finding in words.
"""

import re
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from contextlib import suppress
from typing import Protocol, get_args, runtime_checkable

from msgspec import Struct, structs

from bot.brand.brand import Option
from bot.channels.capabilities import Pace
from bot.channels.conformance_of_calls import Calling, examine_calls
from bot.channels.contract import Adapter, ChannelSettings, Group, Listening, Part, Receipt, Titled
from bot.channels.promises import broken_promises
from bot.channels.samples import messages_for
from bot.channels.splitting import LEAST_LIMIT
from bot.core.content import MOST_ID_BYTES, Button, Card, Media, Message
from bot.core.events import Incoming, Said
from bot.core.ids import DeliveryId, EventId, GroupId, derive
from bot.core.outcomes import Accepted, Outcome

_NAME = re.compile(r"[a-z][a-z0-9_]*")
_ODD: tuple[Option, ...] = (None, "", " ", 0, -1, 1.5, True, [], ["", "x"], "\ud800", "http://[")
"""Values that a brand's author may write by mistake where a channel wants another."""

_LONG_TEXT = 200
_SECRET_WORDS = ("secret", "token", "password", "key")


class Stage(Protocol):
    """The platform's side of one channel, played by a stand-in.

    `settings` are good ones, `broken` ones that have a fault each.
    """

    settings: ChannelSettings
    broken: Sequence[ChannelSettings]

    def make(self) -> Adapter:
        """Return a new, closed channel that reaches the stand-in."""
        ...

    def make_dead(self) -> tuple[Adapter, ChannelSettings]:
        """Return a new, closed channel whose platform nobody can reach, and its settings."""
        ...


class Shown(Struct, frozen=True):
    """One message as it came to the platform; `id` is None where the platform shows none."""

    text: str
    id: str | None = None


@runtime_checkable
class Showing(Protocol):
    """Optional for a stage: it can tell what the platform was given."""

    def shown(self) -> Sequence[Shown]:
        """Return all messages that the person sees, in order."""
        ...


@runtime_checkable
class Hearing(Protocol):
    """Optional for a stage: a person can write through it."""

    async def say(self, adapter: Adapter, update: str, person: str, text: str) -> None:
        """Let the platform hand over one update; return once it was confirmed to the platform.

        Args:
            adapter: the open channel.
            update: the platform's own id of the update.
            person: who writes, by their id on the platform.
            text: what they write.
        """
        ...

    def confirmed(self) -> int:
        """Return how many updates the platform knows to be taken."""
        ...


Check = Callable[[Stage], Awaitable[list[str]]]


async def examine(stage: Stage) -> Mapping[str, list[str]]:
    """Run every check and return what each one found, by its name; all lists empty is a pass."""
    return {name: await check(stage) for name, check in CHECKS.items()}


async def check_name(stage: Stage) -> list[str]:
    """The adapter is called as its channels call it."""
    adapter = stage.make()
    name, found = adapter.name, []
    if not _NAME.fullmatch(name):
        found.append(f"the name {name!r} is not made of lower-case letters, digits and _")
    if name != stage.settings.adapter:
        found.append(f"the name is {name!r}, the settings say {stage.settings.adapter!r}")
    if isinstance(adapter, Titled) and (
        adapter.title != adapter.title.strip() or not adapter.title
    ):
        found.append(f"the title {adapter.title!r} does not stand in a sentence")
    return found


async def check_table(stage: Stage) -> list[str]:
    """The capability table makes sense in itself."""
    table = stage.make().capabilities
    limits = {"text_limit": table.text_limit, "label_limit": table.label_limit}
    least = {"text_limit": LEAST_LIMIT, "label_limit": 1}
    found = [
        f"{name} is {limit}"
        for name, limit in limits.items()
        if limit is not None and limit < least[name]
    ]
    if table.buttons < 0:
        found.append(f"buttons is {table.buttons}")
    if table.press_bytes is not None and table.press_bytes < MOST_ID_BYTES:
        found.append(f"press_bytes is {table.press_bytes}: our ids have up to {MOST_ID_BYTES}")
    room = table.poll
    if room is not None and not (room.question > 0 < room.label and 0 < room.fewest <= room.most):
        found.append(f"no poll has room in a poll: {room}")
    return found + _odd_rates(table.pace or Pace())


def _odd_rates(pace: Pace) -> list[str]:
    rates = {"channel": pace.channel, "private": pace.private, "group": pace.group}
    return [
        f"the pace of {name} lets nothing through: {rate}"
        for name, rate in rates.items()
        if rate is not None and (rate.messages <= 0 or rate.seconds <= 0 or rate.burst < 1)
    ]


async def check_fitting(stage: Stage) -> list[str]:
    """Any message fits the table, one call each, and loses nothing unsaid."""
    if await check_table(stage):
        return []  # nothing fits a table that makes no sense
    table = stage.make().capabilities
    broken = (broken_promises(message, table) for message in messages_for(table))
    return sorted({words for found in broken for words in found})


async def check_faults(stage: Stage) -> list[str]:
    """Faults are told in words, without secrets, and odd values never raise."""
    found = []
    if told := stage.make().faults(stage.settings):
        found.append(f"good settings have faults: {list(told)}")
    for settings in stage.broken:
        told = stage.make().faults(settings)
        if not any(words.strip() for words in told):
            found.append(f"broken settings have no fault: {sorted(settings.options)}")
        found += [f"a fault shows the value of {key!r}" for key in _shown_secrets(settings, told)]
    return found + _odd_values(stage)


def _shown_secrets(settings: ChannelSettings, told: Sequence[str]) -> list[str]:
    return [
        key
        for key, value in settings.options.items()
        if any(word in key for word in _SECRET_WORDS)
        and isinstance(value, str)
        and value.strip()
        and any(value in words for words in told)
    ]


def _odd_values(stage: Stage) -> list[str]:
    found = []
    for key in stage.settings.options:
        for odd in _ODD:
            options = {**stage.settings.options, key: odd}
            try:
                stage.make().faults(structs.replace(stage.settings, options=options))
            except Exception as error:  # noqa: BLE001 - whatever it raises is the finding
                found.append(f"faults raises {type(error).__name__} where {key} is {odd!r}")
    return found


async def check_open_and_close(stage: Stage) -> list[str]:
    """A channel can be closed at any time, twice too, and opened again."""
    adapter = stage.make()
    found = []
    for step in ("close", "open", "close", "close", "open", "close"):
        try:
            if step == "open":
                await adapter.open(stage.settings, _take_everything)
            else:
                await adapter.close()
        except Exception as error:  # noqa: BLE001 - whatever it raises is the finding
            found.append(f"{step} raises {type(error).__name__}")
    return found


async def check_hindrance(stage: Stage) -> list[str]:
    """A channel that listens by itself can say at any time what hinders it, without secrets."""
    found = []
    for adapter, settings in ((stage.make(), stage.settings), stage.make_dead()):
        if not isinstance(adapter, Listening):
            continue
        found += _told_hindrance(adapter, settings)
        with suppress(Exception):  # how it opens and closes is another check's
            await adapter.open(settings, _take_everything)
        found += _told_hindrance(adapter, settings)
        with suppress(Exception):
            await adapter.close()
        found += _told_hindrance(adapter, settings)
    return found


def _told_hindrance(adapter: Listening, settings: ChannelSettings) -> list[str]:
    try:
        told = adapter.hindrance()
    except Exception as error:  # noqa: BLE001 - whatever it raises is the finding
        return [f"hindrance raises {type(error).__name__}"]
    shown = _shown_secrets(settings, [] if told is None else [told])
    return [f"the hindrance shows the value of {key!r}" for key in shown]


async def check_dead_network(stage: Stage) -> list[str]:
    """Nobody reaches the platform: one outcome a part all the same, and nothing raised."""
    adapter, settings = stage.make_dead()
    await adapter.open(settings, _take_everything)
    try:
        return [
            finding
            for group in _groups(adapter)
            for finding in await _deliver_and_look(adapter, group)
        ]
    finally:
        await adapter.close()


async def _deliver_and_look(adapter: Adapter, group: Group) -> list[str]:
    try:
        outcomes = await adapter.deliver(group)
    except Exception as error:  # noqa: BLE001 - whatever it raises is the finding
        return [f"deliver raises {type(error).__name__}"]
    found = [
        f"{type(outcome).__name__} is no outcome"
        for outcome in outcomes
        if not isinstance(outcome, get_args(Outcome))
    ]
    if len(outcomes) != len(group.parts):
        found.append(f"{len(outcomes)} outcomes for {len(group.parts)} parts")
    return found


async def check_delivery(stage: Stage) -> list[str]:
    """What is accepted is shown: once, in order, under its own id where ids are shown."""
    if not isinstance(stage, Showing):
        return []
    adapter = stage.make()
    await adapter.open(stage.settings, _take_everything)
    try:
        parts = tuple(
            _part(number, Message(f"part {number}", f"part {number}")) for number in range(3)
        )
        size = 3 if adapter.capabilities.groups else 1
        for start in range(0, 3, size):
            group = Group(GroupId(f"shown-{start}"), "ada", None, parts[start : start + size])
            outcomes = await adapter.deliver(group)
            if not all(isinstance(outcome, Accepted) for outcome in outcomes):
                return [f"a plain message is not accepted: {outcomes}"]
    finally:
        await adapter.close()
    return _compare_shown(stage.shown(), parts)


def _compare_shown(shown: Sequence[Shown], parts: Sequence[Part]) -> list[str]:
    found = []
    texts = [part.message.text for part in parts]
    if [line.text for line in shown] != texts:
        found.append(f"{texts} was shown as {[line.text for line in shown]}")
    ids = [part.id for part in parts]
    if any(line.id is not None for line in shown) and [line.id for line in shown] != ids:
        found.append(f"the ids {ids} were shown as {[line.id for line in shown]}")
    return found


async def check_reception(stage: Stage) -> list[str]:
    """An update keeps its id, sender and text, and is confirmed only once it is durable."""
    if not isinstance(stage, Hearing):
        return []
    adapter = stage.make()
    taken: list[Incoming] = []
    found: list[str] = []
    hearing: Hearing = stage

    async def take(_: ChannelSettings, incoming: Sequence[Incoming]) -> Sequence[Receipt]:
        if hearing.confirmed() > len(taken):
            found.append("an update was confirmed before intake had answered")
        taken.extend(incoming)
        return await _take_everything(_, incoming)

    await adapter.open(stage.settings, take)
    try:
        said = [("u1", "ada", "hello"), ("u2", "ada", "“8” is àll 👍"), ("u3", "ada", "-1")]
        for update, person, text in said:
            await stage.say(adapter, update, person, text)
    finally:
        await adapter.close()
    if stage.confirmed() != len(said):
        found.append(f"{stage.confirmed()} of {len(said)} updates were confirmed")
    return found + _compare_taken(taken, said)


def _compare_taken(taken: Sequence[Incoming], said: Sequence[tuple[str, str, str]]) -> list[str]:
    found = []
    heard = [
        update.happening.text if isinstance(update.happening, Said) else None for update in taken
    ]
    if heard != [text for _, _, text in said]:
        found.append(f"{[text for _, _, text in said]} was heard as {heard}")
    if len({update.external_id for update in taken}) != len(taken):
        found.append("different updates have the same id")
    if len({update.sender.id for update in taken}) > 1:
        found.append("one person has several ids")
    return found


async def check_calls(stage: Stage) -> list[str]:
    """Only its platform can call it, and each update is taken in once (`conformance_of_calls`)."""
    return await examine_calls(stage) if isinstance(stage, Calling) else []


async def _take_everything(
    settings: ChannelSettings, incoming: Sequence[Incoming]
) -> Sequence[Receipt]:
    return [
        Receipt("new", EventId(derive(settings.brand, settings.name, update.external_id)))
        for update in incoming
    ]


def _part(number: int, message: Message) -> Part:
    return Part(DeliveryId(f"d{number}"), message)


def _groups(adapter: Adapter) -> Collection[Group]:
    """Groups of every form that the table allows, at its limits."""
    table = adapter.capabilities
    text = "x" * min(table.text_limit or _LONG_TEXT, _LONG_TEXT)
    label = "y" * min(table.label_limit or 20, 20)
    forms = [Message("hello", "hello"), Message(text, text), Message("a_b", "*a\\_b*")]
    if table.buttons:
        buttons = tuple(Button(f"b.{n}", label) for n in range(min(table.buttons, 100)))
        forms.append(Message("choose", "choose", buttons))
    picture = Media("image", "https://example.org/a.png", alt="a picture")
    lost = Media("file", "media/not-there.pdf")
    forms += [Message("", "", media=(picture,)), Message("look", "look", media=(lost,))]
    if table.card is not None:
        card = Card("A card", "light", "**light**", "https://example.org/", picture)
        forms.append(Message("look", "look", card=card))
    parts = tuple(_part(number, message) for number, message in enumerate(forms))
    size = len(parts) if table.groups else 1
    return [
        Group(GroupId(f"g{start}"), "ada", space, parts[start : start + size], attempt)
        for start in range(0, len(parts), size)
        for space, attempt in ((None, 1), ("market", 2))
    ]


CHECKS: Mapping[str, Check] = {
    "name": check_name,
    "table": check_table,
    "fitting": check_fitting,
    "faults": check_faults,
    "open and close": check_open_and_close,
    "hindrance": check_hindrance,
    "dead network": check_dead_network,
    "delivery": check_delivery,
    "reception": check_reception,
    "calls": check_calls,
}
"""Every check by its name."""
