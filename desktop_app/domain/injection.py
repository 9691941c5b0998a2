"""Marks of prompt injection: words in a document that speak to the program or set it a task, letters that only look
like others, and characters that nobody can see.

A detector finds only what it knows. It never passes anything: what it finds only keeps a section from passing.
"""

import base64
import binascii
import codecs
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

import re2

from desktop_app.domain.look_alike import look_alikes, plain_letters, without_look_alikes
from desktop_app.domain.text import Span


class MarkKind(StrEnum):
    """What a mark is: words to a model, a task, characters that nobody sees, look-alikes, or words in another code."""

    SPEECH = "speech"
    TASK = "task"
    UNSEEN = "unseen"
    LOOK_ALIKE = "look_alike"
    ENCODED = "encoded"


@dataclass(frozen=True, slots=True, order=True)
class Mark:
    """A place of a document's text, and what it is."""

    start: int
    end: int
    kind: MarkKind


def _any(*patterns: str) -> re.Pattern[str]:
    return re.compile("(?i:" + "|".join(patterns) + ")")


# Every pattern repeats a bounded number of times, so that the time is linear in the text: documents are hostile.
_GAP = r"[\s,]{1,8}(?:\w{1,14}[\s,]{1,4}){0,4}?"
_S = r"\s{1,4}"
_RULES_TOLD = r"(?:instructions?|prompts?|rules?|directions?|guidelines?|context|messages?)\b"
_MODEL = r"(?:ai|llm|language\s{1,4}model|assistant|chatbot|reviewer\s{1,4}model|automated\s{1,4}reviewer|gpt|model)\b"
_REPLY = r"(?:answers?|repl(?:y|ies)|responses?|outputs?|completions?|summar(?:y|ies)|messages?)"
_AT_START = r"(?:^|(?<=[.!?:;|•\n\"”*)])|(?<=[.!?:;|•)]\s)|(?<=\n\s))(?:[\"“'*>-]{0,2}\s{0,3})"
_POLITE = r"(?:(?:please|kindly|also|now|then|and|finally|first|next|instead|additionally|furthermore)[,\s]{1,3}){0,2}"
_SPEECH = _any(
    rf"\b(?:ignore|disregard|forget|override|bypass|neglect){_GAP}(?:"
    rf"(?:previous|prior|above|earlier|preceding|foregoing|your)\b[\s,]{{1,4}}(?:\w{{1,14}}[\s,]{{1,4}}){{0,3}}?{_RULES_TOLD}"
    rf"|(?:all|any|the|these){_S}(?:\w{{1,14}}{_S})?(?:instructions?|prompts?)\b)",
    rf"\b(?:new|updated|real|actual|hidden|secret){_S}(?:system{_S})?(?:instructions?|prompt)\s{{0,4}}:",
    rf"\byou{_S}are{_S}(?:now|no{_S}longer){_S}(?:an?\s|the\s|in\s|free|chatgpt|dan\b|bound)",
    rf"\b(?:you{_S}are|act{_S}as|as){_S}an?{_S}(?:\w{{1,14}}{_S}){{0,2}}(?:ai|language{_S}model|chatbot|llm)\b",
    rf"\bpretend{_S}(?:to{_S}be|that{_S}you|you{_S}are)\b",
    rf"\b(?:your|the|this){_S}system{_S}prompt\b|\bsystem{_S}prompt\s{{0,4}}[:=]",
    rf"\b(?:reveal|print|repeat|output|show){_S}(?:\w{{1,14}}{_S}){{0,3}}?(?:system{_S}prompt|your{_S}instructions)\b",
    rf"\b(?:ignore|disregard|forget){_S}(?:everything|all{_S}(?:of{_S})?(?:that|this)|anything)\b",
    rf"\b(?:obey|follow|execute){_S}(?:only{_S})?(?:the{_S}following|these|my){_S}(?:orders?|commands?|instructions?)\b",
    rf"\bdo{_S}not{_S}(?:follow|obey){_S}(?:\w{{1,14}}(?:['’]s)?{_S}){{0,3}}(?:guidelines?|instructions?|rules|orders)\b",
    rf"\bfrom{_S}now{_S}on,?{_S}(?:you\b|call{_S}yourself|act\b|respond|answer|reply)",
    rf"\bstop{_S}(?:summari[sz]ing|reading|reviewing|drafting|what{_S}you{_S}are{_S}doing)\b",
    rf"\bthe{_S}(?:assistant|language{_S}model|ai|chatbot|drafter){_S}(?:should|must|will|has{_S}to)\b",
    rf"\b(?:ai|llm)s?{_S}(?:reviewers?|assistants?|models?|systems?|agents?)\s{{0,2}}[:,]",
    rf"\b(?:output|print|say|write){_S}the{_S}(?:exact{_S})?(?:words?|phrase|sentence|string){_S}[\"“'A-Z]",
    rf"\b(?:ask|tell|urge|encourage|instruct|persuade|convince){_S}(?:the{_S}|all{_S})?(?:users?|readers?){_S}(?:for|to|that)\b",
    rf"\b(?:note|message|instructions?|attention|important){_S}(?:to|for){_S}(?:the{_S}|any{_S}|all{_S})?{_MODEL}",
    rf"\b(?:ai|language{_S}model|assistant)s?{_S}(?:reading|processing|reviewing|summari[sz]ing){_S}this\b",
    rf"\bdo{_S}not{_S}(?:mention|tell|inform|disclose{_S}to|report){_S}(?:\w{{1,14}}{_S}){{0,2}}?"
    r"(?:user|analyst|reviewer|instruction)\b",
    rf"\b(?:respond|reply|answer|write){_S}only{_S}(?:with|in)\b",
    r"<\|?/?(?:im_start|im_end|system|assistant|endoftext|user)\|?>|\[/?INST\]|<<SYS>>",
    rf"###{_S}(?:instruction|system)\b|\bjailbreak\b",
    rf"\b(?:ignorier|vergiss|missacht)\w{{0,3}}{_GAP}(?:anweisung|vorgabe|regel)\w{{0,3}}\b",
    rf"\b(?:ignor(?:e|ez|a|e)|oubli(?:e|ez)|olvida|dimentica|negeer){_GAP}(?:instructions?|instrucciones|istruzioni|instructies)\b",
    r"\[system\]|</?system>|</evidence>|\"role\"\s{0,2}:\s{0,2}\"(?:system|assistant)\"|\bend\sof\sevidence\b",
    rf"\b(?:mark|treat|record|set|classify){_S}(?:this|the|every|all){_S}(?:section|draft|note|finding|review|route|case)s?{_S}"
    rf"(?:as|to){_S}(?:approved|fixed|pass(?:ed)?|signed|reviewed)\b|\bset{_S}route{_S}to\b",
    rf"\b(?:ai|llm|model){_S}(?:that|which){_S}(?:reads|processes|reviews|summari[sz]es)\b|\bllm\s{{0,2}}:",
    rf"\b(?:dear|attention){_S}(?:language{_S})?(?:model|ai|assistant|llm)\b|\bassistant,{_S}please\b",
    rf"\b(?:when|if){_S}you{_S}(?:summari[sz]e|review|draft|analy[sz]e){_S}this{_S}(?:document|contract|text|agreement)\b",
    rf"\bin{_S}the{_S}(?:summary|draft|note),?{_S}(?:say|state|write|claim){_S}that\b",
    rf"\b(?:whoever{_S}drafts|drafter{_S}of){_S}(?:the|this){_S}(?:note|section|summary)\b",
    rf"\b(?:disregard|forget|ignore){_S}what{_S}you{_S}(?:were|have{_S}been){_S}told\b|\bignore_(?:all_)?previous_instructions\b",
    rf"\byour{_S}(?:new|real|true|actual){_S}(?:role|task|goal|job){_S}is\b|\bthe{_S}real{_S}task{_S}is\b",
    rf"\byou{_S}are{_S}dan\b|\bgame{_S}in{_S}which{_S}you\b|\bsend{_S}the{_S}contents{_S}of{_S}this{_S}case\b",
    rf"\bdo{_S}not{_S}(?:list|raise|report){_S}any{_S}findings?\b|\bdo{_S}not{_S}cite{_S}evidence\b",
    r"忽略.{0,12}指示|指示を無視|تجاهل.{0,12}التعليمات|zignoruj.{0,24}instrukcj"
    r"|ignorera.{0,24}instruktion",
    rf"\b(?:hinweis|nachricht){_S}an{_S}(?:die{_S}ki|das{_S}modell|den{_S}assistenten)\b",
)
# Nearly no text has such words. RE2 looks for all of them at once, in a hundredth of the time. It knows blanks and
# letters of ASCII alone, so that others are told to it as such; what folds to ASCII or stands in the patterns skips it.
_MAY_SPEAK = re2.compile(_SPEECH.pattern)
_OTHER_BLANK, _OTHER_LETTER = re.compile(r"[^\S\x00-\x7f]|[\x0b\x1c-\x1f]"), re.compile(r"[^\W\x00-\x7f]")
_OWN_LETTER = re.compile(f"[ıİſ\u212a{''.join({c for c in _SPEECH.pattern if c.isalpha() and not c.isascii()})}]")
# Somebody who speaks of “your response” in the imperative speaks to who writes one.
_YOUR_REPLY = re.compile(
    rf"(?i)\byour{_S}(?:(?:final|next|entire|whole|own|following){_S})?{_REPLY}\b"
    rf"(?!{_S}(?:to|of){_S}(?:our|my|the){_S}(?:letter|notice|request|offer|email|e-mail|message|invoice))"
)
_COURTEOUS = re.compile(
    r"(?i)\b(?:thank(?:s| you)|forward to|await|appreciat|receiv|receipt|pending|regarding|in respect of|if you|shall"
    r"|must be|respond to|within \w{1,12} (?:\w{1,10} )?days|deadline)"
)
_COMMAND = _any(rf"{_AT_START}{_POLITE}(?:in{_S}your{_S}{_REPLY}\b|[a-z]{{2,14}}\b)")
_PLAY = _any(
    rf"{_AT_START}{_POLITE}(?:replace|swap|substitute|convert|change|use|misspell|scramble|jumble|shuffle|rearrange|anagram"
    r"|reverse|remove|omit|drop|group|combine|merge|encode|encrypt|translate|spell|capitali[sz]e|render|write|provide|give)\b"
    r"[^.!?\n]{0,80}?\b(?:vowels?|consonants?|letters?|anagrams?|typos?|misspellings?|emojis?|base\s?64|rot\s?13|cipher"
    r"|morse|pig\slatin|(?:every|each)\s\w{1,10}\s(?:word|letter)|(?:upper|lower)\s?case|backwards?|punctuation)\b",
    rf"{_AT_START}{_POLITE}(?:respond|answer|output|print|say|reply){_S}(?:only{_S})?(?:that|in|as|using|with)\b(?!{_S}stop)",
    rf"{_AT_START}{_POLITE}(?:repeat|recite){_S}(?:after{_S}me|the{_S}(?:text|words?|following))\b",
)
_ABOUT = r"(?!of\b|and\b|or\b|to\b|\d|[A-Z]{2}|[A-Z]\b)"
_B = r"[^\S\n]{1,4}"
_LINE = r"(?:^|(?<=[.!?|•\n])|(?<=[.!?|•\n]\s))(?:[\"“'*-]{0,2}\s{0,3})"
_TASK = re.compile(
    "|".join((
        rf"{_LINE}(?:What|Who|Whom|When|Where|Why|Which|How)(?:['’]s\b|{_B}(?:is|are|was|were|do|does|did|can|could|would"
        rf"|should|many|much|long|far|old|to|has|have|\w{{3,12}}))[^?\n]{{2,160}}\?",
        rf"{_LINE}(?:Please{_B})?(?:[Cc]an|[Cc]ould|[Ww]ould|[Ww]ill){_B}you{_B}(?:please{_B})?(?:show|tell|explain|write|give"
        rf"|provide|translate|list|find|summari[sz]e|describe|solve|recommend|suggest|create|generate|draft)\b[^?\n]{{2,160}}\?",
        rf"{_LINE}(?:Please{_B})?(?:(?:[Ee]xplain|[Dd]escribe|[Dd]iscuss|[Oo]utline|[Cc]ompare|[Ss]ummari[sz]e|[Tt]ranslate"
        r"|[Pp]araphrase|[Rr]ewrite|[Aa]naly[sz]e|[Cc]lassify|[Cc]ategori[sz]e|[Pp]redict|[Ss]olve|[Cc]alculate|[Cc]ompose"
        r"|[Bb]rainstorm|[Ii]magine|[Nn]arrate|[Rr]ecommend|[Ss]uggest|[Tt]ell|[Pp]romote|[Aa]dvertise|[Pp]raise|[Pp]lan"
        r"|[Ss]chedule|[Rr]esearch|[Rr]eview|[Ee]valuate|[Rr]ate|[Ii]dentify|[Dd]etermine|[Tt]each|[Aa]rgue|[Bb]ook"
        r"|[Oo]rgani[sz]e|[Rr]emind|[Ss]et[^\S\n]{1,4}(?:an?|the)|(?:[Rr]equest|[Ss]tate|[Cc]laim|[Mm]ention|[Ii]nsist)[^\S\n]{1,4}that"
        rf"|[Bb]reak{_B}down|[Cc]ome{_B}up{_B}with){_B}{_ABOUT}[^.!?\n]{{4,200}}"
        r"|(?:[Ww]rite|[Dd]raft|[Pp]rovide|[Dd]evelop|[Cc]reate|[Gg]enerate|[Dd]esign|[Gg]ive|[Bb]uild|[Pp]repare|[Pp]roduce"
        rf"|[Ss]how|[Ll]ist){_B}(?:me{_B})?(?:an?|some|two|three|five|ten|several"
        rf"|the{_B}(?:\w{{1,14}}{_B}){{0,3}}?(?:for|of|equivalent)){_B}[^.!?\n]{{18,200}})",
    ))
)  # fmt: skip
# Zero-width, direction and tag characters, blank letters, and variation selectors beyond those of emoji, which can
# carry any bytes. A soft hyphen, and a byte order mark at the very start, are ordinary.
_UNSEEN = re.compile(
    "[\u061c\u115f\u1160\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\u3164\uffa0\ufff9-\ufffb"
    "\U000e0000-\U000e0fff]{1,4000}|(?<!^)\ufeff"
)
_JOINER = re.compile("(?<![\u0600-\u1fff\U0001f000-\U0001faff\u2600-\u27bf\ufe0f])[\u200c\u200d]")
_BASE64 = re.compile(r"(?<![A-Za-z0-9+/=])(?:[A-Za-z0-9+/]{4}){8,400}[A-Za-z0-9+/]{0,3}={0,2}(?![A-Za-z0-9+/=])")
_HEX = re.compile(r"(?<![0-9A-Fa-f])(?:[0-9A-Fa-f]{2}[ :]?){20,800}(?![0-9A-Fa-f])")
_READABLE = 0.9
_REACH = 400
"""Characters before and after a place in which its sentence may begin and end."""
_ENDED, _ENDS = re.compile(r"[.!?|•]\s|[.!?](?=[A-Z])|\n"), re.compile(r"[.!?](?=\s|$|[A-Z])|\n")
LEFT_OUT = "[words to the program, left out]"
"""What stands in the place of words that speak to the program in what is sent."""


