//! What is exported is what is run: exported equations are read again and give the same bits, schedules are those of a
//! run, pictures show everything once, and every form is well formed.

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use flywheel::cli::files::Disk;
use flywheel::export::connector::Ground;
use flywheel::export::layout::{CELL, Layout, STOCK, layout};
use flywheel::export::sheet::{Shape, elements};
use flywheel::export::{self, Form, schedule, write};
use flywheel::model::library::{Library, SHIPPED};
use flywheel::model::moments::Moments;
use flywheel::model::scenario::{Addition, Pick, Scenario, Uncertainty};
use flywheel::model::{ChangeKind, Kind, Method, TimeSpec, VariableId, file};
use flywheel::run::ensemble::{Part, run};
use flywheel::text::{Diagnostic, Source, encoding};
use flywheel::{ShippedLibrary, load};

fn scenario_of(text: &str) -> Scenario {
    let model = file::read(&Source::new("test", text)).unwrap_or_else(|wrong| {
        let messages: Vec<&str> = wrong.iter().map(|w| w.message.as_str()).collect();
        panic!("{}", messages.join("\n"))
    });
    Scenario::of_model(Arc::new(model))
}

/// The shipped model and every shipped scenario.
fn shipped() -> Vec<Scenario> {
    let scenarios = SHIPPED.iter().map(|(name, _)| load(&format!("<{name}>"), &ShippedLibrary).unwrap());
    std::iter::once(Scenario::of_model(file::shipped())).chain(scenarios).collect()
}

/// One deterministic run: each declared variable at every saved moment, by its name.
fn deterministic(scenario: &Scenario) -> BTreeMap<String, Vec<u64>> {
    let scenario = Scenario { uncertainty: Uncertainty::None, replications: 1, ..scenario.clone() };
    let every: Vec<VariableId> = scenario.model.declared().collect();
    let samples = run(&scenario, &every, &Part::whole(&scenario)).unwrap();
    let paths = samples.values.chunks(samples.times.len()).map(|path| path.iter().map(|x| x.to_bits()).collect());
    every.iter().map(|id| scenario.model.variable(*id).name.clone()).zip(paths).collect()
}

/// Every variable at every saved moment is the same to the last bit in the XMILE that is exported, read again.
fn check_bits(scenario: &Scenario) {
    let exported = write(scenario, Form::Xmile);
    let again = flywheel::model::read(&Source::new("exported.xmile", exported)).unwrap_or_else(|w| panic!("{w:?}"));
    let (ours, again) = (deterministic(scenario), deterministic(&Scenario::of_model(Arc::new(again))));
    for (name, path) in ours {
        assert_eq!(Some(&path), again.get(&name), "{name} of {}", scenario.title);
    }
}

#[test]
fn exported_equations_give_the_same_bits() {
    shipped().iter().for_each(check_bits);
}

/// A size that replications draw is a constant, which the equation of the lever reads.
#[test]
fn sizes_and_decisions_become_constants_and_steps() {
    let changes = "constant.push = { unit = \"cup/day\", value = 0.5, role = \"lever\" }\n\
        box.work = {}\n\
        intervention.limit = { box = \"work\", ramp = 2, adds = { push = { value = 0.7, min = 0.1, max = 0.9 } } }\n\
        intervention.board = { box = \"work\", adds = { push = { value = 0.3, min = 0, max = 1 } } }\n";
    let text = SMALL.replace("title = \"Small\"\n", &format!("title = \"Small\"\n{changes}"));
    let mut scenario = scenario_of(&text.replace("'rate * 0.7'", "'rate * 0.7 + push'"));
    let kind = ChangeKind::Habit;
    let pick = |intervention, start, strength| Pick { intervention, start, strength, kind };
    scenario.picks = vec![pick(0, 1.05, 0.6), pick(1, 2.0, 1.0), pick(1, 3.0, 0.5)];
    check_bits(&scenario);
    let written = write(&scenario, Form::Xmile);
    assert!(written.contains("* (limit_adds_push * 0.6)") && written.contains("STEP(board_adds_push, "), "{written}");
    scenario.set("board_adds_push", 0.75).unwrap();
    check_bits(&scenario);
    let decided = text.replace(
        "title = \"Small\"\n",
        "title = \"Small\"\ndecided_constant = \"decided\"\n\
        constant.decided = { unit = \"1\", each = \"intervention\", value = 0 }\n",
    );
    let mut scenario = scenario_of(&decided.replace("'rate * 0.7'", "'rate * 0.7 + push * (1 + decided_limit)'"));
    scenario.picks = vec![Pick { kind: ChangeKind::Decision, ..pick(0, 1.05, 0.6) }, pick(1, 2.0, 1.0)];
    check_bits(&scenario);
    let written = write(&scenario, Form::Xmile);
    assert!(written.contains("STEP(limit_adds_push * 0.6, "), "{written}");
}

