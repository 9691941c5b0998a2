"""What comments are called on screen."""

from PySide6.QtCore import QCoreApplication

from desktop_app.domain.comment import ItemAnswer, ItemCode
from desktop_app.qt.thread_reading import ThreadCard

QUOTED = 160
"""Characters of the words that a comment is about that are shown."""


def item_words() -> dict[ItemCode, str]:
    """What must be fixed, and what a case can be returned for."""
    translate = QCoreApplication.translate
    return {
        ItemCode.FIGURE: translate("reason", "Amount or date is wrong"),
        ItemCode.SOURCE: translate("reason", "Statement has no source"),
        ItemCode.MISSING: translate("reason", "Something is missing"),
        ItemCode.CONCLUSION: translate("reason", "Conclusion does not follow"),
        ItemCode.WORDING: translate("reason", "Wording"),
        ItemCode.OTHER: translate("reason", "Other"),
    }


def kind_words(card: ThreadCard) -> str:
    """What a thread is about."""
    translate = QCoreApplication.translate
    if not card.must_fix:
        return translate("comment", "Comment")
    return item_words()[card.code] if card.code else translate("comment", "Must be fixed")


def state_words(card: ThreadCard) -> str:
    """How far it is; empty where nothing was done about it yet."""
    translate = QCoreApplication.translate
    if not card.is_open:
        return translate("comment", "resolved")
    if card.answer:
        answers = {
            ItemAnswer.DONE: translate("comment", "mended"),
            ItemAnswer.KEPT: translate("comment", "left as it is"),
        }
        return answers[card.answer]
    return translate("comment", "changed since") if card.must_fix and card.changed else ""


def quoted(words: str) -> str:
    """The words in marks, as many as there is room for."""
    line = " ".join(words.split())
    return "" if not line else f"“{line}”" if len(line) <= QUOTED else f"“{line[: QUOTED - 1]}…”"
