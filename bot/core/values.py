"""What a slot may hold: JSON values, so that state survives any store and any platform."""

from typing import TypeAlias, Union

Value: TypeAlias = Union[None, bool, int, float, str, list["Value"], dict[str, "Value"]]
