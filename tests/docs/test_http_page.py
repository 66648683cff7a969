"""The HTTP page: its signing sample signs, and it names every address."""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.channels.contract import SignatureHeaders
from bot.channels.signature import verify

PAGE = (Path(__file__).parents[2] / "docs" / "reference" / "http.md").read_text(encoding="utf-8")
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
BODY = b'{"from": "user-17", "text": "hi"}'


def test_the_sample_signs() -> None:
    found = re.search(r"```python\n(.*?)```", PAGE, re.DOTALL)
    assert found is not None
    sample: dict = {}
    exec(found[1], sample)
    made = sample["sign"](SECRET, BODY)
    headers = SignatureHeaders(
        made["webhook-id"], made["webhook-timestamp"], made["webhook-signature"]
    )
    assert verify([SECRET], headers, BODY, datetime.now(UTC))
    assert not verify([SECRET], headers, BODY + b" ", datetime.now(UTC))


@pytest.mark.parametrize(
    "address",
    [
        "POST /channels/{brand}/{channel}/messages",
        "POST /events/{brand}/{event}",
        "GET /chat/{brand}",
        "/health/live",
        "/health/ready",
        "GET /metrics",
        "/api/v1/openapi.json",
    ],
)
def test_every_address_is_named(address: str) -> None:
    assert address in PAGE
