"""Practice cases of packs: `practice/*.yaml`, each with the texts that it is held against beside it."""

from collections.abc import Iterator, Mapping

from pydantic import ValidationError

from desktop_app.adapters.form_yaml import shape_faults
from desktop_app.adapters.yaml_nodes import YamlFault, YamlValue, read_yaml
from desktop_app.domain.errors import PackInvalid
from desktop_app.domain.form import Form
from desktop_app.domain.pack import Pack, PackFault
from desktop_app.domain.practice import PracticeSet, practice_faults

FOLDER = "practice/"
PAGE_END = "\n---\n"


class PackPractice:
    """ports.PracticeFiles."""

    def sets(self, pack: Pack) -> tuple[PracticeSet, ...]:
        """All of the pack, by their files. Raises PackInvalid."""
        found, faults = [], []
        for path in paths_of(pack.files):
            value, written = read_practice(pack.files[path])
            faults += [PackFault(path, f.line, f.column, f.what, f.right) for f in written]
            found += [value[0]] if value else []
        if faults:
            raise PackInvalid("A practice case has faults.", tuple(map(str, faults)), next="Run `pack check`.")
        return tuple(found)

    def pages(self, pack: Pack, name: str) -> tuple[str, ...]:
        """The pages of a document of a practice case. Raises PackInvalid."""
        body = pack.files.get(FOLDER + name)
        if body is None:
            raise PackInvalid(f"{FOLDER}{name} is not in the pack.", (), next="Add the file, or name another.")
        return tuple(page.strip() for page in body.decode(errors="replace").replace("\r\n", "\n").split(PAGE_END))


def paths_of(files: Mapping[str, bytes]) -> list[str]:
    """The files that are practice cases."""
    return sorted(p for p in files if p.startswith(FOLDER) and p.endswith(".yaml") and p.count("/") == 1)


def read_practice(body: bytes) -> tuple[tuple[PracticeSet, YamlValue] | None, tuple[YamlFault, ...]]:
    """A practice case with the YAML that it was read from, or what is wrong with it."""
    value, faults = read_yaml(body)
    if value is None or faults:
        return None, faults
    try:
        return (PracticeSet.model_validate(value.plain()), value), ()
    except ValidationError as error:
        found = error.errors(include_url=False, include_input=False)
        return None, shape_faults(value, found, PracticeSet)


def faults_in_practice(files: Mapping[str, bytes], form: Form | None) -> Iterator[PackFault]:
    """Every fault of a pack's practice cases."""
    beside, names = frozenset(p.removeprefix(FOLDER) for p in files if p.startswith(FOLDER)), set[str]()
    for path in paths_of(files):
        read, faults = read_practice(files[path])
        yield from (PackFault(path, f.line, f.column, f.what, f.right) for f in faults)
        if read is None:
            continue
        practice, value = read
        if practice.practice in names:
            mark = value.at(("practice",)).mark
            what = f"The name “{practice.practice}” is given a second time."
            yield PackFault(path, mark.line, mark.column, what, "Give it another name.")
        names.add(practice.practice)
        for fault in practice_faults(practice, form, beside) if form else ():
            mark = value.at(fault.place).mark
            yield PackFault(path, mark.line, mark.column, fault.what, fault.right)
