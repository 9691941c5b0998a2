"""The choices that a `choice_filter` leaves: cascades, where an answer decides what may be chosen next."""

from collections.abc import Mapping

from desktop_app.domain.bound_values import bound_choice
from desktop_app.domain.expression import Surroundings
from desktop_app.domain.form import FormField
from desktop_app.domain.form_rules import CHOICE
from desktop_app.domain.rules import CompiledRule


def offered_names(
    field: FormField, rule: CompiledRule, bound: Mapping[str, object], around: Surroundings
) -> tuple[str, ...]:
    """The names of the choices for which the filter holds; one for which it is unknown is not offered.

    Choices that look alike to the filter are asked about once, so that a list of thousands stays quick.
    """
    reads = dict.fromkeys(rule.reads)
    asked = tuple(name.removeprefix(f"{CHOICE}.") for name in reads if name.startswith(f"{CHOICE}."))
    around_choice = {name: bound[name] for name in rule.reads if name in bound}
    held: dict[tuple[object, ...], bool] = {}
    for choice in field.choices:
        own = dict(bound_choice(asked, choice))
        key = tuple(own.values())
        if key not in held:
            held[key] = rule.result({**around_choice, **own}, around) is True
    return tuple(
        choice.choice for choice in field.choices if held[tuple(value for _, value in bound_choice(asked, choice))]
    )
