"""Every check, with what it holds an adapter to and where that is written."""

from collections.abc import Awaitable, Callable, Mapping

from msgspec import Struct

from bot.channels.conformance.calls import check_calls
from bot.channels.conformance.claims import check_claims, check_receives
from bot.channels.conformance.confiding import check_private
from bot.channels.conformance.decoding import check_mutations, check_samples
from bot.channels.conformance.hearing import check_reception
from bot.channels.conformance.lifetime import (
    check_dead_network,
    check_hindrance,
    check_open_and_close,
)
from bot.channels.conformance.naming import check_name
from bot.channels.conformance.options import check_faults
from bot.channels.conformance.outcomes import check_outcomes
from bot.channels.conformance.secrecy import check_secrets
from bot.channels.conformance.sending import check_delivery, check_limits, check_texts
from bot.channels.conformance.stage import Stage
from bot.channels.conformance.tables import check_fitting, check_table

PAGE = "docs/how-to/write-an-adapter.md"
"""Where each check has a section, under its name."""


class Check(Struct, frozen=True):
    """One check: `look` returns what breaks its promise, in words."""

    name: str
    look: Callable[[Stage], Awaitable[list[str]]]

    @property
    def promise(self) -> str:
        """What an adapter must keep to, in a sentence."""
        return (self.look.__doc__ or "").partition("\n")[0]

    @property
    def section(self) -> str:
        """Where it is documented."""
        return f"{PAGE}#{self.name.replace(' ', '-')}"

    async def __call__(self, stage: Stage) -> list[str]:
        """Return every finding, with the promise that it breaks; an empty list is a pass."""
        try:
            found = await self.look(stage)
        except Exception as error:  # noqa: BLE001 - whatever it raises is the finding
            found = [f"{type(error).__name__} is raised: {error}"]
        return [f"{words}\n  broken: {self.promise}\n  see {self.section}" for words in found]


CHECKS: Mapping[str, Check] = {
    name: Check(name, look)
    for name, look in {
        "name": check_name,
        "table": check_table,
        "fitting": check_fitting,
        "faults": check_faults,
        "open and close": check_open_and_close,
        "hindrance": check_hindrance,
        "dead network": check_dead_network,
        "delivery": check_delivery,
        "texts": check_texts,
        "limits": check_limits,
        "claims": check_claims,
        "receives": check_receives,
        "private": check_private,
        "outcomes": check_outcomes,
        "secrets": check_secrets,
        "reception": check_reception,
        "calls": check_calls,
        "samples": check_samples,
        "mutations": check_mutations,
    }.items()
}
"""Every check by its name."""


async def examine(stage: Stage) -> Mapping[str, list[str]]:
    """Run every check and return what each one found, by its name; all lists empty is a pass."""
    return {name: await check(stage) for name, check in CHECKS.items()}
