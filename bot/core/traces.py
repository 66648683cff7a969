"""Where in a file an error came from; never what it says, which may hold anybody's words."""

from traceback import walk_tb
from types import TracebackType


def last_line_in(file: str, trace: TracebackType | None) -> int | None:
    """Return the innermost line of a file that an error came through, None where it did not.

    Args:
        file: its path, or how that ends.
        trace: the error's.
    """
    lines = [line for frame, line in walk_tb(trace) if frame.f_code.co_filename.endswith(file)]
    return lines[-1] if lines else None
