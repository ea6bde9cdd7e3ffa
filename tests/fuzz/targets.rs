//! What reads a stranger's text, a target each: whatever the text, it is read, or refused with a message and a place.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock};

use flywheel::export::{Form, write};
use flywheel::model::claim::Scope;
use flywheel::model::scenario::Scenario;
use flywheel::model::units::parse_unit;
use flywheel::model::{self, Model, file, scenario_file};
use flywheel::run::ensemble::{Part, run};
use flywheel::text::mapping::{EquationText, Mapping};
use flywheel::text::parser::parse;
use flywheel::text::{Code, Diagnostic, Source, excerpt};
use flywheel::{Library, load};

use crate::luck::Luck;
use crate::mutate::Mutator;

/// A reader of texts, with texts to begin from.
pub struct Target {
    pub name: &'static str,
    pub mutator: Mutator,
    pub read: fn(&str, u64),
}

/// All six.
pub fn all() -> Vec<Target> {
    let target = |name, longest, more: Vec<String>, read| Target {
        name,
        mutator: Mutator::new([corpus(name), more].concat(), longest),
        read,
    };
    let is_xmile = |path: &Path| path.extension().is_some_and(|e| e == "xmile");
    let errors = texts(&root().join("tests/errors"));
    let (xmile, own): (Vec<_>, Vec<_>) = errors.into_iter().partition(|(path, _)| is_xmile(path));
    let is_scenario = |(_, text): &(PathBuf, String)| !["[stock", "[aux", "[flow"].iter().any(|t| text.contains(t));
    let (scenarios, models): (Vec<_>, Vec<_>) = own.into_iter().partition(is_scenario);
    let made = fs::read_dir(root().join("conformance/made")).unwrap().map(|e| e.unwrap().path().join("model.xmile"));
    let made: Vec<String> = made.filter_map(|path| fs::read_to_string(path).ok()).collect();
    let text = |files: Vec<(PathBuf, String)>| files.into_iter().map(|(_, text)| text).collect::<Vec<_>>();
    let shipped = ["scenarios", "scenarios/levers", "scenarios/cases", "models/battery"];
    let shipped = shipped.iter().flat_map(|folder| text(texts(&root().join(folder)))).collect::<Vec<_>>();
    vec![
        target("model", 8_000, text(models), read_model),
        target("scenario", 4_000, [text(scenarios), shipped].concat(), read_scenario),
        target("equation", 2_000, Vec::new(), read_equation),
        target("unit", 300, Vec::new(), read_unit),
        target("claim", 1_000, Vec::new(), read_claim),
        target("xmile", 8_000, [text(xmile), made].concat(), read_xmile),
    ]
}

pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Model and scenario files right in a folder, sorted.
pub fn texts(folder: &Path) -> Vec<(PathBuf, String)> {
    let paths = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut paths: Vec<PathBuf> =
        paths.filter(|p| p.extension().is_some_and(|e| ["toml", "xmile", "txt"].iter().any(|own| e == *own))).collect();
    paths.sort();
    let read = |path: PathBuf| fs::read_to_string(&path).ok().map(|text| (path, text));
    paths.into_iter().filter_map(read).collect()
}

/// The texts of a target's own folder: a file each, but for `lines.txt`, which has one on each line.
fn corpus(target: &str) -> Vec<String> {
    let mut out = Vec::new();
    for (path, text) in texts(&root().join("tests/fuzz/corpus").join(target)) {
        match path.ends_with("lines.txt") {
            true => out.extend(text.lines().map(String::from)),
            false => out.push(text),
        }
    }
    assert!(!out.is_empty(), "no corpus for {target}");
    out
}

/// A refusal says what is wrong, at a place that can be shown.
pub fn check_refusal(wrong: &[Diagnostic], text: &str) {
    assert!(!wrong.is_empty(), "refused without a reason");
    for diagnostic in wrong {
        assert!(!diagnostic.message.trim().is_empty(), "a refusal without words: {diagnostic:?}");
        for label in &diagnostic.labels {
            let (span, whole) = (label.place.span, &label.place.source.text);
            assert!(span.start <= span.end && span.end <= whole.len(), "{span:?} of {}: {diagnostic}", whole.len());
            assert!(whole.is_char_boundary(span.start) && whole.is_char_boundary(span.end), "{span:?}: {diagnostic}");
        }
    }
    let shown = excerpt::all(wrong, false);
    let most = 200_000;
    assert!(shown.len() < most, "{} bytes are shown about a text of {}", shown.len(), text.len());
}

/// What is read can be run and handed on: a few steps, and an export that is read again.
pub fn check_model(model: Arc<Model>, luck: &mut Luck) {
    let mut scenario = Scenario::of_model(model);
    check_run(&mut scenario, luck);
}

