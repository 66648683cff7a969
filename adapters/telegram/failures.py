"""What the SDK's own error classes do not tell apart, as classes beside them."""

from telegram.error import NetworkError


class NotSentError(NetworkError):
    """No connection came about: nobody has taken anything."""

    __slots__ = ()


class CutError(NetworkError):
    """The connection broke after the request had left, perhaps after it was served."""

    __slots__ = ()


class AnsweredError(NetworkError):
    """An answer that the SDK would call a network error, with its status.

    Args:
        status: the HTTP status, or the `error_code` of an answer that says `"ok": false`.
        message: Telegram's own words, or the name of the status.
    """

    __slots__ = ("status",)

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status
