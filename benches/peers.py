#!/usr/bin/env python3
"""One other simulator on the yardstick: started by table.py, inside the environment that has it.

    python benches/peers.py PEER SECONDS

loads the model of bench.xmile, runs it once as it stands, then again and again with other constants for about SECONDS
of processor time, and prints one line of JSON: where trust ends in the run as it stands, how many runs were timed, and
the microseconds of processor time of one. Loading is not timed. The model is always read from bench.xmile; a simulator
that cannot read it is given what is generated from it here.
"""

import ast
import json
import random
import resource
import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path

XMILE = Path(__file__).resolve().with_name("bench.xmile")
NAMESPACE = "http://docs.oasis-open.org/xmile/ns/XMILE/v1.0"


class Model:
    """The model by kind: `constants` and `equations` by name, `stocks`, `tables` of points, `flows` with their ends."""

    def __init__(self, path):
        root = ElementTree.parse(path).getroot()
        text = lambda node, tag: node.findtext(f"{{{NAMESPACE}}}{tag}")
        found = lambda node, tag: node.iter(f"{{{NAMESPACE}}}{tag}")
        clock = next(found(root, "sim_specs"))
        self.start, self.stop, self.dt = (float(text(clock, tag)) for tag in ("start", "stop", "dt"))
        self.constants, self.equations, self.tables, self.stocks = {}, {}, {}, {}
        for aux in found(root, "aux"):
            name, equation = aux.get("name"), text(aux, "eqn")
            table = next(found(aux, "gf"), None)
            if table is not None:
                x, y = ([float(n) for n in text(table, tag).split(",")] for tag in ("xpts", "ypts"))
                self.tables[name] = list(zip(x, y))
            elif is_number(equation):
                self.constants[name] = float(equation)
            else:
                self.equations[name] = equation
        flows = {flow.get("name"): text(flow, "eqn") for flow in found(root, "flow")}
        self.equations.update(flows)
        self.flows = {name: {"from": None, "to": None} for name in flows}
        for stock in found(root, "stock"):
            name = stock.get("name")
            inflows, outflows = ([f.text for f in found(stock, tag)] for tag in ("inflow", "outflow"))
            self.stocks[name] = {"initial": float(text(stock, "eqn")), "in": inflows, "out": outflows}
            for flow in inflows:
                self.flows[flow]["to"] = name
            for flow in outflows:
                self.flows[flow]["from"] = name


def is_number(text):
    try:
        float(text)
        return True
    except ValueError:
        return False


class OneTable(ast.NodeTransformer):
    """Rewrites equations: each LOOKUP(table, argument) becomes a variable of its own, collected in `reads`, and names
    are written as `spelt` says. The equations of the yardstick happen to be Python expressions, so Python reads them.
    """

    def __init__(self, spelt=str):
        self.spelt, self.reads = spelt, {}

    def visit_Call(self, node):
        if node.func.id != "LOOKUP":
            return ast.Call(node.func, [self.visit(argument) for argument in node.args], [])
        table, argument = node.args
        name = f"{table.id}_{len(self.reads)}"
        self.reads[name] = (table.id, ast.unparse(self.visit(argument)))
        return ast.Name(self.spelt(name))

    def visit_Name(self, node):
        return ast.Name(self.spelt(node.id))

    def rewrite(self, equation):
        return ast.unparse(self.visit(ast.parse(equation, mode="eval")))


def simlin(model):
    """pysimlin reads the file. The quickest way to many runs: one simulation, set back and run again."""
    import simlin as engine

    simulation = engine.load(str(XMILE)).simulate()

    def run(constants):
        simulation.reset()
        for name, value in constants.items():
            simulation.set_value(name, value)
        simulation.run_to_end()
        return float(simulation.get_series("trust")[-1])

    return run


def simlin_run(model):
    """pysimlin as its guide shows it: a new simulation a run, and a data frame of every variable."""
    import simlin as engine

    loaded = engine.load(str(XMILE))

    def run(constants):
        return float(loaded.run(overrides=constants, analyze_loops=False).results["trust"].iloc[-1])

    return run


