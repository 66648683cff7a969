"""Secrets are known by their shape; put together here, so that no file of ours looks like one."""

import pytest

from bot.brand.collected import Faults
from bot.brand.nodes import Document
from bot.brand.spilled import refuse_spilled

LONG = "A1b2C3d4E5f6G7h8J9k0L1m2N3p4Q5r6S7t8U9v0"


def said(text: str) -> list[str]:
    faults = Faults()
    refuse_spilled(Document("dialogues/a.yaml", text), faults)
    assert LONG[:16] not in "".join(map(str, faults.found))
    return [fault.message for fault in faults.found]


@pytest.mark.parametrize(
    ("parts", "called"),
    [
        (("110201543:", LONG[:35]), "a Telegram token"),
        (("M", LONG[:24], ".", LONG[:6], ".", LONG[:30]), "a Discord token"),
        (("whsec", "_", LONG), "a signing secret"),
        (("-----BEGIN RSA ", "PRIVATE KEY-----"), "a private key"),
        (("gh", "p_", LONG[:36]), "a token of GitHub"),
        (("xox", "b-", LONG[:24]), "a token of Slack"),
        (("AK", "IA", LONG[:16].upper()), "a key of Amazon"),
        (("AI", "za", LONG[:35]), "a key of Google"),
        (("sk", "_live_", LONG[:24]), "a secret key"),
        (("Bearer ", LONG[:24]), "a bearer token"),
        (("Bearer ", LONG[:16]), "a bearer token"),
        (("https://ada:", "hunter2", "@example.org"), "a password in an address"),
    ],
)
def test_a_secret_is_known_by_its_shape(parts: tuple[str, ...], called: str):
    text = f"steps:\n  - say: It is {''.join(parts)}, you see."
    assert said(text) == [f"This looks like {called}."]


@pytest.mark.parametrize(
    "text",
    [
        "At 12:30, order 110201543, see https://example.org/a:b@c and mailto:ada@example.org.",
        'headers: {Authorization: "Bearer ${CRM_TOKEN}"}',
        "https://${USER}:${PASSWORD}@example.org",
        "a-very-long-word-of-an-author-that-goes-on-and-on",
    ],
)
def test_other_texts_are_none(text: str):
    assert said(text) == []
