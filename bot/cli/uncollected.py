"""Loading and reading without looking for garbage: what is read is kept, and it is a great deal."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

_NEW_BEFORE_A_LOOK = 20_000
"""Things, some megabytes of them: by default it is 700, a dozen looks in each batch of turns."""


@contextmanager
def uncollected() -> Iterator[None]:
    """Let nobody look for circles of garbage meanwhile.

    A large brand is a million small things, all of them needed: each look among them holds up
    everybody for half a second, and reading would take twice as long. The program itself is a
    hundred thousand, and a start would take a tenth longer.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def keep_all() -> None:
    """Let nobody ever look for garbage among what there is now: it is what runs.

    Said while nobody looks, it spares the look at everything that would come next. What a batch of
    turns makes is gone at its end, without being looked for. It is looked through once there is as
    much of it as several batches make.
    """
    gc.freeze()
    gc.set_threshold(_NEW_BEFORE_A_LOOK, *gc.get_threshold()[1:])
