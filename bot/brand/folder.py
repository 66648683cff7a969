"""What is in a brand's folder: which files are read, and which are not and why."""

from collections.abc import Mapping
from pathlib import Path, PurePosixPath

from msgspec import Struct, field

from bot.brand.collected import Faults
from bot.brand.media_folder import sizes_in
from bot.brand.misplaced import warn_of_misplaced
from bot.brand.nodes import Place

BRAND_FILE = "brand.yaml"
FAQ_FILE = "faq.yaml"
ACTIONS_FILE = "actions.py"


class File(Struct, frozen=True):
    """One file: its path in the folder with `/` separators, and its content."""

    path: str
    data: bytes

    @property
    def start(self) -> Place:
        """The first place in it."""
        return Place(self.path, 1, 1)


class Folder(Struct, frozen=True):
    """The files of a brand that are read; None where there are none.

    `media` are the files that it can show, by address, with their sizes in bytes: these are not
    read. `shared` is Python that the dialogues in Python import.
    """

    brand: File | None
    dialogues: tuple[File, ...]
    catalogues: tuple[File, ...]
    broadcasts: tuple[File, ...] = ()
    faq: File | None = None
    media: Mapping[str, int] = field(default_factory=dict)
    actions: File | None = None
    shared: tuple[File, ...] = ()


def read_folder(folder: Path, faults: Faults) -> Folder:
    """Return the files of a brand; what is there and is not read is said in a warning."""
    brand = _file(folder, folder / BRAND_FILE, faults)
    if brand is None and not (folder / BRAND_FILE).exists():
        hint = "Rename brand.yml." if (folder / "brand.yml").exists() else None
        faults.error(Place(BRAND_FILE, 1, 1), "There is no brand.yaml in this folder.", hint)
    dialogues = files_in(folder, folder / "dialogues", ".yaml", faults)
    catalogues = files_in(folder, folder / "locales", ".po", faults)
    broadcasts = files_in(folder, folder / "broadcasts", ".yaml", faults)
    faq = _file(folder, folder / FAQ_FILE, faults)
    if faq is None and (folder / "faq.yml").exists():
        _warn_of_other(folder, folder / "faq.yml", ".yaml", faults)
    warn_of_misplaced(folder, faults)
    actions = _file(folder, folder / ACTIONS_FILE, faults)
    programmed = files_in(folder, folder / "dialogues", ".py", faults)
    public = [file for file in programmed if not _is_shared(file)]
    return Folder(
        brand,
        tuple(sorted((*dialogues, *public), key=lambda file: file.path)),
        catalogues,
        broadcasts,
        faq,
        sizes_in(folder),
        actions,
        tuple(filter(_is_shared, programmed)),
    )


def _is_shared(file: File) -> bool:
    """Say whether a file of Python is no dialogue, but what dialogues import: one named `_…`."""
    return PurePosixPath(file.path).name.startswith("_")


def files_in(root: Path, folder: Path, suffix: str, faults: Faults) -> tuple[File, ...]:
    """Return the files below a folder whose names end so, in the order of their paths.

    Args:
        root: the brand's folder, which paths are relative to.
        folder: where to look, subfolders included; it need not be there.
        suffix: `.yaml`, `.py` or `.po`.
        faults: gets what cannot be opened, and what is misnamed.
    """
    if not folder.is_dir():
        return ()
    found = []
    for path in sorted(folder.rglob("*"), key=lambda one: one.relative_to(root).as_posix()):
        if _is_hidden(path.relative_to(root)):
            continue
        if path.suffix == suffix:
            found.append(_file(root, path, faults))
        elif path.is_file():
            _warn_of_other(root, path, suffix, faults)
    return tuple(file for file in found if file is not None)


def _file(root: Path, path: Path, faults: Faults) -> File | None:
    name = path.relative_to(root).as_posix()
    try:
        return File(name, path.read_bytes())
    except FileNotFoundError:
        if path.is_symlink():
            faults.error(Place(name, 1, 1), "This link leads to no file.")
    except IsADirectoryError:
        faults.error(Place(name, 1, 1), "This is a folder, not a file.", "Rename it.")
    except OSError:
        faults.error(Place(name, 1, 1), "This file cannot be opened.", "Check its permissions.")
    return None


def _is_hidden(path: Path) -> bool:
    return any(part.startswith((".", "__pycache__")) for part in path.parts)


_YAML_SUFFIXES = (".yml", ".yaml")


def _warn_of_other(root: Path, path: Path, suffix: str, faults: Faults) -> None:
    place = Place(path.relative_to(root).as_posix(), 1, 1)
    if suffix == ".yaml" and path.suffix.lower() in _YAML_SUFFIXES:
        hint = f"Rename it to {path.stem}.yaml."
        faults.warning(place, "This file is not read, for its name does not end in .yaml.", hint)
