"""People who come, agree, wander, change their minds and block: what each does, and when."""

import random
from dataclasses import dataclass
from datetime import datetime, timedelta
from heapq import heappop, heappush

from bot.core.events import Blocked, Happening, Pressed, Said, Unblocked
from tests.simulation.quarter_judge import TOPICS, Judge
from tests.simulation.quarter_platform import Square

TICK = timedelta(minutes=10)
"""What happens at random happens at such times: a quarter has 13,000 of them."""

PAUSE_HOURS = 30
"""Between two things that somebody does, on average."""

SURE = 0.8
"""How often people go through with what they began."""

BACK = 0.3
"""How often somebody who has blocked the brand comes back, each time that they might."""

ZONES = (
    "Europe/Rome",
    "Europe/Lisbon",
    "Europe/Helsinki",
    "Africa/Casablanca",
    "Africa/Lagos",
    "America/New_York",
    "America/Los_Angeles",
    "America/Sao_Paulo",
    "America/St_Johns",
    "America/Santiago",
    "Asia/Tokyo",
    "Asia/Kolkata",
    "Asia/Kathmandu",
    "Asia/Dubai",
    "Australia/Lord_Howe",
    "Australia/Sydney",
    "Pacific/Apia",
    "Pacific/Auckland",
    "Pacific/Chatham",
    "Pacific/Kiritimati",
)


@dataclass(slots=True)
class Character:
    """Somebody: where they are, and whether they tell."""

    name: str
    zone: str | None
    told_blocked: bool = False


@dataclass(frozen=True, slots=True)
class Deed:
    """What somebody does now."""

    who: str
    zone: str | None
    happening: Happening


WISHES: tuple[tuple[int, str], ...] = (
    (16, "join"),
    (12, "answer"),
    (12, "hello"),
    (8, "remind"),
    (6, "order"),
    (4, "leave"),
    (3, "leave by button"),
    (3, "away"),
    (3, "home"),
    (2, "stop"),
    (1, "stop by button"),
    (2, "block"),
    (2, "block and tell"),
    (2, "travel"),
    (1, "erase"),
)


