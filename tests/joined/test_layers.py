"""Whatever was told in whichever order: each who parts has what they told, the rest has not."""

import msgspec
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from bot.core.effects import RememberPerson
from bot.core.ids import BrandId, PersonId
from bot.core.values import Value
from bot.engine.facts import gone_one_way, remembered, tags_of
from bot.engine.lending import (
    Layer,
    Telling,
    lend,
    names_told,
    read_layer,
    take_back,
    with_told,
)
from bot.store.people import PersonRow

HOST, GUESTS = PersonId("host"), (PersonId("first"), PersonId("second"))
NAMES = st.sampled_from(["town", "size", "language", "timezone"])
VALUES = st.one_of(st.none(), st.sampled_from(["a", "b", "c"]))
FACTS = st.tuples(st.just("fact"), NAMES, VALUES)
TAGS = st.tuples(st.sampled_from(["tag", "untag"]), st.sampled_from(["vip", "new"]), st.none())
ARMS = st.tuples(st.just("arm"), st.sampled_from(["hello", "bye"]), st.sampled_from(["a", "b"]))
TALK = st.lists(st.tuples(st.sampled_from([HOST, *GUESTS]), st.one_of(FACTS, TAGS, ARMS)))

Said = tuple[str, str, Value]


def nobody(who: PersonId) -> PersonRow:
    return PersonRow(BrandId("b"), who, None, None, None, None, None, None, "{}", 0, None)


def told(row: PersonRow, said: Said) -> PersonRow:
    """Return a person after this was told."""
    kind, name, value = said
    if kind == "fact":
        return remembered(row, name, value)
    if kind == "arm":
        return gone_one_way(row, name, str(value))
    tags = tags_of(row)
    if (name in tags) == (kind == "tag"):
        return row
    others = [tag for tag in tags if tag != name]
    return remembered(row, "tags", [*others, name] if kind == "tag" else others)


def known(row: PersonRow) -> tuple[PersonRow, list[object]]:
    """Return what is known of somebody, whatever the order in which it was told."""
    kept = (msgspec.json.decode(one) if one else {} for one in (row.facts, row.arms))
    return replace(row, facts="", tags=None, arms=None), [*kept, sorted(tags_of(row))]


def named(said: Said) -> set[str]:
    """Return what was named, be it that nothing changed by it."""
    kind, name, value = said
    match kind:
        case "fact":
            return names_told(RememberPerson(name, value))
        case "arm":
            return set()
        case _:
            return names_told(RememberPerson("tags", None, named=(name,)))


class Together:
    """People who are one; `rows` are what each is by itself, the host's what is known of all."""

    def __init__(self, rows: dict[PersonId, PersonRow]) -> None:
        self.rows, self.at = rows, 1
        self.layers: dict[PersonId, Layer] = {HOST: {}}
        for guest in GUESTS:
            self.at += 1
            lending = lend(rows[HOST], self.layers[HOST], rows[guest], self.at)
            self.rows[HOST] = lending.host
            self.layers |= {HOST: lending.of_host, guest: lending.of_guest}

    def tell(self, who: PersonId, said: Said) -> None:
        before, self.at = self.rows[HOST], self.at + 1
        after = told(before, said)
        telling = Telling(who, before, after, dict.fromkeys(named(said), who), self.at)
        self.layers |= with_told(self.layers, telling)
        self.rows[HOST] = after

    def part(self, guest: PersonId) -> None:
        back = take_back(self.rows[HOST], self.rows[guest], self.layers)
        self.rows |= {HOST: back.host, guest: back.guest}
        del self.layers[guest]
        self.layers[HOST] = back.of_host


@given(before=TALK, meanwhile=TALK, leaves=st.permutations(GUESTS))
def test_each_takes_back_what_they_have_told(
    before: list[tuple[PersonId, Said]],
    meanwhile: list[tuple[PersonId, Said]],
    leaves: list[PersonId],
):
    alone = {who: nobody(who) for who in (HOST, *GUESTS)}
    for who, said in before:
        alone[who] = told(alone[who], said)
    together = Together(dict(alone))
    for who, said in meanwhile:
        if said[0] != "arm" or told(together.rows[HOST], said) != together.rows[HOST]:
            alone[who] = told(alone[who], said)
        together.tell(who, said)
    for guest in leaves:
        together.part(guest)
    assert together.layers == {HOST: {}}
    for who, row in alone.items():
        assert known(together.rows[who]) == known(row)


def test_what_was_kept_before_there_were_layers_parts_nobody_from_what_they_know():
    first = read_layer('{"fields":["language"],"facts":["town"],"tags":[],"arms":[]}')
    host, guest = told(nobody(HOST), ("fact", "town", "a")), nobody(GUESTS[0])
    back = take_back(host, guest, {HOST: read_layer(None), GUESTS[0]: first})
    assert (back.host, back.guest, back.of_host) == (host, guest, {})
