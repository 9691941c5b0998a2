import pytest

from desktop_app.adapters.child_environment import child_environment


def test_a_child_inherits_where_the_program_is_and_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COUNTERSIGN_SECRET_OFFICE", "sk-1")
    monkeypatch.setenv("PYTHONSTARTUP", "/elsewhere.py")
    assert {"PYTHONPATH", "PYTHONUTF8"} <= child_environment().keys()
    assert not {"COUNTERSIGN_SECRET_OFFICE", "PYTHONSTARTUP"} & child_environment().keys()
