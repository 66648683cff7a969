"""Whether Discord calls us where it should: by what the Developer Portal says."""

from msgspec import Struct

ELSEWHERE = (
    "Discord sends commands and presses to an Interactions Endpoint URL instead of here: clear it"
    " in the Developer Portal, General Information, or have them come here by public_key"
)


class Endpoint(Struct, frozen=True):
    """We take calls, at `address`; None where nobody told us how the outside calls it."""

    address: str | None


def misled(portal: str | None, ours: Endpoint | None) -> str | None:
    """Say why commands and presses do not reach us, with what to do; None where they do.

    Args:
        portal: the Interactions Endpoint URL of the application, None where there is none: then
            they come over the gateway.
        ours: where we take calls, None where we take none.
    """
    if portal is None:
        return None
    if ours is None:
        return ELSEWHERE
    if ours.address is None or portal == ours.address:
        return None
    return (
        "Discord sends commands and presses to another Interactions Endpoint URL: enter"
        f" {ours.address} in the Developer Portal, General Information"
    )
