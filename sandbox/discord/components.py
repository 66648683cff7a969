"""Buttons and lists in their rows: what Discord takes, and the form it gives back."""

from sandbox.discord.form import Fields
from sandbox.discord.wirejson import JsonObject

ROWS = 5
"""Action rows in one message (Discord's reference, component reference: action row)."""

BUTTONS = 5
"""Buttons in one row (the same)."""

LABEL = 80
"""Characters of a button's label (the same: button)."""

CUSTOM_ID = 100
"""Characters of a custom id (the same)."""

OPTIONS = 25
"""Options of a string select (the same: string select), each of at most 100 characters."""

_ACTION_ROW = 1
_BUTTON = 2
_STRING_SELECT = 3
_SELECTS = frozenset({3, 5, 6, 7, 8})
_LINK = 5
_PREMIUM = 6
_STYLES = range(1, 7)


class _Rows:
    """Reads the rows of one message: ids of controls may not repeat among them."""

    def __init__(self) -> None:
        self._custom_ids: set[str] = set()
        self._count = 0

    def number(self) -> int:
        self._count += 1
        return self._count

    def row(self, fields: Fields) -> JsonObject | None:
        if fields.required_number("type") != _ACTION_ROW:
            _refuse_type(fields, "{1}")
            return None
        row: JsonObject = {"type": _ACTION_ROW, "id": self.number()}
        controls = [self.control(each) for each in fields.each("components", 1, BUTTONS)]
        if not fields.has("components"):
            fields.note("components", "BASE_TYPE_REQUIRED", "This field is required")
        row["components"] = [control for control in controls if control is not None]
        if len(controls) > 1 and any(_is_select(control) for control in controls):
            words = "The specified component exceeds the maximum width"
            fields.note("components", "COMPONENT_LAYOUT_WIDTH_EXCEEDED", words)
        return row

    def control(self, fields: Fields) -> JsonObject | None:
        kind = fields.required_number("type")
        if kind == _BUTTON:
            return self.button(fields)
        if kind == _STRING_SELECT:
            return self.listed(fields)
        if kind in _SELECTS:
            self.custom_id(fields)
            return {**fields.values, "id": self.number()}
        _refuse_type(fields, "{2, 3, 5, 6, 7, 8}")
        return None

    def button(self, fields: Fields) -> JsonObject:
        style = fields.required_number("style")
        if style is not None and style not in _STYLES:
            fields.note("style", "BASE_TYPE_CHOICES", "Value must be one of {1, 2, 3, 4, 5, 6}.")
        button: JsonObject = {"type": _BUTTON, "id": self.number(), "style": style}
        if style == _LINK:
            button["url"] = _link(fields)
        elif style != _PREMIUM:
            button["custom_id"] = self.custom_id(fields)
        label = fields.text("label", 0, LABEL)
        if label:
            button["label"] = label
        elif not fields.has("emoji") and style != _PREMIUM:
            fields.note("label", "BUTTON_COMPONENT_LABEL_REQUIRED", "A label or emoji is required")
        if fields.flag("disabled"):
            button["disabled"] = True
        emoji = fields.inside("emoji")
        if emoji is not None:
            button["emoji"] = {
                name: each for name, each in emoji.values.items() if each is not None
            }
        return button

    def listed(self, fields: Fields) -> JsonObject:
        custom_id = self.custom_id(fields)
        if not fields.has("options"):
            fields.note("options", "BASE_TYPE_REQUIRED", "This field is required")
        options = [_option(each) for each in fields.each("options", 1, OPTIONS)]
        values = [option["value"] for option in options]
        if len(set(map(str, values))) < len(values):
            words = "The specified option value is already used"
            fields.note("options", "SELECT_COMPONENT_OPTION_VALUE_DUPLICATED", words)
        least, most = fields.number("min_values"), fields.number("max_values")
        made: JsonObject = {
            "type": _STRING_SELECT,
            "id": self.number(),
            "custom_id": custom_id,
            "min_values": 1 if least is None else least,
            "max_values": 1 if most is None else most,
            "options": options,
        }
        _check_counts(fields, made["min_values"], made["max_values"], len(options))
        placeholder = fields.text("placeholder", 0, 150)
        return made | ({"placeholder": placeholder} if placeholder else {})

    def custom_id(self, fields: Fields) -> str:
        custom_id = fields.required_text("custom_id", 1, CUSTOM_ID)
        if custom_id and custom_id in self._custom_ids:
            words = "Component custom id cannot be duplicated"
            fields.note("custom_id", "COMPONENT_CUSTOM_ID_DUPLICATED", words)
        self._custom_ids.add(custom_id)
        return custom_id


def _is_select(control: JsonObject | None) -> bool:
    return control is not None and control.get("type") in _SELECTS


def _option(fields: Fields) -> JsonObject:
    option: JsonObject = {
        "label": fields.required_text("label", 1, 100),
        "value": fields.required_text("value", 1, 100),
    }
    description = fields.text("description", 0, 100)
    return option | ({"description": description} if description else {})


def _check_counts(fields: Fields, least: object, most: object, options: int) -> None:
    if not isinstance(least, int) or not 0 <= least <= OPTIONS:
        fields.note("min_values", "NUMBER_TYPE_MAX", f"Must be from 0 to {OPTIONS}.")
    if not isinstance(most, int) or not 1 <= most <= OPTIONS:
        fields.note("max_values", "NUMBER_TYPE_MAX", f"Must be from 1 to {OPTIONS}.")
    elif most > options:
        words = "Max values cannot be larger than the number of options"
        fields.note("max_values", "SELECT_COMPONENT_MAX_VALUES", words)


def _refuse_type(fields: Fields, allowed: str) -> None:
    if fields.has("type"):
        fields.note("type", "BASE_TYPE_CHOICES", f"Value must be one of {allowed}.")


def _link(fields: Fields) -> str:
    url = fields.required_text("url", 1, 512)
    scheme, separator, rest = url.partition("://")
    if url and not (separator and rest):
        fields.note("url", "URL_TYPE_INVALID_URL", "Not a well formed URL.")
    elif url and scheme not in {"http", "https", "discord"}:
        words = (
            f'Scheme "{scheme}" is not supported. '
            "Scheme must be one of ('http', 'https', 'discord')."
        )
        fields.note("url", "URL_TYPE_INVALID_SCHEME", words)
    if fields.has("custom_id"):
        words = "Custom id and URL cannot both be specified"
        fields.note("url", "BUTTON_COMPONENT_CUSTOM_ID_AND_URL", words)
    return url


def read_rows(fields: Fields) -> list[JsonObject]:
    """Return the rows of a message, in the form in which Discord gives them back.

    Args:
        fields: of the message; its faults note what is wrong.
    """
    rows = _Rows()
    read = [rows.row(each) for each in fields.each("components", 0, ROWS)]
    return [row for row in read if row is not None]


def controls(rows: list[JsonObject]) -> list[list[JsonObject]]:
    """Return the buttons and menus of each row."""
    found: list[list[JsonObject]] = []
    for row in rows:
        inside = row.get("components")
        found.append(
            [each for each in inside if isinstance(each, dict)] if isinstance(inside, list) else []
        )
    return found
