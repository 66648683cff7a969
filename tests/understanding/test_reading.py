"""What people write, and what it is read as: tables of words."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.universal import NUMBER_WORDS, universal_word
from bot.core.words import holds_word, normalise
from bot.understanding import words

VIEWS = (
    ("An interruption", "Un'interruzione", "interruption"),
    ("A conversation", "Una conversazione", "conversation"),
    ("A bit of both", "Un po' di tutte e due", "both"),
)
BOTH = ("en", "it")


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Dell\u2019ordine!", "dell ordine"),
        ("  Sì,  CERTO ", "si certo"),
        ("Straße", "strasse"),
        ("co-op", "co op"),
        ("1️⃣ Uno", "1 uno"),
        ("👍🏽", "👍"),
        ("?", "?"),
        (" ", ""),
    ],
)
def test_words_are_compared_folded(text, folded):
    assert normalise(text) == folded


@pytest.mark.parametrize(
    ("text", "word", "held"),
    [
        ("dell\u2019ordine", "ordine", True),
        ("dell'ordine", "ordine", True),
        ("my-order", "order", True),
        ("disordine", "ordine", False),
        ("the order 🙂 please", "order please", True),
        ("注文したい", "注文", True),
        ("anything", "", False),
    ],
)
def test_a_keyword_is_a_whole_word(text, word, held):
    assert holds_word(normalise(text), normalise(word)) is held


@pytest.mark.parametrize(
    ("text", "languages", "word"),
    [
        ("STOP", ("en",), "stop"),
        ("basta!", ("en", "it"), "stop"),
        ("basta", ("en",), None),
        ("please stop", ("en",), None),
        ("/Indietro", ("it",), "back"),
        ("/help", ("it",), "help"),
        ("help", ("it",), None),
        ("aiuto", ("it-CH",), "help"),
        ("stop", ("fr",), "stop"),
        ("/privacy@our_bot", ("en",), "privacy"),
        ("lingua", ("it",), "language"),
        ("ricomincia.", ("it",), "restart"),
    ],
)
def test_universal_words_are_whole_messages(text, languages, word):
    assert universal_word(text, languages) == word


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("An interruption", 0),
        ("un\u2019interruzione", 0),
        ("CONVERSATION", 1),
        ("a conversation 🙂!", 1),
        ("2", 1),
        ("2.", 1),
        ("the first", 0),
        ("la seconda", 1),
        ("numero 3", 2),
        ("interupption", 0),
        ("conversatoin", 1),
        ("I think a conversation", 1),
        ("not a conversation", None),
        ("all but a conversation", None),
        ("senza conversation", None),
        ("4", None),
        ("0", None),
        ("a", None),
        ("una", None),
        ("something else entirely", None),
        ("", None),
    ],
)
def test_one_choice(text, place):
    assert words.choice(text, VIEWS, BOTH) == place


@pytest.mark.parametrize(
    ("text", "place"), [("yes", 0), ("no", 1), ("not no", None), ("please", 0), ("the", None)]
)
def test_the_word_that_begins_a_label_stands_for_it(text, place):
    options = (("Yes, please", "y"), ("No, thanks", "n"), ("The rest", "r"))
    assert words.choice(text, options, BOTH) == place


def test_a_message_that_names_two_choices_means_neither():
    options = (("Rosso", "r"), ("Blu", "b"))
    assert words.choice("rosso o blu", options, BOTH) is None
    assert words.choice("il rosso", options, BOTH) == 0


COLOURS = (("Rosso", "Red", "r"), ("Blu", "Blue", "b"), ("Verde", "Green", "g"))
MONTHS = (("Marzo", "3"), ("Maggio", "5"))
SIZES = (("S", "s"), ("M", "m"), ("L", "l"), ("XL", "xl"))
PARTIES = (("1 persona", "1"), ("2 persone", "2"), ("3 o più", "3+"))
AGREED = (("Sì, volentieri", "y"), ("No", "n"), ("Non so", "u"))


@pytest.mark.parametrize(
    ("options", "place", "messages"),
    [
        (COLOURS, 1, ("vorrei il blu", "Il blu, grazie!", "direi blu", "per me il blu, grazie")),
        (COLOURS, 1, ("I'd like the blue one", "blue please", "quello blu", "un blu", "b)")),
        (COLOURS, 2, ("l'ultimo", "the last one", "verd", "mi piace il verde", "number three")),
        (COLOURS, None, ("blu o verde", "non il blu", "blu scuro", "non rosso ma blu", "boh")),
        (COLOURS, None, ("nessuno", "secondo te?", "tutti", "it is the one I want")),
        (COLOURS, 0, ("rosos", "rossso", "rozso", "vorrei il roso", "un rosos, grazie")),
        (COLOURS, None, ("bleu", "rozza", "verdura", "non rosos")),
        (MONTHS, None, ("mazio", "mago")),
        (MONTHS, 0, ("marzio", "magzo")),
        (SIZES, 1, ("la M", "size m, please", "I'm an M", "taglia M", "vorrei la m")),
        (SIZES, 2, ("prendo la L", "una l", "3")),
        (SIZES, None, ("medium", "x l", "la")),
        (PARTIES, 1, ("due", "2", "due persone", "two", "2 persone")),
        (PARTIES, None, ("quattro", "siamo in due")),
        (AGREED, 1, ("no", "no grazie", "No!")),
        (AGREED, 2, ("non so", "Non so...")),
        (AGREED, None, ("non lo so", "forse no")),
    ],
)
def test_a_choice_is_read_with_what_people_put_around_it(options, place, messages):
    assert {text: words.choice(text, options, BOTH) for text in messages} == dict.fromkeys(
        messages, place
    )


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("il rosso e il blu", (0, 1)),
        ("rosso, blu e verde grazie", (0, 1, 2)),
        ("il primo e l'ultimo", (0, 2)),
        ("tutti", (0, 1, 2)),
        ("all of them", (0, 1, 2)),
        ("rosso e giallo", None),
        ("both", None),
        ("nessuno", None),
    ],
)
def test_several_choices_are_read_with_what_people_put_around_them(text, places):
    assert words.choices(text, COLOURS, BOTH) == places


def test_both_are_all_where_there_are_two():
    assert words.choices("entrambi", COLOURS[:2], BOTH) == (0, 1)


def test_a_name_of_two_choices_means_neither():
    options = (("Red wine", "r"), ("White wine", "w"), ("red wine", "x"))
    assert words.choice("red wine", options, BOTH) is None
    assert words.choice("wine", options, BOTH) is None
    assert words.choice("white", options, BOTH) == 1


def test_signs_tell_apart_what_words_do_not():
    options = (("C++", "cpp"), ("C#", "csharp"), ("Rust", "rust"))
    assert words.choice("c++", options, BOTH) == 0
    assert words.exact_choice("C#", options) == 1
    assert words.choice("C", options, BOTH) is None
    assert words.choice("two", options, BOTH) == 1
    assert words.choice("opzione tre", options, BOTH) == 2


def test_where_choices_are_numbers_a_number_is_a_name():
    options = (("5", "a"), ("10", "b"), ("2", "c"))
    assert words.choice("2", options, BOTH) == 2
    assert words.choice("3", options, BOTH) is None
    assert words.choice("the first", options, BOTH) == 0


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("both", (2,)),
        ("1, 3", (0, 2)),
        ("3 1", (0, 2)),
        ("both and a conversation", (1, 2)),
        ("un'interruzione e both", (0, 2)),
        ("A bit of both, A conversation, 2", (1, 2)),
        ("interupption, conversation", (0, 1)),
        ("conversation, bananas", None),
        ("conversation and bananas", None),
        ("interupption and conversation", (0, 1)),
        ("everything except a conversation", None),
        ("tutto tranne interruption", None),
        ("", None),
    ],
)
def test_several_choices(text, places):
    assert words.choices(text, VIEWS, BOTH) == places


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        *[(word, True) for word in ("yes", "Sì", "si", "SÌ!", "ok", "certo", "👍", "👍🏽")],
        *[(word, False) for word in ("no", "No.", "👎", "no grazie")],
        *[(word, True) for word in ("sì, certo!", "yes of course", "ok grazie", "👍👍")],
        *[(word, False) for word in ("no no", "No, no, thank you")],
        *[(word, None) for word in ("maybe", "yes but no", "", "not sure", "1")],
        *[(word, None) for word in ("yes no", "grazie", "yes we will see", "💥💥")],
    ],
)
def test_yes_and_no(text, meant):
    assert words.yes_no(text, BOTH) is meant


@pytest.mark.parametrize(
    ("text", "language", "maximum", "number"),
    [
        ("8", "en", None, 8),
        ("8.0", "en", None, 8),
        ("1.234", "it", None, 1234),
        ("1.234", "en", None, 1.234),
        ("1,234", "en", None, 1234),
        ("1,234", "it", None, 1.234),
        ("1,5", "it", None, 1.5),
        ("1,5", "en", None, 1.5),
        ("1.234,5", "it", None, 1234.5),
        ("1.234,5", "en", None, 1234.5),
        ("1,234.5", "it", None, 1234.5),
        ("1.234.567", "en", None, 1234567),
        ("1'234", "en", None, 1234),
        ("1\u00a0234,5", "it", None, 1234.5),
        ("0.500", "it", None, 0.5),
        ("-3", "en", None, -3),
        ("\u22123", "en", None, -3),
        ("circa 8", "it", None, 8),
        ("I would say 8!", "en", None, 8),
        ("direi un 8", "it", None, 8),
        ("otto", "it", None, 8),
        ("otto", "en", None, 8),
        ("direi un otto", "it", None, 8),
        ("venti", "it", None, 20),
        ("8/10", "en", 10, 8),
        ("8 su 10", "it", 10, 8),
        ("8 out of 10", "en", None, 8),
        ("8/10", "en", 5, None),
        ("80%", "en", None, 80),
        ("٨", "en", None, 8),
        ("٣\u066b\u0665", "en", None, 3.5),
        ("\uff18", "en", None, 8),
        ("about twenty", "en", None, 20),
        ("twenty one", "en", None, None),
        ("twenty-one", "en", None, None),
        ("thirty two", "en", None, None),
        ("two hundred", "en", None, None),
        ("2 hundred", "en", None, None),
        ("3 milioni", "it", None, None),
        ("7 e mezzo", "it", None, None),
        ("10k", "en", None, None),
        ("minus three", "en", None, None),
        ("7 or 8", "en", None, None),
        ("seven or 8", "en", None, None),
        ("two or three", "en", None, None),
        ("3-4", "en", None, None),
        ("12.3.4", "en", None, None),
        ("NaN", "en", None, None),
        ("infinity", "en", None, None),
        ("∞", "en", None, None),
        ("1e400", "en", None, None),
        ("9" * 30, "en", None, None),
        ("9" * 9000, "en", None, None),
        ("lots", "en", None, None),
        ("", "en", None, None),
    ],
)
def test_numbers(text, language, maximum, number):
    read = words.number(text, language, maximum)
    assert read == number
    assert type(read) is type(number)


@pytest.mark.parametrize("language", NUMBER_WORDS)
def test_number_words_up_to_twenty(language):
    for number, word in enumerate(NUMBER_WORDS[language]):
        assert words.number(word.upper(), language, None) == number


@pytest.mark.parametrize(
    ("text", "rating"),
    [
        ("4", 4),
        ("4/5", 4),
        ("⭐⭐⭐⭐", 4),
        ("★★★☆☆", 3),
        ("quattro", 4),
        ("4 stars", 4),
        ("4.5", None),
        ("4/10", None),
        ("great", None),
    ],
)
def test_ratings(text, rating):
    assert words.rating(text, "it", 5) == rating or words.rating(text, "en", 5) == rating


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("/survey", ("survey", "")),
        ("/Survey@our_bot", ("survey", "")),
        (" /survey a b ", ("survey", "a b")),
        ("/foo-bar", ("foo-bar", "")),
        ("survey", None),
        ("/a/b", None),
        ("/", None),
    ],
)
def test_commands(text, command):
    assert words.command(text) == command


@settings(max_examples=80)
@given(st.text(max_size=60))
def test_any_text_is_read_without_fail_and_folding_is_stable(text):
    assert normalise(normalise(text)) == normalise(text)
    for language in BOTH:
        words.number(text, language, 10)
        words.rating(text, language, 5)
    words.choice(text, VIEWS, BOTH)
    words.choices(text, VIEWS, BOTH)
    words.yes_no(text, BOTH)
    words.command(text)


PLACES = {
    "45.4642, 9.19": (45.4642, 9.19),
    " 45.4642,9.19 ": (45.4642, 9.19),
    "45.4642 9.19": (45.4642, 9.19),
    "-33.86; 151.2": (-33.86, 151.2),
    "geo:45,9": (45.0, 9.0),
    "45.46° 9.19°": (45.46, 9.19),
    "91, 9": None,
    "45, 181": None,
    "45": None,
    "Rome": None,
    "via Roma 12, 20121": None,
}


@pytest.mark.parametrize("text", PLACES)
def test_a_place_by_its_degrees(text: str) -> None:
    assert words.place(text) == PLACES[text]
