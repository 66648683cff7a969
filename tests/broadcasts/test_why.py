# ruff: noqa: E501 - a table of sentences
"""Every way in which somebody may stand in an occurrence has one sentence of its own."""

from datetime import UTC, datetime
from typing import get_args

import pytest

from bot.broadcasts.why import Around, Recorded, why, why_absent, why_not, why_not_yet
from bot.consent.gate import HoldReason, SkipReason
from bot.store.recipients import RecipientStatus

AT = datetime(2026, 8, 3, 7, tzinfo=UTC)
DONE = datetime(2026, 8, 3, 7, 1, tzinfo=UTC)
ROME = Around("running", "Europe/Rome")

# fmt: off
SENTENCES = [
    ("planned", None, "Their turn is from 2026-08-03 09:00 (Europe/Rome) on, and consent, quiet hours and caps are looked at again before it leaves."),
    ("planned", "quiet", "It waits until 2026-08-03 09:00 (Europe/Rome), because these are their quiet hours."),
    ("planned", "cap", "It waits until 2026-08-03 09:00 (Europe/Rome), because the brand may begin no more conversations with them before that."),
    ("planned", "busy", "It waits until 2026-08-03 09:00 (Europe/Rome), because a question waits for their answer."),
    ("opened", None, "It was begun at 2026-08-03 09:00 (Europe/Rome) and is on its way."),
    ("accepted", None, "They got it at 2026-08-03 09:01 (Europe/Rome)."),
    ("unreachable", None, "It was tried at 2026-08-03 09:01 (Europe/Rome) and did not reach them: they have blocked the brand, or left."),
    ("rejected", "HTTP 413", "The platform refused its message at 2026-08-03 09:01 (Europe/Rome): HTTP 413."),
    ("rejected", None, "The platform refused its message at 2026-08-03 09:01 (Europe/Rome): it gave no reason."),
    ("unknown", None, "It was sent at 2026-08-03 09:01 (Europe/Rome) without a clear answer: they may have it, and it is not sent again."),
    ("skipped", "no consent", "They did not get it: they no longer have a consent to the topic on record."),
    ("skipped", "stopped", "They did not get it: they had said stop."),
    ("skipped", "blocked", "They did not get it: they had blocked the brand, or left."),
    ("skipped", "expired", "They did not get it: it was no longer worth anything when it could have been sent."),
    ("skipped", "left the audience", "They did not get it: they were no longer among those that it is for."),
    ("skipped", "cancelled", "They did not get it: it was cancelled before their turn."),
    ("skipped", "erased", "They did not get it: everything about them was erased."),
    ("skipped", "nothing said", "They did not get it: its dialogue had nothing to say to them."),
    ("skipped", "something new", "They did not get it: something new."),
]
# fmt: on


@pytest.mark.parametrize(("status", "reason", "sentence"), SENTENCES)
def test_a_sentence_for_every_way(status: str, reason: str | None, sentence: str) -> None:
    assert why(Recorded(status, reason, AT, AT, DONE), ROME) == sentence


def test_no_way_is_forgotten() -> None:
    told = {(status, reason) for status, reason, _ in SENTENCES}
    assert {status for status, _ in told} == set(get_args(RecipientStatus))
    assert {("planned", reason) for reason in get_args(HoldReason)} <= told
    assert {("skipped", reason) for reason in get_args(SkipReason)} <= told


@pytest.mark.parametrize("reason", get_args(SkipReason))
def test_who_is_not_planned_has_words_too(reason: SkipReason) -> None:
    if reason not in {"cancelled", "nothing said"}:  # which only befall who is planned
        assert why_not(reason) != f"They will not get it: {reason}."
        assert why_absent(reason) != f"They are not among its people: {reason}."


@pytest.mark.parametrize(
    ("unknown", "end"),
    [
        ("leave", "it is not sent again."),
        ("send again", "it is sent again."),
        ("ask", "it is yours to decide whether it is sent again."),
    ],
)
def test_what_nobody_knows_says_what_the_owner_chose(unknown, end: str) -> None:
    around = Around("running", "UTC", unknown)
    assert why(Recorded("unknown", None, AT, AT, DONE), around).endswith(end)


def test_who_waits_hears_of_a_pause_or_an_end() -> None:
    waiting = Recorded("planned", "quiet", AT)
    paused = why(waiting, Around("paused", "UTC"))
    assert (
        paused == "It is paused: they get it once it is resumed, not before 2026-08-03 07:00 (UTC)."
    )
    assert why(waiting, Around("cancelled", "UTC")) == "They will not get it: it was cancelled."


def test_what_is_to_come_is_said_with_its_reason() -> None:
    assert why_not_yet(AT, "UTC") == (
        "They will get it at 2026-08-03 07:00 (UTC), if nothing changes until then."
    )
    assert why_not_yet(AT, "UTC", "quiet") == (
        "They will get it at 2026-08-03 07:00 (UTC), because before that these are their quiet "
        "hours, if nothing changes until then."
    )
