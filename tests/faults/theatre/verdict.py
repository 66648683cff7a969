"""Compares what each side has with what must hold: what people heard, and what is written down."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tests.faults.books import Books
from tests.faults.reading_judge import Judged, Sent, judge
from tests.faults.theatre.person import Person
from tests.faults.theatre.repertoire import books_of, comparable

CHANNELS = ("site", "web", "telegram", "discord")
RECOGNISES = ("site", "web", "discord")
"""Where a message that comes again is known by its id: there nobody may hear it twice."""

TOLD = 30
"""How many violations are told, each with enough to find it."""


@dataclass
class Verdict:
    """Counts by channel, and every violation found."""

    counts: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    violations: list[dict[str, Any]] = field(default_factory=list)

    def found(self, what: str, person: Person, **more: object) -> None:
        """Note a violation."""
        told = {"what": what, "channel": person.channel, "account": person.account}
        self.violations.append(told | more)


def sent_by(rows: Iterable[tuple[Any, ...]]) -> dict[tuple[str, str], list[Sent]]:
    """Return what the outbox has sent to everybody, by channel and account."""
    found: dict[tuple[str, str], list[Sent]] = defaultdict(list)
    for channel, recipient, group, doubts in rows:
        found[channel, recipient].append(Sent(group, doubts))
    return found


def compare_people(
    people: Sequence[Person], sent: Mapping[tuple[str, str], Sequence[Sent]]
) -> Verdict:
    """Compare what everybody has heard with what they had to hear."""
    verdict = Verdict()
    for person in people:
        out = sent.get((person.channel, person.account), ())
        _count(verdict, person, out)
    return verdict


def _count(verdict: Verdict, person: Person, sent: Sequence[Sent]) -> None:
    wanted, heard = person.wanted, person.heard
    judged = judge(heard, wanted, sent)
    counts = verdict.counts[person.channel]
    counts["people"] += 1
    counts["said"] += person.said
    counts["repeats"] += person.repeats
    counts["sent"] += len(sent)
    counts["received"] += len(heard)
    counts["unknown"] += sum(one.doubts for one in sent)
    counts["lost"] += judged.lost
    counts["doubled"] += judged.doubled
    counts["doubled_without_doubt"] += judged.doubled_without_doubt
    counts["reordered_or_unlike"] += judged.unlike
    counts["gave_up"] += len(person.wrong)
    _explain(verdict, person, judged, sent)


def _explain(verdict: Verdict, person: Person, judged: Judged, sent: Sequence[Sent]) -> None:
    wanted, heard = person.wanted, person.heard
    for wrong in person.wrong:
        verdict.found("gave up", person, why=wrong, said=person.said)
    if len(sent) != len(wanted):
        verdict.found("sent", person, sent=len(sent), wanted=len(wanted), heard=len(heard))
    elif judged.lost or judged.unlike:
        place = next(
            (at for at, (one, two) in enumerate(zip(heard, wanted, strict=False)) if one != two),
            min(len(heard), len(wanted)),
        )
        verdict.found(
            "lost or unlike",
            person,
            at=place,
            heard=heard[max(0, place - 2) : place + 4],
            wanted=wanted[max(0, place - 2) : place + 4],
        )
    if judged.doubled_without_doubt or (judged.doubled and person.channel in RECOGNISES):
        more = {wanted[place][0]: count for place, count in judged.copies.items() if count > 1}
        verdict.found("doubled", person, messages=more)


def compare_books(people: Sequence[Person], books: Books) -> tuple[dict[str, int], list[Any]]:
    """Return for each book how many people's entries differ, and a few of them."""
    wanted = books_of({person.account: person.visits for person in people if not person.wrong})
    found = comparable(books)
    counts: dict[str, int] = {}
    told: list[Any] = []
    for name, entries in wanted.items():
        wrong = [
            who for who in entries if found[name].get(who, type(entries[who])()) != entries[who]
        ]
        counts[f"{name}_unlike"] = len(wrong)
        told += [{"what": name, "account": who} for who in wrong]
    extra = sum(
        max(0, found["events_of"].get(who, 0) - count) for who, count in wanted["events_of"].items()
    )
    counts["turns_done_twice"] = extra
    return counts, told