pub fn check_run(scenario: &mut Scenario, luck: &mut Luck) {
    let stop = scenario.time.start + 3.0 * scenario.time.dt;
    if scenario.time.steps() > 3 && stop.is_finite() && stop > scenario.time.start {
        (scenario.time.stop, scenario.time.save) = (stop, scenario.time.dt);
    }
    scenario.replications = 2;
    let wanted = scenario.recorded();
    if let Err(why) = run(scenario, &wanted, &Part::whole(scenario)) {
        assert!(!why.to_string().is_empty());
    }
    if luck.one_in(8) {
        let exported = write(scenario, Form::Xmile);
        if let Err(wrong) = model::read(&Source::new("exported.xmile", exported.clone())) {
            // What stands in one equation of ours may be nested too deep when its parts are written out.
            let too_deep = |d: &Diagnostic| d.message.contains("nested");
            assert!(wrong.iter().all(too_deep), "the export is refused: {}\n{exported}", wrong[0]);
        }
    }
}

fn read_model(text: &str, case: u64) {
    read_as("text.toml", text, case);
}

fn read_xmile(text: &str, case: u64) {
    read_as("text.xmile", text, case);
}

fn read_as(name: &str, text: &str, case: u64) {
    match model::read(&Source::new(name, text)) {
        Ok(model) => {
            check_refusal_of_warnings(&model, text);
            check_model(Arc::new(model), &mut Luck::new(7, case));
        }
        Err(wrong) => check_refusal(&wrong, text),
    }
}

fn check_refusal_of_warnings(model: &Model, text: &str) {
    if !model.warnings.is_empty() {
        check_refusal(&model.warnings, text);
    }
}

/// A model on which scenarios and claims are tried.
static SMALL: LazyLock<Arc<Model>> = LazyLock::new(|| {
    let text = fs::read_to_string(root().join("tests/fuzz/corpus/model/everything.toml")).unwrap();
    Arc::new(file::read(&Source::new("everything.toml", text)).unwrap_or_else(|wrong| panic!("{wrong:#?}")))
});

/// The text, and beside it a model and a scenario that is fine.
struct Beside(Arc<Source>);

impl Library for Beside {
    fn read(&self, name: &str) -> Result<Arc<Source>, Diagnostic> {
        match name {
            "text.toml" => Ok(self.0.clone()),
            "everything.toml" => Ok(SMALL.source.clone()),
            "wicked-loop.toml" | "healthy.toml" | "base.toml" => {
                Ok(Source::new(name, "model = 'everything.toml'\nreplications = 3\n"))
            }
            _ => Err(Diagnostic::error(Code::NotReadable, format!("there is no `{name}`"))),
        }
    }

    fn beside(&self, _from: &str, path: &str) -> String {
        path.rsplit('/').next().unwrap_or(path).to_string()
    }
}

fn read_scenario(text: &str, case: u64) {
    let library = Beside(Source::new("text.toml", text));
    // The shipped model is read anew for each scenario that names no model: seldom, for it is long.
    let read = match text.contains("everything.toml") || case.is_multiple_of(256) {
        true => load("text.toml", &library),
        false => scenario_file::load_about("text.toml", &SMALL, &library),
    };
    match read {
        Ok(mut scenario) if scenario.model.variables.len() < 200 => {
            check_run(&mut scenario, &mut Luck::new(8, case));
        }
        Ok(_) => {}
        Err(wrong) => check_refusal(&wrong, text),
    }
}

/// Alone, printed and read once more, and as the equation of a variable.
fn read_equation(text: &str, case: u64) {
    let alone = |text: &str| {
        let source = Source::new("equation", text);
        parse(&EquationText { source, text: text.to_string(), mapping: Mapping::From(0) })
    };
    let (tree, wrong) = alone(text);
    match wrong.is_empty() {
        false => check_refusal(&wrong, text),
        true => {
            let printed = tree.to_string();
            let (again, wrong) = alone(&printed);
            // Printing writes all brackets, and so nests deeper.
            let too_deep = wrong.iter().any(|d| d.message.contains("nested"));
            assert!(too_deep || wrong.is_empty() && again.to_string() == printed, "{printed}\n{again}\n{wrong:?}");
        }
    }
    let escaped = text.chars().map(|c| match c {
        '"' | '\\' => format!("\\{c}"),
        c if c.is_control() => format!("\\u{:04x}", c as u32),
        c => c.to_string(),
    });
    let escaped: String = escaped.collect();
    read_as("text.toml", &IN_A_MODEL.replace("EQUATION", &escaped), case);
    // There no unit has to fit, and more is run.
    read_as("text.xmile", &IN_XMILE.replace("EQUATION", &in_xml(text)), case);
}

/// Text as XML holds it.
fn in_xml(text: &str) -> String {
    let visible = text.chars().filter(|c| !c.is_control());
    visible.collect::<String>().replace('&', "&amp;").replace('<', "&lt;")
}

