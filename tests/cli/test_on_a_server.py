"""The example brand with its memory on a PostgreSQL server: talked with, killed, asked, erased."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.cli.main import convivio
from tests.databases.server import new_database
from tests.product import Product, copy_of_example, running
from tests.replies import replies_to
from tests.signing import new_secret

SECRET = new_secret("on a server")
ADA = ("--channel", "site", "--id", "ada")


@pytest.fixture
def product(tmp_path: Path) -> Iterator[Product]:
    """The brand, with a database in which there is nothing yet."""
    brand = copy_of_example(tmp_path)
    with new_database(with_tables=False) as url:
        settings = {"SITE_SECRET": SECRET, "CONVIVIO_DATABASE": url}
        with running(Product(brand, tmp_path, **settings)) as product:
            yield product


def say(product: Product, webhook_id: str, text: str) -> list[str]:
    """Say something as Ada and return what is answered."""
    message = {"from": "ada", "name": "Ada", "text": text}
    return replies_to(product, "we-converse/site", SECRET, webhook_id, **message)


def call(product: Product, *arguments: str) -> Result:
    """Give a command beside the running product."""
    return CliRunner().invoke(convivio, arguments, env=product.environ, input="hello\n")


def asked(product: Product, *arguments: str) -> str:
    result = call(product, *arguments)
    assert result.exit_code == 0, result.output
    return result.stdout


@pytest.mark.slow
def test_a_conversation_goes_on_after_a_kill_and_all_commands_know_of_it(product: Product):
    brand = str(product.brand)
    assert any("How do you see marketing" in text for text in say(product, "1", "/survey"))
    assert say(product, "2", "A bit of both")[-1].startswith("What tips it")
    product.kill()
    product.start()
    product.wait_ready()
    say(product, "2", "A bit of both")  # told again by a sender who heard nothing: nothing happens
    assert say(product, "3", "the people")[-1].startswith("From 0 to 10")
    assert any(text.startswith("8 out of 10") for text in say(product, "4", "8"))
    say(product, "5", "yes")

    refused = call(product, "chat", brand)
    assert refused.exit_code == 1
    assert "is in use by a running Convivio" in refused.stderr

    results = json.loads(asked(product, "results", brand, "survey", "--json"))
    assert "the people" in json.dumps(results)
    export = json.loads(asked(product, "person", "export", brand, *ADA))
    assert [one["topic"] for one in export["subscriptions"]] == ["blog"]
    assert "blog" in json.dumps(export["consents"])
    assert "can be read and written" in asked(product, "doctor", brand)
    assert "weekly" in asked(product, "broadcast", "list", brand)
    assert asked(product, "broadcast", "status", brand, "weekly")
    assert "error" not in asked(product, "check", brand, "--against-live")
    assert asked(product, "person", "erase", brand, *ADA, "--yes")
    assert product.stop() == 0
    assert "Traceback" not in product.read_log()
