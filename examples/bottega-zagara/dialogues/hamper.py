"""A hamper, put together piece by piece: it reckons more than it says, so it is in Python."""

from convivio import Talk, dialogue

PIECES = {"soap": 9, "honey": 12, "cards": 16, "notebook": 18}
"""What fits into a basket, with its price in euro."""

FREE_FROM = 4
"""With so many pieces the cheapest is a present."""

ROOM = 6
"""So many pieces fit in."""


def total(pieces: list[str]) -> int:
    """Return what the pieces cost together, in euro."""
    prices = sorted(PIECES[piece] for piece in pieces)
    return sum(prices[1:] if len(prices) >= FREE_FROM else prices)


@dialogue(title="Fill a hamper", command="hamper", keyword=["hamper", "basket", "cesto"])
async def hamper(talk: Talk) -> dict[str, int]:
    """Fill a basket until there is no more room, or the person has enough."""
    pieces: list[str] = []
    await talk.say("An empty basket, some straw, and you. With four pieces the cheapest is on us.")
    while len(pieces) < ROOM:
        piece = await talk.ask(
            "What goes in?",
            choices={
                "soap": "Soap, 9 €",
                "honey": "Honey, 12 €",
                "cards": "Cards, 16 €",
                "notebook": "A notebook, 18 €",
                "full": "That is enough",
            },
            within="2h",
            otherwise="full",
        )
        if piece == "full":
            break
        pieces.append(piece)
        await talk.say("{count} so far, {price} euro.", count=len(pieces), price=total(pieces))
    if not pieces:
        await talk.say("Then it stays a basket. They are useful too.")
        return {"price": 0}
    ribbon = await talk.ask("And a ribbon, in which colour?", optional=True)
    price = total(pieces)
    await talk.emit("hamper.asked", with_={"pieces": pieces, "ribbon": ribbon, "price": price})
    await talk.say("It stands by the till, {price} euro, under your name.", price=price)
    return {"price": price}
