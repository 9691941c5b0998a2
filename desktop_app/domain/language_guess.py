"""Which of six languages a text is in, by its small words; and whether it is in none of them."""

import re
from collections.abc import Mapping
from functools import cache

LANGUAGE_NAMES: Mapping[str, str] = {
    "en": "English", "de": "German", "fr": "French", "es": "Spanish", "it": "Italian", "nl": "Dutch",
}  # fmt: skip
LEAST_WORDS = 5
"""Of fewer small-lettered words nothing is said: names and figures have no language."""
OTHER = "other"
_WORDS: Mapping[str, str] = {
    "en": """the of and to in is that for it as was with be by on not he this are or his from at which but have an had
    they you were their one all we can her has there been if more when will would who so no its may shall any such each
    other than into only under upon between must should does do these those where after before""",
    "de": """der die und in den von zu das mit sich des auf für ist im dem nicht ein eine als auch es an werden aus er
    hat dass sie nach wird bei einer um am sind noch wie einem über einen so zum war haben nur oder aber vor zur bis
    mehr durch man sein wurde sei kann wenn gegen vom wir ich unter muss dieser diese dieses soll sowie ihre keine""",
    "fr": """de la le et les des en un du une que est pour qui dans par plus pas au sur ne se ce il sont la avec son aux
    cette ou à elle être ont été comme mais nous leur sa tout fait ces même ses deux si peut sans doit entre après avant
    lors chaque aucun dont ainsi selon toute leurs""",
    "es": """de la que el en y a los del se las por un para con no una su al lo como más pero sus le ya o este sí porque
    esta entre cuando muy sin sobre también me hasta hay donde quien desde todo nos durante todos uno les ni contra
    otros ese eso ante ellos es son fue será debe según cada puede estos""",
    "it": """di che e la il un a per non in una sono è da del si le con i della come più dei nel alla lo ha anche ma
    al gli delle o se questo loro su nella dal questa suo era ad dalla tra essere deve può ogni senza dopo prima
    stato quale
    ne degli sulla nei agli entro""",
    "nl": """de van het een en in is dat op te zijn met voor niet die aan er om dan was als ook maar door bij uit naar
    heeft worden of nog over wordt tot hij zij deze dit kan moet meer werd haar ze hun geen wel al tussen onder na zoals
    elke indien ieder welke""",
}
_WORD = re.compile(r"[^\W\d_]+")
_FEWEST = 0.16
"""Share of small words that a text of a language has at least: prose has 0.35 to 0.5, lists and titles less."""
_MARGIN = 1.6


@cache
def _weights() -> Mapping[str, Mapping[str, float]]:
    """For each word and language what it tells: a word of three languages a third of each."""
    lists = {language: frozenset(words.split()) for language, words in _WORDS.items()}
    every = frozenset().union(*lists.values())
    of = {word: [language for language, known in lists.items() if word in known] for word in every}
    return {word: dict.fromkeys(languages, 1 / len(languages)) for word, languages in of.items()}


def language_shares(text: str) -> Mapping[str, float]:
    """For each language the share of the text's small-lettered words that are its small words; empty where too few."""
    words = [word for word in _WORD.findall(text) if word.islower()]
    if len(words) < LEAST_WORDS:
        return {}
    told = [weights for word in words if (weights := _weights().get(word))]
    return {language: sum(w.get(language, 0.0) for w in told) / len(words) for language in _WORDS}


def guess_language(text: str, expected: str) -> str:
    """The language that a text is in: `expected` unless another is clearly told; `OTHER` where it is none of the six.

    `expected` is a code such as en; of a language that is not known here nothing else is ever said.
    """
    letters = [c for c in text if c.isalpha()]
    if expected not in _WORDS or len(letters) < 4 * LEAST_WORDS:
        return expected
    if sum(_is_latin(c) for c in letters) * 2 < len(letters):
        return OTHER
    shares = language_shares(text)
    if not shares:
        return expected
    best = max(shares, key=lambda language: (shares[language], language == expected))
    if best != expected and shares[best] >= _FEWEST and shares[best] >= _MARGIN * shares[expected]:
        return best
    long = sum(word.islower() for word in _WORD.findall(text)) >= 2 * LEAST_WORDS
    return OTHER if long and max(shares.values()) < _FEWEST / 4 else expected


def _is_latin(character: str) -> bool:
    return character < "\u0250" or "\u1e00" <= character <= "\u1eff" or "\ufb00" <= character <= "\ufb06"
