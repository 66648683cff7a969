"""What a slot may hold: JSON values, so that state survives any store and any platform."""

from typing import TYPE_CHECKING, Any, TypeAlias, Union

if TYPE_CHECKING:
    Value: TypeAlias = Union[bool, int, float, str, list["Value"], dict[str, "Value"], None]
else:
    # msgspec cannot follow a recursive alias: at run time a value is whatever JSON can hold.
    Value = Any
