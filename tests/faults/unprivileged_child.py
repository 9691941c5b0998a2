"""What a person without rights is told of the store of a folder, as JSON; run as root it gives up its rights first."""

import asyncio
import json
import os
import sys
from pathlib import Path
from typing import Any

from fault_examples import change
from store_examples import open_store

from desktop_app.domain.errors import CountersignError

NOBODY = 65534


async def _told(home: Path) -> dict[str, Any]:
    told: dict[str, Any] = {}
    try:
        store = open_store(home)
    except CountersignError as error:
        return {"refused": str(error)}
    try:
        told["read_only"] = store.read_only
        told["cases"] = len(await store.cases())
        told["revisions"] = len((await store.case("c1")).revisions)
        told["verified"] = (await store.verify()).verified
        await store.commit(change("s0"))
        told["written"] = True
    except CountersignError as error:
        told["error"] = str(error)
    await store.close()
    return told


if __name__ == "__main__":
    first, *homes = (Path(home) for home in sys.argv[1:])
    asyncio.run(_told(first))  # what Python loads late may lie where only root may read
    if os.getuid() == 0:
        os.setgroups([])
        os.setgid(NOBODY)
        os.setuid(NOBODY)
    sys.stdout.write(json.dumps([asyncio.run(_told(home)) for home in homes]))
