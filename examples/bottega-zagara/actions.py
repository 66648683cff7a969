"""What the dialogues compute, and what they ask the shop's own systems: developers' code.

Every function gets the values of `with` as keyword arguments and returns what JSON can hold.
"""

from typing import TypedDict


class Place(TypedDict):
    """Where somebody is, as a question of type `location` gives it."""

    lat: float
    lon: float


class Piece(TypedDict):
    """One piece from the shelves; `price` in euro."""

    piece: str
    name: str
    price: int


SHELVES = {
    "quaderno": ("Quaderno Gelso", 18, {"writing"}),
    "tazza": ("Tazza Vento", 24, {"kitchen", "table"}),
    "sapone": ("Sapone Zagara", 9, {"bath"}),
    "miele": ("Miele di agrumi", 12, {"kitchen"}),
    "telo": ("Telo Mare", 42, {"sea", "bath"}),
    "carte": ("Carte Sicane", 16, {"table", "sea"}),
    "lampada": ("Lampada Luna", 68, {"writing", "table"}),
}
"""Every piece: its name, its price in euro, and for whom it is."""

STALLS = {
    "Piazza Marina": (38.1175, 13.3703),
    "Mondello": (38.2030, 13.3250),
    "Monreale": (38.0817, 13.2922),
}
"""Where the market cart stands, by latitude and longitude."""

EAST = 0.79
"""How long a degree to the east is in Palermo, where one to the north is 1."""


def suggest(loves: list[str], budget: float) -> list[Piece]:
    """Return three pieces: those within the budget, what fits best first, then the least dear.

    Args:
        loves: what the person likes to do, as the choices of gift.yaml name it.
        budget: in euro.
    """

    def order(piece: str) -> tuple[bool, int, int]:
        _, price, fits = SHELVES[piece]
        return (True, price, 0) if price > budget else (False, -len(fits & set(loves)), -price)

    best = sorted(SHELVES, key=order)[:3]
    return [Piece(piece=one, name=SHELVES[one][0], price=SHELVES[one][1]) for one in best]


def nearest_stall(place: Place) -> str:
    """Return the name of the stall that is nearest to a place."""

    def away(stall: str) -> float:
        lat, lon = STALLS[stall]
        return (lat - place["lat"]) ** 2 + ((lon - place["lon"]) * EAST) ** 2

    return min(STALLS, key=away)


async def book_pickup(number: int, day: str, hour: str, idempotency_key: str) -> dict[str, str]:
    """Book the bicycle for a pick-up, and return the booking's code.

    A call that is tried again has the same key, and so the same code: Pino comes once. Where the
    courier has an interface of its own, this is where it is called, with the key passed on.

    Args:
        number: of the order that goes back.
        day: such as 2030-12-05.
        hour: such as 09:30.
        idempotency_key: the same for every try of this call.
    """
    return {"code": f"P{number}-{idempotency_key[:4].upper()}", "day": day, "hour": hour}
