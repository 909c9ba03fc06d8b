"""What the explorer costs: `python -m benchmarks.site`, which needs Chromium.

Prints the time to build the page from the assembled tables, its size, and the time from opening it
from disk to the first view and to its first chart, medians of fresh headless browsers; exits with
1 if a bound is broken: 1.5 s to build, 8 MB, 1.5 s to the first view.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from pathlib import Path

from playwright.sync_api import sync_playwright

from spaceties.datapackage import descriptor
from spaceties.dataset import assemble, store
from spaceties.explorer import page, pictures

BUILD, MEGABYTES, VIEW, ROUNDS = 1.5, 8.0, 1.5, 5


def main() -> int:
    if (program := pictures.browser()) is None:
        raise SystemExit("no Chromium is installed")
    seconds, text = build()
    megabytes = len(text.encode()) / 1e6
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "index.html"
        path.write_text(text, encoding="utf-8")
        rounds = [opened(program, path.as_uri()) for _ in range(ROUNDS)]
    view, chart = (statistics.median(times) for times in zip(*rounds, strict=True))
    print(f"building the page: {seconds:.2f} s (at most {BUILD})")
    print(f"its size: {megabytes:.1f} MB (at most {MEGABYTES})")
    print(f"first view: {view:.2f} s (at most {VIEW}), first chart: {chart:.2f} s")
    return int(seconds > BUILD or megabytes > MEGABYTES or view > VIEW)


def build() -> tuple[float, str]:
    """Seconds and text of the page, from tables whose cells other formats have read already."""
    package = descriptor.load(store.descriptor_path())
    tables = {name: store.read(package, name) for name in package.names}
    release = assemble.assemble(package, tables)
    for table in release.tables:
        _ = table.columns
    began = time.monotonic()
    text = page.build(release)
    return time.monotonic() - began, text


def opened(program: str, address: str) -> tuple[float, float]:
    """Seconds from navigation to the first view and to its first chart, in a browser of its own."""
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=program)
        tab = browser.new_page()
        tab.goto(address)
        tab.wait_for_selector("main .drawing svg")
        marks = ("first view", "first chart")
        get = "name => performance.getEntriesByName(name)[0].startTime / 1000"
        times = tuple(tab.evaluate(get, name) for name in marks)
        browser.close()
    return times


if __name__ == "__main__":
    sys.exit(main())
