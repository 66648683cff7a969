"""The statements of a program that is out, as data: it goes on beside whatever comes after it.

    python -m tests.store.released

writes down those of this program, once it is released. Its processes are still at work while the
next one changes the tables.
"""

from pathlib import Path
from typing import Any, Literal

import msgspec
from msgspec import Struct
from sqlalchemy import LargeBinary
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.engine import Dialect
from sqlalchemy.types import Float, Integer, NullType

from bot.store.schema import HEAD
from bot.store.statement import Statement

FOLDER = Path(__file__).parent / "released"
DIALECTS: tuple[Dialect, ...] = (
    SQLiteDialect_pysqlite(),
    PGDialect_psycopg(paramstyle="format"),
)

Kind = Literal["number", "bytes", "list", "text"]


class Written(Struct, frozen=True):
    """One statement as it reaches the drivers.

    `sql` and the order of its parameters' `names` are by dialect, `kinds` by parameter. `table` is
    the one that it changes.
    """

    sql: dict[str, str]
    names: dict[str, list[str]]
    kinds: dict[str, Kind]
    table: str | None


def written(statement: Statement) -> Written:
    """Return a statement as it reaches the drivers."""
    sql, names, kinds, table = {}, {}, {}, None
    for dialect in DIALECTS:
        built: Any = statement._build(dialect.name)
        compiled = built.compile(dialect=dialect)
        sql[dialect.name] = compiled.string
        names[dialect.name] = compiled.positiontup or list(compiled.params)
        kinds = {name: kind_of(name, bind.type) for name, bind in compiled.binds.items()}
        table = str(built.table.name) if built.is_dml else None
    return Written(sql, names, kinds, table)


def kind_of(name: str, of_bind: object) -> Kind:
    """Return what a parameter takes."""
    if isinstance(of_bind, Integer | Float):
        return "number"
    if isinstance(of_bind, LargeBinary):
        return "bytes"
    return "list" if isinstance(of_bind, NullType) and name.endswith("s") else "text"


def released() -> dict[str, dict[str, Written]]:
    """Return the statements of every program that is out, by the newest migration it knows."""
    return {
        file.stem: msgspec.json.decode(file.read_bytes(), type=dict[str, Written])
        for file in sorted(FOLDER.glob("*.json"))
    }


def write_down() -> None:
    """Write the statements of this program down."""
    from tests.store.test_plans import STATEMENTS  # noqa: PLC0415 - it collects them all

    lines = [
        f"{msgspec.json.encode(name).decode()}:{msgspec.json.encode(written(one)).decode()}"
        for name, one in STATEMENTS.items()
    ]
    FOLDER.mkdir(exist_ok=True)
    told = "{\n" + ",\n".join(lines) + "\n}\n"
    (FOLDER / f"{HEAD}.json").write_text(told, encoding="utf-8")


if __name__ == "__main__":
    write_down()
