"""Languages come and go: each time a form is read anew."""

import gc
from datetime import date
from weakref import ref

from desktop_app.domain.expression import Expression, Kind, Language, Surroundings


class Watched(Language):
    """One that can be seen to go."""


def test_a_language_goes_with_its_last_expression() -> None:
    language = Watched({"months": Kind.INT})
    expression = language.compile('today() > timestamp("2026-01-12T00:00:00Z")', frozenset((Kind.BOOL,)))
    assert isinstance(expression, Expression)
    assert language.bind({}, Surroundings(date(2026, 2, 1))).result(expression) is True
    gone = ref(language)
    del language, expression
    gc.collect()
    assert gone() is None
