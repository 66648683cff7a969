"""Loading and reading without looking for garbage: what is read is kept, and it is a great deal."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


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
    """Let nobody ever look for garbage among what there is now: it is what runs."""
    gc.freeze()
