//! The causal graph of a model, the signs of its links, and its cycles: known answers first.

use std::collections::BTreeSet;

use flywheel::analysis::loops::cycles::{self, Count, Cycle, Cycles};
use flywheel::model::graph::{Graph, Link};
use flywheel::model::loops::{Polarity, Sign};
use flywheel::model::polarity::{Influence, Possible};
use flywheel::model::{Equation, Kind, Model, Term, TermKind, VariableId, file, read};
use flywheel::program::compile::curve;
use flywheel::program::op::{Clock, apply};
use flywheel::text::Source;

/// The brief's equations, as they are frozen.
fn brief() -> (String, Model) {
    let text = std::fs::read_to_string("conformance/brief/model.toml").unwrap();
    let model = read(&Source::new("model.toml", text.as_str())).unwrap();
    (text, model)
}

/// The graph of the brief's equations as section 3 writes them: the rates of change of stocks that adjust, and the hold
/// of the limit, stand within other equations; what is only reported, and what only luck moves, is left out.
fn graph_of_the_brief(model: &Model) -> Graph {
    let graph = Graph::shown(model).seen_through(|id| {
        let name = model.variable(id).name.as_str();
        name.starts_with("net_") || ["debt_retiring", "limit_hold"].contains(&name)
    });
    let left_out = ["arrivals", "effective_throughput", "flow_efficiency"];
    let counts = |id: VariableId| {
        let variable = model.variable(id);
        matches!(variable.kind, Kind::Stock(_) | Kind::Flow { .. } | Kind::Auxiliary { .. })
            && !left_out.contains(&variable.name.as_str())
    };
    let links = graph.links.iter().copied().filter(|link| counts(link.cause) && counts(link.effect));
    Graph::new(graph.width(), links.collect(), graph.states.clone())
}

/// The counts are published figures about the brief. Which variables they count is not written down: of the graphs near the
/// text of section 3 this one has all of them. The numbers of cycles do not depend on that choice.
#[test]
fn the_brief_has_as_many_variables_links_and_cycles_as_were_counted() {
    let (_, model) = brief();
    let graph = graph_of_the_brief(&model);
    let variables: BTreeSet<VariableId> = graph.links.iter().flat_map(|link| [link.cause, link.effect]).collect();
    assert_eq!(variables.len(), 71);
    assert_eq!(graph.links.len(), 176);
    assert_eq!(graph.parts().iter().map(Vec::len).collect::<Vec<_>>(), [69]);
    assert_eq!(cycles::count(&graph, u64::MAX, u64::MAX), Count::Exactly(1_874_542));
    // What stands between changes no number of cycles: each equation of its own lies on those that run through it.
    assert_eq!(cycles::count(&Graph::shown(&model), u64::MAX, u64::MAX), Count::Exactly(1_874_542));
    let stocks = graph.seen_through(|id| model.variable(id).stock().is_none());
    assert_eq!(cycles::count(&stocks, u64::MAX, u64::MAX), Count::Exactly(278_436));
    assert_eq!(cycles::all(&stocks, 278_435, u64::MAX), Cycles::TooMany);
    let Cycles::All(all) = cycles::all(&stocks, 278_436, u64::MAX) else { panic!("as many as there are") };
    assert!(all.windows(2).all(|two| two[0] < two[1]), "each once");
}

/// Links as pairs; all of them plus.
fn graph(variables: usize, pairs: impl IntoIterator<Item = (u32, u32)>) -> Graph {
    let link = |(a, b)| Link { cause: VariableId(a), effect: VariableId(b), influence: Influence::Plus };
    let states = (0..variables as u32).map(VariableId).collect();
    Graph::new(variables, pairs.into_iter().map(link).collect(), states)
}

/// In a complete graph every row of k variables that begins with its least is a cycle: C(n, k) (k - 1)! of them.
#[test]
fn complete_graphs_have_as_many_cycles_as_the_formula_says() {
    for n in 1..=9u64 {
        let complete =
            graph(n as usize, (0..n as u32).flat_map(|a| (0..n as u32).map(move |b| (a, b))).filter(|(a, b)| a != b));
        let factorial = |k: u64| (1..=k).product::<u64>();
        let expected: u64 = (2..=n).map(|k| factorial(n) / factorial(k) / factorial(n - k) * factorial(k - 1)).sum();
        assert_eq!(cycles::count(&complete, u64::MAX, u64::MAX), Count::Exactly(expected), "n = {n}");
        assert_eq!(cycles::count(&complete, expected, u64::MAX), Count::Exactly(expected));
        if expected > 0 {
            assert_eq!(cycles::count(&complete, expected - 1, u64::MAX), Count::AtLeast(expected));
        }
    }
}

