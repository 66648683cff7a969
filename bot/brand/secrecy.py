"""Secrets come from the environment only, and their values are never shown."""

import binascii
from base64 import b64decode

from bot.brand.collected import Faults
from bot.brand.environment import is_reference
from bot.brand.nodes import Items, Node, Scalar

SIGNING_MARK = "whsec_"
"""What a signing secret begins with, by the Standard Webhooks specification."""


def refuse_literal(written: Node, variable: str, faults: Faults) -> bool:
    """Add a fault for each secret that is no variable, and say whether there was one.

    An empty list is one too: nobody could sign, and nothing would be verified.

    Args:
        written: one secret, or a list of them while they rotate, as in the file.
        variable: the name of a variable to suggest.
        faults: where to add.
    """
    if isinstance(written, Items) and not written.items:
        faults.error(written.place, "There is no secret here.", f'Write "${{{variable}}}".')
        return True
    literal = False
    for node in written.items if isinstance(written, Items) else (written,):
        if not (isinstance(node, Scalar) and is_reference(node)):
            hint = f'Put it into the environment, and write "${{{variable}}}" here.'
            faults.error(node.place, "A secret cannot be written in this file.", hint)
            literal = True
    return literal


def refuse_unsigned(filled: Node, faults: Faults) -> None:
    """Add a fault for each value from the environment that is no signing secret."""
    for node in filled.items if isinstance(filled, Items) else (filled,):
        if isinstance(node, Scalar) and not is_signing_secret(node.text):
            hint = f"It must be {SIGNING_MARK} followed by base64."
            faults.error(node.place, "The value of this variable is no signing secret.", hint)


def is_signing_secret(text: str) -> bool:
    """Say whether `text` is a secret in the form of Standard Webhooks."""
    if not text.startswith(SIGNING_MARK):
        return False
    try:
        return bool(b64decode(text.removeprefix(SIGNING_MARK), validate=True))
    except (binascii.Error, ValueError):
        return False
