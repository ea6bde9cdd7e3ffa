//! Random models in XMILE: stocks, flows, auxiliaries and tables with equations of every function there is.

use flywheel::export::equation::quoted;
use flywheel::model::builtin::{Function, STATEFUL, Stateful, TABLE};

use crate::luck::Luck;

/// Names as tools write them: plain, in words, with what equations use for other things, in other scripts.
const NAMES: &[&str] = &[
    "a",
    "b2",
    "Net  Change",
    "in\\nwork",
    "not here",
    "notes",
    "time lag",
    "mod",
    "IF",
    "e",
    "history",
    "a-b",
    "a+b",
    "team's trust",
    "50%",
    "\u{e9}t\u{e9}",
    "\u{416}ar",
    "\u{4e2d}",
    "a\u{fffe}c",
    "x.y",
    "1st",
    "a \\\"so called\\\" one",
    "$",
    "_x",
    "pi",
    "sum",
    "self",
    "smth1",
    "<b>",
    "q & a",
    "{c}",
    "a\u{301}",
];

/// Numbers that do not forgive: which cancel, vanish, round, or change sign.
const NUMBERS: &[&str] = &[
    "0",
    "1",
    "2",
    "3",
    "7",
    "10",
    "0.1",
    "0.3",
    "0.5",
    "1e16",
    "1e-16",
    "1e300",
    "1e-300",
    "123456789.123456789",
    "1.5",
    "0.7",
    "20",
    "4",
    "0.25",
    "1e22",
];

/// A random model and the functions that its equations call.
pub fn model(luck: &mut Luck) -> (String, Vec<&'static str>) {
    let mut writer = Writer { names: Vec::new(), tables: Vec::new(), functions: Vec::new() };
    let mut names: Vec<&str> = NAMES.to_vec();
    let mut name = |luck: &mut Luck| names.remove(luck.below(names.len()));
    let mut out = String::new();
    for _ in 0..luck.below(3) {
        let table = name(luck);
        out += &format!("<gf name=\"{}\" type=\"{}\">{}</gf>\n", attribute(table), kind(luck), points(luck));
        writer.tables.push(table);
    }
    let (stocks, auxiliaries) = (luck.below(3), 1 + luck.below(4));
    let stocks: Vec<[&str; 3]> = (0..stocks).map(|_| [name(luck), name(luck), name(luck)]).collect();
    writer.names.extend(stocks.iter().map(|[stock, ..]| *stock));
    for _ in 0..auxiliaries {
        let (own, depth) = (name(luck), 1 + luck.below(4));
        let equation = writer.equation(depth, luck);
        let table = match luck.one_in(5) {
            true => format!("<gf type=\"{}\">{}</gf>", kind(luck), points(luck)),
            false => String::new(),
        };
        out += &format!("<aux name=\"{}\"><eqn>{}</eqn>{table}</aux>\n", attribute(own), text(&equation));
        writer.names.push(own);
    }
    let not_negative = |luck: &mut Luck| if luck.one_in(3) { "<non_negative/>" } else { "" };
    for [stock, inflow, outflow] in &stocks {
        let initial = luck.of(NUMBERS);
        out += &format!("<stock name=\"{}\"><eqn>{initial}</eqn>", attribute(stock));
        out += &format!(
            "<inflow>{0}</inflow><outflow>{1}</outflow>",
            text(&quoted_once(inflow)),
            text(&quoted_once(outflow))
        );
        out += &format!("{}</stock>\n", not_negative(luck));
        for flow in [inflow, outflow] {
            let equation = writer.equation(2, luck);
            out += &format!(
                "<flow name=\"{}\"><eqn>{}</eqn>{}</flow>\n",
                attribute(flow),
                text(&equation),
                not_negative(luck)
            );
        }
    }
    let method = luck.of(&["Euler", "RK4"]);
    let (start, dt) = (luck.of(&["0", "1", "-2", "0.5"]), luck.of(&["1", "0.5", "0.25", "0.1"]));
    let stop = start.parse::<f64>().unwrap() + 2.0;
    let times =
        format!("<sim_specs method=\"{method}\"><start>{start}</start><stop>{stop}</stop><dt>{dt}</dt></sim_specs>");
    let model = format!("<model><variables>\n{out}</variables></model>");
    let all = format!("<xmile version=\"1.0\"><header><name>Random</name></header>{times}\n{model}</xmile>\n");
    (all, writer.functions)
}

