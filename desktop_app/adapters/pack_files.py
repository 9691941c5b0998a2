"""Form packs in folders (ports.Packs): a pack loads completely, or not at all with every fault at its place."""

import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import lru_cache
from pathlib import Path

from desktop_app.adapters.checked_packs import CheckedPacks
from desktop_app.adapters.form_file import FORM_FILE
from desktop_app.adapters.locale_files import read_locales
from desktop_app.adapters.pack_faults import MOST_LOOKED_THROUGH, faults_of_files, faults_of_form
from desktop_app.adapters.pack_folder import PackFolder, digest_of, line_of, read_folder, stamp_of
from desktop_app.adapters.yaml_nodes import read_yaml
from desktop_app.domain.errors import NotFound, PackInvalid
from desktop_app.domain.form import Form
from desktop_app.domain.pack import InstalledForm, Pack, PackFault
from desktop_app.domain.pack_look import PackLook, PlacedFault

SAMPLE_FILE = "sample/case.yaml"

_GLANCE = 100_000
"""Bytes of a form that are looked at to know which one it is."""


class PackFolders:
    """The packs in these folders, each in a folder of its own name; and packs anywhere, by their path."""

    def __init__(self, folders: Sequence[Path], checked: Path | None = None) -> None:
        """`checked`: the folder that remembers which packs were found without a fault, between runs."""
        self._folders = tuple(folders)
        self._checked_before = CheckedPacks(checked)

    def names(self) -> tuple[str, ...]:
        """The packs that are installed, by name."""
        found = {form.parent.name for folder in self._folders for form in folder.glob(f"[!.]*/{FORM_FILE}")}
        return tuple(sorted(found))

    def usable(self) -> tuple[InstalledForm, ...]:
        """The forms of the installed packs; one with a fault is left out. A pack is checked once, not at each look."""
        return self._listed(in_full=True)

    def offered(self) -> tuple[InstalledForm, ...]:
        """The same, quickly: of a pack that was never looked at, `form.yaml` alone is read and checked."""
        return self._listed(in_full=False)

    def digests_of(self, form: str) -> frozenset[str]:
        """The installed packs of a form, by what their files say at a glance: nothing of them is checked."""
        said = re.compile(rf"^form:\s*[\"']?{re.escape(form)}[\"']?\s*(?:#.*)?$".encode(), re.MULTILINE)
        found = set()
        for name in self.names():
            with suppress(OSError, NotFound):
                folder = self._folder(name)
                if said.search((folder / FORM_FILE).read_bytes()[:_GLANCE]):
                    found.add(digest_of(read_folder(folder).files))
        return frozenset(found)

    def _listed(self, *, in_full: bool) -> tuple[InstalledForm, ...]:
        found = []
        for name in self.names():
            with suppress(PackInvalid, NotFound):
                folder = read_folder(self._folder(name))
                digest = digest_of(folder.files)
                form = None if folder.faults else self._checked_before.form(digest, in_full=in_full)
                found.append(InstalledForm(name, form or self._loaded(folder, digest, name, in_full).form, digest))
        return tuple(found)

    def sample_pack(self) -> str:
        """The pack whose sample is offered to who is new: one that says so of its sample, else the first that has one.

        Raises NotFound where no pack has a sample.
        """
        samples = {name: self._folder(name) / SAMPLE_FILE for name in self.names()}
        there = [name for name, path in samples.items() if path.is_file()]
        if not there:
            raise NotFound("No form pack has a sample.", next=f"Write {SAMPLE_FILE} in one.")
        return next((name for name in there if _introduces(samples[name])), there[0])

    def load(self, name_or_folder: str) -> Pack:
        """A checked pack. Raises PackInvalid with every fault, NotFound."""
        folder = read_folder(self._folder(name_or_folder))
        return self._loaded(folder, digest_of(folder.files), name_or_folder, in_full=True)

    def read(self, name_or_folder: str) -> Pack:
        """A pack whose form alone was checked, unless it was in full before. Raises PackInvalid, NotFound."""
        folder = read_folder(self._folder(name_or_folder))
        return self._loaded(folder, digest_of(folder.files), name_or_folder, in_full=False)

    def check(self, folder: str) -> tuple[PackFault, ...]:
        """Every fault of a pack's folder, by file, line and column. Raises NotFound."""
        return _checked(read_folder(self._folder(folder)))[1]

    def stamp(self, folder: str) -> str:
        """Another text as soon as a file of a pack's folder was changed. Raises NotFound."""
        return stamp_of(self._folder(folder))

    def look(self, folder: str) -> PackLook:
        """A pack's folder now: the pack with all advice, or its faults. Raises NotFound."""
        from desktop_app.adapters.pack_advice import advice_about

        place = self._folder(folder)
        stamp, read = stamp_of(place), read_folder(place)
        form, faults = _checked(read)
        advice = () if faults else advice_about(read.files)
        told = [PlacedFault(fault, line_of(read.files, fault)) for fault in faults]
        told += [PlacedFault(fault, line_of(read.files, fault), advice=True) for fault in advice]
        pack = None if faults or form is None else _pack(read.files, form, (), folder)
        return PackLook(stamp, pack, tuple(told))

    def advice(self, folder: str) -> tuple[PackFault, ...]:
        """What of a pack without faults works, but hardly as it was meant; nothing where it has faults.

        Raises NotFound.
        """
        from desktop_app.adapters.pack_advice import advice_about  # looked at by authors of packs only

        read = read_folder(self._folder(folder))
        return () if _checked(read)[1] else advice_about(read.files)

    def restore(self, files: Mapping[str, bytes]) -> Pack:
        """The pack that these files were. Raises PackInvalid where they are none.

        Evaluation cases are not looked at: no case needs them. Patterns and templates are not compiled: they were when
        the case was opened, and drafting will, which tells of what is wrong with them. A pack is read once.
        """
        return _read(files, "of the case")

    def _loaded(self, folder: PackFolder, digest: str, name: str, in_full: bool) -> Pack:
        """The pack in these files; one that was found without a fault before is read, and not checked in full again."""
        if not folder.faults and self._checked_before.form(digest, in_full=in_full) is not None:
            return _read(folder.files, name)
        pack = _pack(folder.files, *_checked(folder), name) if in_full or folder.faults else _read(folder.files, name)
        self._checked_before.keep(digest, pack.form, in_full=in_full)
        return pack

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


