"""Orders of faults: used up one by one, and taken back."""

from sandbox.faults import Answer, Faults, Order

REFUSED = Answer(500)
ADA, BEN = {"person": "ada"}, {"person": "ben"}


def test_an_order_is_used_up():
    faults = Faults()
    faults.order(Order("say", REFUSED, 2))
    assert [faults.next("say", ADA) for _ in range(3)] == [REFUSED, REFUSED, None]


def test_an_order_is_taken_back_for_the_requests_that_it_was_for():
    faults = Faults()
    for person in (ADA, BEN):
        faults.order(Order("say", REFUSED, 1_000, person))
    assert faults.next("say", ADA) == REFUSED
    faults.order(Order("say", REFUSED, 0, ADA))
    assert faults.next("say", ADA) is None
    assert faults.next("say", BEN) == REFUSED