def injection_marks(text: str) -> tuple[Span, ...]:
    """The places of a document's text that seem to speak to the program, or hide something, in order."""
    return tuple(Span(m.start, m.end) for m in marks_of(text) if m.kind is not MarkKind.TASK)


@lru_cache(maxsize=16_384)
def marks_of(text: str) -> tuple[Mark, ...]:
    """All marks of a document's text, in order; a task is marked where nothing stronger is. Passages are looked at
    again and again while a person types, hence the memory."""
    told, offsets = _plain(text)
    found = {Mark(*m.span(), MarkKind.UNSEEN) for p in (_UNSEEN, _JOINER) for m in p.finditer(text)}
    found |= {Mark(s.start, s.end, MarkKind.LOOK_ALIKE) for s in look_alikes(text)}
    found |= {Mark(s.start, s.end, MarkKind.ENCODED) for s in _encoded(text)}
    strong = [Span(offsets[s.start], offsets[s.end - 1] + 1) for s in _speech(told)]
    found |= {Mark(s.start, s.end, MarkKind.SPEECH) for s in strong}
    for task in _TASK.finditer(told):
        place = Span(offsets[task.start()], offsets[task.end() - 1] + 1)
        if not any(place.overlaps(other) for other in strong):
            found.add(Mark(place.start, place.end, MarkKind.TASK))
    return tuple(sorted(found))


