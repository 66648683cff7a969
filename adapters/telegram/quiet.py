"""Keeping the libraries below silent: what they log holds addresses, and so the token."""

import logging

_TALKATIVE = ("telegram", "httpx", "httpcore")


def silence() -> None:
    """Let the SDK and its HTTP clients log no address and no content, whatever the level.

    At DEBUG the SDK logs its base address with the token, and at ERROR what it could not parse.
    """
    for name in _TALKATIVE:
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)
