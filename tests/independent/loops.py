#!/usr/bin/env python3
"""Link scores, loop scores and relative loop scores, held against pysimlin's.

    cargo build --release
    python3 tests/independent/loops.py [--venv FOLDER] [--flywheel PROGRAM] [FILE.xmile ...]

makes a virtual environment as round_trip.py does, and compares at every saved moment every link that both score, every
loop that both find, and its share in its cycle partition. Without a FILE: logistic growth, and benches/bench.xmile. It ends
with 1 where they disagree.

Two scores agree if they differ by at most 1e-9, or by 1e-9 of the larger one where they are above 1. What is left of larger
numbers that cancel carries their rounding: a link from a flow to a stock whose flows nearly balance is a share of next to
nothing, and may differ in its ninth digit.
"""

import argparse
import csv
import json
import subprocess
import sys
import tempfile
from pathlib import Path

from round_trip import ROOT, canonical, python_with_engines

TOLERANCE = 1e-9

LOGISTIC = """<?xml version="1.0" encoding="utf-8"?>
<xmile version="1.0" xmlns="http://docs.oasis-open.org/xmile/ns/XMILE/v1.0">
<header><vendor>flywheel</vendor><product version="1">flywheel</product><name>logistic</name></header>
<sim_specs method="Euler"><start>0</start><stop>20</stop><dt>0.25</dt></sim_specs>
<model><variables>
<stock name="population"><eqn>10</eqn><inflow>births</inflow></stock>
<flow name="births"><eqn>0.5*population*room</eqn></flow>
<aux name="room"><eqn>1-population/1000</eqn></aux>
</variables></model></xmile>
"""


def ours(program, file, folder):
    call = [program, "loops", file, "--all", "--no-cuts", "--no-charts", "--json", "--quiet", "--out", folder]
    answer = json.loads(subprocess.run(call, check=True, capture_output=True, text=True).stdout)
    links, shares = {}, {}
    [links_csv, loops_csv] = [next(f for f in answer["files"] if f.endswith(name)) for name in ("links.csv", "loops.csv")]
    for row in csv.DictReader(open(links_csv)):
        links.setdefault((canonical(row["cause"]), canonical(row["effect"])), []).append(float(row["score"]))
    for row in csv.DictReader(open(loops_csv)):
        if row["loop"]:
            shares.setdefault(row["loop"], []).append(float(row["mean"]))
    cycles = {}
    for loop in answer["loops"]:
        if len(loop["paths"]) == 1:
            cycles[around([canonical(name) for name in loop["paths"][0]])] = shares[loop["loop"]]
    return links, cycles, answer["search"]["all"]


def around(names):
    """A cycle from its first name in the alphabet on."""
    first = names.index(min(names))
    return tuple(names[first:] + names[:first])


def theirs(file):
    import simlin

    sim = simlin.load(str(file)).simulate(enable_ltm=True)
    sim.run_to_end()
    links = {}
    for link in sim.get_links():
        if link.score is not None and len(link.score):
            links[canonical(link.from_var), canonical(link.to_var)] = [float(x) for x in link.score]
    loops = {}
    for loop in sim.get_loops_runtime():
        names = [canonical(name) for name in loop.variables]
        score, share = sim.get_loop_score(loop.id), sim.get_relative_loop_score(loop.id)
        loops[around(names)] = ([float(x) for x in score], [float(x) for x in share], loop.partition)
    return links, loops, str(sim.get_ltm_mode())


def differ(mine, other):
    """The largest difference of two series, a saved moment of the one to a step of the other."""
    step = (len(other) - 1) // (len(mine) - 1)
    pairs = zip(mine[1:], other[::step][1:])
    return max((abs(a - b) / max(1.0, abs(b)) for a, b in pairs), default=0.0)


def product(links, cycle):
    pairs = list(zip(cycle, cycle[1:] + cycle[:1]))
    series = [links[pair] for pair in pairs]
    out = []
    for values in zip(*series):
        score = 1.0
        for value in values:
            score *= value
        out.append(score)
    return out


def compare(program, file, folder):
    my_links, my_shares, every = ours(program, file, folder)
    links, loops, mode = theirs(file)
    worst = {"links": 0.0, "loop scores": 0.0, "shares": 0.0}
    both = [pair for pair in links if pair in my_links]
    for pair in both:
        worst["links"] = max(worst["links"], differ(my_links[pair], links[pair]))
    shared = [cycle for cycle in loops if all(pair in my_links for pair in zip(cycle, cycle[1:] + cycle[:1]))]
    for cycle in shared:
        worst["loop scores"] = max(worst["loop scores"], differ(product(my_links, cycle), loops[cycle][0]))
    # Shares are of all loops: they compare where both have found all.
    all_found = every and set(my_shares) == set(loops)
    found = [cycle for cycle in loops if cycle in my_shares] if all_found else []
    for cycle in found:
        alone = sum(1 for other in loops if loops[other][2] == loops[cycle][2]) == 1
        if not alone:
            worst["shares"] = max(worst["shares"], differ(my_shares[cycle], loops[cycle][1]))
    print(f"{Path(file).name}: {len(both)} links of {len(my_links)} here and {len(links)} there, {len(shared)} loops of "
          f"{len(my_shares)} and {len(loops)} ({mode}), {len(found)} shares; worst "
          + ", ".join(f"{what} {size:.1e}" for what, size in worst.items()))
    return max(worst.values()) <= TOLERANCE


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="*", metavar="FILE")
    parser.add_argument("--venv", type=Path, default=ROOT / "target" / "independent")
    parser.add_argument("--flywheel", default=str(ROOT / "target" / "release" / "flywheel"))
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if not arguments.inside:
        python = python_with_engines(arguments.venv)
        sys.exit(subprocess.run([python, __file__, "--inside", *sys.argv[1:]]).returncode)
    with tempfile.TemporaryDirectory() as folder:
        logistic = Path(folder) / "logistic.xmile"
        logistic.write_text(LOGISTIC)
        files = arguments.files or [str(logistic), str(ROOT / "benches" / "bench.xmile")]
        agreed = [compare(arguments.flywheel, file, folder) for file in files]
    sys.exit(0 if all(agreed) else 1)


if __name__ == "__main__":
    main()