def cleaned(text: str) -> str:
    """The text as it is sent to a model: without characters that nobody sees, with plain letters for look-alikes, and
    without the sentences that speak to the program."""
    if text.isascii() and not any(mark.kind is not MarkKind.TASK for mark in marks_of(text)):
        return text
    seen = without_look_alikes(_JOINER.sub("", _UNSEEN.sub("", text)))
    told, at = "", 0
    for place in _merged(_sentence_around(seen, s) for s in (*_speech(seen), *_encoded(seen))):
        told += seen[at : place.start] + LEFT_OUT
        at = place.end
    return told + seen[at:]


def shown(text: str) -> str:
    """The text with characters that cannot be seen written as their code points."""
    return "".join(f"<U+{ord(c):04X}>" if _UNSEEN.match(" " + c, 1) or c in "\u200c\u200d" else c for c in text)


def _plain(text: str) -> tuple[str, list[int]]:
    """The text in plain letters and without characters that nobody sees, and where each of its characters stood."""
    gone = {i for p in (_UNSEEN, _JOINER) for m in p.finditer(text) for i in range(*m.span())}
    letters = plain_letters(text)
    offsets = [i for i in range(len(text)) if i not in gone and text[i] != "\u00ad"]
    return "".join(letters[i] for i in offsets), offsets


