"""When a page is reached in a form whose pages lead on to each other under conditions.

Conditions are yes-or-no variables; when a page is reached is a function of them, held as a binary decision diagram
(Bryant, 1986) and written out as an irredundant sum of products (Minato, 1993), so that ways that part and meet again
leave no trace.
"""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeAlias

from desktop_app.domain.imports.xpath import NotCarried

Term: TypeAlias = frozenset[tuple[Hashable, bool]]
"""Variables that must all be so."""

_MOST_TERMS = 40
_MOST_NODES = 20_000
"""Nodes of a diagram: ways may part and meet so that they grow without end."""
NO, YES = 0, 1


@dataclass(frozen=True, slots=True)
class Edge:
    """A page leads on to another; while its condition (a node of the diagram) holds, None: where no other does."""

    target: str
    condition: int | None


class Diagram:
    """Functions of yes-or-no variables. A function is a number; equal functions are the same number.

    Its methods raise NotCarried where a function would be too large.
    """

    def __init__(self) -> None:
        self._nodes: list[tuple[int, int, int]] = [(1 << 30, 0, 0), (1 << 30, 1, 1)]
        self._known: dict[tuple[int, int, int], int] = {}
        self._variables: list[Hashable] = []
        self.choose = lru_cache(maxsize=200_000)(self._choose)

    def variable(self, key: Hashable) -> int:
        """The function that is the variable itself."""
        if key not in self._variables:
            self._variables.append(key)
        return self._node(self._variables.index(key), NO, YES)

    def both(self, left: int, right: int) -> int:
        """Left and right."""
        return self.choose(left, right, NO)

    def either(self, left: int, right: int) -> int:
        """Left or right."""
        return self.choose(left, YES, right)

    def negated(self, one: int) -> int:
        """The other way round."""
        return self.choose(one, NO, YES)

    def _node(self, variable: int, low: int, high: int) -> int:
        if low == high:
            return low
        key = (variable, low, high)
        if key not in self._known:
            if len(self._nodes) >= _MOST_NODES:
                raise NotCarried("the ways between the pages are too many")
            self._known[key] = len(self._nodes)
            self._nodes.append(key)
        return self._known[key]

    def _choose(self, test: int, high: int, low: int) -> int:
        if test in (NO, YES):
            return high if test == YES else low
        if high == low:
            return high
        top = min(self._nodes[each][0] for each in (test, high, low))
        below = [self._below(each, top) for each in (test, high, low)]
        return self._node(top, self.choose(*(b[0] for b in below)), self.choose(*(b[1] for b in below)))

    def _below(self, function: int, variable: int) -> tuple[int, int]:
        top, low, high = self._nodes[function]
        return (low, high) if top == variable else (function, function)

    def terms(self, function: int) -> tuple[Term, ...] | None:
        """The function as a sum of products, none of them needless; None where there are too many."""
        found = self._cover(function, function)[0]
        return tuple(found) if len(found) <= _MOST_TERMS else None

    def _cover(self, lower: int, upper: int) -> tuple[list[Term], int]:
        """Products that hold wherever `lower` does and nowhere outside of `upper`, and their sum."""
        if lower == NO:
            return [], NO
        if upper == YES:
            return [frozenset()], YES
        top = min(self._nodes[lower][0], self._nodes[upper][0])
        (lower_no, lower_yes), (upper_no, upper_yes) = self._below(lower, top), self._below(upper, top)
        no_terms, no = self._cover(self.both(lower_no, self.negated(upper_yes)), upper_no)
        yes_terms, yes = self._cover(self.both(lower_yes, self.negated(upper_no)), upper_yes)
        rest = self.either(self.both(lower_no, self.negated(no)), self.both(lower_yes, self.negated(yes)))
        any_terms, shared = self._cover(rest, self.both(upper_no, upper_yes))
        key = self._variables[top]
        terms = [term | {(key, False)} for term in no_terms] + [term | {(key, True)} for term in yes_terms]
        whole = self.either(shared, self._node(top, no, yes))
        return terms + any_terms, whole


@dataclass(frozen=True, slots=True)
class Flow:
    """When each page that can be reached is (a function of the diagram), in the order that people meet them, and the
    ways that lead back."""

    reached: Mapping[str, int]
    back: tuple[tuple[str, str], ...]


def flow(diagram: Diagram, start: str, edges: Mapping[str, Sequence[Edge]]) -> Flow:
    """From the start page, the first edge whose condition holds is taken, else the one without a condition."""
    order, back = _ordered(start, edges)
    reached: dict[str, int] = {start: YES}
    for page in order:
        here = reached.get(page, NO)
        for target, taken in _taken(diagram, edges.get(page, ())):
            if (page, target) not in back:
                reached[target] = diagram.either(reached.get(target, NO), diagram.both(here, taken))
    return Flow({page: reached[page] for page in order if page in reached}, back)


def _taken(diagram: Diagram, edges: Iterable[Edge]) -> list[tuple[str, int]]:
    """Each target with when it is gone on to."""
    found, left = [], YES
    edges = tuple(edges)
    for edge in edges:
        if edge.condition is not None:
            found.append((edge.target, diagram.both(left, edge.condition)))
            left = diagram.both(left, diagram.negated(edge.condition))
    default = next((edge for edge in edges if edge.condition is None), None)
    return [*found, *([(default.target, left)] if default else [])]


def _ordered(start: str, edges: Mapping[str, Sequence[Edge]]) -> tuple[list[str], tuple[tuple[str, str], ...]]:
    """Pages in an order in which none comes before one that leads to it, and the edges that lead back."""
    done: list[str] = []
    back: list[tuple[str, str]] = []
    open_, seen = {start}, {start}
    stack = [(start, iter(reversed(edges.get(start, ()))))]
    while stack:
        page, rest = stack[-1]
        edge = next(rest, None)
        if edge is None:
            stack.pop()
            open_.discard(page)
            done.append(page)
        elif edge.target in open_:
            back.append((page, edge.target))
        elif edge.target not in seen:
            seen.add(edge.target)
            open_.add(edge.target)
            stack.append((edge.target, iter(reversed(edges.get(edge.target, ())))))
    return done[::-1], tuple(back)
