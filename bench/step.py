"""What a step of the machine costs, and what earlier answers add to a turn, in YAML and in Python.

    python -m bench.step

Microseconds of the processor, the best of several rounds. `step` plays a simple dialogue (one
question, a few steps around it) and a deep one (calls six deep, branches and loops in each).
`answers` gives the same answer after 10, 100 and 1,000 earlier ones, first by the machine alone,
then with its state read and written as every turn of the product does; the size of that state
stands beside. `ratio` is to 10 answers of the same dialogue, `per_answer_us` what each earlier
answer adds. One JSON line a case.
"""

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import msgspec

from bot.core.events import Event, Said
from bot.core.ids import EventId, PersonId
from bot.core.person import Person
from bot.dialogue.machine.state import EMPTY, State
from bot.dialogue.machine.step import Turn, step
from bot.dialogue.publishing.library import Library
from bot.dialogue.publishing.publish import read_brand
from bot.dialogue.python.loading import load_python
from bot.understanding import words

BRAND = "brand: bench\ntitle: Bench\nlanguages: [en]\ntimezone: UTC\n"
BEGUN = datetime(2030, 6, 4, 10, tzinfo=UTC)
PERSON = Person(PersonId("p"), None, None, "en", "UTC", "webchat", "web", BEGUN)

SIMPLE = """dialogue: simple
starts: [{command: simple}]
steps:
  - set: {n: 0}
  - repeat:
      - ask: "How many, after {n}?"
        as: more
        type: number
      - set: {n: "{n + more}"}
      - if: n > 100
        then: [{say: "That is a lot."}]
        else: [{say: "So far {n}."}]
    times: 100000
"""
DEEP_CALLS = 6
DEEP_TOP = """dialogue: deep
starts: [{command: deep}]
steps:
  - repeat:
      - run: deep1
        with: {n: 1}
        as: below
      - say: "{below.n}"
    times: 100000
"""
DEEP_LEVEL = """dialogue: deep%(level)d
steps:
  - if: n > 1000
    then: [end]
    elif: [{if: "n < 0", then: [end]}]
  - repeat: [{set: {n: "{n + 1}"}}]
    times: 3
  - match: n %% 2
    cases:
      0: [{set: {even: true}}]
      1: [{set: {even: false}}]
  - %(inner)s
  - set: {below: "{n}"}
"""
LOOP = """dialogue: loop
starts: [{command: loop}]
steps:
  - repeat:
      - ask: How many?
        as: n
        type: number
    times: 100000
"""
CHAIN = "dialogue: chain\nstarts: [{command: chain}]\nsteps:\n  - set: {n0: 0}\n"
PYTHON = '''"""The same loop as a function."""

dialogue = {"starts": [{"command": "pyloop"}]}


async def pyloop(talk):
    while True:
        await talk.ask("How many?", type="number")
'''

ROUND_SECONDS = 0.05
"""Of the processor, for each round of a measure."""

Line = dict[str, str | int | float]


class Talk:
    """One conversation with the pure machine."""

    def __init__(self, library: Library) -> None:
        self.state = EMPTY
        self._library = library
        self._events = 0

    def say(self, text: str) -> Turn:
        """Say something, and keep where the conversation stands then."""
        turn = self.would_say(text)
        self.state = turn.state
        return turn

    def would_say(self, text: str) -> Turn:
        """Return the turn that a text leads to, and stay where one is."""
        self._events += 1
        at = BEGUN + timedelta(seconds=self._events)
        event = Event(EventId(f"e{self._events}"), at, Said(text))
        return step(self._library, words, self.state, event, PERSON)


