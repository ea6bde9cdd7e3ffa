#!/usr/bin/env python3
"""What flywheel exports as XMILE, run by two simulators that share no code with it.

    cargo build --release
    python3 tests/independent/round_trip.py [--venv FOLDER] [--flywheel PROGRAM] [FILE ...]

makes a virtual environment (in target/independent, if no folder is given), installs pysimlin and PySD from PyPI in the
versions below, exports each FILE (the models and every scenario in scenarios/, if none is given), runs it in both,
and compares every variable at every saved moment with `flywheel simulate`. It ends with 1 where they disagree. It needs
the network once, and so is no part of `cargo test`.

Two values agree if they differ by at most 1e-9 of the larger one: rounding in another order of operations gives 1e-13 or
so, a different meaning far more. A value near zero is what is left of larger ones that cancel, with their rounding: so a
difference of 1e-9 of the variable's largest size in the run is taken as none either.
"""

import argparse
import csv
import io
import math
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ["pysimlin==0.8.5", "pysd==3.14.3"]
TOLERANCE = 1e-9


def canonical(name):
    return "_".join(name.replace("_", " ").split()).lower()


def python_with_engines(folder):
    """The interpreter of a virtual environment that has both simulators."""
    python = folder / "bin" / "python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", folder], check=True)
    subprocess.run([python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *PACKAGES], check=True)
    return python


def flywheel_run(program, file):
    text = subprocess.run([program, "simulate", file], check=True, capture_output=True, text=True).stdout
    rows = list(csv.reader(io.StringIO(text)))
    columns = zip(*[[float(x) for x in row] for row in rows[1:]])
    return {canonical(name): list(values) for name, values in zip(rows[0], columns)}


def simlin_run(path, _times):
    import simlin

    frame = simlin.load(str(path)).run(analyze_loops=False).results
    columns = {canonical(name): list(map(float, frame[name])) for name in frame.columns}
    return {"time": list(map(float, frame.index)), **columns}


def pysd_run(path, times):
    import pysd

    # PySD 3.14 does not know the save interval: it is asked for the moments that flywheel keeps.
    frame = pysd.read_xmile(str(path)).run(return_timestamps=times)
    columns = {canonical(name): list(map(float, frame[name])) for name in frame.columns}
    return {"time": list(map(float, frame.index)), **columns}


def compare(ours, theirs):
    """How many values were compared, the worst difference relative to its size, where, and what disagrees."""
    wrong, worst, where, count = [], 0.0, "-", 0
    for name, values in ours.items():
        others = theirs.get(name)
        if others is None or len(others) != len(values):
            wrong.append(f"{name}: {'is not there' if others is None else f'{len(others)} moments, not {len(values)}'}")
            continue
        largest = max(map(abs, values))
        for time, a, b in zip(ours["time"], values, others):
            count += 1
            if a == b or (math.isnan(a) and math.isnan(b)):
                continue
            size = max(abs(a), abs(b))
            difference = abs(a - b)
            if not difference <= TOLERANCE * max(size, largest):
                wrong.append(f"{name} at {time}: {a!r} and {b!r}")
            relative = difference / size if size else 0.0
            if not relative <= worst and difference > 1e-15 * largest:
                worst, where = relative, f"{name} at {time:g}"
    return count, worst, where, wrong


def trials(program, files):
    """Exports, runs and compares each file; the number of files and simulators that disagree."""
    failures = 0
    print(f"{'file':34} {'simulator':9} {'values':>8} {'worst':>9}  where")
    for file in files:
        ours = flywheel_run(program, file)
        folder = Path(tempfile.mkdtemp())
        try:
            path = folder / "model.xmile"
            subprocess.run([program, "model", "export", file, "--to", "xmile", "-o", path, "--quiet"], check=True)
            for engine, run in [("simlin", simlin_run), ("pysd", pysd_run)]:
                try:
                    count, worst, where, wrong = compare(ours, run(path, ours["time"]))
                except Exception as error:  # A simulator that cannot read the file disagrees.
                    count, worst, where = 0, math.nan, "-"
                    wrong = [f"{type(error).__name__}: {str(error)[:300]}"]
                print(f"{os.path.relpath(file, ROOT)[-34:]:34} {engine:9} {count:8} {worst:9.1e}  {where}")
                for line in wrong[:5]:
                    print(f"    DISAGREES {line}")
                if len(wrong) > 5:
                    print(f"    and {len(wrong) - 5} more")
                failures += bool(wrong)
        finally:
            shutil.rmtree(folder, ignore_errors=True)
    return failures


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--venv", type=Path, default=ROOT / "target" / "independent")
    arguments.add_argument("--flywheel", type=Path, default=ROOT / "target" / "release" / "flywheel")
    arguments.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    arguments.add_argument("files", nargs="*", type=Path)
    given = arguments.parse_args()
    files = given.files or sorted(ROOT.glob("models/*.toml")) + sorted(ROOT.glob("scenarios/*.toml"))
    if not given.inside:
        python = python_with_engines(given.venv)
        again = [python, __file__, "--inside", "--flywheel", given.flywheel, *files]
        sys.exit(subprocess.run(again).returncode)
    import warnings

    warnings.filterwarnings("ignore")
    failures = trials(given.flywheel, [file.resolve() for file in files])
    print("all agree" if failures == 0 else f"{failures} disagree")
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    main()
