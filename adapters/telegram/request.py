"""The SDK's requests on aiohttp: faster than its own client, and silent about addresses.

An address holds the token, and what aiohttp raises may hold the address: its errors are named by
their class alone, and never chained.
"""

from typing import Final

import aiohttp
import msgspec
from aiohttp import ClientTimeout
from telegram.error import BadRequest, TelegramError, TimedOut
from telegram.request import BaseRequest, RequestData

from adapters.telegram.answer import Answer, Parameters, read_answer, words_of
from adapters.telegram.failures import AnsweredError, CutError, NotSentError
from adapters.telegram.form import Form, write_form
from adapters.telegram.tempo import Tempo
from bot.channels.platform_json import UNREADABLE

Json = dict[str, object]
Reply = tuple[int, bytes]

_FORM: Final = {"Content-Type": "application/x-www-form-urlencoded"}
_NOT_SENT = (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError)
_TOLD_APART = frozenset({400, 401, 403, 404, 409})
"""The statuses for which the SDK has an error of their own."""

_TOO_MANY = 429


class AiohttpRequest(BaseRequest):
    """Requests over one session of its own.

    Args:
        secret: the token: taken out of whatever a server says.
        tempo: how long to wait.
    """

    def __init__(self, secret: str, tempo: Tempo) -> None:
        self._secret = secret.encode()
        self._tempo = tempo
        self._session: aiohttp.ClientSession | None = None
        self._slow = _timeout(tempo.upload, tempo.connect)
        self._usual = _timeout(tempo.answer, tempo.connect)

    @property
    def read_timeout(self) -> float:
        """How long an answer is waited for, in seconds."""
        return self._tempo.answer

    async def initialize(self) -> None:
        """Open the session. Connections are made as they are needed."""
        if self._session is None:
            # No limit of connections: a wait for one would look like a request without an answer.
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=0),
                cookie_jar=aiohttp.DummyCookieJar(),
                skip_auto_headers=("Accept", "Accept-Encoding"),
                headers={"User-Agent": "Convivio"},
                timeout=self._usual,
                trust_env=False,
            )

    async def shutdown(self) -> None:
        """Cut every connection."""
        session, self._session = self._session, None
        if session is not None:
            await session.close()

    async def do_request(  # noqa: PLR0913, PLR0917 - as the SDK calls it
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: object = BaseRequest.DEFAULT_NONE,
        write_timeout: object = BaseRequest.DEFAULT_NONE,  # noqa: ARG002 - one time for both ways
        connect_timeout: object = BaseRequest.DEFAULT_NONE,  # noqa: ARG002 - the channel's own
        pool_timeout: object = BaseRequest.DEFAULT_NONE,  # noqa: ARG002 - there is no pool limit
    ) -> Reply:
        """Make one request and return the status and the body, both fit for the SDK.

        Raises:
            NotSentError: nobody has taken the request.
            CutError: it had left, and no answer came.
            TimedOut: the same, for its time was over.
            AnsweredError: an answer for which the SDK has no error of its own.
            BadRequest: what was to be sent cannot be written.
        """
        form = write_form(request_data)
        if form is None:
            raise BadRequest("what was to be sent cannot be written as a form")
        timeout = self._slow if isinstance(form, aiohttp.FormData) else self._usual
        if isinstance(read_timeout, int | float):
            timeout = _timeout(read_timeout, self._tempo.connect)
        status, body = await self._exchange(method, url, form, timeout)
        return self._checked(status, body, is_api=method == "POST")

    async def _exchange(
        self,
        method: str,
        url: str,
        form: Form,
        timeout: ClientTimeout,  # noqa: ASYNC109 - aiohttp's own
    ) -> Reply:
        """Return what the server says; raise outside of `except`, so that nothing is chained."""
        if self._session is None:
            raise NotSentError("the channel is closed")
        failure: TelegramError
        try:
            async with self._session.request(
                method,
                url,
                data=form or None,
                headers=_FORM if isinstance(form, bytes) else None,
                timeout=timeout,
                allow_redirects=False,
            ) as response:
                return response.status, await response.read()
        except _NOT_SENT as error:
            failure = NotSentError(type(error).__name__)
        except TimeoutError as error:
            failure = TimedOut(type(error).__name__)
        except Exception as error:  # noqa: BLE001 - whatever broke, its words may hold the address
            failure = CutError(type(error).__name__)
        raise failure

    def _checked(self, status: int, body: bytes, *, is_api: bool) -> Reply:
        """Return an answer that is not plainly fine in a form that the SDK can read safely."""
        if not is_api and status == 200:  # noqa: PLR2004 - a file's content is no answer
            return status, body
        answer = read_answer(body, self._secret)
        if 200 <= status < 300:  # noqa: PLR2004 - the range of success
            if answer is None or (not answer.ok and answer.error_code is None):
                raise AnsweredError(status, "an answer that is none of Telegram's")
            if answer.ok:
                return status, body
            status = answer.error_code or status
        words = words_of(status, answer)
        parameters = None if answer is None else answer.parameters
        if _is_told_apart(status, parameters):
            return status, msgspec.json.encode(Answer(description=words, parameters=parameters))
        raise AnsweredError(status, words)

    @staticmethod
    def parse_json_payload(payload: bytes) -> Json:
        """Return the JSON of an answer.

        Raises:
            TelegramError: it is no JSON object.
        """
        try:
            return msgspec.json.decode(payload, type=Json)
        except UNREADABLE:
            pass
        raise TelegramError("an answer that cannot be read")


def _is_told_apart(status: int, parameters: Parameters | None) -> bool:
    """Say whether the SDK has an error of its own for a refusal."""
    if parameters is not None and (parameters.migrate_to_chat_id or parameters.retry_after):
        return True
    return status in _TOLD_APART


def _timeout(answer: float, connect: float) -> ClientTimeout:
    """Return the limits of one request, in seconds."""
    return ClientTimeout(total=connect + answer, sock_connect=connect)
