"""Buttons: of questions, of what is said, and those whose time is over."""

from msgspec.structs import replace
from talking import Talk, ask, dialogue, library, say

from bot.core.effects import GiveConsent, RecordAnswer, ReportIncident
from bot.core.events import Pressed
from bot.core.text import Text
from bot.dialogue.program import Offer, Run, Say, SayButton, Subscribe, Trigger

PAIR = dialogue(
    "pair",
    ask("steps.0", "One?", "one", choices={"a": "Same", "b": "Other"}),
    ask("steps.1", "Two?", "two", choices={"a": "Same", "b": "Third"}),
)


def test_a_press_of_an_old_question_changes_nothing():
    talk = Talk(library(PAIR))
    talk.say("/pair")
    first = talk.sent[-1]
    assert talk.press("Same") == ["Two?"]
    before = talk.state
    assert talk.press("Same", first) == ["That question is over."]
    assert talk.press("Other", first) == ["That question is over."]
    assert talk.state == before
    assert talk.handle(Pressed("nonsense")) == ["That question is over."]
    assert len(talk.every(RecordAnswer)) == 1


def test_the_buttons_of_an_interrupted_question_wait_and_then_work_again():
    talk = Talk(library(PAIR, dialogue("q", ask("steps.0", "Q?"))))
    talk.say("/pair")
    first = talk.sent[-1]
    talk.say("/q")
    assert talk.press("Same", first) == ["We will come back to that in a moment."]
    assert talk.say("fine") == ["One?"]
    assert talk.press("Same", first) == ["Two?"]


def test_choices_are_toggled_until_done():
    fruit = {"a": "Apples", "b": "Pears", "c": "Figs"}
    question = ask("steps.0", "Fruit?", "fruit", type="choices", choices=fruit, minimum=2)
    talk = Talk(library(dialogue("fruit", question, say("steps.1", "{fruit}"))))
    talk.say("/fruit")
    assert talk.labels() == ["Apples", "Pears", "Figs", "Done"]
    talk.press("Figs")
    assert talk.press("Done") == ["Please choose from 2 to 3 of these."]
    assert talk.press("Apples") == ["So far: Apples, Figs. Choose more, or say that you are done."]
    talk.say("pears")
    talk.say("pears")
    assert talk.say("done") == ["Apples and Figs"]
    assert talk.slots == {"fruit": ["a", "c"]}


def test_choices_are_typed_as_a_list():
    fruit = {"a": "Apples", "b": "Pears", "c": "Figs"}
    question = ask("steps.0", "Fruit?", "fruit", type="choices", choices=fruit, maximum=2)
    talk = Talk(library(dialogue("fruit", question)))
    talk.say("/fruit")
    assert talk.say("1, 2 and 3") == ["Please choose from 1 to 2 of these."]
    assert talk.say("figs e apples") == []
    assert talk.slots == {"fruit": ["a", "c"]}


def test_a_rating_has_its_scale_as_buttons():
    talk = Talk(library(dialogue("rate", ask("steps.0", "Stars?", "stars", type="rating"))))
    talk.say("/rate")
    assert talk.labels() == ["1", "2", "3", "4", "5"]
    assert not any(button.authored for button in talk.sent[-1].buttons)
    assert talk.say("6") == ["A number between 1 and 5, please."]
    talk.press("4")
    assert talk.slots == {"stars": 4}


def _menu(*buttons: SayButton) -> Say:
    return Say("steps.0", (Text("Menu"),), buttons)


def test_buttons_of_what_was_said_run_say_and_open_even_after_the_end_but_once_each():
    menu = dialogue(
        "menu",
        _menu(
            SayButton(Text("Pair"), run="pair"),
            SayButton(Text("Why"), say=Text("Because.")),
            SayButton(Text("Site"), url="https://example.org"),
        ),
    )
    talk = Talk(library(menu, PAIR))
    assert talk.say("/menu") == ["Menu"]
    shown = talk.sent[-1]
    assert shown.buttons[2].url == "https://example.org"
    assert talk.press("Why") == ["Because."]
    assert talk.press("Why") == ["You have pressed that already."]
    assert talk.press("Pair") == ["One?"]
    assert talk.press("Pair", shown) == ["You have pressed that already."]


def test_to_type_a_label_is_to_press_it_unless_a_free_question_waits():
    menu = dialogue(
        "menu",
        _menu(SayButton(Text("Two of them", {"it": "Due"}), run="pair")),
    )
    talk = Talk(library(menu, PAIR, dialogue("free", ask("steps.0", "Free?", "free"))))
    talk.say("/menu")
    assert talk.say("two of them!") == ["One?"]
    talk.say("stop")
    talk.say("/menu")
    assert talk.say("due") == ["One?"]
    talk.say("stop")
    talk.say("/menu")
    assert talk.say("1") == ["One?"]
    talk.say("/free")
    assert talk.say("due") == ["One?"]
    assert talk.slots == {}


def test_a_button_that_leads_to_a_subscription_records_what_stood_above_it():
    joined = dialogue("joined", Subscribe("steps.0", "blog"), say("steps.1", "Welcome."))
    menu = dialogue("menu", _menu(SayButton(Text("Sign me up"), run="joined")))
    talk = Talk(library(menu, joined))
    talk.say("/menu")
    assert talk.press("Sign me up") == ["Welcome."]
    assert talk.every(GiveConsent)[0].wording == "Menu\nSign me up"