/// A generator of numbers below a bound, for tests only: Knuth's MMIX constants.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        (self.0 >> 33) % bound
    }

    fn between(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * self.below(1 << 30) as f64 / (1u64 << 30) as f64
    }
}

fn some_graph(numbers: &mut Numbers) -> Graph {
    let n = 1 + numbers.below(7) as u32;
    let density = numbers.below(10);
    let pairs = (0..n).flat_map(|a| (0..n).map(move |b| (a, b)));
    graph(n as usize, pairs.filter(|_| numbers.below(10) < density).collect::<Vec<_>>())
}

/// Every cycle by walking everywhere, from its least variable on.
fn by_brute_force(graph: &Graph) -> BTreeSet<Vec<u32>> {
    fn walk(graph: &Graph, start: VariableId, at: VariableId, way: &mut Vec<u32>, out: &mut BTreeSet<Vec<u32>>) {
        for index in graph.leaving(at) {
            let to = graph.links[index].effect;
            way.push(index as u32);
            if to == start {
                out.insert(way.clone());
            } else if to > start && !way.iter().any(|link| graph.links[*link as usize].cause == to) {
                walk(graph, start, to, way, out);
            }
            way.pop();
        }
    }
    let mut out = BTreeSet::new();
    for start in (0..graph.width() as u32).map(VariableId) {
        walk(graph, start, start, &mut Vec::new(), &mut out);
    }
    out
}

#[test]
fn small_graphs_have_the_cycles_that_brute_force_finds() {
    let mut numbers = Numbers(1);
    let mut most = 0;
    for _ in 0..500 {
        let graph = some_graph(&mut numbers);
        let expected: Vec<Cycle> = by_brute_force(&graph).into_iter().map(|links| Cycle { links }).collect();
        most = most.max(expected.len());
        assert_eq!(cycles::count(&graph, u64::MAX, u64::MAX), Count::Exactly(expected.len() as u64));
        assert_eq!(cycles::all(&graph, expected.len(), u64::MAX), Cycles::All(expected));
    }
    assert!(most > 500, "the graphs are too sparse to show anything: {most}");
}

/// Two variables are in one part where each can be reached from the other.
#[test]
fn parts_are_what_can_reach_each_other() {
    let mut numbers = Numbers(2);
    for _ in 0..300 {
        let graph = some_graph(&mut numbers);
        let n = graph.width();
        let mut reaches = vec![vec![false; n]; n];
        graph.links.iter().for_each(|link| reaches[link.cause.0 as usize][link.effect.0 as usize] = true);
        for (k, i, j) in (0..n).flat_map(|k| (0..n).flat_map(move |i| (0..n).map(move |j| (k, i, j)))) {
            reaches[i][j] |= reaches[i][k] && reaches[k][j];
        }
        let parts = graph.parts();
        let part_of = |v: usize| parts.iter().position(|part| part.contains(&VariableId(v as u32)));
        for (a, b) in (0..n).flat_map(|a| (0..n).map(move |b| (a, b))) {
            let together = reaches[a][b] && reaches[b][a];
            assert_eq!(part_of(a).is_some() && part_of(a) == part_of(b), together, "{a} {b}");
        }
    }
}

/// A chain of a hundred thousand pairs, each variable with the one before it: no recursion, no squares.
#[test]
fn a_long_chain_of_cycles_is_walked() {
    let n = 100_000;
    let chain = graph(n as usize, (1..n).flat_map(|i| [(i - 1, i), (i, i - 1)]));
    assert_eq!(chain.parts().len(), 1);
    let followed = 60 * u64::from(n);
    assert_eq!(cycles::count(&chain, u64::MAX, followed), Count::Exactly(u64::from(n) - 1));
    assert!(matches!(cycles::count(&chain, u64::MAX, 1000), Count::AtLeast(found) if found < 1000));
    assert_eq!(cycles::count(&chain, 1000, followed), Count::AtLeast(1001));
    let mut ring = graph(n as usize, (0..n).map(|i| (i, (i + 1) % n)));
    assert_eq!(cycles::count(&ring, 1000, u64::MAX), Count::Exactly(1));
    ring.states = vec![VariableId(7)];
    assert_eq!(cycles::discovered(&ring, &vec![1.0; n as usize], u64::MAX).cycles.len(), 1);
}

