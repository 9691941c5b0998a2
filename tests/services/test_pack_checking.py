"""One bad pack does not hide the good ones."""

from pathlib import Path

from pack_examples import FORM, write_pack

from desktop_app.adapters.pack_files import PackFolders
from desktop_app.services.pack_checking import PackChecking


def test_a_listing_names_good_packs_and_bad_ones(tmp_path: Path) -> None:
    write_pack(tmp_path / "good")
    write_pack(tmp_path / "bad", FORM.replace("title: A small form\n", ""))
    (tmp_path / "bad" / "small").rename(tmp_path / "good" / "bad")
    bad, good = PackChecking(PackFolders([tmp_path / "good"])).listing()
    assert (bad.name, bad.pack, len(bad.faults)) == ("bad", None, 1)
    assert (good.name, good.faults) == ("small", ())
    assert good.pack is not None


def test_a_check_gives_every_fault(tmp_path: Path) -> None:
    folder = write_pack(tmp_path, FORM.replace("known", "in"))
    assert PackChecking(PackFolders([])).check(str(folder))
