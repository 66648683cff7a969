"""The whole table, with a channel for each row: what hurts one bot must not be felt by another."""

from dataclasses import dataclass

from tests.outcomes import (
    discord_block_rows,
    discord_called_rows,
    discord_rows,
    gateway_rows,
    telegram_block_rows,
    telegram_hearing_rows,
    telegram_rows,
    whatsapp_rows,
)
from tests.outcomes.row import Row, Section

SECTIONS: tuple[Section, ...] = (
    telegram_rows.SENDING,
    telegram_block_rows.SHOWING,
    telegram_block_rows.ASKING,
    telegram_hearing_rows.STARTING,
    telegram_hearing_rows.POLLING,
    telegram_hearing_rows.CALLED,
    discord_rows.SENDING,
    discord_block_rows.SHOWING,
    discord_block_rows.ASKING,
    gateway_rows.LOSING,
    gateway_rows.ANSWERING,
    discord_called_rows.CALLED,
    whatsapp_rows.SENDING,
    whatsapp_rows.LATER,
    whatsapp_rows.HEARING,
)


@dataclass(frozen=True)
class Case:
    """One row, with the channel on which it is played."""

    section: Section
    row: Row
    channel: str

    @property
    def name(self) -> str:
        """Its name in the tests."""
        return f"{self.section.title}: {self.row.name}"


def cases() -> list[Case]:
    """Return every row of every section."""
    rows = [(section, row) for section in SECTIONS for row in section.rows]
    return [
        Case(section, row, f"{section.platform}_{number}")
        for number, (section, row) in enumerate(rows, 1)
    ]
