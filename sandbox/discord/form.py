"""The fields of a body: read one by one, with every fault noted under its path."""

from collections.abc import Iterator, Sequence

from sandbox.discord.refusals import RefusedError, invalid_form
from sandbox.discord.snowflakes import is_snowflake
from sandbox.discord.wirejson import JsonObject, as_object


def one_fault(path: tuple[str, ...], code: str, message: str) -> RefusedError:
    """Return the refusal of a body with one fault."""
    return invalid_form(_nested([(path, {"code": code, "message": message})]))


_Fault = tuple[tuple[str, ...], JsonObject]


class Faults:
    """What is wrong with a body, nested by field as Discord's 50035 nests it."""

    def __init__(self) -> None:
        self._faults: list[_Fault] = []

    def note(self, path: tuple[str, ...], code: str, message: str) -> None:
        """Remember one fault of the field at `path`."""
        self._faults.append((path, {"code": code, "message": message}))

    def refuse(self) -> None:
        """Refuse the body where something is wrong with it.

        Raises:
            RefusedError: code 50035 with all of it.
        """
        if self._faults:
            raise invalid_form(_nested(self._faults))


def _nested(faults: Sequence[_Fault]) -> JsonObject:
    """Return faults by the first name of their paths; those that end here under `_errors`."""
    nested: JsonObject = {}
    here = [error for path, error in faults if not path]
    if here:
        nested["_errors"] = here
    for name in dict.fromkeys(path[0] for path, _ in faults if path):
        nested[name] = _nested([(path[1:], error) for path, error in faults if path[:1] == (name,)])
    return nested


class Fields:
    """One object of a body.

    Args:
        values: what was sent.
        faults: where to note what is wrong.
        path: where the object stands in the body.
    """

    def __init__(self, values: JsonObject, faults: Faults, path: tuple[str, ...] = ()) -> None:
        self.values, self.faults, self.path = values, faults, path

    def has(self, name: str) -> bool:
        """Say whether a field was sent and is not null."""
        return self.values.get(name) is not None

    def note(self, name: str, code: str, message: str) -> None:
        """Note a fault of a field."""
        self.faults.note((*self.path, name), code, message)

    def text(self, name: str, shortest: int = 0, longest: int | None = None) -> str | None:
        """Return a text; lengths are in characters, as Discord counts them."""
        value = self.values.get(name)
        if value is None:
            return None
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            value = str(value)
        if not isinstance(value, str):
            self.note(name, "BASE_TYPE_STRING", "Could not interpret this value as string.")
            return None
        self._measure(name, len(value), shortest, longest)
        return value

    def required_text(self, name: str, shortest: int, longest: int) -> str:
        """Return a text that must be there."""
        value = self.text(name, shortest, longest)
        if value is None and self.values.get(name) is None:
            self.note(name, "BASE_TYPE_REQUIRED", "This field is required")
        return value or ""

    def number(self, name: str) -> int | None:
        """Return a whole number."""
        value = self.values.get(name)
        if value is None:
            return None
        if isinstance(value, str) and value.lstrip("-").isdigit():
            value = int(value)
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        if not isinstance(value, int) or isinstance(value, bool):
            self.note(name, "NUMBER_TYPE_COERCE", f'Value "{value}" is not int.')
            return None
        return value

    def required_number(self, name: str) -> int | None:
        """Return a whole number that must be there."""
        if not self.has(name):
            self.note(name, "BASE_TYPE_REQUIRED", "This field is required")
        return self.number(name)

    def flag(self, name: str) -> bool:
        """Return a truth value, false where it is absent."""
        value = self.values.get(name)
        if value is None or isinstance(value, bool):
            return bool(value)
        self.note(name, "BOOLEAN_TYPE_CONVERT", "Must be either true or false.")
        return False

    def snowflake(self, name: str, *, required: bool = False) -> str | None:
        """Return an id."""
        value = self.values.get(name)
        if value is None:
            if required:
                self.note(name, "BASE_TYPE_REQUIRED", "This field is required")
            return None
        if not is_snowflake(value):
            self.note(name, "NUMBER_TYPE_COERCE", f'Value "{value}" is not snowflake.')
            return None
        return str(value)

    def inside(self, name: str) -> "Fields | None":
        """Return the object under a name."""
        value = self.values.get(name)
        if value is None:
            return None
        inside = as_object(value)
        if inside is None:
            self._not_an_object((name,))
            return None
        return Fields(inside, self.faults, (*self.path, name))

    def each(self, name: str, shortest: int = 0, longest: int | None = None) -> Iterator["Fields"]:
        """Return the objects of a list; what is no object is noted and left out."""
        value = self.values.get(name)
        if value is None:
            return
        if not isinstance(value, list):
            self.note(name, "LIST_TYPE_CONVERT", "Only iterables may be used in a ListType")
            return
        self._measure(name, len(value), shortest, longest)
        for index, entry in enumerate(value):
            inside = as_object(entry)
            if inside is None:
                self._not_an_object((name, str(index)))
            else:
                yield Fields(inside, self.faults, (*self.path, name, str(index)))

    def texts(self, name: str, longest: int | None = None) -> tuple[str, ...]:
        """Return the texts of a list, at most so many."""
        value = self.values.get(name)
        if value is None:
            return ()
        if not isinstance(value, list):
            self.note(name, "LIST_TYPE_CONVERT", "Only iterables may be used in a ListType")
            return ()
        self._measure(name, len(value), 0, longest)
        return tuple(str(each) for each in value)

    def _not_an_object(self, path: tuple[str, ...]) -> None:
        self.faults.note(
            (*self.path, *path),
            "DICT_TYPE_CONVERT",
            "Only dictionaries may be used in a DictType",
        )

    def _measure(self, name: str, length: int, shortest: int, longest: int | None) -> None:
        if longest is None or shortest <= length <= longest:
            return
        if shortest:
            words = f"Must be between {shortest} and {longest} in length."
            self.note(name, "BASE_TYPE_BAD_LENGTH", words)
        else:
            self.note(name, "BASE_TYPE_MAX_LENGTH", f"Must be {longest} or fewer in length.")
