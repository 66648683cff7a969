"""One person on many platforms: a code is asked for here, entered there, and both sides agree."""

from bot.core.effects import AnswerLink, EnterLinkCode, GiveLinkCode, PartAccounts
from bot.core.link_code import code_in_payload
from bot.core.universal import UNIVERSAL_WORDS
from bot.core.values import Value
from bot.dialogue.expressions.display import plain
from bot.dialogue.machine.playing import resume
from bot.dialogue.machine.turn import Course
from bot.dialogue.messages.panels import open_link

LINK_REFUSED = "link.refused"
"""No link comes of it: the data's `why` is a key of `ProductTexts.link_refused`."""

LINK_ASKED = "link.asked"
"""Whoever this is says whether `who` on `where`, as people call it, is them; the one who entered
the code is told `sure`."""

LINK_WAITS = "link.waits"
"""One side has agreed; the other has not said yet."""

LINK_DECLINED = "link.declined"
"""One of the two has said no."""

LINK_JOINED = "link.joined"
"""Both are one now, here and on `where`; with `resumes` the talk goes on here."""

LINK_PARTED = "link.parted"
"""An account was taken from those that were joined."""

LINK_EVENTS = frozenset(
    {LINK_REFUSED, LINK_ASKED, LINK_WAITS, LINK_DECLINED, LINK_JOINED, LINK_PARTED}
)


def give_code(course: Course) -> None:
    """Give the person a code for their other side; in a group everybody would read it."""
    if _is_overheard(course):
        return
    language = course.person.language.partition("-")[0]
    (word, *_) = UNIVERSAL_WORDS.get(language, UNIVERSAL_WORDS["en"])["link"]
    text = course.texts.link_code.replace("{word}", word)
    course.effects.append(GiveLinkCode(text, course.texts.link_addresses))
    resume(course)


def enter_code(course: Course, code: str) -> None:
    """Ask both sides whether they are one, or say why not; all of that comes later."""
    if not _is_overheard(course):
        course.effects.append(EnterLinkCode(code))


def enter_payload(course: Course, payload: str) -> bool:
    """Enter the code that a link carries; says false where it carries something else."""
    code = code_in_payload(payload)
    if code is None:
        return False
    enter_code(course, code)
    return True


def part(course: Course) -> None:
    """Take this account from those that are joined."""
    if _is_overheard(course):
        return
    if course.person.linked:
        course.effects.append(PartAccounts())
    else:
        course.confide(course.texts.not_linked)
        resume(course)


def hear_of_link(course: Course, name: str, data: Value) -> None:
    """Tell what has become of a code."""
    told, texts = data if isinstance(data, dict) else {}, course.texts
    where = plain(told.get("where"))
    if name == LINK_ASKED:
        question = texts.link_sure if told.get("sure") else texts.link_question
        who = plain(told.get("who")) or texts.link_somebody
        open_link(course, plain(told.get("link")), question.format(where=where, who=who))
        return
    if name == LINK_REFUSED:
        course.confide(texts.link_refused.get(plain(told.get("why")), texts.link_declined))
    elif name == LINK_WAITS:
        course.confide(texts.link_waits)
    elif name == LINK_JOINED:
        course.confide(texts.linked.format(where=where))
    else:
        course.confide(texts.link_declined if name == LINK_DECLINED else texts.unlinked)
    if name != LINK_JOINED or told.get("resumes"):
        resume(course)


def use_link(course: Course, link: str, *, agreed: bool) -> None:
    """One side has answered; what comes of it depends on the other."""
    course.effects.append(AnswerLink(link, agreed))


def _is_overheard(course: Course) -> bool:
    if course.person.in_space:
        course.confide(course.texts.link_in_private)
        resume(course)
    return course.person.in_space
