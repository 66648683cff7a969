"""`talk.do` and `talk.http`: code of the brand's own, and other systems."""

from collections.abc import Mapping
from typing import Any

from bot.dialogue.python.meant import Time
from bot.dialogue.python.placed import Placed
from bot.dialogue.python.request import Request


class CallingOut(Placed):
    """Calls the outside; a dialogue itself never does."""

    def do(  # noqa: PLR0913 - as many as a call has keys
        self,
        function: str,
        *,
        with_: Mapping[str, object] | None = None,
        as_: str | None = None,
        timeout: Time | None = None,
        retries: int | None = None,
        failed: object = None,
    ) -> Request[Any]:
        """Call a function of actions.py: in a dialogue itself nothing but `talk` may be awaited.

        Args:
            function: its name, such as `actions.remember_lead`.
            with_: its arguments; the values are taken as they are.
            as_: the slot that keeps what it returns, where it is not the variable's name.
            timeout: how long one try may take.
            retries: how often it is tried again after a failure.
            failed: what is given when it has failed for good.

        Returns:
            What the function returns.
        """
        options = {
            "do": function,
            "with": with_,
            "as": as_,
            "timeout": timeout,
            "retries": retries,
        }
        return self._request("do", options, failed)

    def http(  # noqa: PLR0913 - as many as a request has keys
        self,
        *,
        get: str | None = None,
        post: str | None = None,
        put: str | None = None,
        patch: str | None = None,
        delete: str | None = None,
        json: object = None,
        headers: Mapping[str, str] | None = None,
        as_: str | None = None,
        timeout: Time | None = None,
        retries: int | None = None,
        failed: object = None,
        **values: object,
    ) -> Request[Any]:
        """Send a request to another system, such as `talk.http(get="https://…/{code}", code=code)`.

        Args:
            get: the address, which is written in the file; values in it are encoded.
            post: the same, for this method.
            put: the same, for this method.
            patch: the same, for this method.
            delete: the same, for this method.
            json: the body; its values are taken as they are.
            headers: written in the file; a secret in them is written `${NAME}`.
            as_: the slot that keeps the answer, where it is not the variable's name.
            timeout: how long one try may take.
            retries: how often it is tried again after a failure.
            failed: what is given when it has failed for good.
            values: names that the address and the headers may use.

        Returns:
            The answer: what its JSON holds, else its text.
        """
        options = {
            "get": get,
            "post": post,
            "put": put,
            "patch": patch,
            "delete": delete,
            "json": json,
            "headers": headers,
            "as": as_,
            "timeout": timeout,
            "retries": retries,
            **values,
        }
        return self._request("http", options, failed)
