"""The reference of what authors write, printed from the definitions that load it."""

from collections.abc import Iterator
from inspect import getdoc

from bot.brand.brand_file import (
    BrandFile,
    CapsLine,
    EventsTo,
    FeedLine,
    QuietLine,
    TopicLine,
)
from bot.brand.broadcast_file import BroadcastFile
from bot.brand.shapes import Field, Fields, fields_of
from bot.dialogue.model.faq import FaqEntry
from bot.dialogue.model.script import Script, Start
from bot.dialogue.steps import (
    BY_KIND,
    Branch,
    ButtonTarget,
    ShownCard,
    ShownFile,
    WeightedArm,
)

_PARTS: tuple[tuple[str, type[Fields]], ...] = (
    ("brand.yaml", BrandFile),
    ("A topic", TopicLine),
    ("Quiet hours", QuietLine),
    ("Caps", CapsLine),
    ("A feed", FeedLine),
    ("Where outgoing events go", EventsTo),
    ("A broadcast file", BroadcastFile),
    ("A dialogue file", Script),
    ("What starts a dialogue", Start),
)

_INNER: tuple[tuple[str, type[Fields]], ...] = (
    ("A button of `say`", ButtonTarget),
    ("A file of `media`", ShownFile),
    ("A `card` of `say`", ShownCard),
    ("A line of `elif`", Branch),
    ("An arm of `split`", WeightedArm),
)


def reference() -> str:
    """Return every part of the files, every step and every key, as Markdown."""
    return "\n".join(_lines())


def _lines() -> Iterator[str]:
    for title, part in _PARTS:
        yield from _section(f"## {title}", part)
    yield from _section("## An entry of faq.yaml", FaqEntry)
    yield from ("```yaml", FaqEntry.example.rstrip(), "```", "")
    yield "## Steps"
    yield ""
    for name, kind in BY_KIND.items():
        yield from _section(f"### `{name}`", kind)
        yield from ("```yaml", kind.example.rstrip(), "```", "")
    for title, part in _INNER:
        yield from _section(f"### {title}", part)


def _section(title: str, part: type[Fields]) -> Iterator[str]:
    yield title
    yield ""
    yield (getdoc(part) or "").partition("\n")[0]
    yield ""
    yield "| key | what it is | value |"
    yield "| --- | --- | --- |"
    yield from map(_row, fields_of(part).values())
    yield ""


def _row(field: Field) -> str:
    needed = ", required" if field.required else ""
    return f"| `{field.key}`{needed} | {_cell(field.description)} | {_cell(field.expected)} |"


def _cell(text: str) -> str:
    return text.rstrip(",").replace("|", "\\|")
