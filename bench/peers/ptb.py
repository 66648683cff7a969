"""python-telegram-bot: a ConversationHandler whose state is pickled after each turn."""

import asyncio
import sys
import time
import warnings
from pathlib import Path
from tempfile import TemporaryDirectory

from script import SCRIPT, said
from telegram import Update
from telegram.ext import (
    ApplicationBuilder,
    CommandHandler,
    ConversationHandler,
    MessageHandler,
    PicklePersistence,
    filters,
)
from telegram.request import BaseRequest

SENT = b'{"ok":true,"result":{"message_id":1,"date":1,"chat":{"id":1,"type":"private"},"text":"x"}}'
ME = b'{"ok":true,"result":{"id":1,"is_bot":true,"first_name":"Bot","username":"bench_bot"}}'
VIEW, EXAMPLE, SCORE = range(3)


class Canned(BaseRequest):
    """Takes everything, and sends nothing."""

    read_timeout = 5.0

    async def initialize(self):
        pass

    async def shutdown(self):
        pass

    async def do_request(self, url, *_arguments, **_options):
        return 200, ME if url.endswith("getMe") else SENT


async def begin(update, _context):
    await update.message.reply_text("Today, marketing is above all…")
    return VIEW


async def view(update, context):
    context.user_data["view"] = update.message.text
    await update.message.reply_text("Where have you seen it work best?")
    return EXAMPLE


async def example(update, context):
    context.user_data["example"] = update.message.text
    await update.message.reply_text("From 0 to 10, how much does your company practise it?")
    return SCORE


async def score(update, context):
    context.user_data["score"] = int(update.message.text)
    await update.message.reply_text(f"Thank you, {context.user_data['score']} it is.")
    return ConversationHandler.END


async def main(seconds, people):
    warnings.simplefilter("ignore")
    with TemporaryDirectory() as folder:
        kept = PicklePersistence(Path(folder) / "state", single_file=False)
        request = Canned()
        builder = ApplicationBuilder().token("1:x").request(request).get_updates_request(Canned())
        application = builder.persistence(kept).updater(None).build()
        text = filters.TEXT & ~filters.COMMAND
        application.add_handler(
            ConversationHandler(
                [CommandHandler("survey", begin)],
                {
                    VIEW: [MessageHandler(text, view)],
                    EXAMPLE: [MessageHandler(text, example)],
                    SCORE: [MessageHandler(text, score)],
                },
                [],
                name="survey",
                persistent=True,
            )
        )
        await application.initialize()
        turns, begun, cpu = 0, time.perf_counter(), time.process_time()
        while time.perf_counter() - begun < seconds:
            for line in SCRIPT:
                for person in range(1, people + 1):
                    turns += 1
                    await application.process_update(
                        Update.de_json(said(turns, person, line), application.bot)
                    )
                    await application.update_persistence()
        took, spent = time.perf_counter() - begun, time.process_time() - cpu
        done = sum("score" in one for one in (await kept.get_user_data()).values())
        assert done == people, "dialogues were not finished"
        print(turns, took, spent)


asyncio.run(main(float(sys.argv[1]), 20))
