"""Kills `spaceties add` at random moments: `python -m tests.adding_killed FOLDER TIMES`.

FOLDER gets the tiny package. Each writer merges the same rows into three files of tables and is
killed, once in ten while it still judges, else while it writes. After each the tables must be the
old or the new ones, at once if no journal is there, and else as soon as the next command has
finished the work. Prints how many were killed, how many came to their end, and how many journals
they left.
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

from tests import mini

SOURCES = """source_id,title,publisher,url,kind,is_copy
pact,Pact signed,Paper,https://example.org/pact,news_article,false
"""
AGREEMENTS = """\
agreement_id,title,kind,signed_on,dated_by,status,topic,party_list,confidence,source_id
pact-2003,Pact on pictures,treaty,2003-05-04,signature,in_force,earth_observation,complete,high,pact
"""
PARTIES = """agreement_id,organization_id,role,source_id
pact-2003,AAA,signatory,pact
pact-2003,BBB,signatory,pact
"""


def main(folder: str, times: str) -> None:
    """Fork writers, kill them, look at what they left."""
    import pyarrow as pa

    from spaceties.commands.common import open_package
    from spaceties.contribute import write as adding
    from spaceties.contribute.check import check
    from spaceties.datapackage import journal

    pa.set_cpu_count(1)
    pa.set_io_thread_count(1)
    base = Path(folder) / "package"
    base.mkdir()
    package = open_package(mini.write(base))
    files = []
    for name, text in {"s": SOURCES, "a": AGREEMENTS, "p": PARTIES}.items():
        files.append(Path(folder) / f"{name}.csv")
        files[-1].write_text(text, encoding="utf-8")
    names = [str(file) for file in files]

    def bytes_now() -> dict[str, bytes]:
        return {path: (base / path).read_bytes() for path in adding.paths(package)}

    def bring_back() -> None:
        for path, data in old.items():
            (base / path).write_bytes(data)

    def whole() -> None:
        from spaceties.commands import main

        with contextlib.redirect_stdout(io.StringIO()):
            assert main(["add", *names, "--package", str(base)]) == 0

    def write_only() -> None:
        with journal.locked(base):
            journal.finish(base, adding.paths(package))
            adding.write(package, texts)

    old = bytes_now()
    checked = check(package, names)
    assert checked.report.valid, checked.report.problems
    texts = adding.altered(checked.merge)
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
            write()
            os._exit(0)
        time.sleep(chance.uniform(0, 1.2 * usual[write]))
        os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
        killed += os.WIFSIGNALED(status)
        finished += os.WIFEXITED(status)
        if journal.interrupted(base):
            journals += 1
            with contextlib.redirect_stderr(io.StringIO()) as told:
                open_package(base)
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
