"""Let a database be read and written with a vault; refuse it where the keys do not fit."""

from functools import partial
from typing import Any

from sqlalchemy import Engine, event, inspect
from sqlalchemy.pool import ConnectionPoolEntry

from bot.store.connection import Connection
from bot.store.data_keys import complete, own_keys
from bot.store.errors import EncryptionFault
from bot.store.schema import data_keys
from bot.store.sealing.envelope import Unopenable
from bot.store.sealing.master_keys import SETTING, bound_key
from bot.store.sealing.plan import VAULT
from bot.store.sealing.vault import Vault


def equip(engine: Engine, vault: Vault) -> None:
    """Let every connection of an engine know the vault."""
    event.listen(engine, "connect", partial(_give, vault))


def _give(vault: Vault, _driver: Any, entry: ConnectionPoolEntry) -> None:
    entry.info[VAULT] = vault


def refuse_locked(connection: Connection, vault: Vault | None) -> None:
    """Refuse a database that these keys do not open; nothing of it is changed.

    A vault without keys opens nothing and is refused nothing: its owner knows.

    Args:
        connection: inside a transaction.
        vault: what is to open it.

    Raises:
        EncryptionFault: with what to do.
    """
    if vault is not None and vault.masters is None:
        return
    if not inspect(connection).has_table(data_keys.name):
        return
    for row in own_keys(connection):
        if vault is None or vault.masters is None:
            raise EncryptionFault(f"what people said to {row.brand} is encrypted: set {SETTING}")
        try:
            vault.masters.unwrap(row.wrapped, row.master, bound_key(row.brand, row.owner, row.id))
        except Unopenable:
            raise EncryptionFault(
                f"{SETTING} holds none of the keys with which {row.brand} was encrypted: "
                "set the one that it was, beside a new one if there is one"
            ) from None


def expect_clear(connection: Connection, vault: Vault) -> None:
    """Note of brands that do not encrypt any more that there will be something in clear again."""
    for row in own_keys(connection):
        if row.complete_at is not None and row.brand not in vault.brands:
            complete(connection, row.brand, None)
