"""What `convivio doctor --online` says of a WhatsApp channel."""

from typing import Any

import pytest
from msgspec import structs

from adapters.whatsapp import WhatsApp
from bot.brand.brand import Option
from bot.channels.probing import Probing
from sandbox.faults import Answer, Order
from sandbox.whatsapp.world import Template
from tests.adapters.whatsapp_stage import NOTICE, QUICK, Square, settings_for, square
from tests.ports import free_port


async def said(place: Square, **options: Option) -> list[tuple[str, str]]:
    """Return what is said, worst things told apart."""
    address = "https://bot.example.org/platforms/market/wa"
    settings = structs.replace(place.settings(**options), address=address)
    channel = WhatsApp(QUICK)
    assert isinstance(channel, Probing)
    assert channel.asks(settings) == f"{place.url}/v23.0"
    return [(probe.state, probe.words) for probe in await channel.probe(settings)]


async def test_all_is_well():
    async with square() as place:
        told = await said(place, template=NOTICE.name)
        assert [state for state, _ in told] == ["fine"] * 4
        assert told[0][1] == "the token opens +39 055 000 111 (Brand)"
        assert "https://bot.example.org/platforms/market/wa" in told[1][1]
        assert told[3][1] == "the template notice is approved"


async def test_without_a_template_it_says_what_that_means():
    async with square() as place:
        told = await said(place)
        assert told[-1][0] == "trouble"
        assert "24 hours" in told[-1][1]


@pytest.mark.parametrize(
    ("templates", "words"),
    [
        ([], "is not there"),
        ([Template(name="notice", language="en", body="{{1}}", status="PAUSED")], "is paused"),
        ([Template(name="notice", language="it", body="{{1}}")], "is not there"),
    ],
)
async def test_a_template_that_does_not_serve(templates: list[Template], words: str):
    async with square() as place:
        place.number.templates[:] = templates
        state, told = (await said(place, template="notice"))[-1]
        assert state == "trouble"
        assert f"the template notice in en {words}" in told


async def test_no_app_hears():
    async with square() as place:
        place.number.subscribed = False
        assert (await said(place))[2][0] == "broken"


@pytest.mark.parametrize(
    ("options", "state", "words"),
    [
        ({"token": "EAA-other"}, "broken", "the token is refused"),
        ({"number": "999999"}, "trouble", "a parameter is not valid"),
    ],
)
async def test_what_meta_refuses(options: dict[str, Any], state: str, words: str):
    async with square() as place:
        ((told, reason),) = await said(place, **options)
        assert told == state
        assert words in reason
        assert "EAA" not in reason


async def test_an_account_that_does_not_open():
    async with square() as place:
        told = await said(place, account="777777")
        assert told[2] == (
            "trouble",
            "the account does not open: see that account and token are right",
        )


async def test_a_server_that_is_none_of_metas_and_none_at_all():
    async with square() as place:
        place.stand_in.faults.order(Order("look", Answer(200, text="<html>")))
        ((state, _),) = await said(place)
        assert state == "trouble"
    settings = settings_for(f"http://127.0.0.1:{free_port()}")
    (probe,) = await WhatsApp(QUICK).probe(settings)
    assert (probe.state, "cannot be reached" in probe.words) == ("trouble", True)
