"""The keys of this environment, for every command that opens a database."""

import os
from collections.abc import Iterable, Mapping

from bot.cli.refusal import Refusal
from bot.dialogue.publishing.library import Library
from bot.store.errors import EncryptionFault
from bot.store.sealing.master_keys import SETTING, read_keys
from bot.store.sealing.standing import is_sealed
from bot.store.sealing.vault import Vault

ENCRYPTED = "(encrypted)"
"""What is shown of what cannot be read here."""


def shown_as(text: str) -> str:
    """Return a text as it is shown, whether it could be opened or not."""
    return ENCRYPTED if is_sealed(text) else text


def vault_here(environ: Mapping[str, str] = os.environ) -> Vault:
    """Return what opens what is encrypted, as far as there is a key for it.

    Raises:
        Refusal: what should be a key is none.
    """
    try:
        return Vault(read_keys(environ.get(SETTING)))
    except EncryptionFault as error:
        raise Refusal(f"{error}.") from None


def vault_of(libraries: Iterable[Library], environ: Mapping[str, str] = os.environ) -> Vault | None:
    """Return what encrypts what people say to these brands, None where there is no key.

    Raises:
        Refusal: what should be a key is none, or a brand that encrypts has none.
    """
    encrypting = [one.brand.id for one in libraries if one.brand.privacy.encrypt]
    masters = vault_here(environ).masters
    if masters is None and encrypting:
        raise Refusal(
            f"{encrypting[0]} encrypts what people say (privacy in brand.yaml): set {SETTING} to a "
            "key. `convivio keys new` makes one."
        )
    return None if masters is None else Vault(masters, encrypting)