/// The search for the strongest ways round ends after so many links, says so, and keeps what it has found: where it has
/// time enough it ends by itself. Each start has its share, so that none is left out for another.
#[test]
fn a_search_that_is_ended_says_so_and_keeps_what_it_has() {
    let n = 40;
    let complete = graph(n as usize, (0..n).flat_map(|a| (0..n).map(move |b| (a, b))).filter(|(a, b)| a != b));
    let scores: Vec<f64> = (0..complete.links.len()).map(|i| 0.1 + (i * 7919 % 97) as f64 / 100.0).collect();
    let searched = |most| cycles::discovered(&complete, &scores, most);
    let ended = searched(20_000);
    assert!(!ended.to_the_end, "a complete graph of {n} is searched with 20,000 links");
    let starts: BTreeSet<VariableId> = ended.cycles.iter().flat_map(|cycle| cycle.variables(&complete)).collect();
    assert!(ended.cycles.len() > 10 && starts.len() > n as usize / 2, "{} {}", ended.cycles.len(), starts.len());
    // What is found is bounded as well: to keep a link of a cycle counts as following one.
    let kept: usize = ended.cycles.iter().map(|cycle| cycle.links.len()).sum();
    assert!(kept <= 20_000 + n as usize * n as usize, "{kept}");
    assert!(!searched(0).to_the_end && searched(0).cycles.is_empty());
    let few = graph(3, [(0, 1), (1, 2), (2, 0), (1, 0)]);
    assert!(cycles::discovered(&few, &[0.5; 4], 1000).to_the_end);
}

/// From `s` the middle `a` is reached best directly, so the way round by `b` is lost; from `b` it is found.
#[test]
fn a_way_is_given_up_where_a_stronger_one_has_been() {
    let (s, a, b) = (0, 1, 2);
    let both = graph(3, [(s, a), (s, b), (b, a), (a, s)]);
    let scores = [-0.9, 0.5, 1.0, 0.9];
    assert_eq!(
        both.links.iter().map(|l| (l.cause.0, l.effect.0)).collect::<Vec<_>>(),
        [(s, a), (s, b), (a, s), (b, a)]
    );
    let from = |states: &[u32]| {
        let mut graph = both.clone();
        graph.states = states.iter().copied().map(VariableId).collect();
        let found = cycles::discovered(&graph, &scores, u64::MAX).cycles;
        found.iter().map(|cycle| cycle.links.clone()).collect::<Vec<_>>()
    };
    assert_eq!(from(&[s]), [vec![0, 2]]);
    assert_eq!(from(&[s, b]), [vec![0, 2], vec![1, 3, 2]]);
    assert_eq!(from(&[]), Vec::<Vec<u32>>::new());
    let cycle = Cycle { links: vec![1, 3, 2] };
    assert_eq!(cycle.score(&scores), 0.5 * 0.9);
    assert_eq!(cycle.variables(&both), [VariableId(s), VariableId(b), VariableId(a)]);
}

/// What is discovered are cycles, each once, and among them the strongest of those whose every link is the strongest that
/// leaves its cause.
#[test]
fn what_is_discovered_are_cycles() {
    let mut numbers = Numbers(3);
    let (mut found, mut all) = (0, 0);
    for _ in 0..500 {
        let graph = some_graph(&mut numbers);
        let scores: Vec<f64> = graph.links.iter().map(|_| numbers.between(-1.0, 1.0)).collect();
        let expected = by_brute_force(&graph);
        let discovered = cycles::discovered(&graph, &scores, u64::MAX).cycles;
        assert!(discovered.iter().all(|cycle| expected.contains(&cycle.links)));
        assert!(discovered.windows(2).all(|two| two[0] < two[1]));
        // From every variable the strongest way is followed first.
        let strongest = |v: VariableId| {
            graph.leaving(v).max_by(|a, b| scores[*a].abs().total_cmp(&scores[*b].abs())).map(|link| link as u32)
        };
        for cycle in &expected {
            let greedy = cycle.iter().all(|link| strongest(graph.links[*link as usize].cause) == Some(*link));
            assert!(!greedy || discovered.iter().any(|found| found.links == *cycle), "{cycle:?}");
        }
        found += discovered.len();
        all += expected.len();
    }
    assert!(found * 4 < all, "in dense graphs few of all are followed to their end: {found} of {all}");
}