def _speech(text: str) -> Iterator[Span]:
    yield from _commands(text)
    yield from (Span(*m.span()) for m in _PLAY.finditer(text))
    yield from _about_reply(text)
    yield from _commands(codecs.encode(text, "rot13"))
    yield from (Span(len(text) - place.end, len(text) - place.start) for place in _commands(text[::-1]))


def _commands(text: str) -> Iterator[Span]:
    if _OWN_LETTER.search(text) or _MAY_SPEAK.search(_OTHER_LETTER.sub("x", _OTHER_BLANK.sub(" ", text))):
        yield from (Span(*m.span()) for m in _SPEECH.finditer(text))


def _about_reply(text: str) -> Iterator[Span]:
    """Commands about “your response”, but for courtesies."""
    for reply in _YOUR_REPLY.finditer(text):
        place = _sentence_around(text, Span(*reply.span()))
        words = text[place.start : place.end]
        if _COMMAND.match(words) and not _COURTEOUS.search(words):
            yield place


def _sentence_around(text: str, place: Span) -> Span:
    """The sentence or line that a place stands in."""
    begin = max(0, place.start - _REACH)
    before = [mark.end() for mark in _ENDED.finditer(text, begin, place.start)]
    after = _ENDS.search(text, place.end, place.end + _REACH)
    return Span(before[-1] if before else begin, after.end() if after else place.end)


