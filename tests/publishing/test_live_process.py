"""`convivio run` while its files are edited: people go on, and nothing broken is published."""

import json
import signal
import time
from collections.abc import Iterator
from contextlib import closing
from http.client import HTTPConnection
from itertools import count
from pathlib import Path

import pytest

from tests.product import Product, convivio, running
from tests.replies import replies_to
from tests.signing import new_secret

pytestmark = pytest.mark.slow

SECRET = new_secret("publishing")
BRAND = """
brand: fair
title: Fair
languages: [en]
channels:
  site: {adapter: webhook, secret: "${SITE_SECRET}"}
"""
SURVEY = """
dialogue: survey
starts: [{command: survey}]
%ssteps:
  - {ask: Which?, as: x}
  - say: %s
"""


class Fair:
    """A brand that runs, and people who write to it."""

    def __init__(self, folder: Path) -> None:
        self.brand = folder / "fair"
        (self.brand / "dialogues").mkdir(parents=True)
        self.write("brand.yaml", BRAND)
        self.survey("", "First.")
        self.product = Product(self.brand, folder, SITE_SECRET=SECRET)
        self._keys = count()

    def write(self, name: str, text: str) -> None:
        (self.brand / name).write_text(text)

    def survey(self, head: str, end: str) -> None:
        self.write("dialogues/survey.yaml", SURVEY % (head, end))

    def say(self, text: str, who: str = "ada") -> list[str]:
        """Return what is answered."""
        key = f"m{next(self._keys)}"
        return replies_to(self.product, "fair/site", SECRET, key, **{"from": who, "text": text})

    def ready(self) -> dict[str, object]:
        """Return how the brand is, as whoever watches the process sees it."""
        (brand,) = json.loads(self._read("/health/ready"))["brands"]
        return brand

    def metrics(self) -> str:
        return self._read("/metrics").decode()

    def _read(self, path: str) -> bytes:
        with closing(HTTPConnection("127.0.0.1", self.product.port, timeout=15)) as connection:
            connection.request("GET", path)
            return connection.getresponse().read()

    def wait_told(self, text: str, times: int = 1) -> str:
        """Wait until the process has said this, and return all that it said."""
        end = time.monotonic() + 15
        while (log := self.product.read_log()).count(text) < times:
            assert time.monotonic() < end, log
            time.sleep(0.02)
        return log


@pytest.fixture
def fair(tmp_path: Path) -> Iterator[Fair]:
    made = Fair(tmp_path)
    with running(made.product):
        yield made


def test_files_are_edited_broken_and_mended_under_live_conversations(fair: Fair):
    assert fair.say("/survey") == ["Which?"]
    fair.survey("", "Second.")
    log = fair.wait_told("Published fair")
    assert "dialogue survey changed. Of the dialogues under way in older versions 1 stays." in log
    assert fair.say("/survey", "bob") == ["Which?"]

    fair.survey("", "Third.\n  - sya: Oops")
    log = fair.wait_told("files changed but not published: 1 fault")
    assert "dialogues/survey.yaml:7:5: " in log
    assert fair.ready() == {
        "brand": "fair",
        "state": "outdated",
        "reason": "files changed but not published: 1 fault",
    }
    assert 'convivio_unpublished_faults{brand="fair"} 1.0' in fair.metrics()
    assert fair.say("this") == ["First."]
    assert fair.say("/survey", "cleo") == ["Which?"]

    fair.survey("moves: true\n", "Fourth.")
    foretold = convivio("check", str(fair.brand), "--against-live", environ=fair.product.environ)
    assert ": 2 move." in foretold
    log = fair.wait_told("Published fair", 2)
    assert "Of the dialogues under way in older versions 2 move." in log
    assert fair.ready() == {"brand": "fair", "state": "published"}
    assert [fair.say("that", who) for who in ("bob", "cleo")] == [["Fourth."], ["Fourth."]]
    assert log.count("dialogues/survey.yaml:7:5: ") == 1
    assert "Traceback" not in log


def test_a_kill_while_it_publishes_leaves_everybody_where_they_were(fair: Fair):
    assert fair.say("/survey") == ["Which?"]
    fair.survey("", "Second.")
    fair.product.process.send_signal(signal.SIGHUP)
    fair.product.kill()
    fair.product.start()
    fair.product.wait_ready()
    assert fair.say("this") == ["First."]
    assert [fair.say("/survey"), fair.say("this")] == [["Which?"], ["Second."]]
