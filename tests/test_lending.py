"""What Arrow reads belongs to Python until Arrow has given it back."""

import subprocess
import sys
import time
from threading import Thread

import pyarrow.csv as pa_csv

from spaceties.datapackage import arrow

READ = """
import sys
import pyarrow.csv as pa_csv
from spaceties.datapackage.arrow import source_of
for _ in range(20):
    data = b"a,b\\n" + b"1,x\\n" * 20_000
    pa_csv.read_csv(source_of(data), pa_csv.ReadOptions(block_size=4096))
"""


def test_no_bytes_are_copied_and_all_are_given_back() -> None:
    data = b"a,b\n1,x\n"
    source = arrow.source_of(data)
    assert source.read_buffer().address == arrow.pa.py_buffer(data).address
    del source
    arrow.wait_for_arrow()
    assert not [lent for lent in arrow._lent if lent() is not None]


def test_a_process_waits_for_what_is_still_lent() -> None:
    source = [arrow.source_of(b"a\n1\n")]

    def give_back() -> None:
        time.sleep(0.2)
        source.clear()

    thread = Thread(target=give_back)
    began = time.monotonic()
    thread.start()
    arrow.wait_for_arrow(seconds=30)
    assert 0.1 < time.monotonic() - began < 20
    thread.join()


def test_a_process_ends_though_something_is_never_given_back() -> None:
    source = arrow.source_of(b"a\n1\n")
    arrow.wait_for_arrow(seconds=0.01)
    assert pa_csv.read_csv(source).num_rows == 1


def test_a_process_that_has_just_read_ends_well() -> None:
    for _ in range(5):
        assert subprocess.run([sys.executable, "-c", READ], check=False).returncode == 0