def _encoded(text: str) -> Iterator[Span]:
    """Runs of Base64 or hexadecimal digits that spell readable words."""
    for match in _BASE64.finditer(text):
        if _is_readable(_decoded(base64.b64decode, match[0].rstrip("=") + "=" * (-len(match[0].rstrip("=")) % 4))):
            yield Span(*match.span())
    for match in _HEX.finditer(text):
        if _is_readable(_decoded(bytes.fromhex, re.sub("[ :]", "", match[0]))):
            yield Span(*match.span())


def _decoded(decode: Callable[[str], bytes], text: str) -> bytes:
    try:
        return decode(text)
    except (ValueError, binascii.Error):
        return b""


def _is_readable(body: bytes) -> bool:
    """Whether bytes are words: letters and spaces of ASCII for the most part."""
    letters = sum(byte == 32 or 65 <= byte <= 90 or 97 <= byte <= 122 for byte in body)
    return len(body) >= 16 and body.count(b" ") >= 2 and letters >= _READABLE * len(body)


def _merged(spans: Iterator[Span]) -> list[Span]:
    result: list[Span] = []
    for span in sorted(spans):
        if result and span.start < result[-1].end:
            result[-1] = Span(result[-1].start, max(span.end, result[-1].end))
        else:
            result.append(span)
    return result
