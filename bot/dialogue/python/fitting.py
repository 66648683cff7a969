"""Whether what was answered still fits a file that has changed, as far as the file tells."""

from msgspec import Struct

from bot.dialogue.machine.state import Frame
from bot.dialogue.program import Ask, Instruction, Jump, Program
from bot.dialogue.publishing.differences import Difference, difference
from bot.dialogue.python.code import PythonCode, Site


class Misfit(Struct, frozen=True):
    """The call at `path` is gone, or is something else than it was: `what` says in which way."""

    path: str
    what: Difference | None = None


def misfit(frame: Frame, old: Program | None, code: PythonCode) -> Misfit | None:
    """Return what keeps a run from going on in the file as it is now, None where nothing is seen.

    Whether its calls still come in the same order shows only when it is played again.

    Args:
        frame: what is remembered of the run.
        old: the version that it began with, None where that is not kept.
        code: the file as it is now.
    """
    sites = {site.path: site for site in code.sites}
    for given in frame.journal:
        path = path_of_call(given.call)
        site = sites.get(path)
        if site is None:
            return Misfit(path)
        if site.sign is not None and site.sign != given.call:
            return Misfit(path, "another type")
    if not 0 <= frame.at < len(frame.journal):
        return None
    path = path_of_call(frame.journal[frame.at].call)
    return _standing(sites[path], None if old is None else step_at(old, path))


def path_of_call(call: str) -> str:
    """Return the path of a call by its name in a journal."""
    return call.partition(":")[0]


def step_at(program: Program, path: str) -> Instruction | None:
    """Return the step of that path, None where there is none."""
    steps = (one for one in program.instructions if not isinstance(one, Jump))
    return next((one for one in steps if one.path == path), None)


def _standing(site: Site, old: Instruction | None) -> Misfit | None:
    """Compare what waits with what it was: its buttons were shown, and count its choices."""
    new = site.instruction
    if new is None:
        return None
    if old is None:
        shows = isinstance(new, Ask) and new.question.choices
        return Misfit(site.path, "other choices") if shows else None
    what = difference(old, new)
    return None if what is None else Misfit(site.path, what)
