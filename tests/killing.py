"""Kills releases at random moments: `python -m tests.killing PACKAGE OUT TIMES`.

Prints how many writers were killed and how many came to their end; fails if any left more than a
whole release or nothing under the name of a release.
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import sys
import time
from pathlib import Path


def main(package_path: str, out: str, times: str) -> None:
    """Fork writers, kill them, look at what they left."""
    import pyarrow as pa

    from spaceties.datapackage import descriptor
    from spaceties.dataset import assemble, store
    from spaceties.release import write as release

    pa.set_cpu_count(1)
    pa.set_io_thread_count(1)
    package = descriptor.load(Path(package_path))
    tables = {name: store.read(package, name) for name in package.names}
    target = Path(out) / "spaceties-0.1.0"
    assembled = assemble.assemble(package, tables)
    # What is computed before anything is written need not be computed a hundred times.
    assemble.assemble = lambda *_: assembled

    def write() -> None:
        release.write(package, tables, Path(out))

    write()  # imports all that the writers need, and tells how long one takes
    shutil.rmtree(target)
    began = time.monotonic()
    write()
    usual = time.monotonic() - began
    whole = release.sums(target)
    shutil.rmtree(target)
    chance, killed, finished = random.Random(7), 0, 0
    for _ in range(int(times)):
        child = os.fork()
        if child == 0:
            write()
            os._exit(0)
        time.sleep(chance.uniform(0, 1.2 * usual))
        os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
        killed += os.WIFSIGNALED(status)
        finished += os.WIFEXITED(status)
        visible = sorted(p.name for p in Path(out).iterdir() if not p.name.startswith("."))
        if visible == ["spaceties-0.0.9", "spaceties-0.1.0"]:
            assert release.sums(target) == whole, "a half release"
            shutil.rmtree(target)
        else:
            assert visible == ["spaceties-0.0.9"], visible
    write()
    assert release.sums(target) == whole, "the last run found its way barred"
    rests = [p.name for p in Path(out).iterdir() if p.name.startswith(".")]
    assert not rests, rests
    print(killed, finished)


if __name__ == "__main__":
    main(*sys.argv[1:])
