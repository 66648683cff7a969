"""What it costs to read an answer in words, by type of question.

    python -m bench.reading --rounds 2000

Each reader reads an answer, a sentence with one in it, and a sentence without: the median of a
round in processor microseconds, beside what the first reading costs, which brings tables and
libraries. `of_a_fold` is the ratio to folding the same text, the least that any reading could cost.
One JSON line a type.
"""

import argparse
import json
import statistics
import time
from collections.abc import Callable, Sequence
from datetime import date

from bot.core.words import normalise
from bot.understanding import words

BOTH = ("it", "en")
TODAY = date(2026, 3, 3)
COLOURS = (("Rosso", "r"), ("Blu", "b"), ("Verde", "g"))
NOTHING = "non lo so ancora, vediamo un po'"

Read = Callable[[str], object]

READERS: dict[str, tuple[Read, tuple[str, str]]] = {
    "choice": (lambda text: words.choice(text, COLOURS, BOTH), ("Blu", "vorrei il blu, grazie")),
    "choices": (lambda text: words.choices(text, COLOURS, BOTH), ("1, 3", "il rosso e il blu")),
    "yes_no": (lambda text: words.yes_no(text, BOTH), ("sì", "sì, volentieri")),
    "number": (lambda text: words.number(text, "it", None), ("8", "direi circa 8")),
    "rating": (lambda text: words.rating(text, "it", 5), ("4/5", "⭐⭐⭐⭐")),
    "date": (
        lambda text: words.date(text, BOTH, TODAY),
        ("2030-12-05", "venerdì prossimo va bene"),
    ),
    "time": (lambda text: words.time(text, BOTH), ("09:30", "facciamo alle 9 e mezza")),
    "email": (words.email, ("ada@example.org", "la mia mail è ada@example.org")),
    "phone": (
        lambda text: words.phone(text, "it", "Europe/Rome"),
        ("+39 333 1234567", "il mio numero è 333 1234567"),
    ),
    "url": (words.url, ("https://example.org/a", "il mio sito è example.org")),
}


def measure(rounds: int) -> list[dict[str, str | float]]:
    """Return what each reader costs, one line a reader."""
    return [
        {
            "type": kind,
            "first_us": _microseconds(read, answers[0]),
            **_line(read, (*answers, NOTHING), rounds),
        }
        for kind, (read, answers) in READERS.items()
    ]


def _line(read: Read, texts: Sequence[str], rounds: int) -> dict[str, float]:
    costs = [_median(read, text, rounds) for text in texts]
    folds = [_median(normalise, text, rounds) for text in texts]
    names = ("answer_us", "sentence_us", "nothing_us")
    ratio = sum(costs) / sum(folds)
    return dict(zip(names, costs, strict=True)) | {"of_a_fold": round(ratio, 1)}


def _median(read: Read, text: str, rounds: int) -> float:
    return round(statistics.median(_microseconds(read, text) for _ in range(rounds)), 1)


def _microseconds(read: Read, text: str) -> float:
    begun = time.process_time_ns()
    read(text)
    return (time.process_time_ns() - begun) / 1000


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, and print one JSON line a type."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=2000)
    for line in measure(parser.parse_args(arguments).rounds):
        print(json.dumps(line))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
