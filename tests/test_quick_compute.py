"""pyarrow.compute made on demand is pyarrow.compute."""

import subprocess
import sys

COMPARE = """
import importlib, inspect, pickle, sys
from spaceties.commands import quick_compute
import pyarrow as pa
import pyarrow.compute as plain
names = {name for name in dir(plain) if not name.startswith("_")}
told = {name: (type(getattr(plain, name)), getattr(plain, name).__doc__) for name in names}
del sys.modules["pyarrow.compute"]
quick_compute.install()
import pyarrow.compute as quick
assert "sum" not in vars(quick) and "and_" not in vars(quick)
for name in names:
    assert (type(getattr(quick, name)), getattr(quick, name).__doc__) == told[name], name
    if hasattr(getattr(plain, name), "__signature__"):
        assert str(inspect.signature(getattr(quick, name))) == str(
            inspect.signature(getattr(plain, name))), name
assert not any(hasattr(quick, name) for name in ("no_such_function", "__path__"))
assert quick.sum(pa.array([1, 2])).as_py() == 3
print(len(names))
"""


def _run(code: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)


def test_every_name_is_there_with_its_signature_and_documentation() -> None:
    ran = _run(COMPARE)
    assert ran.returncode == 0, ran.stderr
    assert int(ran.stdout) > 300


def test_another_pyarrow_is_imported_as_it_stands() -> None:
    ran = _run(
        "from spaceties.commands import quick_compute\n"
        "quick_compute.AT_ONCE[:] = []\n"
        "quick_compute.install()\n"
        "import pyarrow.compute as pc\n"
        "assert 'sum' in vars(pc) and '__getattr__' not in vars(pc)\n"
        "assert pc.sum([1, 2]).as_py() == 3\n"
    )
    assert ran.returncode == 0, ran.stderr


def test_a_command_makes_only_what_it_calls() -> None:
    ran = _run(
        "import sys\n"
        "from spaceties.commands import quick_compute\n"
        "quick_compute.install()\n"
        "import pandas, pyarrow.compute as pc\n"
        "assert len([n for n in vars(pc) if not n.startswith('_')]) < 250\n"
    )
    assert ran.returncode == 0, ran.stderr
