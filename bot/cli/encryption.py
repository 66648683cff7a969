"""What `convivio doctor` says of encryption: whether the key is here that opens and seals."""

import os
from collections.abc import Iterator, Mapping

from bot.brand.brand import Brand
from bot.brand.wording import counted
from bot.cli.diagnosis import Finding
from bot.store.errors import EncryptionFault
from bot.store.sealing.master_keys import SETTING, MasterKeys, read_keys

_ABOUT = "encryption"


def encryption(
    brand: Brand, kept: Mapping[str, int], environ: Mapping[str, str] = os.environ
) -> Iterator[Finding]:
    """Tell whether what people say to a brand can be sealed and opened here.

    Args:
        brand: whose people.
        kept: how many of their keys each master key has wrapped, by its name.
        environ: where the master keys are.
    """
    try:
        masters = read_keys(environ.get(SETTING))
    except EncryptionFault as error:
        yield Finding(_ABOUT, "broken", f"{error}")
        return
    if masters is None:
        yield from _without_a_key(brand, sum(kept.values()))
        return
    lost = sum(count for master, count in kept.items() if not masters.knows(master))
    if lost:
        words = (
            f"{counted(lost, 'key')} of people cannot be opened: add to {SETTING} the key that "
            "it held when they were made, behind the present one"
        )
        yield Finding(_ABOUT, "broken", words)
        return
    yield from _with_keys(brand, kept, masters)


def _without_a_key(brand: Brand, kept: int) -> Iterator[Finding]:
    if brand.privacy.encrypt:
        words = f"brand.yaml wants it: set {SETTING} to a key, `convivio keys new` makes one"
        yield Finding(_ABOUT, "broken", words)
    elif kept:
        words = f"what people said is encrypted: set {SETTING} to the key that it was"
        yield Finding(_ABOUT, "broken", words)


def _with_keys(brand: Brand, kept: Mapping[str, int], masters: MasterKeys) -> Iterator[Finding]:
    if not brand.privacy.encrypt:
        words = f"{SETTING} is set, and brand.yaml does not ask for it (privacy: {{encrypt: true}})"
        yield Finding(_ABOUT, "left off", words)
        return
    yield Finding(_ABOUT, "fine", f"what people say is encrypted, under the key {masters.current}")
    older = sum(count for master, count in kept.items() if master != masters.current)
    if older:
        words = f"{counted(older, 'key')} still under an older key: leave that in {SETTING}"
        yield Finding(_ABOUT, "fine", words)
