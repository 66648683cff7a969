"""A map that keeps what was used last."""

from bot.channels.latest import Latest


def test_what_was_used_last_is_remembered():
    latest: Latest[str, str] = Latest(2)
    for key in "abc":
        latest.put(key, key.upper())
        latest.get("a")
    assert [latest.get(key) for key in "abc"] == ["A", None, "C"]


def test_what_is_dropped_is_given_back_once():
    latest: Latest[str, str] = Latest(2)
    latest.put("a", "A")
    assert [latest.drop("a"), latest.drop("a"), latest.get("a")] == ["A", None, None]
