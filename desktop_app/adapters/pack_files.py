"""Form packs in folders (ports.Packs): a pack loads completely, or not at all with every fault at its place."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from desktop_app.adapters.form_yaml import ShapedForm, shape
from desktop_app.adapters.pack_folder import PackFolder, digest_of, read_folder
from desktop_app.adapters.practice_files import faults_in_practice
from desktop_app.adapters.yaml_nodes import YamlFault, YamlValue, read_yaml
from desktop_app.domain.errors import NotFound, PackInvalid
from desktop_app.domain.form import FieldType, Form, Section
from desktop_app.domain.form_faults import FormFault, faults_of, pattern_faults
from desktop_app.domain.pack import Pack, PackFault

if TYPE_CHECKING:  # the templates of a case's form are not looked at before something is drafted
    from desktop_app.adapters.template_names import TemplateNames, Vocabulary

FORM_FILE = "form.yaml"
_EVALS = "evals/"
_DECISION_PARTS = frozenset(("outcome", "reason"))


class PackFolders:
    """The packs in these folders, each in a folder of its own name; and packs anywhere, by their path."""

    def __init__(self, folders: Sequence[Path]) -> None:
        self._folders = tuple(folders)
        self._restored: dict[frozenset[tuple[str, bytes]], Pack] = {}

    @cached_property
    def _templates(self) -> "TemplateNames":
        from desktop_app.adapters.template_names import TemplateNames

        return TemplateNames()

    def names(self) -> tuple[str, ...]:
        """The packs that are installed, by name."""
        found = {form.parent.name for folder in self._folders for form in folder.glob(f"[!.]*/{FORM_FILE}")}
        return tuple(sorted(found))

    def load(self, name_or_folder: str) -> Pack:
        """A checked pack. Raises PackInvalid with every fault, NotFound."""
        folder = read_folder(self._folder(name_or_folder))
        form, faults = self._checked(folder)
        return _pack(folder, form, faults, name_or_folder)

    def check(self, folder: str) -> tuple[PackFault, ...]:
        """Every fault of a pack's folder, by file, line and column. Raises NotFound."""
        return self._checked(read_folder(self._folder(folder)))[1]

    def restore(self, files: Mapping[str, bytes]) -> Pack:
        """The pack that these files were. Raises PackInvalid where they are none.

        Evaluation cases are not looked at: no case needs them. Patterns and templates are not compiled: they were when
        the case was opened, and drafting will, which tells of what is wrong with them. A pack is read once.
        """
        key = frozenset(files.items())
        if key not in self._restored:
            form, faults = self._form_faults(files, in_full=False)
            self._restored[key] = _pack(PackFolder(dict(files), ()), form, tuple(faults), "of the case")
        return self._restored[key]

    def _folder(self, name: str) -> Path:
        if name in self.names():
            return next(f / name for f in self._folders if (f / name / FORM_FILE).is_file())
        path = Path(name)
        try:
            found = bool(name) and path.is_dir()
        except (OSError, ValueError):
            found = False
        if not found:
            installed = ", ".join(self.names()) or "none"
            raise NotFound(f"There is no pack and no folder “{name}”.", next=f"Installed are: {installed}.")
        return path

    def _checked(self, folder: PackFolder) -> tuple[Form | None, tuple[PackFault, ...]]:
        form, found = self._form_faults(folder.files)
        faults = {
            *folder.faults,
            *found,
            *_evaluation_faults(folder.files),
            *faults_in_practice(folder.files, form),
        }
        return form, tuple(sorted(faults, key=lambda f: (f.file != FORM_FILE, f.file, f.line, f.column, f.what)))

    def _form_faults(self, files: Mapping[str, bytes], *, in_full: bool = True) -> tuple[Form | None, list[PackFault]]:
        if FORM_FILE not in files:
            return None, [
                PackFault(FORM_FILE, 1, 1, f"The pack has no file {FORM_FILE}.", "Write what is asked in it.")
            ]
        value, written = read_yaml(files[FORM_FILE])
        faults = [_at(FORM_FILE, fault) for fault in written]
        if value is None:
            return None, faults
        shaped = shape(value)
        told = {(fault.line, fault.column) for fault in written}
        faults += [_at(FORM_FILE, fault) for fault in shaped.faults if (fault.line, fault.column) not in told]
        if shaped.form is None:
            return None, faults
        found = [_placed(shaped.value, fault) for fault in faults_of(shaped.form, files.keys())]
        if in_full:
            found += [_placed(shaped.value, fault) for fault in pattern_faults(shaped.form)]
            found += self._template_faults(shaped.form, files)
        left_out = _left_out(value, shaped)
        faults += [fault for fault in found if not any(f"“{name}”" in fault.what for name in left_out)]
        return shaped.form, faults

    def _template_faults(self, form: Form, files: Mapping[str, bytes]) -> Iterator[PackFault]:
        for section in form.sections:
            for path, vocabulary in _templates(form, section):
                if path in files:
                    yield from self._one_template(path, files[path], vocabulary)

    def _one_template(self, path: str, body: bytes, vocabulary: "Vocabulary") -> Iterator[PackFault]:
        try:
            template = body.decode()
        except UnicodeDecodeError:
            yield PackFault(path, 1, 1, "The file is not UTF-8 text.", "Save it as UTF-8.")
            return
        for fault in self._templates.faults(template, vocabulary):
            yield PackFault(path, fault.line, 1, fault.what, fault.right)


