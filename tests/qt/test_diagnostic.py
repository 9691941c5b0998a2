"""A fault is told by its places and versions, and by no word of a case."""

from datetime import UTC, datetime

from desktop_app.qt.diagnostic import diagnostic_of

AT = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


def fault() -> Exception:
    try:
        try:
            raise KeyError("EUR 45,000 to Brightwater")
        except KeyError as cause:
            raise ValueError("what Ana wrote") from cause
    except ValueError as error:
        return error


def test_it_names_classes_places_and_versions() -> None:
    text = diagnostic_of(fault(), AT).text
    assert "ValueError\n  test_diagnostic.py:" in text
    assert "KeyError" in text
    assert "2026-03-02 09:30:00 UTC" in text
    assert "Countersign " in text


def test_it_holds_no_word_of_the_error_and_no_folder_of_the_user() -> None:
    text = diagnostic_of(fault(), AT).text
    assert not any(word in text for word in ("Brightwater", "Ana", "EUR"))
    assert not any(line.strip().startswith("/") for line in text.splitlines())


def test_its_id_heads_the_text_and_is_that_of_this_fault_alone() -> None:
    one, other = diagnostic_of(fault(), AT), diagnostic_of(LookupError(), AT)
    assert one.text.startswith(f"Fault {one.id}\n")
    assert one.id != other.id
