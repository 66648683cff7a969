"""How Discord says no: a status, a code and its own words."""

from sandbox.discord.wirejson import JsonObject


class Refusal(Exception):  # noqa: N818 - it is an answer, not a fault of ours
    """An answer that refuses what was asked for.

    Args:
        status: of the HTTP answer.
        code: Discord's JSON error code, 0 where it has none.
        message: Discord's words.
        errors: what is wrong with which field, nested as Discord nests it.
    """

    def __init__(
        self, status: int, code: int, message: str, errors: JsonObject | None = None
    ) -> None:
        super().__init__(message)
        self.status, self.code, self.message, self.errors = status, code, message, errors

    def body(self) -> JsonObject:
        """Return the body of the answer."""
        body: JsonObject = {"message": self.message, "code": self.code}
        if self.errors is not None:
            body["errors"] = self.errors
        return body


def unauthorized() -> Refusal:
    """Return the refusal of a token that nobody has."""
    return Refusal(401, 0, "401: Unauthorized")


def no_such_route() -> Refusal:
    """Return the refusal of an address that means nothing."""
    return Refusal(404, 0, "404: Not Found")


def method_not_allowed() -> Refusal:
    """Return the refusal of a method that an address does not have."""
    return Refusal(405, 0, "405: Method Not Allowed")


def unknown_application() -> Refusal:
    """Return code 10002."""
    return Refusal(404, 10002, "Unknown Application")


def unknown_channel() -> Refusal:
    """Return code 10003."""
    return Refusal(404, 10003, "Unknown Channel")


def unknown_guild() -> Refusal:
    """Return code 10004."""
    return Refusal(404, 10004, "Unknown Guild")


def unknown_member() -> Refusal:
    """Return code 10007."""
    return Refusal(404, 10007, "Unknown Member")


def unknown_message() -> Refusal:
    """Return code 10008."""
    return Refusal(404, 10008, "Unknown Message")


def unknown_user() -> Refusal:
    """Return code 10013."""
    return Refusal(404, 10013, "Unknown User")


def unknown_webhook() -> Refusal:
    """Return code 10015: an interaction that is not acknowledged has no webhook yet."""
    return Refusal(404, 10015, "Unknown Webhook")


def unknown_interaction() -> Refusal:
    """Return code 10062: no such interaction, or its three seconds are over."""
    return Refusal(404, 10062, "Unknown interaction")


def unknown_command() -> Refusal:
    """Return code 10063."""
    return Refusal(404, 10063, "Unknown application command")


def already_acknowledged() -> Refusal:
    """Return code 40060: an interaction is answered once."""
    return Refusal(400, 40060, "Interaction has already been acknowledged.")


def too_large() -> Refusal:
    """Return code 40005."""
    return Refusal(413, 40005, "Request entity too large")


def missing_access() -> Refusal:
    """Return code 50001: the bot does not see this."""
    return Refusal(403, 50001, "Missing Access")


def private_channel() -> Refusal:
    """Return code 50003: nobody deletes what another one wrote in private."""
    return Refusal(403, 50003, "Cannot execute action on a DM channel")


def another_author() -> Refusal:
    """Return code 50005."""
    return Refusal(403, 50005, "Cannot edit a message authored by another user")


def empty_message() -> Refusal:
    """Return code 50006."""
    return Refusal(400, 50006, "Cannot send an empty message")


def cannot_reach() -> Refusal:
    """Return code 50007: the person takes no private messages of this bot."""
    return Refusal(403, 50007, "Cannot send messages to this user")


def missing_permissions() -> Refusal:
    """Return code 50013: the bot sees this, but may not."""
    return Refusal(403, 50013, "Missing Permissions")


def invalid_webhook_token() -> Refusal:
    """Return code 50027: the token is not this one's, or its fifteen minutes are over."""
    return Refusal(401, 50027, "Invalid Webhook Token")


def invalid_recipients() -> Refusal:
    """Return code 50033."""
    return Refusal(400, 50033, "Invalid Recipient(s)")


def invalid_form(errors: JsonObject) -> Refusal:
    """Return code 50035 with what is wrong with which field."""
    return Refusal(400, 50035, "Invalid Form Body", errors)


def invalid_json() -> Refusal:
    """Return code 50109."""
    return Refusal(400, 50109, "The request body contains invalid JSON.")
