"""Where the engine's time goes on the yardstick: instructions counted by callgrind, moments sampled by perf.

Both know addresses; objdump says what stands there. Used by table.py.
"""

import re
import subprocess
from collections import Counter

# The rooms of the engine that matter, by what their functions are called.
ROOMS = {"lanes::evaluate": "operations", "lanes::euler": "stocks"}
REST = "rest"

# What an instruction is for, by how its name begins: the first that fits. What does not work on lanes is the rest.
KINDS = [
    ("dividing", r"v(div|sqrt)"),
    ("other arithmetic", r"v(add|sub|mul|min|max|f[nm])"),
    ("comparing and choosing", r"v(cmp|blend|and|or|xor|perm)|k"),
    ("loading and storing rows", r"v"),
    ("loops, addresses, bounds, decoding", r""),
]


def room(function):
    return next((name for part, name in ROOMS.items() if part in function), REST)


def kind(instruction, operands):
    # A masked move chooses lane by lane.
    if instruction.startswith("vmov") and "{%k" in operands:
        return "comparing and choosing"
    return next(name for name, begins in KINDS if re.match(begins, instruction))


def said_by(*command):
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def disassembled(program):
    """Instructions and their operands by address, and where each symbol begins."""
    said = said_by("objdump", "--disassemble", "--no-show-raw-insn", program)
    instructions, symbols = {}, {}
    for line in said.splitlines():
        if found := re.match(r" +([0-9a-f]+):\t(\S+) *(.*)", line):
            instructions[int(found[1], 16)] = (found[2], found[3])
        elif found := re.match(r"([0-9a-f]+) <(.+)>:", line):
            symbols[found[2]] = int(found[1], 16)
    return instructions, symbols


def shares(counts):
    """Of all counts by room, and of those in the two rooms of the engine by kind."""
    whole = sum(counts.values())
    inside = sum(count for (room, _), count in counts.items() if room != REST)
    by_room, by_kind = Counter(), Counter()
    for (room, kind), count in counts.items():
        by_room[room] += count / whole
        if room != REST:
            by_kind[kind] += count / inside
    return by_room, by_kind


def counted(profile):
    """Shares of the instructions in a profile that gungraun has had callgrind write with --dump-instr=yes.

    The line after `calls=` is the cost of what was called, which is counted where it arises.
    """
    text = profile.read_text()
    instructions, _ = disassembled(re.search(r"^cmd: +(\S+)", text, re.MULTILINE)[1])
    counts, inside, of_a_call = Counter(), REST, False
    for line in text.splitlines():
        if line.startswith("fn="):
            inside = room(line)
        elif line.startswith("calls="):
            of_a_call = True
        elif found := re.match(r"0x([0-9a-f]+) \S+ (\d+)", line):
            if not of_a_call:
                what = kind(*instructions[int(found[1], 16)]) if inside != REST else None
                counts[inside, what] += int(found[2])
            of_a_call = False
    return shares(counts)


def sampled(program, arguments, record):
    """Shares of the moments at which perf finds a program in the engine; `record` is a file for its samples.

    A sample falls on the instruction that waits, so what comes after a division stands for the division.
    """
    every_millisecond = ["--quiet", "--event", "cpu-clock", "--freq", "999"]
    said_by("perf", "record", *every_millisecond, "--output", record, program, *arguments)
    said = said_by("perf", "script", "--input", record, "--fields", "ip,sym,symoff")
    instructions, symbols = disassembled(program)
    addresses = sorted(instructions)
    before = dict(zip(addresses[1:], addresses))
    starts, counts = {}, Counter()
    for line in said.splitlines():
        found = re.match(r" *[0-9a-f]+ (.+)\+0x([0-9a-f]+)", line)
        if not found:
            continue
        inside, what = room(found[1]), None
        if inside != REST:
            last = found[1].rsplit("::", 1)[1]
            if last not in starts:
                starts[last] = next(start for symbol, start in symbols.items() if f"{last}17h" in symbol)
            address = starts[last] + int(found[2], 16)
            what = kind(*instructions[address])
            if address in before and kind(*instructions[before[address]]) == "dividing":
                what = "dividing"
        counts[inside, what] += 1
    return shares(counts)
