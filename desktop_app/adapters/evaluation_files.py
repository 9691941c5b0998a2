"""Evaluation cases and samples of packs (YAML), and folders of gold answers (`gold.jsonl` beside the documents)."""

from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from desktop_app.adapters.yaml_nodes import read_yaml
from desktop_app.domain.errors import PackInvalid, UsageError
from desktop_app.domain.evaluation import Attached, EvaluationCase, GoldContract, GoldMap, unknown_names
from desktop_app.domain.pack import Pack
from desktop_app.domain.sample import Sample

FOLDER = "evals/"
GOLD_MAP = FOLDER + "gold.yaml"
GOLD = "gold.jsonl"
SAMPLE = "sample/case.yaml"
M = TypeVar("M", bound=BaseModel)


class PackEvaluations:
    """ports.EvaluationFiles."""

    def cases(self, pack: Pack) -> tuple[EvaluationCase, ...]:
        """The cases of all `evals/*.yaml`: a file holds one or a list of them."""
        found: list[EvaluationCase] = []
        for path in sorted(pack.files):
            if (
                path.startswith(FOLDER)
                and path.endswith(".yaml")
                and "/" not in path[len(FOLDER) :]
                and path != GOLD_MAP
            ):
                data = _yaml(pack, path)
                found += [_case(pack, item, path) for item in (data if isinstance(data, list) else [data])]
        if not found:
            raise PackInvalid(f"The pack {pack.form.form} has no evaluation cases.", (), next="Write some in evals/.")
        return tuple(found)

    def attached(self, pack: Pack, attached: Attached) -> bytes:
        """A document that stands in the case, or a file below `evals/`."""
        if attached.text is not None:
            return attached.text.encode()
        body = pack.files.get(FOLDER + attached.name)
        if body is None:
            raise PackInvalid(f"{FOLDER}{attached.name} is not in the pack.", (), next="Add the file, or name another.")
        return body

    def gold_map(self, pack: Pack) -> GoldMap:
        """`evals/gold.yaml`."""
        if GOLD_MAP not in pack.files:
            raise PackInvalid(
                f"The pack has no {GOLD_MAP}.", (), next="Write where it answers what the gold data asks."
            )
        return _validated(GoldMap, _yaml(pack, GOLD_MAP), GOLD_MAP)

    def gold(self, folder: str) -> tuple[GoldContract, ...]:
        """A contract a line."""
        lines = _read(Path(folder) / GOLD).decode(errors="replace").splitlines()
        try:
            return tuple(GoldContract.model_validate_json(line) for line in lines if line.strip())
        except ValidationError as error:
            raise UsageError(
                f"{folder}/{GOLD} is not what was expected: {error.errors()[0]['msg']}.", next="Check it."
            ) from None

    def gold_file(self, folder: str, name: str) -> bytes:
        """A document inside the folder."""
        path = (Path(folder) / name).resolve()
        if not path.is_relative_to(Path(folder).resolve()):
            raise UsageError(f"{name} lies outside {folder}.", next="Check the gold data.")
        return _read(path)


def read_sample(pack: Pack) -> Sample:
    """`sample/case.yaml`. Raises PackInvalid where there is none, or it is not a sample."""
    if SAMPLE not in pack.files:
        raise PackInvalid(f"The pack {pack.form.form} has no sample.", (), next=f"Write {SAMPLE}, or use another pack.")
    sample = _validated(Sample, _yaml(pack, SAMPLE), SAMPLE)
    missing = [name for names in sample.attach.values() for name in names if f"sample/{name}" not in pack.files]
    if missing:
        raise PackInvalid(f"sample/{missing[0]} is not in the pack.", (), next="Add the file, or name another.")
    return sample


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise UsageError(f"{path} could not be read: {error.strerror}.", next="Check the folder.") from None


def _yaml(pack: Pack, path: str) -> Any:
    """The file's plain value. It is read twice: first as the hostile file that it may be."""
    _, faults = read_yaml(pack.files[path])
    if faults:
        listed = tuple(f"{path}:{fault.line}:{fault.column}: {fault.what}" for fault in faults)
        raise PackInvalid(f"{path} could not be read.", listed, next="Check its YAML.")
    try:
        return YAML(typ="safe", pure=True).load(pack.text(path))
    except (YAMLError, UnicodeDecodeError, ValueError) as error:
        raise PackInvalid(f"{path} could not be read.", (f"{path}: {error}",), next="Check its YAML.") from None


def _case(pack: Pack, data: Any, path: str) -> EvaluationCase:
    """The case. What it expects of a name that the form has not would never be judged."""
    case = _validated(EvaluationCase, data, path)
    unknown = tuple(f"{path}: {case.case}: {words}." for words in unknown_names(pack.form, case))
    if unknown:
        raise PackInvalid(f"{path} expects what the form has not.", unknown, next="Correct the names.")
    return case


def _validated(model: type[M], data: Any, path: str) -> M:
    try:
        return model.model_validate(data)
    except ValidationError as error:
        faults = tuple(f"{path}: {'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors())
        raise PackInvalid(f"{path} is not an evaluation case.", faults, next="Put its faults right.") from None
