"""Keeping the libraries below silent: what they log holds addresses, and so the token."""

import logging

TALKATIVE = ("telegram", "httpx", "httpcore")
"""The SDK and the HTTP clients that it may bring."""


def silence() -> None:
    """Let the SDK and its HTTP clients log no address and no content, whatever the level.

    At DEBUG the SDK logs its base address with the token, and at ERROR what it could not parse.
    """
    for name in TALKATIVE:
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)
