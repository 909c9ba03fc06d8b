"""A format written in a process of its own, where it would keep this interpreter busy for seconds.

`python -m spaceties.release.formats.aside FORMAT FOLDER` reads a pickled release from standard input.
"""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
import tempfile
from pathlib import Path

from spaceties.dataset.model import Release

MANY = 10_000  # rows from which on a format is worth a process


class Aside:
    """One format on its way; `result` waits for it. Raises OSError if the disk is full."""

    def __init__(self, name: str, release: Release, folder: Path) -> None:
        self.name = name
        # Both ways through files, which nobody need empty while the other writes. The release is
        # pickled before anybody goes on with it: what it computes on demand would change it.
        self._said = tempfile.TemporaryFile(dir=folder)
        with tempfile.TemporaryFile(dir=folder) as given:
            pickle.dump(release, given, protocol=5)
            given.seek(0)
            self._process = subprocess.Popen(
                [sys.executable, "-m", "spaceties.release.formats.aside", name, str(folder)],
                stdin=given,
                stderr=self._said,
                env=os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
            )

    def result(self) -> None:
        """Returns once the format is written. Raises OSError with what kept it from that."""
        if self._process.wait():
            self._said.seek(0)
            lines = self._said.read().decode("utf-8", "replace").strip().splitlines()
            raise OSError(lines[-1] if lines else f"{self.name} could not be written")

    def stop(self) -> None:
        """Ends the process if it is still running."""
        if self._process.poll() is None:
            self._process.kill()
        self._process.wait()
        self._said.close()


def main(name: str, folder: str) -> int:
    from spaceties.datapackage.memory import no_garbage_collection
    from spaceties.release.formats import FORMATS

    release = pickle.load(sys.stdin.buffer)
    try:
        with no_garbage_collection():
            FORMATS[name].write(release, Path(folder))
    except OSError as error:
        print(error.strerror or error, file=sys.stderr)
        return 1
    except Exception as error:  # XlsxWriter wraps the OSError that it met
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