def _introduces(sample: Path) -> bool:
    """Whether a sample says that it is the one for who is new."""
    try:
        value, faults = read_yaml(sample.read_bytes())
    except OSError:
        return False
    plain = value.plain() if value is not None and not faults else None
    return isinstance(plain, dict) and plain.get("introduces") is True


def _checked(folder: PackFolder) -> tuple[Form | None, tuple[PackFault, ...]]:
    form, found = faults_of_files(frozenset(folder.files.items()))
    faults = {*folder.faults, *found}
    return form, tuple(sorted(faults, key=lambda f: (f.file != FORM_FILE, f.file, f.line, f.column, f.what)))


def _read(files: Mapping[str, bytes], name: str) -> Pack:
    read = faults_of_form(files)
    return _pack(files, read.form, read.faults, name)


def _pack(files: Mapping[str, bytes], form: Form | None, faults: Sequence[PackFault], name: str) -> Pack:
    if faults or form is None:
        count = "a fault" if len(faults) == 1 else f"{len(faults)} faults"
        raise PackInvalid(
            f"The form pack “{name}” has {count}.",
            tuple(map(str, faults)),
            next="Put them right and run `countersign pack check FOLDER`.",
        )
    return _pack_of(frozenset(files.items()))


@lru_cache(MOST_LOOKED_THROUGH)
def _pack_of(files: frozenset[tuple[str, bytes]]) -> Pack:
    """The pack that these files are, which have no fault."""
    kept = dict(sorted(files))
    form = faults_of_form(kept).form
    assert form is not None  # noqa: S101 - without faults there is one
    return Pack(form, digest_of(kept), kept, read_locales(kept))
