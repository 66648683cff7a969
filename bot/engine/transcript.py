"""A person's transcript as a page shows it: their lines and ours, in the order of events."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Literal, assert_never

import msgspec
from msgspec import Struct

from bot.core.content import Media, Message
from bot.core.events import (
    Answered,
    Began,
    Blocked,
    Due,
    Happened,
    Opened,
    Pressed,
    Reacted,
    Said,
    SpaceMoved,
    Unblocked,
    Undelivered,
    Voted,
)
from bot.core.markup import escaped
from bot.engine.happenings import read_happening
from bot.store.connection import Connection
from bot.store.moments import from_moment
from bot.store.people import Account
from bot.store.transcript import TranscriptRow, transcript_rows

_FORGOTTEN = "…"
"""Stands for a button whose message is too far back."""

_PRESSED = ('{"type":"pressed"', '{"type":"voted"')


class TranscriptLine(Struct, frozen=True):
    """One line. `id` is the event's or the delivery's; a press shows its button's label."""

    id: str
    speaker: Literal["person", "bot"]
    message: Message
    at: datetime


def read_transcript(
    connection: Connection, account: Account, after: str | None, most: int
) -> list[TranscriptLine]:
    """Return the lines that follow `after`, or the last ones.

    Args:
        connection: inside a transaction.
        account: whose transcript.
        after: the id of the last line that is known already.
        most: lines at most.

    Returns:
        The lines, oldest first. Coming and going are no lines.
    """
    rows = transcript_rows(connection, account, after, most)
    labels = _labels(connection, account, rows)
    return [_line(row, labels) for row in rows]


def _labels(
    connection: Connection, account: Account, rows: Sequence[TranscriptRow]
) -> dict[str, str]:
    """Return the labels of the buttons that these lines, and those just before them, showed."""
    if not any(row.speaker == "person" and row.content.startswith(_PRESSED) for row in rows):
        return {}
    shown = transcript_rows(connection, account, None, 500)
    return {
        button.id: button.label
        for row in (*shown, *rows)
        if row.speaker == "bot"
        for button in msgspec.json.decode(row.content, type=Message).buttons
    }


def _line(row: TranscriptRow, labels: dict[str, str]) -> TranscriptLine:
    at = from_moment(row.at)
    if row.speaker == "bot":
        return TranscriptLine(row.id, "bot", msgspec.json.decode(row.content, type=Message), at)
    happening = read_happening(row.content)
    match happening:
        case Said(text, attachments):
            return _said(row.id, at, text, attachments)
        case Pressed(button):
            return _chosen(row.id, at, (button,), labels)
        case Voted(reference, options):
            chosen = tuple(f"{reference}.{place}" for place in options)
            return _chosen(row.id, at, chosen, labels)
        case Reacted(emoji):
            return _said(row.id, at, emoji or "")
        case (
            Opened()
            | Blocked()
            | Unblocked()
            | SpaceMoved()
            | Undelivered()
            | Happened()
            | Due()
            | Began()
            | Answered()
        ):
            return _said(row.id, at, "")
        case _:
            assert_never(happening)


def _chosen(
    line: str, at: datetime, buttons: Sequence[str], labels: Mapping[str, str]
) -> TranscriptLine:
    """Return the line that shows what was pressed, or voted for."""
    return _said(line, at, ", ".join(labels.get(button, _FORGOTTEN) for button in buttons))


def _said(line: str, at: datetime, text: str, media: tuple[Media, ...] = ()) -> TranscriptLine:
    return TranscriptLine(line, "person", Message(text, escaped(text), media=media), at)
