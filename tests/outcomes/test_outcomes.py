"""Every error of the platforms, while somebody talks: nothing is lost, nothing ends the process.

Doubled is only what the platform makes undecidable, and then the delivery says that it was doubted.
"""

import json
from pathlib import Path

import pytest
import pytest_asyncio

from tests.outcomes.playing import Table, play_all
from tests.outcomes.sections import SECTIONS, Case, cases
from tests.outcomes.table import PAGE, faults_of, page

CLOSE_CODES = (1000, 1001, 1006, *range(4000, 4006), *range(4007, 4015))
"""Of Discord's reference, gateway close event codes; 4006 is not among them."""


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def table(tmp_path_factory: pytest.TempPathFactory) -> Table:
    return await play_all(Path(tmp_path_factory.mktemp("outcomes")))


@pytest.mark.slow
@pytest.mark.parametrize("case", cases(), ids=lambda case: case.name)
def test_the_row_holds(case: Case, table: Table):
    assert faults_of(case, table.played[case.channel]) == []


@pytest.mark.slow
def test_the_process_lived_through_all_of_it(table: Table):
    assert table.exit_code == 0
    assert table.books["events_not_done"] == 0
    assert table.books["events_failed"] == 0
    assert table.books["database_damaged"] == 0


@pytest.mark.slow
def test_the_log_tells_no_secret_no_word_and_no_traceback(table: Table):
    for word in ("Traceback", "telegram-token", "whatsapp-token", "You said", "second"):
        assert word not in table.log


@pytest.mark.slow
def test_every_line_of_the_log_says_what_happened_and_on_which_channel(table: Table):
    lines = [json.loads(line) for line in table.log.splitlines() if line.startswith("{")]
    assert len(lines) > 100
    adapters = [line for line in lines if line["logger"].startswith("adapters.")]
    assert adapters
    assert {(line.get("brand"), "channel" in line) for line in adapters} == {("echo", True)}


def test_the_page_tells_this_table():
    assert PAGE.read_text(encoding="utf-8") == page()


def test_every_close_code_is_in_it():
    names = [row.name for section in SECTIONS for row in section.rows]
    for code in CLOSE_CODES:
        assert sum(name.startswith(f"close code {code},") for name in names) == 1
