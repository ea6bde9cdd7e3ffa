//! Stocks and flows that cannot be negative (4.2, 4.3), and what is no number.

use flywheel::model::VariableId;
use flywheel::run::ensemble::RunError;
use proptest::prelude::*;

use super::*;

#[test]
fn a_uniflow_is_never_below_nothing_and_defaults_can_be_switched() {
    let flows = "<flow name=\"both ways\"><eqn>5 - TIME</eqn></flow>
        <flow name=\"one way\"><eqn>5 - TIME</eqn><non_negative/></flow>
        <flow name=\"switched off\"><eqn>5 - TIME</eqn><non_negative>false</non_negative></flow>";
    let with = |behavior: &str, inside: &str| {
        let text = document(&(TEN.to_string() + behavior), flows);
        let ran = ran_text(&text.replace("<model>", &format!("<model>{inside}")));
        ["both_ways", "one_way", "switched_off"].map(|name| ran.last(name))
    };
    let default = "<behavior><flow><non_negative/></flow></behavior>";
    let off = "<behavior><flow><non_negative>false</non_negative></flow></behavior>";
    assert_eq!(with("", ""), [-5.0, 0.0, -5.0]);
    assert_eq!(with(default, ""), [0.0, 0.0, -5.0]);
    assert_eq!(with("", default), [0.0, 0.0, -5.0]);
    // The model's own word goes before the file's.
    assert_eq!(with(default, off), [-5.0, 0.0, -5.0]);
    let tank =
        stock("tank", "0", &["one_way"], &[]) + "<flow name=\"one way\"><eqn>5 - TIME</eqn><non_negative/></flow>";
    assert_eq!(ran_ten(&tank).last("tank"), 5.0 + 4.0 + 3.0 + 2.0 + 1.0);
}

/// Outflows are served in listed order, each with what those before it leave; the flow is shown as it is served, and
/// what leaves one stock is what enters the next.
#[test]
fn a_stock_that_cannot_be_negative_limits_its_outflows_in_listed_order() {
    let tank = |order: [&str; 2], non_negative: &str, dt: f64| {
        let text = stock("tank", "10", &["filling"], &order).replace("</stock>", &format!("{non_negative}</stock>"))
            + &stock("pool", "0", &["first"], &[])
            + &flow("filling", "2")
            + &flow("first", "7")
            + &flow("second", "6");
        let ran = ran_text(&document(&specs(3.0 * dt, dt, "euler"), &text));
        ["tank", "first", "second", "pool"].map(|name| ran.path(name))
    };
    let both = ["first", "second"];
    // 10 and the 2 that flow in meanwhile give 7 and 5; then what flows in is all that leaves.
    let [level, first, second, pool] = tank(both, "<non_negative/>", 1.0);
    assert_eq!(level, [10.0, 0.0, 0.0, 0.0]);
    assert_eq!((first, second), (vec![7.0, 2.0, 2.0, 2.0], vec![5.0, 0.0, 0.0, 0.0]));
    assert_eq!(pool, [0.0, 7.0, 9.0, 11.0]);
    let [level, first, second, _] = tank(["second", "first"], "<non_negative/>", 1.0);
    assert_eq!((first, second), (vec![6.0, 0.0, 0.0, 0.0], vec![6.0, 2.0, 2.0, 2.0]));
    assert_eq!(level, [10.0, 0.0, 0.0, 0.0]);
    // In half a step twice as much can leave: the limit is level/dt. 10 - 6.5 + 1 is 4.5; 9 and 2 give 7 and then 4.
    let [level, first, second, _] = tank(both, "<non_negative/>", 0.5);
    assert_eq!(level, [10.0, 4.5, 0.0, 0.0]);
    assert_eq!((first, second), (vec![7.0, 7.0, 2.0, 2.0], vec![6.0, 4.0, 0.0, 0.0]));
    for unlimited in ["", "<non_negative>false</non_negative>"] {
        let [level, first, second, _] = tank(both, unlimited, 1.0);
        assert_eq!(level, [10.0, -1.0, -12.0, -23.0]);
        assert_eq!((first, second), (vec![7.0; 4], vec![6.0; 4]));
    }
}

/// An outflow whose equation uses another is served after it, wherever it is listed: neither waits for the other.
#[test]
fn an_outflow_that_uses_another_is_served_after_it() {
    let flows = flow("part", "half + 1") + &flow("whole", "6") + &aux("half", "whole/2") + &flow("free", "3");
    // 11 gives all of the whole; the others are served as they are listed.
    for (listed, part, free) in [(["part", "whole", "free"], 4.0, 1.0), (["free", "part", "whole"], 2.0, 3.0)] {
        let tank = stock("s", "11", &[], &listed).replace("</stock>", "<non_negative/></stock>");
        let ran = ran_ten(&(tank + &flows));
        let first = ["whole", "part", "free", "half"].map(|name| ran.first(name));
        assert_eq!(first, [6.0, part, free, 3.0], "{listed:?}");
        assert_eq!(ran.path("s")[..2], [11.0, 0.0], "{listed:?}");
    }
    let circle = stock("s", "10", &[], &["a", "b"]).replace("</stock>", "<non_negative/></stock>")
        + &flow("a", "b + 1")
        + &flow("b", "a/2");
    assert_eq!(codes(&document(TEN, &circle)), [Code::Circular]);
}

