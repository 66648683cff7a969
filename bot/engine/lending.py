"""What is known of two people who are one: the host's own comes first, a guest lends the rest."""

import msgspec
from msgspec import Struct

from bot.core.values import Value
from bot.engine.facts import NO_FACTS, tags_of
from bot.store.people import PersonRow
from bot.store.values import to_json

_FACTS = msgspec.json.Decoder(dict[str, Value])
_FIELDS = ("name", "first_name", "language", "timezone", "chosen_language", "chosen_timezone")


class Lent(Struct, frozen=True):
    """The names of what a guest lends: the host had none of it. The guest still has its values."""

    fields: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    arms: tuple[str, ...] = ()


class Lending(Struct, frozen=True):
    """A host with what a guest lends them."""

    host: PersonRow
    lent: Lent


def lend(host: PersonRow, guest: PersonRow) -> Lending:
    """Return a host with all that is known of the guest, and not of them."""
    lent = Lent(
        tuple(name for name in _FIELDS if getattr(host, name) is None and getattr(guest, name)),
        tuple(name for name in _map(guest.facts) if name not in _map(host.facts)),
        tuple(tag for tag in tags_of(guest) if tag not in tags_of(host)),
        tuple(name for name in _map(guest.arms) if name not in _map(host.arms)),
    )
    facts, arms = _map(guest.facts), _map(guest.arms)
    together = _with(
        host,
        {**_map(host.facts), **{name: facts[name] for name in lent.facts}},
        (*tags_of(host), *lent.tags),
        {**_map(host.arms), **{name: arms[name] for name in lent.arms}},
    )
    fields = {name: getattr(guest, name) for name in lent.fields}
    last_said = max((host.last_said, guest.last_said), key=lambda said: said or 0)
    return Lending(msgspec.structs.replace(together, last_said=last_said, **fields), lent)


def take_back(host: PersonRow, guest: PersonRow, lent: Lent) -> PersonRow:
    """Return a host without what a guest has lent; what has changed since then stays theirs."""
    facts, arms = _map(guest.facts), _map(guest.arms)
    gone = {name for name in lent.facts if _map(host.facts).get(name) == facts.get(name)}
    parted = {name for name in lent.arms if _map(host.arms).get(name) == arms.get(name)}
    alone = _with(
        host,
        {name: value for name, value in _map(host.facts).items() if name not in gone},
        tuple(tag for tag in tags_of(host) if tag not in lent.tags),
        {name: arm for name, arm in _map(host.arms).items() if name not in parted},
    )
    same = [name for name in lent.fields if getattr(host, name) == getattr(guest, name)]
    return msgspec.structs.replace(alone, **dict.fromkeys(same))


def _map(written: str | None) -> dict[str, Value]:
    return {} if written is None else _FACTS.decode(written)


def _with(
    row: PersonRow, facts: dict[str, Value], tags: tuple[str, ...], arms: dict[str, Value]
) -> PersonRow:
    """Return a person with these; what has not changed stays as it was written."""
    changes: dict[str, str | None] = {}
    if facts != _map(row.facts):
        changes["facts"] = to_json(facts) if facts else NO_FACTS
    if tags != tags_of(row):
        changes["tags"] = to_json(tags) if tags else None
    if arms != _map(row.arms):
        changes["arms"] = to_json(arms) if arms else None
    return msgspec.structs.replace(row, **changes) if changes else row
