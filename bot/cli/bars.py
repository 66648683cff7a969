"""Results drawn for a person at a terminal."""

from collections.abc import Iterable

from rich.console import Console, Group, RenderableType
from rich.panel import Panel
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text

from bot.cli.tally import Count, PostResults, Results, Runs, SplitResults, Tally

MOST_LINES = 12
"""Answers shown a question; the rest is in --json and --csv."""

BAR_WIDTH = 30
"""Columns."""


def draw(results: Results, console: Console) -> None:
    """Write the title, how the conversations went, and bars for every question.

    Where posts of a feed opened the dialogue, each has its own bars.
    """
    console.print(Text(results.title, style="bold"))
    console.print(_gone(results.runs))
    if results.handed_over:
        console.print(f"{results.handed_over} handed over to the team")
    console.print()
    if results.posts:
        for post in results.posts:
            _draw_post(post, console)
        return
    for tally in results.questions:
        console.print(_question(tally))
    for split in results.splits:
        console.print(_split(split))


def _split(split: SplitResults) -> RenderableType:
    table = Table.grid(padding=(0, 1))
    table.add_column(overflow="fold", max_width=40)
    for arm in split.arms:
        table.add_row(Text(arm.arm), _gone(arm.runs))
    return Panel(table, title=split.name, title_align="left")


def _draw_post(post: PostResults, console: Console) -> None:
    console.print(Text(_heading(post), style="bold"))
    if post.link is not None:
        console.print(Text(post.link))
    console.print(_gone(post.runs))
    for tally in post.questions:
        console.print(_question(tally))
    console.print()


def _heading(post: PostResults) -> str:
    if post.title is None:
        return "Without a post"
    return post.title if post.count == 1 else f"{post.title} (and {post.count - 1} more posts)"


def _gone(runs: Runs) -> str:
    other = f", {runs.other} begun anew or left" if runs.other else ""
    return (
        f"{runs.begun} begun, {runs.ended} finished, {runs.stopped} stopped, "
        f"{runs.open} open{other}"
    )


def _question(tally: Tally) -> RenderableType:
    parts: list[RenderableType] = [Text(tally.question, style="bold"), Text(_summary(tally))]
    if tally.answers:
        parts.append(_bars(tally.answers[:MOST_LINES]))
    if len(tally.answers) > MOST_LINES:
        parts.append(Text(f"and {len(tally.answers) - MOST_LINES} more (--csv has them all)"))
    return Panel(Group(*parts), title=tally.slot or tally.type, title_align="left")


def _summary(tally: Tally) -> str:
    mean = "" if tally.mean is None else f", {tally.mean:g} on average"
    return f"{tally.answered} answered, {tally.skipped} skipped{mean}"


def _bars(counts: Iterable[Count]) -> Table:
    counts = list(counts)
    most = max(count.count for count in counts) or 1
    table = Table.grid(padding=(0, 1))
    table.add_column(overflow="fold", max_width=40)
    table.add_column(width=BAR_WIDTH)
    table.add_column(justify="right")
    for count in counts:
        bar = ProgressBar(total=most, completed=count.count, width=BAR_WIDTH)
        table.add_row(Text(count.label), bar, str(count.count))
    return table
