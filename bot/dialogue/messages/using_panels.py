"""What the buttons of the product's own questions do."""

from typing import assert_never

from bot.core.effects import ErasePerson, ExportPerson
from bot.dialogue.machine.ending import end_dialogue
from bot.dialogue.machine.facts import give_fact
from bot.dialogue.machine.playing import resume
from bot.dialogue.machine.state import Live, Panel
from bot.dialogue.machine.turn import Course
from bot.dialogue.messages.linking import use_link
from bot.dialogue.messages.meaning import follow
from bot.dialogue.messages.panels import NO, live_panel, mark_used, open_erase, read_panel


def answer_panel(course: Course, panel: Panel | None, text: str) -> bool:
    """Serve a message that means a button of a panel; says false for any other."""
    live = live_panel(course, panel)
    place = None if live is None else read_panel(course, live, text)
    if live is None or place is None:
        return False
    use_panel(course, live, place)
    return True


def use_panel(course: Course, live: Live, place: int) -> None:
    """Do what a button of a panel says."""
    mark_used(course, live, place)
    name = live.place[place]
    match live.kind:
        case "language":
            give_fact(course, "language", name)
            course.tell(course.texts.language_set)
            resume(course)
        case "privacy":
            _use_privacy(course, name)
        case "erase":
            _use_erase(course, name)
        case "which":
            follow(course, name)
        case "anew":
            _use_anew(course, name)
        case "link":
            use_link(course, live.place[0], agreed=name != NO)
        case "say":
            pass
        case _:
            assert_never(live.kind)


def _use_privacy(course: Course, name: str) -> None:
    texts = course.texts
    if name == "erase":
        open_erase(course)
        return
    if name == "export":
        course.effects.append(
            ExportPerson(course.confided(texts.exported), f"{course.library.brand.id}.json")
        )
    else:
        course.confide(texts.closed)
    resume(course)


def _use_erase(course: Course, name: str) -> None:
    texts = course.texts
    if name == "yes":
        course.effects.append(ErasePerson(course.confided(texts.erased)))
        course.erased = True
        return
    course.confide(texts.not_erased)
    resume(course)


def _use_anew(course: Course, name: str) -> None:
    if name == NO:
        course.tell(course.texts.goes_on)
        resume(course)
        return
    end_dialogue(course, name, "restarted")
    follow(course, name)