def pysd(model):
    """PySD has no LOOKUP(table, x), and is quickest where a table belongs to a variable: each read becomes one."""
    import pysd as engine

    ElementTree.register_namespace("", NAMESPACE)
    tree = ElementTree.parse(XMILE)
    variables = next(tree.getroot().iter(f"{{{NAMESPACE}}}variables"))
    of_its_own = OneTable()
    graphs = {}
    for node in list(variables):
        name, equation = node.get("name"), node.find(f"{{{NAMESPACE}}}eqn")
        if name in model.equations:
            equation.text = of_its_own.rewrite(equation.text)
        elif name in model.tables:
            graphs[name] = node.find(f"{{{NAMESPACE}}}gf")
            variables.remove(node)
    for name, (table, argument) in of_its_own.reads.items():
        node = ElementTree.SubElement(variables, f"{{{NAMESPACE}}}aux", name=name)
        ElementTree.SubElement(node, f"{{{NAMESPACE}}}eqn").text = argument
        node.append(graphs[table])
    path = XMILE.parents[1] / "target" / "peers" / "bench-for-pysd.xmile"
    tree.write(path)
    loaded = engine.read_xmile(str(path))

    def run(constants):
        frame = loaded.run(params=constants, return_columns=["trust", "value"], return_timestamps=range(105))
        return float(frame["trust"].iloc[-1])

    return run


def bptk_model(model):
    """The model in BPTK-Py's own language, whose elements are added and multiplied as Python's numbers are."""
    from BPTK_Py import Model as BptkModel
    from BPTK_Py import sd_functions

    made = BptkModel(starttime=model.start, stoptime=model.stop, dt=model.dt, name="bench")
    known = {"max": sd_functions.max, "min": sd_functions.min}
    known["LOOKUP"] = lambda table, argument: sd_functions.lookup(argument, table)
    for name, points in model.tables.items():
        made.points[name] = points
        known[name] = name
    for name, value in model.constants.items():
        known[name] = made.constant(name)
        known[name].equation = value
    for name in model.equations:
        # A plain flow is never negative there, and some of these are: a biflow may be.
        known[name] = made.biflow(name) if name in model.flows else made.converter(name)
    for name, stock in model.stocks.items():
        known[name] = made.stock(name)
        known[name].initial_value = stock["initial"]
    for name, equation in model.equations.items():
        known[name].equation = eval(equation, {}, known)
    for name, stock in model.stocks.items():
        net = known[stock["in"][0]]
        for flow in stock["in"][1:]:
            net = net + known[flow]
        for flow in stock["out"]:
            net = net - known[flow]
        known[name].equation = net
    return made, known


def bptk(model):
    """BPTK-Py with what it runs by default: equations that are Python functions."""
    made, known = bptk_model(model)

    def run(constants):
        for name, value in constants.items():
            known[name].equation = value
        return float(made.simulate(["trust"])["trust"][model.stop])

    return run


def bptk_rust(model):
    """BPTK-Py's engine in Rust, loaded once and asked for one variable."""
    from BPTK_Py._rust_engine import RustSdEngine

    made, _ = bptk_model(model)
    loaded = RustSdEngine().load_model(made.to_json())

    def run(constants):
        for name, value in constants.items():
            loaded.set_constant(name, value)
        trust = loaded.simulate(["trust"])["trust"]
        return float(next(value for time, value in trust.items() if float(time) == model.stop))

    return run


def for_node(model):
    """The model for peers.mjs: references in brackets, and each table read a converter with its own input."""
    of_its_own = OneTable(lambda name: f"[{name}]")
    equations = {name: of_its_own.rewrite(equation) for name, equation in model.equations.items()}
    converters = {name: [model.tables[table], argument] for name, (table, argument) in of_its_own.reads.items()}
    clock = {"start": model.start, "stop": model.stop, "dt": model.dt}
    kinds = {"constants": model.constants, "stocks": model.stocks, "flows": model.flows}
    return {**clock, **kinds, "equations": equations, "converters": converters}


PEERS = {run.__name__: run for run in (simlin, simlin_run, pysd, bptk, bptk_rust)}


def processor_seconds():
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def timed(run, seconds):
    """Runs with constants drawn as bench.toml draws them: at least three, and until the seconds are used."""
    draw = random.Random(1).uniform
    count, start = 0, processor_seconds()
    while count < 3 or processor_seconds() - start < seconds:
        run({"demand": draw(8, 12), "switch_cost": draw(0.1, 0.2)})
        count += 1
    return count, (processor_seconds() - start) / count * 1e6


def main():
    peer, seconds = sys.argv[1], float(sys.argv[2])
    model = Model(XMILE)
    if peer == "for_node":
        print(json.dumps(for_node(model)))
        return
    run = PEERS[peer](model)
    trust = run({"demand": model.constants["demand"], "switch_cost": model.constants["switch_cost"]})
    count, microseconds = timed(run, seconds)
    print(json.dumps({"trust": trust, "runs": count, "microseconds": microseconds}))


if __name__ == "__main__":
    main()
