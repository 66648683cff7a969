"""The product, but held for ever at one exact point of its way: whoever kills it hits just that.

`HOLD` says where: `claim` (what is to be sent is chosen, in a transaction that never ends),
`request webhook discord` (the request has not left), `answer` (the platform has taken it and said
so, and nobody has written that down) or `plan 2` (inside the second step of planning). The file
that `HELD` names gets a line for everything that is held.
"""

import asyncio
import os
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from adapters.discord import Discord
from adapters.telegram import Telegram
from adapters.webhook import Webhook
from bot.broadcasts import steps
from bot.channels.contract import Group
from bot.cli.main import main as product
from bot.core.outcomes import Outcome
from bot.engine.outbox import dispatcher

FOR_EVER = 3600.0


def main() -> None:
    """Run the product with what the environment says."""
    point, *details = os.environ.get("HOLD", "").split() or [""]
    match point:
        case "claim":
            _hold_claims()
        case "request" | "answer":
            for adapter in (Webhook, Telegram, Discord):
                if not details or adapter.name in details:
                    _hold_deliveries(adapter, after=point == "answer")
        case "plan":
            _hold_planning(int(details[0]))
        case _:
            pass
    product()


def _note(what: str) -> None:
    with Path(os.environ["HELD"]).open("a") as held:
        held.write(f"{what}\n")


def _hold_claims() -> None:
    claim_next = dispatcher.claim_next

    def held(connection: Any, wanted: Any) -> Any:
        question = "SELECT 1 FROM deliveries WHERE status = 'pending' AND topic IS NOT NULL"
        claimed = claim_next(connection, wanted)
        if claimed.groups or connection.exec_driver_sql(question).fetchone():
            _note("claim")
            time.sleep(FOR_EVER)
        return claimed

    dispatcher.claim_next = held


def _hold_deliveries(adapter: Any, *, after: bool) -> None:
    deliver = adapter.deliver

    async def held(self: Any, group: Group) -> Sequence[Outcome]:
        if after:
            await deliver(self, group)
        _note(self.name)
        await asyncio.sleep(FOR_EVER)
        return await deliver(self, group)

    adapter.deliver = held


def _hold_planning(step: int) -> None:
    reach, taken = steps.reach, 0

    def held(connection: Any, reached: Any) -> None:
        nonlocal taken
        taken += 1
        if taken == step:
            _note("plan")
            time.sleep(FOR_EVER)
        reach(connection, reached)

    steps.reach = held


if __name__ == "__main__":
    main()
