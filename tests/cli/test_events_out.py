"""The doctor knows where events go, and which were given up."""

import asyncio

import pytest

from bot.cli.examination import examine
from bot.core.ids import BrandId, ChannelName, PersonId
from bot.store.database import open_store
from bot.store.emissions import EmissionRow, add_emissions

BRAND = """\
brand: acme
title: Acme
languages: [en]
channels:
  web: {adapter: webchat}
events_to: {url: "%s", secret: "${EVENTS_OUT}"}
"""


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv("EVENTS_OUT", "whsec_c2VjcmV0LW9mLXRoZS1zaXRlLWNoYW5uZWw=")
    monkeypatch.delenv("CONVIVIO_DATABASE", raising=False)
    (tmp_path / "dialogues").mkdir()
    dialogue = "dialogue: hello\nstarts: [{command: hello}]\nsteps: [{say: Hi.}]\n"
    (tmp_path / "dialogues" / "hello.yaml").write_text(dialogue)
    (tmp_path / "brand.yaml").write_text(BRAND % "https://crm.example.org/in?key=hidden")
    return tmp_path


def found(folder) -> list[tuple[str, str]]:
    return [(one.state, one.words) for one in examine(folder) if one.about == "events out"]


def emission(number: int, name: str, reason: str) -> EmissionRow:
    return EmissionRow(
        brand=BrandId("acme"),
        id=f"e-{number}",
        seq=number,
        name=name,
        person=PersonId("p"),
        channel=ChannelName("web"),
        external_id="ada",
        data="{}",
        status="rejected",
        at=0,
        attempts=1,
        reason=reason,
        settled_at=number * 1_000_000,
    )


async def keep(folder, rows: list[EmissionRow]) -> None:
    store = await open_store(f"sqlite:///{folder / 'convivio.db'}")
    await store.run(lambda connection: add_emissions(connection, rows))
    await store.close()


def test_where_events_go_is_told_without_what_the_address_holds(folder):
    assert found(folder) == [("fine", "go to crm.example.org, signed")]


def test_an_address_that_is_none(folder):
    (folder / "brand.yaml").write_text(BRAND % "https://[crm")
    assert found(folder) == [("broken", "events_to: the url is no web address")]


def test_what_was_given_up_is_counted_by_name_and_reason(folder):
    rows = [emission(1, "a", "HTTP 400"), emission(2, "a", "HTTP 400"), emission(3, "b", "x")]
    asyncio.run(keep(folder, rows))
    assert found(folder)[1:] == [
        ("trouble", "2 a given up (HTTP 400), the last at 1970-01-01T00:00:02+00:00: event e-2"),
        ("trouble", "1 b given up (x), the last at 1970-01-01T00:00:03+00:00: event e-3"),
    ]
