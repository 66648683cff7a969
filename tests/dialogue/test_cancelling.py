"""What ends something that all in a group share: *cancel*, unless it is a brand's own command."""

import pytest

from bot.dialogue.messages.everywhere import cancels
from tests.dialogue.talking import written

ORDERS = "dialogue: orders\nstarts: [{command: %s}]\nsteps: [say: Which?]"


@pytest.mark.parametrize("text", ["cancel", "Annulla!", "/cancel", "/cancel@our_bot"])
def test_it_is_a_whole_message_with_a_slash_or_without(text: str):
    assert cancels(written(ORDERS % "order"), text)


@pytest.mark.parametrize("text", ["cancel it", "/cancelled", "/"])
def test_other_words_are_not(text: str):
    assert not cancels(written(ORDERS % "order"), text)


@pytest.mark.parametrize("text", ["cancel", "/cancel", "/cancel@our_bot"])
def test_a_command_of_the_brands_own_takes_its_place(text: str):
    assert not cancels(written(ORDERS % "cancel"), text)
