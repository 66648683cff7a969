"""What dialogues in Python import: `from convivio import Talk, dialogue`."""

from bot.dialogue.python.declared import dialogue
from bot.dialogue.python.talk import Talk

__all__ = ["Talk", "dialogue"]
