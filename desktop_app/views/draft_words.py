"""The words of the drafting workspace: where a section stands and why, versions, findings, figures."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from PySide6.QtCore import QCoreApplication

from desktop_app.domain.confidence import Band
from desktop_app.domain.finding import Rule, Severity, leads_nowhere, words
from desktop_app.domain.finding_fix import Fix
from desktop_app.domain.markup import read_markup
from desktop_app.domain.section import RevisionKind, SectionState
from desktop_app.domain.text import Origin, OriginSpan
from desktop_app.domain.track_record import ENOUGH, Tally
from desktop_app.qt.draft_state import DraftState, Explained, Live, SectionDraft, ShownFinding, Stage, Version
from desktop_app.qt.section_list_model import SectionRow
from desktop_app.views.day_words import moment_words
from desktop_app.views.review_words import approvals_words, missing_words
from desktop_app.views.state_words import bands
from desktop_app.widgets.kit import BANDS

translate = QCoreApplication.translate
MOST_NAMED = 4
LONGEST_ABOUT = 60
"""Characters of a text that a finding is told to be about."""
SIGNS = {"USD": "$", "EUR": "€", "GBP": "£"}


def row_of(section: SectionDraft, live: Live | None, seconds_left: int | None, *, is_next: bool = False) -> SectionRow:
    """A section in the list; `is_next`: it is the first of those that are queued."""
    chip, tone, icon, reason, reason_tone = _standing(section, live, seconds_left)
    if live is not None and live.stage is Stage.QUEUED:
        reason = translate("draft", "next") if is_next else ""
    return SectionRow(section.section, section.number, section.title, chip, tone, icon, reason, reason_tone)


def _standing(section: SectionDraft, live: Live | None, seconds_left: int | None) -> tuple[str, str, str, str, str]:
    if live is not None:
        return _live_standing(live, seconds_left)
    match section.state:
        case SectionState.EMPTY:
            return translate("draft", "Empty"), "neutral", "", translate("draft", "not drafted yet"), "3"
        case SectionState.INTERRUPTED if section.unusable:
            return translate("draft", "By hand"), "warning", "user", translate("draft", "no usable answer"), "3"
        case SectionState.INTERRUPTED:
            return translate("draft", "Interrupted"), "warning", "pause", kept_words(section), "3"
        case SectionState.YOURS:
            reason = (
                translate("draft", "written by a person")
                if section.has_text
                else translate("draft", "not drafted by the model")
            )
            return translate("draft", "Yours"), "neutral", "user", worst_words(section) or reason, _reason_tone(section)
        case SectionState.STALE:
            changed = translate("draft", "%n thing(s) changed since", "", len(section.changed_inputs))
            return translate("draft", "Stale"), "warning", "refresh-cw", changed, "3"
        case SectionState.APPROVED:
            return translate("draft", "Approved"), "success", "badge-check", "", "3"
    return _drafted_standing(section)


def _drafted_standing(section: SectionDraft) -> tuple[str, str, str, str, str]:
    band = section.band or Band.LOW
    tone, icon = BANDS[band]
    word = bands()[band]
    reason, reason_tone = worst_words(section) or _explained_count(section), _reason_tone(section)
    if section.state is SectionState.EDITED:
        return translate("draft", "Edited"), tone, icon, reason or word, reason_tone
    if section.cached:
        reason = ", ".join(filter(None, (translate("draft", "cached"), reason)))
    if section.small_model:
        reason = ", ".join(filter(None, (translate("draft", "small model"), reason)))
    elif not reason and not section.model:
        reason = translate("draft", "assembled, no model")
    cited, of = section.facts_cited
    if not reason and of:
        reason = translate("draft", "%1 of %2 sources found").replace("%1", str(cited)).replace("%2", str(of))
    return word, tone, icon, reason, reason_tone


def _live_standing(live: Live, seconds_left: int | None) -> tuple[str, str, str, str, str]:
    match live.stage:
        case Stage.QUEUED:
            return translate("draft", "Queued"), "neutral", "", "", "3"
        case Stage.WAITING:
            return translate("draft", "Waiting"), "warning", "clock", translate("draft", "the model is busy"), "3"
        case Stage.READING:
            return translate("draft", "Writing"), "accent", "pencil", translate("draft", "reading your documents"), "3"
    left = translate("draft", "about %1 s left").replace("%1", str(seconds_left)) if seconds_left else ""
    return translate("draft", "Writing"), "accent", "pencil", left, "3"


def _reason_tone(section: SectionDraft) -> str:
    return "danger" if any(finding.blocks for finding in section.findings) else "3"


def _explained_count(section: SectionDraft) -> str:
    explained, kept = len(section.explained_findings), len(section.kept_findings)
    if explained:
        return translate("draft", "%n finding(s) explained", "", explained)
    return translate("draft", "%n finding(s) kept", "", kept) if kept else ""


def worst_words(section: SectionDraft) -> str:
    """How many of the gravest open findings there are, and what they are about."""
    worst = section.open_findings
    if not worst:
        return ""
    same = sum(finding.raised.rule is worst[0].raised.rule for finding in worst)
    return counted_words(worst[0].raised.rule, same)


def counted_words(rule: Rule, n: int) -> str:
    """How many findings of a rule there are, and what they are about."""
    if rule in (Rule.CONTRADICTED_FIGURE, Rule.UNSUPPORTED_FIGURE):
        return translate("draft", "%n amount(s) not in evidence", "", n)
    if rule is Rule.UNSUPPORTED_DATE:
        return translate("draft", "%n date(s) not in evidence", "", n)
    if rule is Rule.UNSUPPORTED_NAME:
        return translate("draft", "%n name(s) not in evidence", "", n)
    if rule is Rule.ANSWER_DISAGREES:
        return translate("draft", "%n answer(s) against a document", "", n)
    if rule is Rule.CHANGED_ANSWER:
        return translate("draft", "%n answer(s) that changed", "", n)
    if rule in (Rule.UNRESOLVED_CITATION, Rule.CITED_ELSEWHERE):
        return translate("draft", "%n source(s) to check", "", n)
    if rule is Rule.UNCITED_SENTENCE:
        return translate("draft", "%n sentence(s) without a source", "", n)
    if rule in (
        Rule.MISSING_SLOT,
        Rule.MISSING_ANSWER,
        Rule.INVALID_ANSWER,
        Rule.MISSING_FACT,
        Rule.REQUIRED_WORDS,
        Rule.REQUIRED_DISCLOSURE,
    ):
        return translate("draft", "%n thing(s) missing", "", n)
    if rule in (Rule.FORBIDDEN_WORDS, Rule.TONE, Rule.PERSONAL_DATA, Rule.LEAKED_TEXT, Rule.HARMFUL_WORDS):
        return translate("draft", "%n wording(s) to check", "", n)
    return translate("draft", "%n finding(s)", "", n)


def finding_title(finding: ShownFinding) -> str:
    """What kind of finding it is."""
    if leads_nowhere(finding.raised.finding):
        return translate("draft", "Leads to no source")
    titles = {
        Rule.CONTRADICTED_FIGURE: translate("draft", "Amount not in evidence"),
        Rule.UNSUPPORTED_FIGURE: translate("draft", "Amount not in evidence"),
        Rule.UNSUPPORTED_DATE: translate("draft", "Date not in evidence"),
        Rule.UNSUPPORTED_NAME: translate("draft", "Name not in evidence"),
        Rule.ANSWER_DISAGREES: translate("draft", "Answer and document disagree"),
        Rule.CHANGED_ANSWER: translate("draft", "Answer has changed"),
        Rule.UNRESOLVED_CITATION: translate("draft", "Source does not say this"),
        Rule.CITED_ELSEWHERE: translate("draft", "Another source says this"),
        Rule.UNCITED_SENTENCE: translate("draft", "No source"),
        Rule.MISSING_SLOT: translate("draft", "Not found in the documents"),
        Rule.MISSING_ANSWER: translate("draft", "Answer missing"),
        Rule.INVALID_ANSWER: translate("draft", "Answer to check"),
        Rule.PAGE_WITHOUT_TEXT: translate("draft", "Page without text"),
        Rule.DOCUMENT_NOT_READ: translate("draft", "Document not read"),
        Rule.INJECTION_MARK: translate("draft", "Document speaks to the program"),
        Rule.FORBIDDEN_WORDS: translate("draft", "Wording to check"),
        Rule.LENGTH: translate("draft", "Length"),
        Rule.OUTPUT_INVALID: translate("draft", "Structure"),
        Rule.CONTEXT_LEFT_OUT: translate("draft", "Passages left out"),
        Rule.LIBRARY_MISSING: translate("draft", "Library missing"),
        Rule.TOKENS_DIFFER: translate("draft", "Not all may have been read"),
        Rule.CUT_SHORT: translate("draft", "End may be missing"),
        Rule.REQUIRED_WORDS: translate("draft", "Wording missing"),
        Rule.REQUIRED_DISCLOSURE: translate("draft", "Notice missing"),
        Rule.READING_LEVEL: translate("draft", "Hard to read"),
        Rule.TONE: translate("draft", "Tone"),
        Rule.PERSONAL_DATA: translate("draft", "Personal data"),
        Rule.LEAKED_TEXT: translate("draft", "Taken from the instructions"),
        Rule.OFF_TOPIC: translate("draft", "May be about something else"),
        Rule.WRONG_LANGUAGE: translate("draft", "Another language"),
        Rule.NO_ANSWER: translate("draft", "No answer"),
        Rule.HARMFUL_WORDS: translate("draft", "Harmful wording"),
        Rule.MISSING_FACT: translate("draft", "Fact missing"),
        Rule.MODERATION: translate("draft", "Marked by the moderation service"),
        Rule.HIDDEN_TEXT: translate("draft", "Hidden text in a document"),
        Rule.CONTRADICTED_WORDS: translate("draft", "Says the contrary"),
        Rule.DIFFERENT_WORDS: translate("draft", "Differs here"),
        Rule.QUOTE_NOT_FOUND: translate("draft", "Quotation not found"),
        Rule.SECOND_READER: translate("draft", "Second reader doubts it"),
        Rule.WRONG_SUM: translate("draft", "Calculation is wrong"),
        Rule.LOOK_ALIKE: translate("draft", "Letters that look like others"),
        Rule.TASK_IN_DOCUMENT: translate("draft", "Document sets a task"),
    }
    return titles[finding.raised.rule]


def finding_words(finding: ShownFinding, *others: ShownFinding) -> str:
    """Where it is, and what was found; `others` say the same of other sections."""
    numbers = ", ".join(str(each.number) for each in (finding, *others))
    where = translate("draft", "Sections %1.") if others else translate("draft", "Section %1.")
    return f"{where.replace('%1', numbers)} {words(finding.raised.finding)}"


def blocking_words(finding: ShownFinding, plain: str) -> str:
    """Why the case cannot be sent while it is open, with the words of the text that it is about."""
    found, about = words(finding.raised.finding), " ".join(plain[finding.raised.start : finding.raised.end].split())
    said = translate("draft", "Cannot be sent for review until this is fixed or explained. %1").replace("%1", found)
    if not about or about in found:
        return said
    if len(about) > LONGEST_ABOUT:
        about = f"{about[:LONGEST_ABOUT].rstrip()}…"
    return f"{said} {translate('draft', 'It is about “%1”').replace('%1', about)}"


def answered_words(finding: ShownFinding) -> str:
    """A finding that a person has let stand, as those who read after them are told of it."""
    said = words(finding.raised.finding)
    if finding.explained:
        return f"{said} {explained_words(finding.explained)}"
    return translate("draft", "Kept by its analyst: %1").replace("%1", said)


def explained_words(explained: Explained) -> str:
    """Who said when why a finding may stand."""
    words = translate("draft", "Explained by %1, %2: “%3”")
    return words.replace("%1", explained.by).replace("%2", moment_words(explained.at)).replace("%3", explained.words)


def fix_words(fix: Fix) -> str:
    """The button that puts it right."""
    if fix.citation:
        return translate("draft", "Remove source %1").replace("%1", str(fix.citation))
    if fix.add:
        return translate("draft", "Add it at the end")
    if fix.remove:
        return translate("draft", "Take it out")
    if fix.answer:
        figure = any(each.isdigit() for each in fix.words)
        return translate("draft", "Answer %1").replace("%1", fix.words if figure else f"“{fix.words}”")
    if fix.sentence:
        return translate("draft", "Say what holds now")
    return translate("draft", "Use %1").replace("%1", fix.words)


def severity_icon(severity: Severity) -> tuple[str, str]:
    """Icon and tone."""
    return {
        Severity.BLOCKER: ("circle-alert", "danger"),
        Severity.WARNING: ("triangle-alert", "warning"),
        Severity.NOTE: ("info", "3"),
    }[severity]


def kept_words(section: SectionDraft) -> str:
    """How much an interrupted run has kept."""
    return translate("draft", "%n word(s) kept", "", len(plain_of(section.preview).split()))


def plain_of(markup: str) -> str:
    """Markup as a person reads it."""
    return read_markup(markup, OriginSpan(0, 0, Origin.PERSON)).text.plain if markup else ""


def version_title(version: Version) -> str:
    """Who or which model."""
    match version.kind:
        case RevisionKind.DRAFT:
            model = version.model or translate("draft", "Assembled, no model")
            return translate("draft", "%1, cached").replace("%1", model) if version.cached else model
        case RevisionKind.PROPOSAL:
            return translate("draft", "Redraft: %1").replace(
                "%1", version.model or translate("draft", "assembled, no model")
            )
        case RevisionKind.MERGE:
            return translate("draft", "%1 took a redraft").replace("%1", version.by)
        case RevisionKind.RESTORE:
            return translate("draft", "%1 took back what was settled").replace("%1", version.by)
        case RevisionKind.CARRY:
            return translate("draft", "Carried over by %1").replace("%1", version.by)
        case RevisionKind.SETTLE:
            return translate("draft", "%1 settled changes").replace("%1", version.by)
    return version.by


def money(amount: Decimal, currency: str = "USD") -> str:
    """An amount with its sign, to as many places as it needs to say anything."""
    places = 2 if abs(amount) >= 1 or amount == round(amount, 2) else 3
    shown = f"{amount:,.{places}f}"
    sign = SIGNS.get(currency)
    return f"{sign}{shown}" if sign else f"{currency} {shown}"


def clock(at: datetime) -> str:
    """A time of day here."""
    return f"{at.astimezone():%H:%M}"


def meaning_words(band: Band | None, became: Tally) -> str:
    """What a band has meant for earlier sections of the form, in frequencies."""
    if band is None or became.sections < ENOUGH:
        return translate("draft", "Not enough history yet.")
    words = translate(
        "draft",
        "%1: of %2 past sections scored like this, %3% were approved with no change of fact. You still read every one.",
    )
    return words.replace("%1", bands()[band]).replace("%2", str(became.sections)).replace("%3", str(became.percent))


def uses_words(section: SectionDraft) -> str:
    """What a draft of the section will stand on."""
    answered, others = _named(section.uses_answers), _named(section.uses_others)
    if not answered:
        return translate("draft", "Will use %1").replace("%1", others) if others else ""
    words = translate("draft", "Will use what you answered to %1").replace("%1", answered)
    return translate("draft", "%1, and %2").replace("%1", words).replace("%2", others) if others else words


def _named(each: Sequence[str]) -> str:
    """The first of them by name, the others by their number."""
    shown = ", ".join(f"“{one}”" for one in each[:MOST_NAMED])
    more = len(each) - MOST_NAMED
    return translate("draft", "%1 and %n more", "", more).replace("%1", shown) if more > 0 else shown


def route_words(state: DraftState) -> str:
    """What happens to the case when it is sent."""
    way = state.way_on
    said = [
        translate("draft", "“%1” is blocked until a reviewer approves it by itself.").replace("%1", title)
        for title in way.blocked[:2]
    ]
    if len(way.blocked) > 2:
        said = [
            translate(
                "draft", "%n section(s) are blocked until a reviewer approves each by itself.", "", len(way.blocked)
            )
        ]
    if way.flagged:
        said.append(translate("draft", "A reviewer will look at %n section(s).", "", len(way.flagged)))
    if way.passed:
        said.append(translate("draft", "%n section(s) are passed on without a reviewer.", "", len(way.passed)))
    if way.needs:
        said += [f"{approvals_words(way.needs)}.", *missing_words(way.needs)]
    else:
        said.append(translate("draft", "Your own signature is enough."))
    return " ".join(said)
