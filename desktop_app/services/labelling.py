"""Labels from decisions: what a reviewer makes of a drafted section says whether its draft was right."""

from collections.abc import Iterable

from desktop_app.domain.case_facts import CaseFacts
from desktop_app.domain.judged_sentence import judged_sentences
from desktop_app.domain.label import Label, LabelSource, is_unchanged, judged_draft
from desktop_app.domain.section import Revision
from desktop_app.services.recording import Scribe


def put_labels(scribe: Scribe, facts: CaseFacts, sections: Iterable[str], *, approved: bool) -> tuple[Label, ...]:
    """Label the drafts of these sections, as part of the entry that decides about them.

    A draft was right where its section is approved with the same figures, dates and names; it was wrong where these
    were changed, or the section was returned. A section that a person wrote says nothing of any drafter. Of an approved
    one it is kept as well which sentences people let stand, where a second reader has read them.
    """
    labels = []
    for section in sections:
        draft = judged_draft(facts.record, section)
        label = draft and _label(scribe, facts, draft, right=approved and is_unchanged(facts.record, draft))
        if label:
            labels.append(label)
        if approved:
            scribe.put(*judged_sentences(facts.record, section))
    scribe.put(*labels)
    return tuple(labels)


def _label(scribe: Scribe, facts: CaseFacts, draft: Revision, *, right: bool) -> Label | None:
    record = facts.record
    standing, decided = record.standings.get(draft.revision_id), record.routes.get(draft.revision_id)
    if standing is None or decided is None:
        return None
    return Label(
        label_id=f"{scribe.command_id}:{draft.section}",
        form=facts.pack.form.form,
        pack_digest=facts.pack.digest,
        section=draft.section,
        endpoint=standing.endpoint,
        model=standing.model,
        fingerprint=standing.fingerprint,
        instruction=standing.instruction,
        source=LabelSource.SAMPLE if standing.drawn else LabelSource.REVIEW,
        of_case=facts.case_id,
        revision_id=draft.revision_id,
        factors=decided.factors,
        is_right=right,
        at=scribe.now,
    )
