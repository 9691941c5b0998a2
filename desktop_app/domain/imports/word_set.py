"""Sets of words that are written as one line of text."""


def word_set(text: str) -> frozenset[str]:
    """The words between blanks."""
    return frozenset(text.split())
