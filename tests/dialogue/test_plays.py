"""Conversations as data: dialogues as their author writes them, and what is said then.

A case begins with `=== title`, then come its dialogues (`---` between two files), then `--- talk`:

- `> words` is said, `[label]` is pressed, `* order.shipped {"code": 7}` happens;
- `@ {"attachments": […]}` sends what is no text: the fields of `Said`;
- `~` lets the timer come due that was set last;
- `% it` is the language of the person from here on;
- `< text` is what the bot says, with `(kind address)` for a file, `{title}` for a card, `[labels]`,
  and ` / ` for a new line;
- `^ text` is what the desk is told, of a case that begins with `# with a desk`;
- `! reason` is an incident; `= dialogue {slots}` is where the conversation stands at the end,
  and `# tags` what the person has then.

`REWRITE=1 pytest tests/dialogue/test_plays.py` writes what is said now into the tables, for a
person to read before it is kept.
"""

import json
import os
import re
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from msgspec.structs import replace

from bot.core.content import Media, Message
from bot.core.effects import ReportIncident, TellDesk
from bot.core.events import Said
from bot.core.ids import ChannelName
from bot.dialogue.machine.state import waiting_dialogue
from tests.dialogue.talking import Talk, written

TABLES = sorted((Path(__file__).parent / "plays").glob("*.txt"))
TITLE = re.compile(r"^=== (.*)\n", re.MULTILINE)
TALK = "--- talk\n"
WITH_DESK = "# with a desk"


def cases_in(table: Path) -> list[tuple[str, str]]:
    _, *parts = TITLE.split(table.read_text(encoding="utf-8"))
    return list(zip(parts[::2], parts[1::2], strict=True))


CASES = [
    pytest.param(table, title, id=f"{table.stem}: {title}")
    for table in TABLES
    for title, _ in cases_in(table)
]


def played(case: str) -> str:
    """Return a case with what is said now."""
    dialogues, _, lines = case.partition(TALK)
    library = written(dialogues)
    if dialogues.startswith(WITH_DESK):
        library = replace(library, brand=replace(library.brand, desk=ChannelName("desk")))
    talk = Talk(library)
    transcript = list(_transcript(talk, lines.splitlines()))
    return f"{dialogues}{TALK}" + "".join(f"{line}\n" for line in transcript)


def _transcript(talk: Talk, lines: list[str]) -> Iterator[str]:
    for line in lines:
        if not line or line[0] not in ">[*~@%":
            continue
        yield line
        before = len(talk.sent)
        _act(talk, line)
        if line[0] == "%":
            continue
        for message in talk.sent[before:]:
            yield f"< {_shown(message)}".replace("\n", " / ")
        for effect in talk.effects:
            if isinstance(effect, ReportIncident):
                yield f"! {effect.place}: {effect.reason}"
            elif isinstance(effect, TellDesk):
                yield f"^ {effect.message.text}".replace("\n", " / ")
    slots = json.dumps(talk.slots, ensure_ascii=False)
    over = " (handed over)" if talk.state.handed_over else ""
    yield f"= {waiting_dialogue(talk.state)} {slots}{over}"
    if talk.person.tags:
        yield f"# {', '.join(talk.person.tags)}"


def _shown(message: Message) -> str:
    card = message.card
    beside = [_file(media) for media in message.media]
    if message.contact is not None:
        beside.append(f"(contact {message.contact.phone}: {message.contact.name})")
    if card is not None:
        image = [] if card.image is None else [_file(card.image)]
        parts = [card.title, card.markdown, card.url or "", *image]
        beside.append("{" + " | ".join(part for part in parts if part) + "}")
    return " ".join([message.text, *beside, *(f"[{one.label}]" for one in message.buttons)])


def _file(media: Media) -> str:
    return f"({media.kind} {media.url}{'' if media.alt is None else f': {media.alt}'})"


def _act(talk: Talk, line: str) -> None:
    match line[0]:
        case ">":
            talk.say(line.removeprefix(">").strip())
        case "@":
            fields = {"text": "", **json.loads(line.removeprefix("@"))}
            talk.handle(msgspec.convert(fields, Said))
        case "[":
            talk.press(line.strip("[]"))
        case "*":
            name, _, data = line.removeprefix("*").strip().partition(" ")
            talk.happen(name, json.loads(data) if data else None)
        case "%":
            language = line.removeprefix("%").strip()
            talk.person = msgspec.structs.replace(talk.person, language=language)
        case _:
            talk.ring()


@pytest.mark.parametrize(("table", "title"), CASES)
def test_what_is_said_is_what_the_table_says(table: Path, title: str) -> None:
    case = dict(cases_in(table))[title]
    now = played(case)
    if os.environ.get("REWRITE"):
        text = table.read_text(encoding="utf-8")
        head, tail = f"=== {title}\n", now.rstrip("\n") + "\n\n"
        table.write_text(text.replace(head + case, head + tail), encoding="utf-8")
    else:
        assert now.strip() == case.strip()
