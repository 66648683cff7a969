"""Whatever is written and whatever happens: the machine is total, and nobody is left stuck.

`python -m tests.properties.try_many --examples 2000` tries as many as one likes.
"""

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from bot.dialogue.steps import BY_KIND
from tests.properties.generated import KINDS, brands, sequences
from tests.properties.properties import PROPERTIES, Property


def test_every_kind_of_step_is_generated() -> None:
    assert set(KINDS) == set(BY_KIND)


@pytest.mark.parametrize("holds", PROPERTIES, ids=lambda holds: holds.__name__)
def test_it_holds(holds: Property) -> None:
    @settings(max_examples=30, phases=(Phase.generate, Phase.shrink))
    @given(brands, sequences, st.booleans())
    def plays(written, events, desk):
        world = holds(written, events, desk)
        assert len(world.turns) == len(world.said), "an event without a turn"

    plays()
