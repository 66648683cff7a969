"""What people said about each post of a feed: counted apart, drawn apart, named in a column."""

import csv
import io
import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import insert

from bot.cli.main import convivio
from bot.store import schema
from bot.store.connection import Connection
from bot.store.database import open_store

COMMENT = """\
dialogue: comment
starts: [{command: comment}]
steps:
  - ask: What do you think?
    as: thought
    type: text
"""
POSTS = {
    "first": {"title": "First post", "link": "https://site.example/1", "count": 1, "feed": "blog"},
    "many": {"title": "=Newest", "link": None, "count": 12, "titles": ["=Newest"]},
}
RUNS = {
    "a": ("first", "Lovely"),
    "b": ("many", "Too much"),
    "c": ("first", "Dull"),
    "d": (None, "By the way"),
    "e": ("weekly", "Of a broadcast"),
}
"""Runs by name: what opened them, and what was answered."""


def write(connection: Connection) -> None:
    """Write what two posts of a feed, a broadcast and a person of their own accord began."""
    at = {"brand": "tiny", "created_at": 0, "starts_at": 0, "status": "ended", "priority": 0}
    at |= {"topic": "blog", "dialogue": "comment", "name": "feed.post", "definition": "{}"}
    for name, data in [*POSTS.items(), ("weekly", {"title": "No post"})]:
        kind = "feed" if name in POSTS else "broadcast"
        row = {**at, "id": name, "kind": kind, "source": "blog", "data": json.dumps(data)}
        connection.execute(insert(schema.occurrences).values(row))
    for number, (run, (occurrence, text)) in enumerate(RUNS.items()):
        who = {"brand": "tiny", "person": "p", "dialogue": "comment"}
        begun = {"id": run, "conversation": "p", "channel": "web", "version": "v"}
        ended = {"began_at": number, "ended_at": 9, "end": "ended", "occurrence": occurrence}
        connection.execute(insert(schema.runs).values({**who, **begun, **ended}))
        answer = {"run": run, "path": "steps.0", "slot": "thought", "at": number}
        values = {**who, **answer, "value": json.dumps(text)}
        connection.execute(insert(schema.answers).values(values))


@pytest.fixture
async def folder(tmp_path: Path) -> Path:
    (tmp_path / "dialogues").mkdir()
    (tmp_path / "brand.yaml").write_text("brand: tiny\ntitle: Tiny\n")
    (tmp_path / "dialogues" / "comment.yaml").write_text(COMMENT)
    store = await open_store(f"sqlite:///{tmp_path / 'convivio.db'}")
    await store.run(write)
    await store.close()
    return tmp_path


def call(*arguments: object) -> str:
    result = CliRunner().invoke(convivio, ["results", *map(str, arguments)])
    assert result.exit_code == 0, result.output
    return result.output


def test_answers_are_counted_post_by_post(folder: Path):
    found = json.loads(call(folder, "comment", "--json"))
    assert found["runs"]["begun"] == 5
    assert [
        (
            post["title"],
            post["link"],
            post["count"],
            post["runs"]["ended"],
            [answer["value"] for answer in post["questions"][0]["answers"]],
        )
        for post in found["posts"]
    ] == [
        ("First post", "https://site.example/1", 1, 2, ["Dull", "Lovely"]),
        ("=Newest", None, 12, 1, ["Too much"]),
        (None, None, 0, 2, ["By the way", "Of a broadcast"]),
    ]


def test_answers_are_drawn_post_by_post(folder: Path):
    drawn = call(folder, "comment")
    parts = ("First post", "https://site.example/1", "2 begun", "Lovely", "=Newest (and 11 more")
    places = [drawn.index(part) for part in (*parts, "Without a post", "By the way")]
    assert places == sorted(places)


def test_answers_as_csv_name_their_post(folder: Path):
    rows = list(csv.DictReader(io.StringIO(call(folder, "comment", "--csv"))))
    assert {(row["value"], row["post"], row["link"]) for row in rows} == {
        ("Lovely", "First post", "https://site.example/1"),
        ("Dull", "First post", "https://site.example/1"),
        ("Too much", "'=Newest", ""),
        ("By the way", "", ""),
        ("Of a broadcast", "", ""),
    }


def test_without_posts_nothing_is_apart(folder: Path):
    (folder / "dialogues" / "other.yaml").write_text(COMMENT.replace("comment", "other"))
    assert json.loads(call(folder, "other", "--json"))["posts"] == []
