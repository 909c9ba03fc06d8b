"""Kills `spaceties add` at random moments: `python -m tests.adding_killed FOLDER TIMES`.

FOLDER gets the tiny package. Each writer merges the same rows into three files of tables and is
killed. Of ten, one while it still judges; one after it has put its journal into place and none,
one or two of the files, which chance hardly hits; eight while it writes. After each the tables
must be the old or the new ones, at once if no journal is there, and else as soon as the next
command has finished the work. Prints how many were killed, how many came to their end, and how
many journals they left.
"""

from __future__ import annotations

import contextlib
import io
import os
import random
import signal
import sys
import time
from pathlib import Path

from tests import adding, mini


def main(folder: str, times: str) -> None:
    """Fork writers, kill them, look at what they left."""
    import pyarrow as pa

    from spaceties.commands.common import changing_package, open_package
    from spaceties.contribute import write as writing
    from spaceties.contribute.check import check
    from spaceties.datapackage import journal

    pa.set_cpu_count(1)
    pa.set_io_thread_count(1)
    base = Path(folder) / "package"
    base.mkdir()
    package = open_package(mini.write(base))
    paths = [path for table in package.resources for path in table.paths]
    names = [str(file) for file in adding.three_files(Path(folder))]

    def bytes_now() -> dict[str, bytes]:
        return {path: (base / path).read_bytes() for path in paths}

    def bring_back() -> None:
        for path, data in old.items():
            (base / path).write_bytes(data)

    def whole() -> None:
        from spaceties.commands import main

        with contextlib.redirect_stdout(io.StringIO()):
            assert main(["add", *names, "--package", str(base)]) == 0

    def write_only() -> None:
        with journal.changing(base, paths) as (_, replace):
            replace(texts)

    def killed_after(renames: int) -> None:
        """Writes, and kills itself between the journal and its end, after so many renames."""
        rename, left = Path.replace, renames + 1  # the journal's own is the first

        def counted(path: Path, target: Path) -> Path:
            nonlocal left
            if not left:
                os.kill(os.getpid(), signal.SIGKILL)
            left -= 1
            return rename(path, target)

        Path.replace = counted
        write_only()

    old = bytes_now()
    checked = check(package, names)
    assert checked.report.valid, checked.report.problems
    texts = writing.altered(checked.merge)
    assert len(texts) == 3
    usual = {}
    for write in (whole, write_only):
        bring_back()
        began = time.monotonic()
        write()
        usual[write] = time.monotonic() - began
    new = bytes_now()
    assert old != new
    from spaceties.validation import validate

    assert validate(package).report.valid
    bring_back()
    chance, killed, finished, journals = random.Random(7), 0, 0, 0
    for turn in range(int(times)):
        write = whole if turn % 10 == 0 else write_only
        child = os.fork()
        if child == 0:
            if turn % 10 == 5:
                killed_after(renames=chance.randrange(3))
            write()
            os._exit(0)
        if turn % 10 != 5:
            time.sleep(chance.uniform(0, 1.2 * usual[write]))
            os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
        killed += os.WIFSIGNALED(status)
        finished += os.WIFEXITED(status)
        if journal.interrupted(base):
            journals += 1
            told = io.StringIO()
            with contextlib.redirect_stderr(told), changing_package(base, dry_run=False):
                pass
            assert "finished" in told.getvalue()
            assert bytes_now() == new, "a journal that did not lead to the new tables"
        assert bytes_now() in (old, new), "half of a change"
        bring_back()
    whole()
    assert bytes_now() == new, "the last run found its way barred"
    rests = [str(p) for p in base.rglob(".*")]
    assert not rests, rests
    print(killed, finished, journals)


if __name__ == "__main__":
    main(*sys.argv[1:])
