"""What is written in the box of each step."""

from collections.abc import Sequence
from typing import assert_never

from bot.brand.durations import duration_text
from bot.core.text import Text
from bot.dialogue.picture.picture import Shape
from bot.dialogue.program import (
    Ask,
    Do,
    Emit,
    End,
    Go,
    Handoff,
    Http,
    Instruction,
    Jump,
    Match,
    Offer,
    Repeat,
    Restart,
    Run,
    Say,
    SayButton,
    Set,
    Split,
    Subscribe,
    Tag,
    Test,
    Unsubscribe,
    Untag,
    Wait,
    WaitFor,
)

LONGEST = 60
"""Characters of a text in a box: enough to know it again."""

Drawn = tuple[Shape, str]


def drawn(step: Instruction) -> Drawn:  # noqa: C901, PLR0911, PLR0912 - one case for each kind
    """Return the shape of an instruction's box, and what stands in it."""
    match step:
        case Say(variants=variants, buttons=buttons):
            return "says", "\n".join((_first(variants), *map(_button, buttons)))
        case Ask(question=question):
            labels = (f"• {_short(choice.label.original)}" for choice in question.choices)
            return "asks", "\n".join((_first(question.text), *labels))
        case Offer(topic=topic):
            return "asks", f"offer {topic}"
        case Test(condition=condition):
            return "decides", f"{_short(condition)}?"
        case Match(subject=subject):
            return "decides", f"{_short(subject)}?"
        case Split(path=path, name=name):
            return "decides", "split" if name == path else f"split {name}"
        case Repeat():
            return "decides", f"repeat {_bound(step)}".strip()
        case Set(values=values):
            return "does", f"set {', '.join(values)}"
        case Tag(tags=tags):
            return "does", f"tag {', '.join(tags)}"
        case Untag(tags=tags):
            return "does", f"untag {', '.join(tags)}"
        case Subscribe(topic=topic):
            return "does", f"subscribe {topic}"
        case Unsubscribe(topic=topic):
            return "does", f"unsubscribe {topic}"
        case Emit(event=event):
            return "does", f"emit {event}"
        case Do(function=name):
            return "does", f"do actions.{name}"
        case Http(method=method, url=url):
            return "does", f"{method.lower()} {_short(url)}"
        case Wait(seconds=seconds):
            return "waits", f"wait {duration_text(seconds)}"
        case WaitFor(event=event):
            return "waits", f"wait for {event}"
        case Handoff(reason=reason):
            return "waits", "handoff" if reason is None else f"handoff: {_short(reason)}"
        case Run(dialogue=name):
            return "leads", f"run {name}"
        case Go(dialogue=name):
            return "leads", f"go {name}"
        case Restart():
            return "leads", "restart"
        case End():
            return "end", "end"
        case Jump():
            raise AssertionError("a jump is a way, not a box")
        case _:
            assert_never(step)


def _first(variants: Sequence[Text]) -> str:
    first = _short(variants[0].original)
    return first if len(variants) == 1 else f"{first} (1 of {len(variants)})"


def _button(button: SayButton) -> str:
    target = button.run or button.go or button.url
    return f"[{_short(button.label.original)}]" + ("" if target is None else f" → {target}")


def _bound(step: Repeat) -> str:
    bounds = (("until", step.until), ("while", step.while_), ("times", step.times))
    return ", ".join(f"{word} {_short(str(one))}" for word, one in bounds if one is not None)


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= LONGEST else f"{line[: LONGEST - 1].rstrip()}…"
