"""A made-up brand of any size: the same seed writes the same files, and none of them has a fault.

What stands in it is what brands are made of: questions of several types, branches on what was
answered, words of the person in later texts, calls of other dialogues, waits, and a second
language.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random

BRAND = """brand: fair
title: The Fair
languages: [en, it]
timezone: Europe/Rome
channels:
  web: {adapter: webchat}
topics:
  news: {title: News, wording: "Shall we write to you when there is news?"}
"""
CATALOGUE_HEAD = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n'
LORE = (
    "market bread cheese morning Saturday stall flower river bridge song neighbour basket honey"
    " letter window garden evening train coffee apple story winter lamp road"
)
WORDS = LORE.split()
SHELVES = 8
"""How deep calls may stand above each other; the language has room for twice as many."""


@dataclass(frozen=True)
class Size:
    """How large a brand is: its dialogues, and the steps in each."""

    dialogues: int
    steps: int


class Author:
    """Writes one dialogue; every name and text in it carries its number, so that none is twice."""

    def __init__(self, number: int, count: int, random: Random) -> None:
        self.number = number
        self.texts: list[str] = []
        self._count = count
        self._random = random
        self._slots: list[str] = []
        self._chosen: list[str] = []
        self._steps = 0

    def dialogue(self, steps: int) -> str:
        """Return the file of a dialogue with at least so many steps."""
        lines = [f"dialogue: d{self.number}", f"title: {self._text('About')}", "starts:"]
        lines += [f"  - command: d{self.number}", f"  - keyword: [fair{self.number}]", "steps:"]
        lines += self._say(2)
        while self._steps < steps:
            lines += self._random.choice(self._kinds())(2)
        return "\n".join([*lines, *self._say(2)]) + "\n"

    def _kinds(self):  # noqa: ANN202  # what each does is its name
        always = [self._say, self._number, self._choice, self._set, self._offer, self._rest]
        calls = [self._call] if self._next_shelf < self._count else []
        return [*always, *calls, self._branch, self._match] if self._chosen else [*always, *calls]

    def _text(self, lead: str) -> str:
        words = " ".join(self._random.choices(WORDS, k=self._random.randint(3, 9)))
        text = f"{lead} {words} {self.number}-{len(self.texts)}"
        self.texts.append(text)
        return text

    def _told(self, lead: str) -> str:
        """Return a text that repeats something the person said, where they said anything."""
        if not self._slots:
            return self._text(lead)
        return self._text(f"{lead} {{{self._random.choice(self._slots)}}}")

    def _slot(self) -> str:
        self._slots.append(f"slot{len(self._slots)}")
        return self._slots[-1]

    def _say(self, indent: int) -> list[str]:
        self._steps += 1
        return _indented(indent, [f'- say: "{self._told("Then")}"'])

    def _number(self, indent: int) -> list[str]:
        self._steps += 1
        asked = [f'- ask: "{self._told("How many")}"', f"  as: {self._slot()}", "  type: number"]
        limit = ["  min: 0", "  max: 10", f'  again: "{self._text("A number for")}"']
        return _indented(indent, asked + limit)

    def _choice(self, indent: int) -> list[str]:
        self._steps += 1
        labels = ", ".join(f'{key}: "{self._text(key)}"' for key in ("red", "green", "blue"))
        question = self._told("Which")
        self._chosen.append(self._slot())
        asked = [f'- ask: "{question}"', f"  as: {self._chosen[-1]}"]
        return _indented(indent, [*asked, f"  choices: {{{labels}}}", "  optional: true"])

    def _set(self, indent: int) -> list[str]:
        self._steps += 1
        return _indented(indent, [f"- set: {{person.fact{self.number % 7}: {self._steps}}}"])

    def _offer(self, indent: int) -> list[str]:
        self._steps += 1
        return _indented(indent, ["- offer: news"])

    def _rest(self, indent: int) -> list[str]:
        self._steps += 1
        return _indented(indent, [f"- wait: {self._random.randint(1, 48)}h"])

    @property
    def _next_shelf(self) -> int:
        """The first dialogue of the next shelf, of a few on which all of them stand."""
        shelf = self.number * SHELVES // self._count
        return -(-(shelf + 1) * self._count // SHELVES)

    def _call(self, indent: int) -> list[str]:
        """Call a dialogue of a later shelf, so that calls make no circle and no deep stack."""
        self._steps += 1
        called = self._random.randrange(self._next_shelf, self._count)
        return _indented(indent, [f"- run: d{called}"])

    def _branch(self, indent: int) -> list[str]:
        self._steps += 1
        slot = self._random.choice(self._chosen)
        lines = [f"- if: {slot} == 'red' or len({slot}) > 4", "  then:", *self._say(4)]
        return _indented(indent, [*lines, "  else:", *self._say(4)])

    def _match(self, indent: int) -> list[str]:
        self._steps += 1
        lines = [f"- match: {self._random.choice(self._chosen)}", "  cases:"]
        for case in ("red", "green"):
            lines += [f"    {case}:", *self._say(6)]
        return _indented(indent, [*lines, "  else:", *self._say(4)])


def write_big_brand(folder: Path, size: Size, seed: int) -> int:
    """Write a brand of that size, and return how many steps it has.

    Args:
        folder: where, new or empty.
        size: how large.
        seed: the same seed writes the same brand.
    """
    (folder / "dialogues").mkdir(parents=True)
    (folder / "locales").mkdir()
    (folder / "brand.yaml").write_text(BRAND, encoding="utf-8")
    texts = ["The Fair", "News", "Shall we write to you when there is news?"]
    steps = 0
    for number in range(size.dialogues):
        author = Author(number, size.dialogues, Random(f"{seed}-{number}"))
        file = author.dialogue(size.steps)
        (folder / "dialogues" / f"d{number}.yaml").write_text(file, encoding="utf-8")
        texts += author.texts
        steps += file.count("- ") - 2
    catalogue = CATALOGUE_HEAD + "".join(_entries(texts))
    (folder / "locales" / "it.po").write_text(catalogue, encoding="utf-8")
    return steps


def _entries(texts: list[str]) -> Iterator[str]:
    yield from (f'\nmsgid "{text}"\nmsgstr "it {text}"\n' for text in texts)


def _indented(indent: int, lines: list[str]) -> list[str]:
    return [" " * indent + line for line in lines]
