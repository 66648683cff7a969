import asyncio
import re
from datetime import UTC, datetime, timedelta

import pytest
from fake_engine import FakeEngine
from prometheus_client.parser import text_string_to_metric_families
from served import BRAND, served

from bot.channels.contract import ChannelSettings
from bot.core.histogram import Counted
from bot.core.ids import ChannelName
from bot.engine.emissions.emitting import EmissionFigures
from bot.engine.figures import ChannelFigures
from bot.engine.opening import Opening
from bot.engine.roles.ownership import RoleFigures
from bot.engine.roles.tenure import Role
from bot.engine.watching.lookout import Lookout, Watched
from bot.engine.watching.pulse import Pulse, PulseFigures
from bot.store.errors import StoreUnavailable
from bot.store.moments import to_moment
from bot.store.queues import Oldest
from bot.web import health, metrics
from bot.web.measures import MEASURES
from bot.web.site import OpenChannel

SITE = "/channels/acme/site/messages"
LABELS = frozenset(
    {"brand", "channel", "outcome", "kind", "queue", "route", "method", "status"}
    | {"version", "schema", "what", "role", "change"}
)
"""Labels whose values the brand's files or the program name: there are few of each."""
HELLO = b'{"from": "ada-lovelace", "text": "hi"}'


async def get(sender, path: str):
    answer = await sender.session.get(sender.base + path)
    await answer.read()
    return answer


async def test_health_says_how_the_channels_fare():
    async with served(FakeEngine()) as sender:
        assert (await get(sender, "/health/live")).status == 200
        answer = await get(sender, "/health/ready")
        told = await answer.json()
    assert (answer.status, told["status"]) == (200, "ready")
    states = {one["channel"]: one["state"] for one in told["channels"]}
    assert states == {"site": "closed", "rotating": "open", "off": "left off"}
    assert told["channels"][2]["reason"] == "SITE_SECRET is not set"


async def test_health_and_metrics_say_what_a_channel_waits_for():
    engine = FakeEngine()
    engine.fares = ChannelFigures(
        BRAND, ChannelName("site"), "paused", {}, 0, "HTTP 429", 22.4, 0.5, 17
    )
    async with served(engine) as sender:
        told = await (await get(sender, "/health/ready")).json()
        numbers = await (await get(sender, "/metrics")).text()
    site = told["channels"][0]
    assert (site["channel"], site["state"]) == ("site", "paused")
    assert site["reason"] == "HTTP 429; messages wait, and are tried again in 23 s"
    for name, number in (("pause_seconds", 22.4), ("pace_share", 0.5), ("refusals", 17.0)):
        assert f'convivio_channel_{name}{{brand="acme",channel="site"}} {number}' in numbers


async def test_every_number_of_the_table_is_told_and_no_other():
    engine = FakeEngine()
    engine.is_measured = True
    more = {
        "emitting": Emissions(),
        "queues": Queues(),
        "lookout": lookout(0.0),
        "ownership": Owner(),
        "gone": {(BRAND, "messages"): 3},
    }
    async with served(engine, **more) as sender:
        await sender.post(SITE, HELLO)
        numbers = await (await get(sender, "/metrics")).text()
    families = {
        one.name: one
        for one in text_string_to_metric_families(numbers)
        if one.name.startswith("convivio_")
    }
    assert 'convivio_retention_gone_total{brand="acme",kind="messages"} 3.0' in numbers
    told = {one.name: (one.type, one.documentation) for one in families.values()}
    assert told == {one.name: (one.kind, one.told) for one in MEASURES}
    for measure in MEASURES:
        for sample in families[measure.name].samples:
            assert set(sample.labels) - {"le"} == set(measure.labels), measure.name


def test_numbers_are_called_as_prometheus_wants_them():
    for one in MEASURES:
        assert re.fullmatch(r"convivio_[a-z]+(_[a-z]+)*", one.name)
        assert (one.unit == "seconds") == one.name.endswith("_seconds")
        assert one.told.endswith(".")
        assert set(one.labels) <= LABELS
    assert len({one.name for one in MEASURES}) == len(MEASURES)


async def test_queues_turns_and_commits_are_told_in_seconds():
    engine = FakeEngine()
    engine.is_measured = True
    async with served(engine, queues=Queues()) as sender:
        told = await (await get(sender, "/metrics")).text()
    age = re.search(r'queue_age_seconds{brand="acme",channel="site",queue="replies"} (\S+)', told)
    assert age is not None
    assert 90 <= float(age[1]) < 100
    assert 'convivio_turn_seconds_bucket{brand="acme",le="0.25"} 1.0' in told
    assert 'convivio_turn_seconds_bucket{brand="acme",le="+Inf"} 2.0' in told
    assert 'convivio_turn_seconds_sum{brand="acme"} 3.2' in told
    assert 'convivio_store_commit_units_bucket{le="2.0"} 1.0' in told
    assert "convivio_store_refused_total 1.0" in told


