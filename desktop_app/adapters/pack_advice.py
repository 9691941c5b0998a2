"""Advice about a pack that has no faults, at its places in the files."""

from collections.abc import Mapping

from desktop_app.adapters.form_file import FORM_FILE, read_form
from desktop_app.adapters.locale_files import advice_about_locales
from desktop_app.domain.form_advice import advice_of, unused_files
from desktop_app.domain.pack import PackFault


def advice_about(files: Mapping[str, bytes]) -> tuple[PackFault, ...]:
    """What works in these files, but hardly as it was meant, in the order of the form; files without a use last."""
    read = read_form(files[FORM_FILE], frozenset(files))
    if read.form is None or read.value is None:
        return ()
    texts = {path: body.decode(errors="replace") for path, body in files.items() if path.endswith(".md")}
    found = []
    for advice in advice_of(read.form, texts):
        line, column = read.value.at(advice.place).mark.inside(advice.line, advice.column)
        found.append(PackFault(FORM_FILE, line, column, advice.what, advice.right))
    unused = (
        PackFault(path, 1, 1, "No section names this file.", "Name it as prompt or assembled, or take it away.")
        for path in unused_files(read.form, files.keys())
    )
    found.sort(key=lambda f: (f.line, f.column, f.what))
    return (*dict.fromkeys(found), *advice_about_locales(files, read.form), *unused)
