"""Two processes on one database: what one of them does, or leaves when it is killed, reaches all.

The first one owns the channel; the second one takes in and plays beside it.
"""

from collections.abc import AsyncIterator, Iterator

import pytest
from acting import BRAND, SITE, Platform, Theatre, send
from calling import DIALOGUES, Outside

from bot.core.effects import SetTimer
from bot.core.events import Due, Event, Said
from bot.core.person import Person
from bot.engine.calls import caller
from bot.store.connection import Connection
from tests.databases.server import new_database
from tests.dialogue.talking import written
from tests.eventually import eventually

KEY = (BRAND, SITE.name)


@pytest.fixture
def there() -> Iterator[str]:
    with new_database() as url:
        yield url


class Site(Platform):
    """A platform that comes to whichever process it likes, as other systems do."""

    def verify(self, *_: object) -> bool:
        return True

    def decode(self, *_: object) -> None: ...


class Two:
    """Two processes that share a clock and a platform."""

    def __init__(self, url: str) -> None:
        self.owner, self.other = Theatre(url=url), Theatre(url=url)
        self.owner.name, self.other.name = "owner", "other"
        self.other.shares = True
        self.other._said = 1_000  # its events have ids of their own
        self.other.clock = self.owner.clock
        self.owner.platform = self.other.platform = Site()

    async def start(self) -> None:
        await self.owner.start()
        await self.other.start()
        for one in (self.owner, self.other):
            bell = one.store.bell
            assert bell is not None
            await eventually(lambda bell=bell: bell.is_heard)

    async def kill_other(self) -> None:
        """End it without letting it finish anything, as near to a kill as one may come."""
        await self.other.engine.hearing.stop()
        await self.other.engine._callers.stop(0)
        for player in self.other.engine._players.values():
            player._stopping = True
        await self.other.store.close()

    async def stop(self) -> None:
        await self.owner.stop()
        await self.other.stop()


@pytest.fixture
async def two(there: str) -> AsyncIterator[Two]:
    made = Two(there)
    await made.start()
    yield made
    await made.stop()


def texts(two: Two, who: str = "ada") -> list[str]:
    return two.owner.platform.texts(who)


def never_plays(theatre: Theatre, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(theatre.engine._players[BRAND], "request", lambda: None)


async def test_what_another_process_says_is_sent_by_the_owner_at_once(two: Two):
    await two.other.hear("one two")
    await eventually(lambda: texts(two) == ["one", "two"])
    await two.owner.hear("three")
    await two.other.hear("four")
    await eventually(lambda: len(texts(two)) == 4)
    assert two.other.engine._dispatchers == {}


async def test_what_nobody_was_told_of_is_found_by_a_look(
    two: Two, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(two.owner.engine.hearing, "hear", lambda _: None)
    await two.other.say("one")
    assert texts(two) == []
    two.owner.clock.move(3)
    await two.owner.engine.look()
    await eventually(lambda: texts(two) == ["one"])


async def test_events_that_a_killed_process_had_taken_in_are_played_by_another(
    two: Two, monkeypatch: pytest.MonkeyPatch
):
    never_plays(two.other, monkeypatch)
    for text in ("one", "two", "three"):
        await two.other.hear(text)
    await two.kill_other()
    await two.owner.engine.look()
    await eventually(lambda: texts(two) == ["one", "two", "three"])


async def test_all_help_with_more_than_one_plays_at_once(two: Two, monkeypatch: pytest.MonkeyPatch):
    never_plays(two.other, monkeypatch)
    for number in range(300):
        await two.other.hear(f"{number}", who=f"p{number}")
    played = len(two.owner.reports)
    monkeypatch.undo()
    two.other.engine._players[BRAND].request()
    await two.other.engine.settled()
    await two.owner.engine.settled()
    assert len(two.other.reports) + len(two.owner.reports) - played == 300
    assert len(two.owner.platform.got) == 300


async def test_what_waits_is_counted_honestly_where_others_play_it(
    two: Two, monkeypatch: pytest.MonkeyPatch
):
    never_plays(two.other, monkeypatch)
    for number in range(20):
        await two.other.hear("hi", who=f"p{number}")
    players = [one.engine._players[BRAND] for one in (two.owner, two.other)]
    assert [player.waiting for player in players] == [0, 20]
    await two.owner.engine.look()
    await two.owner.engine.settled()
    await two.other.engine.look()
    assert [player.waiting for player in players] == [0, 0]


def set_a_timer(event: Event, person: Person) -> list[SetTimer] | list[object]:
    match event.happening:
        case Said(text):
            return [SetTimer(text, 60)]
        case Due():
            return [send("late")]
        case _:
            return []


async def test_a_timer_of_a_killed_process_fires_in_another(two: Two):
    for one in (two.owner, two.other):
        one.says = set_a_timer  # type: ignore[assignment]
    await two.other.say("tea")
    await two.kill_other()
    two.owner.clock.move(61)
    await two.owner.engine.look()
    await eventually(lambda: texts(two) == ["late"])


async def test_a_call_of_a_killed_process_is_made_again_once_its_time_is_over(
    there: str, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(caller, "LOOK_SECONDS", 0.01)
    two, outsides = Two(there), [Outside(), Outside()]
    for one, outside in zip((two.owner, two.other), outsides, strict=True):
        one.dialogues, one.plays = dict(written(DIALOGUES).dialogues), True
        one.outside = outside
    await two.start()
    theirs, ours = outsides[1], outsides[0]
    ours.gate.clear()
    theirs.gate.clear()
    await two.other.hear("/lead")
    await eventually(lambda: theirs.begun.is_set() or ours.begun.is_set())
    claimed = await two.owner.rows("lease_owner, claims FROM calls")
    for _ in range(5):
        two.owner.engine._callers.look()
        two.other.engine._callers.look()
        await two.owner.engine._store.run(lambda _: None)
    assert len(theirs.made) + len(ours.made) == 1

    def run_out(connection: Connection) -> None:
        connection.exec_driver_sql("UPDATE calls SET lease_until = 1")

    await two.owner.store.run(run_out)
    await eventually(lambda: len(theirs.made) + len(ours.made) >= 2)
    ours.gate.set()
    theirs.gate.set()
    await eventually(lambda: texts(two)[-1:] == ["And now?"])
    assert texts(two) == ["One moment.", "Got ok.", "And now?"]
    assert len(ours.keys | theirs.keys) == 1
    assert claimed[0][1] == 1
    await two.stop()
