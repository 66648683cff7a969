"""What each error means for a message of ours: Meta's numbers as data, total over any answer.

The numbers are those of Cloud API, Error codes. Meta asks to go by the number, never by the words
or the HTTP status; where an answer has no number of Meta's, the status has to do.
"""

from collections.abc import Callable, Mapping
from typing import Final, Literal

from msgspec import Struct

from adapters.whatsapp.reply import Refusal
from bot.core.outcomes import (
    Misconfigured,
    Outcome,
    Rejected,
    Throttled,
    Unknown,
    Unreachable,
)

OUTSIDE_OF_WINDOW: Final = 131047
"""More than 24 hours have passed since the person's last word."""

Kind = Literal["refused", "nobody", "setup", "wait for one", "wait for all", "unclear"]


class Meaning(Struct, frozen=True):
    """What a number means: `words` say what to do, `seconds` how long to wait where Meta says."""

    kind: Kind
    words: str
    seconds: float | None = None


_REFUSED = "the token is refused: make a new one for a system user that has the WhatsApp account"
_RIGHTS = (
    "the token lacks a permission: it needs whatsapp_business_messaging and the WhatsApp account"
)
_NUMBER = "the phone number cannot send: look at it in WhatsApp Manager, Phone numbers"
_FAST = "Meta wants fewer requests"
_TEMPLATE = "the template does not take this: look at it in WhatsApp Manager, Message templates"

PAIR_SECONDS: Final = 6.0
"""One message every six seconds to one person (Pair rate limits)."""

MEANINGS: Mapping[int, Meaning] = {
    0: Meaning("setup", _REFUSED),
    190: Meaning("setup", _REFUSED),
    3: Meaning("setup", _RIGHTS),
    10: Meaning("setup", _RIGHTS),
    131005: Meaning("setup", _RIGHTS),
    33: Meaning("setup", _NUMBER),
    131037: Meaning("setup", "the number's display name is not approved: see WhatsApp Manager"),
    131045: Meaning("setup", _NUMBER),
    133004: Meaning("wait for all", "Meta's server is not available"),
    133010: Meaning("setup", "the phone number is not registered: WhatsApp, API Setup, Register"),
    131042: Meaning("setup", "a payment is missing: see Billing in Meta's Business Settings"),
    368: Meaning("setup", "Meta has blocked the account for its policies: see Business Support"),
    131031: Meaning("setup", "Meta has locked the account: see Business Support Home"),
    4: Meaning("wait for all", _FAST),
    80007: Meaning("wait for all", _FAST),
    130429: Meaning("wait for all", _FAST),
    131048: Meaning("wait for all", "many have blocked or reported us: see WhatsApp Manager", 600),
    131056: Meaning("wait for one", "too much was said to one person", PAIR_SECONDS),
    2: Meaning("wait for all", "Meta's service is down or has too much to do"),
    131016: Meaning("wait for all", "Meta's service is down or has too much to do"),
    131057: Meaning("wait for all", "Meta is changing the account"),
    131026: Meaning("nobody", "there is nobody on WhatsApp who can read this"),
    130497: Meaning("nobody", "nobody in that country may be written to"),
    131030: Meaning("refused", "a number for tests writes to those on its list only: API Setup"),
    131047: Meaning("refused", "more than 24 hours have passed since the person's last word"),
    131049: Meaning("refused", "Meta spares people who get much advertising"),
    131050: Meaning("refused", "the person wants no advertising"),
    130472: Meaning("refused", "the person is part of an experiment of Meta's"),
    131021: Meaning("refused", "this is our own number"),
    131008: Meaning("refused", "a parameter is missing"),
    131009: Meaning("refused", "a parameter is not valid"),
    131051: Meaning("refused", "messages of this type are not supported"),
    131052: Meaning("refused", "Meta could not fetch a file"),
    131053: Meaning("refused", "Meta does not take a file"),
    132000: Meaning("refused", f"{_TEMPLATE} (it has another number of parameters)"),
    132001: Meaning("refused", "there is no such template in this language, or it is not approved"),
    132005: Meaning("refused", "the text is too long for the template"),
    132007: Meaning("refused", f"{_TEMPLATE} (its text breaks a policy)"),
    132012: Meaning("refused", f"{_TEMPLATE} (its parameters are of another form)"),
    132015: Meaning("refused", "the template is paused: few liked it"),
    132016: Meaning("refused", "the template is disabled: it was paused too often"),
    100: Meaning("refused", "a parameter is not valid"),
    131000: Meaning("unclear", "something went wrong at Meta's"),
    1: Meaning("unclear", "something went wrong at Meta's"),
}
"""Every number that a message of ours may meet."""

_LASTING: Mapping[Kind, Callable[[str], Outcome]] = {
    "refused": Rejected,
    "nobody": Unreachable,
    "setup": Misconfigured,
    "unclear": Unknown,
}
"""The outcomes that ask for no wait."""

_RIGHTS_MISSING = range(200, 300)
_REGISTRATION = range(133000, 134000)
_TEMPLATES = range(132000, 133000)


def outcome_of(refusal: Refusal) -> Outcome:
    """Return how a send ended that was answered so."""
    meaning = None if refusal.code is None else meaning_of(refusal.code)
    if meaning is None:
        return _outcome_of_status(refusal)
    words = words_of(refusal.code)
    wait = refusal.retry_after if refusal.retry_after is not None else meaning.seconds
    match meaning.kind:
        case "wait for one":
            return Throttled(words, wait)
        case "wait for all":
            return Throttled(words, wait, scope="channel")
        case _:
            return _LASTING[meaning.kind](words)


def meaning_of(code: int) -> Meaning | None:
    """Return what a number means, None where it is none that we know."""
    if code in MEANINGS:
        return MEANINGS[code]
    if code in _RIGHTS_MISSING:
        return Meaning("setup", _RIGHTS)
    if code in _REGISTRATION:
        return Meaning("setup", _NUMBER)
    if code in _TEMPLATES:
        return Meaning("refused", _TEMPLATE)
    return None


def words_of(code: int | None) -> str:
    """Return why something was not done: Meta's number, with what to do where that is known."""
    meaning = None if code is None else meaning_of(code)
    if meaning is None:
        return "Meta does not say why" if code is None else f"{code}"
    return f"{code}: {meaning.words}"


def is_about_person(code: int) -> bool:
    """Say whether a number means that a person cannot be reached at all."""
    meaning = meaning_of(code)
    return meaning is not None and meaning.kind == "nobody"


def _outcome_of_status(refusal: Refusal) -> Outcome:
    words = f"HTTP {refusal.status}" + (f", {refusal.code}" if refusal.code is not None else "")
    match refusal.status // 100, refusal.status:
        case _, 401 | 403:
            return Misconfigured(f"{words}: {_REFUSED}")
        case _, 404:
            return Misconfigured(f"{words}: see that number and api_base are right")
        case _, 429:
            return Throttled(words, refusal.retry_after, scope="channel")
        case 3, _:
            return Misconfigured(f"{words}: api_base leads elsewhere")
        case 4, _:
            return Rejected(words)
        case _:
            return Unknown(words)