const IN_XMILE: &str = "<xmile version=\"1.0\"><header/><sim_specs><start>0</start><stop>4</stop><dt>0.5</dt></sim_specs>\
    <model><variables><stock name=\"a\"><eqn>3</eqn><inflow>b</inflow><outflow>c</outflow><non_negative/></stock>\
    <flow name=\"b\"><eqn>2</eqn></flow><flow name=\"c\"><eqn>b * 2</eqn></flow><aux name=\"k\"><eqn>4</eqn></aux>\
    <gf name=\"t\"><xpts>0,2</xpts><ypts>1,3</ypts></gf><aux name=\"x\"><eqn>EQUATION</eqn></aux>\
    <aux name=\"y\"><eqn>SMTH1(x, 2)</eqn></aux></variables></model></xmile>";

/// Variables for an equation, and a place for it.
const IN_A_MODEL: &str = "[time]\nunit = 'week'\nstop = 8\n[unit]\nitem = 'an item'\n\
    [stock.a]\nunit = 'item'\ninitial = 3\nnon_negative = true\ninflows = ['b']\noutflows = ['c']\n\
    [flow.b]\nunit = 'item/week'\nequation = 'a / (4 * dt)'\n[flow.c]\nunit = 'item/week'\nequation = 'b * 2'\n\
    [constant.k]\nunit = '1'\nvalue = 4\ndistribution = 'uniform'\nmin = 1\nmax = 9\n\
    [table.t]\ninput = '1'\noutput = '1'\npoints = [[0, 1], [2, 3]]\n\
    [noise.n]\nunit = '1'\ndistribution = 'lognormal'\nmean = '1'\ncv = 0.1\nperiod = 1\n\
    [aux.x]\nunit = '1'\nequation = \"EQUATION\"\n[aux.y]\nunit = '1'\nequation = 'smth1(x, starttime + dt)'\n";

/// As a unit of our own files, and in both places of an XMILE file.
fn read_unit(text: &str, case: u64) {
    let source = Source::new("unit", text);
    let equation = EquationText { source, text: text.to_string(), mapping: Mapping::From(0) };
    match parse_unit(&equation, &["item".into(), "week".into(), "person".into()]) {
        Ok(unit) => {
            let printed = unit.to_string();
            let source = Source::new("unit", printed.clone());
            let again = EquationText { source, text: printed.clone(), mapping: Mapping::From(0) };
            let again = parse_unit(&again, &["item".into(), "week".into(), "person".into()]);
            assert!(again.is_ok_and(|again| again == unit), "{text} is printed as {printed}");
        }
        Err(wrong) => check_refusal(&[wrong], text),
    }
    let xmile = "<xmile version=\"1.0\"><header/><sim_specs time_units=\"Weeks\"><start>0</start><stop>4</stop></sim_specs>\
        <model_units><unit name=\"widget\"><eqn>UNIT</eqn><alias>widgets</alias></unit></model_units>\
        <model><variables><stock name=\"s\"><eqn>1</eqn><inflow>f</inflow><units>widget</units></stock>\
        <flow name=\"f\"><eqn>s / 2</eqn><units>UNIT</units></flow></variables></model></xmile>";
    read_as("text.xmile", &xmile.replace("UNIT", &in_xml(text)), case);
}

/// As a claim with a base case and without one, and as an outcome.
fn read_claim(text: &str, _case: u64) {
    let model = &*SMALL;
    let source = Source::new("claim", text);
    let text_of = EquationText { source, text: text.to_string(), mapping: Mapping::From(0) };
    for base in [None, Some((&**model, &model.time))] {
        let scope = Scope { model, time: &model.time, base };
        for wrong in [scope.condition(&text_of).err(), scope.outcome(&text_of).err()].into_iter().flatten() {
            check_refusal(&[wrong], text);
        }
    }
}

/// Texts from which others are made say more when they are fine themselves.
#[test]
fn the_corpus_begins_with_what_is_fine() {
    for path in ["model/everything.toml", "model/rk4.toml", "xmile/small.xmile"] {
        let text = fs::read_to_string(root().join("tests/fuzz/corpus").join(path)).unwrap();
        model::read(&Source::new(path, text)).unwrap_or_else(|wrong| panic!("{}", wrong[0]));
    }
    for path in ["scenario/about-everything.toml", "scenario/extends.toml"] {
        let text = fs::read_to_string(root().join("tests/fuzz/corpus").join(path)).unwrap();
        let library = Beside(Source::new("text.toml", text));
        scenario_file::load_about("text.toml", &SMALL, &library).unwrap_or_else(|wrong| panic!("{}", wrong[0]));
    }
    for equation in ["a + k", "smth3(k, time)"] {
        let text = IN_A_MODEL.replace("EQUATION", equation);
        let wrong = model::read(&Source::new("text.toml", text)).err().unwrap_or_default();
        assert!(wrong.len() < 2 && wrong.iter().all(|d| d.code == Code::UnitMismatch), "{wrong:?}");
    }
}
