"""What starts dialogues: legal, heard, and not claimed twice."""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import get_args

from bot.brand.collected import Faults
from bot.brand.leaves import Words
from bot.brand.wording import quoted
from bot.core.lazy_pattern import lazy_pattern
from bot.core.universal import UniversalWord, universal_word
from bot.core.words import normalise
from bot.dialogue.checks.references import check_topic, targets_of
from bot.dialogue.checks.scene import Scene
from bot.dialogue.compiling.leaves import is_on
from bot.dialogue.model.script import Start

GREETINGS = frozenset({"start", "welcome"})
"""Dialogues that begin when somebody arrives without having said what for."""

OVERRIDES = frozenset(get_args(UniversalWord)) - {"stop"}
"""Dialogues that take the place of what the product itself does at these words."""

_COMMAND = lazy_pattern(r"[a-z0-9_]{1,32}")
_LINK = lazy_pattern(r"[A-Za-z0-9_-]{1,64}")


def check_starts(scene: Scene) -> None:
    """Check what starts one dialogue."""
    for start in scene.script.starts or ():
        _check_single(scene, start)
        for command in start.command or ():
            _check_command(scene, command)
        for link in start.link or ():
            _check_link(scene, link)
        for words in (*(start.keyword or ()), *(start.phrases or ())):
            _check_heard(scene, words)
        for keyword in start.keyword or ():
            _check_listed(scene, keyword)
        _check_event(scene, start)


def check_claims(scenes: Sequence[Scene], faults: Faults) -> None:
    """Check that no two dialogues have one name, or are started by the same thing."""
    _Claims("name", _exactly, faults).check(
        [(one, (one.script.dialogue,)) for one in scenes if one.name]
    )
    starts = [(scene, start) for scene in scenes for start in scene.script.starts or ()]
    commands = [(scene, start.command or ()) for scene, start in starts]
    links = [(scene, start.link or ()) for scene, start in starts]
    keywords = [(scene, start.keyword or ()) for scene, start in starts]
    phrases = [(scene, start.phrases or ()) for scene, start in starts]
    _Claims("command", str.casefold, faults).check(commands)
    _Claims("link", _exactly, faults).check(links)
    _Claims("keyword", normalise, faults, warns=True).check(keywords)
    _Claims("phrase", normalise, faults, warns=True).check(phrases)


def check_reachable(scenes: Sequence[Scene]) -> None:
    """Warn of dialogues that nothing ever starts, nor leads to from one that is started."""
    doubtful = {word for scene in scenes for word in scene.doubtful}
    begun = [one for one in scenes if _is_started(one) or one.name in doubtful or not one.name]
    reached = _led_to(begun, {scene.name: scene for scene in scenes})
    for scene in scenes:
        if scene.name not in reached:
            message = f'Nothing ever starts the dialogue "{scene.name}".'
            hint = 'Give it "starts:", or go to it from another dialogue.'
            scene.faults.warning(scene.script.dialogue.place, message, hint)


def _led_to(begun: Sequence[Scene], by_name: Mapping[str, Scene]) -> set[str]:
    """Return these dialogues, and all that they lead to."""
    found = {scene.name for scene in begun}
    waiting = list(begun)
    while waiting:
        for name in _targets(waiting.pop()) - found:
            found.add(name)
            if name in by_name:
                waiting.append(by_name[name])
    return found


def _is_started(scene: Scene) -> bool:
    by_name = scene.name in GREETINGS | OVERRIDES | scene.known.begun
    return scene.script.starts is not None or by_name or scene.known.may_know(scene.name)


def _targets(scene: Scene) -> set[str]:
    return {name.text for _, step in scene.steps for name in targets_of(step)}