#[test]
fn starts_that_are_equations_are_exported_to_the_same_bits() {
    let text = r#"
default_start = "mixed"
[time]
unit = "week"
stop = 8
[unit]
item = "a piece of work"
person = "one of us"
[stock.wip]
unit = "item"
outflows = ["finishing"]
[stock.waiting]
unit = "item"
[flow.finishing]
unit = "item/week"
equation = 'wip/finishing_time'
[constant.team_size]
unit = "person"
value = 7
distribution = "uniform"
min = 3
max = 20
[constant.open_per_head]
unit = "item/person"
value = 2.9
[constant.finishing_time]
unit = "week"
value = 3
[table.spread]
input = "item"
output = "item"
points = [[0, 0], [10, 12], [40, 20]]
[start.own]
stocks = { waiting = 'spread(wip) + 0.1*wip', wip = 'open_per_head*team_size' }
[start.fixed]
stocks = { wip = 20, waiting = 3.3 }
[start.mixed]
mix = { own = 0.3, fixed = 0.7 }
"#;
    for start in ["own", "fixed", "mixed"] {
        check_bits(&scenario_of(&text.replace("\"mixed\"", &format!("\"{start}\""))));
    }
    let document = write(&scenario_of(text), Form::Markdown);
    for part in [
        "| `wip` | `0.3*(open_per_head*team_size) + 14` |",
        "| stock | own | fixed | mixed |\n|---|---|---|---|\n| `wip` | `open_per_head*team_size` | 20 |",
    ] {
        assert!(document.contains(part), "{part} in {document}");
    }

    // A scenario's own equations are in its file again.
    struct Files(String, String);
    impl Library for Files {
        fn read(&self, name: &str) -> Result<Arc<Source>, Diagnostic> {
            Ok(Source::new(name, if name == "model.toml" { self.0.clone() } else { self.1.clone() }))
        }
        fn beside(&self, _: &str, path: &str) -> String {
            path.into()
        }
    }
    let own = "model = \"model.toml\"\n[stocks]\nwip = \"\"\"\n2*open_per_head\n* team_size\"\"\"\nwaiting = 'wip/2'\n";
    let read = load("own.toml", &Files(text.into(), own.into())).unwrap();
    check_bits(&read);
    let written = export::scenario::toml(&read, Some("model.toml"));
    assert!(written.contains("waiting = 'wip/2'\n"), "{written}");
    let again = load("own.toml", &Files(text.into(), written)).unwrap();
    assert_eq!((&read.initial, &read.start), (&again.initial, &again.start));
}

#[test]
fn figures_of_a_team_are_in_its_file_again() {
    let desk = "tests/errors/beside/team.toml";
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str, text: String| {
        let path = folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        load(&path.to_string_lossy(), &Disk).unwrap_or_else(|wrong| panic!("{wrong:?}"))
    };
    std::fs::copy(desk, folder.path().join("desk.toml")).unwrap();
    let figures = "people = 9\nopen = { value = 12, distribution = \"uniform\", min = 10, max = 14 }";
    let read = file("own.toml", format!("model = 'desk.toml'\n[team]\n{figures}\n"));
    let written = export::scenario::toml(&read, Some("desk.toml"));
    assert!(written.contains(&format!("[team]\n{figures}\n")) && !written.contains("[constants]"), "{written}");
    let again = file("again.toml", written);
    assert_eq!((&again.start, &again.team, &again.initial), (&read.start, &read.team, &read.initial));
    assert_eq!(again.constants, read.constants);
    let document = write(&read, Form::Markdown);
    for part in ["| `open` | started and not finished | `open_now` | `item` |", "| `flow_time > 2.6*usual_time` |"] {
        assert!(document.contains(part), "{part} in {document}");
    }
    let known = &export::schema::scenario(&read.model)["properties"]["team"]["properties"];
    assert_eq!(known["people"]["title"], "team size");
    assert_eq!(known["people"]["description"], "How many of you work at the desk.; in person; usually 8");
}

#[test]
fn what_is_imported_is_exported_to_the_same_bits() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("conformance/made");
    let models = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path().join("model.xmile"));
    let models: Vec<_> = models.filter(|path| path.exists()).collect();
    assert!(models.len() >= 7);
    for path in models {
        let source = encoding::source(&path.to_string_lossy(), &std::fs::read(&path).unwrap()).unwrap();
        let model = flywheel::model::read(&source).unwrap();
        check_bits(&Scenario::of_model(Arc::new(model)));
    }
}

