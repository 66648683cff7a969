"""From a dialogue as written to a program: a function for each kind of step."""

from bot.dialogue.compiling.asking import ask_type
from bot.dialogue.compiling.script import compile_script

__all__ = ["ask_type", "compile_script"]