fn kind(luck: &mut Luck) -> &'static str {
    luck.of(&["continuous", "extrapolate", "discrete"])
}

fn points(luck: &mut Luck) -> String {
    let many = 2 + luck.below(4);
    let x: Vec<String> = (0..many).map(|i| format!("{}", i as f64 * 0.7 - 1.0)).collect();
    let y: Vec<&str> = (0..many).map(|_| luck.of(&NUMBERS[..9])).collect();
    format!("<xpts>{}</xpts><ypts>{}</ypts>", x.join(","), y.join(","))
}

/// Text for an attribute: quotation marks are marked in names that are not in quotes themselves.
fn attribute(name: &str) -> String {
    text(&name.replace("\\\"", "\"")).replace('"', "&quot;")
}

fn text(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

fn quoted_once(name: &str) -> String {
    quoted(&name.replace("\\\"", "\""))
}

struct Writer {
    /// What equations may mention without running in a circle.
    names: Vec<&'static str>,
    tables: Vec<&'static str>,
    functions: Vec<&'static str>,
}

impl Writer {
    fn equation(&mut self, depth: usize, luck: &mut Luck) -> String {
        if depth == 0 || luck.one_in(6) {
            return self.leaf(luck);
        }
        if !self.tables.is_empty() && luck.one_in(12) {
            let table = self.tables[luck.below(self.tables.len())];
            return format!("{}({})", quoted_once(table), self.equation(depth - 1, luck));
        }
        if luck.one_in(3) {
            return self.stateful(depth, luck);
        }
        let row = &TABLE[luck.below(TABLE.len())];
        self.functions.push(row.name);
        let (least, most) = row.arguments;
        let count = least + luck.below(most - least + 1);
        let arguments: Vec<String> = (0..count).map(|_| self.equation(depth - 1, luck)).collect();
        match (row.function, arguments.as_slice()) {
            (Function::Choose, [c, a, b]) => format!("(IF {c} THEN {a} ELSE {b})"),
            (Function::Negate, [a]) => format!("-({a})"),
            (Function::Not, [a]) => format!("(NOT ({a}))"),
            (_, []) => row.name.to_uppercase(),
            (_, [a, b]) if row.is_operator() => {
                // With brackets and without: both have to come back as they were meant.
                let part = |x: &String, luck: &mut Luck| if luck.one_in(4) { x.clone() } else { format!("({x})") };
                let (a, b) = (part(a, luck), part(b, luck));
                format!("{a} {} {b}", row.name)
            }
            _ => format!("{}({})", row.name.to_uppercase(), arguments.join(", ")),
        }
    }

    /// Orders and seeds are written out, times are short.
    fn stateful(&mut self, depth: usize, luck: &mut Luck) -> String {
        let row = &STATEFUL[luck.below(STATEFUL.len())];
        self.functions.push(row.name);
        let count = row.least + luck.below(row.sorts.len() - row.least + 1);
        let draws =
            [Stateful::Uniform, Stateful::Normal, Stateful::Lognormal, Stateful::Exponential, Stateful::Poisson];
        let mut arguments = Vec::new();
        for i in 0..count {
            let is_seed = draws.contains(&row.function) && i + 1 == row.sorts.len();
            let is_order = matches!(row.function, Stateful::DelayN | Stateful::SmoothN) && i == 2;
            arguments.push(match () {
                () if is_seed => format!("{}", luck.below(100)),
                () if is_order => format!("{}", 1 + luck.below(4)),
                () if i == 1 && !draws.contains(&row.function) && luck.one_in(2) => {
                    luck.of(&["1", "0.5", "3"]).to_string()
                }
                () => self.equation(depth - 1, luck),
            });
        }
        format!("{}({})", row.name.to_uppercase(), arguments.join(", "))
    }

    fn leaf(&mut self, luck: &mut Luck) -> String {
        match luck.below(4) {
            0 | 1 if !self.names.is_empty() => quoted_once(self.names[luck.below(self.names.len())]),
            2 => "TIME".into(),
            _ => luck.of(NUMBERS).to_string(),
        }
    }
}
