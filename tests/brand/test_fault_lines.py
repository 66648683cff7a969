"""How faults are written, for people and for programs."""

from bot.brand.faults import Fault, faults_as_json, in_order
from bot.brand.suggestions import did_you_mean


def test_a_fault_is_a_line_with_its_place_and_what_to_write():
    fault = Fault("dialogues/a.yaml", 3, 5, "This is wrong.", hint='Did you mean "say"?')
    assert str(fault) == 'dialogues/a.yaml:3:5: This is wrong. Did you mean "say"?'


def test_a_warning_says_so_in_its_message():
    assert str(Fault("a.yaml", 1, 1, "Unused.", "warning")) == "a.yaml:1:1: warning: Unused."


def test_programs_get_every_part():
    assert faults_as_json([Fault("a.yaml", 1, 2, "Unused.", "warning", "Leave it out.")]) == {
        "faults": [
            {
                "file": "a.yaml",
                "line": 1,
                "column": 2,
                "severity": "warning",
                "message": "Unused.",
                "hint": "Leave it out.",
            }
        ]
    }


def test_faults_come_once_and_in_the_order_of_the_files():
    first, second = Fault("brand.yaml", 9, 1, "b"), Fault("a.yaml", 2, 1, "a")
    assert in_order([second, first, second]) == (first, second)


def test_a_suggestion_forgives_a_slip_and_no_more():
    assert did_you_mean("chioces", ["choices", "again"]) == 'Did you mean "choices"?'
    assert did_you_mean("Choices", ["choices"]) == 'Did you mean "choices"?'
    assert did_you_mean("colour", ["choices", "again"]) is None
