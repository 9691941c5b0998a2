"""The checks for what is no answer: a refusal, a place left open, talk about the task, the same again and again; for
words that do harm; and for another language than the form's."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from desktop_app.domain.checked_sentence import is_taken_over, sources_of
from desktop_app.domain.checked_text import CheckedText
from desktop_app.domain.finding import Finding, Rule, Severity
from desktop_app.domain.folding import fold
from desktop_app.domain.language_guess import LANGUAGE_NAMES, OTHER, guess_language
from desktop_app.domain.text import Span


def _any(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(patterns), re.IGNORECASE)


_REFUSAL = _any(
    r"\bI(?:['’]m| am) (?:sorry|afraid|unable|not able)\b",
    r"\bI (?:can(?:['’]t|not)|could not|won['’]t|will not|must decline)\b",
    r"\bas an? (?:AI|artificial intelligence|language model)\b",
    r"\bI (?:do not|don['’]t) have (?:access|enough|the ability)\b",
    r"\bunable to (?:assist|comply|help)\b",
    r"\bcannot (?:assist|help|comply|fulfil+) (?:with|this|that|your)\b",
    r"\bes tut mir leid\b",
    r"\bich kann (?:das|dabei|Ihnen|dir) (?:leider )?nicht\b",
)
_OPEN = _any(
    r"[\[<](?:insert|your|enter|add|fill|name|date|amount|company|client|party|address|number|placeholder|xx+|\.\.\.|…|_+)"
    r"[^\]>\n]{0,40}[\]>]",
    r"\b(?:lorem ipsum|tbd|tbc|todo|to be (?:completed|determined|filled in|inserted))\b",
    r"\bx{3,}\b|_{4,}",
)
_TALK = _any(
    r"^(?:sure|certainly|of course|okay|ok|great|absolutely)[,!.:]",
    r"\bhere(?:['’]s| is| are) (?:the|a|an|your|my) (?:\w+ ){0,3}"
    r"(?:section|draft|text|summary|answer|response|note|version)\b",
    r"\blet me know if\b|\bhope (?:this|that|it) helps\b|\bfeel free to\b",
    r"\bas you requested\b|\bper your request\b",
    r"\bthe user(?:['’]s)? (?:wants|asked|question)\b",
    r"</?(?:think|answer|response)>|^(?:system|assistant|user):",
)
# A list finds only what it knows: violence, self-harm, contempt, threats, weapons and drugs, and advice to do wrong.
_HARM = _any(
    r"\b(?:kill|murder|stab|strangle|torture|rape|behead|lynch)(?:s|ed|ing)?\b(?! (?:clause|fee|switch|date))",
    r"\b(?:suicide|self-harm|hurt yourself|end your life|hang yourself)\b",
    r"\b(?:idiots?|morons?|imbeciles?|scum|vermin|subhumans?|worthless people|filthy|retarded|bastards?)\b",
    r"\b(?:bitch(?:es)?|fuck\w*|shit\w*|whores?|sluts?)\b",
    r"\b(?:build|make|assemble|detonate|construct)\s(?:\w+\s){0,3}"
    r"(?:bombs?|explosives?|napalm|nerve agent|chemical weapons?)\b",
    r"\b(?:cook|synthesi[sz]e|smuggle)\s(?:\w+\s){0,2}(?:meth\w*|heroin|cocaine|drugs)\b",
    r"\b(?:should|must|deserves? to) (?:all )?(?:be (?:exterminated|eliminated|deported|beaten|punched)|die)\b",
    r"\b(?:we|I) (?:know|will find) where (?:you|they|he|she) lives?\b|\bor else (?:you|they|he|she)\b",
    r"\byou(?:['’]ll| will) (?:regret|pay for) (?:this|it)\b",
    r"\b(?:bribe|blackmail|extort|launder|backdate|falsify|embezzle|defraud)(?:s|d|ed|ing)?\b",
    r"\bforg(?:e|ed|ing) (?:the |a |his |her |their )?(?:signature|document|invoice|date)s?\b",
    r"\b(?:shred|destroy|hide|delete|conceal) (?:the |all |any |these |those )?(?:\w+ )?"
    r"(?:evidence|records|e-?mails|files|proof|losses|profits)\b(?! (?:in accordance|when|upon|after))",
    r"\b(?:evade|dodge) (?:the |any |all )?tax(?:es)?\b",
    r"\blie to the (?:auditor|regulator|court|police|customer|reviewer)s?\b",
    r"\b(?:inferior|superior) races?\b",
    r"\b(?:women|men|foreigners|immigrants|jews|muslims|christians|blacks|gays|the disabled) (?:are|is) (?:\w+ ){0,2}"
    r"(?:inferior|stupid|lazy|criminals?|liars|less|not (?:able|fit|suited))\b",
    r"\b(?:nude|naked|porn\w*|sexual(?:ly)? (?:explicit|favou?rs?)|erotic)\b",
)
_QUOTED = re.compile(r"“[^”]*”|\"[^\"]*\"|„[^“]*“|«[^»]*»")
_REPEATED = 3
_RUN = 6
"""Words of a run that comes again and again within one sentence."""
_ONE_WORD = 0.4


def no_answers(subject: CheckedText, own: Sequence[Span]) -> Iterator[Finding]:
    """Places that answer nothing: a blocker, since nothing can be approved in them."""
    plain = subject.text.plain
    for place in own:
        words = plain[place.start : place.end]
        found = _REFUSAL.search(words) or _OPEN.search(words) or _TALK.search(words)
        if found:
            yield _no_answer(place, found[0])
    yield from _repeated(plain, own)


def _no_answer(place: Span, words: str) -> Finding:
    return Finding(Rule.NO_ANSWER, Severity.BLOCKER, place.start, place.end, {"words": words, "remove": "yes"})


def _repeated(plain: str, own: Sequence[Span]) -> Iterator[Finding]:
    """A sentence that comes a third time, or is one run of words three times, and a text of which one word is a great
    part."""
    counts = Counter[str]()
    for place in own:
        folded = fold(plain[place.start : place.end]).text
        counts[folded] += 1
        if counts[folded] == _REPEATED and len(folded) > 8:
            yield _no_answer(place, plain[place.start : place.end])
        run, times = _commonest_run(re.findall(r"\w+", plain[place.start : place.end].casefold()))
        if times >= _REPEATED:
            yield _no_answer(place, run)
    words = re.findall(r"\w+", " ".join(plain[place.start : place.end] for place in own).casefold())
    word, n = Counter(words).most_common(1)[0] if len(words) >= 12 else ("", 0)
    if words and n > _ONE_WORD * len(words):
        yield _no_answer(Span(own[0].start, own[-1].end), word)


def _commonest_run(words: Sequence[str]) -> tuple[str, int]:
    """The run of words that comes most often, and how often."""
    runs = Counter(" ".join(words[at : at + _RUN]) for at in range(len(words) - _RUN + 1))
    return next(iter(runs.most_common(1)), ("", 0))


def harmful(subject: CheckedText, own: Sequence[Span]) -> Iterator[Finding]:
    """Words that do harm and stand in no source: a blocker. Harm has other words too; a reviewer reads all the same."""
    plain, sources = subject.text.plain, " ".join(sources_of(subject)).casefold()
    for place in own:
        for found in _HARM.finditer(plain, place.start, place.end):
            if found[0].casefold() not in sources:
                yield Finding(Rule.HARMFUL_WORDS, Severity.BLOCKER, *found.span(), {"words": found[0]})


def wrong_language(subject: CheckedText, own: Sequence[Span]) -> Iterator[Finding]:
    """Sentences of another language than the form's; quotations of the documents are none."""
    plain = subject.text.plain
    for place in own:
        words = _QUOTED.sub(lambda m: "" if is_taken_over(subject, m[0]) else m[0], plain[place.start : place.end])
        told = guess_language(words, subject.language)
        if told != subject.language:
            name = "another language" if told == OTHER else LANGUAGE_NAMES[told]
            details = {"language": name, "expected": LANGUAGE_NAMES[subject.language]}
            yield Finding(Rule.WRONG_LANGUAGE, Severity.WARNING, place.start, place.end, details)
