"""What was of use lately is found, what is taken is gone, and there is never more than allowed."""

from bot.store.sealing.lately import Lately


def test_what_is_found_stays_and_what_is_taken_is_gone():
    lately = Lately[str, int](10)
    lately.remember("a", 1)
    assert [lately.find("a"), lately.find("a")] == [1, 1]
    assert [lately.take("a"), lately.take("a"), lately.find("a")] == [1, None, None]


def test_what_was_of_use_long_ago_is_forgotten():
    lately = Lately[int, int](10)
    for number in range(100):
        lately.remember(number, number)
        assert lately.find(0) == 0
    known = [number for number in range(100) if lately.take(number) is not None]
    assert known[0] == 0
    assert known[-5:] == [95, 96, 97, 98, 99]
    assert len(known) <= 10
