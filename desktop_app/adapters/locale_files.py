"""A pack's words in other languages: `locale/LANG.yaml`, read and checked with the form."""

import re
from collections.abc import Iterable, Iterator, Mapping

from pydantic import ValidationError

from desktop_app.adapters.form_yaml import shape_faults
from desktop_app.adapters.yaml_nodes import Mark, YamlValue, read_yaml
from desktop_app.domain.form import Form
from desktop_app.domain.form_locale import Locale, locale_faults, untranslated
from desktop_app.domain.pack import PackFault

FOLDER = "locale/"
_PATH = re.compile(r"locale/([a-z]{1,8}(?:-[A-Za-z0-9]{1,8})*)\.yaml")
_MOST_NAMED = 40


def read_locales(files: Mapping[str, bytes]) -> dict[str, Locale]:
    """The languages of a pack by their codes (BCP 47), as far as their files can be read."""
    read = {path: _read(body) for path, body in sorted(files.items()) if _PATH.fullmatch(path)}
    return {_language(path): found[0] for path, (found, _) in read.items() if found is not None}


def faults_in_locales(files: Mapping[str, bytes], form: Form | None) -> Iterator[PackFault]:
    """Every fault of a pack's languages."""
    for path in sorted(p for p in files if p.startswith(FOLDER)):
        if not _PATH.fullmatch(path):
            yield PackFault(path, 1, 1, "The file names no language.", "Call it locale/de.yaml, by a language's code.")
            continue
        found, faults = _read(files[path])
        yield from (PackFault(path, *fault) for fault in faults)
        if found is not None and form is not None:
            locale, value = found
            for fault in locale_faults(form, locale):
                mark = value.at(fault.place[:-1]).key_mark(str(fault.place[-1]))
                yield PackFault(path, mark.line, mark.column, fault.what, fault.right)


def advice_about_locales(files: Mapping[str, bytes], form: Form) -> Iterator[PackFault]:
    """What each language leaves in the language of the form, at the line where it is to be added."""
    for path in sorted(path for path in files if _PATH.fullmatch(path)):
        found, _ = _read(files[path])
        if found is not None:
            locale, value = found
            for (line, column), missing in _by_place(untranslated(form, locale), value).items():
                more = f" and {len(missing) - _MOST_NAMED} more" if len(missing) > _MOST_NAMED else ""
                what = f"Not translated: {', '.join(missing[:_MOST_NAMED])}{more}."
                yield PackFault(path, line, column, what, "Add them here; until then the form's own words stand.")


def _by_place(paths: Iterable[str], value: YamlValue) -> dict[tuple[int, int], list[str]]:
    """What is missing in a language's file, by the nearest key that is there."""
    found: dict[tuple[int, int], list[str]] = {}
    for path in paths:
        owner, mark = value, Mark(1, 1)
        for step in path.split("."):
            inner = owner.child(step)
            if inner is None or not isinstance(inner.body, dict):
                break
            owner, mark = inner, owner.key_mark(step)
        found.setdefault((mark.line, mark.column), []).append(path)
    return dict(sorted(found.items()))


def _language(path: str) -> str:
    return path.removeprefix(FOLDER).removesuffix(".yaml")


def _read(body: bytes) -> tuple[tuple[Locale, YamlValue] | None, tuple[tuple[int, int, str, str], ...]]:
    """A language with the YAML that it was read from, or what is wrong with it at which line and column."""
    value, written = read_yaml(body)
    faults = tuple((f.line, f.column, f.what, f.right) for f in written)
    if value is None or faults:
        return None, faults
    try:
        return (Locale.model_validate(value.plain()), value), ()
    except ValidationError as error:
        found = shape_faults(value, error.errors(include_url=False, include_input=False), Locale)
        return None, tuple((f.line, f.column, f.what, f.right) for f in found)
