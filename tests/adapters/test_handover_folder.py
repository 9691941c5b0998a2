"""The exchange folder: whole files or none, and one claim that wins."""

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from desktop_app.adapters.exchange_folder import ExchangeFolder
from desktop_app.adapters.exchange_sealing import ExchangeKey
from desktop_app.domain.errors import ExchangeFailed

FILE = "8f14e45f-ceea-467f-a0e6-5d0f1c2b3a4d"
A, B, C = (ExchangeKey(bytes(32), f"{n:064x}") for n in (1, 2, 3))


def test_of_many_takers_at_once_one_wins(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as threads:
        claims = list(threads.map(lambda n: ExchangeFolder(tmp_path).claim(FILE, f"{n}".encode()), range(8)))
    assert sum(claims) == 1
    assert ExchangeFolder(tmp_path).claim_of(FILE) == f"{claims.index(True)}".encode()


def test_a_file_that_is_being_written_is_not_there_yet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def killed(_descriptor: int) -> None:
        raise OSError(5, "the disk went away")

    folder = ExchangeFolder(tmp_path)
    monkeypatch.setattr(os, "fsync", killed)
    with pytest.raises(ExchangeFailed):
        folder.put(FILE, b"half")
    assert folder.files() == ()


def test_a_name_that_is_no_identifier_leads_nowhere(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="identifier"):
        ExchangeFolder(tmp_path).put("../elsewhere", b"")


def test_a_folder_that_is_gone_is_told_of(tmp_path: Path) -> None:
    with pytest.raises(ExchangeFailed, match="is away"):
        ExchangeFolder(tmp_path / "gone").files()


def test_a_file_opens_for_its_recipients_alone_and_under_its_sender_alone() -> None:
    file = A.seal(FILE, b"label", b"body", {B.machine_id: B.sealing_key})
    assert (B.label(file, A.signing_key), B.body(file, A.signing_key)) == (b"label", b"body")
    for other, key in ((C, A.signing_key), (B, C.signing_key), (A, A.signing_key)):
        with pytest.raises(ValueError, match=r"not for this machine|not its sender's"):
            other.body(file, key)


def test_nobody_can_sign_anothers_file_as_their_own() -> None:
    file = A.seal(FILE, b"label", b"body", {B.machine_id: B.sealing_key})
    stolen = file.replace(A.machine_id.encode(), C.machine_id.encode())
    head_end = stolen.index(b'"v":1}') + len(b'"v":1}')
    head = stolen[len(b"CSNHO1\n") + 4 : head_end]
    forged = stolen[:head_end] + C.sign(b"countersign case file 1\n" + head) + stolen[head_end + 64 :]
    with pytest.raises(ValueError, match="changed, or is for another machine"):
        B.body(forged, C.signing_key)


def test_two_stores_under_one_key_are_two_machines() -> None:
    assert len({A.machine_id, B.machine_id, C.machine_id}) == 3
