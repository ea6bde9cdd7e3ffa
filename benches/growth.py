#!/usr/bin/env python3
"""How what a command costs grows with its model: processor time and memory on made models of 100 to 50,000 variables.

    python3 benches/growth.py [--program PATH]... [--only SHAPE] [--sizes N,N] [--most SECONDS] [--keep FOLDER]

prints one table of the program as it was built: `cargo build --release` before. With `--program` twice each cell holds both,
such as one from before a change and one from after it. Everything runs on one thread. Time is
processor time, user and system together, of the whole process. What takes longer than --most seconds is stopped.
"""

import argparse
import os
import random
import resource
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FLYWHEEL = ROOT / "target" / "release" / "flywheel"
SIZES = [100, 1_000, 10_000, 50_000]
MOST = 60
MOST_MEMORY = 3 << 30

COMMANDS = {
    "model check": ["model", "check"],
    "simulate": ["simulate"],
    "model diagram": ["model", "diagram"],
    "loops": ["loops", "--no-charts"],
}


# The models. Each shape is what grows in another way: how many loops there are, how long they are, how many links.


def head(title):
    return f'title = "{title}"\n[time]\nunit = "week"\nstart = 0\nstop = 10\ndt = 0.25\nsave = 1\n[constant.pace]\nunit = "1/week"\nvalue = 0.5\n'


def stock(name, start, inflows, outflows=()):
    flows = f"inflows = {list(inflows)}\noutflows = {list(outflows)}\n".replace("'", '"')
    return f'[stock.{name}]\nunit = "1"\ninitial = "{start}"\n{flows}'


def flow(name, equation):
    return f'[flow.{name}]\nunit = "1/week"\nequation = "{equation}"\n'


def auxiliary(name, equation):
    return f'[aux.{name}]\nunit = "1"\nequation = "{equation}"\n'


def ring(variables, draw):
    """Each stock moves towards its two neighbours: as many short loops as stocks, and one round all of them."""
    count = variables // 2
    for i in range(count):
        before, after = (i - 1) % count, (i + 1) % count
        yield stock(f"s{i}", round(draw.uniform(1, 9), 2), [f"f{i}"])
        yield flow(f"f{i}", f"pace*(0.5*s{before} + 0.4*s{after} - s{i})")


def dense(variables, draw):
    """Each flow reads eight stocks drawn from all: more loops than could ever be counted."""
    count = variables // 2
    for i in range(count):
        yield stock(f"s{i}", round(draw.uniform(1, 9), 2), [f"f{i}"])
        read = " + ".join(f"{draw.uniform(-0.1, 0.1):.2f}*s{draw.randrange(count)}" for _ in range(8))
        yield flow(f"f{i}", f"pace*({read} - s{i})")


def separate(variables, draw):
    """Loops of a stock, a flow and two auxiliaries that have nothing to do with each other."""
    for i in range(variables // 4):
        yield stock(f"s{i}", round(draw.uniform(1, 9), 2), [f"f{i}"])
        yield flow(f"f{i}", f"pace*push{i}")
        yield auxiliary(f"gap{i}", f"{draw.uniform(1, 9):.2f} - s{i}")
        yield auxiliary(f"push{i}", f"gap{i}/(1 + gap{i}^2)")


def line(variables, draw):
    """One loop through everything: a stock, and auxiliaries each of which is read off the one before."""
    yield stock("s", 5, ["f"])
    yield flow("f", f"pace*(3 - a{variables - 3})")
    yield auxiliary("a0", "s")
    for i in range(1, variables - 2):
        yield auxiliary(f"a{i}", f"a{i - 1} + {draw.uniform(-0.01, 0.01):.4f}")


def hub(variables, draw):
    """Stocks whose sum is read by the flow of each: links as many as variables, and through the sum the square of that."""
    count = variables // 2
    for i in range(count):
        yield stock(f"s{i}", round(draw.uniform(1, 9), 2), [f"f{i}"])
        yield flow(f"f{i}", f"pace*(total/{count} - {draw.uniform(0.9, 1.1):.2f}*s{i})")
    parts = [f"s{i}" for i in range(count)]
    # An equation has at most 200 terms in a row, those of the brackets around it counted.
    while len(parts) > 1:
        parts = ["(" + " + ".join(parts[i : i + 40]) + ")" for i in range(0, len(parts), 40)]
    yield auxiliary("total", parts[0])


SHAPES = {shape.__name__: shape for shape in (ring, dense, separate, line, hub)}


def model(shape, variables):
    """The text of a model: the same for the same shape and size."""
    draw = random.Random(f"{shape} {variables}")
    return head(f"{variables} variables, {shape}") + "".join(SHAPES[shape](variables, draw))


# Measuring.


def bounded(seconds):
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_DATA, (MOST_MEMORY, MOST_MEMORY))


