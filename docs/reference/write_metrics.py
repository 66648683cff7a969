# noqa: INP001 - a script beside the page it writes
"""Writes metrics.md: the head that people wrote, then what the table of numbers says."""

from pathlib import Path

from bot.web.measures import as_table

HERE = Path(__file__).parent


def metrics_reference() -> str:
    """Return the whole page."""
    return (HERE / "metrics.head.md").read_text(encoding="utf-8") + as_table() + "\n"


if __name__ == "__main__":
    (HERE / "metrics.md").write_text(metrics_reference(), encoding="utf-8")