class _Claims:
    """Things that only one dialogue may be called or started by.

    Args:
        noun: what they are, for messages.
        key: two that have the same key are the same.
        faults: where to add.
        warns: whether the same twice is a warning only.
    """

    def __init__(
        self, noun: str, key: Callable[[str], str], faults: Faults, *, warns: bool = False
    ) -> None:
        self._noun = noun
        self._key = key
        self._faults = faults
        self._warns = warns
        self._first: dict[str, tuple[Scene, Words]] = {}

    def check(self, claims: Sequence[tuple[Scene, Sequence[Words]]]) -> None:
        for scene, words in claims:
            for one in words:
                first = self._first.setdefault(self._key(one.text), (scene, one))
                if first[1] is not one:
                    self._report(scene, one, *first)

    def _report(self, scene: Scene, words: Words, owner: Scene, first: Words) -> None:
        where = f"{first.place.file}:{first.place.line}"
        if scene is owner:
            message = f"The {self._noun} {quoted(words.text)} is written twice, first in {where}."
        elif self._noun == "name":
            message = f"There are two dialogues {quoted(words.text)}: the other is in {where}."
        else:
            message = (
                f"The {self._noun} {quoted(words.text)} starts two dialogues: "
                f'"{owner.name}" ({where}) and "{scene.name}".'
            )
        severity = self._faults.warning if self._warns else self._faults.error
        severity(words.place, message, "Keep one of the two.")


def _exactly(text: str) -> str:
    return text


def _check_single(scene: Scene, start: Start) -> None:
    ways = (start.command, start.phrases, start.keyword, start.link, start.event)
    if sum(way is not None for way in ways) > 1:
        hint = "Begin a new line with - for each."
        scene.faults.error(start.place, "One line of starts holds one way to start.", hint)


def _check_command(scene: Scene, command: Words) -> None:
    text = command.text
    if not _COMMAND.fullmatch(text):
        repaired = re.sub(r"[^a-z0-9_]+", "_", text.lower().removeprefix("/")).strip("_")[:32]
        hint = f'Write "{repaired}".' if repaired else "Such as survey."
        message = f"{quoted(text)} cannot be a command: small letters, digits and _, at most 32."
        scene.faults.error(command.place, message, hint)
    elif _universal(scene, text) == "stop":
        message = f"{quoted(text)} cannot be a command: it is the word that stops everything."
        scene.faults.error(command.place, message, "Choose another word.")


def _check_link(scene: Scene, link: Words) -> None:
    if not _LINK.fullmatch(link.text):
        message = f"{quoted(link.text)} cannot be in a link: letters, digits, _ and -, at most 64."
        scene.faults.error(link.place, message)


def _check_event(scene: Scene, start: Start) -> None:
    """Check what belongs to an event, and say which events speak without a topic."""
    topic, urgent = start.topic, start.urgent
    if topic is not None:
        check_topic(topic, scene.known, scene.faults)
    if start.event is None:
        _check_stray(scene, start)
    elif topic is None:
        for event in start.event:
            message = f'The event {quoted(event.text)} starts "{scene.name}" without a topic.'
            held = "Not even quiet hours" if is_on(urgent) else "Quiet hours"
            hint = (
                f"It reaches who it is about, if they have written and not stopped. {held} hold it."
            )
            scene.faults.add(event.place, message, hint, "information")
    elif is_on(urgent):
        message = '"urgent" changes nothing beside a topic: quiet hours always hold what is for it.'
        scene.faults.warning(start.place, message, 'Leave "urgent" out.')


def _check_stray(scene: Scene, start: Start) -> None:
    for key, written in (("topic", start.topic), ("urgent", start.urgent)):
        if written is not None:
            message = f'"{key}" stands beside "event" only.'
            hint = "Add the event, or leave it out."
            scene.faults.error(start.place, message, hint)


def _check_heard(scene: Scene, words: Words) -> None:
    universal = _universal(scene, words.text)
    if not normalise(words.text):
        scene.faults.error(words.place, "There is no word in this.")
    elif universal is not None and scene.name != universal:
        message = f"{quoted(words.text)} alone never gets here: it means {universal} everywhere."
        scene.faults.warning(words.place, message, "Choose another word.")


def _check_listed(scene: Scene, keyword: Words) -> None:
    """Warn of one keyword that is a list of several, but for its brackets."""
    if "," in keyword.text:
        message = f"{quoted(keyword.text)} is one keyword: it counts where all of it is said."
        scene.faults.warning(keyword.place, message, f"For several write [{keyword.text}].")


def _universal(scene: Scene, text: str) -> UniversalWord | None:
    return universal_word(text, scene.known.languages)
