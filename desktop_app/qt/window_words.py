"""Words that the services give, as a window says them."""

import re

_COMMAND = re.compile(r"`(countersign|secret set|--)[^`]*`")
_OPTION = re.compile(r",? or choose another (?:store|folder) with --home(?=\.)| with --home\b")
_AN_ENDPOINT, _ENDPOINT = re.compile(r"\ban endpoint\b"), re.compile(r"\bendpoint\b")
_SENTENCE = re.compile(r"(?<=[.!?])\s+")


def for_window(words: str) -> str:
    """Without the sentences that tell what to type at a terminal: in a window there is another way. An endpoint is
    what the screen calls a model server."""
    words = _OPTION.sub("", _ENDPOINT.sub("model server", _AN_ENDPOINT.sub("a model server", words)))
    if "`" not in words:
        return words
    return " ".join(each for each in _SENTENCE.split(words) if not _COMMAND.search(each))
