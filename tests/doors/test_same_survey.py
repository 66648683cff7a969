"""The survey on the chat page, in a real browser, goes as it goes in memory."""

from pathlib import Path

import pytest

from tests.doors import by_page
from tests.doors.gathering import neutral_lines
from tests.doors.neutral import SURVEY
from tests.doors.scripts import EXAMPLE, THE_SURVEY, play_in_memory, scripts
from tests.doors.written_down import kept_of
from tests.product import Product

pytestmark = [pytest.mark.slow, pytest.mark.browser]


async def test_the_page_says_and_stores_the_same(tmp_path: Path):
    wanted = await play_in_memory(scripts()[THE_SURVEY], tmp_path)
    product = Product(EXAMPLE, tmp_path)
    product.start()
    try:
        product.wait_ready()
        read = await by_page.talk(product, "we-converse", SURVEY)
        assert product.stop() == 0
    finally:
        product.close()
    assert read == neutral_lines(wanted.heard_by("person"))
    (kept,) = kept_of(product.database).values()
    kept["runs"] = [run for run in kept["runs"] if run[0] != "welcome"]
    assert kept == wanted.kept["person"]
