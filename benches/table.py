#!/usr/bin/env python3
"""The tables of benches/README.md: the engine beside the limit and other simulators, and what is promised of speed.

    python3 benches/table.py [--quick] [--only NAME ...] [--write]

builds flywheel, fetches the other simulators from PyPI and npm into target/peers (the network is needed once), runs
everything one after another, and prints the tables; --write puts them between the markers in benches/README.md. Time is
processor time, user and system together, as the operating system counts it for a process, unless a row says otherwise.
What cannot be fetched or run is said, and its row left out with the reason. It is no part of the tests.
"""

import argparse
import datetime
import json
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

sys.dont_write_bytecode = True
import where

ROOT = Path(__file__).resolve().parents[1]
BENCHES = ROOT / "benches"
TARGET = ROOT / "target"
FETCHED = TARGET / "peers"
PYTHON = FETCHED / "venv" / "bin" / "python"
FLYWHEEL = TARGET / "release" / "flywheel"
QUESTIONS = TARGET / "questions"
# Everything is run in ROOT.
SCENARIO = "scenarios/one-from-each-box.toml"

# Where trust stands at week 104 with the constants as they are, as benches/limit.rs has it, and how exact that must be.
TRUST = 0.10282938762977363
EXACT = 1e-9

# What each is called here, in which package it comes, what of it is meant, and how it is run.
PEERS = {
    "simlin": ("pysimlin==0.8.5", ", set back", "`bench.xmile`; `reset`, two `set_value`, `run_to_end`, one series"),
    "bptk_rust": ("BPTK-Py==3.2.0", ", in Rust", "made by the script in its own language, loaded once; one series"),
    "simlin_run": ("pysimlin==0.8.5", ", data frame", "`bench.xmile`; `Model.run`, every variable"),
    "pysd": ("PySD==3.14.3", "", "`bench.xmile`, its `LOOKUP`s rewritten by the script; two columns, weekly rows"),
    "simulation": ("simulation@9.0.0", " (npm)", "made by the script in its own language; Euler"),
    "bptk": ("BPTK-Py==3.2.0", ", in Python", "made by the script in its own language, its default; one series"),
}

# Replications of bench.toml.
YARDSTICK = 40_960

# What is promised, as ratios within one run of this script.
TARGETS = {
    "start over true, ms": 5.0,
    "show over version": 10.0,
    "job over engine": 3.0,
    "growth": 115.0,
    "memory, MiB": 1024.0,
    "two threads": 1.85,
}


class NotHere(Exception):
    """Why something cannot be measured on this machine."""


def run(*command, env=None):
    """What a command prints; NotHere with the end of what it says where it fails."""
    command = [str(part) for part in command]
    try:
        ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, env={**os.environ, **(env or {})})
    except FileNotFoundError:
        raise NotHere(f"{command[0]} is not installed") from None
    if ran.returncode != 0:
        said = [line for line in (ran.stderr or ran.stdout).splitlines() if line and "complete log" not in line]
        short = " / ".join(said[-2:])[-300:].replace(str(ROOT), ".").replace(str(Path.home()), "~")
        raise NotHere(f"`{Path(command[0]).name} {' '.join(command[1:4])}` failed: {short}")
    return ran.stdout


class Used:
    """What one process has used: seconds of processor time, and the most memory it held, in MiB."""

    def __init__(self, *command):
        with tempfile.TemporaryFile() as said:
            command = [str(part) for part in command]
            started = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=said)
            _, status, usage = os.wait4(started.pid, 0)
            started.returncode = os.waitstatus_to_exitcode(status)
            if started.returncode != 0:
                said.seek(0)
                words = " ".join(said.read().decode(errors="replace").split())
                raise NotHere(f"`flywheel {' '.join(command[1:5])}` failed: {words[:140]}")
        self.seconds = usage.ru_utime + usage.ru_stime
        self.mebibytes = usage.ru_maxrss / 1024


def say(text):
    print(text, file=sys.stderr, flush=True)


# Fetching and building.


