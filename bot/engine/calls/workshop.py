"""Runs the functions of one brand's actions.py, apart from the product's own threads and loop.

A plain function runs in a thread, an async one in an event loop that the brand has to itself:
whatever blocks or never returns holds up no conversation, and no end of the process.
"""

import asyncio
import inspect
import threading
from collections.abc import Coroutine
from contextlib import suppress
from typing import Any

from bot.core.values import Value
from bot.dialogue.model.actions import KEY_ARGUMENT
from bot.dialogue.python.code import OutOfTime
from bot.engine.calls.attempt import Answer, Attempt, Failure
from bot.engine.calls.loading import Actions, Function, takes_key
from bot.engine.watching.watchdog import stop_computing

MOST_THREADS = 64
"""Functions that may run at once, those among them that will never return."""

_ALIVE_SECONDS = 1.0
"""How long a brand's event loop may take to answer before it is given up."""


class Workshop:
    """Where the functions of one brand run.

    Args:
        actions: the functions.
    """

    def __init__(self, actions: Actions) -> None:
        self.actions = actions
        self._under_way = 0
        self._is_retired = False
        self._threads = 0
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None

    async def run(self, name: str, arguments: dict[str, Value], key: str) -> Attempt:
        """Call a function once, and wait for what it returns.

        Args:
            name: of the function.
            arguments: by keyword.
            key: handed over where the function asks for it.
        """
        function = self.actions.functions.get(name)
        if function is None:
            return Failure("there is no such function", final=True)
        self._under_way += 1
        try:
            return await self._try(function, arguments, key)
        finally:
            self._under_way -= 1
            if self._is_retired and not self._under_way:
                self.close()

    def retire(self) -> None:
        """Take no more calls; what is under way goes on to its end."""
        self._is_retired = True
        if not self._under_way:
            self.close()

    async def _try(self, function: Function, arguments: dict[str, Value], key: str) -> Attempt:
        if takes_key(function):
            arguments = {**arguments, KEY_ARGUMENT: key}
        try:
            returned: Value = await self._call(function, arguments)
        except TooMany:
            return Failure(f"{MOST_THREADS} functions have not returned")
        except Exception as error:  # noqa: BLE001 - whatever it was, the dialogue goes on
            where = self.actions.place_of(error.__traceback__)
            return Failure(f"{type(error).__name__} at {where}")
        return Answer(returned)

    def close(self) -> None:
        """Let what still runs be; nobody waits for it."""
        loop, self._loop = self._loop, None
        if loop is not None:
            loop.call_soon_threadsafe(_end_all, loop)

    async def _call(self, function: Function, arguments: dict[str, Value]) -> Any:
        if inspect.iscoroutinefunction(function):
            return await self._await(function(**arguments))
        returned = await self._in_thread(function, arguments)
        return await self._await(returned) if inspect.iscoroutine(returned) else returned

    async def _in_thread(self, function: Function, arguments: dict[str, Value]) -> Any:
        """Run a plain function in a thread that no end of the process waits for."""
        if self._threads >= MOST_THREADS:
            raise TooMany
        loop = asyncio.get_running_loop()
        result: asyncio.Future[object] = loop.create_future()
        self._threads += 1

        def tell(returned: object, error: BaseException | None) -> None:
            self._threads -= 1
            if result.done():
                return
            if error is None:
                result.set_result(returned)
            else:
                result.set_exception(_raisable(error))

        def work() -> None:
            returned, error = None, None
            try:
                returned = function(**arguments)
            except BaseException as caught:  # noqa: BLE001 - it is told to whoever waits
                error = caught
            # The product may have ended meanwhile, and who is stopped may have come this far.
            with suppress(RuntimeError, OutOfTime):
                loop.call_soon_threadsafe(tell, returned, error)

        thread = threading.Thread(target=work, name="convivio-action", daemon=True)
        thread.start()
        try:
            return await result
        except asyncio.CancelledError:
            stop_computing(thread)
            raise

    async def _await(self, coroutine: Coroutine[Any, Any, object]) -> Any:
        try:
            loop = await self._living_loop()
        except BaseException:
            coroutine.close()
            raise
        return await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(coroutine, loop))

    async def _living_loop(self) -> asyncio.AbstractEventLoop:
        """Return the brand's event loop; one that a function blocks for good is left to it."""
        stuck = self._loop
        if stuck is not None:
            answer = asyncio.run_coroutine_threadsafe(asyncio.sleep(0), stuck)
            with suppress(TimeoutError):
                async with asyncio.timeout(_ALIVE_SECONDS):
                    await asyncio.wrap_future(answer)
                    return stuck
        if self._loop is stuck:  # else somebody has found out at the same time
            self._leave_loop()
            self._loop = self._new_loop()
        assert self._loop is not None
        return self._loop

    def _leave_loop(self) -> None:
        """Leave the loop to whatever blocks it; it ends once that has."""
        if self._loop is not None and self._thread is not None:
            self._loop.call_soon_threadsafe(_end_all, self._loop)
            stop_computing(self._thread)

    def _new_loop(self) -> asyncio.AbstractEventLoop:
        if self._threads >= MOST_THREADS:
            raise TooMany
        self._threads += 1
        ours, loop = asyncio.get_running_loop(), asyncio.new_event_loop()

        def end() -> None:
            self._threads -= 1

        def run() -> None:
            _run_to_its_end(loop)
            with suppress(RuntimeError):  # the product has ended meanwhile
                ours.call_soon_threadsafe(end)

        self._thread = threading.Thread(target=run, name="convivio-actions", daemon=True)
        self._thread.start()
        return loop


class TooMany(Exception):  # noqa: N818 - it names a state of the world
    """So many functions have not returned that no more are begun."""


def _raisable(error: BaseException) -> Exception:
    """Return an error that a future can carry: some are for the interpreter alone."""
    if isinstance(error, Exception) and not isinstance(error, StopIteration):
        return error
    return RuntimeError(type(error).__name__).with_traceback(error.__traceback__)


def _run_to_its_end(loop: asyncio.AbstractEventLoop) -> None:
    """Run a loop until it is stopped, whatever is stopped in it meanwhile."""
    asyncio.set_event_loop(loop)
    while not loop.is_closed():
        with suppress(OutOfTime):
            loop.run_forever()
            loop.close()


def _end_all(loop: asyncio.AbstractEventLoop) -> None:
    """Cancel whatever runs in a loop, and stop it once that has had its say."""
    for task in asyncio.all_tasks(loop):
        task.cancel()
    loop.call_soon(loop.stop)