def test_a_go_button_replaces_the_dialogue_that_showed_it():
    menu = dialogue("menu", _menu(SayButton(Text("Pair"), go="pair")), ask("steps.1", "Or?"))
    talk = Talk(library(menu, PAIR))
    talk.say("/menu")
    assert talk.press("Pair") == ["One?"]
    assert len(talk.state.threads) == 1


def test_back_from_a_dialogue_that_replaced_a_called_one_returns_into_that_one():
    inner = dialogue(
        "inner", _menu(SayButton(Text("Pair"), go="pair")), ask("steps.1", "Inner?", "x")
    )
    outer = dialogue("outer", ask("steps.0", "Outer?", "o"), Run("steps.1", "inner"))
    talk = Talk(library(outer, inner, PAIR))
    talk.say("/outer")
    assert talk.say("one") == ["Menu", "Inner?"]
    assert talk.press("Pair") == ["One?"]
    assert talk.say("back") == ["Inner?"]
    assert talk.say("back") == ["Outer?"]
    assert talk.slots == {"o": None}


def test_an_offer_records_exactly_what_was_shown_and_passes_where_it_is_given():
    offer = dialogue("offer", Offer("steps.0", "blog", "ok"), say("steps.1", "{ok}"))
    talk = Talk(library(offer), language="it")
    assert talk.say("/offer") == ["Dimmelo."]
    reference = talk.sent[-1].buttons[0].id.partition(".")[0]
    assert talk.labels() == ["Sì", "No"]
    assert talk.say("forse") == ["Solo un sì o un no, per favore."]
    assert talk.say("Sì") == ["sì"]
    given = GiveConsent("blog", "Dimmelo.", "it", "offer/steps.0", reference)
    assert talk.every(GiveConsent) == [given]
    assert talk.say("/offer") == ["sì"]
    assert len(talk.every(GiveConsent)) == 1


def test_a_subscription_rests_on_a_yes_of_the_same_turn():
    asked = dialogue("asked", ask("steps.0", "News?", type="yes_no"), Subscribe("steps.1", "blog"))
    unasked = dialogue("unasked", Subscribe("steps.0", "blog"))
    talk = Talk(library(asked, unasked))
    talk.say("/unasked")
    assert [type(effect) for effect in talk.effects].count(ReportIncident) == 1
    assert talk.person.subscribed == ()
    talk.say("/asked")
    talk.say("no")
    assert talk.person.subscribed == ()
    talk.say("/asked")
    talk.press("Yes")
    assert talk.every(GiveConsent)[0].wording == "News?"
    assert talk.person.subscribed == ("blog",)


def test_a_links_dialogue_is_opened_and_an_unknown_link_greets():
    linked = dialogue("linked", say("steps.0", "Linked."), triggers=(Trigger(link="spring"),))
    welcome = dialogue("welcome", say("steps.0", "Welcome."))
    talk = Talk(library(linked, welcome))
    assert talk.open("spring") == ["Linked."]
    assert talk.say("/start spring") == ["Linked."]
    assert talk.open("autumn") == ["Welcome."]
    assert talk.say("/start") == ["Welcome."]
    assert talk.open() == ["Welcome."]
    assert "Linked: /linked" in Talk(library(linked)).open()[0]


def test_an_interrupted_offer_passes_where_it_was_accepted_meanwhile():
    offer = dialogue("offer", Offer("steps.0", "blog", "ok"), say("steps.1", "{ok}"))
    other = dialogue("other", Offer("steps.0", "blog"), say("steps.1", "Fine."))
    talk = Talk(library(offer, other))
    talk.say("/offer")
    assert talk.say("/other") == ["Tell me."]
    assert talk.say("yes") == ["Fine.", "yes"]
    assert talk.slots == {"ok": True}


def test_an_interrupted_offer_passes_where_its_topic_is_gone_meanwhile():
    offer = dialogue("offer", Offer("steps.0", "blog", "ok"), say("steps.1", "Bye{ok}."))
    other = dialogue("other", say("steps.0", "Fine."))
    talk = Talk(library(offer, other))
    talk.say("/offer")
    talk.library = replace(talk.library, brand=replace(talk.library.brand, topics={}))
    assert talk.say("/other") == ["Fine.", "Byeno."]
    assert talk.person.subscribed == ()


def test_an_offer_that_back_led_to_is_asked_again_after_an_interruption():
    offer = dialogue("offer", Offer("steps.0", "blog", "ok"), ask("steps.1", "Why?"))
    talk = Talk(library(offer))
    talk.say("/offer")
    talk.say("yes")
    assert talk.say("back") == ["Tell me."]
    assert talk.say("help")[1:] == ["Tell me."]
    assert talk.say("back") == ["Tell me."]


def test_a_link_is_followed_whatever_its_command_starts():
    hello = dialogue("hello", say("steps.0", "Hello."), triggers=(Trigger(command="start"),))
    shop = dialogue("shop", say("steps.0", "The shop."), triggers=(Trigger(link="shop"),))
    talk = Talk(library(hello, shop))
    assert talk.say("/start shop") == ["The shop."]
    assert talk.say("/start") == ["Hello."]
    assert talk.say("/start unknown") == ["Hello."]
