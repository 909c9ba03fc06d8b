"""Kills releases at random moments: `python -m tests.killing PACKAGE OUT TIMES`.

Ends when so many were killed; a writer that comes to its end first is looked at as well. Fails if
any left more than a whole release or nothing under the name of a release.
"""

from __future__ import annotations

import gc
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
    chance, killed = random.Random(7), 0
    gc.freeze()  # what a child has of its parent, it need not walk through, and so not copy
    while killed < int(times):
        child = os.fork()
        if child == 0:
            write()
            os._exit(0)
        time.sleep(chance.uniform(0, 1.1 * usual))
        os.kill(child, signal.SIGKILL)
        if os.WIFSIGNALED(os.waitpid(child, 0)[1]):
            killed += 1
        else:
            usual *= 0.9  # the machine had more to do when it was measured
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


if __name__ == "__main__":
    main(*sys.argv[1:])