def fetch_python(package):
    if not PYTHON.exists():
        run(sys.executable, "-m", "venv", FETCHED / "venv")
    run(PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", package)


def fetch_node(package):
    name, version = package.split("@")
    installed = FETCHED / "node" / "node_modules" / name / "package.json"
    if not installed.exists() or json.loads(installed.read_text())["version"] != version:
        (FETCHED / "node").mkdir(parents=True, exist_ok=True)
        run("npm", "install", "--no-fund", "--no-audit", "--prefix", FETCHED / "node", package)


def fetch_runner():
    """The program that gungraun starts, which has to be of its version."""
    lock = (BENCHES / "questions" / "Cargo.lock").read_text()
    version = re.search(r'name = "gungraun-runner"\nversion = "(.+)"', lock)[1]
    runner = FETCHED / "cargo" / "bin" / "gungraun-runner"
    if not runner.exists() or version not in run(runner, "--version"):
        say(f"building gungraun-runner {version}, which takes minutes")
        run("cargo", "install", "gungraun-runner", "--version", f"={version}", "--locked", "--root", FETCHED / "cargo")
    return runner


def bench_program(name):
    """Builds a bench of the engine; its path, so that it can be run without cargo."""
    said = run("cargo", "bench", "--bench", name, "--no-run", "--message-format=json")
    made = [json.loads(line) for line in said.splitlines() if line.startswith("{")]
    return next(m["executable"] for m in made if m.get("executable") and m["target"]["name"] == name)


# The first table: one run of the yardstick.


def limit_program():
    program = FETCHED / "limit"
    flags = ["-C", "opt-level=3", "-C", "target-cpu=x86-64-v3", "-A", "warnings"]
    run("rustc", *flags, BENCHES / "limit.rs", "-o", program)
    return program


def limit_and_engine(quick):
    """Microseconds a run by hand and of the engine, the least of rounds in turn, and where trust ends in each."""
    limit, engine = limit_program(), bench_program("yardstick")
    replications, rounds = str(YARDSTICK), 3 if quick else 11
    commands = {"limit": [limit, replications, "lanes"], "engine": [engine, "--only", replications]}
    spent = {name: [] for name in commands}
    for _ in range(rounds):
        for name, command in commands.items():
            spent[name].append(Used(*command).seconds / YARDSTICK * 1e6)
    # The run without luck: the limit prints its trust and value last.
    by_hand = float(run(limit, 16, "lanes").splitlines()[-1].strip("()").split(",")[0])
    table = [line.split(",") for line in run(FLYWHEEL, "simulate", BENCHES / "bench.xmile").splitlines()]
    ours = float(table[-1][table[0].index("trust")])
    return {"limit": (min(spent["limit"]), by_hand), "engine": (min(spent["engine"]), ours)}


def peer(name, seconds):
    package = PEERS[name][0]
    if name == "simulation":
        fetch_node(package)
        model = run(sys.executable, BENCHES / "peers.py", "for_node", 0)
        node = ["node", BENCHES / "peers.mjs", FETCHED / "node", str(seconds)]
        ran = subprocess.run(node, input=model, capture_output=True, text=True)
        if ran.returncode != 0:
            raise NotHere(f"node failed: {ran.stderr.strip()[-300:]}")
        said = ran.stdout
    else:
        fetch_python(package)
        said = run(PYTHON, BENCHES / "peers.py", name, seconds)
    answer = json.loads(said.strip().splitlines()[-1])
    return answer["microseconds"], answer["trust"]


def yardstick_table(wanted, quick):
    say("the yardstick: the limit and the engine")
    found = limit_and_engine(quick)
    limit = found["limit"][0]
    what = {
        "limit": ("the limit", f"`limit.rs`, by hand: {YARDSTICK:,} runs, 16 side by side, AVX2, one thread"),
        "engine": ("**flywheel**", f"the engine on `bench.toml`: {YARDSTICK:,} runs, one thread"),
    }
    missing = []
    for name, (package, which, how) in PEERS.items():
        if name in wanted:
            say(f"{package}: {name}")
            what[name] = (" ".join(re.split("[=@]+", package)) + which, how)
            try:
                found[name] = peer(name, 1 if quick else 10)
            except NotHere as reason:
                missing.append(f"Left out: {what.pop(name)[0]}: {reason}.")
                say(f"NOT MEASURED: {missing[-1]}")
    lines = ["| what | µs a run | times the limit | trust at week 104 | how |", "|---|---:|---:|---|---|"]
    for name, (microseconds, trust) in sorted(found.items(), key=lambda one: one[1][0]):
        right = abs(trust - TRUST) <= EXACT * TRUST
        answer = f"{trust:.12g}" if right else f"**{trust:.12g}, which is wrong**"
        ratio = microseconds / limit
        times = f"{ratio:.2f}" if ratio < 10 else figures(ratio)
        lines.append(f"| {what[name][0]} | {figures(microseconds)} | {times} | {answer} | {what[name][1]} |")
    return "\n".join(lines + [f"\n{line}" for line in missing])


def figures(number):
    """Three significant digits, thousands apart."""
    if number < 100:
        return f"{number:#.3g}"
    scale = 10 ** (len(str(int(number))) - 3)
    return f"{round(number / scale) * scale:,}"


# The second table: what is promised, each a ratio within this run.


def least(times, command):
    return min(Used(*command).seconds for _ in range(times))


def start(quick):
    """Means over many starts, in turn, so that what else the machine does falls on all alike."""
    commands = [["true"], [FLYWHEEL, "--version"], [FLYWHEEL, "model", "show"]]
    spent = [[], [], []]
    for _ in range(30 if quick else 200):
        for command, seconds in zip(commands, spent):
            seconds.append(Used(*command).seconds * 1e3)
    nothing, version, show = (statistics.mean(seconds) for seconds in spent)
    most = 2 * nothing + TARGETS["start over true, ms"]
    yield "start: `flywheel --version`", f"{version:.2f} ms, `true` {nothing:.2f} ms", (
        f"at most twice `true` and 5 ms: {most:.2f} ms"
    ), version <= most
    ratio = show / version
    yield "`flywheel model show`", f"{show:.2f} ms, {ratio:.1f} times `--version`", (
        f"at most {TARGETS['show over version']:g} times"
    ), ratio <= TARGETS["show over version"]


def charts():
    """The argument that leaves charts out, where the program has it."""
    return ["--no-charts"] if "--no-charts" in run(FLYWHEEL, "run", "--help") else []


def scenario_run(folder, replications, *more):
    return [FLYWHEEL, "run", SCENARIO, "--replications", str(replications), "--quiet", "--out", folder, *more]


def job(quick):
    replications, times = (1000, 2) if quick else (10_000, 5)
    engine = least(times, [bench_program("engine"), "--only", str(replications)])
    with tempfile.TemporaryDirectory() as folder:
        whole = least(times, scenario_run(folder, replications))
    ratio = whole / engine
    yield f"`flywheel run`, {replications:,} replications, charts and files", (
        f"{whole:.2f} s, the engine alone {engine:.2f} s: {ratio:.2f} times"
    ), f"at most {TARGETS['job over engine']:g} times", ratio <= TARGETS["job over engine"]


def memory(quick):
    few, many = (1000, 100_000) if quick else (10_000, 1_000_000)
    without = charts()
    with tempfile.TemporaryDirectory() as folder:
        small = Used(*scenario_run(folder, few, *without))
        large = Used(*scenario_run(folder, many, *without))
    what = f"`flywheel run{' --no-charts' if without else ''}`, {many:,} replications"
    ratio = large.seconds / small.seconds
    yield f"{what}: memory", f"{large.mebibytes:.0f} MiB at most, {small.mebibytes:.0f} MiB for {few:,}", (
        f"at most {TARGETS['memory, MiB']:g} MiB"
    ), large.mebibytes <= TARGETS["memory, MiB"]
    yield f"{what}: time", f"{large.seconds:.1f} s, {ratio:.1f} times that for {few:,}", (
        f"at most {TARGETS['growth']:g} times"
    ), ratio <= TARGETS["growth"]


def threads(quick):
    said = run(bench_program("engine"))
    one, two = (float(re.search(rf"engine, {n}\s+([\d.]+) us", said)[1]) for n in ("one thread", "two threads"))
    ratio = one / two
    yield "the engine on two threads, by the clock", (
        f"{two:.1f} µs a replication of the demonstration, on one {one:.1f}: {ratio:.2f} times as fast"
    ), f"at least {TARGETS['two threads']:g} times", ratio >= TARGETS["two threads"]


PROMISES = {"start": start, "job": job, "memory": memory, "threads": threads}


def promise_table(wanted, quick):
    lines = ["| what | measured | target | |", "|---|---|---|---|"]
    missing = []
    for name, measure in PROMISES.items():
        if name in wanted:
            say(name)
            try:
                for what, found, target, met in measure(quick):
                    lines.append(f"| {what} | {found} | {target} | {'met' if met else '**not met**'} |")
            except NotHere as reason:
                missing.append(f"Left out: {name}: {reason}.")
                say(f"NOT MEASURED: {missing[-1]}")
    return "\n".join(lines + [f"\n{line}" for line in missing])


# The third and fourth: instructions, and where they and the time go.


def profiles():
    """Runs the bench that counts instructions; the profiles it leaves, by the question."""
    if not shutil.which("valgrind"):
        raise NotHere("valgrind is not installed")
    # What an earlier run has left belongs to a program that is no longer there.
    shutil.rmtree(QUESTIONS / "gungraun", ignore_errors=True)
    env = {"GUNGRAUN_RUNNER": str(fetch_runner()), "CARGO_TARGET_DIR": str(QUESTIONS)}
    manifest = BENCHES / "questions" / "Cargo.toml"
    run("cargo", "bench", "--manifest-path", manifest, "--bench", "instructions", env=env)
    found = QUESTIONS.rglob("callgrind.*.out")
    return {path.name.removeprefix("callgrind.").removesuffix(".out"): path for path in sorted(found)}


def instruction_table(profiles):
    lines = ["| question | instructions |", "|---|---:|"]
    for name, path in profiles.items():
        count = int(re.search(r"^summary: (\d+)", path.read_text(), re.MULTILINE)[1])
        lines.append(f"| `{name}` | {figures(count)} |")
    return "\n".join(lines)


def where_table(profiles):
    """Shares of the yardstick's instructions and, where perf is there, of its time."""
    counted = where.counted(profiles["step_64_replications.yardstick"])
    try:
        with tempfile.NamedTemporaryFile() as record:
            sampled = where.sampled(bench_program("yardstick"), ["--only", str(10 * YARDSTICK)], record.name)
    except (OSError, subprocess.CalledProcessError) as reason:
        say(f"NOT MEASURED: where time goes: perf: {reason}")
        sampled = None
    rooms = {
        "operations": "the operations of a step, `lanes::evaluate`",
        "stocks": "moving the stocks, `lanes::euler`",
        where.REST: "all else: compiling once, luck, keeping what is asked for",
    }
    lines = ["| where | of the time | of the instructions |", "|---|---:|---:|"]
    rows = [(0, name, words) for name, words in rooms.items()]
    rows += [(1, name, f"of the first two: {name}") for name, _ in where.KINDS]
    for part, name, words in rows:
        time = f"{sampled[part][name]:.0%}" if sampled else "not measured"
        lines.append(f"| {words} | {time} | {counted[part][name]:.0%} |")
    return "\n".join(lines)


# Putting it together.


def machine():
    try:
        text = Path("/proc/cpuinfo").read_text()
        model = re.search(r"model name\s*: (.+)", text)[1]
        widest = next((wide for wide in ("AVX-512", "AVX2") if wide.replace("-", "").lower() in text), "no AVX2")
    except (OSError, TypeError):
        model, widest = "an unknown processor", "unknown width"
    return f"{os.cpu_count()} cores, {model.replace('(R)', '')} with {widest}"


def printed(quick, load):
    # The clock, which tells the row on threads, is slow where others use the processors too.
    busy = f", with other work on it (load {load:.1f})" if load > 0.5 else ""
    rust = run("rustc", "--version").split()[1]
    how = "quickly, to see that it works" if quick else "in full"
    return f"Printed by `benches/table.py` on {datetime.date.today()}, run {how}: {machine()}{busy},\nRust {rust}."


def write(tables):
    readme = BENCHES / "README.md"
    text = readme.read_text()
    for name, table in tables.items():
        begin, end = f"<!-- {name} -->\n", f"<!-- end of {name} -->"
        before, rest = text.split(begin)
        text = before + begin + table + "\n" + end + rest.split(end)[1]
    readme.write_text(text)


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    names = [*PEERS, *PROMISES, "instructions"]
    arguments.add_argument("--quick", action="store_true", help="fewer and shorter runs: to see that it works")
    arguments.add_argument("--only", action="append", choices=names, metavar="NAME", help=f"of {', '.join(names)}")
    arguments.add_argument("--write", action="store_true", help="put the tables into benches/README.md")
    given = arguments.parse_args()
    if given.write and given.only:
        arguments.error("--write writes all tables, of one run: not with --only")
    wanted = given.only or names
    load = os.getloadavg()[0]
    say("building flywheel")
    run("cargo", "build", "--release")
    tables = {}
    if not given.only or any(name in PEERS for name in wanted):
        tables["peers"] = yardstick_table(wanted, given.quick)
    if any(name in PROMISES for name in wanted):
        tables["promises"] = promise_table(wanted, given.quick)
    if "instructions" in wanted:
        try:
            say("instructions")
            found = profiles()
            tables["instructions"] = instruction_table(found)
            tables["where"] = where_table(found)
        except NotHere as reason:
            say(f"NOT MEASURED: instructions: {reason}")
            tables["instructions"] = tables["where"] = f"Not measured: {reason}."
    tables = {"printed": printed(given.quick, load), **tables}
    print("\n\n".join(tables.values()))
    if given.write:
        write(tables)


if __name__ == "__main__":
    main()
