"""Fetch the script libraries of the explorer anew: `python refresh.py`, which needs npm.

To take newer versions, change VERSIONS, run this, then the tests of the explorer. npm checks each
archive against the registry's integrity hash; the tests compare the files with `libraries.json`.
"""

from __future__ import annotations

import hashlib
import json
import subprocess
import tarfile
import tempfile
from pathlib import Path

from spaceties.datapackage.files import write

HERE = Path(__file__).resolve().parent
# Package, version, the file that is taken, its licence file.
VERSIONS = (
    ("vega", "6.4.0", "build/vega.min.js", "LICENSE"),
    ("vega-lite", "6.5.0", "build/vega-lite.min.js", "LICENSE"),
    ("vega-interpreter", "2.3.2", "build/vega-interpreter.js", "LICENSE"),
    ("datatables.net", "3.1.5", "js/dataTables.min.js", "License.txt"),
    ("fflate", "0.8.3", "umd/index.js", "LICENSE"),
    ("world-atlas", "2.0.2", "countries-110m.json", "LICENSE"),
)
# The only build of the interpreter is a module; these make it a plain script beside Vega's.
INTERPRETER = (
    (
        "import { ascending, isString, DisallowedObjectProperties } from 'vega-util';",
        "var vegaInterpreter = (function () {\n"
        "const { ascending, isString, DisallowedObjectProperties } = vega;",
    ),
    (
        "export { expression as expressionInterpreter };",
        "return { expressionInterpreter: expression };\n})();",
    ),
)


def main() -> None:
    libraries = []
    for name, version, path, licence in VERSIONS:
        with tempfile.TemporaryDirectory() as folder:
            command = ["npm", "pack", "--silent", f"{name}@{version}", "--pack-destination", folder]
            subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
            with tarfile.open(next(Path(folder).glob("*.tgz"))) as archive:
                script, terms, about = (
                    _read(archive, f"package/{member}")
                    for member in (path, licence, "package.json")
                )
        if name == "vega-interpreter":
            for old, new in INTERPRETER:
                if script.count(old) != 1:
                    raise SystemExit(f"{name} {version} no longer has the line {old}")
                script = script.replace(old, new)
        if path.endswith(".json"):  # TopoJSON, as a script beside the others
            script = f"var worldAtlas = {script.strip()};\n"
        own = Path(path).name
        file = f"{name}.js" if own == "index.js" or path.endswith(".json") else own
        write(HERE / file, script)
        write(HERE / f"{name}.LICENSE.txt", terms)
        digest = hashlib.sha256(script.encode()).hexdigest()
        described = {"name": name, "version": version, "license": json.loads(about)["license"]}
        libraries.append(described | {"file": file, "sha256": digest})
    text = json.dumps(libraries, indent=2) + "\n"
    write(HERE / "libraries.json", text)


def _read(archive: tarfile.TarFile, member: str) -> str:
    file = archive.extractfile(member)
    if file is None:
        raise SystemExit(f"{member} is no file of {archive.name!r}")
    return file.read().decode("utf-8")


if __name__ == "__main__":
    main()
