"""How right labelled sections were by what could be read of their documents."""

from promise_simulation import label

from desktop_app.domain.calibration import fit
from desktop_app.domain.confidence import Band, Factor, FactorName
from desktop_app.domain.document_quality import DocumentQuality, rates_by_quality

UNREAD = Factor(FactorName.PAGE_WITHOUT_TEXT, 1, Band.MEDIUM)


def test_each_quality_has_its_own_rate_worst_first() -> None:
    scans = [label(f"scan {n}", (), right=n > 3) for n in range(10)]
    texts = [label(f"text {n}", (), right=True) for n in range(20)]
    qualities = {each.label_id: DocumentQuality.RECOGNISED for each in scans}
    found = rates_by_quality([*texts, *scans], qualities, fit([]), 0.9)
    assert list(found) == [DocumentQuality.RECOGNISED, DocumentQuality.UNKNOWN]
    scanned = found[DocumentQuality.RECOGNISED]
    assert (scanned.sections, scanned.wrong) == (10, 4) and scanned.low < 0.4 < scanned.high
    assert (found[DocumentQuality.UNKNOWN].sections, found[DocumentQuality.UNKNOWN].wrong) == (20, 0)


def test_what_a_rule_holds_back_is_counted_and_has_no_probability() -> None:
    held = label("held", (UNREAD,), right=False)
    (rate,) = rates_by_quality([held], {held.label_id: DocumentQuality.UNREAD}, fit([]), 0.9).values()
    assert (rate.sections, rate.wrong, rate.said) == (1, 1, None)
