"""How far a broadcast is, why somebody gets it or not, and what the doctor says: all read only."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from msgspec.structs import replace

from bot.cli.main import convivio
from bot.cli.records import ask_database
from bot.core.ids import ChannelName, ConversationId, DeliveryId, EventId, GroupId
from bot.store.connection import Connection
from bot.store.deliveries import DeliveryRow, add_deliveries
from bot.store.feeds import FeedRow, save_feeds
from bot.store.moments import to_moment
from bot.store.occurrences import OccurrenceRow, Terms, add_occurrences, definition_of
from bot.store.recipients import RecipientRow, RecipientStatus, add_recipients
from tests.cli.broadcast_brand import (
    BRAND,
    Somebody,
    arm_elsewhere,
    brand,
    database,
    know,
    person_id,
    stop_clocks,
)

NOON = datetime(2026, 8, 4, 10, tzinfo=UTC)
AT = to_moment(NOON)
HOUR = to_moment(NOON + timedelta(hours=1)) - AT

STATES: list[tuple[RecipientStatus, str | None]] = [
    *[("accepted", None)] * 7,
    *[("opened", None)] * 2,
    ("planned", None),
    ("planned", "quiet"),
    ("planned", "cap"),
    ("unreachable", None),
    ("rejected", "HTTP 413"),
    ("unknown", None),
    ("skipped", "expired"),
    ("skipped", "no consent"),
]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("CONVIVIO_DATABASE", "TELEGRAM_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    stop_clocks(monkeypatch, NOON)
    return brand(tmp_path, cake="when: now\nif_unknown: ask\n")


def call(*arguments: object) -> Result:
    result = CliRunner().invoke(convivio, [str(argument) for argument in arguments])
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def told(*arguments: object) -> dict[str, object]:
    result = call(*arguments, "--json")
    found: dict[str, object] = json.loads(result.stdout)
    return found


def row(status: str = "running", ended: int | None = None) -> OccurrenceRow:
    return OccurrenceRow(
        brand=BRAND,
        id="first",
        kind="broadcast",
        source="cake",
        topic="news",
        dialogue="hello",
        slot="2026-08-04 12:00",
        name="cake",
        definition=definition_of(Terms(unknown="ask")),
        status=status,
        created_at=AT,
        starts_at=AT,
        planned_at=AT,
        ended_at=ended,
    )


def stand(who: str, status: RecipientStatus, reason: str | None) -> RecipientRow:
    return RecipientRow(
        brand=BRAND,
        occurrence="first",
        conversation=ConversationId(person_id(who)),
        person=person_id(who),
        topic="news",
        channel=ChannelName("telegram"),
        recipient=who,
        space=None,
        status=status,
        reason=reason,
        due_at=AT + (HOUR if reason else 0),
        opened_at=AT,
        ended_at=AT,
    )


def begin(folder: Path, occurrence: OccurrenceRow, people: list[RecipientRow]) -> None:
    def unit(connection: Connection) -> None:
        add_occurrences(connection, [occurrence])
        add_recipients(connection, people)

    ask_database(database(folder), unit)


def everybody() -> list[RecipientRow]:
    return [stand(f"p{n}", *state) for n, state in enumerate(STATES)]


def test_the_parts_sum_to_the_plan(folder: Path) -> None:
    begin(folder, row(), everybody())
    (shown,) = told("broadcast", "status", folder, "cake")["occurrences"]
    assert shown["plan"] == len(STATES)
    assert sum(part["count"] for part in shown["parts"]) == len(STATES)
    assert {(part["status"], part["reason"]): part["count"] for part in shown["parts"]} == {
        state: STATES.count(state) for state in STATES
    }
    assert shown["ended"] == 12
    assert shown["next_due"] == "2026-08-04T10:00:00+00:00"
    # The last of three is due in an hour; the pace of Telegram has room for them.
    assert shown["expected_end"] == "2026-08-04T11:00:00+00:00"


def test_the_bar_says_it_in_words(folder: Path) -> None:
    begin(folder, row(), everybody())
    shown = call("broadcast", "status", folder, "cake").output
    assert "12 of 17" in shown
    for words in (
        "got it",
        "held by quiet hours",
        "held by a cap",
        "refused by the platform: HTTP 413",
        "left out: expired",
    ):
        assert words in shown
    assert "It would end at 2026-08-04 13:00:00 (Europe/Rome)." in shown


def test_what_has_ended_is_still_shown(folder: Path) -> None:
    begin(folder, row("ended", AT), [stand("ada", "accepted", None)])
    (shown,) = told("broadcast", "status", folder, "cake", "--occurrence", "fir")["occurrences"]
    assert (shown["status"], shown["ended"], shown["expected_end"]) == ("ended", 1, None)


def test_a_watch_ends_with_what_it_watches(folder: Path) -> None:
    begin(folder, row("ended", AT), [stand("ada", "accepted", None)])
    result = call("broadcast", "status", folder, "cake", "--watch")
    assert result.exit_code == 0
    assert "1 of 1" in result.output
    assert call("broadcast", "status", folder, "cake", "--watch", "--json").exit_code == 2


@pytest.mark.parametrize(
    ("status", "reason", "words"),
    [
        ("accepted", None, "They got it at 2026-08-04 12:00 (Europe/Rome)."),
        ("opened", None, "It was begun at 2026-08-04 12:00 (Europe/Rome) and is on its way."),
        ("planned", "quiet", "because these are their quiet hours."),
        ("planned", "cap", "because the brand may begin no more conversations"),
        ("planned", "busy", "because a question waits for their answer."),
        ("unreachable", None, "did not reach them"),
        ("rejected", "HTTP 413", "HTTP 413."),
        ("unknown", None, "it is yours to decide whether it is sent again."),
        ("skipped", "expired", "no longer worth anything"),
        ("skipped", "stopped", "they had said stop."),
    ],
)
def test_why_is_one_sentence(
    folder: Path, status: RecipientStatus, reason: str | None, words: str
) -> None:
    know(folder, [Somebody("ada")])
    begin(folder, row(), [stand("ada", status, reason)])
    said = call("broadcast", "why", folder, "cake", "--channel", "web", "--id", "ada").output
    assert said.startswith("cake of 2026-08-04 12:00: ")
    assert words in said
    assert len(said.strip().splitlines()) == 1


@pytest.mark.parametrize(
    ("somebody", "words"),
    [
        (Somebody("ada"), "They will get it at 2026-08-04 12:00 (Europe/Rome)"),
        (Somebody("ada", timezone="Asia/Tokyo"), "They will get it at 2026-08-04 19:00"),
        (Somebody("ada", timezone="Asia/Tokyo", topics=()), "have not said yes to the topic"),
        (Somebody("ada", topics=(), stopped=True), "they have said stop"),
        (Somebody("ada", topics=(), blocked=True), "blocked"),
        (
            Somebody("ada", timezone="Australia/Sydney"),
            "They will get it at 2026-08-04 20:00 (Australia/Sydney)",
        ),
        (
            Somebody("ada", timezone="Pacific/Auckland"),
            "at 2026-08-05 08:30 (Pacific/Auckland), because before that these are their quiet",
        ),
    ],
)
def test_why_foretells_what_has_not_begun(folder: Path, somebody: Somebody, words: str) -> None:
    know(folder, [somebody])
    found = told("broadcast", "why", folder, "cake", "--channel", "web", "--id", "ada")
    assert words in found["sentence"]
    assert found["status"] is None


def test_who_came_later_has_no_part_in_it(folder: Path) -> None:
    know(folder, [Somebody("ada", since=AT + 1), Somebody("bob", topics=())])
    begin(folder, row(), [])
    later = call("broadcast", "why", folder, "cake", "--channel", "web", "--id", "ada").output
    assert "they subscribed after it had begun" in later
    never = call("broadcast", "why", folder, "cake", "--channel", "web", "--id", "bob").output
    assert "they have not said yes to the topic" in never
    nobody = call("broadcast", "why", folder, "cake", "--channel", "web", "--id", "zoe")
    assert nobody.exit_code == 1


def test_the_doctor_tells_what_waits_for_the_owner(folder: Path) -> None:
    feed = "feeds:\n  blog: {url: 'https://example.org/feed', topic: news, dialogue: hello}\n"
    config = folder / "brand.yaml"
    config.write_text(config.read_text() + feed)
    begin(folder, row("paused"), everybody())
    failing = FeedRow(BRAND, "blog", "", None, None, None, AT, 3, "HTTP 500")
    ask_database(database(folder), lambda connection: save_feeds(connection, [failing]))
    arm_elsewhere(folder)
    result = call("doctor", folder)
    assert result.exit_code == 0
    for words in (
        "broadcast cake: 2026-08-04 12:00 is paused",
        "broadcast cake: nobody knows whether 1 got it",
        "feed blog: cannot be read (HTTP 500)",
        "broadcasts: do not leave from here",
        "convivio broadcast arm",
    ):
        assert words in result.output, result.output


def test_the_doctor_is_silent_where_all_is_well(folder: Path) -> None:
    begin(folder, row("ended", AT), [stand("ada", "accepted", None)])
    assert "broadcast" not in call("doctor", folder).output


def test_a_test_on_somebody_else_is_nobodys_matter(folder: Path) -> None:
    know(folder, [Somebody("ada"), Somebody("bob")])
    begin(folder, row("ended", AT), [stand("ada", "accepted", None)])
    assert (
        call("broadcast", "test", folder, "cake", "--channel", "web", "--id", "bob").exit_code == 0
    )
    said = call("broadcast", "why", folder, "cake", "--channel", "web", "--id", "ada").output
    assert "They got it at" in said
    said = call("broadcast", "why", folder, "cake", "--channel", "web", "--id", "bob").output
    assert "They will get it at" in said


def test_a_feed_of_the_same_name_is_another_thing(folder: Path) -> None:
    other = replace(row(), kind="feed")
    begin(folder, other, [])
    assert told("broadcast", "status", folder, "cake")["occurrences"] == []
    assert "nothing under way" in call("broadcast", "pause", folder, "cake").output
    assert "has begun" in call("broadcast", "start", folder, "cake").output


def lost(who: str) -> DeliveryRow:
    return DeliveryRow(
        brand=BRAND,
        id=DeliveryId(f"{who}-message"),
        seq=1,
        group_id=GroupId(f"{who}-group"),
        event=EventId(f"{who}-event"),
        position=0,
        channel=ChannelName("telegram"),
        recipient=who,
        space=None,
        lane=f"to:{who}",
        kind="topic",
        path=None,
        content="{}",
        status="unknown",
        created_at=AT,
        due_at=AT,
        settled_at=AT,
        bulk=1,
        conversation=ConversationId(person_id(who)),
        topic="news",
        occurrence="first",
    )


def test_what_nobody_knows_of_is_sent_again_once_somebody_says_so(folder: Path) -> None:
    assert "not begun" in call("broadcast", "resend", folder, "cake").stdout
    begin(
        folder,
        row("ended", AT),
        [stand("p1", "unknown", "no answer"), stand("p2", "accepted", None)],
    )
    assert "nothing was sent again" in call("broadcast", "resend", folder, "cake").stdout
    ask_database(database(folder), lambda found: add_deliveries(found, [lost("p1"), lost("p2")]))
    refused = CliRunner().invoke(
        convivio, ["broadcast", "resend", str(folder), "cake"], input="n\n"
    )
    assert refused.exit_code == 1
    assert "Send 1 again?" in refused.stdout
    assert call("broadcast", "resend", folder, "cake", "--yes").stdout.startswith("1 of cake")
    assert "nothing was sent again" in call("broadcast", "resend", folder, "cake", "--yes").stdout
    (shown,) = told("broadcast", "status", folder, "cake")["occurrences"]
    assert {part["status"]: part["count"] for part in shown["parts"]} == {
        "opened": 1,
        "accepted": 1,
    }
