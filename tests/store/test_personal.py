"""No column of a person is forgotten: not in the export, not in the erasure."""

import pytest

from bot.store.belongings import OWN_TABLES
from bot.store.personal import PERSONAL
from bot.store.schema import metadata

COLUMNS = [(table.name, column.name) for table in metadata.sorted_tables for column in table.c]


@pytest.mark.parametrize(("table", "column"), COLUMNS)
def test_every_column_has_a_class(table: str, column: str):
    assert column in PERSONAL.get(table, {}), (
        f"say in bot/store/personal.py what {table}.{column} holds of a person"
    )


def test_the_classes_name_no_column_that_is_gone():
    named = {(table, column) for table, columns in PERSONAL.items() for column in columns}
    assert named == set(COLUMNS)


def test_every_table_that_tells_of_people_is_exported_and_erased():
    telling = {
        table
        for table, columns in PERSONAL.items()
        if {"identity", "content", "consent"} & set(columns.values())
    }
    assert telling == set(OWN_TABLES)
