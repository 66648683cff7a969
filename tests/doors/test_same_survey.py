"""One survey through three doors ends in the same words and the same stored answers."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.doors import by_page, by_terminal, by_webhook
from tests.doors.neutral import SURVEY, Line
from tests.faults.books import read_books
from tests.product import ROOT, Product
from tests.signing import new_secret

EXAMPLE = ROOT / "examples" / "we-converse"
DOORS = ("webhook", "page", "terminal")
SECRET = new_secret("doors")

pytestmark = pytest.mark.slow


async def _talk(door: str, home: Path) -> tuple[list[Line], dict[str, Any]]:
    """Hold the survey through one door, with a database of its own."""
    product = Product(EXAMPLE, home, SITE_SECRET=SECRET)
    if door == "terminal":
        read = by_terminal.talk(EXAMPLE, product.database, SURVEY)
        return read, _stored(product.database)
    product.start()
    try:
        product.wait_ready()
        if door == "page":
            read = await by_page.talk(product, "we-converse", SURVEY)
        else:
            read = by_webhook.talk(product, "we-converse/site", SECRET, "ada", SURVEY)
        assert product.stop() == 0
    finally:
        product.close()
    return read, _stored(product.database)


def _stored(database: Path) -> dict[str, Any]:
    """What is written down about the one person, without their name on the channel."""
    books = read_books(database)
    surveys = {
        name: [row for row in rows if "survey" in row]
        for name in ("runs", "answers")
        for rows in books[name].values()
    }
    consents = [row[:-1] for rows in books["consents"].values() for row in rows]
    return {**surveys, "consents": consents}


async def test_the_webhook_asks_everything(tmp_path: Path):
    read, stored = await _talk("webhook", tmp_path)
    assert ("text", "8 out of 10! Someone there is listening. Keep them.") in read
    answers = {slot: json.loads(value) for *_, slot, value in stored["answers"]}
    assert answers["view"] == "conversation"
    assert answers["example"] == "The baker *next door* {7*6} <b>&"
    assert answers["score"] == 8
    assert [consent[:2] for consent in stored["consents"]] == [("blog", 1)]


@pytest.mark.parametrize("door", [pytest.param("page", marks=pytest.mark.browser), "terminal"])
async def test_the_other_doors_say_and_store_the_same(door: str, tmp_path: Path):
    wanted = await _talk("webhook", _made(tmp_path / "webhook"))
    assert await _talk(door, _made(tmp_path / door)) == wanted


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder
