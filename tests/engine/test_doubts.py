"""What may have been read twice is counted, and can be listed: nothing is hidden as delivered."""

import asyncio
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from acting import BRAND, Platform, Theatre, accept

from bot.channels.contract import Group
from bot.core.outcomes import Accepted, Misconfigured, Outcome, Throttled, Unknown


def always(outcome: Outcome) -> Callable[[Group], Sequence[Outcome]]:
    return lambda group: [outcome] * len(group.parts)


async def doubts(theatre: Theatre) -> list[tuple[object, ...]]:
    return await theatre.rows("status, doubts FROM deliveries ORDER BY seq, position")


def counted(theatre: Theatre) -> int:
    (channel,) = theatre.engine.figures().channels
    return channel.unknown


@pytest.mark.parametrize(
    ("outcomes", "doubted"),
    [
        ([], 0),
        ([Throttled("refused")], 0),
        ([Misconfigured("HTTP 401")], 0),
        ([Unknown("cut")], 1),
        ([Unknown("cut"), Throttled("refused"), Unknown("cut")], 2),
    ],
)
async def test_only_what_is_undecidable_is_doubted(
    theatre: Theatre, outcomes: list[Outcome], doubted: int
):
    theatre.platform.answers = [always(outcome) for outcome in outcomes]
    await theatre.say("hi")
    for _ in range(40):
        await theatre.later(1)
    assert await doubts(theatre) == [("accepted", doubted)]
    assert counted(theatre) == doubted


async def test_parts_that_were_not_tried_are_not_doubted():
    theatre = Theatre()
    theatre.platform = Platform(groups=False)
    await theatre.start()
    theatre.platform.answers = [accept, always(Unknown("cut"))]
    await theatre.say("one two three")
    assert await doubts(theatre) == [("accepted", 0), ("pending", 1), ("pending", 0)]
    await theatre.later(1)
    assert await doubts(theatre) == [("accepted", 0), ("accepted", 1), ("accepted", 0)]
    assert [group.attempt for group in theatre.platform.tried] == [1, 1, 2, 1]
    await theatre.stop()


async def test_what_is_given_up_in_doubt_keeps_its_doubts(theatre: Theatre):
    theatre.platform.failing["ada"] = always(Unknown("down"))
    await theatre.say("hi")
    await theatre.later(24 * 3600 + 1)
    assert await doubts(theatre) == [("rejected", 2)]


async def test_a_group_that_is_sent_again_as_one_is_doubted_as_one(theatre: Theatre):
    theatre.platform.answers = [lambda group: [Accepted(), Unknown("cut")]]
    await theatre.say("one two")
    await theatre.later(1)
    assert await doubts(theatre) == [("accepted", 1), ("accepted", 1)]


@pytest.mark.parametrize("groups", [True, False])
async def test_what_a_process_left_under_way_is_doubted_at_the_next_start(
    tmp_path: Path, groups: bool
):
    theatre = Theatre(tmp_path)
    theatre.platform = Platform(groups=groups)
    await theatre.start()
    theatre.platform.hanging.clear()
    await theatre.hear("one")
    await theatre.hear("two")
    while not theatre.platform.tried:
        await asyncio.sleep(0.001)
    await theatre.stop()
    theatre.platform.hanging.set()
    await theatre.start()
    assert counted(theatre) == 1
    await theatre.engine.settled()
    assert await doubts(theatre) == [("accepted", 1), ("accepted", 0)]
    await theatre.stop()


async def test_a_reply_that_was_only_held_for_a_request_is_not_doubted(tmp_path: Path):
    theatre = Theatre(tmp_path)
    await theatre.start()
    receipt = await theatre.hear("hello", hold=True)
    assert await theatre.engine.replies(BRAND, receipt.event, 5) is not None
    await theatre.stop()
    await theatre.start()
    await theatre.engine.settled()
    assert await doubts(theatre) == [("accepted", 0)]
    assert counted(theatre) == 0
    await theatre.stop()


async def test_a_part_that_was_taken_is_not_sent_again_because_the_next_one_was_cut(
    tmp_path: Path,
):
    theatre = Theatre(tmp_path)
    theatre.platform = Platform(groups=False)
    await theatre.start()

    def then_hang(group: Group) -> Sequence[Outcome]:
        theatre.platform.hanging.clear()
        return accept(group)

    theatre.platform.answers = [then_hang]
    await theatre.hear("one two three")
    while len(theatre.platform.tried) < 2:
        await asyncio.sleep(0.001)
    await theatre.stop()
    theatre.platform.hanging.set()
    await theatre.start()
    await theatre.engine.settled()
    assert theatre.platform.texts() == ["one", "two", "three"]
    sent = [part.message.text for group in theatre.platform.tried for part in group.parts]
    assert sent == ["one", "two", "two", "three"]
    await theatre.stop()
