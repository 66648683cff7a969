"""What `convivio test` says: for people as text, for programs as JSON values."""

from collections.abc import Iterator, Sequence

from msgspec import Struct, field

from bot.brand.faults import Fault
from bot.core.values import Value
from bot.dialogue.machine.turn import Visit
from bot.dialogue.publishing.places import StepPlaces
from bot.stories.difference import Failure
from bot.stories.play import Played
from bot.stories.reach import Reach
from bot.stories.reach_report import reach_as_json, reach_lines


class Report(Struct, frozen=True):
    """Everything that came out of playing a brand's stories."""

    played: tuple[Played, ...]
    reach: Reach | None = None
    places: StepPlaces = field(default_factory=dict)
    faults: tuple[Fault, ...] = ()

    @property
    def failed(self) -> int:
        """How many stories do not hold."""
        return sum(one.failure is not None for one in self.played)

    @property
    def holds(self) -> bool:
        """Whether every story could be read, and holds."""
        return not self.failed and all(fault.severity != "error" for fault in self.faults)


def as_json(report: Report) -> dict[str, Value]:
    """Return the document of `convivio test --json`."""
    return {
        "passed": len(report.played) - report.failed,
        "failed": report.failed,
        "stories": [_story_json(one) for one in report.played],
        **reach_as_json(report.reach or Reach(), report.places),
        "faults": [dict(fault.as_json()) for fault in report.faults],
    }


def as_text(report: Report) -> str:
    """Return what a person reads: failures in full, then the sum, then what no story reaches."""
    return "\n".join(_lines(report))


def _story_json(played: Played) -> dict[str, Value]:
    place = played.story.place
    return {
        "name": played.story.name,
        "file": place.file,
        "line": place.line,
        "passed": played.failure is None,
        "failure": None if played.failure is None else played.failure.as_json(),
        "incidents": list(played.incidents),
    }


def _lines(report: Report) -> Iterator[str]:
    yield from map(str, report.faults)
    for played in report.played:
        if played.failure is None:
            yield f"ok      {played.story.name}"
            for incident in played.incidents:
                yield f"        incident: {_placed(incident, report.places)}"
        else:
            yield f"FAILED  {played.story.name}"
            yield from (f"        {line}" for line in _failure_lines(played.failure))
    yield from _sum(report)
    if report.reach is not None:
        yield from reach_lines(report.reach, "story", report.places)


def _placed(incident: str, places: StepPlaces) -> str:
    """Return an incident with the place of its step in its file, where that is known."""
    step, _, reason = incident.partition(": ")
    dialogue, _, path = step.rpartition("/")
    place = places.get(Visit(dialogue, path))
    return incident if place is None else f"{place}: {reason}"


def _failure_lines(failure: Failure) -> Iterator[str]:
    yield f"{failure.place}: {failure.message}"
    if failure.expected is not None:
        yield from _labelled("expected", [failure.expected])
    if failure.actual:
        yield from _labelled("but got" if failure.expected else "instead", failure.actual)
    if failure.conversation:
        yield "the conversation until then:"
        for line in failure.conversation:
            yield from (f"  {part}" for part in line.split("\n"))


def _labelled(label: str, texts: Sequence[str]) -> Iterator[str]:
    lines = [line for text in texts for line in text.split("\n")]
    for number, line in enumerate(lines):
        yield f"{label if number == 0 else '':>8}  {line}"


def _sum(report: Report) -> Iterator[str]:
    yield ""
    yield f"{len(report.played) - report.failed} passed, {report.failed} failed."
