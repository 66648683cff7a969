"""A further platform is added from outside: nothing of the product knows it."""

import ast
import tomllib
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
FURTHER = "whatsapp"
ADAPTER = ROOT / "adapters" / FURTHER


def words_of(folder: str) -> Iterator[str]:
    for path in sorted((ROOT / folder).rglob("*")):
        if path.is_file() and path.suffix != ".pyc":
            yield f"{path.relative_to(ROOT)}\n{path.read_bytes().decode(errors='replace').lower()}"


def imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module is not None:
            yield node.module
        elif isinstance(node, ast.Import):
            yield from (name.name for name in node.names)


def test_the_product_does_not_know_it():
    texts = list(words_of("bot"))
    assert len(texts) > 100
    assert [text.partition("\n")[0] for text in texts if FURTHER in text] == []


def test_it_is_found_by_its_entry_point_alone():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    points = project["project"]["entry-points"]["convivio.adapters"]
    assert points[FURTHER] == "adapters.whatsapp:WhatsApp"


def test_it_needs_the_public_contract_and_what_the_product_needs_already():
    modules = {name for path in ADAPTER.rglob("*.py") for name in imported(path)}
    outside = {name for name in modules if not name.startswith(("adapters.whatsapp", "bot."))}
    public = ("bot.channels", "bot.core")
    assert [
        name for name in modules if name.startswith("bot.") and not name.startswith(public)
    ] == []
    assert {"aiohttp", "msgspec"} <= outside
    assert not {name for name in outside if name.startswith(("sandbox", "adapters", "convivio"))}
