"""Faults are kept in the home, the newest last, and never without end."""

from pathlib import Path

from desktop_app.adapters.fault_log import FAULTS, MOST_BYTES, keep_fault


def test_faults_are_kept_in_order(tmp_path: Path) -> None:
    for text in ("Fault a", "Fault b"):
        keep_fault(tmp_path, text)
    assert (tmp_path / FAULTS).read_text().split() == ["Fault", "a", "Fault", "b"]


def test_a_log_that_is_full_begins_anew_beside_the_one_before(tmp_path: Path) -> None:
    keep_fault(tmp_path, "x" * (MOST_BYTES + 1))
    keep_fault(tmp_path, "Fault b")
    assert (tmp_path / FAULTS).read_text() == "Fault b\n\n"
    assert (tmp_path / "logs" / "faults.before.txt").stat().st_size > MOST_BYTES


def test_a_home_that_cannot_be_written_is_no_further_fault(tmp_path: Path) -> None:
    (tmp_path / "logs").write_text("a file where the folder would be")
    keep_fault(tmp_path, "Fault a")
    assert (tmp_path / "logs").is_file()
