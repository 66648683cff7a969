"""A platform that counts what it refuses is left alone before it shuts us out."""

from hypothesis import given
from hypothesis import strategies as st

from bot.channels.capabilities import Tolerance
from bot.engine.outbox.refusals import Refusals

DISCORD = Tolerance(10_000, 600)
SMALL = Tolerance(100, 60)


def counted(*many: tuple[float, int], borne: Tolerance = SMALL) -> Refusals:
    refusals = Refusals()
    for now, count in many:
        refusals = refusals.with_more(count, borne, now)
    return refusals


def test_few_are_borne():
    refusals = counted((0, 40), (20, 39))
    assert refusals.lately(SMALL, 25) == 79
    assert refusals.pause(SMALL, 25) == 0


def test_many_bring_silence_until_enough_of_them_are_forgotten():
    refusals = counted((5, 50), (15, 30))
    assert refusals.pause(SMALL, 15) == 55  # those of the first ten seconds count until 70
    assert refusals.lately(SMALL, 70) == 30


def test_ten_thousand_in_ten_minutes_are_never_reached():
    refusals = Refusals()
    for second in range(600):
        refusals = refusals.with_more(14, DISCORD, float(second))
        if refusals.pause(DISCORD, float(second)):
            break
    assert 8_000 <= refusals.lately(DISCORD, float(second)) < 8_100
    assert refusals.pause(DISCORD, float(second)) > 200


def test_what_is_long_past_is_not_kept():
    refusals = counted(*((float(at), 1) for at in range(0, 10_000, 5)))
    assert len(refusals.slots) <= 8


moves = st.lists(st.tuples(st.floats(0, 20), st.integers(1, 30)), min_size=1, max_size=60)


@given(moves)
def test_whoever_keeps_the_pauses_never_has_more_than_is_borne(played):
    refusals, now, times = Refusals(), 0.0, []
    for passed, count in played:
        now += passed
        refusals = refusals.with_more(count, SMALL, now)
        times += [now] * count
        assert refusals.lately(SMALL, now) >= sum(at > now - SMALL.seconds for at in times)
        pause = refusals.pause(SMALL, now)
        assert 0 <= pause <= SMALL.seconds + 10
        now += pause
        assert refusals.pause(SMALL, now) == 0
