"""A dialogue in Python in real processes: killed between two answers, it goes on where it was."""

import http.client
import json
from pathlib import Path
from textwrap import dedent

import pytest

from tests.product import Product, running
from tests.signing import new_secret, signed_headers

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
    (folder / "dialogues").mkdir(parents=True)
    (folder / "brand.yaml").write_text(BRAND)
    (folder / "dialogues" / "order.py").write_text(dedent(ORDER))
    return folder


def said(product: Product, number: int, text: str) -> list[str]:
    """Say something, and return what is answered."""
    body = json.dumps({"from": "ada", "text": text}).encode()
    connection = http.client.HTTPConnection("127.0.0.1", product.port, timeout=10)
    path = "/channels/shop/site/messages?wait=5"
    connection.request("POST", path, body, signed_headers(SECRET, f"m{number}", body))
    answer = json.loads(connection.getresponse().read())
    connection.close()
    return [message["text"] for message in answer["messages"]]


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
