"""Questions of the product's own: which language, what we hold, which dialogue, begin it anew."""

from collections.abc import Sequence
from typing import assert_never

import msgspec

from bot.core.content import Button
from bot.dialogue.expressions.display import date_text, shown
from bot.dialogue.expressions.expression import Scope
from bot.dialogue.machine.playing import resume
from bot.dialogue.machine.product_texts import language_names, privacy_names
from bot.dialogue.machine.state import Kind, Live, Panel
from bot.dialogue.machine.turn import Course
from bot.dialogue.machine.understanding import Names
from bot.dialogue.program import FAQ
from bot.dialogue.questions.asking import label_of

_PRIVACY = ("export", "erase", "close")
ERASE = ("yes", "no")
"""The buttons of the question whether to erase everything."""

NO = ""
"""Stands for *no* where the other button is a dialogue to begin anew, or an account to join."""

CONFIDED: frozenset[Kind] = frozenset({"privacy", "erase", "link"})
"""Panels that concern nobody else: neither the others in a group, nor the desk."""

_MISSES = 1
"""How often a panel asks again before it gives way."""


def open_language(course: Course) -> None:
    """Ask which of the brand's languages the person prefers."""
    languages = course.library.brand.languages
    if len(languages) == 1:
        only = language_names(languages[0])[0]
        course.tell(course.texts.only_language.format(language=only))
        resume(course)
        return
    _open(course, "language", languages, course.texts.language_question)


def open_privacy(course: Course) -> None:
    """Show what is held, with what can be done about it; the waiting question comes again."""
    _open(course, "privacy", _PRIVACY, _held(course))
    resume(course)


def open_which(course: Course, names: Sequence[str]) -> None:
    """Ask which of several dialogues a message meant."""
    _open(course, "which", tuple(names), course.texts.which)


def open_anew(course: Course, name: str) -> None:
    """Ask whether to begin a dialogue anew that still waits for a clock or an event."""
    title = names_of(course, "which", name)[0]
    _open(course, "anew", (name, NO), course.texts.still_under_way.format(title=title))


def open_erase(course: Course) -> None:
    """Ask whether to erase everything that is held about the person."""
    _open(course, "erase", ERASE, course.texts.erase_question)


def open_link(course: Course, link: str, text: str) -> None:
    """Ask whether an account elsewhere is the person's own."""
    _open(course, "link", (link, NO), text)


def live_panel(course: Course, panel: Panel | None) -> Live | None:
    """Return the message of the panel that was opened last."""
    return None if panel is None else course.live_of(panel.reference)


def is_pressing(live: Live | None) -> bool:
    """Say whether a panel wants an answer before anything else that is not a command."""
    return live is not None and live.kind != "privacy"


def read_panel(course: Course, live: Live, text: str) -> int | None:
    """Return the button of a panel that a message means."""
    names = [names_of(course, live.kind, name) for name in live.place]
    exact = course.understanding.exact_choice(text, names)
    if exact is not None or live.kind == "privacy":
        return exact
    if live.kind in {"erase", "anew", "link"}:
        agreed = course.understanding.yes_no(text, course.library.brand.languages)
        return None if agreed is None else ERASE.index("yes" if agreed else "no")
    return course.understanding.choice(text, names, course.library.brand.languages)


def panel_missed(course: Course, panel: Panel, live: Live) -> bool:
    """Ask a panel's question once more; says false when it has been asked enough."""
    if panel.misses >= _MISSES:
        return False
    course.panel = Panel(panel.reference, panel.misses + 1)
    _say(course, live, course.texts.again["choice"])
    return True


def _open(course: Course, kind: Kind, place: tuple[str, ...], text: str) -> None:
    live = Live(course.reference(), kind, place)
    _say(course, live, text)
    course.remember_live(live)
    course.panel = Panel(live.reference)


def _say(course: Course, live: Live, text: str) -> None:
    """Say what a panel asks, with its buttons; what is held of somebody, to them alone."""
    say = course.confide if live.kind in CONFIDED else course.tell
    say(text, _buttons(course, live))


def _buttons(course: Course, live: Live) -> tuple[Button, ...]:
    return tuple(
        Button(f"{live.reference}.{at}", names_of(course, live.kind, name)[0], authored=False)
        for at, name in enumerate(live.place)
    )


def names_of(course: Course, kind: Kind, name: str) -> Names:
    """Return what a button of a panel is called, the label that is shown first."""
    texts = course.texts
    match kind:
        case "language":
            return language_names(name)
        case "privacy":
            label = {"export": texts.export, "erase": texts.erase}.get(name, texts.close)
            return (label, *privacy_names(name))
        case "erase":
            return (texts.yes if name == "yes" else texts.no,)
        case "anew" | "link":
            return (texts.no if name == NO else texts.yes,)
        case "which" | "say":
            kind_of, _, words = name.partition("/")
            if kind_of == FAQ:
                return (words,)
            dialogue = course.library.dialogues.get(name)
            title = name if dialogue is None else label_of(course, dialogue.program.title, None)
            return (title, name)
        case _:
            assert_never(kind)


def _held(course: Course) -> str:
    """Return what we hold of the person, in their words."""
    person, texts = course.person, course.texts
    scope = Scope({}, person.language, person.timezone)
    topics = course.library.brand.topics
    named = [
        topics[topic].title.within(person.language) if topic in topics else topic
        for topic in person.subscribed
    ]
    lines = [
        texts.held,
        texts.held_name.format(value=person.name or person.first_name or texts.nothing),
        texts.held_language.format(value=language_names(person.language)[0]),
        texts.held_timezone.format(value=person.timezone),
        texts.held_channel.format(value=person.channel),
        texts.held_since.format(value=date_text(person.since, scope, "long")),
        texts.held_topics.format(value=shown(named, scope) or texts.nothing),
    ]
    if person.linked:
        lines.append(texts.held_linked.format(value=shown(person.linked, scope)))
    if person.tags:
        lines.append(texts.held_tags.format(value=shown(person.tags, scope)))
    remembered = {name: value for name, value in person.values.items() if value is not None}
    if remembered:
        lines.append(texts.held_values)
        lines += [f"• {name}: {shown(value, scope)}" for name, value in remembered.items()]
    lines.append(texts.held_conversation)
    return "\n".join(lines)


def mark_used(course: Course, live: Live, place: int) -> None:
    """Remember that a button was pressed: each acts once."""
    used = msgspec.structs.replace(live, used=live.used | 1 << place)
    course.live = [used if found is live else found for found in course.live]
