"""Programs of the bench in processes of their own, and what they have counted at their end."""

import asyncio
import sys
from asyncio.subprocess import PIPE
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from tests.product import environment


@asynccontextmanager
async def counting(
    module: str, *arguments: str, files: Sequence[int] = ()
) -> AsyncIterator[tuple[str, list[int]]]:
    """Run a program; yields its first line and, once its input has ended, what it has counted.

    Args:
        module: whose `main` it is.
        arguments: of its command line.
        files: the numbers of open ones that it keeps.
    """
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", module, *arguments),
        env=environment(),
        stdin=PIPE,
        stdout=PIPE,
        pass_fds=files,
    )
    assert process.stdout is not None
    taken: list[int] = []
    try:
        yield (await process.stdout.readline()).decode().strip(), taken
    finally:
        told, _ = await process.communicate(b"")
        taken.append(int(told))
