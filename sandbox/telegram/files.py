"""Files: what came with a request or from a person, found again by its id."""

from msgspec import Struct


class StoredFile(Struct, frozen=True):
    """One file.

    `kind` is the name of the field in which messages hold it; `url` is where it was said to be, if
    it never came here.
    """

    file_id: str
    unique_id: str
    kind: str
    name: str | None
    media_type: str | None
    content: bytes
    url: str | None = None

    @property
    def path(self) -> str:
        """Where it is fetched, under the address for files."""
        return f"{self.kind}/{self.unique_id}-{self.name or 'file'}"


class FileStore:
    """All files of one world."""

    def __init__(self) -> None:
        self._files: dict[str, StoredFile] = {}

    def keep(
        self,
        kind: str,
        name: str | None,
        media_type: str | None,
        content: bytes,
        *,
        url: str | None = None,
    ) -> StoredFile:
        """Keep a file and give it an id."""
        number = len(self._files) + 1
        file_id, unique_id = f"AgACAgQAAxkBAAM{number:06d}", f"AQAD{number:06d}"
        stored = StoredFile(file_id, unique_id, kind, name, media_type, content, url)
        self._files[stored.file_id] = stored
        return stored

    def get(self, file_id: str) -> StoredFile | None:
        """Return the file of an id; None where there is none."""
        return self._files.get(file_id)

    def at(self, path: str) -> StoredFile | None:
        """Return the file that is fetched there; None where there is none."""
        return next((stored for stored in self._files.values() if stored.path == path), None)
