"""Secrets come from the environment only, and their values are never shown."""

from typing import Final

from bot.brand.collected import Faults
from bot.brand.environment import is_reference
from bot.brand.nodes import Items, Node, Scalar
from bot.core.identity_secret import SECRET_HINT, is_long_enough
from bot.core.signing_secret import SIGNING_MARK, decode_secret

_SECRETS: Final = ("secret", "token", "password", "key")


def is_secret(key: str) -> bool:
    """Say whether a key of brand.yaml names a secret, whatever the adapter: by how it ends.

    A public key is none, as its name says.

    Args:
        key: such as `token`, `verify_token` or `api_key`.
    """
    name = key.lower()
    return name.endswith(_SECRETS) and not name.startswith("public")


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
        if isinstance(node, Scalar) and decode_secret(node.text) is None:
            hint = f"It must be {SIGNING_MARK} followed by base64."
            faults.error(node.place, "The value of this variable is no signing secret.", hint)


def refuse_short(filled: Node, faults: Faults) -> None:
    """Add a fault for each value from the environment that is too short to vouch for anybody."""
    for node in filled.items if isinstance(filled, Items) else (filled,):
        if isinstance(node, Scalar) and not is_long_enough(node.text):
            faults.error(node.place, "The value of this variable is too short.", SECRET_HINT)