def brand_in(folder: Path, answers: int) -> Library:
    """Write the brand of the benchmark, and return it ready to talk."""
    inner = [f"run: deep{level + 1}\n    with: {{n: '{{n}}'}}" for level in range(1, DEEP_CALLS)]
    levels = {
        f"deep{level}": DEEP_LEVEL % {"level": level, "inner": below}
        for level, below in enumerate([*inner, "ask: Here?"], 1)
    }
    chain = "".join(
        f"  - ask: Number {at}, after {{n{at - 1}}}?\n    as: n{at}\n    type: number\n"
        for at in range(1, answers + 3)
    )
    files = {"simple": SIMPLE, "deep": DEEP_TOP, "loop": LOOP, "chain": CHAIN + chain, **levels}
    (folder / "dialogues").mkdir(parents=True)
    (folder / "brand.yaml").write_text(BRAND)
    for name, text in files.items():
        (folder / "dialogues" / f"{name}.yaml").write_text(text)
    (folder / "dialogues" / "pyloop.py").write_text(PYTHON)
    reading = read_brand(folder, {})
    if reading.library is None:
        raise SystemExit("\n".join(map(str, reading.faults)))
    library, faults = load_python(reading.library, folder, nullcontext)
    if faults:
        raise SystemExit("\n".join(map(str, faults)))
    return library


def step_case(library: Library, name: str, turns: int, rounds: int) -> Line:
    """Measure the steps of a dialogue, many turns long."""
    best, taken = float("inf"), 0
    for _ in range(rounds):
        talk = Talk(library)
        talk.say(f"/{name}")
        begun, taken = time.process_time(), 0
        for _ in range(turns):
            taken += len(talk.say("3").trail)
        best = min(best, time.process_time() - begun)
    return {
        "case": "step",
        "dialogue": name,
        "steps_a_turn": round(taken / turns, 1),
        "us_a_turn": round(best / turns * 1e6, 1),
        "us_a_step": round(best / taken * 1e6, 2),
    }


def answers_case(library: Library, name: str, counts: Sequence[int], rounds: int) -> list[Line]:
    """Measure the same answer after more and more earlier ones."""
    talk, given, lines = Talk(library), 0, list[Line]()
    talk.say(f"/{name}")
    for count in counts:
        for _ in range(count - given):
            talk.say("3")
        given = count
        stored = msgspec.json.encode(talk.state)
        machine = _best_us(partial(talk.would_say, "3"), rounds)
        whole = machine + _best_us(partial(_read_and_written, stored), rounds)
        line: Line = {
            "case": "answers",
            "dialogue": name,
            "earlier": count,
            "us_machine": round(machine, 1),
            "us_with_state": round(whole, 1),
            "state_bytes": len(stored),
        }
        if lines:
            first = lines[0]
            line["ratio"] = round(whole / float(first["us_with_state"]), 2)
            more = whole - float(first["us_with_state"])
            line["per_answer_us"] = round(more / (count - int(first["earlier"])), 3)
        lines.append(line)
    return lines


def _read_and_written(stored: bytes) -> bytes:
    return msgspec.json.encode(msgspec.json.decode(stored, type=State))


def _best_us(act: Callable[[], object], rounds: int) -> float:
    """Return the microseconds of the processor that something takes, the best of several."""
    best = float("inf")
    for _ in range(rounds):
        begun, times = time.process_time(), 0
        while time.process_time() - begun < ROUND_SECONDS:
            act()
            times += 1
        best = min(best, (time.process_time() - begun) / times)
    return best * 1e6


def main(arguments: Sequence[str]) -> int:
    """Run the cases and print one JSON line each."""
    parser = argparse.ArgumentParser(prog="bench.step", description=__doc__)
    parser.add_argument("--turns", type=int, default=500, help="for each measure of a step")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--answers", type=int, nargs="+", default=[10, 100, 1_000])
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as home:
        library = brand_in(Path(home) / "bench", max(options.answers))
        for name in ("simple", "deep"):
            print(json.dumps(step_case(library, name, options.turns, options.rounds)), flush=True)
        for name in ("loop", "chain", "pyloop"):
            for line in answers_case(library, name, options.answers, options.rounds):
                print(json.dumps(line), flush=True)
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
