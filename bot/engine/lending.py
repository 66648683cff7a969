"""What is known of people who are one, in layers: whoever parts takes back what they have told.

One person is shown, and each value that a guest has brought is kept with the account that told it,
in the order of telling. What lies beneath comes to light again where a layer is taken away.
"""

from collections.abc import Mapping

import msgspec
from msgspec import Struct

from bot.core.effects import RememberPerson
from bot.core.ids import PersonId
from bot.core.values import Value
from bot.engine.facts import NO_FACTS, tags_of
from bot.store.people import PersonRow
from bot.store.values import to_json

_MAP = msgspec.json.Decoder(dict[str, Value])
_FIELDS = ("name", "first_name", "language", "timezone", "chosen_language", "chosen_timezone")
_FACT, _TAG, _ARM = "facts.", "tags.", "arms."


class Told(Struct, frozen=True, array_like=True):
    """A value and when it was told, in the common order; 0 for what was there before.

    None says that there is none, or none any more.
    """

    value: Value
    at: int = 0


Layer = Mapping[str, Told]
"""What one account has told, by name: `facts.town`, `tags.vip`, `arms.greeting`, `language`."""

_LAYER: msgspec.json.Decoder[dict[str, Told]] = msgspec.json.Decoder(dict[str, Told])


class Telling(Struct, frozen=True):
    """What a turn has told of a person.

    Args:
        who: whom its account is by itself: who tells what nobody else is said to have told.
        before: the person, as they were.
        after: the person, as they are.
        said: who has told what, by name, be it what was known already.
        at: when, in the common order.
    """

    who: PersonId
    before: PersonRow
    after: PersonRow
    said: Mapping[str, PersonId]
    at: int


class Lending(Struct, frozen=True):
    """A host with what a guest lends them, and the layers of both."""

    host: PersonRow
    of_host: Layer
    of_guest: Layer


class TakenBack(Struct, frozen=True):
    """A host without a guest, each with what is theirs, and what is left of the host's layer."""

    host: PersonRow
    guest: PersonRow
    of_host: Layer


def read_layer(written: str | None) -> dict[str, Told]:
    """Return a layer as it is kept; where names alone were kept, as at first, nothing is told."""
    try:
        return {} if written is None else _LAYER.decode(written)
    except msgspec.ValidationError:
        return {}


def written_layer(layer: Layer) -> str | None:
    """Return a layer as it is to be kept, None where there is nothing in it."""
    return to_json(layer) if layer else None


def names_told(remembered: RememberPerson) -> set[str]:
    """Return under which names something is told that is to be remembered."""
    match remembered.name:
        case "tags":
            return {_TAG + tag for tag in remembered.named}
        case "language" | "timezone" as name:
            return {f"chosen_{name}"}
        case name:
            return {_FACT + name}


def lend(host: PersonRow, of_host: Layer, guest: PersonRow, at: int) -> Lending:
    """Return a host with all that is known of a guest, and not of them.

    Args:
        host: as they are.
        of_host: their layer.
        guest: who joins them.
        at: when, in the common order.
    """
    before = _known(host)
    new = {name: value for name, value in _known(guest).items() if name not in before}
    beneath = {name: Told(None) for name in new} | dict(of_host)
    return Lending(_with(host, new), beneath, {name: Told(new[name], at) for name in new})


def with_told(layers: Mapping[PersonId, Layer], telling: Telling) -> dict[PersonId, Layer]:
    """Return the layers that a turn has changed.

    What the host's account tells lies beneath, as long as no guest has told of the same.

    Args:
        layers: by whom each account is by itself.
        telling: what was told.
    """
    host, was, now = telling.after.id, _known(telling.before), _known(telling.after)
    changed = {name for name in was.keys() | now.keys() if was.get(name) != now.get(name)}
    after = {who: dict(layer) for who, layer in layers.items()}
    for name, who in {**dict.fromkeys(changed, telling.who), **telling.said}.items():
        if who != host:
            after[host].setdefault(name, Told(was.get(name)))
        if who != host or name in after[host]:
            after[who][name] = Told(now.get(name), telling.at)
    return {who: layer for who, layer in after.items() if layer != layers[who]}


def take_back(host: PersonRow, guest: PersonRow, layers: Mapping[PersonId, Layer]) -> TakenBack:
    """Return a host without what a guest has told, and that guest with it.

    Args:
        host: as they are together.
        guest: as they were before.
        layers: by whom each account is by itself.
    """
    mine = layers[guest.id]
    others = {who: layer for who, layer in layers.items() if who != guest.id}
    beneath = {
        name: max((layer[name] for layer in others.values() if name in layer), key=_at).value
        for name in mine
    }
    still = {name for who, layer in others.items() if who != host.id for name in layer}
    left = {name: told for name, told in others[host.id].items() if name in still}
    own = {name: told.value for name, told in mine.items()}
    return TakenBack(_with(host, beneath), _with(guest, own), left)


def _at(told: Told) -> int:
    return told.at


def _known(row: PersonRow) -> dict[str, Value]:
    """Return all that is known of a person, by name."""
    fields = {name: getattr(row, name) for name in _FIELDS if getattr(row, name) is not None}
    facts = {_FACT + name: value for name, value in _map(row.facts).items()}
    tags: dict[str, Value] = {_TAG + tag: True for tag in tags_of(row)}
    return fields | facts | tags | {_ARM + name: arm for name, arm in _map(row.arms).items()}


def _with(row: PersonRow, told: Mapping[str, Value]) -> PersonRow:
    """Return a person with these values; what has not changed stays as it was written."""
    fields = {name: value for name, value in told.items() if name in _FIELDS}
    facts = _changed(_map(row.facts), told, _FACT)
    tags = _changed(dict.fromkeys(tags_of(row), True), told, _TAG)
    arms = _changed(_map(row.arms), told, _ARM)
    changes: dict[str, Value] = dict(fields)
    if facts != _map(row.facts):
        changes["facts"] = to_json(facts) if facts else NO_FACTS
    if tuple(tags) != tags_of(row):
        changes["tags"] = to_json(tuple(tags)) if tags else None
    if arms != _map(row.arms):
        changes["arms"] = to_json(arms) if arms else None
    return msgspec.structs.replace(row, **changes) if changes else row


def _changed(values: Mapping[str, Value], told: Mapping[str, Value], kind: str) -> dict[str, Value]:
    """Return the values of one kind with those that were told; none stays that is none."""
    new = {name.removeprefix(kind): told[name] for name in told if name.startswith(kind)}
    return {name: value for name, value in {**values, **new}.items() if value is not None}


def _map(written: str | None) -> dict[str, Value]:
    return {} if written is None else _MAP.decode(written)