def used(program, command, file, most):
    """Seconds and MiB of a run, or why there are none."""
    with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryFile() as said:
        more = ["--out", folder] if command[0] == "loops" else []
        started = subprocess.Popen(
            [program, *command, *file, *more, "--quiet"],
            cwd=ROOT,
            stdout=subprocess.DEVNULL,
            stderr=said,
            env={**os.environ, "RAYON_NUM_THREADS": "1"},
            preexec_fn=lambda: bounded(most),
        )
        _, status, usage = os.wait4(started.pid, 0)
        started.returncode = os.waitstatus_to_exitcode(status)
        if started.returncode == -signal.SIGXCPU:
            return f"over {most} s"
        if started.returncode < 0:
            return f"over {MOST_MEMORY >> 30} GiB"
        if started.returncode != 0:
            said.seek(0)
            words = " ".join(said.read().decode(errors="replace").split())
            print(f"{' '.join(command)}: {words[:300]}", file=sys.stderr)
            return "refused"
        return f"{usage.ru_utime + usage.ru_stime:.2f} s, {usage.ru_maxrss / 1024:.0f} MiB"


def rows(programs, shapes=tuple(SHAPES), sizes=SIZES, most=MOST, folder=None):
    """The lines of the table, each as soon as it is measured."""
    yield "| model | variables | " + " | ".join(f"`{name}`" for name in COMMANDS) + " |"
    yield "|---|---:|" + "---:|" * len(COMMANDS)
    with tempfile.TemporaryDirectory() as spare:
        folder = Path(folder or spare)
        for shape, size in [("as shipped", None)] + [(shape, size) for shape in shapes for size in sizes]:
            if size is None:
                file, variables = [], ""
            else:
                path = folder / f"{shape}-{size}.toml"
                path.write_text(model(shape, size))
                file, variables = [path], f"{size:,}"
            cells = []
            for name, command in COMMANDS.items():
                print(f"{shape} {variables}: {name}", file=sys.stderr, flush=True)
                given = file or ([ROOT / "models" / "improvement-flywheel.toml"] if name == "simulate" else [])
                cells.append(" → ".join(used(program, command, given, most) for program in programs))
            yield f"| {shape} | {variables} | " + " | ".join(cells) + " |"


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument(
        "--program", action="append", metavar="PATH", help="what is measured; target/release/flywheel, if not given"
    )
    arguments.add_argument("--only", action="append", choices=SHAPES, metavar="SHAPE", help=f"of {', '.join(SHAPES)}")
    arguments.add_argument("--sizes", help="numbers of variables, with commas between them")
    arguments.add_argument("--most", type=int, default=MOST, help="seconds after which a run is stopped")
    arguments.add_argument("--keep", metavar="FOLDER", help="keep the models in this folder")
    given = arguments.parse_args()
    sizes = [int(size) for size in given.sizes.split(",")] if given.sizes else SIZES
    for line in rows(given.program or [FLYWHEEL], given.only or tuple(SHAPES), sizes, given.most, given.keep):
        print(line, flush=True)


if __name__ == "__main__":
    main()
