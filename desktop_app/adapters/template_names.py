"""What a pack's templates name, and whether that exists: found before any case does."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from jinja2 import TemplateError, TemplateSyntaxError, meta, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

from desktop_app.adapters.jinja_templates import SandboxedTemplates
from desktop_app.domain.errors import UsageError
from desktop_app.domain.expression_names import nearest_advice

_LINE = re.compile(r"line (\d+)")
_RIGHT = "Show, choose with if, and repeat with for; what is worked out is a field with a calculation."


@dataclass(frozen=True, slots=True)
class TemplateFault:
    """What is wrong in a line of a template, and what would be right."""

    line: int
    what: str
    right: str


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What a template may name: variables, and for each of them the names that it holds.

    `parts` are what may be asked of such a name (`decisions.risk.reason`).
    """

    names: dict[str, frozenset[str]]
    parts: dict[str, frozenset[str]]


class TemplateNames:
    """Checks templates without rendering them."""

    def __init__(self) -> None:
        self._environment = ImmutableSandboxedEnvironment()
        self._templates = SandboxedTemplates()

    def faults(self, template: str, vocabulary: Vocabulary) -> tuple[TemplateFault, ...]:
        """Syntax, what packs may not use, and names that do not exist."""
        try:
            self._templates.require_short(template)
            tree = self._environment.parse(template)
            self._templates.check(template)
            undeclared = meta.find_undeclared_variables(tree)
        except TemplateSyntaxError as error:
            return (TemplateFault(error.lineno, f"The template breaks here: {error.message}.", "Correct it."),)
        except UsageError as error:
            line = _LINE.search(error.what)
            return (TemplateFault(int(line[1]) if line else 1, error.what, _RIGHT),)
        except (TemplateError, RecursionError, ValueError):
            return (TemplateFault(1, "The template cannot be read.", "Make it simpler."),)
        return tuple(dict.fromkeys(_faults(tree, frozenset(undeclared), vocabulary)))


def _faults(tree: nodes.Template, undeclared: frozenset[str], vocabulary: Vocabulary) -> Iterator[TemplateFault]:
    for name in tree.find_all(nodes.Name):
        if name.name in undeclared and name.name not in vocabulary.names:
            what = f"Nothing has the name “{name.name}”."
            yield TemplateFault(name.lineno, what, nearest_advice(name.name, vocabulary.names))
    for node in tree.find_all((nodes.Getattr, nodes.Getitem, nodes.Compare)):
        yield from _unknown(node, vocabulary)


def _unknown(node: nodes.Node, vocabulary: Vocabulary) -> Iterator[TemplateFault]:
    asked = _asked(node)
    if asked is None:
        return
    owner, name = asked
    if isinstance(owner, nodes.Name) and owner.name in vocabulary.names:
        known = vocabulary.names[owner.name]
        if name not in known:
            what = f"“{owner.name}” has no “{name}” here."
            yield TemplateFault(node.lineno, what, nearest_advice(name, known))
    inner = _asked(owner)
    if inner and isinstance(inner[0], nodes.Name) and inner[0].name in vocabulary.parts:
        parts = vocabulary.parts[inner[0].name]
        if name not in parts:
            yield TemplateFault(node.lineno, f"“{inner[1]}” has no “{name}”.", nearest_advice(name, parts))


def _asked(node: nodes.Node) -> tuple[nodes.Node, str] | None:
    """Of what a name is asked: `answers.law`, `answers["law"]` or `"law" in answers`."""
    if isinstance(node, nodes.Getattr):
        return node.node, node.attr
    if isinstance(node, nodes.Getitem) and isinstance(node.arg, nodes.Const) and isinstance(node.arg.value, str):
        return node.node, node.arg.value
    if isinstance(node, nodes.Compare) and len(node.ops) == 1 and node.ops[0].op in ("in", "notin"):
        word, owner = node.expr, node.ops[0].expr
        if isinstance(word, nodes.Const) and isinstance(word.value, str) and isinstance(owner, nodes.Name):
            return owner, word.value
    return None
