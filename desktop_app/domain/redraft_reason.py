"""Why a model proposes other words for a section, in one line: what it was asked, or what has changed."""

from desktop_app.domain.case_facts import CaseFacts
from desktop_app.domain.form import Section


def redraft_reason(facts: CaseFacts, section: Section, asked: str) -> str:
    """The name of the form's preset, the line that a person asked in, what has changed since, else that it was drafted
    again by the form's instructions."""
    if asked:
        return next((name for name, words in section.presets.items() if words == asked), asked)
    changed = facts.changed_words(section)
    if changed:
        return f"Changed since: {', '.join(changed)}"
    return f"Drafted again by the instructions of “{section.title}”"
