"""The page about adapters: its code is one, and passes the suite that it explains."""

import importlib
import re
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import EntryPoint
from pathlib import Path
from types import ModuleType

import pytest

from bot.channels.conformance import CHECKS
from bot.channels.registry import ADAPTERS
from tests.docs.pages import DOCS

PAGE = (DOCS / "how-to" / "write-an-adapter.md").read_text(encoding="utf-8")
FILES = dict(re.findall(r"```\w+\n# (\S+)\n(.*?)```", PAGE, re.DOTALL))
MODULES = ("pigeon", "stand_in", "test_pigeon")


@pytest.fixture(scope="module")
def suite(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ModuleType]:
    """The page's own test module, with the files that it needs."""
    folder = tmp_path_factory.mktemp("pigeon")
    for name, content in FILES.items():
        (folder / name).write_text(content, encoding="utf-8")
    sys.path.insert(0, str(folder))
    try:
        yield importlib.import_module("test_pigeon")
    finally:
        sys.path.remove(str(folder))
        for name in MODULES:
            sys.modules.pop(name, None)


async def breach(suite: ModuleType, check: str) -> str | None:
    """Return in words what the page's own test finds broken, None where it passes."""
    try:
        await suite.test_pigeon(check)
    except AssertionError as error:
        return str(error)
    return None


@pytest.mark.parametrize("check", CHECKS)
async def test_the_adapter_of_the_page_passes(check: str, suite: ModuleType):
    assert await breach(suite, check) is None


def test_its_entry_point_leads_to_it(suite: ModuleType):
    written = tomllib.loads(FILES["pyproject.toml"])
    ((name, value),) = written["project"]["entry-points"][ADAPTERS].items()
    assert written["tool"]["setuptools"]["py-modules"] == [value.partition(":")[0]]
    assert EntryPoint(name, value, ADAPTERS).load() is suite.Pigeon
    assert suite.Pigeon.name == name


@pytest.mark.parametrize("check", CHECKS.values(), ids=list(CHECKS))
def test_each_promise_has_its_section(check):
    page = Path(check.section.partition("#")[0])
    assert page.name == "write-an-adapter.md"
    assert f"\n### {check.name}\n\n{check.promise}\n" in PAGE


async def test_what_breaks_a_promise_is_told_with_the_promise_and_its_page(
    suite: ModuleType, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(suite.Pigeon, "name", "Pigeon Post")
    found = await breach(suite, "name")
    assert found is not None
    assert "is not made of lower-case letters" in found
    assert "The adapter is called as its channels call it." in found
    assert "docs/how-to/write-an-adapter.md#name" in found
