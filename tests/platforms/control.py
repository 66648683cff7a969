"""Requests to the control API of a stand-in."""

from typing import Any

import aiohttp


class Control:
    """One stand-in's control API; `base` is its address, `token` the bot's that people talk to."""

    def __init__(self, session: aiohttp.ClientSession, base: str, token: str) -> None:
        self._session = session
        self.base = base
        self._base = f"{base}/control"
        self.token = token

    async def post(self, path: str, **body: Any) -> Any:
        """Order something and return what it answers; a refusal raises."""
        async with self._session.post(f"{self._base}/{path}", json=body) as answer:
            assert answer.status < 300, (path, body, await answer.text())
            return await answer.json() if answer.status == 200 else None

    async def get(self, path: str, **query: str) -> Any:
        """Look at something."""
        async with self._session.get(f"{self._base}/{path}", params=query) as answer:
            assert answer.status == 200, (path, query, await answer.text())
            return await answer.json()

    async def clear_faults(self) -> None:
        """Let everything go well again."""
        async with self._session.delete(f"{self._base}/faults") as answer:
            assert answer.status < 300

    async def order(self, where: str, fault: dict[str, Any], times: int = 1, **match: str) -> None:
        """Let the next requests of this kind go wrong (`sandbox.faults`)."""
        await self.post("faults", where=where, fault=fault, times=times, match=match)
