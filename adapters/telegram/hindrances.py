"""What keeps a bot from hearing people, in words with what to do: pure."""

from msgspec import Struct
from telegram.error import Conflict, InvalidToken, RetryAfter, TelegramError

from adapters.telegram.answer import LONGEST_REASON
from adapters.telegram.errors import seconds_of

LONG_SECONDS = 30.0
"""A wait that is worth telling."""

PATIENCE = 3
"""So many failures in a row are no accident of the network any more."""

ANOTHER_POLLS = (
    "another process polls this bot (409): stop it, or give it a token of its own from @BotFather"
)
WEBHOOK_SET = (
    "another process sets a webhook for this bot (409): stop it, or give it a token of its own"
)
WEBHOOK_CHANGED = (
    "another program sets or deletes this bot's webhook: stop it, or give it a token of its own"
)
REFUSED = (
    "the token is refused: copy it from @BotFather again, or ask for a new one"
    " (where api_base is set, see that it leads to a server of the Bot API)"
)


class Hindrance(Struct, frozen=True):
    """Why a poll failed.

    `words` are for people, None where it may pass by itself. `is_token` says that the token is
    refused, which only people can mend, `is_conflict` that somebody else is told what happens;
    `wait` is how many seconds Telegram asked for, if it did.
    """

    words: str | None
    wait: float | None = None
    is_token: bool = False
    is_conflict: bool = False


def refused_webhook(words: str) -> str:
    """Return what is said where Telegram does not take our address.

    Args:
        words: Telegram's own.
    """
    return f"Telegram refuses the webhook: {words} (look at CONVIVIO_PUBLIC_URL)"


def unreached(words: str, waiting: int) -> str:
    """Return what is said where Telegram posts to us in vain.

    Args:
        words: Telegram's own, such as "Connection refused".
        waiting: updates that wait there.
    """
    said = words[:LONGEST_REASON] or "it does not say why"
    return (
        f"Telegram cannot post to us: {said} ({waiting} updates wait there, for up to a day):"
        " see that CONVIVIO_PUBLIC_URL, its certificate and the proxy before it lead here"
    )


def is_webhook_set(error: Exception) -> bool:
    """Say whether Telegram refuses polling because it posts the updates to somebody.

    Its words are "can't use getUpdates method while webhook is active".
    """
    return isinstance(error, Conflict) and "webhook" in error.message.lower()


def hindrance_of(error: Exception, failures: int) -> Hindrance:
    """Return what an error of polling means.

    Args:
        error: what the poll raised.
        failures: how many have failed in a row, this one included.
    """
    match error:
        case Conflict() if is_webhook_set(error):
            return Hindrance(WEBHOOK_SET, is_conflict=True)
        case Conflict():
            return Hindrance(ANOTHER_POLLS, is_conflict=True)
        case InvalidToken():
            return Hindrance(REFUSED, is_token=True)
        case RetryAfter():
            seconds = seconds_of(error)
            words = f"Telegram wants no request for {seconds:.0f} s"
            return Hindrance(words if seconds >= LONG_SECONDS else None, seconds)
        case _:
            words = error.message if isinstance(error, TelegramError) else type(error).__name__
            is_lasting = failures >= PATIENCE
            return Hindrance(f"Telegram cannot be reached: {words}" if is_lasting else None)
