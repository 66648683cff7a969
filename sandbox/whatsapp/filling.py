"""Templates, filled in: checked as Meta does before it sends one."""

import re

from sandbox.whatsapp.limits import TEMPLATE_BODY
from sandbox.whatsapp.refusals import RefusedError
from sandbox.whatsapp.requests import Template
from sandbox.whatsapp.world import Number

_PLACE = re.compile(r"\{\{(\d+)\}\}")
_ODD_SPACE = re.compile(r"[\n\r\t]| {5,}")


def filled(number: Number, asked: Template) -> str:
    """Return the text of a template with what is filled in.

    Raises:
        RefusedError: there is no such template, or it does not take this.
    """
    known = [
        one
        for one in number.templates
        if (one.name, one.language) == (asked.name, asked.language.code)
    ]
    if not known:
        details = f"template name ({asked.name}) does not exist in {asked.language.code}"
        raise RefusedError(132001, details, 404)
    (template,) = known
    if template.status != "APPROVED":
        raise RefusedError(132015, f"the template is {template.status}")
    given = [one.text for component in asked.components for one in component.parameters]
    wanted = len(set(_PLACE.findall(template.body)))
    if len(given) != wanted:
        details = f"number of localizable_params ({len(given)}) does not match {wanted}"
        raise RefusedError(132000, details)
    if any(_ODD_SPACE.search(text) for text in given):
        details = "Param text cannot have new-line/tab characters or more than 4 consecutive spaces"
        raise RefusedError(132018, details)
    text = _PLACE.sub(lambda place: given[int(place[1]) - 1], template.body)
    if len(text) > TEMPLATE_BODY:
        raise RefusedError(132005, f"{len(text)} characters are more than {TEMPLATE_BODY}")
    return text
