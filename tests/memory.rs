//! Memory is bounded by the size of the input: what reads and compiles four times as much takes about four times the
//! memory, and where a short text would stand for much it is refused by a stated limit.

use std::sync::Arc;

use allocation_counter::measure;
use flywheel::model::scenario::Scenario;
use flywheel::model::{self, Model};
use flywheel::program::compile::compile;
use flywheel::text::{Code, Diagnostic, Source};
use flywheel::{Library, load};

/// How many times as much is read.
const LARGER: usize = 4;

/// How many times the memory that may take: lists grow by doubling, so that twice as much is in order.
const MOST: f64 = 2.0 * LARGER as f64;

/// The most bytes in use at one time while `work` is done.
fn bytes<T>(work: impl FnOnce() -> T) -> f64 {
    measure(|| drop(work())).bytes_max as f64
}

fn read(text: &str) -> Result<Model, Vec<Diagnostic>> {
    let name = if text.starts_with('<') { "text.xmile" } else { "text.toml" };
    model::read(&Source::new(name, text))
}

fn compiled(text: &str) {
    let model = read(text).unwrap_or_else(|wrong| panic!("{}\n{text}", wrong[0]));
    let scenario = Scenario::of_model(Arc::new(model));
    compile(&scenario, &scenario.recorded());
}

/// Takes a text of a size and one of four times the size.
fn check(what: &str, size: usize, text: impl Fn(usize) -> String, work: impl Fn(&str)) {
    let (small, large) = (text(size), text(LARGER * size));
    let growth = bytes(|| work(&large)) / bytes(|| work(&small));
    let longer = large.len() as f64 / small.len() as f64;
    println!("{what}: a text {longer:.1} times as long takes {growth:.1} times the memory");
    assert!(growth < MOST, "{what}: a text {longer:.1} times as long takes {growth:.1} times the memory");
}

fn repeated(times: usize, one: impl Fn(usize) -> String) -> String {
    (0..times).map(one).collect()
}

const UNITS: &str = "[time]\nstop = 4\n[unit]\nh = 'an hour'\n[box.b]\n";

fn interventions(many: usize) -> String {
    repeated(many, |i| format!("[intervention.i{i}]\nbox = 'b'\n"))
}

/// A family and a variable for each intervention that adds all of it up, so many times.
fn family(interventions_: usize, sums: usize) -> String {
    let sums = vec!["sum(z)"; sums].join(" + ");
    let declared = "[constant.z]\nunit = 'h'\neach = 'intervention'\nvalue = 1\n";
    let own = format!("[aux.g]\nunit = 'h'\neach = 'intervention'\nequation = '{sums}'\n");
    format!("{UNITS}{}{declared}{own}", interventions(interventions_))
}

fn aux(name: usize, equation: &str) -> String {
    format!("[aux.a{name}]\nunit = '1'\nequation = '{equation}'\n")
}

fn in_xmile(variables: &str) -> String {
    format!(
        "<xmile><sim_specs><start>0</start><stop>4</stop></sim_specs><model><variables>{variables}</variables></model></xmile>"
    )
}

#[test]
fn what_is_said_once_is_kept_once() {
    check("interventions that are added up", 36, |n| family(n, 3), compiled);
    check("sums of a family", 30, |n| family(100, n), compiled);
    let users = |n| family(n, 1) + &repeated(n, |i| format!("[aux.u{i}]\nunit = 'h'\nequation = 'sum(z)'\n"));
    check("variables that add a family up", 36, users, compiled);
    check(
        "variables in a row",
        500,
        |n| repeated(n, |i| aux(i, &if i == 0 { "1".into() } else { format!("a{}", i - 1) })),
        compiled,
    );
    check(
        "variables that read all one",
        500,
        |n| repeated(n, |i| aux(i, if i == 0 { "1" } else { "a0 * 2 + a0" })),
        compiled,
    );
    check("a long equation", 40, |n| aux(0, &vec!["time"; n].join(" + ").replace("time", "pi")), compiled);
    check("brackets", 20, |n| aux(0, &format!("{}1{}", "(".repeat(n), ")".repeat(n))), compiled);
    let nested = |n| aux(0, &format!("{}pi{}", "smth3(".repeat(n), ", time)".repeat(n)));
    check("averages of averages", 20, nested, compiled);
    let points = |n| repeated(n, |i| format!("[{i}, 1], "));
    let table = |n| format!("[table.t]\ninput = '1'\noutput = '1'\npoints = [{}]\n{}", points(n), aux(0, "t(2)"));
    check("points of a table", 1_000, table, compiled);
    check(
        "a name",
        200,
        |n| format!("[aux.{0}]\nunit = '1'\nequation = 'delayn(pi, time, 100)'\n", "x".repeat(n)),
        compiled,
    );
    let noises = "unit = '1'\ndistribution = 'lognormal'\nmean = '1'\ncv = 0.3\nperiod = 1\n";
    check("noise", 300, |n| repeated(n, |i| format!("[noise.n{i}]\n{noises}")) + &aux(0, "n0"), compiled);
    let stock = |i| format!("[stock.s{i}]\nunit = '1'\ninitial = 1\n");
    let start =
        |n| format!("[start.a]\nstocks = {{ {} }}\n", repeated(n, |i| format!("s{i} = 1,")).trim_end_matches(','));
    check("stocks of a start", 300, |n| repeated(n, stock) + &start(n), compiled);
    check(
        "variables in XMILE",
        500,
        |n| in_xmile(&repeated(n, |i| format!("<aux name='a{i}'><eqn>TIME</eqn></aux>"))),
        compiled,
    );
    let points = |n| {
        format!(
            "<aux name='a'><eqn>TIME</eqn><gf><xscale min='0' max='1'/><ypts>{}</ypts></gf></aux>",
            vec!["1"; n].join(",")
        )
    };
    check("points in XMILE", 1_000, |n| in_xmile(&points(n)), compiled);
}

