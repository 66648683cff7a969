"""How Meta refuses: an HTTP status, and a number of its own (Cloud API, Error codes)."""

from typing import Final


class RefusedError(Exception):
    """A request is refused.

    Args:
        code: Meta's number.
        details: why, in words.
        status: the HTTP status.
        subcode: a second number, where there is one.
    """

    def __init__(
        self, code: int, details: str, status: int = 400, subcode: int | None = None
    ) -> None:
        super().__init__(details)
        self.code = code
        self.details = details
        self.status = status
        self.subcode = subcode

    def body(self) -> dict[str, object]:
        """Return the JSON of the answer."""
        error: dict[str, object] = {
            "message": f"(#{self.code}) {TITLES.get(self.code, 'Invalid parameter')}",
            "type": "OAuthException",
            "code": self.code,
            "error_data": {"messaging_product": "whatsapp", "details": self.details},
            "fbtrace_id": "standin",
        }
        if self.subcode is not None:
            error["error_subcode"] = self.subcode
        return {"error": error}


TITLES: Final = {
    100: "Invalid parameter",
    190: "Access token has expired",
    130429: "Rate limit hit",
    131009: "Parameter value is not valid",
    131026: "Message undeliverable",
    131047: "Re-engagement message",
    131052: "Media download error",
    131053: "Media upload error",
    131056: "(Business Account, Consumer Account) pair rate limit hit",
    132000: "Template Param Count Mismatch",
    132001: "Template does not exist",
    132005: "Template Hydrated Text Too Long",
    132015: "Template is Paused",
    132018: "Template parameter issue",
}
"""What each number is called."""


def invalid(details: str) -> RefusedError:
    """Return the refusal of a request that is not well formed."""
    return RefusedError(100, details)


def unauthorized() -> RefusedError:
    """Return the refusal of a token."""
    return RefusedError(190, "Error validating access token", 401)


def absent(node: str) -> RefusedError:
    """Return the refusal of an id that nothing has, or that the token does not open."""
    details = f"Unsupported request. Object with ID '{node}' does not exist"
    return RefusedError(100, details, subcode=33)
