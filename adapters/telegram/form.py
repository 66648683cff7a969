"""Writing what a method takes as a form, as the SDK does it (Bot API: Making requests)."""

from urllib.parse import urlencode

from aiohttp import FormData
from telegram.request import RequestData

Form = bytes | FormData
"""URL-encoded, or with files in several parts; empty where a method takes nothing."""


def write_form(data: RequestData | None) -> Form | None:
    """Return the form of a request, None where it cannot be written.

    Why it cannot is not told: the error may quote what a person is to read.
    """
    if data is None:
        return b""
    try:
        if data.contains_files:
            return _multipart(data)
        # Half a character (a lone surrogate) cannot be written in UTF-8.
        return urlencode(data.json_parameters, errors="replace").encode()
    except (TypeError, ValueError):
        return None


def _multipart(data: RequestData) -> FormData:
    form = FormData()
    for name, value in data.json_parameters.items():
        form.add_field(name, value.encode(errors="replace").decode())
    for name, (file_name, content, media_type) in data.multipart_data.items():
        form.add_field(name, content, filename=file_name, content_type=media_type)
    return form
