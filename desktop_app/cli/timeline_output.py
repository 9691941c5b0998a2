"""The timeline for people and as JSON: what `audit timeline` prints."""

import shutil
import textwrap
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

from desktop_app.domain.audit import Checkpoint, Outcome
from desktop_app.domain.comparison import Segment
from desktop_app.domain.event_backing import Unshown
from desktop_app.domain.event_detail import AnswerChange, EventDetail, TextChange
from desktop_app.domain.event_words import in_short
from desktop_app.domain.text import SectionText, strip_codes
from desktop_app.domain.timeline import TimelineEntry, TimelinePage, Who

NARROWEST, WIDEST = 40, 120
AROUND = 60
"""Characters of unchanged text that are shown before and after a change."""
_LABELS = {"cost_usd": "Cost in USD"}


def page_json(page: TimelinePage) -> dict[str, Any]:
    """The whole page, folded events too."""
    return {
        "case": page.case_id,
        "form": page.form,
        "filter": page.shown.value,
        "events": [entry_json(entry) for entry in page.entries],
        "hidden": page.hidden,
        "next_before": page.next_before,
    }


def entry_json(entry: TimelineEntry) -> dict[str, Any]:
    """One line: `first` is the oldest event of folded ones, `why_shown` says whether `why` is the reason itself."""
    return {
        "event": entry.number,
        "first": entry.first,
        "type": entry.type,
        "at": _iso(entry.at),
        "who": _who_json(entry.who),
        "what": entry.what,
        "case": entry.case_id,
        "section": entry.section,
        "why": entry.why,
        "why_shown": entry.why is not None and not isinstance(entry.why, Unshown),
        "hash": entry.short_digest,
        "outcome": entry.outcome.value,
        "settings": dict(entry.settings),
        "folded": [entry_json(each) for each in entry.folded],
    }


def _who_json(who: Who) -> dict[str, Any]:
    return {
        "person": who.person_id,
        "name": who.name,
        "role": who.role.value if who.role else None,
        "auth": who.auth.value,
    }


def _iso(at: datetime | None) -> str | None:
    return at.astimezone(UTC).isoformat() if at else None


def detail_json(detail: EventDetail) -> dict[str, Any]:
    """One event with everything that is shown of it."""
    return {
        **entry_json(detail.entry),
        "digest": detail.digest,
        "prev": detail.prev,
        "checkpoint": _checkpoint_json(detail.checkpoint) if detail.checkpoint else None,
        "text": _text_json(detail.text) if detail.text else None,
        "settled": [
            {"before": change.before, "after": change.after, "accepted": change.accepted} for change in detail.settled
        ],
        "answer": _answer_json(detail.answer) if detail.answer else None,
        "said": dict(detail.said),
        "findings": {severity.value: count for severity, count in detail.findings.items()},
        "citations": detail.citations,
        "citations_resolved": detail.resolved,
    }


def _checkpoint_json(checkpoint: Checkpoint) -> dict[str, Any]:
    return {"size": checkpoint.size, "root": checkpoint.root, "at": _iso(checkpoint.at)}


def _answer_json(answer: AnswerChange) -> dict[str, Any]:
    return {"question": answer.question, "before": answer.before, "after": answer.after}


def _text_json(change: TextChange) -> dict[str, Any]:
    line = change.line.segments if change.line else ()
    changed, of = change.words_changed
    return {
        "words_changed": changed,
        "words": of,
        "before": _plain(change.before),
        "after": _plain(change.after),
        "redline": [
            {
                "before": strip_codes(s.before),
                "after": strip_codes(s.after),
                "changed": s.changed,
                "move": s.move or None,
            }
            for s in line
        ],
    }


def _plain(text: SectionText | Unshown | None) -> str | None:
    return text.plain if isinstance(text, SectionText) else text


def page_lines(page: TimelinePage, name: str, *, unfold: bool) -> list[str]:
    """The page in columns as wide as the terminal. `name` is what the next command calls the case."""
    width = _width()
    entries = [each for entry in page.entries for each in ((entry, *entry.folded) if unfold else (entry,))]
    lines = [*_heading(page, width), *_days(entries, width, in_case=page.case_id is not None)]
    if not entries:
        lines.append("Nothing of this kind is recorded.")
    if page.next_before is not None:
        case = f"{name} " if name else ""
        shown = "" if page.shown.value == "everything" else f"--filter {page.shown.value} "
        lines += ["", f"Older: countersign audit timeline {case}{shown}--before {page.next_before}"]
    return lines


def _width() -> int:
    return min(max(shutil.get_terminal_size().columns, NARROWEST), WIDEST)


def _heading(page: TimelinePage, width: int) -> list[str]:
    left = f"Case {page.case_id[:8]}" + (f", form {page.form}" if page.form else "") if page.case_id else "The record"
    right = f"{page.hidden} routine events hidden" if page.hidden else ""
    if len(left) + len(right) + 2 > width:
        return [*_wrapped("", left, width), right]
    return [f"{left}{right:>{width - len(left)}}".rstrip()]


def _days(entries: Sequence[TimelineEntry], width: int, *, in_case: bool) -> Iterator[str]:
    numbers = max((len(_number(entry)) for entry in entries), default=0)
    day = None
    for entry in entries:
        today = f"{entry.at.astimezone(UTC):%d %B %Y}".lstrip("0") if entry.at else "At an unknown time"
        if today != day:
            yield from ("", f"{today} (UTC)" if entry.at else today)
            day = today
        yield from _entry_lines(entry, numbers, width, in_case=in_case)


