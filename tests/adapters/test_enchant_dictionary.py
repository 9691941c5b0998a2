"""Dictionaries of the machine are used where there are any."""

import importlib.util
import sys

import pytest

from desktop_app.adapters.enchant_dictionary import open_dictionary


def test_without_the_library_there_is_no_dictionary(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "enchant", None)
    assert open_dictionary(["en_GB", "en_US"]) is None


def test_a_dictionary_of_the_machine_knows_words() -> None:
    if importlib.util.find_spec("enchant") is None:
        pytest.skip("the package pyenchant is not installed")
    dictionary = open_dictionary(["xx_XX", "en_GB", "en_US"])
    if dictionary is None:
        pytest.skip("this machine has no English dictionary")
    assert dictionary.knows("deposit")
    assert dictionary.knows("customer’s")
    assert not dictionary.knows("depositt")
    assert "deposit" in dictionary.suggest("depositt")