def _pack(folder: PackFolder, form: Form | None, faults: Sequence[PackFault], name: str) -> Pack:
    if faults or form is None:
        count = "a fault" if len(faults) == 1 else f"{len(faults)} faults"
        raise PackInvalid(
            f"The form pack “{name}” has {count}.",
            tuple(map(str, faults)),
            next="Put them right and run `countersign pack check FOLDER`.",
        )
    return Pack(form, digest_of(folder.files), folder.files)


def _templates(form: Form, section: Section) -> Iterator[tuple[str, "Vocabulary"]]:
    """The section's templates, and what each may name: what the section uses, so that it goes stale with it."""
    from desktop_app.adapters.template_names import Vocabulary

    uses = frozenset(section.uses)
    unanswered = (FieldType.NOTE, FieldType.ATTACHMENT)
    names = {
        "answers": frozenset(f.field for f in form.fields if f.type not in unanswered) & uses,
        "decisions": frozenset(table.decision for table in form.decisions) & uses,
        "slots": frozenset(slot.slot for slot in section.slots),
    }
    if section.assembled:
        found = {"answers": frozenset(("value", "text")), "slots": frozenset(("value",))}
        yield section.assembled, Vocabulary(names, {"decisions": _DECISION_PARTS, **found})
    if section.prompt:
        names |= {"section": frozenset(("title", "words")), "form": frozenset(("title",))}
        bare: frozenset[str] = frozenset()
        yield section.prompt, Vocabulary(names, {"decisions": _DECISION_PARTS, "answers": bare, "slots": bare})


def _left_out(value: YamlValue, shaped: ShapedForm) -> frozenset[str]:
    """Names that only stand in what was left out for its faults: that they are missing is no fault of its own."""
    return frozenset(value.words()) - frozenset(shaped.value.words())


def _at(file: str, fault: YamlFault) -> PackFault:
    return PackFault(file, fault.line, fault.column, fault.what, fault.right)


def _placed(value: YamlValue, fault: FormFault) -> PackFault:
    line, column = value.at(fault.place).mark.inside(fault.line, fault.column)
    return PackFault(FORM_FILE, line, column, fault.what, fault.right)


def _evaluation_faults(files: Mapping[str, bytes]) -> Iterator[PackFault]:
    """Evaluation files are YAML with a mapping or a list; what is in them is read when an evaluation runs."""
    for path in sorted(files):
        if path.startswith(_EVALS) and path.endswith(".yaml"):
            value, faults = read_yaml(files[path])
            yield from (_at(path, fault) for fault in faults)
            if value is not None and not isinstance(value.body, dict | list):
                yield PackFault(path, 1, 1, "This is no evaluation case.", "Write a mapping, or a list of them.")
