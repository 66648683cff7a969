"""What the calls of `talk` take, as types."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Literal

Texts = str | Sequence[str]
"""One text, or several of which each person always hears the same one."""

Time = str | timedelta
"""How long: `"24h"`, `"1h30m"`, or a `timedelta` of whole seconds."""

Choices = Sequence[str] | Mapping[str, str]
"""Labels, or values with their labels."""

Media = str | Mapping[str, str] | Sequence[str | Mapping[str, str]]
"""Files that are shown."""

TextType = Literal["text", "choice", "date", "time", "email", "phone", "url"]
"""Types whose answer is a text."""

Bound = float | str | date
"""A number, a date or a time; written in the file also `"now"`, or an expression."""
