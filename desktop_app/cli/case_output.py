"""A case for people and as JSON: what `case show` prints."""

from typing import Any

from desktop_app.cli.drafting_output import finding_json
from desktop_app.cli.session import table
from desktop_app.domain.case_facts import CaseFacts
from desktop_app.domain.finding import AnswerKind
from desktop_app.domain.form import Section
from desktop_app.domain.gate import sending_obstacles
from desktop_app.domain.redline import edited_share


def case_json(facts: CaseFacts) -> dict[str, Any]:
    """The whole case."""
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
            {"question": field.field, "label": field.label, "text": facts.answers[field.field].text}
            for field in form.fields
            if field.field in facts.answers
        ],
        "decisions": {name: {"outcome": o, "reason": r} for name, (o, r) in facts.evaluated.outcomes.items()},
        "documents": documents_json(facts),
        "sections": [section_json(facts, section) for section in form.sections],
        "obstacles": [obstacle.words for obstacle in sending_obstacles(facts)] if file.state.editable else [],
        "decided": [
            {"kind": d.kind.value, "gate": d.gate, "person": d.person_id, "at": d.at.isoformat()}
            for d in facts.record.decisions
        ],
        "signatures": len(facts.record.signatures),
    }


def section_json(facts: CaseFacts, section: Section) -> dict[str, Any]:
    """One section as it is now."""
    record, head = facts.record, facts.record.head(section.section)
    route = record.routes.get(head.revision_id) if head else None
    findings = record.findings.get(head.revision_id, ()) if head else ()
    return {
        "section": section.section,
        "title": section.title,
        "state": facts.state_of(section).value,
        "text": head.section_text.plain if head else "",
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
        "findings": [
            {"finding": f.finding_id, **finding_json(f.finding), "answer": _answer(record.answer_to(f.finding_id))}
            for f in findings
        ],
    }


def _answer(kind: AnswerKind | None) -> str | None:
    return kind.value if kind else None


def documents_json(facts: CaseFacts) -> list[dict[str, Any]]:
    """What is known of each document."""
    return [
        {
            "name": d.name.text,
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
        f"{d['name']}: {d['state']}, {d['pages']} pages, {d['passages']} passages. {d['reason']}".rstrip()
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
        *(f"  {a['label']}: {a['text']}" for a in result["answers"]),
        *(f"  {line}" for line in document_lines(result["documents"])),
        *table(rows, ("Section", "State", "Confidence", "Route", "Findings")),
        *findings,
        *(f"  to do: {words}" for words in result["obstacles"]),
    ]
