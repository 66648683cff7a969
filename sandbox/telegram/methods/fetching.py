"""getFile: where a file can be fetched."""

from sandbox.telegram.calls import Call
from sandbox.telegram.facts import File
from sandbox.telegram.refusals import bad_request

DOWNLOAD_BYTES = 20_971_520
"""Bot API, getFile: bots can download files of up to 20 MB in size."""


def get_file(call: Call) -> File:
    """Return a file's facts and its path.

    Raises:
        RefusedError: there is none, or it is too big to be fetched.
    """
    file_id = call.parameters.text("file_id")
    if not file_id:
        raise bad_request("file_id not specified")
    stored = call.world.files.get(file_id)
    if stored is None:
        raise bad_request("wrong file_id or the file is temporarily unavailable")
    if len(stored.content) > DOWNLOAD_BYTES:
        raise bad_request("file is too big")
    return File(stored.file_id, stored.unique_id, len(stored.content), stored.path)
