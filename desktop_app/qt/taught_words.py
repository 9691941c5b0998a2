"""Words that are right in a case though no dictionary knows them: its names, and the terms of its form."""

import re

from desktop_app.domain.case_facts import CaseFacts

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")


def taught_words(facts: CaseFacts) -> frozenset[str]:
    """The words of its title, answers, documents' names and glossary, and the capitalised words of its documents."""
    form, record = facts.pack.form, facts.record
    written = (
        record.file.title,
        record.file.reference,
        form.title,
        *(section.title for section in form.sections),
        *(f"{term} {meaning}" for term, meaning in form.glossary.items()),
        *(answer.value.text for answer in record.answers if answer.value),
        *(document.name.text for document in record.documents),
    )
    said = {word for text in written for word in _WORD.findall(text)}
    names = {word for page in facts.pages for word in _WORD.findall(page.text.text) if word[0].isupper()}
    return frozenset(said | names)
