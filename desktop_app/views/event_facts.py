"""What is told of an expanded event, as names and words."""

from collections.abc import Iterator, Mapping

from PySide6.QtCore import QCoreApplication

from desktop_app.domain.change_reason import ReasonCode
from desktop_app.domain.event_backing import Unshown
from desktop_app.domain.event_detail import EventDetail
from desktop_app.domain.settlement import SettledChange
from desktop_app.views.day_words import moment_words
from desktop_app.widgets.event_frame import Fact

SMALL, MONO = "small", "mono"
GROUP = 8


def event_facts(detail: EventDetail) -> Iterator[Fact]:
    """The change, the reason, the settings, then the digests in full."""
    tr = QCoreApplication.translate
    entry = detail.entry
    yield from _change(detail)
    if entry.why is not None:
        yield tr("event", "Reason given"), _quoted(entry.why), SMALL
    yield from ((_name(name), _quoted(words), SMALL) for name, words in detail.said.items())
    yield tr("event", "Known by"), entry.who.auth.value.replace("_", " "), SMALL
    yield from settings_facts(entry.settings)
    yield tr("event", "Event"), f"{entry.number}, {moment_words(entry.at)}", SMALL
    yield tr("event", "Checkpoint"), _checkpoint(detail), SMALL
    yield tr("event", "Hash"), _grouped(detail.digest), MONO
    yield tr("event", "Hash before"), _grouped(detail.prev), MONO


def _change(detail: EventDetail) -> Iterator[Fact]:
    tr = QCoreApplication.translate
    if detail.answer is not None:
        nothing = tr("event", "no answer")
        yield tr("event", "Before"), detail.answer.before or nothing, SMALL
        yield tr("event", "After"), detail.answer.after or nothing, SMALL
    if detail.text is None:
        return
    absent = [text for text in (detail.text.before, detail.text.after) if isinstance(text, Unshown)]
    yield from ((tr("event", "Text"), str(words), SMALL) for words in absent[:1])
    yield from (settled_fact(change) for change in detail.settled)
    if not detail.settled:
        changed, of = detail.text.words_changed
        size = tr("event", "%1 of %2 words").replace("%1", str(changed)).replace("%2", str(of))
        yield tr("event", "Change size"), size, SMALL
    counted = ", ".join(f"{count} {severity}" for severity, count in detail.findings.items())
    yield tr("event", "Findings"), counted or tr("event", "none"), SMALL
    cited = tr("event", "%1, %2 hold what is said").replace("%1", str(detail.citations))
    yield tr("event", "Sources cited"), cited.replace("%2", str(detail.resolved)), SMALL


def settled_fact(change: SettledChange) -> Fact:
    """A change that was decided on: its fate, and what it would have made of what."""
    tr = QCoreApplication.translate
    if not change.before.strip() or not change.after.strip():
        words = tr("event", "%1 added") if change.after.strip() else tr("event", "%1 removed")
        said = words.replace("%1", _quoted((change.after if change.after.strip() else change.before).strip()))
    elif change.before == change.after:
        said = tr("event", "%1 in another form").replace("%1", _quoted(change.after.strip()))
    else:
        said = tr("event", "%1 in place of %2").replace("%1", _quoted(change.after.strip()))
        said = said.replace("%2", _quoted(change.before.strip()))
    return tr("event", "Accepted") if change.accepted else tr("event", "Rejected"), said, SMALL


def settings_facts(settings: Mapping[str, str]) -> Iterator[Fact]:
    """What it was made with, in words; what is told twice is told once."""
    for name, value in settings.items():
        if name != "code" or value != settings.get("reason"):
            yield _name(name), _value(name, value), SMALL


def _value(name: str, value: str) -> str:
    """A value as people read it."""
    tr = QCoreApplication.translate
    if name == "form":
        return value.replace("_", " ").capitalize()
    known: dict[str, str] = {
        ReasonCode.CORRECTION: tr("event", "correction"),
        ReasonCode.NEW_EVIDENCE: tr("event", "new evidence"),
        ReasonCode.ASKED_IN_REVIEW: tr("event", "asked for in review"),
        ReasonCode.REDRAFT: tr("event", "drafted again"),
        ReasonCode.SETTLED: tr("event", "changes accepted or rejected"),
        ReasonCode.OTHER: tr("event", "another reason"),
    }
    return known.get(value, value) if name in ("code", "reason") else value


def _checkpoint(detail: EventDetail) -> str:
    tr = QCoreApplication.translate
    if detail.checkpoint is None:
        return tr("event", "none covers it yet")
    words = tr("event", "covered up to event %1, %2").replace("%1", f"{detail.checkpoint.size:,}")
    return words.replace("%2", moment_words(detail.checkpoint.at))


def _name(name: str) -> str:
    """The name of a setting, on screen."""
    tr = QCoreApplication.translate
    known = {
        "form": tr("event", "Form"),
        "version": tr("event", "Version"),
        "code": tr("event", "Reason"),
        "reason": tr("event", "Reason"),
        "endpoint": tr("event", "Server"),
        "model": tr("event", "Model"),
        "time": tr("event", "Time"),
        "attempt": tr("event", "Attempt"),
        "gate": tr("event", "Stage"),
        "stage": tr("event", "Stage"),
        "format": tr("event", "Format"),
        "place": tr("event", "Place"),
        "cost_usd": tr("event", "Cost in USD"),
        "tokens_in": tr("event", "Read by the model"),
        "tokens_out": tr("event", "Written by the model"),
        "tokens_cached": tr("event", "Kept by the model"),
        "pack": tr("event", "Form's fingerprint"),
    }
    return known.get(name, name.replace("_", " ").capitalize())


def _grouped(digest: str) -> str:
    """In groups of eight, so that it can be read and goes on in another line."""
    return " ".join(digest[at : at + GROUP] for at in range(0, len(digest), GROUP))


def _quoted(words: str) -> str:
    return str(words) if isinstance(words, Unshown) else f"“{words}”"
