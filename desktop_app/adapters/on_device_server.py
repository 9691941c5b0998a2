"""The on-device model's own process: `python -m desktop_app.adapters.on_device_server MODEL_PATH`.

The server's key comes on standard input; its address goes to standard output after READY. It serves on the loopback
interface only and ends with its parent: when standard input closes. A process of its own, since loading holds the
interpreter's lock (a window stood still for 2.8 s), and a crash of native code takes nothing else with it.
"""

import os
import sys
from pathlib import Path
from typing import Any

READY = "on-device model at "
CONTEXT_TOKENS = 2048
BATCH_TOKENS = 128
"""A small batch: with the default one, a call that was cancelled while reading kept the server busy for 17 s."""


def physical_cores() -> int:
    """Physical cores as Linux tells them; elsewhere, and where it does not, the processors the system counts."""
    cores = set()
    for folder in Path("/sys/devices/system/cpu").glob("cpu[0-9]*/topology"):
        try:
            cores.add(((folder / "physical_package_id").read_text(), (folder / "core_id").read_text()))
        except OSError:
            continue
    return len(cores) or os.cpu_count() or 1


def serve(model: str, key: str) -> Any:
    """Load the model and serve it as long as the returned server lives."""
    import xllamacpp

    parameters = xllamacpp.CommonParams()
    parameters.model.path = model
    parameters.n_ctx = CONTEXT_TOKENS
    parameters.n_parallel = 1
    parameters.n_batch = parameters.n_ubatch = BATCH_TOKENS
    for threads in (parameters.cpuparams, parameters.cpuparams_batch):
        threads.n_threads = max(1, physical_cores() - 1)
        threads.poll = 0
    parameters.hostnames = ["127.0.0.1"]
    parameters.port = 0
    parameters.api_keys = [key]
    return xllamacpp.Server(parameters)


def main() -> None:
    """Serve until standard input closes."""
    answer = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # what native code prints must not fill a pipe that nobody reads
    server = serve(sys.argv[1], sys.stdin.readline().strip())
    answer.write(f"{READY}{server.listening_address}\n")
    answer.flush()
    while sys.stdin.read(4096):
        pass
    os._exit(0)  # native threads need not finish what nobody waits for


if __name__ == "__main__":
    main()
