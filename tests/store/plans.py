"""How a database would run a statement, whatever it is asked for: one line a step."""

import re
from itertools import count

from bot.store.connection import Connection
from bot.store.statement import Statement, plainly


def plan_of(connection: Connection, statement: Statement) -> list[str]:
    """Return the steps of a statement's plan, in the database's own words."""
    compiled = statement._for(connection)
    if connection.dialect.name == "sqlite":
        nothing = (None,) * len(compiled.names)
        found = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {compiled.sql}", nothing)
        return [str(row[3]) for row in found if "json_each" not in row[3]]
    numbers = count(1)
    sql = re.sub("%s", lambda _: f"${next(numbers)}", compiled.sql).replace("%%", "%")
    plainly(connection, "SET LOCAL plan_cache_mode = force_generic_plan")
    plainly(connection, f"PREPARE looked_at AS {sql}")
    values = ", ".join(["NULL"] * len(compiled.names))
    call = f"looked_at({values})" if compiled.names else "looked_at"
    found = connection.exec_driver_sql(f"EXPLAIN EXECUTE {call}")
    steps = [str(row[0]).strip() for row in found]
    plainly(connection, "DEALLOCATE looked_at")
    return steps
