"""What came after the start is looked through for garbage, though nobody counts it."""

import weakref

from bot.cli.collecting import collecting
from bot.cli.uncollected import uncollected
from tests.eventually import eventually


class Circle:
    """Nothing but itself knows it."""

    def __init__(self) -> None:
        self.itself = self


async def test_circles_are_found_now_and_then():
    with uncollected():
        left = weakref.ref(Circle())
        assert left() is not None
        async with collecting(0.001):
            await eventually(lambda: left() is None)
