"""Positions in a text as the platform counts them: in UTF-16 code units."""


def utf16_length(text: str) -> int:
    """Return how many UTF-16 code units a text has."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def unit_positions(text: str) -> dict[int, int]:
    """Return where each character of a text begins: its index by its UTF-16 offset.

    The end of the text counts as the beginning of one more character. The second halves of
    surrogate pairs are missing: nothing can begin there.
    """
    positions, units = {}, 0
    for index, character in enumerate(text):
        positions[units] = index
        units += 2 if character > "\uffff" else 1
    positions[units] = len(text)
    return positions
