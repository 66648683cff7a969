"""While a brand is read nobody looks for garbage; afterwards it is as it was before."""

import gc
import weakref

import pytest

from bot.cli.uncollected import looked_through, uncollected
from tests.eventually import eventually


class Circle:
    """Nothing but itself knows it."""

    def __init__(self) -> None:
        self.itself = self


@pytest.mark.parametrize("before", [True, False])
def test_it_is_afterwards_as_it_was_before(before: bool):
    change = gc.enable if before else gc.disable
    change()
    try:
        with uncollected():
            assert not gc.isenabled()
        assert gc.isenabled() is before
    finally:
        gc.enable()


def test_what_fails_meanwhile_changes_nothing():
    with pytest.raises(KeyError), uncollected():
        raise KeyError
    assert gc.isenabled()


async def test_what_came_later_is_looked_through_now_and_then():
    with uncollected():
        left = weakref.ref(Circle())
        assert left() is not None
        async with looked_through(0.001):
            await eventually(lambda: left() is None)
