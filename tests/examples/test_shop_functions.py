"""What the shop's own functions compute; its stories put stubs in their place."""

import runpy
from pathlib import Path

import pytest

SHOP = Path(__file__).parents[2] / "examples" / "bottega-zagara"
ACTIONS = runpy.run_path(str(SHOP / "actions.py"))
HAMPER = runpy.run_path(str(SHOP / "dialogues" / "hamper.py"))


@pytest.mark.parametrize(
    ("loves", "budget", "pieces"),
    [
        (["writing"], 20, ["quaderno", "carte", "miele"]),
        (["kitchen", "table"], 30, ["tazza", "carte", "miele"]),
        (["sea"], 100, ["telo", "carte", "lampada"]),
        (["bath"], 10, ["sapone", "miele", "carte"]),
    ],
)
def test_three_pieces_what_fits_within_the_budget_first(loves, budget, pieces) -> None:
    suggested = ACTIONS["suggest"](loves, budget)
    assert [one["piece"] for one in suggested] == pieces
    assert all(one["name"] and one["price"] for one in suggested)


def test_every_piece_can_be_shown() -> None:
    shown = (SHOP / "dialogues" / "piece.yaml").read_text(encoding="utf-8")
    assert [one for one in ACTIONS["SHELVES"] if f"\n      {one}:\n" not in shown] == []


def test_the_nearest_stall() -> None:
    assert ACTIONS["nearest_stall"]({"lat": 38.2, "lon": 13.33}) == "Mondello"
    assert ACTIONS["nearest_stall"]({"lat": 38.12, "lon": 13.36}) == "Piazza Marina"


async def test_a_pick_up_that_is_tried_again_is_the_same() -> None:
    booked = [
        await ACTIONS["book_pickup"](1042, "2030-06-07", "10:30", idempotency_key="ab12cd")
        for _ in range(2)
    ]
    assert booked == [{"code": "P1042-AB12", "day": "2030-06-07", "hour": "10:30"}] * 2


def test_with_four_pieces_the_cheapest_is_a_present() -> None:
    assert HAMPER["total"](["soap", "honey", "cards"]) == 37
    assert HAMPER["total"](["soap", "honey", "cards", "notebook"]) == 46