const SMALL: &str = r#"
title = "Small"
[time]
unit = "day"
stop = 6
dt = 0.1
method = "euler"
[unit]
cup = "a cup"
[stock.pot]
unit = "cup"
initial = 'first'
inflows = ["filling"]
outflows = ["drinking", "spilling"]
non_negative = true
about = "pot"
[flow.filling]
unit = "cup/day"
equation = '0'
about = "in"
[flow.drinking]
unit = "cup/day"
equation = 'rate - filling'
non_negative = true
about = "out"
[flow.spilling]
unit = "cup/day"
equation = 'rate * 0.7'
about = "out"
[counter.drunk]
unit = "cup"
initial = '0'
rate = 'drinking + spilling'
about = "count"
[constant.first]
value = 1.7
unit = "cup"
about = "first"
source = "x"
role = "decision"
[constant.rate]
value = 0.6
unit = "cup/day"
about = "rate"
source = "x"
role = "decision"
[noise.luck]
unit = "1"
distribution = "lognormal"
mean = '1 + curve(2) / 8'
cv = '0.3'
period = 1
about = "luck"
[table.curve]
input = "1"
output = "1"
points = [[0, 1], [2, 4], [3, 0]]
about = "curve"
source = "x"
[aux.notes]
unit = "1"
equation = 'curve(luck)'
about = "whole"
[aux.twice]
unit = "1"
equation = 'curve(luck + 1) - curve(notes - 1) * curve(luck + 1)'
about = "parts"
[aux.clocked]
unit = "day"
equation = 'dt + stoptime - starttime + time'
about = "clock"
[[outcome]]
name = "good"
when = 'notes > 2 or luck < 1'
about = "good"
[[outcome]]
name = "bad"
when = 'notes > 1'
about = "bad"
[[outcome]]
name = "other"
about = "other"
"#;

#[test]
fn limits_counters_noise_outcomes_tables_and_clocks_become_equations() {
    let scenario = scenario_of(SMALL);
    check_bits(&scenario);
    let found: Vec<String> = elements(&scenario)
        .iter()
        .map(|e| format!("{}{} = {}", e.name, e.table.map_or("", |_| " (graph)"), e.equation))
        .collect();
    let expected = [
        "pot = first",
        "filling = 0",
        "drinking = MIN(MAX(0, pot / length_of_step + filling), MAX(0, rate - filling))",
        "spilling = MIN(MAX(0, pot / length_of_step + filling - drinking), rate * 0.7)",
        "notes (graph) = luck",
        "twice = curve_2 - curve_3 * curve_2",
        "clocked = length_of_step + end_of_run - start_of_run + TIME",
        "drunk = 0",
        "first = 1.7",
        "rate = 0.6",
        "luck = 1 + curve / 8",
        "good = IF \"notes\" > 2 OR luck < 1 THEN 1 ELSE 0",
        "bad = IF NOT good AND \"notes\" > 1 THEN 1 ELSE 0",
        "other = IF NOT good AND NOT bad THEN 1 ELSE 0",
        "length of step = 0.1",
        "end of run = 6",
        "start of run = 0",
        "curve 2 (graph) = luck + 1",
        "curve 3 (graph) = \"notes\" - 1",
        "drunk inflow = drinking + spilling",
        "curve (graph) = 2",
    ];
    let (mut found, mut expected) = (found, expected.map(String::from).to_vec());
    found.sort();
    expected.sort();
    assert_eq!(found, expected);
}

/// The exported text of an equation over pure numbers.
fn exported(equation: &str) -> String {
    let aux = |name: &str, equation: &str| format!("[aux.{name}]\nunit = '1'\nequation = '{equation}'\nabout = '-'\n");
    let parts = [("a", "0.3"), ("b", "1.7"), ("c", "2"), ("d", "0.9 / 7")].map(|(name, value)| aux(name, value));
    let scenario = scenario_of(&format!("{}{}", parts.concat(), aux("x", equation)));
    check_bits(&scenario);
    elements(&scenario)[4].equation.clone()
}

#[test]
fn parentheses_stand_where_the_tree_needs_them() {
    for (equation, expected) in [
        ("((a + b)) + c", "a + b + c"),
        ("a + (b + c)", "a + (b + c)"),
        ("a - (b - c)", "a - (b - c)"),
        ("(a * b) / c * d", "a * b / c * d"),
        ("a * (b / c)", "a * (b / c)"),
        ("(a + b) * c - d", "(a + b) * c - d"),
        ("a - -b", "a - (-b)"),
        ("-a * b - -a ^ 2", "-a * b - (-(a ^ 2))"),
        ("(-a) ^ 2 ^ c", "(-a) ^ (2 ^ c)"),
        ("(a ^ b) ^ -c", "(a ^ b) ^ (-c)"),
        ("7 mod 4 * 2 + 1", "(7 mod 4) * 2 + 1"),
        ("7 mod (4 * 2)", "7 mod (4 * 2)"),
        ("a < b = c < d", "(a < b) = (c < d)"),
        ("a or b and not c", "a OR (b AND NOT c)"),
        ("(a or b) and c and d", "(a OR b) AND c AND d"),
        ("not a = b", "(NOT a) = b"),
        ("not (a = b)", "NOT (a = b)"),
        ("1 + if a > 1 then b else c + 1", "1 + (IF a > 1 THEN b ELSE c + 1)"),
        ("max(if a then b else c, -d)", "MAX((IF a THEN b ELSE c), -d)"),
        ("if a then if b then 1 else 2 else 3", "IF a THEN (IF b THEN 1 ELSE 2) ELSE 3"),
        ("safediv(a, b) + log10(pi) * 1e-9 + 1e300", "SAFEDIV(a, b) + LOG10(PI) * 1e-9 + 1e300"),
    ] {
        assert_eq!(exported(equation), expected, "{equation}");
    }
}

/// A clock that adds up `dt`, as other simulators have it.
fn added_up(time: &TimeSpec, step: usize) -> f64 {
    (0..step).fold(time.start, |t, _| t + time.dt)
}

