"""Libraries of dialogues in Python, from their source, ready to be played."""

from contextlib import nullcontext
from pathlib import Path
from tempfile import TemporaryDirectory
from textwrap import dedent

from bot.brand.faults import Fault
from bot.dialogue.publishing.library import Library
from bot.dialogue.publishing.publish import Reading, read_brand
from bot.dialogue.python.code import Watch
from bot.dialogue.python.loading import load_python
from tests.brand_folder import write_files
from tests.dialogue.talking import WRITTEN_BRAND, functions_in


def reading_of(folder: Path, **files: str) -> Reading:
    """Read a brand of these files: `order_py` is dialogues/order.py, `it_po` locales/it.po.

    There is a function in actions.py for each that they call.
    """
    written = {"brand.yaml": WRITTEN_BRAND, "actions.py": functions_in("".join(files.values()))}
    for name, text in files.items():
        stem, _, suffix = name.rpartition("_")
        place = "locales" if suffix == "po" else "dialogues"
        written[f"{place}/{stem}.{suffix}"] = dedent(text)
    return read_brand(write_files(folder, written), {}, ("webhook",))


def programmed(watch: Watch = nullcontext, **files: str) -> Library:
    """Return the library of these files, with the functions of those in Python."""
    library, faults = loaded(watch, **files)
    assert not faults, faults
    return library


def loaded(watch: Watch = nullcontext, **files: str) -> tuple[Library, tuple[Fault, ...]]:
    """Return the library of these files, and what keeps some from being imported."""
    with TemporaryDirectory() as name:
        reading = reading_of(Path(name), **files)
        assert reading.library is not None, [str(fault) for fault in reading.faults]
        return load_python(reading.library, Path(name), watch)
