"""Who wrote words, and how much, in the words of the screen."""

from PySide6.QtCore import QCoreApplication

from desktop_app.domain.authorship import Author, AuthorShare
from desktop_app.domain.text import Origin

translate = QCoreApplication.translate


def author_words(author: Author) -> str:
    """A person or a model by name, else where the words come from."""
    if author.name:
        return author.name
    return {
        Origin.MODEL: translate("author", "A model"),
        Origin.TEMPLATE: translate("author", "The form's own words"),
        Origin.EVIDENCE: translate("author", "Quoted from documents"),
        Origin.ANSWER: translate("author", "Taken from answers"),
        Origin.PERSON: translate("author", "A person"),
    }[author.origin]


def share_words(share: AuthorShare, number: int) -> str:
    """An author's share of a text, and the line that marks their words."""
    lines = (
        translate("author", "no line"),
        translate("author", "solid line"),
        translate("author", "dotted line"),
        translate("author", "dashed line"),
        translate("author", "wavy line"),
        translate("author", "dash-dot line"),
    )
    told = translate("author", "%1 %2% (%3)")
    percent = "<1" if 0 < share.share < 0.005 else str(round(100 * share.share))
    told = told.replace("%1", author_words(share.author)).replace("%2", percent)
    return told.replace("%3", lines[number % len(lines)])