#[test]
fn a_schedule_is_that_of_a_run() {
    let one = |amount, from, ramp, to| Addition { constant: VariableId(0), amount, size: None, from, ramp, to };
    let schedules: [Vec<Addition>; 6] = [
        vec![one(0.3, 4.0, 0.0, None)],
        vec![one(0.1, 1.2, 0.0, Some(3.7)), one(-0.7, 2.0, 3.0, None)],
        vec![one(0.7, 0.3, 2.1, None), one(0.1, 0.6, 0.0, None), one(-0.3, 0.9, 1.0, Some(4.0))],
        vec![one(1.0 / 3.0, -2.0, 7.0, None)],
        vec![one(5.0, 1.25, 0.0, Some(2.05))],
        vec![one(5.0, 90.0, 0.0, None)],
    ];
    for (start, dt) in [(0.0, 0.125), (0.0, 0.1), (0.1, 0.1), (-1.0, 0.3)] {
        let steps = 60;
        let stop = start + dt * f64::from(steps);
        let unit = "day".to_string();
        let time = TimeSpec { unit, start, stop, dt, save: dt, method: Method::Euler };
        for additions in &schedules {
            let base = 0.45;
            let all: Vec<&Addition> = additions.iter().collect();
            let term = schedule::moved(base, &all, &time);
            let text = format!("[time]\nunit = 'day'\nstart = {start}\nstop = {stop}\ndt = {dt}\n");
            let text = format!("{text}[unit]\nday = 'a day'\n[aux.x]\nunit = '1'\nequation = '0'\nabout = '-'");
            let mut scenario = scenario_of(&text);
            let model = Arc::get_mut(&mut scenario.model).unwrap();
            let Kind::Auxiliary { equation } = &mut model.variables[0].kind else { panic!("no auxiliary") };
            equation.root = term;
            check_bits(&scenario);
            let found = &deterministic(&scenario)["x"];
            for (step, found) in found.iter().enumerate() {
                let added: f64 = additions.iter().map(|a| a.at(Moments::of(&time).at(step), dt * 1e-6)).sum();
                assert_eq!(f64::from_bits(*found), base + added, "{additions:?} at step {step} of {dt} from {start}");
            }
        }
    }
}

#[test]
fn a_step_is_not_late_where_a_clock_adds_up() {
    let time = TimeSpec { unit: "day".into(), start: 0.0, stop: 20.0, dt: 0.1, save: 0.1, method: Method::Euler };
    // 12 reached by adding up tenths is 11.999999999999986.
    assert!(added_up(&time, 120) < 12.0);
    let addition = Addition { constant: VariableId(0), amount: 2.0, size: None, from: 12.0, ramp: 0.0, to: None };
    let text = format!("{:?}", schedule::moved(1.0, &[&addition], &time));
    assert!(text.contains("11.95"), "{text}");
    let whole = schedule::moved(1.0, &[&addition], &TimeSpec { dt: 0.125, ..time });
    assert!(format!("{whole:?}").contains("12.0"));
}

/// Left, top, right and bottom of a symbol with its label.
fn room(layout: &Layout, i: usize) -> [f64; 4] {
    let at = layout.places[i];
    [at.x - CELL.x / 2.0, at.y - CELL.y / 2.0, at.x + CELL.x / 2.0, at.y + CELL.y / 2.0]
}

fn check_layout(scenario: &Scenario) {
    let elements = elements(scenario);
    let picture = layout(&elements);
    assert_eq!(picture.places.len(), elements.len());
    const { assert!(CELL.x >= 100.0 && CELL.y >= 40.0) };
    for i in 0..elements.len() {
        let [left, top, right, bottom] = room(&picture, i);
        assert!(
            left >= 0.0 && top >= 0.0 && right <= picture.width && bottom <= picture.height,
            "{}",
            elements[i].name
        );
        for k in 0..i {
            let [l, t, r, b] = room(&picture, k);
            let apart = right <= l || r <= left || bottom <= t || b <= top;
            assert!(apart, "{} lies on {}", elements[i].name, elements[k].name);
        }
    }
    for (i, element) in elements.iter().enumerate() {
        let pipe = &picture.pipes[i];
        assert_eq!(pipe.is_empty(), element.shape != Shape::Flow, "{}", element.name);
        for pair in pipe.windows(2) {
            assert!(pair[0].x == pair[1].x || pair[0].y == pair[1].y, "{} runs askew", element.name);
        }
        let Shape::Stock { inflows, outflows } = &element.shape else { continue };
        let at = picture.places[i];
        let touches = |x: f64, y: f64| (x - at.x).abs() <= STOCK.x && (y - at.y).abs() <= STOCK.y;
        for flow in inflows {
            assert!(picture.pipes[*flow].last().is_some_and(|p| touches(p.x, p.y)), "{}", elements[*flow].name);
        }
        for flow in outflows {
            assert!(picture.pipes[*flow].first().is_some_and(|p| touches(p.x, p.y)), "{}", elements[*flow].name);
        }
    }
    assert_eq!(layout(&elements).places, picture.places);
}

