"""What is held of somebody is asked for in a group of Telegram's, and read in private."""

from pathlib import Path

import pytest

from bot.dialogue.machine.product_texts import texts_in
from tests.eventually import eventually
from tests.groups.on_telegram import BOT, OnTelegram, on_telegram

ENGLISH = texts_in("en")
ELSEWHERE = f"{ENGLISH.only_in_private}\nhttps://t.me/{BOT}"


class Alone:
    """Ada with the bot."""

    def __init__(self, friends: OnTelegram) -> None:
        self._place, self._ada = friends.place, friends.people["Ada"]

    async def say(self, text: str) -> None:
        await self._place.post("say", person=self._ada, text=text)

    async def press(self, label: str) -> None:
        shown = (await self._place.messages(self._ada))[-1]["message_id"]
        await self._place.post("press", person=self._ada, message_id=shown, label=label)

    async def told(self, count: int) -> list[str]:
        """Return the first lines of what Ada was told, once it is so much."""

        async def heard() -> list[str] | None:
            said = await self._place.messages(self._ada)
            lines = [one["text"].partition("\n")[0] for one in said if one["from"] == "bot"]
            return lines if len(lines) >= count else None

        lines: list[str] = await eventually(heard, 8.0)
        return lines


async def test_it_is_read_and_erased_in_private(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    async with on_telegram(tmp_path, monkeypatch) as friends:
        ada = Alone(friends)
        await friends.call("Ada", "privacy")
        assert await friends.told() == [ENGLISH.only_in_private]
        assert (await friends.texts())[0] == ELSEWHERE
        await ada.say("/start")
        told = [ENGLISH.can_talk_about]
        assert await ada.told(1) == told
        await friends.call("Ada", "privacy")
        told += ["This is what we hold about you:"]
        assert await ada.told(2) == told
        await ada.press(ENGLISH.erase)
        told += [ENGLISH.erase_question]
        assert await ada.told(3) == told
        await ada.press(ENGLISH.yes)
        told += [ENGLISH.erased]
        assert await ada.told(4) == told
        assert await friends.told() == [ENGLISH.only_in_private]
        assert await ada.told(4) == told
