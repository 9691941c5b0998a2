"""What is told of an expanded event: words, and no names of the program's own."""

from PySide6.QtWidgets import QApplication

from desktop_app.views.event_facts import settings_facts


def told(**settings: str) -> list[tuple[str, str]]:
    return [(name, words) for name, words, _ in settings_facts(settings)]


def test_a_reason_is_said_once_and_in_words(qapp: QApplication) -> None:
    assert told(reason="settled", code="settled") == [("Reason", "changes accepted or rejected")]
    assert told(code="new_evidence") == [("Reason", "new evidence")]


def test_a_form_is_called_by_words(qapp: QApplication) -> None:
    assert told(form="contract_review", version="1.2") == [("Form", "Contract review"), ("Version", "1.2")]
