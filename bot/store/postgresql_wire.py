"""The wire to PostgreSQL: prepared statements, as many as there are in one way to the server.

The driver's cursor costs more than twice what sending a statement does, and waits for each. This
goes by the library below it, which the driver offers as such (`psycopg.pq`), and lets statements
follow each other without waiting (libpq's pipeline mode).
"""

from collections.abc import Callable, Sequence
from contextlib import suppress
from itertools import count
from select import POLLIN, POLLOUT, poll
from typing import Any

from psycopg import Connection, DataError, Error, OperationalError
from psycopg.adapt import Transformer
from psycopg.errors import error_from_result
from psycopg.pq import ConnStatus, ExecStatus
from psycopg.pq.abc import PGresult

from bot.core.lazy_pattern import lazy_pattern
from bot.store.at_once import listed
from bot.store.wire import Answer, Rows, Values

_MARK = lazy_pattern(r"%s|%%")
_DONE = (ExecStatus.COMMAND_OK, ExecStatus.TUPLES_OK)
_WORTH_SENDING = 8_192
"""Bytes that are not kept back for what comes next: the server may as well begin with them."""


class _Sent:
    """One execution: what of, and what came of it."""

    __slots__ = ("result", "sql", "values")

    def __init__(self, sql: str, values: Sequence[bytes | None]) -> None:
        self.sql = sql
        self.values = values
        self.result: PGresult | None = None


