"""A pack's `form.yaml`: read, shaped and checked by itself. A process reads the same text once."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from desktop_app.adapters.form_yaml import ShapedForm, shape
from desktop_app.adapters.yaml_nodes import YamlFault, YamlValue, read_yaml
from desktop_app.domain.form import Form
from desktop_app.domain.form_faults import FormFault, faults_of
from desktop_app.domain.pack import PackFault

FORM_FILE = "form.yaml"
MOST_READ = 16
"""Texts that a process remembers."""


@dataclass(frozen=True, slots=True)
class FormFile:
    """The form, as far as it can be read; the YAML that it was read from, its faults, and what was left out for them.

    A form without faults may still have a pattern that cannot be compiled.
    """

    form: Form | None
    value: YamlValue | None
    faults: tuple[PackFault, ...]
    shaped: ShapedForm | None = None

    def placed(self, faults: Iterable[FormFault]) -> list[PackFault]:
        """The faults at their lines."""
        causes = (fault for fault in faults if self.shaped is None or self.shaped.is_cause(fault.place, fault.what))
        return [_placed(self.value, fault) for fault in causes if self.value]

    def own(self, faults: Iterable[PackFault]) -> list[PackFault]:
        """Without those that only follow from another: that a name is missing that what was left out gives."""
        return [fault for fault in faults if self.shaped is None or self.shaped.is_cause((), fault.what)]


@lru_cache(MOST_READ)
def read_form(body: bytes, names: frozenset[str]) -> FormFile:
    """The form of a pack that has files of these names."""
    value, written = read_yaml(body)
    faults = [_at(fault) for fault in written]
    if value is None:
        return FormFile(None, None, tuple(faults))
    shaped = shape(value)
    told = {(fault.line, fault.column) for fault in written}
    faults += [_at(fault) for fault in shaped.faults if (fault.line, fault.column) not in told]
    file = FormFile(shaped.form, shaped.value, (), shaped)
    faults += file.placed(faults_of(shaped.form, names)) if shaped.form else []
    return FormFile(file.form, file.value, tuple(faults), shaped)


def _at(fault: YamlFault) -> PackFault:
    return PackFault(FORM_FILE, fault.line, fault.column, fault.what, fault.right)


def _placed(value: YamlValue, fault: FormFault) -> PackFault:
    line, column = value.at(fault.place).mark.inside(fault.line, fault.column)
    return PackFault(FORM_FILE, line, column, fault.what, fault.right)
