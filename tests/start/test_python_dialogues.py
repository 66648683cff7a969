"""A dialogue in Python in real processes: killed between two answers, it goes on where it was."""

from pathlib import Path

import pytest

from tests.brand_folder import write_files
from tests.product import Product, running
from tests.replies import replies_to
from tests.signing import new_secret

SECRET = new_secret("python")
BRAND = """
brand: shop
title: Shop
languages: [en]
channels:
  site: {adapter: webhook, secret: "${SITE_SECRET}"}
"""
ORDER = """
from convivio import Talk, dialogue


@dialogue(title="Order", command="order")
async def order(talk: Talk) -> None:
    lucky = talk.random.randint(1, 1000)
    number = await talk.ask("Order number?", type="number")
    note = await talk.ask("A note on {number}?")
    await talk.say("{number}: {note} ({lucky})", lucky=lucky)
"""


def shop(folder: Path) -> Path:
    return write_files(folder, {"brand.yaml": BRAND, "dialogues/order.py": ORDER})


def said(product: Product, number: int, text: str) -> list[str]:
    """Say something, and return what is answered."""
    return replies_to(product, "shop/site", SECRET, f"m{number}", **{"from": "ada", "text": text})


@pytest.mark.slow
def test_a_kill_leaves_the_function_where_it_was(tmp_path: Path):
    product = Product(shop(tmp_path / "shop"), tmp_path, SITE_SECRET=SECRET)
    with running(product):
        assert said(product, 1, "/order") == ["Order number?"]
        assert said(product, 2, "17") == ["A note on 17?"]
        product.kill()
        product.start()
        product.wait_ready()
        (last,) = said(product, 3, "urgent")
        assert last.startswith("17: urgent (")
        product.kill()
        product.start()
        product.wait_ready()
        assert said(product, 4, "/order") == ["Order number?"]


def test_a_file_that_cannot_be_imported_stops_the_start(tmp_path: Path):
    folder = shop(tmp_path / "shop")
    broken = folder / "dialogues" / "order.py"
    broken.write_text("import no_such_module\n" + broken.read_text())
    product = Product(folder, tmp_path, SITE_SECRET=SECRET)
    product.start()
    assert product.process.wait(20) == 1
    product.close()
    log = product.read_log()
    assert "dialogues/order.py:1:1: This dialogue cannot be imported: ModuleNotFoundError" in log
    assert "Traceback" not in log