class Crowd:
    """Everybody; the same seed lets them do the same.

    Args:
        people: how many.
        begin: when the first may come.
        square: where they see what they are told.
        judge: is told what they do.
        seed: of all chances.
    """

    def __init__(
        self, people: int, begin: datetime, square: Square, judge: Judge, seed: int
    ) -> None:
        self._dice = random.Random(f"{seed}/people")
        self._square = square
        self._judge = judge
        self._queue: list[tuple[datetime, int, str, str]] = []
        self._pushed = 0
        self.characters = {
            name: Character(name, self._zone()) for name in (f"p{n:05}" for n in range(people))
        }
        self.names = list(self.characters)
        for name in self.names:
            self._plan(begin + self._ticks(48), name, "wish")

    def next_at(self) -> datetime | None:
        """Return when somebody does something next."""
        return self._queue[0][0] if self._queue else None

    def deeds(self, now: datetime) -> list[Deed]:
        """Return what people do now, each at most one thing, in order."""
        found: dict[str, Deed] = {}
        while self._queue and self._queue[0][0] <= now:
            at, _, who, what = heappop(self._queue)
            if who in found:
                self._plan(at + TICK, who, what)
                continue
            deed = self._deed(now, self.characters[who], what)
            if what == "wish":
                self._plan(now + self._ticks(PAUSE_HOURS), who, "wish")
            if deed is not None:
                found[who] = deed
        return list(found.values())

    def rest(self) -> None:
        """Nobody does anything more."""
        self._queue.clear()

    def _zone(self) -> str | None:
        chance = self._dice.random()
        if chance < 0.03:
            return None
        return "Mars/Olympus" if chance < 0.05 else self._dice.choice(ZONES)

    def _ticks(self, hours: float) -> timedelta:
        ticks = self._dice.expovariate(1 / (hours * 6))
        return TICK * max(1, round(ticks))

    def _plan(self, at: datetime, who: str, what: str) -> None:
        self._pushed += 1
        heappush(self._queue, (at, self._pushed, who, what))

    def _deed(self, now: datetime, one: Character, what: str) -> Deed | None:
        if what == "wish":
            weights, wishes = zip(*WISHES, strict=True)
            (what,) = self._dice.choices(wishes, weights)
        if one.name in self._square.blocked:
            happening = self._from_behind(now, one)
        else:
            act = getattr(self, f"_{what.partition(':')[0].replace(' ', '_')}", self._say)
            happening = act(now, one, what)
        return None if happening is None else Deed(one.name, one.zone, happening)

    def _says(self, now: datetime, one: Character, text: str) -> Said:
        self._judge.spoke(one.name, now, one.zone)
        return Said(text)

    def _presses(
        self, now: datetime, one: Character, label: str, within: str = ""
    ) -> Pressed | None:
        button = self._square.button(one.name, label, within)
        if button is None:
            return None
        self._judge.spoke(one.name, now, one.zone)
        return Pressed(button)

    def _say(self, now: datetime, one: Character, what: str) -> Happening:
        """Say a command."""
        return self._says(now, one, f"/{what}")

    def _join(self, now: datetime, one: Character, _: str) -> Happening:
        topic = self._dice.choice(TOPICS)
        if self._dice.random() < SURE:
            self._plan(now + TICK, one.name, f"yes:{topic}")
        return self._says(now, one, f"/join_{topic}")

    def _yes(self, now: datetime, one: Character, what: str) -> Happening | None:
        topic = what.partition(":")[2]
        pressed = self._presses(now, one, "Yes", "news?" if topic == "news" else "tips?")
        if pressed is not None:
            self._judge.agreed(one.name, topic, now)
        return pressed

    def _answer(self, now: datetime, one: Character, _: str) -> Happening | None:
        pressed = self._presses(now, one, "Much")
        if pressed is None or self._dice.random() < SURE:
            return self._says(now, one, self._dice.choice(("42", "It was fine", "no", "Skip")))
        return pressed

    def _leave(self, now: datetime, one: Character, _: str) -> Happening:
        topic = self._dice.choice(TOPICS)
        said = self._says(now, one, f"/leave_{topic}")
        self._judge.withdrew(one.name, topic)
        return said

    def _leave_by_button(self, now: datetime, one: Character, _: str) -> Happening | None:
        topic = self._dice.choice(TOPICS)
        button = self._square.leaving.get((one.name, topic))
        if button is None:
            return None
        self._judge.spoke(one.name, now, one.zone)
        self._judge.withdrew(one.name, topic)
        return Pressed(button)

    def _stop(self, now: datetime, one: Character, _: str) -> Happening:
        said = self._says(now, one, "stop")
        self._judge.stopped(one.name)
        return said

    def _stop_by_button(self, now: datetime, one: Character, _: str) -> Happening | None:
        pressed = self._presses(now, one, "Stop everything")
        if pressed is not None:
            self._judge.stopped(one.name)
        return pressed

    def _away(self, now: datetime, one: Character, what: str) -> Happening:
        said = self._say(now, one, what)
        self._judge.entries[one.name].away = True
        return said

    def _home(self, now: datetime, one: Character, what: str) -> Happening:
        said = self._say(now, one, what)
        self._judge.entries[one.name].away = False
        return said

    def _travel(self, now: datetime, one: Character, _: str) -> Happening:
        one.zone = self._dice.choice(ZONES)
        return self._say(now, one, "hello")

    def _erase(self, now: datetime, one: Character, _: str) -> Happening:
        self._plan(now + TICK, one.name, "erase it:")
        return self._says(now, one, "privacy")

    def _erase_it(self, now: datetime, one: Character, _: str) -> Happening | None:
        self._plan(now + TICK, one.name, "erase all:")
        return self._presses(now, one, "Erase")

    def _erase_all(self, now: datetime, one: Character, _: str) -> Happening | None:
        return self._presses(now, one, "Yes", "Shall we erase")

    def _block(self, _now: datetime, one: Character, _: str) -> None:
        """Block the brand, which will learn it when it writes."""
        self._square.blocked.add(one.name)
        one.told_blocked = False

    def _block_and_tell(self, _now: datetime, one: Character, _: str) -> Happening:
        self._square.blocked.add(one.name)
        one.told_blocked = True
        self._judge.shut(one.name)
        return Blocked()

    def _from_behind(self, now: datetime, one: Character) -> Happening | None:
        """Come back at times, in silence where the brand was told, or with a word."""
        if self._dice.random() > BACK:
            return None
        self._square.blocked.discard(one.name)
        if one.told_blocked and self._dice.random() < SURE:
            self._judge.opened(one.name)
            return Unblocked()
        return self._says(now, one, "/hello")
