"""How Discord says no: a status, a code and its own words."""

from sandbox.discord.wirejson import JsonObject


class RefusedError(Exception):
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


def unauthorized() -> RefusedError:
    """Return the refusal of a token that nobody has."""
    return RefusedError(401, 0, "401: Unauthorized")


def no_such_route() -> RefusedError:
    """Return the refusal of an address that means nothing."""
    return RefusedError(404, 0, "404: Not Found")


def method_not_allowed() -> RefusedError:
    """Return the refusal of a method that an address does not have."""
    return RefusedError(405, 0, "405: Method Not Allowed")


def unknown_application() -> RefusedError:
    """Return code 10002."""
    return RefusedError(404, 10002, "Unknown Application")


def unknown_channel() -> RefusedError:
    """Return code 10003."""
    return RefusedError(404, 10003, "Unknown Channel")


def unknown_guild() -> RefusedError:
    """Return code 10004."""
    return RefusedError(404, 10004, "Unknown Guild")


def unknown_member() -> RefusedError:
    """Return code 10007."""
    return RefusedError(404, 10007, "Unknown Member")


def unknown_message() -> RefusedError:
    """Return code 10008."""
    return RefusedError(404, 10008, "Unknown Message")


def unknown_user() -> RefusedError:
    """Return code 10013."""
    return RefusedError(404, 10013, "Unknown User")


def unknown_webhook() -> RefusedError:
    """Return code 10015: an interaction that is not acknowledged has no webhook yet."""
    return RefusedError(404, 10015, "Unknown Webhook")


def unknown_interaction() -> RefusedError:
    """Return code 10062: no such interaction, or its three seconds are over."""
    return RefusedError(404, 10062, "Unknown interaction")


def unknown_command() -> RefusedError:
    """Return code 10063."""
    return RefusedError(404, 10063, "Unknown application command")


def already_acknowledged() -> RefusedError:
    """Return code 40060: an interaction is answered once."""
    return RefusedError(400, 40060, "Interaction has already been acknowledged.")


def too_large() -> RefusedError:
    """Return code 40005."""
    return RefusedError(413, 40005, "Request entity too large")


def missing_access() -> RefusedError:
    """Return code 50001: the bot does not see this."""
    return RefusedError(403, 50001, "Missing Access")


def private_channel() -> RefusedError:
    """Return code 50003: nobody deletes what another one wrote in private."""
    return RefusedError(403, 50003, "Cannot execute action on a DM channel")


def another_author() -> RefusedError:
    """Return code 50005."""
    return RefusedError(403, 50005, "Cannot edit a message authored by another user")


def empty_message() -> RefusedError:
    """Return code 50006."""
    return RefusedError(400, 50006, "Cannot send an empty message")


def cannot_reach() -> RefusedError:
    """Return code 50007: the person takes no private messages of this bot."""
    return RefusedError(403, 50007, "Cannot send messages to this user")


def missing_permissions() -> RefusedError:
    """Return code 50013: the bot sees this, but may not."""
    return RefusedError(403, 50013, "Missing Permissions")


def invalid_webhook_token() -> RefusedError:
    """Return code 50027: the token is not this one's, or its fifteen minutes are over."""
    return RefusedError(401, 50027, "Invalid Webhook Token")


def invalid_recipients() -> RefusedError:
    """Return code 50033."""
    return RefusedError(400, 50033, "Invalid Recipient(s)")


def invalid_form(errors: JsonObject) -> RefusedError:
    """Return code 50035 with what is wrong with which field."""
    return RefusedError(400, 50035, "Invalid Form Body", errors)


def archived_thread() -> RefusedError:
    """Return code 50083."""
    return RefusedError(400, 50083, "Thread is archived")


def no_text_channel() -> RefusedError:
    """Return code 50008."""
    return RefusedError(400, 50008, "Cannot send messages in a non-text channel")


def poll_message() -> RefusedError:
    """Return code 520003."""
    return RefusedError(400, 520003, "Cannot edit a poll message")


def invalid_json() -> RefusedError:
    """Return code 50109."""
    return RefusedError(400, 50109, "The request body contains invalid JSON.")


def wrong_channel_type() -> RefusedError:
    """Return code 50024."""
    return RefusedError(400, 50024, "Cannot execute action on this channel type")


def already_crossposted() -> RefusedError:
    """Return code 40033."""
    return RefusedError(400, 40033, "This message has already been crossposted")
