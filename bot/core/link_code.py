"""The codes that people carry from one platform to another: eight characters, easy to type.

They are written in Crockford's base 32, five bits a character, without the letters that are
taken for others: https://www.crockford.com/base32.html
"""

import re

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 8
"""Characters of a code."""

BITS = 5 * LENGTH
"""What a code is worth: 40 bits, entered five times an hour at most."""

_LOOKALIKES = str.maketrans("OIL", "011")
_PAYLOAD = "link-"


def written_code(number: int) -> str:
    """Return the code of a number, as people read it: `K7QM-2XHD`.

    Args:
        number: of 40 bits; what is beyond them does not count.
    """
    signs = [ALPHABET[number >> 5 * place & 31] for place in reversed(range(LENGTH))]
    return f"{''.join(signs[:4])}-{''.join(signs[4:])}"


def read_code(text: str) -> str | None:
    """Return the code that a text is, as it was written; None where it is none."""
    bare = re.sub(r"[\s\-\u2013]", "", text).upper().translate(_LOOKALIKES)
    if len(bare) != LENGTH or not set(bare) <= set(ALPHABET):
        return None
    return f"{bare[:4]}-{bare[4:]}"


def payload_of(code: str) -> str:
    """Return what a deep link carries for a code."""
    return _PAYLOAD + code.replace("-", "")


def code_in_payload(payload: str) -> str | None:
    """Return the code that a deep link carries, None where it carries something else."""
    return read_code(payload.removeprefix(_PAYLOAD)) if payload.startswith(_PAYLOAD) else None
