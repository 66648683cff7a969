"""What is to come for those inside older versions, in words."""

from typing import assert_never

from bot.dialogue.publishing.moved_runs import Hindrance
from bot.dialogue.publishing.prospects import Outcome, Prospect, Prospects

OUTCOMES: tuple[Outcome, ...] = ("moves", "replays", "stays", "cannot")

_WORDS = {
    "moves": ("moves", "move"),
    "replays": ("is played again", "are played again"),
    "stays": ("stays", "stay"),
    "cannot": ("cannot move", "cannot move"),
}

_PLAYED_AGAIN = "its code has changed; where what was answered no longer fits it is offered anew"


def line_of(prospect: Prospect, count: int) -> str:
    """Return what is to come for so many in one place, and why."""
    verb = _WORDS[prospect.outcome][count != 1]
    told = f"{prospect.dialogue}, version {prospect.version}: {count} {verb}"
    if prospect.outcome == "replays":
        return f"{told}: {_PLAYED_AGAIN}."
    return f"{told}." if prospect.hindrance is None else f"{told}: {_why(prospect.hindrance)}."


def sum_up(found: Prospects) -> str:
    """Return in one line how many move, stay and cannot move."""
    if not found.counts:
        return "Nobody is inside an older version."
    told = [
        f"{count} {_WORDS[outcome][count != 1]}"
        for outcome in OUTCOMES
        if (count := found.count(outcome))
    ]
    return f"Of the dialogues under way in older versions {', '.join(told)}."


def _why(hindrance: Hindrance) -> str:
    """Return why something does not move, in words."""
    place = f"what they wait at, {hindrance.path},"
    match hindrance.reason:
        case "not moves":
            told = 'it does not say "moves: true"'
        case "dialogue gone":
            told = "it is no longer among the files"
        case "step gone":
            told = f"{place} is no longer there"
        case "step changed":
            verb = "is" if hindrance.what == "no longer optional" else "has"
            told = f"{place} {verb} {hindrance.what}"
        case "version lost":
            told = "their version is not kept: they are told so, and offered it anew"
        case _:
            assert_never(hindrance.reason)
    return told
