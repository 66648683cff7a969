"""The HTTP page: its signing sample signs, and it names every address."""

import re
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.channels.contract import SignatureHeaders
from bot.channels.signature import sign, verify

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


def test_the_sample_verifies() -> None:
    sample: dict = {}
    exec(re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)[1], sample)
    is_genuine, old = sample["is_genuine"], "whsec_c2VjcmV0LW9mLXRoZS1zaXRlLWNoYW5uZWw="

    def headers(at: int) -> dict[str, str]:
        return {
            "webhook-id": "e-1",
            "webhook-timestamp": str(at),
            "webhook-signature": sign([old, SECRET], "e-1", at, BODY),
        }

    now = int(time.time())
    assert is_genuine(SECRET, headers(now), BODY)
    assert not is_genuine(SECRET, headers(now), BODY + b" ")
    assert not is_genuine(SECRET, headers(now - 400), BODY)
    assert not is_genuine("whsec_b3RoZXI=", headers(now), BODY)


@pytest.mark.parametrize(
    "address",
    [
        "POST /channels/{brand}/{channel}/messages",
        "POST /events/{brand}/{event}",
        "POST /platforms/{brand}/{channel}",
        "GET /chat/{brand}",
        "GET /media/{brand}/{path}",
        "/health/live",
        "/health/ready",
        "GET /metrics",
        "/api/v1/openapi.json",
    ],
)
def test_every_address_is_named(address: str) -> None:
    assert address in PAGE
