"""The requests of the long poll: updates are kept as the bytes that came, not as objects."""

from collections.abc import Sequence

import msgspec
from msgspec import Raw, Struct
from telegram.request import BaseRequest, RequestData

from adapters.telegram.failures import AnsweredError
from adapters.telegram.request import AiohttpRequest, Reply
from adapters.telegram.tempo import Tempo
from bot.channels.platform_json import UNREADABLE

_NOTHING = b'{"ok":true,"result":[]}'


class _Updates(Struct, frozen=True):
    result: tuple[Raw, ...]


_UPDATES = msgspec.json.Decoder(_Updates)


class UpdatesRequest(AiohttpRequest):
    """Requests of getUpdates: `take` returns what came, the SDK sees an empty list.

    Building the SDK's objects of an update costs twenty times what reading its fields does.
    """

    def __init__(self, secret: str, tempo: Tempo) -> None:
        super().__init__(secret, tempo)
        self._fetched: Sequence[bytes] = ()

    def take(self) -> Sequence[bytes]:
        """Return the updates of the last answer as JSON, and forget them."""
        fetched, self._fetched = self._fetched, ()
        return fetched

    async def do_request(  # noqa: PLR0913, PLR0917 - as the SDK calls it
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: object = BaseRequest.DEFAULT_NONE,
        write_timeout: object = BaseRequest.DEFAULT_NONE,
        connect_timeout: object = BaseRequest.DEFAULT_NONE,
        pool_timeout: object = BaseRequest.DEFAULT_NONE,
    ) -> Reply:
        """Make one request, keep the updates that it brought, and return an answer without them.

        Raises:
            TelegramError: as of every request, and where the updates cannot be told apart.
        """
        status, body = await super().do_request(
            url, method, request_data, read_timeout, write_timeout, connect_timeout, pool_timeout
        )
        if not 200 <= status < 300:  # noqa: PLR2004 - the range of success
            return status, body
        try:
            self._fetched = [bytes(update) for update in _UPDATES.decode(body).result]
        except UNREADABLE:
            self._fetched = ()
        else:
            return status, _NOTHING
        raise AnsweredError(status, "updates that cannot be read")
