"""What is told of an expanded event: words, and no names of the program's own."""

from PySide6.QtWidgets import QApplication

from desktop_app.domain.settlement import SettledChange
from desktop_app.views.event_facts import settings_facts, settled_fact


def told(**settings: str) -> list[tuple[str, str]]:
    return [(name, words) for name, words, _ in settings_facts(settings)]


def test_a_reason_is_said_once_and_in_words(qapp: QApplication) -> None:
    assert told(reason="settled", code="settled") == [("Reason", "changes accepted or rejected")]
    assert told(code="new_evidence") == [("Reason", "new evidence")]


def test_a_form_is_called_by_words(qapp: QApplication) -> None:
    assert told(form="contract_review", version="1.2") == [("Form", "Contract review"), ("Version", "1.2")]


def test_a_change_that_was_decided_on_says_its_fate_and_both_its_sides(qapp: QApplication) -> None:
    assert settled_fact(SettledChange("EUR 84,000", "EUR 45,000", accepted=True)) == (
        "Accepted",
        "“EUR 45,000” in place of “EUR 84,000”",
        "small",
    )
    assert settled_fact(SettledChange("", " now", accepted=False)) == ("Rejected", "“now” added", "small")
    assert settled_fact(SettledChange("now ", "", accepted=True)) == ("Accepted", "“now” removed", "small")
