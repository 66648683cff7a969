"""No column of a person is forgotten: not in the export, not in the erasure."""

from bot.store.belongings import OWN_TABLES
from bot.store.personal import PERSONAL
from bot.store.schema import metadata


def test_every_column_has_a_class_and_no_class_is_of_one_that_is_gone():
    columns = {(table.name, column.name) for table in metadata.sorted_tables for column in table.c}
    classed = {(table, column) for table, columns in PERSONAL.items() for column in columns}
    assert columns - classed == set(), "say in bot/store/personal.py what these hold of a person"
    assert classed - columns == set()


def test_every_table_that_tells_of_people_is_exported_and_erased():
    telling = {
        table
        for table, columns in PERSONAL.items()
        if {"identity", "content", "consent"} & set(columns.values())
    }
    assert telling == set(OWN_TABLES)
