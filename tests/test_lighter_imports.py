"""pyarrow.compute made on demand is pyarrow.compute."""

import subprocess
import sys

COMPARE = """
import sys
from spaceties import lighter_imports
import pyarrow as pa
import pyarrow.compute as plain
names = {name for name in dir(plain) if not name.startswith("_")}
del sys.modules["pyarrow.compute"]
lighter_imports.install()
import pyarrow.compute as quick
assert "sum" not in vars(quick) and "and_" not in vars(quick)
for name in names:
    one, other = getattr(plain, name), getattr(quick, name)
    assert type(one) is type(other), name
    if hasattr(one, "__arrow_compute_function__"):
        told = one.__arrow_compute_function__
        inside = dict(zip(other.__code__.co_freevars, other.__closure__))
        assert inside["func"].cell_contents.name == told["name"], name
        assert inside["arity"].cell_contents == told["arity"], name
        options = inside.get("options_class")
        assert (options and options.cell_contents.__name__ or "") == told["options_class"], name
assert not any(hasattr(quick, name) for name in ("no_such_function", "__path__"))
assert quick.sum(pa.array([1, 2])).as_py() == 3
assert quick.utf8_zfill(pa.array(["7"]), 3)[0].as_py() == "007"
assert quick.and_(True, False).as_py() is False
print(len(names))
"""


def _run(code: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)


def test_every_name_is_there_and_calls_the_same_function() -> None:
    ran = _run(COMPARE)
    assert ran.returncode == 0, ran.stderr
    assert int(ran.stdout) > 300


def test_another_pyarrow_is_imported_as_it_stands() -> None:
    ran = _run(
        "from spaceties import lighter_imports\n"
        "lighter_imports.LOOKED_UP[:] = []\n"
        "lighter_imports.install()\n"
        "import pyarrow.compute as pc\n"
        "assert 'sum' in vars(pc) and '__getattr__' not in vars(pc)\n"
        "assert pc.sum([1, 2]).as_py() == 3\n"
    )
    assert ran.returncode == 0, ran.stderr


def test_a_command_makes_only_what_it_calls() -> None:
    ran = _run(
        "import sys\n"
        "from spaceties import lighter_imports\n"
        "lighter_imports.install()\n"
        "import pandas, pyarrow.compute as pc\n"
        "assert len([n for n in vars(pc) if not n.startswith('_')]) < 250\n"
    )
    assert ran.returncode == 0, ran.stderr


def test_numpy_without_its_documentation_is_numpy() -> None:
    names = "print(sorted((name, len(dir(getattr(np, name)))) for name in dir(np)))"
    plain = _run(f"import numpy as np; {names}")
    quick = _run(
        "from spaceties import lighter_imports\n"
        f"lighter_imports.install()\nimport numpy as np\n{names}\n"
        "assert np.ndarray.sum.__doc__ is None\n"
        "import numpy.ma, numpy.typing, pandas\n"
    )
    assert quick.returncode == 0, quick.stderr
    assert quick.stdout == plain.stdout


SCHEMA = """
import pandas as pd
import pandera.pandas as pa
checks = [pa.Check(lambda v: v["a"] > 1, name="R", error="more than one", ignore_na=False)]
schema = pa.DataFrameSchema({"a": pa.Column(int)}, checks=checks, name="view")
try:
    schema.validate(pd.DataFrame({"a": [1, 2]}), lazy=True)
except pa.errors.SchemaErrors as errors:
    print(errors.failure_cases.to_csv())
"""


def test_pandera_without_the_types_of_others_says_the_same() -> None:
    quick = _run(
        f"from spaceties import lighter_imports\nlighter_imports.install()\n{SCHEMA}"
        "import sys\nassert not {'pydantic', 'typeguard', 'pydantic_core'} & {*sys.modules}\n"
        "import pydantic\nassert issubclass(pydantic.create_model('M'), pydantic.BaseModel)\n"
    )
    assert quick.returncode == 0, quick.stderr
    assert "more than one" in quick.stdout or ",R," in quick.stdout
    assert quick.stdout == _run(SCHEMA).stdout


def test_another_pandera_is_imported_as_it_stands() -> None:
    ran = _run(
        "from spaceties import lighter_imports\n"
        "lighter_imports.TYPES['pydantic'] = 'none'\n"
        f"lighter_imports.install()\n{SCHEMA}"
        "import sys\nassert sys.modules['pydantic'].__version__ != 'none'\n"
    )
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout == _run(SCHEMA).stdout