/// Scores as wide apart as those of a real model: a thousand of a million or two.
#[test]
fn in_the_brief_strong_cycles_are_discovered() {
    let (_, model) = brief();
    let graph = graph_of_the_brief(&model);
    let mut numbers = Numbers(5);
    for _ in 0..20 {
        let scores: Vec<f64> = graph.links.iter().map(|_| flywheel::math::exp(-numbers.between(0.0, 4.0))).collect();
        let found = cycles::discovered(&graph, &scores, u64::MAX).cycles;
        assert!(found.len() > 50 && found.len() < 20_000, "{}", found.len());
        for cycle in &found {
            let variables = cycle.variables(&graph);
            assert_eq!(variables.iter().collect::<BTreeSet<_>>().len(), variables.len());
            let next = |i: usize| variables[(i + 1) % variables.len()];
            assert!((0..variables.len()).all(|i| graph.links[cycle.links[i] as usize].effect == next(i)));
            assert!(cycle.polarity(&graph).is_some());
        }
        println!("{} discovered", found.len());
    }
}

// Signs.

const CLOCK: Clock = Clock { time: 3.0, step_start: 3.0, dt: 0.125, start: 0.0, stop: 104.0 };

fn value(model: &Model, term: &Term, values: &[f64]) -> f64 {
    match &term.kind {
        TermKind::Number(x) => *x,
        TermKind::Variable(id) | TermKind::Stateful { value: id, .. } | TermKind::Sum { value: id, .. } => {
            values[id.0 as usize]
        }
        TermKind::Look(table, x) => curve(model.table(*table)).at(value(model, x, values)),
        TermKind::Apply(function, arguments) => {
            let mut read = [0.0; 3];
            read.iter_mut().zip(arguments).for_each(|(x, term)| *x = value(model, term, values));
            apply(*function, read, &CLOCK)
        }
    }
}

fn equation(model: &Model, id: VariableId) -> Option<&Equation> {
    match &model.variable(id).kind {
        Kind::Flow { equation, .. } | Kind::Auxiliary { equation } => Some(equation),
        Kind::Counter { rate, .. } => Some(rate),
        _ => None,
    }
}

/// A possible state of a model: stocks, constants and luck anywhere, all else from the equations.
fn somewhere(model: &Model, possible: &Possible, numbers: &mut Numbers) -> Vec<f64> {
    let mut values = vec![0.0; model.variables.len()];
    for id in model.ids() {
        let within = possible.within(id);
        let most = model
            .starts
            .iter()
            .flat_map(|s| &s.stocks)
            .filter(|s| s.0 == id)
            .map(|s| 2.0 * s.1.number().unwrap_or(20.0) + 5.0);
        let high = if within.high.is_finite() { within.high.min(50.0) } else { most.fold(3.0, f64::max) };
        // What is remembered of a start is a size here: below 0 its root is no number.
        let least = if model.variable(id).name.contains('#') { 0.0 } else { -3.0 };
        // Nobody does everything: of a family of levers few are pulled; and of what is usually 0, half is; and some stocks are
        // empty.
        let is_left = match &model.variable(id).kind {
            _ if model.variable(id).member.is_some() => numbers.between(0.0, 1.0) < 0.8,
            Kind::Constant(constant) if constant.spread.value == 0.0 => numbers.between(0.0, 1.0) < 0.5,
            Kind::Stock(_) if least < 0.0 && within.low == 0.0 => numbers.between(0.0, 1.0) < 0.1,
            _ => false,
        };
        values[id.0 as usize] = if is_left { 0.0 } else { numbers.between(within.low.max(least), high) };
    }
    for &id in &model.order {
        let Some(equation) = equation(model, id) else { continue };
        let found = value(model, &equation.root, &values);
        // Nothing over nothing is no state of a run: where no time is expected and none is taken, nothing is late.
        if found.is_nan() {
            return somewhere(model, possible, numbers);
        }
        let limited = matches!(model.variable(id).kind, Kind::Flow { non_negative: true, .. });
        values[id.0 as usize] = if limited { found.max(0.0) } else { found };
        let within = possible.within(id);
        assert!(
            within.low - 1e-9 <= found && found <= within.high + 1e-9 || limited,
            "{} {found} {within:?}",
            model.variable(id).name
        );
    }
    values
}

