"""aiogram: its finite state machine over Redis, which writes each command to the disk."""

import asyncio
import sys
import time
from collections.abc import AsyncGenerator

from aiogram import Bot, Dispatcher, F
from aiogram.client.session.base import BaseSession
from aiogram.filters import Command
from aiogram.fsm.state import State, StatesGroup
from aiogram.fsm.storage.redis import RedisStorage
from aiogram.types import Chat, Message, Update
from script import SCRIPT, said

AT_ONCE, PEOPLE = 10, 100


class Survey(StatesGroup):
    """What is asked for."""

    view = State()
    example = State()
    score = State()


class Canned(BaseSession):
    """Takes everything, and sends nothing."""

    async def make_request(self, bot, method, timeout=None):
        return Message(message_id=1, date=1_700_000_000, chat=Chat(id=1, type="private"), text="x")

    async def stream_content(self, *_arguments, **_options) -> AsyncGenerator[bytes, None]:
        yield b""

    async def close(self):
        pass


async def begin(message, state):
    await message.answer("Today, marketing is above all…")
    await state.set_state(Survey.view)


async def view(message, state):
    await state.update_data(view=message.text)
    await message.answer("Where have you seen it work best?")
    await state.set_state(Survey.example)


async def example(message, state):
    await state.update_data(example=message.text)
    await message.answer("From 0 to 10, how much does your company practise it?")
    await state.set_state(Survey.score)


async def score(message, state):
    data = await state.update_data(score=int(message.text))
    await message.answer(f"Thank you, {data['score']} it is.")
    await state.set_state(None)


async def main(seconds, url):
    storage = RedisStorage.from_url(url)
    await storage.redis.config_set("appendonly", "yes")
    await storage.redis.config_set("appendfsync", "always")
    dispatcher = Dispatcher(storage=storage)
    dispatcher.message.register(begin, Command("survey"))
    dispatcher.message.register(view, Survey.view, F.text)
    dispatcher.message.register(example, Survey.example, F.text)
    dispatcher.message.register(score, Survey.score, F.text)
    bot = Bot("1:x", session=Canned())
    turns, begun, cpu = 0, time.perf_counter(), time.process_time()

    async def talk(first):
        nonlocal turns
        while time.perf_counter() - begun < seconds:
            for person in range(first, PEOPLE + 1, AT_ONCE):
                for line in SCRIPT:
                    turns += 1
                    update = Update.model_validate(said(turns, person, line), context={"bot": bot})
                    await dispatcher.feed_update(bot, update)

    await asyncio.gather(*(talk(first) for first in range(1, AT_ONCE + 1)))
    took, spent = time.perf_counter() - begun, time.process_time() - cpu
    kept = [key async for key in storage.redis.scan_iter("fsm:*:data")]
    assert len(kept) == PEOPLE, "dialogues were not finished"
    print(turns, took, spent)
    await storage.close()


asyncio.run(main(float(sys.argv[1]), sys.argv[2]))
