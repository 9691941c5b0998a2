"""What was changed in a document since it was exported, and to which sections of the case it belongs.

It is found by comparison with the text that was exported, so that what was changed without tracking is found too. The
document's own names of who made a change are shown with it; the change itself is of the person who brings it in.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from desktop_app.domain.brought import BroughtDocument, BroughtRun, BroughtText, accepted
from desktop_app.domain.case_record import CaseRecord
from desktop_app.domain.errors import Refusal, Refused, UsageError
from desktop_app.domain.exported_text import marked_case, marked_revisions
from desktop_app.domain.form import Form
from desktop_app.domain.redline import Change, redline
from desktop_app.domain.section import Revision
from desktop_app.domain.text import SectionText, Span
from desktop_app.domain.tracked import Track

MOST_NAMES = 8
_LONGEST_NAME = 80


@dataclass(frozen=True, slots=True)
class BroughtChange:
    """A change, with the names that the document has for it, each with its time as it stands there; none where it was
    not tracked."""

    before: str
    after: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BroughtSection:
    """A section that the document changes: its text from the revision that was exported."""

    section: str
    title: str
    exported: Revision
    text: SectionText
    changes: tuple[BroughtChange, ...]


@dataclass(frozen=True, slots=True)
class BroughtBack:
    """What a document changes. `missing` are the titles of sections whose text is not in it, `comments` how many
    comments it has: none of them is taken."""

    sections: tuple[BroughtSection, ...]
    missing: tuple[str, ...]
    comments: int

    @property
    def names(self) -> tuple[str, ...]:
        """Who made tracked changes, as the document says."""
        found = (name for section in self.sections for change in section.changes for name in change.names)
        return tuple(dict.fromkeys(found))[:MOST_NAMES]

    @property
    def untracked(self) -> int:
        """How many changes it does not track."""
        return sum(not change.names for section in self.sections for change in section.changes)

    @property
    def count(self) -> int:
        """How many changes it has."""
        return sum(len(section.changes) for section in self.sections)


def changes_of(record: CaseRecord, form: Form, document: BroughtDocument) -> BroughtBack:
    """What the document changes.

    Raises UsageError where it cannot be read, was not exported from this case, or leaves nothing of a section, and
    Refused where a section that it changes says something else by now than when it was exported.
    """
    _require_ours(record, document)
    known = marked_revisions(record.revisions)
    found = {known[mark].section: (known[mark], blocks) for mark, blocks in document.texts.items() if mark in known}
    sections, missing = [], []
    for section in form.sections:
        head = record.head(section.section)
        if section.section in found:
            exported, blocks = found[section.section]
            came = accepted(blocks, exported.section_text)
            if came.text not in (exported.section_text, head and head.section_text):
                _require_text(section.title, came)
                _require_current(record, section.title, exported)
                changes = tuple(_changes(exported.section_text, came))
                sections.append(BroughtSection(section.section, section.title, exported, came.text, changes))
        elif head is not None:
            missing.append(section.title)
    return BroughtBack(tuple(sections), tuple(missing), document.comments)


def _require_ours(record: CaseRecord, document: BroughtDocument) -> None:
    if document.fault:
        raise UsageError(document.fault, next="Save it as a plain .docx file, and bring that back.")
    known = marked_revisions(record.revisions)
    case_id = marked_case(document.identity)
    if not any(mark in known for mark in document.texts):
        other = bool(document.texts) or (case_id is not None and case_id != record.file.case_id)
        what = "The document was exported from another case." if other else "The document was not exported from a case."
        raise UsageError(what, next="Bring back a document that was exported from this case, and changed since.")


def _require_text(title: str, came: BroughtText) -> None:
    if not came.text.plain.strip():
        raise UsageError(
            f"The document leaves no word of “{title}”.",
            next="Leave at least one word there, or the section as it was.",
        )


def _require_current(record: CaseRecord, title: str, exported: Revision) -> None:
    if record.heads.get(exported.section) != exported.revision_id:
        raise Refused(
            f"“{title}” was changed here since the document was exported.",
            kept="Nothing was taken from the document.",
            next="Export the case again, make the changes in that document, and bring it back.",
            refusal=Refusal.STALE,
            section=exported.section,
        )


def _changes(before: SectionText, came: BroughtText) -> Iterator[BroughtChange]:
    for change in redline(before, came.text).changes:
        names = dict.fromkeys(_name(run) for place, run in came.marks if _is_of(change, place, run))
        yield BroughtChange(change.before_text, change.after_text, tuple(names)[:MOST_NAMES])


def _is_of(change: Change, place: Span, run: BroughtRun) -> bool:
    """Whether a tracked change of the document is part of a change that was found."""
    if run.track is Track.ADDED:
        return place.overlaps(change.after)
    here = change.after.start <= place.start <= change.after.end
    return here and bool(run.text.strip()) and run.text.strip() in change.before_text


def _name(run: BroughtRun) -> str:
    """Who and when, as the document says, in one line."""
    name = " ".join(run.author.split())[:_LONGEST_NAME] or "nobody named"
    return f"{name}, {run.at[:10]}" if run.at else name
