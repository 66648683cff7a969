"""Tries every property of the machine on as many generated brands as one likes.

    python -m tests.properties.try_many --examples 5000 --seed 7

One JSON line a property: brands, turns, answers, and the steps by kind that were taken. What does
not hold ends it, with the smallest brand and the fewest events that show it.
"""

import argparse
import json
import sys
import time
from collections import Counter
from dataclasses import dataclass, field

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from bot.core.effects import RecordAnswer
from tests.properties.generated import brands, sequences
from tests.properties.properties import PROPERTIES, Property
from tests.properties.world import World


@dataclass
class Tally:
    """What was tried."""

    brands: int = 0
    turns: int = 0
    answers: int = 0
    steps: Counter[str] = field(default_factory=Counter)

    def add(self, world: World) -> None:
        """Count what one brand was put through."""
        kinds = {
            (name, getattr(step, "path", "")): str(step.__struct_config__.tag)
            for name, dialogue in world.library.dialogues.items()
            for step in dialogue.program.instructions
        }
        self.brands += 1
        self.turns += len(world.turns)
        self.answers += len(world.every(RecordAnswer))
        self.steps.update(
            kinds.get((visit.dialogue, visit.path), "?")
            for turn in world.turns
            for visit in turn.trail
        )


def tried(holds: Property, examples: int, number: int) -> Tally:
    """Try one property, and return what it was tried on."""
    tally = Tally()

    @seed(number)
    @settings(
        max_examples=examples,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
        phases=(Phase.generate, Phase.shrink),
    )
    @given(brands, sequences, st.booleans())
    def plays(written, events, desk):
        tally.add(holds(written, events, desk))

    plays()
    return tally


def main(arguments: list[str]) -> int:
    """Try every property, and write what was tried."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--examples", type=int, default=1_000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(arguments)
    for holds in PROPERTIES:
        begun = time.perf_counter()
        tally = tried(holds, options.examples, options.seed)
        line = {
            "property": holds.__name__,
            "seed": options.seed,
            "brands": tally.brands,
            "turns": tally.turns,
            "answers": tally.answers,
            "steps": dict(tally.steps.most_common()),
            "seconds": round(time.perf_counter() - begun, 1),
        }
        sys.stdout.write(json.dumps(line) + "\n")
        sys.stdout.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
