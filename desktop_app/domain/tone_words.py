"""Lists of words that a tone rule of a form pack names: in English and German. An author adds words of their own."""


def _listed(text: str) -> tuple[str, ...]:
    return tuple(" ".join(phrase.split()) for phrase in text.split(","))


ABSOLUTE = _listed(
    """always, never, guaranteed, guarantees, undoubtedly, unquestionably, absolutely, completely, entirely, perfectly,
    definitely, certainly, impossible, flawless, risk-free, without any doubt, beyond doubt, without exception, in every
    case, under all circumstances, no risk, no doubt, 100 % safe, 100% safe, the best, garantiert, zweifellos,
    zweifelsfrei, unbedingt, ausnahmslos, vollkommen, immer, niemals, keinesfalls, absolut, ohne jeden Zweifel, in jedem
    Fall, auf jeden Fall, kein Risiko"""
)
"""Claims that leave nothing open."""

HEDGING = _listed(
    """perhaps, maybe, possibly, presumably, arguably, seemingly, apparently, probably, seems to, seem to, appears to,
    appear to, it seems, it appears, might be, could be, sort of, kind of, more or less, to some extent, as far as I
    know,
    we believe, I think, I believe, in my opinion, vielleicht, möglicherweise, vermutlich, wahrscheinlich, anscheinend,
    scheinbar, eventuell, es scheint, mehr oder weniger, meiner Meinung nach, ich glaube, wir glauben, dürfte wohl"""
)
"""Words that take back half of what is said."""

FIRST_PERSON = _listed(
    """I, I'm, I've, I'd, I'll, me, my, mine, myself, we, we're, we've, we'd, we'll, us, our, ours, ourselves, ich,
    mich,
    mir, mein, meine, meiner, meinem, meinen, wir, uns, unser, unsere, unserer, unserem, unseren"""
)
"""Words of somebody who speaks of themselves."""
