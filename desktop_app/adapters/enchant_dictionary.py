"""Dictionaries of this machine, through the enchant library where it is installed."""

import threading
from collections.abc import Sequence
from typing import Any

MOST_SUGGESTIONS = 6


class EnchantDictionary:
    """A dictionary of one language. The library is no friend of threads: one word at a time."""

    def __init__(self, dictionary: Any) -> None:
        self._dictionary = dictionary
        self._lock = threading.Lock()

    def knows(self, word: str) -> bool:
        """Whether the word is spelt right; a typographic apostrophe is one."""
        with self._lock:
            return bool(self._dictionary.check(word.replace("’", "'")))

    def suggest(self, word: str) -> tuple[str, ...]:
        """What may be meant, the likeliest first."""
        with self._lock:
            return tuple(self._dictionary.suggest(word))[:MOST_SUGGESTIONS]


def open_dictionary(languages: Sequence[str]) -> EnchantDictionary | None:
    """The first of these languages (such as `en_GB`) that this machine has a dictionary of; None without one, and
    without the library."""
    try:
        import enchant  # type: ignore[import-not-found, import-untyped, unused-ignore]
    except (ImportError, OSError):  # the Python package, or the library that it binds
        return None
    language = next((language for language in languages if enchant.dict_exists(language)), None)
    try:
        return None if language is None else EnchantDictionary(enchant.Dict(language))
    except enchant.errors.Error:  # a dictionary that cannot be read
        return None
