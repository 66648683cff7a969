"""What is held of somebody is asked for in a group of Telegram's, and read in private."""

from pathlib import Path

import pytest

from adapters.telegram import Telegram
from bot.dialogue.machine.product_texts import texts_in
from tests.adapters.telegram_stage import QUICK, square
from tests.groups.platforms import come_to, working
from tests.groups.test_on_telegram import Friends

ENGLISH = texts_in("en")
ELSEWHERE = f"{ENGLISH.only_in_private}\nhttps://t.me/WeConverseBot"


async def test_it_is_read_and_erased_in_private(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    async with square() as place:
        friends = Friends(place)
        await friends.meet()
        ada = friends.people["Ada"]

        async def alone() -> list[str]:
            said = await place.messages(ada)
            return [one["text"].partition("\n")[0] for one in said if one["from"] == "bot"]

        async def press(label: str) -> None:
            shown = (await place.messages(ada))[-1]["message_id"]
            await place.post("press", person=ada, message_id=shown, label=label)

        async with working(place.settings(), lambda: Telegram(QUICK), tmp_path, monkeypatch):
            await friends.say("Ada", "/privacy@WeConverseBot")
            await friends.become(ELSEWHERE)
            await place.post("say", person=ada, text="/start")
            told = [ENGLISH.can_talk_about]
            await come_to(alone, told)
            await friends.say("Ada", "/privacy@WeConverseBot")
            told += ["This is what we hold about you:"]
            await come_to(alone, told)
            await press(ENGLISH.erase)
            told += [ENGLISH.erase_question]
            await come_to(alone, told)
            await press(ENGLISH.yes)
            told += [ENGLISH.erased]
            await come_to(alone, told)
            await friends.become(ELSEWHERE)
