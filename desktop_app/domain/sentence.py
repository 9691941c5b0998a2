"""Sentences of a plain text, as contracts write them: full of “Inc.”, “No. 5”, “U.S.C.” and “Section 7.2”."""

import re

from desktop_app.domain.text import Span

_STOP = re.compile(r"[.!?][\"'”’)\]]*[^\S\n]+(?=[\"'“‘(\[]?[A-Z0-9])")
_ABBREVIATION = re.compile(
    r"\b(?:[A-Z]|Inc|Ltd|Corp|Co|Cos|Bros|Jr|Sr|Esq|Del|Calif|Ave|Blvd|Rd|St|Ste|Nos?|Arts?|Secs?|Figs?|Exs?|vs?|cf"
    r"|Mr|Mrs|Ms|Messrs|Dr|Prof|Attn|approx|al|etc|e\.g|i\.e|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\.[^\S\n]+$"
)
_LONGEST_ABBREVIATION = 24
_OPENER = re.compile(
    r"(?:The|This|These|That|Those|Each|Either|Neither|Any|All|No|If|In|It|Its|Upon|When|Where|Such|For|At|On|To|He|She"
    r"|They|We|You|A|An|Both|Notwithstanding|However|Unless|Except|Subject|During|After|Before|By|Nothing|There)\b"
)
# A list number, at the start of a line or of a quotation, is part of the sentence after it.
_NUMBERING = re.compile(r"(?:^|[:;“\"‘(])[^\S\n]*\(?[0-9]{1,3}(?:\.[0-9]{1,3}){0,4}\.[^\S\n]+$")


def sentences(plain: str) -> tuple[Span, ...]:
    """The sentences, in order; together they hold all that is not blank. A line end always ends one."""
    result: list[Span] = []
    start = 0
    for line in plain.split("\n"):
        end = start + len(line)
        at = start
        for stop in _STOP.finditer(plain, start, end):
            if _ends(plain, at, stop):
                result.append(Span(at, at + len(plain[at : stop.end()].rstrip())))
                at = stop.end()
        if plain[at:end].strip():
            result.append(Span(at, at + len(plain[at:end].rstrip())))
        start = end + 1
    return tuple(result)


def _ends(plain: str, at: int, stop: re.Match[str]) -> bool:
    """Whether a sentence that began at `at` ends with this full stop."""
    before = plain[max(at, stop.end() - _LONGEST_ABBREVIATION) : stop.end()]
    if _NUMBERING.search(before if len(before) < _LONGEST_ABBREVIATION else "x" + before):
        return False
    short = _ABBREVIATION.search(before)
    return not short or _OPENER.match(plain, stop.end()) is not None