class PostgresqlWire:
    """Sends what was put on its way with the next statement whose outcome is waited for.

    What is large leaves at once: the server works on it while we go on.

    Args:
        driver: the driver's connection, which sends nothing by itself while something is under way.
    """

    def __init__(self, driver: Connection[Any]) -> None:
        self._server = driver.pgconn
        self._reading = Transformer(driver)
        self._prepared: dict[str, bytes] = {}
        self._being_prepared: dict[str, bytes] = {}
        self._under_way: list[_Sent] = []
        self._kept_back: list[_Sent] = []
        self._bytes_kept_back = 0
        self._incoming, self._either = poll(), poll()
        self._incoming.register(self._server.socket, POLLIN)
        self._either.register(self._server.socket, POLLIN | POLLOUT)

    def read(self, sql: str, values: Values) -> Rows:
        """Execute a statement and return all rows."""
        return self.ask(sql, values)()

    def ask(self, sql: str, values: Values) -> Answer:
        """Execute a statement whose rows are read later."""
        sent = self._put(sql, values)

        def rows() -> Rows:
            if sent.result is None:
                self.settle()
            return self._rows(sent.result)

        return rows

    def change(self, sql: str, rows: Sequence[Values]) -> int:
        """Execute a statement once for each of these, and say how many rows it changed in all."""
        sent = [self._put(sql, values) for values in rows]
        self.settle()
        return sum(one.result.command_tuples or 0 for one in sent if one.result is not None)

    def put(self, sql: str, rows: Sequence[Values]) -> None:
        """Execute a statement once for each of these."""
        for values in rows:
            self._put(sql, values)

    def order(self, sql: str) -> None:
        """Execute what says where the transaction stands."""
        self._put(sql, ())

    def drop(self) -> None:
        """Let what is under way come to its end, whatever that is: it is rolled back."""
        with suppress(Error):
            self.settle()

    def settle(self) -> None:
        """Wait until everything is executed.

        Raises:
            psycopg.Error: the first that failed; nothing behind it was executed.
        """
        if not self._under_way and not self._kept_back:
            return
        try:
            fault = self._settled()
        except BaseException:
            self._hang_up()
            raise
        if fault is not None:
            raise fault

    def _settled(self) -> Exception | None:
        """Execute everything; return the first fault."""
        server = self._server
        self._send()
        server.pipeline_sync()  # with all that is kept back, in one go
        while server.flush():
            self._either.poll()
            server.consume_input()
        fault = self._receive()
        if server.status == ConnStatus.OK:
            server.exit_pipeline_mode()
        return fault

    def _put(self, sql: str, values: Values) -> _Sent:
        written = [None if one is None else _WRITE.get(type(one), _other)(one) for one in values]
        sent = _Sent(sql, written)
        self._kept_back.append(sent)
        self._bytes_kept_back += sum(map(len, filter(None, written)))
        if self._bytes_kept_back > _WORTH_SENDING:
            self._send_ahead()
        return sent

    def _send_ahead(self) -> None:
        """Send what was kept back as far as it passes at once: let the server begin with it."""
        try:
            self._send()
            self._server.flush()
        except BaseException:
            self._hang_up()
            raise

    def _hang_up(self) -> None:
        """Close the connection: nobody knows any more what its answers are about."""
        self._under_way.clear()
        self._kept_back.clear()
        self._server.finish()

    def _send(self) -> None:
        """Hand over what was kept back; it leaves when the server is next written to."""
        server, fresh = self._server, self._being_prepared
        if not self._under_way:
            server.enter_pipeline_mode()
        for one in self._kept_back:
            name = self._prepared.get(one.sql) or fresh.get(one.sql)
            if name is None:
                name = fresh[one.sql] = b"convivio_%d" % (len(self._prepared) + len(fresh))
                server.send_prepare(name, _numbered(one.sql).encode())
            server.send_query_prepared(name, one.values)
        self._under_way += self._kept_back
        self._kept_back.clear()
        self._bytes_kept_back = 0

    def _receive(self) -> Exception | None:
        """Take in what came of everything; return the first fault."""
        fault: Exception | None = None
        sent, self._under_way = self._under_way, []
        fresh, self._being_prepared = self._being_prepared, {}
        try:
            for one in sent:
                name = fresh.pop(one.sql, None)
                if name is not None:
                    prepared = self._outcome()
                    fault = fault or _fault(prepared)
                    if fault is None:
                        self._prepared[one.sql] = name
                one.result = self._outcome()
                fault = fault or _fault(one.result)
            self._next()  # the end of the pipeline
        except OperationalError:
            if fault is None:
                raise
            raise fault from None  # why the server has closed the connection
        return fault

    def _outcome(self) -> PGresult:
        outcome = self._next()
        if outcome is None or self._next() is not None:
            raise OperationalError("the server does not answer what it was asked")
        return outcome

    def _next(self) -> PGresult | None:
        """Return what comes next, None at the end of what comes of one statement."""
        server = self._server
        while server.is_busy():
            self._incoming.poll()
            server.consume_input()
        return server.get_result()

    def _rows(self, result: PGresult | None) -> Rows:
        if result is None:
            raise OperationalError("nobody has asked the server")
        self._reading.set_pgresult(result)
        return self._reading.load_rows(0, result.ntuples, tuple)


def _fault(outcome: PGresult) -> Exception | None:
    return None if outcome.status in _DONE else error_from_result(outcome)


def _numbered(sql: str) -> str:
    """Return a statement with the server's own marks for its parameters."""
    numbers = count(1)
    return _MARK.sub(lambda mark: f"${next(numbers)}" if mark[0] == "%s" else "%", sql)


def _text(value: str) -> bytes:
    if "\0" in value:
        raise DataError("PostgreSQL text fields cannot contain NUL (0x00) bytes")
    return value.encode()


def _other(value: Any) -> bytes:
    """Write a value of a class of ours that is one of the plain ones."""
    for kind, write in _WRITE.items():
        if isinstance(value, kind):
            return write(value)
    raise TypeError(f"no parameter can be a {type(value).__name__}")


_WRITE: dict[type, Callable[[Any], bytes]] = {
    str: _text,
    bool: lambda value: b"true" if value else b"false",
    int: lambda value: b"%d" % value,
    bytes: lambda value: b"\\x" + value.hex().encode(),
    float: lambda value: repr(value).encode(),
    list: lambda value: _text(listed(value)),
    tuple: lambda value: _text(listed(value)),
}
