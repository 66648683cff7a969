"""Words that start one dialogue and are heard by another: by what is looked at first."""

from collections.abc import Callable, Sequence

from msgspec import Struct

from bot.brand.leaves import Words
from bot.brand.nodes import Place
from bot.brand.wording import quoted
from bot.core.words import holds_word, normalise
from bot.dialogue.checks.references import targets_of
from bot.dialogue.checks.scene import Scene
from bot.dialogue.compiling import ask_type
from bot.dialogue.model.script import Start
from bot.dialogue.steps import AskStep

_Ways = Callable[[Start], Sequence[Words] | None]
"""The words of one kind that a line of `starts` holds."""


class _Heard(Struct, frozen=True):
    """Something that starts a dialogue; `said` is how it is compared."""

    scene: Scene
    words: Words
    said: str

    @property
    def dialogue(self) -> str:
        """What it starts."""
        return self.scene.name

    @property
    def where(self) -> str:
        """Its place, in words."""
        return f"{self.words.place.file}:{self.words.place.line}"


def check_shadows(scenes: Sequence[Scene]) -> None:
    """Warn of words that another dialogue hears first; say which labels are also starts.

    A command is looked at before a phrase, a phrase before a keyword, and the answers of the
    question that waits before both.
    """
    commands = {one.said: one for one in _heard(scenes, lambda start: start.command)}
    phrases = {one.said: one for one in _heard(scenes, lambda start: start.phrases)}
    keywords = _heard(scenes, lambda start: start.keyword)
    labels = _labels(scenes)
    for one in (*phrases.values(), *keywords):
        _check_command(one, commands)
        _check_label(one, labels)
    for phrase in phrases.values():
        _check_phrase(phrase, keywords)
    for keyword in keywords:
        _check_keyword(keyword, phrases)
    _check_greetings(scenes)


def _heard(scenes: Sequence[Scene], ways: _Ways) -> list[_Heard]:
    starts = [(scene, start) for scene in scenes for start in scene.script.starts or ()]
    written = [(scene, words) for scene, start in starts for words in ways(start) or ()]
    return [_Heard(scene, words, normalise(words.text)) for scene, words in written]


def _labels(scenes: Sequence[Scene]) -> dict[str, tuple[str, Place]]:
    """Return the dialogue and place of the first choice that has each label."""
    found: dict[str, tuple[str, Place]] = {}
    for scene in scenes:
        for _, step in scene.steps:
            if isinstance(step, AskStep) and ask_type(step) == "choice" and step.choices:
                for option in step.choices.options:
                    for text in scene.in_all_languages(option.label).values():
                        found.setdefault(normalise(text), (scene.name, option.label.place))
    return found


def _check_command(one: _Heard, commands: dict[str, _Heard]) -> None:
    command = commands.get(one.said)
    if command is not None and command.dialogue != one.dialogue:
        message = f'{quoted(one.words.text)} alone starts "{command.dialogue}" ({command.where}).'
        hint = "It is the command of that dialogue: choose another word here."
        one.scene.faults.warning(one.words.place, message, hint)


def _check_label(one: _Heard, labels: dict[str, tuple[str, Place]]) -> None:
    dialogue, place = labels.get(one.said, ("", one.words.place))
    if dialogue and dialogue != one.dialogue:
        message = f"{quoted(one.words.text)} is also an answer, in {place.file}:{place.line}."
        hint = f'While that question waits it does not start "{one.dialogue}".'
        one.scene.faults.add(one.words.place, message, hint, "information")


def _check_phrase(phrase: _Heard, keywords: Sequence[_Heard]) -> None:
    """Warn of a phrase that only its very words start, for another's keyword is in it."""
    held = [
        one for one in keywords if one.said != phrase.said and holds_word(phrase.said, one.said)
    ]
    if any(one.dialogue == phrase.dialogue for one in held):
        return
    for keyword in held:
        said = quoted(keyword.words.text)
        message = f'{quoted(phrase.words.text)} holds {said}, a keyword of "{keyword.dialogue}"'
        hint = "Said in nearly these words, it starts that dialogue. Choose another keyword."
        phrase.scene.faults.warning(phrase.words.place, f"{message} ({keyword.where}).", hint)


def _check_keyword(keyword: _Heard, phrases: dict[str, _Heard]) -> None:
    """Warn of a keyword that, said alone, is another's phrase."""
    phrase = phrases.get(keyword.said)
    if phrase is not None and phrase.dialogue != keyword.dialogue:
        said = quoted(keyword.words.text)
        message = f'{said} alone starts "{phrase.dialogue}" ({phrase.where}).'
        hint = "It is a phrase of that dialogue: choose another word here."
        keyword.scene.faults.warning(keyword.words.place, message, hint)


def _check_greetings(scenes: Sequence[Scene]) -> None:
    """Warn of a dialogue that would greet people, if another did not do it already."""
    by_name = {scene.name: scene for scene in scenes}
    first, second = (by_name.get(name) for name in ("start", "welcome"))
    if first is not None and second is not None and second.script.starts is None:
        message = f'"welcome" greets nobody: "start" ({first.script.dialogue.place.file}) does.'
        hint = 'Give it "starts:", or keep one of the two.'
        if "welcome" not in _led_to(scenes):
            second.faults.warning(second.script.dialogue.place, message, hint)


def _led_to(scenes: Sequence[Scene]) -> set[str]:
    return {name.text for scene in scenes for _, step in scene.steps for name in targets_of(step)}