/// Which way each link of a model moves its effect at many states: (ever less, ever more) by a difference, for every link
/// into an equation.
fn moves(model: &Model, states: usize) -> Vec<(Link, bool, bool)> {
    let possible = Possible::of(model);
    let graph = Graph::of(model);
    let mut numbers = Numbers(4);
    let into_equations = graph.links.iter().filter(|link| equation(model, link.effect).is_some());
    let mut out: Vec<(Link, bool, bool)> = into_equations.map(|link| (*link, false, false)).collect();
    for _ in 0..states {
        let mut values = somewhere(model, &possible, &mut numbers);
        for (link, less, more) in &mut out {
            let root = &equation(model, link.effect).unwrap().root;
            let cause = link.cause.0 as usize;
            let (before, at) = (value(model, root, &values), values[cause]);
            // A small and a large step, and no farther than the cause can go.
            for size in [1e-3, 0.3] {
                values[cause] = (at + size * (at.abs() + 0.1)).min(possible.within(link.cause).high.max(at));
                let change = value(model, root, &values) - before;
                *more |= change > 1e-12 * (1.0 + before.abs());
                *less |= change < -1e-12 * (1.0 + before.abs());
                values[cause] = at;
            }
        }
    }
    out
}

/// How many links of the brief's graph have a sign.
#[test]
fn every_link_of_the_brief_has_a_sign() {
    let (_, model) = brief();
    let graph = graph_of_the_brief(&model);
    let known = graph.links.iter().filter(|l| matches!(l.influence, Influence::Plus | Influence::Minus)).count();
    assert_eq!(known, 176);
}

#[test]
fn no_difference_contradicts_a_sign() {
    for model in [&brief().1, &*file::shipped()] {
        let name = |link: &Link| format!("{} -> {}", model.variable(link.cause).name, model.variable(link.effect).name);
        let possible = Possible::of(model);
        let mut still = Vec::new();
        for (link, less, more) in moves(model, 10_000) {
            let contradicted = match link.influence {
                Influence::Plus => less,
                Influence::Minus => more,
                Influence::Nothing => less || more,
                Influence::Either => false,
            };
            assert!(!contradicted, "{}: {:?}, less {less}, more {more}", name(&link), link.influence);
            let known = matches!(link.influence, Influence::Plus | Influence::Minus);
            // A number that is what it is has nowhere to move.
            let within = possible.within(link.cause);
            if known && !less && !more && within.low < within.high {
                still.push(name(&link));
            }
        }
        // A sign that nothing shows would be no wiser than none.
        assert!(still.is_empty(), "never moved: {still:?}");
    }
}

/// A model with one equation over a few variables that lie between two numbers each, and the sign of each.
fn signs(equation: &str, expected: &[(&str, Influence)]) {
    let text = format!(
        "[time]\nunit = 'week'\n[table.up]\ninput = '1'\noutput = '1'\npoints = [[0, 0], [1, 1], [2, 1]]\n\
         [table.bump]\ninput = '1'\noutput = '1'\npoints = [[0, 0], [1, 1], [2, 0]]\n\
         [stock.p]\nunit = '1'\ninitial = 1\nrange = [0, 4]\n[stock.q]\nunit = '1'\ninitial = 1\nrange = [0, 4]\n\
         [stock.low]\nunit = '1'\ninitial = 0.5\nrange = [0, 1]\n[stock.any]\nunit = '1'\ninitial = 1\nrange = [-1, 1]\n\
         [constant.two]\nunit = '1'\nvalue = 2\nrole = 'definition'\n[aux.y]\nunit = '1'\nequation = '{equation}'\n"
    );
    let model = read(&Source::new("model.toml", text.as_str())).unwrap_or_else(|wrong| panic!("{equation}: {wrong:?}"));
    let graph = Graph::of(&model);
    let id = |name: &str| model.find(name).unwrap();
    for (cause, sign) in expected {
        let found = graph.link(id(cause), id("y")).map(|link| link.influence);
        assert_eq!(found, Some(*sign), "{cause} in {equation}");
    }
}

