"""What the judge of killed broadcasts sees; a small run of them is `test_item_06` (acceptance)."""

import pytest

from tests.faults.broadcast_judge import judge
from tests.faults.broadcast_people import SITE, TELEGRAM, Reader

ADA = Reader(SITE, "ada", "Ada")
BOB = Reader(TELEGRAM, "17", "Bob")
EVE = Reader(SITE, "eve", "Eve", subscribed=False)
TO_ADA, TO_BOB = (SITE, "ada"), (TELEGRAM, "17")
FINE = ("accepted", None)
ENDS = {TO_ADA: FINE, TO_BOB: FINE}
GOT = {TO_ADA: [("1", ADA.text)], TO_BOB: [("2", BOB.text)]}

JUDGED = {
    "all once": ({}, {}, set()),
    "unknown that was in flight": ({TO_BOB: ("unknown", "cut")}, {TO_BOB: []}, set()),
    "unknown on a webhook": ({TO_ADA: ("unknown", "cut")}, {}, {"ended_otherwise"}),
    "accepted and never came": ({}, {TO_BOB: []}, {"lost"}),
    "twice": ({}, {TO_ADA: [("1", ADA.text), ("3", ADA.text)]}, {"doubled_on_site"}),
    "twice on Telegram": ({}, {TO_BOB: [("2", BOB.text)] * 2}, {"doubled_on_telegram"}),
    "somebody else's": ({}, {TO_ADA: [("1", BOB.text)]}, {"other_words"}),
    "never planned": ({TO_ADA: None}, {}, {"not_planned"}),
    "still open": ({TO_ADA: ("opened", None)}, {}, {"without_an_end"}),
    "refused": ({TO_ADA: ("rejected", "HTTP 400")}, {TO_ADA: []}, {"ended_otherwise", "lost"}),
    "to a stranger": (
        {(SITE, "eve"): FINE},
        {(SITE, "eve"): [("4", EVE.text)]},
        {"planned_though_not_meant", "got_though_not_meant"},
    ),
}


@pytest.mark.parametrize("case", JUDGED)
def test_the_judge_of_broadcasts_sees(case: str):
    ends, got, wrong = JUDGED[case]
    stand = {who: end for who, end in (ENDS | ends).items() if end is not None}
    judged = judge([ADA, BOB, EVE], stand, GOT | got, in_flight=1)
    assert {name for name, count in judged.broken.items() if count} == wrong


def test_more_may_not_be_unknown_than_was_in_flight():
    unknown = {TO_BOB: ("unknown", "cut")}
    assert judge([ADA, BOB], ENDS | unknown, GOT, in_flight=0).broken["unknown_beyond_in_flight"]
