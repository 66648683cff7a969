"""What Telegram says of a bot before it runs, in words that are true of its answer."""

import pytest

from adapters.telegram import Telegram
from adapters.telegram.hindrances import REFUSED
from bot.channels.probing import Probe
from tests.adapters.telegram_stage import QUICK, square


def refusal(status: int, words: str, **parameters: int) -> dict[str, object]:
    return {"ok": False, "error_code": status, "description": words, "parameters": parameters}


BUSY = refusal(429, "Too Many Requests: retry after 5", retry_after=5)
BARRED = refusal(429, "Too Many Requests: retry after 300", retry_after=300)
ANSWERS = {
    "a refused token": (refusal(401, "Unauthorized"), Probe("broken", REFUSED)),
    "a flood": (
        BUSY,
        Probe("trouble", "Telegram wants no request just now: ask again in a moment"),
    ),
    "a long flood": (BARRED, Probe("trouble", "Telegram wants no request for 300 s")),
    "a broken server": (
        refusal(500, "Internal Server Error"),
        Probe("trouble", "Telegram cannot be reached: Internal Server Error"),
    ),
}


@pytest.mark.parametrize("name", ANSWERS)
async def test_what_is_refused_is_told_as_what_it_is(name: str):
    body, told = ANSWERS[name]
    async with square() as place:
        await place.fault("getMe", "answer", times=9, status=body["error_code"], body=body)
        assert await Telegram(QUICK).probe(place.settings()) == [told]
