"""The stories of a brand: every file under tests/, with every fault in them."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from msgspec import Struct

from bot.brand.collected import Faults
from bot.brand.faults import Fault, fault_at, in_order
from bot.brand.folder import files_in
from bot.brand.nodes import Items, Node, Table
from bot.brand.reader import read_yaml
from bot.brand.spilled import refuse_spilled
from bot.stories.form import Form
from bot.stories.steps import pins_in, steps_in
from bot.stories.story import Cast, Pins, Story

FOLDER = "tests"
HEAD = ("story", "channel", "space", "language", "now", "with", "split", "steps")
CAST = ("name", "first_name", "timezone", "subscribed")


class Stories(Struct, frozen=True):
    """What was found; a story with a fault in it is left out."""

    stories: tuple[Story, ...]
    faults: tuple[Fault, ...] = ()


def read_stories(folder: Path) -> Stories:
    """Return every story of the brand in `folder`, with what is wrong in their files."""
    unread = Faults()
    read = [
        stories_in(file.path, file.data)
        for file in files_in(folder, folder / FOLDER, ".yaml", unread)
    ]
    faults = [*unread.found, *(fault for one in read for fault in one.faults)]
    stories = [story for one in read for story in one.stories]
    return Stories(tuple(_unique(stories, faults)), in_order(faults))


def stories_in(file: str, data: bytes) -> Stories:
    """Return the stories of one file; `file` is its path in the brand's folder."""
    read, spilled = read_yaml(file, data), Faults()
    refuse_spilled(read.document, spilled)
    if read.root is None:
        return Stories((), (*read.faults, *spilled.found))
    form = Form()
    stories = tuple(_stories(read.root, form))
    return Stories(stories, (*read.faults, *spilled.found, *form.faults))


def _unique(stories: Iterable[Story], faults: list[Fault]) -> Iterator[Story]:
    first: dict[str, Story] = {}
    for story in stories:
        if (other := first.setdefault(story.name, story)) is story:
            yield story
            continue
        place = story.places["story"]
        where = f"{other.place.file}, line {other.place.line}"
        message = f'"{story.name}" is also the name of a story in {where}.'
        faults.append(fault_at(place, message, "Give each story a name of its own."))


def _stories(root: Node, form: Form) -> Iterator[Story]:
    table = root if isinstance(root, Table) else None
    listed = None if table is None else table.get("stories")
    if table is None or listed is None:
        yield from _story(root, form)
        return
    form.table(table, ("stories",), "A file of stories")
    if not isinstance(listed, Items):
        form.refuse(listed.place, '"stories" is a list of stories.')
        return
    for item in listed.items:
        yield from _story(item, form)


def _story(node: Node, form: Form) -> Iterator[Story]:
    before = len(form.faults)
    table = form.table(node, HEAD, "A story")
    if table is None:
        return
    name, steps = form.text_at(table, "story"), table.get("steps")
    if name is None:
        form.refuse(table.place, 'A story needs a name: "story: …".')
    if steps is None:
        form.refuse(table.place, 'A story needs "steps".')
    if name is None or steps is None:
        return
    story = Story(
        name=name,
        place=table.place,
        steps=steps_in(steps, form),
        channel=form.text_at(table, "channel"),
        space=form.text_at(table, "space"),
        language=form.text_at(table, "language"),
        now=_now(table, form),
        cast=_cast(table, form),
        pinned=_pinned(table, form),
        places={entry.key.text: entry.value.place for entry in table.entries},
    )
    if len(form.faults) == before:
        yield story


def _now(table: Table, form: Form) -> datetime | None:
    text = form.text_at(table, "now")
    if text is None:
        return None
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        node = table.get("now") or table
        form.refuse(node.place, '"now" is a day and a time, such as 2030-06-04 10:00.')
        return None


def _cast(table: Table, form: Form) -> Cast:
    node = table.get("with")
    known = None if node is None else form.table(node, CAST, '"with"')
    if known is None:
        return Cast()
    name = form.text_at(known, "name")
    return Cast(
        name=name,
        first_name=form.text_at(known, "first_name") or next(iter((name or "").split()), None),
        timezone=_timezone(known, form),
        subscribed=form.texts_at(known, "subscribed") or (),
    )


def _pinned(table: Table, form: Form) -> Pins | None:
    node = table.get("split")
    return None if node is None else pins_in(node, node.place, form)


def _timezone(table: Table, form: Form) -> str | None:
    zone = form.text_at(table, "timezone")
    try:
        return None if zone is None else ZoneInfo(zone).key
    except (ZoneInfoNotFoundError, ValueError):
        node = table.get("timezone") or table
        form.refuse(node.place, f"{zone} is no time zone.", "Write one such as Europe/Rome.")
        return None