#[test]
fn signs_by_hand() {
    use Influence::*;
    signs("p - q", &[("p", Plus), ("q", Minus)]);
    signs("p * q", &[("p", Plus), ("q", Plus)]);
    signs("p * any", &[("p", Either), ("any", Plus)]);
    signs("0 * p", &[("p", Nothing)]);
    signs("p / (1 + q)", &[("p", Plus), ("q", Minus)]);
    signs("any / (1 + q)", &[("any", Plus), ("q", Either)]);
    signs("p / (p + q + 1)", &[("p", Plus), ("q", Minus)]);
    signs("low / (1.5 - low)", &[("low", Plus)]);
    signs("p * (1 - low)", &[("p", Plus), ("low", Minus)]);
    signs("p * (5 - p)", &[("p", Either)]);
    signs("p * (9 - p)", &[("p", Plus)]);
    signs("p - two * p", &[("p", Minus)]);
    signs("min(p, q) - p", &[("p", Minus), ("q", Plus)]);
    signs("q + low * (min(p, q) - q)", &[("q", Plus), ("p", Plus), ("low", Minus)]);
    signs("max(p, 5) + q", &[("p", Nothing), ("q", Plus)]);
    signs("1 - exp(-p * q)", &[("p", Plus), ("q", Plus)]);
    signs("(p - q) / (if p > q then 2 else 3)", &[("p", Plus), ("q", Minus)]);
    signs("(p - q) / (if p > low then 2 else 3)", &[("p", Either), ("q", Minus), ("low", Either)]);
    signs("if p > 2 then q + 5 else q", &[("p", Plus), ("q", Plus)]);
    signs("if p > 2 then q else 5", &[("p", Minus), ("q", Plus)]);
    signs("if p > 2 then q else 3", &[("p", Either)]);
    signs("if p > 9 then q else low", &[("p", Nothing), ("q", Nothing), ("low", Plus)]);
    signs("up(p) + bump(low)", &[("p", Plus), ("low", Plus)]);
    signs("bump(p) - up(1 + low)", &[("p", Either), ("low", Nothing)]);
    signs("bump(1 + low)", &[("low", Minus)]);
    signs("any ^ 2 + p ^ 2", &[("any", Either), ("p", Plus)]);
    signs("any ^ 3 + (p + 1) ^ -1", &[("any", Plus), ("p", Minus)]);
    signs("(any + 1) ^ 0.5 - sqrt(p)", &[("any", Plus), ("p", Minus)]);
    signs("two ^ p + low ^ p", &[("p", Either), ("low", Plus)]);
    signs("ln(1 + p) - abs(any) + abs(low)", &[("p", Plus), ("any", Either), ("low", Plus)]);
    signs("int(p) + round(q) - (p < q)", &[("p", Plus), ("q", Either)]);
    signs("sin(p) + safediv(q, 1 + low)", &[("p", Either), ("q", Plus), ("low", Minus)]);
    signs("step(p, starttime) - up(time / stoptime) * q", &[("p", Plus), ("q", Minus)]);
}

/// Delays and averages are seen through with their sign, and a stock that nothing can draw below 0 stays above.
#[test]
fn delays_and_averages_have_the_sign_of_what_goes_in() {
    let text = "[time]\nunit = 'week'\n[constant.pace]\nunit = 'week'\nvalue = 3\n\
        [stock.s]\nunit = '1'\ninitial = 4\noutflows = ['f']\n[flow.f]\nunit = '1/week'\nequation = 's / pace'\n\
        [aux.a]\nunit = '1'\nequation = '5 - smth3(s, pace)'\n[aux.b]\nunit = '1'\nequation = 's * delay3(a, pace)'\n\
        [aux.c]\nunit = '1'\nequation = 's * delay(s, pace) * smth1(s, pace)'\n";
    let model = read(&Source::new("model.toml", text)).unwrap();
    let shown = Graph::shown(&model);
    let sign = |a: &str, b: &str| shown.link(model.find(a).unwrap(), model.find(b).unwrap()).map(|l| l.influence);
    assert_eq!(sign("s", "a"), Some(Influence::Minus));
    assert_eq!(sign("a", "b"), Some(Influence::Plus));
    assert_eq!(sign("s", "c"), Some(Influence::Plus));
    assert_eq!(sign("s", "b"), Some(Influence::Either));
    assert_eq!(sign("s", "f"), Some(Influence::Plus));
    assert_eq!(sign("f", "s"), Some(Influence::Minus));
    assert_eq!(sign("pace", "f"), Some(Influence::Minus));
    assert_eq!(sign("f", "a"), None);
    assert_eq!(cycles::count(&shown, 10, u64::MAX), Count::Exactly(1));
}

