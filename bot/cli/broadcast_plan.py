"""A dry run drawn for a person at a terminal."""

from collections.abc import Iterable, Iterator, Mapping

from rich.console import Console, RenderableType
from rich.panel import Panel
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text

from bot.broadcasts.dry_run import Course
from bot.broadcasts.preview import Preview
from bot.broadcasts.samples import Sample
from bot.broadcasts.why import told
from bot.cli.broadcast_bars import BAR_WIDTH, clock
from bot.consent.gate import HoldReason

_ABSENT: Mapping[str, str] = {
    "no consent": "no consent to the topic",
    "stopped": "said stop",
    "blocked": "out of reach: blocked the brand, or left",
    "expired": "only when it is no longer worth anything",
    "left the audience": "not among those that it is for",
    "slot passed": "its time has passed by their own clock",
    "erased": "known no longer",
    "had it already": "part of it already",
    "told in the same space": "read it in the same group as somebody else",
    "no such channel": "subscribed on a channel that is not in brand.yaml",
}

_HELD: Mapping[HoldReason, str] = {
    "quiet": "after their quiet hours",
    "cap": "when a cap allows it",
    "busy": "after the question that waits for their answer",
}


def draw(preview: Preview, zone: str, console: Console) -> None:
    """Write the plan: who, who not, when, and how it reads.

    Args:
        preview: what the dry run found.
        zone: the brand's, in which times are told.
        console: where.
    """
    title = f"{preview.title}: opens {preview.dialogue} for whoever subscribed to {preview.topic}"
    console.print(Text(title, style="bold"))
    console.print(_counts(preview))
    for line in _when(preview, zone):
        console.print(Text(line))
    if preview.course.hours:
        console.print(Text("\nBy the hour on their own clocks", style="bold"))
        console.print(_hours(preview.course))
    for number, one in enumerate(preview.samples, 1):
        console.print(_sample(number, one))
    console.print(Text("Nothing was sent, and nothing written down."))


def _counts(preview: Preview) -> Table:
    table = Table.grid(padding=(0, 1))
    table.add_column(justify="right")
    table.add_column(overflow="fold")
    for count, words in _lines(preview):
        table.add_row(f"{count:,}", Text(words))
    return table


def _lines(preview: Preview) -> Iterator[tuple[int, str]]:
    yield preview.known, "known to the brand"
    yield preview.reached, "would get it"
    for channel, count in sorted(preview.course.reached.items()):
        yield count, f"  on {channel}"
    for place in preview.posted_in:
        yield 1, f"posted in {place}"
    for why, held in preview.course.held.items():
        yield held.count, f"  of them later, {_HELD[why]}"
    for reason, count in sorted(preview.missed.items(), key=_most_first):
        if count:
            yield count, f"would not: {_ABSENT.get(reason, reason)}"


def _most_first(counted: tuple[str, int]) -> tuple[int, str]:
    return -counted[1], counted[0]


def _when(preview: Preview, zone: str) -> Iterator[str]:
    course, zones = preview.course, preview.zones
    if course.begins is not None and course.ends is not None:
        yield f"It would begin at {clock(course.begins, zone)} ({zone}),"
        each = "one message" if preview.messages == 1 else f"{preview.messages} messages"
        yield f"and end at {clock(course.ends, zone)}: {each} each, at the pace of each channel."
    if zones.unknown:
        yield f"{zones.unknown:,} without a time zone of their own: {zone} counts."
    if zones.invalid:
        yield f"{zones.invalid:,} with a time zone that does not exist: {zone} counts."


def _hours(course: Course) -> Table:
    most = max(course.hours.values())
    table = Table.grid(padding=(0, 1))
    for hour in sorted(course.hours):
        count = course.hours[hour]
        bar = ProgressBar(total=most, completed=count, width=BAR_WIDTH)
        table.add_row(f"{hour:02}:00", bar, f"{count:,}")
    return table


def _sample(number: int, one: Sample) -> RenderableType:
    who = "" if one.who is None else f"{one.who}, "
    title = f"{number}: {who}{one.channel}, {one.language}, {told(one.at, one.zone)}"
    return Panel(Text("\n".join(_said(one))), title=title, title_align="left")


def _said(one: Sample) -> Iterable[str]:
    if one.postponed:
        yield "(waits until the dialogue under way has ended)"
    elif not one.messages and one.calls is None:
        yield "(says nothing)"
    for message in one.messages:
        yield from [message.text] if message.text else []
        yield from (f"({media.kind}: {media.url})" for media in message.media)
        if message.card is not None:
            yield from (line for line in (message.card.title, message.card.text) if line)
        if message.buttons:
            yield " ".join(f"[{button.label}]" for button in message.buttons)
    if one.calls is not None:
        yield f"(calls {one.calls}, and goes on with its answer)"
