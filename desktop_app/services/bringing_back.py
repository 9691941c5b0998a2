"""Changes that were made in an exported document come back as edits of the person who brings them."""

from dataclasses import dataclass

from desktop_app.domain.audit import EventType
from desktop_app.domain.brought_changes import BroughtBack, BroughtSection, changes_of
from desktop_app.domain.case_facts import CaseFacts
from desktop_app.domain.change_reason import ReasonCode, require_reason
from desktop_app.domain.errors import Refusal, Refused
from desktop_app.domain.markup import write_markup
from desktop_app.domain.person import Acting, Role
from desktop_app.services.case_keeping import CaseKeeping
from desktop_app.services.editing import Editing
from desktop_app.services.ports import ChangesReader
from desktop_app.services.recording import Recording
from desktop_app.services.refusing import told_if_refused
from desktop_app.services.revising import Added

WRITERS = (Role.ANALYST, Role.REVIEWER, Role.APPROVER)


@dataclass(frozen=True, slots=True)
class Brought:
    """What was taken from a document, and the text that became of each section."""

    changes: BroughtBack
    added: tuple[Added, ...]


class BringingBack:
    """Reads documents that come back, and takes what they change through the gates of every edit."""

    def __init__(self, keeping: CaseKeeping, editing: Editing, reader: ChangesReader, recording: Recording) -> None:
        self._keeping, self._editing, self._reader, self._recording = keeping, editing, reader, recording

    async def look(self, acting: Acting, case_id: str, body: bytes) -> BroughtBack:
        """What a document would change; nothing is. Raises what `bring` does."""
        acting.as_one_of(*WRITERS)
        return await self._changes(await self._keeping.facts(case_id), body)

    @told_if_refused(EventType.CHANGES_IMPORTED)
    async def bring(
        self,
        acting: Acting,
        case_id: str,
        body: bytes,
        reason: str = "",
        code: ReasonCode = ReasonCode.CORRECTION,
        *,
        command_id: str | None = None,
    ) -> Brought:
        """Take what a document changes, each section as one edit of this person: checked, routed and reviewed as what
        they type. Its citations and comments stay at the words that are left.

        Before the first section is changed all of them are looked at; a document that is brought again goes on where it
        was stopped. Raises UsageError where it is none of this case or cannot be read, and Refused where a section was
        changed here since, nothing would change, or this person may not edit.
        """
        actor = acting.as_one_of(*WRITERS)
        facts = await self._keeping.facts(case_id)
        if await self._recording.is_applied(command_id):
            return Brought(BroughtBack((), (), 0), ())
        found = await self._changes(facts, body)
        if not found.sections:
            raise Refused(
                "The document changes nothing: its texts are those of the case.",
                next="Make changes in the text of a section, save the document, and bring it back.",
                refusal=Refusal.UNCHANGED,
            )
        require_reason(facts.record.file, code, reason)
        said = _said(reason, found)
        added = [await self._edit(acting, case_id, each, (said, code), command_id) for each in found.sections]
        scribe = self._recording.begin(actor, case_id, command_id)
        scribe.tell(
            EventType.CHANGES_IMPORTED,
            sections=[each.section for each in found.sections],
            changes=found.count,
            untracked=found.untracked,
            bytes=len(body),
        )
        await self._recording.write(scribe)
        return Brought(found, tuple(added))

    async def _changes(self, facts: CaseFacts, body: bytes) -> BroughtBack:
        return changes_of(facts.record, facts.pack.form, await self._reader.read(body))

    async def _edit(
        self, acting: Acting, case_id: str, changed: BroughtSection, why: tuple[str, ReasonCode], command_id: str | None
    ) -> Added:
        """Without citations of its own: those of unchanged words stay."""
        return await self._editing.edit(
            acting,
            case_id,
            changed.section,
            write_markup(changed.text, ()),
            *why,
            command_id=command_id and f"{command_id}:{changed.section}",
            base=changed.exported.revision_id,
        )


def _said(reason: str, found: BroughtBack) -> str:
    """Why, with where it came from: the names are those that the document has."""
    named = f" It names for its changes: {'; '.join(found.names)}." if found.names else ""
    return f"{reason.strip()}\nBrought back from an exported document.{named}".strip()
