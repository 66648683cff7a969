"""While a brand is read nobody looks for garbage; afterwards it is as it was before."""

import gc

import pytest

from bot.cli.uncollected import uncollected


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