/// What each limit counts, as `outflow: inflows`, by name.
fn counted(model: &Model) -> Vec<String> {
    let name = |id: &VariableId| model.variable(*id).name.as_str();
    let of = |flow: VariableId| {
        let limits = model.limits[flow.0 as usize].iter();
        limits.map(move |limit| {
            let mut inflows: Vec<&str> = limit.inflows.iter().map(name).collect();
            inflows.sort();
            format!("{}: {}", name(&flow), inflows.join(" "))
        })
    };
    let mut out: Vec<String> = model.ids().flat_map(of).collect();
    out.sort();
    out
}

fn limited(stock: String) -> String {
    stock.replace("</stock>", "<non_negative/></stock>")
}

/// An inflow that is calculated from the outflow cannot be known before it, and counts as nothing.
#[test]
fn an_inflow_counts_unless_it_depends_on_the_outflow() {
    let work = limited(stock("wip", "2", &["starting", "arriving"], &["completing"]));
    let flows = flow("starting", "completing") + &flow("arriving", "1") + &flow("completing", "5");
    let ran = ran_ten(&(work + &flows));
    assert_eq!(counted(&ran.0.scenario.model), ["completing: arriving"]);
    // Of 2 that are there and 1 that arrives all is completed, and as much is started.
    assert_eq!((&ran.path("wip")[..3], &ran.path("completing")[..3]), (&[2.0, 3.0, 4.0][..], &[3.0, 4.0, 5.0][..]));
    // By way of an initial value it depends on the outflow too: at the start there would be a circle.
    let other = stock("other", "leaving * 2", &[], &[]) + &flow("coming", "other") + &flow("leaving", "5");
    let model = model(&document(TEN, &(limited(stock("s", "2", &["coming"], &["leaving"])) + &other)));
    assert_eq!(counted(&model), ["leaving: "]);
    // What depends on a later outflow depends on those before it, which it waits for; not the other way round.
    let flows = flow("first", "5") + &flow("second", "5");
    for (of, expected) in [("first", ["first: ", "second: back"]), ("second", ["first: ", "second: "])] {
        let tank = limited(stock("s", "2", &["back"], &["first", "second"])) + &flows + &flow("back", of);
        assert_eq!(counted(&self::model(&document(TEN, &tank))), expected, "{of}");
    }
}

/// In a ring each limit would wait for the one before: the one whose name comes first waits for none, wherever it stands.
#[test]
fn a_ring_of_stocks_is_opened_at_a_name() {
    let stocks = [("s", "losing", "infecting"), ("i", "infecting", "healing"), ("r", "healing", "losing")];
    let mut parts: Vec<String> = stocks.iter().map(|(name, i, o)| limited(stock(name, "9", &[i], &[o]))).collect();
    parts.extend([flow("infecting", "20"), flow("healing", "i/2"), flow("losing", "1")]);
    let expected = ["healing: ", "infecting: losing", "losing: healing"];
    for turn in 0..parts.len() {
        parts.rotate_left(1);
        assert_eq!(counted(&model(&document(TEN, &parts.concat()))), expected, "{turn}");
    }
    let ran = ran_ten(&parts.concat());
    // 9 and the 1 that comes back.
    assert_eq!(&ran.path("infecting")[..2], [10.0, 1.0]);
    assert_eq!(&ran.path("s")[..2], [9.0, 0.0]);
    // Where an equation opens the ring already, all the others count.
    parts.retain(|part| !part.contains("\"healing\""));
    parts.push(flow("healing", "i/2 + losing"));
    let expected = ["healing: infecting", "infecting: losing", "losing: "];
    assert_eq!(counted(&model(&document(TEN, &parts.concat()))), expected);
}

fn words(names: &[String]) -> Vec<&str> {
    names.iter().map(String::as_str).collect()
}

/// Stocks and flows from one to another, or from and to outside, as parts of a document. A flow may read one before it.
fn network(stocks: usize, flows: &[(usize, usize, usize, u8)]) -> Vec<String> {
    // In another order than the flows.
    let name = |f: usize| format!("f{}", (f * 5 + 3) % 11);
    let between = || (0..flows.len()).filter(|f| flows[*f].0 != flows[*f].1);
    let mut parts = Vec::new();
    for at in 0..stocks {
        let inflows: Vec<String> = between().filter(|f| flows[*f].1 == at).map(name).collect();
        let outflows: Vec<String> = between().filter(|f| flows[*f].0 == at).map(name).collect();
        parts.push(limited(stock(&format!("s{at}"), &format!("{}", at * 5), &words(&inflows), &words(&outflows))));
    }
    for (f, (_, _, reads, number)) in flows.iter().enumerate() {
        let more = if *reads < f { format!(" + {}/2", name(*reads)) } else { String::new() };
        parts.push(flow(&name(f), &format!("{number}{more}")));
    }
    parts
}

