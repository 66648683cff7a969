"""Who is only heard again is written by that alone, and never over what is newer."""

from pathlib import Path

import pytest

from bot.core.ids import BrandId, PersonId
from bot.engine.turns.writes import Writes
from bot.store.connection import Connection
from bot.store.database import open_store
from bot.store.people import LastSaid, PersonRow, save_persons
from bot.store.schema import persons

FAIR, ADA = BrandId("fair"), PersonId("ada")


def row(name: str, last_said: int) -> PersonRow:
    return PersonRow(FAIR, ADA, name, None, None, None, None, None, "{}", 1, last_said)


def heard(last_said: int) -> Writes:
    return Writes(heard={ADA: LastSaid(FAIR, ADA, last_said)})


def changed(name: str, last_said: int) -> Writes:
    return Writes(persons={ADA: row(name, last_said)})


@pytest.mark.parametrize(
    ("turns", "kept"),
    [
        ([heard(5)], ("Ada", 5)),
        ([heard(5), heard(6)], ("Ada", 6)),
        ([heard(5), changed("Bea", 6)], ("Bea", 6)),
        ([changed("Bea", 5), heard(6)], ("Bea", 6)),
        ([heard(5), changed("Bea", 6), heard(7)], ("Bea", 7)),
    ],
)
async def test_a_batch_leaves_people_as_its_last_turn_did(
    turns: list[Writes], kept: tuple[str, int], tmp_path: Path
):
    def unit(connection: Connection) -> tuple[object, ...]:
        save_persons(connection, [row("Ada", 2)])
        batch = Writes()
        for turn in turns:
            batch.add(turn)
        batch.write(connection)
        return tuple(connection.execute(persons.select()).one()[name] for name in (2, 10))

    store = await open_store(f"sqlite:///{tmp_path / 'store.db'}")
    assert await store.run(unit) == kept
    await store.close()