#[test]
fn a_picture_shows_everything_and_nothing_on_top_of_anything() {
    check_layout(&Scenario::of_model(file::shipped()));
    check_layout(&scenario_of(SMALL));
    check_layout(&scenario_of("[aux.alone]\nunit = '1'\nequation = '2'\nabout = '-'"));
    // Flows in a circle, two between the same stocks, and many open ends.
    let flow = |name: &str| format!("[flow.{name}]\nunit = '1/day'\nequation = 'one'\nabout = '-'\n");
    let flows: String = ["f", "g", "back", "h", "i", "j", "k", "l", "m", "n"].map(flow).concat();
    let stock = |name: &str, inflows: &str, outflows: &str| {
        format!(
            "[stock.{name}]\nunit = '1'\ninitial = '1'\ninflows = [{inflows}]\noutflows = [{outflows}]\nabout = '-'\n"
        )
    };
    let stocks =
        stock("p", "'back', 'h', 'i', 'j'", "'f', 'g', 'k', 'l', 'm', 'n'") + &stock("q", "'f', 'g'", "'back'");
    let one = "[constant.one]\nvalue = 1\nunit = '1/day'\nabout = '-'\nsource = '-'\nrole = 'decision'\n";
    check_layout(&scenario_of(&format!("[time]\nunit = 'day'\n[unit]\nday = 'a day'\n{stocks}{flows}{one}")));
}

/// Names of all tags in the order in which they begin; panics where the text is not well formed.
fn tags(xml: &str) -> Vec<String> {
    use quick_xml::events::Event;
    let mut reader = quick_xml::Reader::from_str(xml);
    let mut out = Vec::new();
    let mut open = 0;
    loop {
        match reader.read_event().unwrap() {
            Event::Start(tag) => {
                open += 1;
                out.push(tag.name().as_ref().to_string());
            }
            Event::Empty(tag) => out.push(tag.name().as_ref().to_string()),
            Event::End(_) => open -= 1,
            Event::Eof => break,
            _ => {}
        }
    }
    assert_eq!(open, 0);
    out
}

#[test]
fn every_form_of_every_scenario_is_written() {
    for scenario in shipped() {
        let elements = elements(&scenario);
        let xml = write(&scenario, Form::Xmile);
        let tags = tags(&xml);
        let count = |name: &str| tags.iter().filter(|tag| *tag == name).count();
        // Once as a variable and once in the view.
        assert_eq!(count("stock") + count("flow") + count("aux"), 2 * elements.len());
        assert_eq!(count("connector"), elements.iter().map(|e| e.causes.len()).sum::<usize>());
        assert!(!xml.contains("non_negative"));
        let model = &scenario.model;
        for (form, begins) in [(Form::Dot, "digraph"), (Form::Mermaid, "flowchart LR")] {
            let text = write(&scenario, form);
            assert!(text.starts_with(begins));
            for id in model.listed() {
                assert!(text.lines().any(|line| line.trim_start().starts_with(&format!("v{}", id.0))), "{}", id.0);
            }
        }
        let document = write(&scenario, Form::Markdown);
        assert!(document.starts_with(&format!("# {}\n", scenario.title)));
        for name in model.listed().map(|id| model.listed_name(model.variable(id))) {
            assert!(document.contains(&format!("| `{name}`")), "{name}");
        }
        for table in document.split("\n\n").filter(|part| part.starts_with('|')) {
            // A bar within a cell would make one cell more.
            let bars: HashSet<usize> = table.lines().map(|line| line.replace("\\|", "").matches('|').count()).collect();
            assert_eq!(bars.len(), 1, "{table}");
        }
    }
}

