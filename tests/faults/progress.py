"""How far a talk has come: whoever pulls the plug goes by it."""

import asyncio


class Progress:
    """How much has happened so far; whoever kills waits for it."""

    def __init__(self) -> None:
        self.count = 0
        self._moved = asyncio.Condition()
        self._notices: set[asyncio.Task[None]] = set()

    def step(self) -> None:
        self.count += 1
        task = asyncio.get_running_loop().create_task(self._notify())
        self._notices.add(task)
        task.add_done_callback(self._notices.discard)

    async def _notify(self) -> None:
        async with self._moved:
            self._moved.notify_all()

    async def reaches(self, count: int) -> None:
        async with self._moved:
            await self._moved.wait_for(lambda: self.count >= count)
