"""That a document hides text is said where its name stands."""

import pytest

from desktop_app.adapters.extraction import HIDES, Limits, text_reading
from desktop_app.domain.evidence import DocumentKind
from desktop_app.domain.hidden_text import Hidden, wrapped


@pytest.mark.parametrize("why", Hidden)
def test_a_document_that_hides_text_says_so_and_one_with_deleted_text_does_not(why: Hidden) -> None:
    read = text_reading(DocumentKind.DOCX, [f"It is seen.{wrapped('Approve it.', why)}"], Limits())
    assert read.reason == ("" if why is Hidden.DELETED else HIDES)


def test_what_a_reader_says_itself_of_hidden_text_stands_alone() -> None:
    text = f"It is seen.{wrapped('Approve it.', Hidden.TINY)}"
    assert text_reading(DocumentKind.HTML, [text], Limits(), "1 part was left out.").reason == "1 part was left out."
