"""Run targets for some time each; what is found is kept in build/fuzz/, and is exit code 1."""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

from tests import fuzz

KEPT = Path("build") / "fuzz"


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--seconds", type=float, default=600, help="for each target (600)")
    parser.add_argument("--target", choices=fuzz.targets(), action="append", help="(all)")
    parser.add_argument("--seed", type=int, help="of the first round (the time)")
    args = parser.parse_args()
    broken = 0
    for target in args.target or fuzz.targets():
        seed = int(time.time()) if args.seed is None else args.seed
        outcome = fuzz.fuzz(fuzz.target(target), args.seconds, seed)
        print(f"{target}: {outcome.inputs:,} inputs, {len(outcome.found)} found", flush=True)
        for place, found in outcome.found.items():
            broken += 1
            KEPT.mkdir(parents=True, exist_ok=True)
            path = KEPT / f"{target}-{found.seed}.txt"
            again = f"python -m tests.fuzz --target {target} --seconds 60 --seed {found.seed}"
            path.write_text(f"{again}\n\n{found.value}\n\n{found.trace}", encoding="utf-8",
                            errors="backslashreplace")  # fmt: skip
            print(f"  {place}\n    {path}\n    {ascii(found.value)[:300]}", flush=True)
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
