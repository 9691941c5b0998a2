"""What became of a case beside its gates, and what ended approvals: parts of what `case show` prints."""

from collections.abc import Mapping
from typing import Any

from desktop_app.domain.case_life import void_words
from desktop_app.domain.case_record import CaseRecord
from desktop_app.domain.standing import Lapse


def life_json(record: CaseRecord, names: Mapping[str, str]) -> dict[str, Any]:
    """Whose case it is, which version, where it came from and what amends it; its steps."""
    origin, amendment = record.origin, record.amendment
    return {
        "author": names.get(record.file.created_by, record.file.created_by),
        "case_version": record.version,
        "began_from": {"case": origin.of_case, "how": origin.kind.value} if origin else None,
        "amended_by": {"case": amendment.case_id, "version": amendment.version} if amendment else None,
        "life": [
            {
                "step": step.kind.value,
                "reason": step.words.text,
                "name": names.get(step.person_id, ""),
                "at": step.at.isoformat(),
            }
            for step in record.life
        ],
    }


def lapse_json(lapse: Lapse) -> dict[str, Any]:
    """Of which section a signature is no approval any more, what ended it, and what was said about that."""
    return {
        "section": lapse.section,
        "because": lapse.reason.value if lapse.reason else None,
        "reason": lapse.words,
        "at": lapse.at.isoformat() if lapse.at else None,
        "words": void_words(lapse.reason) if lapse.reason else "the text changed",
    }


def lapse_words(lapse: dict[str, Any]) -> str:
    """The same in words."""
    reason = f" ({lapse['reason']})" if lapse["reason"] else ""
    return f"Superseded for {lapse['section']}: {lapse['words']}{reason}"


def life_lines(result: dict[str, Any]) -> list[str]:
    """The same in words."""
    began, amended = result["began_from"], result["amended_by"]
    return [
        *([f"  version {result['case_version']}, {began['how']} {began['case']}"] if began else []),
        *([f"  version {amended['version']} amends it: {amended['case']}"] if amended else []),
        *(f"  {step['name']}: {step['step']}: {step['reason']}" for step in result["life"]),
    ]