def lookout(late: float) -> Lookout:
    """Return what watches over a loop that turns and a store that is late."""
    return Lookout(
        (
            Watched("loop", lambda: 0.0, lambda: None, 10.0),
            Watched("store", lambda: late, lambda: None, 60.0),
        ),
        Pulse(),
    )


async def test_what_is_stuck_is_not_alive():
    for late, status in ((0.0, 200), (59.0, 200), (61.0, 503)):
        async with served(FakeEngine(), lookout=lookout(late)) as sender:
            answer = await get(sender, "/health/live")
            told = await answer.json()
        assert answer.status == status
        assert status == 200 or told["detail"] == "The store has not gone on for 61 s."


class LatePulse(Pulse):
    """A loop that has too much to do."""

    def figures(self) -> PulseFigures:
        return PulseFigures(Counted((), (1,), 1.25), 1.25)


async def test_ready_says_in_words_what_is_hindered(hindered):
    engine = FakeEngine()
    engine.fares = ChannelFigures(
        BRAND, ChannelName("site"), "paused", {}, 0, "HTTP 429", 22.4, 0.5, 17
    )
    more = {"channels": hindered, "unpublished": {BRAND: 2}}
    async with served(engine, lookout=Lookout((), LatePulse()), **more) as sender:
        told = await (await get(sender, "/health/ready")).json()
    assert told["hindered"] == [
        "acme, channel site: HTTP 429; messages wait, and are tried again in 23 s",
        "acme, channel chat: another process polls this bot (409)",
        "acme: files changed but not published: 2 faults",
        "everything is 1.2 s late: the machine has too much to do",
    ]
    assert told["loop"] == {"late_seconds": 1.25}


async def test_where_all_is_well_nothing_is_hindered():
    engine = FakeEngine()
    engine.fares = ChannelFigures(BRAND, ChannelName("site"), "open", {})
    async with served(engine, lookout=lookout(0.0)) as sender:
        told = await (await get(sender, "/health/ready")).json()
    assert told["hindered"] == []
    assert told["store"] == {"busy_seconds": 0.0, "unavailable_seconds": 0.0}


class Owner:
    """Whoever keeps the roles: one that is ours, and was another's for a while."""

    def figures(self) -> list[RoleFigures]:
        return [RoleFigures(Role(BRAND, "channel/site"), held=True, gained=2, lost=1)]


async def test_the_roles_of_a_process_are_told():
    async with served(FakeEngine(), ownership=Owner()) as sender:
        told = await (await get(sender, "/metrics")).text()
    role = 'brand="acme",role="channel/site"'
    assert f"convivio_lease_held{{{role}}} 1.0" in told
    assert f'convivio_lease_changes_total{{brand="acme",change="gained",{role[13:]}}} 2.0' in told
    assert f'convivio_lease_changes_total{{brand="acme",change="lost",{role[13:]}}} 1.0' in told


class Queues:
    """What looks at what waits: a reply, for a minute and a half."""

    async def oldest(self) -> list[Oldest]:
        since = to_moment(datetime.now(UTC) - timedelta(seconds=90))
        return [Oldest(BRAND, "replies", since, ChannelName("site"))]


class Hindered:
    """A channel that cannot hear everybody."""

    name = "chat"

    async def open(self, settings, intake): ...

    async def close(self): ...

    def hindrance(self) -> str | None:
        return "another process polls this bot (409)"


class Attended:
    """A channel that is ours, or somebody else's."""

    def __init__(self, opening: Opening, *, elsewhere: bool = False) -> None:
        self.opening = opening
        self.is_elsewhere = lambda: elsewhere


@pytest.fixture
async def hindered():
    settings = ChannelSettings(BRAND, ChannelName("chat"), "chat")
    adapter = Hindered()
    never = asyncio.Event()
    opening = Opening(settings, adapter, None, never.wait, never.clear)
    opening.begin()
    await opening.wait_open()
    yield {(BRAND, settings.name): OpenChannel(settings, adapter, Attended(opening))}
    await opening.close()


async def test_what_hinders_a_channel_is_told_and_keeps_us_ready(hindered):
    async with served(FakeEngine(), channels=hindered) as sender:
        ready = await get(sender, "/health/ready")
        told = await ready.json()
        numbers = await (await get(sender, "/metrics")).text()
    assert ready.status == 200
    assert told["channels"][-1] == {
        "brand": "acme",
        "channel": "chat",
        "adapter": "chat",
        "state": "hindered",
        "reason": "another process polls this bot (409)",
    }
    assert 'convivio_channel_hindered{brand="acme",channel="chat"} 1.0' in numbers
    assert 'convivio_channel_hindered{brand="acme",channel="site"} 0.0' in numbers
    assert 'convivio_channel_open{brand="acme",channel="chat"} 1.0' in numbers


async def test_a_channel_of_another_process_is_told_and_keeps_us_ready():
    settings = ChannelSettings(BRAND, ChannelName("chat"), "chat")
    adapter = Hindered()
    attended = Attended(Opening(settings, adapter, None, None, None), elsewhere=True)
    channels = {(BRAND, settings.name): OpenChannel(settings, adapter, attended)}
    async with served(FakeEngine(), channels=channels) as sender:
        ready = await get(sender, "/health/ready")
        told = await ready.json()
    assert ready.status == 200
    assert told["channels"][-1]["state"] == "elsewhere"
    assert told["channels"][-1]["reason"] == "another process sends on it"


