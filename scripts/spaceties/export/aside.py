"""A format written in a process of its own, where it would keep this interpreter busy for seconds.

`python -m spaceties.export.aside FORMAT FOLDER` reads a pickled release from standard input.
"""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from pathlib import Path
from threading import Thread

from spaceties.export.model import Release

MANY = 10_000  # rows from which on a format is worth a process


class Aside:
    """One format on its way; `result` waits for it."""

    def __init__(self, name: str, release: Release, folder: Path) -> None:
        self.name = name
        self._process = subprocess.Popen(
            [sys.executable, "-m", "spaceties.export.aside", name, str(folder)],
            stdin=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        )
        self._said = b""
        self._talk = Thread(target=self._tell, args=(release,), daemon=True)
        self._talk.start()

    def result(self) -> None:
        """Returns once the format is written. Raises OSError with what kept it from that."""
        self._talk.join()
        if self._process.wait():
            lines = self._said.decode("utf-8", "replace").strip().splitlines()
            raise OSError(lines[-1] if lines else f"{self.name} could not be written")

    def stop(self) -> None:
        """Ends the process if it is still running."""
        if self._process.poll() is None:
            self._process.kill()
        self._talk.join()
        self._process.wait()

    def _tell(self, release: Release) -> None:
        try:
            data = pickle.dumps(release, protocol=5)
            self._said = self._process.communicate(data)[1]
        except OSError:  # it ended before it had read all; `result` tells how
            self._said = self._process.stderr.read()


def main(name: str, folder: str) -> int:
    from spaceties.export import FORMATS
    from spaceties.package.memory import no_garbage_collection

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
