use flywheel::model::graph::Graph;
use flywheel::model::polarity::{Influence, Possible};
use flywheel::model::{file, Kind};
use flywheel::analysis::cycles;

#[test]
fn explore() {
    let model = file::shipped();
    let full = Graph::shown(&model);
    let p = Possible::of(&model);
    for id in model.declared() { let v = model.variable(id); if !v.is_constant() { println!("{} {:?}", v.name, p.within(id)); } }
    let g = full.seen_through(|id| matches!(model.variable(id).kind, Kind::Constant(_)|Kind::Counter{..}|Kind::Outcome{..}|Kind::Noise(_)));
    println!("links without constants {} ", g.links.len());
    let inc = |v: &flywheel::model::VariableId| { let v = model.variable(*v); !matches!(v.kind, Kind::Constant(_)|Kind::Counter{..}|Kind::Outcome{..}|Kind::Noise(_)) };
    let skip = |names: &[&str]| {
        let m = &model; let names: Vec<String> = names.iter().map(|s| s.to_string()).collect();
        full.seen_through(move |id| { let v = m.variable(id); names.iter().any(|n| v.name == *n || (n == "net" && v.name.starts_with("net_"))) })
    };
    for names in [&[][..], &["net"], &["net","debt_retiring"], &["net","debt_retiring","limit_hold"], &["net", "limit_hold"], &["net","debt_retiring","arrivals"], &["net","debt_retiring","arrivals","limit_hold"]] {
        let g = skip(names);
        let mut l: Vec<_> = g.links.iter().filter(|l| inc(&l.cause) && inc(&l.effect)).cloned().collect();
        let selfs = l.iter().filter(|l| l.cause == l.effect).count();
        l.retain(|l| l.cause != l.effect);
        let n: std::collections::BTreeSet<_> = l.iter().flat_map(|l| [l.cause, l.effect]).collect();
        let parts = g.parts();
        println!("{names:?}: links {} selfs {selfs} nodes {} parts {:?}", l.len(), n.len(), parts.iter().map(|p| p.len()).collect::<Vec<_>>());
        let t = std::time::Instant::now();
        println!("cycles {:?} {:?}", cycles::count(&g, 100_000_000), t.elapsed());
    }
    let stocks = full.seen_through(|id| model.variable(id).stock().is_none());
    println!("stocks links {} cycles {:?}", stocks.links.len(), cycles::count(&stocks, 100_000_000));
    for l in &full.links { let (a,b)=(&model.variable(l.cause), &model.variable(l.effect)); if l.influence==Influence::Either || l.influence==Influence::Nothing { println!("{:?} {} -> {}", l.influence, a.name, b.name); } }
}
