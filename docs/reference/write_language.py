# noqa: INP001 - a script beside the page it writes
"""Writes language.md: the head that people wrote, then what the definitions say."""

from pathlib import Path

from bot.dialogue.model.reference import reference

HERE = Path(__file__).parent


def language_reference() -> str:
    """Return the whole page."""
    return (HERE / "language.head.md").read_text(encoding="utf-8") + reference()


if __name__ == "__main__":
    (HERE / "language.md").write_text(language_reference(), encoding="utf-8")
