"""What the platform refuses, in its own words (the Bot API server's, github.com/tdlib)."""

from msgspec import Struct


class ResponseParameters(Struct, frozen=True, omit_defaults=True):
    """Why a request failed, where a program may mend it by itself.

    `retry_after` is in seconds; `migrate_to_chat_id` is the chat that took the place of this one.
    """

    migrate_to_chat_id: int | None = None
    retry_after: int | None = None


class RefusedError(Exception):
    """The platform refuses a request.

    Args:
        code: `error_code` of the answer, and its HTTP status.
        description: of the answer, complete with its prefix.
        parameters: of the answer, where it has any.
    """

    def __init__(
        self, code: int, description: str, parameters: ResponseParameters | None = None
    ) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters


def bad_request(words: str) -> RefusedError:
    """Return the refusal of a request that can never succeed as it is."""
    return RefusedError(400, f"Bad Request: {words}")


def forbidden(words: str) -> RefusedError:
    """Return the refusal of something that somebody forbade this bot."""
    return RefusedError(403, f"Forbidden: {words}")


def conflict(words: str) -> RefusedError:
    """Return the refusal of a second way of receiving."""
    return RefusedError(409, f"Conflict: {words}")


def unauthorized() -> RefusedError:
    """Return the refusal of a token that no bot has."""
    return RefusedError(401, "Unauthorized")


def not_found() -> RefusedError:
    """Return the refusal of a method that does not exist."""
    return RefusedError(404, "Not Found")


def too_many_requests(seconds: int) -> RefusedError:
    """Return the refusal of one message too many.

    Args:
        seconds: after which it may be tried again.
    """
    return RefusedError(
        429,
        f"Too Many Requests: retry after {seconds}",
        ResponseParameters(retry_after=seconds),
    )


def migrated(chat_id: int) -> RefusedError:
    """Return the refusal of a group that has become a supergroup.

    Args:
        chat_id: the supergroup's.
    """
    return RefusedError(
        400,
        "Bad Request: group chat was upgraded to a supergroup chat",
        ResponseParameters(migrate_to_chat_id=chat_id),
    )
