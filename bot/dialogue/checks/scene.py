"""One dialogue while it is checked: what it may name, and where faults go."""

from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from functools import cached_property

from bot.brand.collected import Faults
from bot.brand.leaves import Template, Words
from bot.brand.translations import Translations
from bot.dialogue.checks.assigned import assigned_before
from bot.dialogue.compiling.leaves import is_on
from bot.dialogue.expressions.expression import GIVING
from bot.dialogue.model.known import Known
from bot.dialogue.model.script import Script
from bot.dialogue.model.slots import slots_given
from bot.dialogue.model.walk import steps_in
from bot.dialogue.program import FAQ
from bot.dialogue.python.script import PythonScript
from bot.dialogue.questions.counting import NO, YES
from bot.dialogue.steps import AskStep, Broken, Step

_WITHOUT_SLOTS = "Answers have no slots: let a dialogue set person.{name}, and show that."
_NAMING = "Name it in the call: {name}=…; or give a result that name: {name} = await …"


class Names(AbstractSet[str]):
    """Known names; `doubtful` ones are not known, but would not be missed either."""

    def __init__(self, known: frozenset[str], doubtful: frozenset[str], whole: Known) -> None:
        self._known = known
        self._doubtful = doubtful
        self._whole = whole

    def plus(self, more: frozenset[str]) -> "Names":
        """Return the same names, and some more that are known."""
        return Names(self._known | more, self._doubtful, self._whole)

    def __contains__(self, name: object) -> bool:
        if name in self._known or name in self._doubtful:
            return True
        return isinstance(name, str) and self._whole.may_know(name)

    def __iter__(self) -> Iterator[str]:
        return iter(self._known)

    def __len__(self) -> int:
        return len(self._known)


class Scene:
    """What the checks of one dialogue share.

    Args:
        script: the dialogue.
        known: the names of the brand.
        translations: the brand's catalogues.
        faults: where to add.
    """

    def __init__(
        self, script: Script, known: Known, translations: Translations, faults: Faults
    ) -> None:
        self.script = script
        self.known = known
        self.translations = translations
        self.faults = faults

    @property
    def name(self) -> str:
        """The name of the dialogue."""
        return self.script.dialogue.text

    @property
    def language(self) -> str:
        """The language that it is written in."""
        written = self.script.language
        return self.known.languages[0] if written is None else written.text

    @property
    def is_python(self) -> bool:
        """Whether it is a program: the order of its steps says nothing of its way."""
        return isinstance(self.script, PythonScript)

    @property
    def giving(self) -> str:
        """How a name gets a value in this file."""
        if self.name == FAQ:
            return _WITHOUT_SLOTS
        return _NAMING if self.is_python else GIVING

    def computes(self, step: Step, key: str) -> bool:
        """Say whether only a run of a dialogue in Python knows this key of a step."""
        return isinstance(self.script, PythonScript) and self.script.computes(step, key)

    @cached_property
    def steps(self) -> tuple[tuple[str, Step], ...]:
        """Every step with its path, in the order of the file."""
        return tuple(steps_in(self.script.steps))

    @cached_property
    def doubtful(self) -> frozenset[str]:
        """Every word in a step that could not be loaded."""
        return frozenset(
            word for _, step in self.steps if isinstance(step, Broken) for word in step.words
        )

    @cached_property
    def given(self) -> tuple[Words, ...]:
        """The slots that its own steps give values, as they are written there."""
        return tuple(slots_given(self.script.steps))

    @cached_property
    def first_given(self) -> dict[str, Words]:
        """The first place at which each of these slots gets a value, by its name."""
        return {slot.text: slot for slot in reversed(self.given)}

    @cached_property
    def counted(self) -> dict[str, frozenset[str]]:
        """The slots that only questions fill which everyone answers, with what each counts."""
        asked = [step for _, step in self.steps if isinstance(step, AskStep)]
        counting = [step for step in asked if is_on(step.everyone) and step.as_ is not None]
        own = {id(step.as_) for step in counting}
        other = {slot.text for slot in self.given if id(slot) not in own}
        found: dict[str, frozenset[str]] = {}
        for step in counting:
            if step.as_ is not None and step.as_.text not in other:
                name = step.as_.text
                found[name] = found.get(name, frozenset()) | _options_of(step)
        return found

    @cached_property
    def slots(self) -> Names:
        """The slots that have a value on some way through the dialogue."""
        given = {slot.text for slot in self.given}
        given |= self.known.arguments.get(self.name, frozenset())
        return Names(frozenset(given) | self.parameters, self.doubtful, self.known)

    @property
    def parameters(self) -> frozenset[str]:
        """The slots that a program takes from its callers by name."""
        if not isinstance(self.script, PythonScript):
            return frozenset()
        return frozenset(one.text for one in self.script.parameters)

    def named_at(self, step: Step) -> frozenset[str]:
        """Return the names that a call gives to its own texts."""
        return self.script.values_of(step) if isinstance(self.script, PythonScript) else frozenset()

    @cached_property
    def assigned(self) -> dict[str, frozenset[str]]:
        """The slots that may have a value before each step that is reached, by its path."""
        at_first = self.known.arguments.get(self.name, frozenset())
        return assigned_before(self.script.steps, at_first)

    def in_all_languages(self, template: Template) -> dict[str, str]:
        """Return a text and its translations, by language."""
        found = self.translations.of(template, self.language)
        return {self.language: template.text} | {tag: one.text for tag, one in found.items()}


def _options_of(step: AskStep) -> frozenset[str]:
    if step.choices is None:
        return frozenset({YES, NO})
    return frozenset(str(option.value) for option in step.choices.options)
