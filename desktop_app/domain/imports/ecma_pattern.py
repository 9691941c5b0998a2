"""Regular expressions of JSON Schema and JavaScript (ECMA-262) as RE2 knows them, which has no looking ahead."""

import json
import re

from desktop_app.domain.imports.cel_text import quoted
from desktop_app.domain.imports.xpath import NotCarried
from desktop_app.domain.slot_finding import compiled

LONGEST = 1_000
_UNICODE = re.compile(r"(?<!\\)((?:\\\\)*)\\u(?:\{([0-9a-fA-F]{1,6})\}|([0-9a-fA-F]{4}))")
_AHEAD = re.compile(r"\(\?([=!])")
_ONE = re.compile(
    r"(?:\\[dDsSwW./\-+()\[\]*?^$|]|\[\^?\]?(?:\\.|[^\]\\])*\]|[^\\()\[\]|*+?{}^$])(?:\{\d+\})?(?![*+?{])"
)
"""What stands for one character, or for a number of them that is always the same."""
_NOWHERE = re.compile(r"\^\((?:\?:)?\(\?!((?:[^()\\]|\\.)*)\)\.\)\*\$")
"""`^((?!x).)*$`: nowhere in it."""
_MATCHES = re.compile(r'\.matches\("((?:[^"\\]|\\.)*)"\)')
_DIGITS = re.compile(r"\^(?:\\d|\[0-9\])\{(\d+)\}\$|\^\((?:\\d|\[0-9\])\{(\d+)\}\)\$")
_LEGIBLE = 100
"""Characters of a pattern that is shown to people."""
_CLASS_DASH = re.compile(r"(\\[wdsWDS])-(?=[^\]])")


def pattern_tests(value: str, pattern: str) -> str:
    """A condition that a text (named `value`) matches somewhere in it, as JSON Schema has it. Raises NotCarried."""
    if len(pattern) > LONGEST:
        raise NotCarried(f"a regular expression is longer than {LONGEST} characters")
    if nowhere := _NOWHERE.fullmatch(pattern):
        return f"!{_test(value, nowhere[1])} && {_test(value, '^.*$')}"
    anchor, rest = ("^", pattern[1:]) if pattern.startswith("^") else ("", pattern)
    tests, before = [], ""
    while anchor and (ahead := _next_ahead(rest)):
        before, rest = before + rest[: ahead.start()], rest[ahead.start() :]
        inner, rest = _bracketed(rest)
        wanted = "" if ahead[1] == "=" else "!"
        tests.append(f"{wanted}{_test(value, f'^{before}{inner}')}")
    whole = before + rest
    tests += [_test(value, anchor + whole)] if whole not in ("", ".*", ".*$") else []
    return " && ".join(tests) or "true"


def _next_ahead(pattern: str) -> re.Match[str] | None:
    """The next `(?=…)` or `(?!…)` behind characters of which there are always as many, so that it looks at one place.

    There, `^ab(?!x)c` matches what `^abc` does and `^abx` does not.
    """
    at = 0
    while at < len(pattern):
        if ahead := _AHEAD.match(pattern, at):
            return ahead
        one = _ONE.match(pattern, at)
        if one is None:
            return None
        at = one.end()
    return None


def written_so(tests: str) -> str:
    """What is said of a text that no pattern takes: how many digits it has, or the pattern, where there is one."""
    (found, *more) = _MATCHES.findall(tests) or [""]
    pattern = "" if more or f"!{tests}".count("!") > 1 else str(json.loads(f'"{found}"'))
    if digits := _DIGITS.fullmatch(pattern):
        return f"Write {digits[1] or digits[2]} digits."
    if not pattern or len(pattern) > _LEGIBLE:
        return "The answer is not written as it should be."
    return f"The answer has to match the pattern {pattern}"


def _bracketed(text: str) -> tuple[str, str]:
    """What stands in the leading bracket `(?=…)`, as a group, and what follows."""
    depth, in_class, at = 0, False, 0
    while at < len(text):
        char = text[at]
        if char == "\\":
            at += 1
        elif in_class:
            in_class = char != "]"
        elif char == "[":
            in_class = True
        elif char == "(":
            depth += 1
        elif char == ")":
            depth -= 1
            if depth == 0:
                return f"(?:{text[3:at]})", text[at + 1 :]
        at += 1
    raise NotCarried("a bracket of a regular expression is not closed")


def _test(value: str, pattern: str) -> str:
    import re2

    plain = _UNICODE.sub(lambda m: f"{m[1]}\\x{{{m[2] or m[3]}}}", pattern)
    plain = plain.replace("(?<", "(?P<") if "(?<=" not in plain and "(?<!" not in plain else plain
    plain = _CLASS_DASH.sub(r"\1\\-", plain).replace("[^]", r"[\s\S]").replace(r"\/", "/")
    try:
        compiled(plain)
    except (re2.error, UnicodeError):
        raise NotCarried(f"RE2 does not know the regular expression {pattern[:80]}") from None
    return f"{value}.matches({quoted(plain)})"
