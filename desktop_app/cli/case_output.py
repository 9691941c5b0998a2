"""A case for people and as JSON: what `case show` prints."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from desktop_app.cli.drafting_output import finding_json
from desktop_app.cli.life_output import lapse_json, lapse_words, life_lines
from desktop_app.cli.session import table
from desktop_app.cli.support_output import support_json
from desktop_app.domain.answers import load, show
from desktop_app.domain.case import CaseState
from desktop_app.domain.case_facts import CaseFacts
from desktop_app.domain.change_reason import ChangeReason
from desktop_app.domain.coverage import Coverage, coverage_words
from desktop_app.domain.finding import AnswerKind
from desktop_app.domain.form import Section
from desktop_app.domain.gate import sending_obstacles, waiting_sections
from desktop_app.domain.page_count import page_counts
from desktop_app.domain.redline import edited_share
from desktop_app.domain.review import Decision
from desktop_app.domain.route import RouteKind
from desktop_app.domain.stage_standing import StageStanding, stage_standings
from desktop_app.domain.standing import StandingSignature, standing_words, why_words

_ESCALATED = {"time": ", escalated since its time was over", "person": ", escalated"}
_A = {"analyst": "an analyst", "reviewer": "a reviewer", "approver": "an approver"}


def case_json(
    facts: CaseFacts,
    names: Mapping[str, str],
    covered: Mapping[str, Coverage],
    signatures: Sequence[StandingSignature] = (),
) -> dict[str, Any]:
    """The whole case. `names` are those of people, by person; `covered` what its sections were drafted from;
    `signatures` what each is worth now."""
    file, form = facts.record.file, facts.pack.form
    return {
        "case": file.case_id,
        "title": file.title,
        "reference": file.reference,
        "form": form.form,
        "version": form.version,
        "state": file.state.value,
        "stage": file.stage,
        "answers": [
            {
                "question": field.field,
                "label": field.label,
                "text": facts.answers[field.field].text,
                "from": _source(facts, field.field),
            }
            for field in form.fields
            if field.field in facts.answers
        ],
        "unused": _unused(facts),
        "pages": [asdict(count) for count in page_counts(facts)],
        "decisions": {
            name: {"outcome": o, "reason": r, "path": list(facts.path_with_answers(name))}
            for name, (o, r) in facts.evaluated.outcomes.items()
        },
        "undecided": {
            name: list(facts.path_with_answers(name)) for name, d in facts.evaluated.decided.items() if not d.known
        },
        "documents": documents_json(facts),
        "sections": [section_json(facts, section, covered.get(section.section)) for section in facts.sections],
        "left_out": [s.section for s in form.sections if s.section in facts.evaluated.left_out],
        "obstacles": [obstacle.words for obstacle in sending_obstacles(facts)] if file.state.editable else [],
        "stages": [_stage_json(standing) for standing in stage_standings(facts)],
        "waiting": _waiting(facts),
        "decided": [_decision_json(facts, decision, names) for decision in facts.record.decisions],
        "reasons": [_reason_json(reason, names) for reason in facts.record.reasons],
        "signatures": [_signature_json(facts, signature) for signature in signatures],
    }


def _source(facts: CaseFacts, name: str) -> dict[str, Any] | None:
    """Where an answer was taken from a document."""
    found = facts.taken_from(name)
    return {"document": found[1].name.text, "page": found[0].page, "removed": found[1].removed} if found else None


def _from_words(source: dict[str, Any] | None) -> str:
    if source is None:
        return ""
    return f" (from {source['document']}, page {source['page']}{', removed since' if source['removed'] else ''})"


def _unused(facts: CaseFacts) -> list[dict[str, Any]]:
    """Answers that are kept and not used, since what they answer is not asked for now."""
    fields = {field.field: field for field in facts.pack.form.fields}
    kept = [(fields[a.path], a.value) for a in facts.record.answers if a.value and a.path in fields]
    return [
        {"question": field.field, "label": field.label, "text": show(field, load(field, value.body))}
        for field, value in kept
        if field.field not in facts.evaluated.relevant
    ]


def _waiting(facts: CaseFacts) -> dict[str, str]:
    """The sections that wait for a reviewer, with their route."""
    deciding = facts.record.file.state in (CaseState.REVIEW, CaseState.ESCALATED)
    return {name: route.value for name, route in waiting_sections(facts).items()} if deciding else {}


def _stage_json(standing: StageStanding) -> dict[str, Any]:
    """A stage that the case waits in."""
    stage, due, escalation = standing.stage, standing.due_at, standing.escalation
    return {
        "stage": stage.stage,
        "waits_for": standing.waits_for.value,
        "escalated": escalation.cause.value if escalation else None,
        "approvals": {"given": standing.given, "needed": stage.approvals, "of": stage.people},
        "done": standing.done,
        "since": standing.entered_at.isoformat() if standing.entered_at else None,
        "due": due.isoformat() if due else None,
        "on_due": stage.on_due if due else None,
    }


def _decision_json(facts: CaseFacts, decision: Decision, names: Mapping[str, str]) -> dict[str, Any]:
    return {
        "kind": decision.kind.value,
        "gate": decision.gate,
        "person": decision.person_id,
        "name": names.get(decision.person_id, ""),
        "for": names.get(facts.record.principal(decision.command_id) or "", ""),
        "reason": decision.reason.text if decision.reason else "",
        "sections": [d.section for d in facts.record.decided if d.command_id == decision.command_id],
        "at": decision.at.isoformat(),
    }


def _signature_json(facts: CaseFacts, signature: StandingSignature) -> dict[str, Any]:
    titles = {section.section: section.title for section in facts.pack.form.sections}
    return {
        "name": signature.name,
        "role": signature.role,
        "meaning": signature.meaning,
        "at": signature.at.isoformat() if signature.at else None,
        "key": signature.key,
        "standing": signature.standing.value,
        "words": standing_words(signature, [titles.get(name, name) for name in signature.lapsed]),
        "wrong": [wrong.value for wrong in signature.wrong],
        "why": why_words(signature),
        "lapsed": list(signature.lapsed),
        "superseded": [lapse_json(lapse) for lapse in signature.lapses],
    }


def _reason_json(reason: ChangeReason, names: Mapping[str, str]) -> dict[str, Any]:
    """Why the case was changed after it was sent."""
    return {
        "code": reason.code.value,
        "reason": reason.words.text if reason.words else "",
        "person": reason.person_id,
        "name": names.get(reason.person_id or "", ""),
        "at": reason.at.isoformat(),
    }


def section_json(facts: CaseFacts, section: Section, covered: Coverage | None) -> dict[str, Any]:
    """One section as it is now, and what it was drafted from."""
    record, head = facts.record, facts.record.head(section.section)
    route = record.routes.get(head.revision_id) if head else None
    findings = record.findings.get(head.revision_id, ()) if head else ()
    return {
        "section": section.section,
        "title": section.title,
        "state": facts.state_of(section).value,
        "text": head.section_text.plain if head else "",
        "interrupted": record.preview_of(section.section),
        "revision": head.revision_id if head else None,
        "revisions": len(record.of_section(section.section)),
        "band": route.band.value if route else None,
        "route": route.route.value if route else None,
        "written_by": {
            origin.value: round(share, 3) for origin, share in edited_share(record.spans[head.revision_id]).items()
        }
        if head
        else {},
        "changed_inputs": list(facts.changed_inputs(section)),
        "coverage": coverage_json(covered) if covered else None,
        "support": support_json(facts, section),
        "findings": [
            {"finding": f.finding_id, **finding_json(f.finding), "answer": _answer(record.answer_to(f.finding_id))}
            for f in findings
        ],
    }


def coverage_json(covered: Coverage) -> dict[str, Any]:
    """How many pages gave evidence, gave none, and could not be read."""
    return {
        "pages": covered.pages,
        "gave_evidence": covered.offered,
        "nothing_taken": covered.not_found,
        "left_out": covered.left_out,
        "not_readable": covered.unreadable,
        "documents_not_read": list(covered.unread),
        "library_pages": covered.library,
        "words": coverage_words(covered),
    }


def _answer(kind: AnswerKind | None) -> str | None:
    return kind.value if kind else None


def documents_json(facts: CaseFacts) -> list[dict[str, Any]]:
    """What is known of each document."""
    return [
        {
            "document": d.document_id,
            "name": d.name.text,
            "removed": d.removed,
            "kind": d.kind.value,
            "state": d.state.value,
            "pages": d.pages,
            "passages": sum(p.document_id == d.document_id for p in facts.passages),
            "reason": d.reason,
        }
        for d in facts.record.documents
    ]


def document_lines(documents: list[dict[str, Any]]) -> list[str]:
    """The same in words."""
    return [
        f"{d['name']}: {'removed' if d['removed'] else d['state']}, {d['pages']} pages, {d['passages']} passages. "
        f"{d['reason']}".rstrip()
        for d in documents
    ]


def case_lines(result: dict[str, Any]) -> list[str]:
    """The whole case in words; the text of a section is shown with the section."""
    rows = [
        (s["section"], s["state"], s["band"] or "", s["route"] or "", str(len(s["findings"])))
        for s in result["sections"]
    ]
    findings = [
        f"  {f['severity']} {f['finding'][:8]} {s['section']}: {f['words']}"
        + (f" ({f['answer']})" if f["answer"] else "")
        for s in result["sections"]
        for f in s["findings"]
    ]
    return [
        f"{result['title']} ({result['form']} {result['version']}), {result['state']}",
        *(f"  {a['label']}: {a['text']}{_from_words(a['from'])}" for a in result["answers"]),
        *(f"  not used: {a['label']}: {a['text']}" for a in result["unused"]),
        *(f"  left out: {name}" for name in result["left_out"]),
        *(f"  {line}" for line in document_lines(result["documents"])),
        *table(rows, ("Section", "State", "Confidence", "Route", "Findings")),
        *findings,
        *(f"  sentences of {s['section']}: {s['support']['words']}" for s in result["sections"] if s["text"]),
        *(f"  evidence of {s['section']}: {s['coverage']['words']}" for s in result["sections"] if s["coverage"]),
        *(f"  {name}: {words}" for name, told in result["libraries"].items() for words in told),
        *(_decision_line(decision) for decision in result["decided"]),
        *(_signature_line(signature) for signature in result["signatures"]),
        *(_reason_line(reason) for reason in result["reasons"]),
        *life_lines(result),
        *(f"  to do: {words}" for words in result["obstacles"]),
        *(_stage_line(stage) for stage in result["stages"]),
        *_waiting_lines(result["waiting"]),
    ]


def _stage_line(stage: dict[str, Any]) -> str:
    if stage["done"]:
        return f"  stage {stage['stage']}: done"
    approvals = stage["approvals"]
    of = f" of {approvals['of']} people" if approvals["of"] else ""
    escalated = _ESCALATED.get(stage["escalated"] or "", "")
    due = f", due {stage['due'][:16].replace('T', ' ')} UTC" if stage["due"] else ""
    needed = f"{approvals['given']} of {approvals['needed']} approvals{of}"
    return f"  stage {stage['stage']}: waits for {_A[stage['waits_for']]}{escalated}, {needed}{due}"


def _decision_line(decision: dict[str, Any]) -> str:
    about = f" {', '.join(decision['sections'])}" if decision["sections"] else ""
    reason = f": {decision['reason']}" if decision["reason"] else ""
    behalf = f" for {decision['for']}" if decision["for"] else ""
    return f"  {decision['name']}{behalf} decided: {decision['kind']}{about}{reason}"


def _signature_line(signature: dict[str, Any]) -> str:
    who = ", ".join(filter(None, (signature["name"] or "somebody", signature["role"])))
    why = f". {signature['why']}" if signature["why"] else ""
    ended = "".join(f". {lapse_words(lapse)}" for lapse in signature["superseded"])
    return f"  {who} signed at {signature['at'] or 'an unknown time'}: {signature['words']}{why}{ended}"


def _reason_line(reason: dict[str, Any]) -> str:
    words = f": {reason['reason']}" if reason["reason"] else ""
    return f"  {reason['name']} changed it, {reason['code'].replace('_', ' ')}{words}"


def _waiting_lines(waiting: Mapping[str, str]) -> list[str]:
    flagged = [name for name, route in waiting.items() if route != RouteKind.BLOCK]
    blocked = [name for name, route in waiting.items() if route == RouteKind.BLOCK]
    return [
        *([f"  to approve together: {', '.join(flagged)}"] if flagged else []),
        *(f"  to approve alone, with a reason: {name}" for name in blocked),
    ]