proptest! {
    /// Whatever flows where: no circle, the same limits in every order of the file, and no stock below 0.
    #[test]
    fn what_counts_closes_no_circle_and_does_not_hang_on_the_order_of_the_file(
        flows in prop::collection::vec((0..5usize, 0..5usize, 0..16usize, 0..40u8), 1..10), turn in 0..9usize,
    ) {
        let mut parts = network(4, &flows);
        let ran = ran_ten(&parts.concat());
        let expected = counted(&ran.0.scenario.model);
        for at in 0..4 {
            let path = ran.path(&format!("s{at}"));
            prop_assert!(path.iter().all(|level| *level >= -1e-12), "s{at}: {path:?}");
        }
        parts.rotate_left(turn.min(flows.len()));
        prop_assert_eq!(&counted(&model(&document(TEN, &parts.concat()))), &expected);
        parts.reverse();
        prop_assert_eq!(&counted(&model(&document(TEN, &parts.concat()))), &expected);
        // Every inflow of a stock counts for its outflows, but for those with which it would be in a circle: where none reads
        // another and no stock is left and entered by what closes a ring, all of them.
        let forward = flows.iter().all(|(from, to, reads, _)| (from < to || *from == 4) && *reads >= flows.len());
        let asked: usize = ran.0.scenario.model.limits.iter().flatten().map(|limit| {
            ran.0.scenario.model.variable(limit.stock).stock().unwrap().inflows.len() - limit.inflows.len()
        }).sum();
        prop_assert!(!forward || asked == 0, "{expected:?}");
    }
}

#[test]
fn stocks_that_cannot_be_negative_may_be_the_default() {
    let variables = stock("a", "3", &[], &["f"]) + &flow("f", "2");
    let with = |text: &str| ran_text(&document(&(TEN.to_string() + text), &variables)).last("a");
    assert_eq!(with("<behavior><stock><non_negative/></stock></behavior>"), 0.0);
    assert_eq!(with("<behavior><flow><non_negative/></flow></behavior>"), -17.0);
}

/// Of a non-negative stock between two others nothing is made or lost, whichever flow binds.
#[test]
fn what_is_limited_is_conserved() {
    let chain =
        stock("a", "9", &[], &["ab"]) + &stock("b", "1", &["ab"], &["bc", "ba"]) + &stock("c", "0", &["bc"], &[]);
    let back =
        chain.replace("<eqn>9</eqn>", "<eqn>9</eqn><inflow>ba</inflow>").replace("</stock>", "<non_negative/></stock>");
    let flows = flow("ab", "4 + TIME") + &flow("bc", "3*TIME") + &flow("ba", "2");
    for method in ["euler", "rk4"] {
        let ran = ran_text(&document(&specs(10.0, 0.25, method), &(back.clone() + &flows)));
        let [a, b, c] = ["a", "b", "c"].map(|name| ran.path(name));
        for step in 0..a.len() {
            assert!((a[step] + b[step] + c[step] - 10.0).abs() < 1e-12, "{method} at {step}");
            let least = a[step].min(b[step]).min(c[step]);
            // Each stage of Runge and Kutta is limited by itself, so that there a rounding may remain.
            assert!(least >= -1e-12, "{method} at {step}: {least}");
        }
        assert!(c.last().unwrap() > &7.0, "{method}: {c:?}");
    }
}

#[test]
fn division_by_nothing_stops_no_run_and_is_told() {
    let variables = auxiliaries(&[("a", "1/(TIME - 5)"), ("b", "0/(TIME - 5)"), ("c", "MAX(a, 0) + 1")])
        + &stock("s", "0", &["f"], &[])
        + &flow("f", "IF TIME = 5 THEN 1/0 ELSE 1");
    let ran = ran_ten(&variables);
    assert_eq!((ran.path("a")[5], ran.path("a")[6], ran.last("a")), (f64::INFINITY, 1.0, 0.2));
    assert!(ran.path("b")[5].is_nan() && ran.last("b") == 0.0);
    assert_eq!((ran.path("s")[5], ran.path("s")[6]), (5.0, f64::INFINITY));
    let told = ran.0.not_finite().unwrap();
    assert_eq!((told.time, told.replications), (5.0, 1));
    // At the first moment too, where models of other tools divide by what is still nothing.
    assert_eq!(ran_ten(&auxiliaries(&[("a", "1/TIME")])).path("a")[..2], [f64::INFINITY, 1.0]);
}

#[test]
fn a_stock_that_begins_as_no_number_is_refused() {
    for initial in ["1/0", "0/0", "LN(-1)"] {
        let scenario = quiet(&document(TEN, &(stock("s", initial, &["f"], &[]) + &flow("f", "1"))));
        let wanted: Vec<_> = scenario.model.ids().collect();
        let refused = run(&scenario, &wanted, &Part::whole(&scenario)).unwrap_err();
        assert!(matches!(&refused, RunError::NotFiniteAtStart { name, .. } if name == "s"), "{initial}: {refused}");
    }
}