// Named loops.

const REINFORCING: u32 = 16;
const BALANCING: u32 = 9;

#[test]
fn every_loop_of_the_brief_is_in_the_equations_with_its_polarity() {
    let (_, model) = brief();
    let mut ids: Vec<String> = (1..=REINFORCING).map(|i| format!("R{i}")).collect();
    ids.extend((1..=BALANCING).map(|i| format!("B{i}")));
    let graph = Graph::of(&model);
    let (mut steps, mut mixed) = (0, Vec::new());
    for id in &ids {
        let found = model.loops.iter().find(|l| l.id == *id).unwrap_or_else(|| panic!("no loop {id}"));
        let expected = if id.starts_with('R') { Polarity::Reinforcing } else { Polarity::Balancing };
        assert_eq!(found.polarity, expected, "{id}");
        for path in &found.paths {
            let passes = |v: VariableId| !model.variable(v).is_state() && !path.iter().any(|s| s.variable == v);
            for (i, step) in path.iter().enumerate() {
                let next = path[(i + 1) % path.len()].variable;
                let influence = graph.reached(step.variable, passes)[&next];
                steps += 1;
                match influence {
                    Influence::Either => {
                        let name = |id| model.variable(id).name.clone();
                        mixed.push(format!("{} -> {}", name(step.variable), name(next)));
                    }
                    found => assert_eq!(found == Influence::Plus, step.sign == Sign::Plus, "{id}: {step:?}"),
                }
                // The direct link, where there is one, has the sign that the loop gives.
                if let Some(link) = graph.link(step.variable, next) {
                    let expected = if step.sign == Sign::Plus { Influence::Plus } else { Influence::Minus };
                    assert_eq!(link.influence, expected, "{id}: {step:?}");
                } else {
                    assert_ne!(influence, Influence::Either, "{id}: {step:?}");
                }
            }
        }
    }
    mixed.sort();
    mixed.dedup();
    println!("{steps} steps, mixed: {mixed:?}");
    assert!(mixed.len() * 5 < steps, "{mixed:?}");
}

/// Two wrong signs leave the polarity as it is, and are refused all the same.
#[test]
fn two_wrong_signs_on_a_loop_are_refused() {
    let (text, model) = brief();
    let (mut refused, mut passed) = (0, Vec::new());
    for path in model
        .loops
        .iter()
        .filter(|l| ["R1", "R3", "R5", "R12", "B3", "B9"].contains(&l.id.as_str()))
        .flat_map(|l| &l.paths)
    {
        let write = |flipped: [usize; 2]| {
            let mut out = String::new();
            for (i, step) in path.iter().enumerate() {
                let plus = (step.sign == Sign::Plus) != flipped.contains(&i);
                out += &format!("{} {} ", model.variable(step.variable).name, if plus { "+" } else { "-" });
            }
            out + &model.variable(path[0].variable).name
        };
        let right = write([usize::MAX; 2]);
        assert_eq!(text.matches(&format!("'{right}'")).count(), 1, "{right}");
        for i in 1..path.len() {
            let wrong = write([i - 1, i]);
            let read = read(&Source::new("model.toml", text.replace(&format!("'{right}'"), &format!("'{wrong}'"))));
            match read {
                Ok(_) => passed.push(wrong),
                Err(told) => {
                    assert!(told.len() == 1 && told[0].message.contains("the sign between them"), "{wrong}: {told:?}");
                    refused += 1;
                }
            }
        }
    }
    assert!(passed.is_empty() && refused > 60, "{refused} refused, and not {passed:#?}");
}