#[test]
fn what_would_break_a_form_is_escaped() {
    let text = r#"
title = "A <b> & \"c\" -- | d"
[aux.a]
label = 'x "y" <z> #1'
unit = '1'
equation = 'if 1 < 2 and 3 > 2 then 1 else 0'
about = 'one | two & <three> "four" -- `five`'
"#;
    let scenario = scenario_of(text);
    let xml = write(&scenario, Form::Xmile);
    tags(&xml);
    assert!(xml.contains("<name>A &lt;b&gt; &amp; &quot;c&quot; -- | d</name>"), "{xml}");
    assert!(!xml.split("-->").next().unwrap().replace("<!--", "").contains("--"), "{xml}");
    assert!(write(&scenario, Form::Dot).contains(r#"label="x \"y\" <z> #1""#));
    assert!(write(&scenario, Form::Mermaid).contains("(\"x #quot;y#quot; #lt;z#gt; #35;1\")"));
    assert!(write(&scenario, Form::Markdown).contains(r#"one \| two & \<three> "four" -- \`five\`"#));
}

/// A scenario that does nothing to an XMILE model with these variables.
fn scenario_of_xmile(units: &str, variables: &str) -> Scenario {
    let text = format!(
        "<xmile version=\"1.0\"><sim_specs time_units=\"Months\"><start>0</start><stop>3</stop><dt>0.5</dt></sim_specs>\
         {units}<model><variables>{variables}</variables></model></xmile>"
    );
    let model = flywheel::model::read(&Source::new("test.xmile", text)).unwrap_or_else(|wrong| panic!("{wrong:?}"));
    Scenario::of_model(Arc::new(model))
}

#[test]
fn names_keep_the_quotes_and_line_breaks_that_the_file_has() {
    let scenario = scenario_of_xmile(
        "",
        "<stock name='&quot;Room Temp. (F)&quot;'><eqn>3</eqn><inflow>&quot;in \\&quot;x\\&quot;&quot;</inflow></stock>\
         <flow name='&quot;in \\&quot;x\\&quot;&quot;'><eqn>half-life * \"room_temp._(f)\" + Two_Lines</eqn></flow>\
         <aux name='half-life'><eqn>2</eqn></aux><aux name='half'><eqn>2</eqn></aux><aux name='life'><eqn>2</eqn></aux>\
         <aux name='Two&#10;Lines'><eqn>4</eqn></aux><aux name='Three\\nMore\\nLines'><eqn>TIME</eqn></aux>\
         <aux name='Effect Of X'><doc>What x does</doc><gf><xpts>0,1</xpts><ypts>2,3</ypts></gf></aux>",
    );
    check_bits(&scenario);
    assert_eq!(scenario.model.variables[1].spelling, "in \"x\"");
    // A table that nothing calls keeps its name and its doc too.
    let xml = write(&scenario, Form::Xmile);
    for (name, times) in [
        ("name=\"&quot;Room Temp. (F)&quot;\"", 2),
        ("name=\"&quot;in \\&quot;x\\&quot;&quot;\"", 2),
        ("<inflow>&quot;in_\\&quot;x\\&quot;&quot;</inflow>", 1),
        ("name=\"half-life\"", 2),
        ("name=\"Effect Of X\"", 2),
        ("<doc>What x does</doc>", 1),
        ("name=\"Two\\nLines\"", 2),
        ("name=\"Three\\nMore\\nLines\"", 2),
    ] {
        assert_eq!(xml.matches(name).count(), times, "{name} in {xml}");
    }
}

#[test]
fn units_are_written_as_the_file_has_them() {
    let scenario = scenario_of_xmile(
        "<model_units><unit name='Widget'><alias>widgets</alias></unit><unit name='Hz'><eqn>1/Second</eqn></unit></model_units>",
        "<stock name='cash'><eqn>1</eqn><inflow>pay</inflow><units>USD</units></stock>\
         <flow name='pay'><doc>What comes in</doc><eqn>price * sold</eqn><units>USD/Months</units></flow>\
         <aux name='price'><eqn>12</eqn><units>USD/widgets</units></aux>\
         <aux name='sold'><eqn>2</eqn><units>Widget/months</units></aux>\
         <aux name='heat'><eqn>20</eqn><units>°C</units></aux>\
         <aux name='share'><eqn>0.5</eqn><units>Dmnl</units></aux>\
         <aux name='plain'><eqn>TIME</eqn><gf><xpts>0,1</xpts><ypts>2,3</ypts></gf></aux>",
    );
    check_bits(&scenario);
    assert_eq!(flywheel::model::balance::check(&scenario.model).len(), 0);
    assert_eq!(scenario.model.variables[1].measure(), "USD/Months");
    let xml = write(&scenario, Form::Xmile);
    for part in [
        "time_units=\"Months\"",
        "<unit name=\"Widget\">\n      <alias>widgets</alias>",
        "<unit name=\"Hz\">\n      <eqn>1/Second</eqn>",
        "<doc>What comes in</doc>",
        "<units>USD/Months</units>",
        "<units>USD/widgets</units>",
        "<units>Widget/months</units>",
        "<units>°C</units>",
        "<units>Dmnl</units>",
    ] {
        assert!(xml.contains(part), "{part} in {xml}");
    }
    assert_eq!(xml.matches("<units>").count(), 6);
    assert_eq!(xml.matches("<doc>").count(), 1);
    let document = write(&scenario, Form::Markdown);
    for part in ["| `plain` | `plain(TIME)` |", "| `price` | 12 | `USD/widgets` |", "| name | value | unit |\n"] {
        assert!(document.contains(part), "{part} in {document}");
    }
    assert!(!document.contains("``") && !document.contains("\n\n\n"), "{document}");
}

#[test]
fn the_document_holds_the_whole_model() {
    let more = r#"
[stock.trust]
unit = "1"
scale = "share of full trust"
range = [0, 1]
about = "trust"
[constant.floor]
value = 2
min = 1
max = 4
unit = "cup"
about = "floor"
source = "x"
role = "definition"
[start.low]
title = "Low"
about = "little"
stocks = { trust = 0.2, pot = 1 }
[start.high]
title = "High"
about = "much"
stocks = { trust = 0.9 }
"#;
    let (before, after) = SMALL.split_at(SMALL.find("[[outcome]]").unwrap());
    let text = format!("{before}{more}{after}").replacen("[time]", "default_start = \"high\"\n[time]", 1);
    let document = write(&scenario_of(&text), Form::Markdown);
    for part in [
        "| `drunk` | `0` | `sum over time of drinking + spilling` |",
        "| `1` share of full trust | from 0 to 1 |",
        "| `floor` | 2 | `cup` | from 1 to 4 | definition |",
        "| `high` | High | yes | much |",
        "| stock | low | high |\n|---|---|---|\n| `pot` | 1 |  |\n| `trust` | 0.2 | 0.9 |",
        "| `twice` | `curve(luck + 1) - curve(notes - 1) * curve(luck + 1)` |",
    ] {
        assert!(document.contains(part), "{part} in {document}");
    }
}

#[test]
fn a_moment_between_two_steps_is_written_as_the_next_step() {
    let time = TimeSpec { unit: "day".into(), start: 0.0, stop: 60.0, dt: 0.125, save: 1.0, method: Method::Euler };
    let addition =
        Addition { constant: VariableId(0), amount: 2.0, size: None, from: 10.06, ramp: 0.0, to: Some(40.13) };
    let text = format!("{:?}", schedule::moved(1.0, &[&addition], &time));
    assert!(text.contains("10.125") && text.contains("40.25") && !text.contains("10.06"), "{text}");
}

/// The comment at the top of an XMILE file.
fn remarks(scenario: &Scenario) -> String {
    let xml = write(scenario, Form::Xmile);
    xml.split("<!--").nth(1).and_then(|rest| rest.split("-->").next()).unwrap().to_string()
}

#[test]
fn the_comment_says_what_holds_for_this_model() {
    let bare = remarks(&scenario_of("title = 'A \"b\" c'\n[aux.a]\nunit = '1'\nequation = '2'\nabout = '-'"));
    assert_eq!(bare.trim(), "One deterministic run, written by flywheel.\nModel: A \"b\" c");
    let small = remarks(&scenario_of(SMALL));
    for part in ["Noise is at its mean.", "below 0", "length of step is <dt>", "end of run is <stop>"] {
        assert!(small.contains(part), "{part} in {small}");
    }
    assert!(!small.contains("shocks") && !small.contains("Constants"), "{small}");
    let acting = shipped().into_iter().find(|s| !s.picks.is_empty()).unwrap();
    assert!(remarks(&acting).contains("What picks"));
}

#[test]
fn connectors_keep_off_pipes_and_symbols_where_an_arc_does() {
    for scenario in shipped().iter().take(1).chain([&scenario_of(SMALL)]) {
        let elements = elements(scenario);
        let picture = layout(&elements);
        let ground = Ground::of(&elements, &picture);
        let (mut straight, mut drawn) = (0, 0);
        for (effect, element) in elements.iter().enumerate() {
            for &cause in element.causes.iter().filter(|cause| **cause != effect) {
                let best = ground.bend(cause, effect);
                straight += usize::from(ground.hits(cause, effect, 0.0) > 0);
                drawn += usize::from(ground.hits(cause, effect, best) > 0);
                // A stock's connector to a flow out of it would lie under the flow's pipe.
                let Shape::Stock { outflows, .. } = &elements[cause].shape else { continue };
                let (from, to) = (picture.places[cause], picture.places[effect]);
                if outflows.contains(&effect) && (from.x == to.x || from.y == to.y) {
                    assert!(best != 0.0, "{} to {}", elements[cause].name, element.name);
                }
            }
        }
        assert!(drawn * 2 <= straight, "{drawn} of {straight} are left");
    }
    assert!(write(&scenario_of(SMALL), Form::Xmile).contains("type=\"stock_flow\""));
}

#[test]
fn a_long_chain_is_drawn_in_a_moment() {
    const COUNT: usize = 4000;
    let part = |i: usize| {
        let inflow = if i == 0 { String::new() } else { format!("<inflow>f{}</inflow>", i - 1) };
        format!(
            "<stock name='s{i}'><eqn>1</eqn>{inflow}<outflow>f{i}</outflow></stock><flow name='f{i}'><eqn>s{i} / c{i}\
             </eqn></flow><aux name='c{i}'><eqn>5</eqn></aux>"
        )
    };
    let scenario = scenario_of_xmile("", &(0..COUNT).map(part).collect::<String>());
    let begin = std::time::Instant::now();
    assert_eq!(write(&scenario, Form::Xmile).matches("<connector ").count(), 2 * COUNT);
    // In the square of the size it is half a minute; a busy machine is granted some seconds.
    assert!(begin.elapsed().as_secs() < 10, "{:?}", begin.elapsed());
}

/// Texts that stand in a folder without being there.
struct Beside {
    name: String,
    text: String,
}

impl Library for Beside {
    fn read(&self, name: &str) -> Result<Arc<Source>, Diagnostic> {
        if name == self.name { Ok(Source::new(name, self.text.as_str())) } else { Disk.read(name) }
    }

    fn beside(&self, from: &str, path: &str) -> String {
        Disk.beside(from, path)
    }
}

/// All that a scenario says, but for the places at which it says it.
fn said(scenario: &Scenario) -> String {
    let Scenario { title, label, prose, start, initial, time, record, .. } = scenario;
    let Scenario { replications, seed, design, uncertainty, constants, picks, shocks, allow_outside, .. } = scenario;
    let claims: Vec<_> = scenario
        .claims
        .iter()
        .map(|claim| {
            (&claim.sentence, &claim.text, claim.base.as_ref().map(|(base, _)| base), &claim.published, &claim.fails)
        })
        .collect();
    format!(
        "{:#?}",
        (
            (title, label, prose, start, initial, time, record),
            (replications, seed, design, uncertainty, constants, picks, shocks, allow_outside),
            (claims, scenario.model.source.name.as_str()),
        )
    )
}

/// Reads a scenario file, writes it as one, and reads that in the same place.
fn check_written(folder: &str, scenario: &Scenario) {
    let name = format!("{folder}/written-again.toml");
    let model = &scenario.model.source.name;
    let model = (!model.starts_with('<')).then(|| std::path::absolute(model).unwrap().to_string_lossy().into_owned());
    let library = Beside { name: name.clone(), text: export::scenario::toml(scenario, model.as_deref()) };
    let again = load(&name, &library).unwrap_or_else(|wrong| panic!("{name}: {wrong:?}\n{}", library.text));
    let model = model.unwrap_or_else(|| scenario.model.source.name.clone());
    let ours = said(scenario).replace(&scenario.model.source.name, &model);
    similar(&ours, &said(&again), &scenario.source.name);
}

fn similar(ours: &str, again: &str, name: &str) {
    let differ = ours.lines().zip(again.lines()).find(|(a, b)| a != b);
    assert_eq!(differ, None, "{name}");
    assert_eq!(ours.len(), again.len(), "{name}");
}

#[test]
fn a_scenario_is_written_as_the_same_scenario() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut seen = 0;
    for folder in ["scenarios", "scenarios/cases", "scenarios/levers", "models/battery"] {
        let folder = root.join(folder);
        for entry in std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()) {
            if entry.extension().is_some_and(|ending| ending == "toml") {
                check_written(&folder.to_string_lossy(), &load(&entry.to_string_lossy(), &Disk).unwrap());
                seen += 1;
            }
        }
    }
    assert!(seen > 80, "{seen} scenarios");
}

/// What is rare: odd names and texts, numbers at the ends of what there is, ranges of constants that do not vary.
#[test]
fn whatever_a_scenario_can_say_is_written() {
    let text = r#"
title = "A \"quoted\" \\ title, #1"
label = "tab\tstop"
prose = """
Two lines, "one" with \"\"\"
and \\ another."""
horizon = 52.5
dt = 0.125
save = 0.5
method = "rk4"
allow_outside = true
record = ["technical debt", "delivered"]
replications = 17
seed = 9007199254740991
design = "sobol"
uncertainty = "constants"
start = "healthy"
[stocks]
trust = 0.1234567890123456789
wip = 1e-300
[constants]
team_size = 1e17
request_rate = { value = 4.5, distribution = "normal", sd = 0.2, min = 4, max = 5 }
promise_time = { value = 5, min = 4, max = 6 }
release_effort = { value = 0.08, distribution = "lognormal", cv = 0.4 }
[picks]
small_batch = 16
quick_wins = { start = 0.1, strength = 0.3333333333333333 }
[shock."a name. of my own"]
constant = "demand_shock"
amount = -0.3
from = 20
[shock.b]
title = "x"
constant = "demand_shock"
amount = 1e-9
from = 1.1
to = 2.2
[[expect]]
claim = "So it is"
that = 'share(trust@52 > 0.5) > 0.1'
published = { value = 0.690, replications = 2000 }
fails = "it does not"
[[expect]]
claim = "And so"
that = 'mean("trust"@52) > 0.10'
published = 0.30
"#;
    let library = Beside { name: "odd.toml".into(), text: text.to_string() };
    let scenario = load("odd.toml", &library).unwrap_or_else(|wrong| panic!("{wrong:?}"));
    check_written(".", &scenario);
}

/// What a scenario says of a pick beside its model.
#[test]
fn the_kind_of_a_pick_is_written_where_it_is_not_that_of_the_model() {
    let text = SMALL.replace(
        "title = \"Small\"\n",
        "title = \"Small\"\ndecided_constant = \"decided\"\n\
        constant.decided = { unit = \"1\", value = 0 }\nbox.work = {}\n\
        intervention.limit = { box = \"work\" }\nintervention.board = { box = \"work\", kind = \"decision\" }\n",
    );
    let mut scenario = scenario_of(&text);
    let of = |own, start| Pick::of(&scenario.model, own, start);
    scenario.picks = vec![of(0, 1.0), of(1, 2.0)];
    assert!(export::scenario::toml(&scenario, None).contains("limit = 1\nboard = 2\n"));
    scenario.picks[0].kind = ChangeKind::Decision;
    (scenario.picks[1].kind, scenario.picks[1].strength) = (ChangeKind::Habit, 0.5);
    let written = export::scenario::toml(&scenario, None);
    let picks = "limit = { start = 1, kind = \"decision\" }\nboard = { start = 2, strength = 0.5, kind = \"habit\" }\n";
    assert!(written.contains(picks), "{written}");
}
