"""What labelled sections say, in words."""

from promise_simulation import PROMISE, label

from desktop_app.cli.calibration_output import calibrated_json, calibrated_lines
from desktop_app.domain.calibrated import calibrate
from desktop_app.domain.label import Label, LabelSource
from desktop_app.services.calibrating import Weighed


def lines(labels: list[Label]) -> str:
    weighed = Weighed(labels[0].key if labels else None, "", calibrate(labels, PROMISE))
    return "\n".join(calibrated_lines(weighed, PROMISE))


def labelled(right: int, wrong: int = 0, source: LabelSource = LabelSource.REVIEW, **more: object) -> list[Label]:
    return [label(f"{source} {n}", (), right=n >= wrong, source=source, **more) for n in range(right + wrong)]


def test_without_labels_nothing_is_known_and_that_is_said() -> None:
    said = lines([])
    assert "Not enough evidence: 0 of 45 clean sections." in said and "no passed section was sampled yet" in said
    found = calibrated_json(Weighed(None, "", calibrate([], PROMISE)), "team")
    assert (found["enough"], found["threshold"], found["brier"], found["model"]) == (False, None, None, None)


def test_enough_evidence_leads_to_the_decision() -> None:
    assert "`countersign lane open` signs it" in lines(labelled(90))


def test_a_model_that_cannot_be_told_from_another_has_no_lane_however_right_it_is() -> None:
    assert "its lane stays closed" in lines(labelled(90, fingerprint=None))


def test_more_escaped_errors_than_were_promised_ask_for_the_end_of_the_lane() -> None:
    sampled = labelled(14, 6, LabelSource.SAMPLE)
    assert "Escaped errors: 6 of 20 sampled sections" in lines(sampled) and "close the lane" in lines(sampled)
    assert "close the lane" not in lines(labelled(20, 1, LabelSource.SAMPLE))