/// The text, beside the model that it is about.
struct Beside(String);

impl Library for Beside {
    fn read(&self, name: &str) -> Result<Arc<Source>, Diagnostic> {
        let model = format!("{}[constant.k]\nunit = 'h'\nvalue = 1\n[aux.a]\nunit = 'h'\nequation = 'k'\n", UNITS);
        Ok(Source::new(name, if name == "model.toml" { model } else { self.0.clone() }))
    }

    fn beside(&self, _from: &str, path: &str) -> String {
        path.to_string()
    }
}

#[test]
fn scenarios_are_kept_once() {
    let scenario = |text: &str| {
        let library = Beside(format!("model = 'model.toml'\n{text}"));
        let scenario = load("text.toml", &library).unwrap_or_else(|wrong| panic!("{}", wrong[0]));
        compile(&scenario, &scenario.recorded());
    };
    let shock = |i| format!("[shock.s{i}]\nconstant = 'k'\namount = 1\nfrom = 1\n");
    check("shocks", 300, |n| repeated(n, shock), scenario);
    let claim = |i| format!("[[expect]]\nclaim = 'so'\nthat = 'mean(a@4) > {i}'\nbase = 'model.toml'\n");
    check("claims", 300, |n| repeated(n, claim), scenario);
}

/// Whether a text is refused by a stated limit, and in little memory.
fn check_limit(text: &str, words: &str) {
    let most = 100e6;
    let taken = bytes(|| {
        let wrong = read(text).err().unwrap_or_else(|| panic!("not refused: {words}"));
        let told = wrong.iter().find(|d| d.code == Code::TooLarge);
        assert!(told.is_some_and(|d| d.message.contains(words)), "{}", wrong[0]);
    });
    assert!(taken < most, "{taken} bytes for {} of text: {words}", text.len());
}

#[test]
fn a_short_text_that_stands_for_much_is_refused() {
    check_limit(&family(1_500, 20), "at most 150");
    let terms = vec!["1"; 190].join(" + ");
    let each = |i| format!("[aux.g{i}]\nunit = '1'\neach = 'intervention'\nequation = '{terms}'\n");
    check_limit(&format!("{UNITS}{}{}", interventions(500), repeated(8, each)), "1000000 terms");
    check_limit(&format!("{UNITS}{}{}", interventions(3_000), repeated(20, each)), "5000000 characters");
    let stocks = |n| repeated(n, |i| format!("[stock.s{i}]\nunit = '1'\ninitial = 1\n"));
    let first =
        format!("[start.a]\nstocks = {{ {} }}\n", repeated(1_500, |i| format!("s{i} = 1,")).trim_end_matches(','));
    let mixes = repeated(1_500, |i| format!("[start.m{i}]\nmix = {{ a = 1 }}\n"));
    check_limit(&format!("{}{first}{mixes}", stocks(1_500)), "1000000 values");
    let long = "x".repeat(50_000);
    check_limit(
        &format!("[aux.{long}]\nunit = '1'\nequation = 'delayn(pi, time, 1000)'\n"),
        "longer than a name can be",
    );
}
