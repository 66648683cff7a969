"""What the answer to a request of ours means for when to ask again."""

from datetime import UTC, datetime

import pytest

from bot.channels.answer import retry_after

NOW = datetime(2030, 6, 4, 10, tzinfo=UTC)
DAY = 86_400


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("120", 120),
        ("0", 0),
        (" 5 ", 5),
        ("9" * 400, DAY),
        ("Tue, 04 Jun 2030 10:01:00 GMT", 60),
        ("Tue, 04 Jun 2030 09:00:00 GMT", 0),
        ("Tue, 04 Jun 2040 10:00:00 GMT", DAY),
        ("", None),
        ("-1", None),
        ("soon", None),
        ("Tue, 04 Jun 99999999999999999999 10:00:00 GMT", None),
        ("Tue, 04 Jun 2030 10:00:00 +99999999999999999999", None),
    ],
)
def test_the_header_says_how_long_to_wait(header: str, seconds: float | None) -> None:
    assert retry_after({"Retry-After": header}, NOW) == seconds
