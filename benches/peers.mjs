// The package `simulation` on the yardstick: started by table.py, which hands over the model as peers.py makes it.
//
//     node benches/peers.mjs FOLDER SECONDS < model.json
//
// FOLDER is where npm has installed the package. It prints what peers.py prints. The package runs what a model holds at
// the moment, so constants are set on the model between runs.

import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { resolve } from "node:path";

const [folder, seconds] = process.argv.slice(2);
const entry = resolve(folder, "node_modules/simulation/src/api/Model.js");
const { Model } = await import(pathToFileURL(entry));
const said = JSON.parse(readFileSync(0, "utf8"));

const model = new Model({
  timeStart: said.start,
  timeLength: said.stop - said.start,
  timeStep: said.dt,
  timeUnits: "Weeks",
  algorithm: "Euler",
});

// A converter reads one primitive: its argument, which may be more than a name, is a variable.
const equations = { ...said.equations };
for (const [name, [, argument]] of Object.entries(said.converters)) equations[`${name} argument`] = argument;

const made = {};
for (const [name, value] of Object.entries(said.constants)) made[name] = model.Variable({ name, value });
for (const [name, stock] of Object.entries(said.stocks)) made[name] = model.Stock({ name, initial: stock.initial });
for (const [name, equation] of Object.entries(equations)) {
  const ends = said.flows[name];
  made[name] = ends
    ? model.Flow(made[ends.from] ?? null, made[ends.to] ?? null, { name, rate: equation, nonNegative: false })
    : model.Variable({ name, value: equation });
}
for (const [name, [points]] of Object.entries(said.converters)) {
  const values = points.map(([x, y]) => ({ x, y }));
  const input = made[`${name} argument`];
  made[name] = model.Converter({ name, values, input, interpolation: "Linear" });
  model.Link(input, made[name]);
}
// An equation may refer only to what is linked to it.
for (const [name, equation] of Object.entries(equations)) {
  const names = new Set([...equation.matchAll(/\[([^\]]+)\]/g)].map((match) => match[1]));
  for (const other of names) model.Link(made[other], made[name]);
}

function run(constants) {
  for (const [name, value] of Object.entries(constants)) made[name].value = value;
  const series = model.simulate().series(made.trust);
  return series[series.length - 1];
}

function processorMicroseconds() {
  const used = process.cpuUsage();
  return used.user + used.system;
}

// A plain generator with a seed, so that every time the same constants are run.
let state = 1;
function draw(least, most) {
  state = (state * 48271) % 2147483647;
  return least + ((most - least) * state) / 2147483647;
}

const trust = run({ demand: said.constants.demand, switch_cost: said.constants.switch_cost });
const start = processorMicroseconds();
let runs = 0;
while (runs < 3 || processorMicroseconds() - start < seconds * 1e6) {
  run({ demand: draw(8, 12), switch_cost: draw(0.1, 0.2) });
  runs += 1;
}
const microseconds = (processorMicroseconds() - start) / runs;
console.log(JSON.stringify({ trust, runs, microseconds }));