def _number(entry: TimelineEntry) -> str:
    return f"{entry.first}-{entry.number}" if entry.folded else str(entry.number)


def _entry_lines(entry: TimelineEntry, numbers: int, width: int, *, in_case: bool) -> Iterator[str]:
    time = f"{entry.at.astimezone(UTC):%H:%M:%S}" if entry.at else "        "
    start = f"  {time}  {_number(entry):>{numbers}}  {entry.short_digest}  "
    mark = "" if entry.outcome.value in (Outcome.DONE, *entry.what.split()) else f" [{entry.outcome.value}]"
    case = () if in_case or entry.case_id is None else (f"case {entry.case_id[:8]}",)
    if entry.folded:
        about = ", ".join((entry.who.words, *case))
        yield from _wrapped(start, f"{entry.what} · {about}", width)
        return
    yield from _wrapped(start, entry.what + mark, width)
    about = ", ".join((entry.who.words, *in_short(entry.settings), *case))
    yield from _wrapped(" " * len(start), about, width)
    if entry.why is not None:
        yield from _wrapped(" " * len(start), f"reason: {_quoted(entry.why)}", width)


def _quoted(words: str) -> str:
    return words if isinstance(words, Unshown) else f"“{words}”"


def _wrapped(start: str, words: str, width: int) -> list[str]:
    """A paragraph that hangs under its first line; white space of any kind is one space."""
    one_line = " ".join(words.split())
    return textwrap.wrap(one_line, width, initial_indent=start, subsequent_indent=" " * len(start)) or [start.rstrip()]


def detail_lines(detail: EventDetail) -> list[str]:
    """One event in words, its names in a column."""
    entry, width = detail.entry, _width()
    at = f"{entry.at.astimezone(UTC):%d %B %Y, %H:%M:%S} UTC".lstrip("0") if entry.at else "unknown"
    rows = [
        ("Who", f"{entry.who.words}, known by {entry.who.auth.value.replace('_', ' ')}"),
        ("When", at),
        ("Outcome", entry.outcome.value),
        *([("Reason", _quoted(entry.why))] if entry.why is not None else []),
        *_answer_rows(detail.answer),
        *((name.capitalize(), _quoted(words)) for name, words in detail.said.items()),
        *((_LABELS.get(name, name.replace("_", " ").capitalize()), value) for name, value in entry.settings.items()),
        *(("Accepted" if c.accepted else "Rejected", f"[-{c.before}-]{{+{c.after}+}}") for c in detail.settled),
        *_trust_rows(detail),
        ("Digest", detail.digest),
        ("Previous", detail.prev),
        ("Checkpoint", _checkpoint_words(detail.checkpoint)),
    ]
    names = max(len(name) for name, _ in rows)
    columns = [line for name, words in rows for line in _wrapped(f"  {name:<{names}}  ", words, width)]
    return [f"Event {entry.number}: {entry.what}", *columns, *_text_lines(detail.text, width)]


def _answer_rows(answer: AnswerChange | None) -> list[tuple[str, str]]:
    if answer is None:
        return []
    before, after = ("no answer" if words is None else _quoted(words) for words in (answer.before, answer.after))
    return [("Question", answer.question), ("Before", before), ("After", after)]


def _trust_rows(detail: EventDetail) -> list[tuple[str, str]]:
    if detail.text is None:
        return []
    findings = ", ".join(f"{count} {severity}" for severity, count in detail.findings.items())
    changed, of = detail.text.words_changed
    return [
        ("Change size", f"{changed} of {of} words"),
        ("Findings", findings or "none"),
        ("Citations", f"{detail.citations}, {detail.resolved} resolved"),
    ]


def _checkpoint_words(checkpoint: Checkpoint | None) -> str:
    if checkpoint is None:
        return "none covers it yet"
    return f"covered by the one up to event {checkpoint.size}, {checkpoint.at.astimezone(UTC):%d %B %Y, %H:%M:%S} UTC"


def _text_lines(change: TextChange | None, width: int) -> list[str]:
    """The redline: [-words that went-] {+words that came+} [>moved from>] {<moved to<} {~looks otherwise~}."""
    if change is None:
        return []
    if change.line is None:
        absent = [("Before", change.before), ("After", change.after)]
        return ["", *(f"  {side}: {text}" for side, text in absent if isinstance(text, Unshown))]
    marked = "".join(_marked(segment) for segment in change.line.segments)
    wrapped = (
        textwrap.wrap(line, width, initial_indent="  ", subsequent_indent="  ") or [""] for line in marked.split("\n")
    )
    return ["", *(line for lines in wrapped for line in lines)]


def _marked(segment: Segment) -> str:
    before, after = strip_codes(segment.before), strip_codes(segment.after)
    if not segment.changed:
        return _shortened(after)
    if segment.move:
        return f"[>{before}>]" if before else f"{{<{after}<}}"
    if before == after:
        return f"{{~{after}~}}"
    return (f"[-{before}-]" if before else "") + (f"{{+{after}+}}" if after else "")


def _shortened(same: str) -> str:
    """Unchanged text, without the middle of a long stretch."""
    if len(same) <= 3 * AROUND:
        return same
    return f"{same[:AROUND].rpartition(' ')[0]} … {same[-AROUND:].partition(' ')[2]}"
