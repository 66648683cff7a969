"""Whoever reads a terminal, in a process of its own.

    python -m bench.canned_reader NUMBER

Reads the open file of this number to its end, and prints how many lines there were.
"""

import os
import sys

MOST = 65_536


def main(number: int) -> None:
    """Read to the end."""
    print("ready", flush=True)
    lines = 0
    while some := os.read(number, MOST):
        lines += some.count(b"\n")
    print(lines, flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]))
