"""What a whole brand knows: the names that its dialogues may use of each other."""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

from msgspec import Struct, field
from msgspec.structs import replace

from bot.brand.loading import BrandReading, own_systems_of
from bot.core.lazy_pattern import lazy_pattern
from bot.dialogue.model.actions import Actions
from bot.dialogue.model.script import Script, is_shared
from bot.dialogue.model.slots import facts_given, slots_given
from bot.dialogue.model.walk import steps_in
from bot.dialogue.steps import RunStep, SayStep

_WORD = lazy_pattern(r"\w+")


class Known(Struct, frozen=True):
    """The names of a brand.

    `pressed` are the dialogues that buttons lead to, and `arguments`, for each dialogue, the slots
    that its callers set; `read` are those of its slots that broadcasts read, and `givers` the first
    dialogue that gives each slot a value. `topics` is None where brand.yaml could not be read.
    `unreadable` are the texts of files that could not be read: names in them are not missed
    elsewhere. `begun` are the dialogues that broadcasts and feeds open, and those that faq.yaml
    leads to. `tells` says whether anybody hears what is emitted, `has_desk` whether anybody takes
    over. `media` are the files that can be shown, by address, with their sizes in bytes. `actions`
    are what actions.py holds, None where it could not be read. `unset` are the variables that
    headers name and nobody has set, `own_systems` those that calls may reach in any network.
    `shared` are the dialogues of which all in a group share a run.
    """

    dialogues: frozenset[str]
    topics: frozenset[str] | None
    facts: frozenset[str]
    arguments: Mapping[str, frozenset[str]]
    languages: tuple[str, ...]
    pressed: frozenset[str] = frozenset()
    unreadable: tuple[str, ...] = ()
    begun: frozenset[str] = frozenset()
    tells: bool = True
    media: Mapping[str, int] = field(default_factory=dict)
    read: Mapping[str, frozenset[str]] = field(default_factory=dict)
    givers: Mapping[str, str] = field(default_factory=dict)
    has_desk: bool = True
    actions: Actions | None = Actions(is_there=False)
    unset: frozenset[str] = frozenset()
    own_systems: tuple[str, ...] = ()
    shared: frozenset[str] = frozenset()

    def may_know(self, name: str) -> bool:
        """Say whether an unreadable file might be where a name is from."""
        if not self.unreadable or _WORD.fullmatch(name):
            return name in _words_in(self.unreadable)
        word = re.compile(rf"(?<!\w){re.escape(name)}(?!\w)")
        return any(word.search(text) for text in self.unreadable)


@lru_cache(maxsize=4)
def _words_in(texts: tuple[str, ...]) -> frozenset[str]:
    return frozenset(word for text in texts for word in _WORD.findall(text))


def known_of(
    brand: BrandReading | None,
    scripts: Sequence[Script],
    languages: tuple[str, ...],
    unreadable: Sequence[str],
    begun: frozenset[str] = frozenset(),
) -> Known:
    """Return the names that a brand's files give; `begun` are opened by broadcasts and feeds."""
    topics = None if brand is None else frozenset(name.text for name in brand.file.topics or {})
    return Known(
        dialogues=frozenset(script.dialogue.text for script in scripts if script.dialogue.text),
        topics=topics,
        shared=frozenset(script.dialogue.text for script in scripts if is_shared(script)),
        facts=frozenset(fact for script in scripts for fact in facts_given(script.steps)),
        arguments=_arguments(scripts),
        languages=languages,
        pressed=frozenset(_pressed(scripts)),
        unreadable=tuple(unreadable),
        begun=begun,
        tells=brand is None or brand.tells,
        has_desk=brand is None or brand.file.handoff is not None,
        givers=_givers(scripts),
        own_systems=() if brand is None else own_systems_of(brand.file),
    )


def _givers(scripts: Sequence[Script]) -> dict[str, str]:
    found: dict[str, str] = {}
    for script in scripts:
        for slot in slots_given(script.steps):
            found.setdefault(slot.text, script.dialogue.text)
    return found


def with_buttons(known: Known, answers: Script) -> Known:
    """Return these names with the dialogues that buttons under the answers of faq.yaml lead to."""
    led = frozenset(_pressed([answers]))
    return replace(known, pressed=known.pressed | led, begun=known.begun | led)


def _pressed(scripts: Sequence[Script]) -> Iterator[str]:
    for script in scripts:
        for _, step in steps_in(script.steps):
            if isinstance(step, SayStep):
                for target in (step.buttons or {}).values():
                    yield from (name.text for name in (target.run, target.go) if name is not None)


def _arguments(scripts: Sequence[Script]) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for script in scripts:
        for _, step in steps_in(script.steps):
            if isinstance(step, RunStep):
                slots = found.setdefault(step.run.text, set())
                slots.update(slot.text for slot in step.with_ or {})
    return {name: frozenset(slots) for name, slots in found.items()}
