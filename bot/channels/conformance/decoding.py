"""What an adapter makes of updates: as captured, told again, and in every wrong form."""

import json
from collections.abc import Iterator

import msgspec

from bot.channels.body import MAX_ID_CHARACTERS
from bot.channels.conformance.mutations import mutated
from bot.channels.conformance.stage import Sample, Sampled, Stage
from bot.core.events import Incoming

_MOST_FINDINGS = 10


async def check_samples(stage: Stage) -> list[str]:
    """A captured update tells what it tells, under the same id however often it is told."""
    if not isinstance(stage, Sampled):
        return []
    if not stage.samples:
        return ["there are no samples"]
    return [words for sample in stage.samples for words in _told(stage, sample)]


def _told(stage: Sampled, sample: Sample) -> Iterator[str]:
    incoming = stage.decode(sample.raw)
    tells = None if incoming is None else incoming.happening
    if tells != sample.tells:
        yield f"{sample.name} tells {tells}, not {sample.tells}"
    if incoming is None:
        return
    if not incoming.external_id or not incoming.sender.id:
        yield f"{sample.name} has no id, or nobody who sent it"
    again = stage.decode(_written_otherwise(sample.raw))
    if again is None or _without_raw(again) != _without_raw(incoming):
        yield f"{sample.name} is another update when its keys come in another order"


def _written_otherwise(raw: bytes) -> bytes:
    """Return the same JSON with its keys sorted and other space between."""
    return json.dumps(json.loads(raw), sort_keys=True, indent=1).encode()


def _without_raw(incoming: Incoming) -> Incoming:
    return msgspec.structs.replace(incoming, raw=None)


async def check_mutations(stage: Stage) -> list[str]:
    """An update in any wrong form is decoded or passed over; nothing is raised."""
    if not isinstance(stage, Sampled):
        return []
    found: list[str] = []
    for sample in stage.samples:
        for raw in mutated(sample.raw):
            found += _lived_through(stage, sample.name, raw)
            if len(found) >= _MOST_FINDINGS:
                return found
    return found


def _lived_through(stage: Sampled, name: str, raw: bytes) -> list[str]:
    try:
        incoming = stage.decode(raw)
    except Exception as error:  # noqa: BLE001 - whatever it raises is the finding
        return [f"{name} raises {type(error).__name__}: {raw[:300]!r}"]
    if incoming is not None and not can_be_kept(incoming):
        return [f"{name} tells what cannot be stored: {raw[:300]!r}"]
    return []


def can_be_kept(incoming: Incoming) -> bool:
    """Say whether a store takes an update: it has short ids, and no sign that databases refuse."""
    ids = (incoming.external_id, incoming.sender.id, *filter(None, [incoming.space]))
    if not all(0 < len(one) <= MAX_ID_CHARACTERS for one in ids):
        return False
    told = (incoming.external_id, incoming.sender, incoming.happening, incoming.space)
    try:
        kept = msgspec.json.encode(told)
    except (UnicodeEncodeError, ValueError):  # a half of a pair of UTF-16
        return False
    return rb"\u0000" not in kept