@pytest.mark.parametrize("trouble", ["is_store_gone", "is_store_stuck"])
async def test_without_a_store_we_are_not_ready(trouble, monkeypatch):
    monkeypatch.setattr(health, "_STORE_SECONDS", 0.05)
    engine = FakeEngine()
    setattr(engine, trouble, True)
    async with served(engine) as sender:
        answer = await get(sender, "/health/ready")
        assert answer.status == 503
        assert answer.content_type == "application/problem+json"


async def test_a_message_that_cannot_be_stored_is_to_be_sent_again():
    engine = FakeEngine()
    engine.fails = StoreUnavailable("disk full at /some/place")
    async with served(engine) as sender:
        answer = await sender.post(SITE, HELLO)
        assert (answer.status, answer.headers["Retry-After"]) == (503, "1")
        assert "disk" not in await answer.text()


async def test_metrics_count_without_naming_anybody():
    async with served(FakeEngine()) as sender:
        await sender.post(SITE, HELLO)
        await get(sender, "/chat/ada-lovelace")
        answer = await get(sender, "/metrics")
        told = await answer.text()
    assert answer.status == 200
    assert 'convivio_turns_total{brand="acme",channel="site",outcome="done"} 1.0' in told
    assert 'convivio_backlog{brand="acme"} 7.0' in told
    assert 'outcome="accepted"} 3.0' in told
    assert 'convivio_deliveries_unknown_total{brand="acme",channel="site"} 2.0' in told
    assert 'convivio_channel_open{brand="acme",channel="off"} 0.0' in told
    assert 'convivio_channel_open{brand="acme",channel="rotating"} 1.0' in told
    route = 'route="/channels/{brand}/{channel}/messages",status="202"'
    assert f'convivio_requests_total{{method="POST",{route}}} 1.0' in told
    assert "ada" not in told


class Emissions:
    """What tells the brands' own systems, with numbers of its own."""

    fails: Exception | None = None
    seconds = 0.0

    async def figures(self) -> list[EmissionFigures]:
        await asyncio.sleep(self.seconds)
        if self.fails is not None:
            raise self.fails
        return [EmissionFigures(BRAND, "paused", 4, {"accepted": 3, "rejected": 1})]


async def test_metrics_say_how_outgoing_events_fare():
    async with served(FakeEngine(), emitting=Emissions()) as sender:
        told = await (await get(sender, "/metrics")).text()
    assert 'convivio_emissions_total{brand="acme",outcome="accepted"} 3.0' in told
    assert 'convivio_emissions_total{brand="acme",outcome="rejected"} 1.0' in told
    assert 'convivio_emissions_waiting{brand="acme"} 4.0' in told
    assert 'convivio_emissions_open{brand="acme"} 0.0' in told


@pytest.mark.parametrize(
    ("fails", "seconds"), [(StoreUnavailable("disk full"), 0.0), (None, 60.0)], ids=["full", "slow"]
)
async def test_the_other_numbers_need_no_store(fails, seconds, monkeypatch):
    monkeypatch.setattr(metrics, "_STORE_SECONDS", 0.05)
    emissions = Emissions()
    emissions.fails, emissions.seconds = fails, seconds
    async with served(FakeEngine(), emitting=emissions) as sender:
        answer = await get(sender, "/metrics")
        told = await answer.text()
    assert answer.status == 200
    assert "convivio_emissions_waiting{" not in told
    assert 'convivio_backlog{brand="acme"} 7.0' in told


async def test_the_api_describes_itself_without_loose_ends():
    async with served(FakeEngine()) as sender:
        answer = await get(sender, "/api/v1/openapi.json")
        document = await answer.json()
        text = await answer.text()
    for kind, name in re.findall(r"#/components/(\w+)/(\w+)", text):
        assert name in document["components"][kind]
    assert set(document["paths"]) == {
        "/api/v1/openapi.json",
        "/channels/{brand}/{channel}/messages",
        "/chat/{brand}",
        "/widget.js",
        "/files/{brand}/{upload}",
        "/events/{brand}/{event}",
        "/health/live",
        "/health/ready",
        "/media/{brand}/{path}",
        "/metrics",
        "/platforms/{brand}/{channel}",
    }
    about = document["info"]["description"]
    for limit in ("1048576", "255", "10000", "200", "1000", "300"):
        assert limit in about
    message = document["components"]["schemas"]["Message"]
    assert message["properties"]["text"]["maxLength"] == 10_000
    assert message["properties"]["from"]["maxLength"] == 255
    emission = document["webhooks"]["emission"]["post"]
    assert [one["$ref"].rsplit("/", 1)[1] for one in emission["parameters"]] == [
        "webhookId",
        "webhookTimestamp",
        "webhookSignature",
    ]
    assert set(document["components"]["schemas"]["Emission"]["required"]) == {
        "event",
        "id",
        "time",
        "person",
        "data",
    }
