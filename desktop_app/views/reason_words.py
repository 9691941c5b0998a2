"""Why a section has its confidence: reasons in words, the strongest first, each with where it can be seen."""

from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal

from PySide6.QtCore import QCoreApplication

from desktop_app.domain.calibrated import LaneEvidence
from desktop_app.domain.confidence import Band, FactorName
from desktop_app.domain.finding import Rule, Severity
from desktop_app.domain.route import OF_THE_LANE, RouteKind, RouteReason
from desktop_app.qt.draft_state import SectionStanding, ShownFinding, ShownLane
from desktop_app.views.draft_words import counted_words, severity_icon
from desktop_app.views.review_words import reason_words
from desktop_app.views.state_words import bands

translate = QCoreApplication.translate
FIGURES = frozenset((Rule.CONTRADICTED_FIGURE, Rule.UNSUPPORTED_FIGURE, Rule.UNSUPPORTED_DATE, Rule.ANSWER_DISAGREES))


@dataclass(frozen=True, slots=True)
class Reason:
    """A reason, and the finding or the citation whose words it is about; neither: it is about the whole section."""

    words: str
    icon: str
    tone: str
    finding_id: str = ""
    number: int = 0


def reasons_of(section: SectionStanding) -> tuple[Reason, ...]:
    """What counts against it, gravest first, then what counts for it."""
    by_rule: dict[Rule, list[ShownFinding]] = {}
    for finding in section.open_findings:
        by_rule.setdefault(finding.raised.rule, []).append(finding)
    against = [
        Reason(counted_words(rule, len(same)), *severity_icon(same[0].raised.severity), same[0].finding_id)
        for rule, same in by_rule.items()
    ]
    return (
        *against,
        *_answered(section),
        *_kept(section),
        *_written(section),
        *_in_favour(section),
        *_of_lane(section),
    )


def _answered(section: SectionStanding) -> list[Reason]:
    explained = [f for f in section.findings if f.answered and f.raised.severity is Severity.BLOCKER]
    if not explained:
        return []
    words = translate("draft", "%n finding(s) explained by a person", "", len(explained))
    return [Reason(words, "message-square", "warning", explained[0].finding_id)]


def _kept(section: SectionStanding) -> list[Reason]:
    """What may stand, and keeps the section from more than its band."""
    kept = section.kept_findings
    if not kept:
        return []
    words = translate("draft", "%n finding(s) kept by a person", "", len(kept))
    return [Reason(words, "message-square", "warning", kept[0].finding_id)]


def _written(section: SectionStanding) -> list[Reason]:
    reasons = section.route.reasons if section.route else ()
    said = []
    if section.small_model:
        said.append(Reason(translate("draft", "Written by the small on-device model"), "cpu", "warning"))
    if RouteReason.PERSONS_WORDS in reasons:
        said.append(Reason(translate("draft", "A person wrote or edited some of it"), "user", "2"))
    return said


def _of_lane(section: SectionStanding) -> list[Reason]:
    """Whether sections like this one pass without a reviewer, and how far the evidence for that is."""
    route, lane = section.route, section.lane
    if route is None or lane is None:
        return []
    if route.kind is RouteKind.PASS:
        return [
            Reason(translate("draft", "Passed on: sections like this one were right often enough"), "check", "success")
        ]
    of_lane = next((reason for reason in route.reasons if reason in OF_THE_LANE), None)
    if of_lane is RouteReason.LANE_CLOSED:
        words = translate("draft", "A reviewer looks at it: %1").replace("%1", evidence_words(lane.evidence))
        return [Reason(words, "users", "2")]
    return [Reason(reason_words(of_lane), "users", "2")] if of_lane else []


def evidence_words(evidence: LaneEvidence) -> str:
    """How far the evidence is: “31 of 45 clean sections”."""
    words = translate("draft", "%1 of %2 clean sections")
    words = words.replace("%1", str(evidence.clean)).replace("%2", str(evidence.needed))
    wrong = translate("draft", "%n wrong", "", evidence.wrong) if evidence.wrong else ""
    return ", ".join(filter(None, (words, wrong)))


def _in_favour(section: SectionStanding) -> list[Reason]:
    cited, of = section.facts_cited
    first = section.sources[0].number if section.sources else 0
    said = []
    if of and cited:
        words = translate("draft", "%1 of %2 sources found").replace("%1", str(cited)).replace("%2", str(of))
        said.append(Reason(words, "check", "success", number=first))
    if section.has_text and first and not any(f.raised.rule in FIGURES for f in section.open_findings):
        said.append(
            Reason(translate("draft", "Amounts and dates are in the evidence"), "check", "success", number=first)
        )
    return said


def details_of(section: SectionStanding) -> str:
    """What was measured, as it is recorded: the factors with their counts, and what follows from them."""
    route = section.route
    if route is None:
        return translate("draft", "Nothing was measured yet.")
    names, allowed = _factors(), bands()
    lines = [f"{names[f.name]}: {f.count}, {allowed[f.at_best]}" for f in route.factors]
    lines.append(translate("draft", "Together: %1").replace("%1", allowed[route.band]))
    lines.append(_routes()[route.kind])
    return "\n".join((*lines, *_chance(section.lane)))


def _chance(lane: ShownLane | None) -> list[str]:
    """The chance that was measured, where a lane is open: this is the one place that shows it."""
    if lane is None or lane.probability is None or lane.at_least is None:
        return []
    words = translate("draft", "Chance to be right: %1, at least %2 asked")
    return [words.replace("%1", shown_chance(lane.probability)).replace("%2", shown_chance(lane.at_least))]


def shown_chance(chance: Decimal) -> str:
    """To two digits, and never rounded up: what is shown as reached is reached."""
    return str(chance.quantize(Decimal("0.01"), ROUND_DOWN))


def title_of(section: SectionStanding) -> str:
    """What the reasons are for."""
    return translate("draft", "Why confidence is %1").replace("%1", bands()[section.band or Band.LOW])


def _routes() -> dict[RouteKind, str]:
    return {
        RouteKind.PASS: translate("draft", "Passed on"),
        RouteKind.FLAG: translate("draft", "Flagged for review"),
        RouteKind.BLOCK: translate("draft", "Blocked until approved"),
    }


def _factors() -> dict[FactorName, str]:
    return {
        FactorName.OPEN_BLOCKER: translate("draft", "Open findings that block"),
        FactorName.UNRESOLVED_CITATION: translate("draft", "Sources that do not say it"),
        FactorName.CONTRADICTED_FIGURE: translate("draft", "Figures against the evidence"),
        FactorName.INJECTION_MARK: translate("draft", "Documents that speak to the program"),
        FactorName.PREVIEW_MODEL: translate("draft", "Small model"),
        FactorName.WARNING: translate("draft", "Findings to look at"),
        FactorName.EXPLAINED_BLOCKER: translate("draft", "Explained findings"),
        FactorName.UNSUPPORTED_SENTENCE: translate("draft", "Sentences without a source"),
        FactorName.MISSING_SLOT: translate("draft", "Things missing"),
        FactorName.PAGE_WITHOUT_TEXT: translate("draft", "Pages without text"),
        FactorName.REPAIRED_CITATION: translate("draft", "Sources that say it elsewhere"),
        FactorName.NOTE: translate("draft", "Notes"),
        FactorName.SAID_ABSENT: translate("draft", "Things said not to be there"),
        FactorName.NOTHING_CITED: translate("draft", "No source at all"),
        FactorName.UNCITED_SENTENCE: translate("draft", "Sentences that cite nothing"),
        FactorName.REWORDED_SENTENCE: translate("draft", "Sentences in other words than their source"),
    }
