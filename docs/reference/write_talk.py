# noqa: INP001 - a script beside the page it writes
"""Writes talk.md: the head that people wrote, then what the class says."""

from pathlib import Path

from bot.dialogue.python.reference import reference

HERE = Path(__file__).parent


def talk_reference() -> str:
    """Return the whole page."""
    return (HERE / "talk.head.md").read_text(encoding="utf-8") + reference()


if __name__ == "__main__":
    (HERE / "talk.md").write_text(talk_reference(), encoding="utf-8")
