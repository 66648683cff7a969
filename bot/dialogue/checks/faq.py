"""Ways to ask for an answer of faq.yaml: heard, and not taken by what is understood before it."""

from collections.abc import Iterator, Sequence

from bot.brand.collected import Faults
from bot.brand.wording import quoted
from bot.core.universal import universal_word
from bot.core.words import normalise
from bot.dialogue.model.faq import FaqFile
from bot.dialogue.model.script import Script

_MOST_WORDS = 8
"""Words of a keyword that are looked for in what people may ask."""


def check_faq(
    faq: FaqFile, scripts: Sequence[Script], languages: tuple[str, ...], faults: Faults
) -> None:
    """Warn of what never gets its answer: something else is understood first, or an entry above.

    Args:
        faq: the file.
        scripts: the dialogues.
        languages: of the brand.
        faults: where to add.
    """
    earlier = _Earlier(scripts, languages)
    first: dict[str, int] = {}
    for words in (one for entry in faq.entries for one in entry.ask):
        said, line = normalise(words.text), words.place.line
        before = earlier.than(words.text)
        if not said:
            faults.error(words.place, "There is no word in this.")
        elif said in first:
            message = f"{quoted(words.text)} is asked twice, first in line {first[said]}."
            faults.warning(words.place, message, "Keep one of the two.")
        elif before is not None:
            message = f"{quoted(words.text)} never gets this answer: {before}."
            faults.warning(words.place, message, "Ask it in other words.")
        first.setdefault(said, line)


class _Earlier:
    """What a message is understood as before faq.yaml is asked."""

    def __init__(self, scripts: Sequence[Script], languages: tuple[str, ...]) -> None:
        self._languages = languages
        self._commands: dict[str, str] = {}
        self._phrases: dict[str, str] = {}
        self._keywords: dict[str, tuple[str, str]] = {}
        for script in scripts:
            self._add(script, script.dialogue.text)

    def _add(self, script: Script, name: str) -> None:
        for start in script.starts or ():
            for words in start.command or ():
                self._commands.setdefault(normalise(words.text), name)
            for words in start.phrases or ():
                self._phrases.setdefault(normalise(words.text), name)
            for words in start.keyword or ():
                self._keywords.setdefault(normalise(words.text), (words.text, name))

    def than(self, text: str) -> str | None:
        """Return in words what this message is understood as, None where it gets its answer."""
        said = normalise(text)
        universal = universal_word(text, self._languages)
        if universal is not None:
            return f"it means {universal} everywhere"
        if said in self._commands:
            return f'it is a command, which starts "{self._commands[said]}"'
        if said in self._phrases:
            return f'it is a phrase that starts "{self._phrases[said]}"'
        held = next((one for one in _rows(said) if one in self._keywords), None)
        if held is None:
            return None
        keyword, name = self._keywords[held]
        return f'the keyword {quoted(keyword)} in it starts "{name}"'


def _rows(said: str) -> Iterator[str]:
    """Yield every word of a message, and every few in a row, the longest first."""
    words = said.split()
    for length in range(min(len(words), _MOST_WORDS), 0, -1):
        for start in range(len(words) - length + 1):
            yield " ".join(words[start : start + length])
