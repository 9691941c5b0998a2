"""What leaves for hosted models, and who looks at what they write, said on the command line."""

from pathlib import Path

from cli_examples import countersign


def test_personal_data_is_replaced_until_it_is_said_otherwise(tmp_path: Path) -> None:
    home = ("--home", tmp_path / "home", "--json")
    assert countersign("endpoint", "personal-data", *home).json == {"personal_data_replaced": True}
    assert countersign("endpoint", "personal-data", "tell", *home).json == {"personal_data_replaced": False}
    assert countersign("endpoint", "personal-data", "replace", *home).json == {"personal_data_replaced": True}


def test_a_moderation_service_is_named_and_given_up(tmp_path: Path) -> None:
    home = ("--home", tmp_path / "home", "--json")
    countersign("endpoint", "add", "watch", "--url", "http://localhost:9/v1", "--model", "m", "--no-test", *home)
    assert countersign("endpoint", "moderate", "watch", *home).json == {"moderation": "watch"}
    assert countersign("endpoint", "moderate", *home).json == {"moderation": "watch"}
    assert countersign("endpoint", "moderate", "--none", *home).json == {"moderation": None}
    assert countersign("endpoint", "moderate", "nowhere", *home).code == 2
