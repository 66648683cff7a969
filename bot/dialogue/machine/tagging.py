"""Tags: words that a brand keeps beside a person, until it takes them away again."""

from collections.abc import Iterator

from bot.core.values import Value
from bot.dialogue.expressions.display import plain
from bot.dialogue.machine.facts import fact, give_fact, resolved
from bot.dialogue.machine.turn import Course, OpenRun
from bot.dialogue.program import Tag, Untag

MOST_TAGS = 256
"""Tags of one person."""

LONGEST_TAG = 64
"""Characters of one tag."""


def give_tags(course: Course, run: OpenRun, step: Tag) -> None:
    """Give the person tags that they do not have yet."""
    held, given = course.person.tags, _tags(course, run, step.tags)
    new = [tag for tag in given if tag not in held]
    if len(held) + len(new) > MOST_TAGS:
        course.report(f"Nobody can have more than {MOST_TAGS} tags.")
    else:
        _change(course, run, (*held, *new), given)


def take_tags(course: Course, run: OpenRun, step: Untag) -> None:
    """Take tags from the person, as far as they have them."""
    taken = _tags(course, run, step.tags)
    left = tuple(tag for tag in course.person.tags if tag not in taken)
    _change(course, run, left, taken)


def _change(course: Course, run: OpenRun, tags: tuple[str, ...], named: list[str]) -> None:
    """Remember the tags of the person; *back* finds those that were before.

    Of accounts that are joined, each is to know which it was given, be it that the other had them.
    """
    if tags == course.person.tags and not course.person.linked:
        return
    course.replaced_facts.setdefault("tags", fact(course.person, "tags"))
    give_fact(course, "tags", list(tags), run.run, tuple(named))


def _tags(course: Course, run: OpenRun, authored: tuple[str, ...]) -> list[str]:
    """Return the tags that a step names, each once; what cannot be one is reported."""
    names = (name for one in authored for name in _names(resolved(course, run, one)))
    found = dict.fromkeys(name.strip() for name in names)
    if any(len(tag) > LONGEST_TAG or not tag.isprintable() for tag in found):
        course.report(f"A tag is one line of at most {LONGEST_TAG} characters.")
    return [tag for tag in found if tag and len(tag) <= LONGEST_TAG and tag.isprintable()]


def _names(value: Value) -> Iterator[str]:
    if isinstance(value, list):
        for item in value:
            yield from _names(item)
    else:
        yield plain(value)
