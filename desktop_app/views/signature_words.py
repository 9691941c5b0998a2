"""The words and looks of the screen for signatures: what one is worth now, and what is not as it was signed."""

from collections.abc import Mapping

from PySide6.QtCore import QCoreApplication

from desktop_app.domain.standing import Mismatch, Standing, StandingSignature
from desktop_app.views.day_words import moment_words
from desktop_app.views.lapse_words import lapse_row
from desktop_app.widgets.kit import Kit, Part, column, row

LOOKS = {
    Standing.VALID: ("success", "badge-check"),
    Standing.SUPERSEDED: ("warning", "history"),
    Standing.REVOKED: ("danger", "key"),
    Standing.INVALID: ("danger", "triangle-alert"),
}


def standing_words(standing: Standing) -> str:
    """What a signature is worth, in a word."""
    tr = QCoreApplication.translate
    return {
        Standing.VALID: tr("signature", "Valid"),
        Standing.SUPERSEDED: tr("signature", "Superseded"),
        Standing.REVOKED: tr("signature", "Key revoked"),
        Standing.INVALID: tr("signature", "INVALID"),
    }[standing]


def meaning_words(meaning: str) -> str:
    """What was meant by it, as it was signed."""
    tr = QCoreApplication.translate
    known = {
        "approved": tr("signature", "Approved"),
        "signed": tr("signature", "Signed"),
        "confirmed by the author": tr("signature", "Confirmed by the author"),
    }
    return known.get(meaning, meaning.capitalize())


def why_words(signature: StandingSignature) -> str:
    """Why it does not hold; empty where it does, or where the text has only changed since."""
    tr = QCoreApplication.translate
    if signature.standing is Standing.REVOKED:
        words = tr("signature", "Signed after its key was reported as compromised (since %1).")
        return words.replace("%1", moment_words(signature.ended))
    known = {
        Mismatch.MANIFEST: tr("signature", "What was signed cannot be read, or names another stage."),
        Mismatch.SIGNATURE: tr("signature", "The signature is not one of what it is kept with."),
        Mismatch.CASE: tr("signature", "It was made for another case or form."),
        Mismatch.TEXT: tr("signature", "The text is not the one that was signed."),
        Mismatch.ANSWERS: tr("signature", "An answer or a document is not the one that was signed."),
        Mismatch.KEY: tr("signature", "The key is not one of the person who decided."),
        Mismatch.TIME: tr("signature", "The time is not that of the decision, or the key had ended by then."),
        Mismatch.PERSON: tr("signature", "The name is not that of the person who decided."),
    }
    return " ".join(known[wrong] for wrong in signature.wrong)


def signature_part(
    kit: Kit, signature: StandingSignature, role: str = "", titles: Mapping[str, str] | None = None
) -> Part:
    """A signature with its printed name, role, meaning, time in UTC, key and standing; struck, of which sections it is
    no approval any more. `titles` are those of the sections."""
    tone, icon = LOOKS[signature.standing]
    nobody = QCoreApplication.translate("signature", "Somebody")
    name = ", ".join(filter(None, (signature.name or nobody, role or signature.role)))
    at = f"{signature.at:%Y-%m-%d %H:%M:%S} UTC" if signature.at else ""
    told = ". ".join(filter(None, (meaning_words(signature.meaning), at)))
    key = QCoreApplication.translate("signature", "Key %1").replace("%1", signature.key)
    lines: list[Part] = [
        kit.words(name, "strong", wrapped=True),
        kit.words(told, "small", "2", wrapped=True),
        kit.words(key, "mono", "2"),
    ]
    if why := why_words(signature):
        lines.append(kit.words(why, "small", "danger", wrapped=True))
    lines += [lapse_row(kit, signature.name, (titles or {}).get(e.section, e.section), e) for e in signature.lapses]
    chip = kit.chip(standing_words(signature.standing), tone, icon)
    return row((column(*lines, gap=0), 1), chip, gap=kit.theme.space("s"))
