"""From words to an answer, an intent, or an honest "I do not know": pure readers, no memory."""

from bot.understanding.reader import Reader

words = Reader()
"""What everyone uses: it holds nothing."""

__all__ = ["Reader", "words"]
