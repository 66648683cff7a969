"""What a broadcast must survive of kills: real processes, and SIGKILL at exact points."""

import sqlite3
from pathlib import Path

import pytest
from killing import killing

from adapters.telegram import Telegram
from bot.engine.outbox.pacing import MOST_IN_FLIGHT, bulk_share
from tests.faults.broadcast_judge import judge
from tests.faults.broadcast_people import DISCORD, SITE, TELEGRAM, readers
from tests.faults.broadcast_run import run
from tests.faults.broadcast_scene import Size

pytestmark = pytest.mark.slow

HELD = bulk_share(MOST_IN_FLIGHT, Telegram.capabilities.pace)
"""How many messages to many leave for Telegram at once: half a second's worth of its pace."""


async def test_item_02_killed_before_the_request_leaves_everybody_gets_it_once(tmp_path: Path):
    async with killing(tmp_path, readers(2, 1, 1)) as stage:
        await stage.kill_at("claim")
        told = [("telegram", "accepted")]
        await stage.kill_at(
            "request webhook discord", 3, lambda: set(told) <= stage.count_ends().keys()
        )
        assert stage.receiver.arrivals == []
        await stage.finish()
    judged = judge(stage.people, stage.ends(), stage.got, in_flight=0)
    assert not any(judged.broken.values()), judged


async def test_item_03_killed_between_acceptance_and_mark_is_unknown(tmp_path: Path):
    async with killing(tmp_path, readers(3, 20, 3)) as stage:
        await stage.kill_at("answer", 3 + HELD + 3)
        taken = stage.rows("COUNT(*) FROM deliveries WHERE status = 'claimed'")
        assert taken == [(3 + HELD + 3,)]
        await stage.finish()
        repeated = [stage.webhook_ids(f"reader-{number}") for number in range(3)]
    # Telegram would show it twice; a webhook-id and a nonce are recognised.
    assert stage.count_ends() == {
        (SITE, "accepted"): 3,
        (DISCORD, "accepted"): 3,
        (TELEGRAM, "accepted"): 20 - HELD,
        (TELEGRAM, "unknown"): HELD,
    }
    assert all(len(ids) == 2 and len(set(ids)) == 1 for ids in repeated)
    judged = judge(stage.people, stage.ends(), stage.got, HELD)
    assert not any(judged.broken.values()), judged
    assert judged.unknown_that_came == HELD


def test_item_06_killed_at_random_points_nobody_is_lost_and_nobody_hears_it_twice():
    told, outcome = run(Size(people=60, kills=2, seed=3))
    assert told["done"]["kills"] == 2
    assert told["done"]["looks_at_the_parts"] > 0
    assert told["verdict"] == "kept", (told, outcome.log)


async def test_item_07_killed_while_planning_it_goes_on_from_there(tmp_path: Path):
    async with killing(tmp_path, readers(300, 0, 0)) as stage:
        await stage.kill_at("plan 3")
        ((cursor, planned_at),) = stage.rows("cursor, planned_at FROM occurrences")
        ((planned,),) = stage.rows("COUNT(*) FROM recipients")
        ((last,),) = stage.rows("MAX(conversation) FROM recipients")
        assert 0 < planned < 300
        assert planned_at is None
        assert last <= cursor
        await stage.finish()
    judged = judge(stage.people, stage.ends(), stage.got, in_flight=0)
    assert not any(judged.broken.values()), judged
    # One row a person and occurrence, whatever the code does.
    with sqlite3.connect(stage.product.database) as connection:
        row = connection.execute("SELECT * FROM recipients LIMIT 1").fetchone()
        places = ", ".join("?" * len(row))
        with pytest.raises(sqlite3.IntegrityError):
            connection.execute(f"INSERT INTO recipients VALUES ({places})", row)
