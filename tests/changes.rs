//! What interventions add to constants: sizes that each replication draws for itself, and decisions beside habits, against
//! what their definitions say.

use std::sync::Arc;

use flywheel::model::plan::{Choices, Orders, Plan};
use flywheel::model::scenario::{Design, Pick, Scenario, Shock, Uncertainty};
use flywheel::model::{ChangeKind, DistributionKind, Role, Spread, VariableId, file};
use flywheel::run::ensemble::{Nobody, Part, run};
use flywheel::run::prepared::Prepared;
use flywheel::run::reference;
use flywheel::text::Source;

const MODEL: &str = r#"
cost_constant = "asked"
[time]
unit = "week"
stop = 12
dt = 0.25
[unit]
hour = "an hour"
[constant.asked]
unit = "hour"
value = 0
role = "lever"
[constant.push]
label = "how hard it is pushed"
unit = "1"
scale = "0 to 1"
range = [0, 1]
value = 0
role = "lever"
[constant.pace]
unit = "1/week"
value = 0.5
role = "definition"
[stock.done]
unit = "1"
initial = 0
inflows = ["doing"]
[flow.doing]
unit = "1/week"
equation = 'min(1, push) * pace'
[aux.effort]
unit = "hour"
equation = 'asked'
[box.work]
[intervention.limit]
title = "WIP limit"
box = "work"
ramp = 4
adds = { push = { value = 0.7, min = 0.4, max = 0.9, source = "Somebody 2020", grade = "secondary" } }
cost = { value = 5, min = 3.5, max = 9, source = "judgement" }
[intervention.board]
title = "Board"
box = "work"
adds = { push = 0.5 }
"#;

fn scenario(picks: &[Pick]) -> Scenario {
    scenario_of(MODEL, picks)
}

fn scenario_of(text: &str, picks: &[Pick]) -> Scenario {
    let model = file::read(&Source::new("test", text)).unwrap_or_else(|wrong| panic!("{wrong:#?}"));
    Scenario { replications: 400, picks: picks.to_vec(), ..Scenario::of_model(Arc::new(model)) }
}

fn limit(start: f64, strength: f64) -> Pick {
    Pick { intervention: 0, start, strength, kind: ChangeKind::Habit }
}

fn board(start: f64) -> Pick {
    Pick { intervention: 1, start, strength: 1.0, kind: ChangeKind::Habit }
}

fn id(scenario: &Scenario, name: &str) -> VariableId {
    scenario.model.find(name).unwrap_or_else(|| panic!("{name}"))
}

/// A variable at a moment, in each replication.
fn at(scenario: &Scenario, name: &str, time: f64) -> Vec<f64> {
    let samples = run(scenario, &[id(scenario, name)], &Part::whole(scenario)).unwrap();
    let place = samples.times.iter().position(|t| *t == time).unwrap();
    let count = scenario.replications as usize;
    samples.values[place * count..(place + 1) * count].to_vec()
}

fn set(scenario: &mut Scenario, name: &str, spread: Spread) {
    let id = id(scenario, name);
    scenario.constants.iter_mut().find(|own| own.0 == id).unwrap().1 = spread;
}

#[test]
fn a_size_with_a_range_is_a_constant_like_others() {
    let scenario = scenario(&[]);
    let of = |name: &str| scenario.model.variable(id(&scenario, name));
    let (size, cost) = (of("limit_adds_push"), of("limit_cost"));
    assert_eq!(size.words(), "WIP limit: how hard it is pushed");
    assert_eq!(id(&scenario, "WIP limit: cost"), id(&scenario, "limit_cost"));
    assert_eq!([size.unit.to_string(), cost.unit.to_string()], ["1", "hour"]);
    assert_eq!((size.measure(), cost.measure()), ("0 to 1".to_string(), "hour".to_string()));
    let constant = size.constant().unwrap();
    assert_eq!((constant.range, constant.role), (Some((0.0, 1.0)), Role::Assumption));
    assert_eq!((constant.source.as_str(), constant.grade.name()), ("Somebody 2020", "secondary"));
    let triangular = Spread { kind: DistributionKind::Triangular, range: Some((0.4, 0.9)), ..Spread::fixed(0.7) };
    assert_eq!(constant.spread, triangular);
    assert_eq!(scenario.uncertain().count(), 2);
    assert!(scenario.model.find("board_adds_push").is_none(), "a plain number is no constant");
}

#[test]
fn each_replication_adds_its_own_size() {
    let mut picked = scenario(&[limit(2.0, 0.5)]);
    picked.replications = 4000;
    let sizes = at(&picked, "limit_adds_push", 0.0);
    let mean = sizes.iter().sum::<f64>() / 4000.0;
    // Of a triangular distribution a third of the sum of its ends and its mode; four errors of its mean.
    assert!((mean - 2.0 / 3.0).abs() < 4.0 * 0.103 / 4000f64.sqrt(), "{mean}");
    let (least, most) = sizes.iter().fold((1.0f64, 0.0f64), |(low, high), x| (low.min(*x), high.max(*x)));
    assert!((0.4..0.42).contains(&least) && (0.88..=0.9).contains(&most), "{least} to {most}");
    let half: Vec<f64> = sizes.iter().map(|size| size * 0.5).collect();
    let quarter: Vec<f64> = half.iter().map(|size| 0.5 * size).collect();
    assert_eq!(at(&picked, "push", 1.75), vec![0.0; 4000]);
    assert_eq!(at(&picked, "push", 4.0), quarter);
    assert_eq!(at(&picked, "push", 6.0), half);
    let costs = at(&picked, "limit_cost", 0.0);
    assert_eq!(at(&picked, "effort", 12.0), costs.iter().map(|cost| cost * 0.5).collect::<Vec<_>>());
}

#[test]
fn a_size_is_the_same_whatever_else_there_is() {
    let alone = scenario(&[limit(2.0, 1.0)]);
    let both = scenario(&[board(1.0), limit(2.0, 1.0)]);
    let sizes = at(&alone, "push", 8.0);
    assert_eq!(at(&scenario(&[]), "limit_adds_push", 0.0), sizes);
    // Together they go beyond the range of the lever: that they add up is all that is promised.
    assert_eq!(at(&both, "push", 8.0), sizes.iter().map(|size| 0.5 + size).collect::<Vec<_>>());
    assert!(at(&both, "push", 8.0).iter().any(|push| *push > 1.0));
    let usual = Scenario { uncertainty: Uncertainty::Noise, ..alone.clone() };
    assert_eq!(at(&usual, "push", 8.0), vec![0.7; 400]);
}

#[test]
fn a_scenario_gives_a_size_its_own_value() {
    let mut own = scenario(&[limit(2.0, 1.0)]);
    own.set("WIP limit: cost", 7.0).unwrap();
    own.set("limit_adds_push", 0.25).unwrap();
    assert_eq!((at(&own, "push", 8.0), at(&own, "effort", 8.0)), (vec![0.25; 400], vec![7.0; 400]));
    assert!(own.set("limit_adds_push", 70.0).unwrap_err().to_string().contains("the model allows 0 to 1"));
    // The price that is told of a plan is that of the scenario.
    let plan = Plan { picks: vec![limit(2.0, 0.5), board(2.0)] };
    assert_eq!([plan.cost(&scenario(&[])), plan.cost(&own)], [2.5, 3.5]);
}

/// Compiled as it is, compiled once for all of them, and walked through equation by equation: the same bits.
#[test]
fn what_is_added_is_added_alike_by_everyone_who_runs_it() {
    check_alike(scenario(&[limit(2.0, 1.0)]));
    check_alike(scenario_of(&beside_habits(), &[limit(2.0, 1.0)]));
}

fn check_alike(base: Scenario) {
    let base = Scenario { replications: 37, ..base };
    let wanted: Vec<VariableId> = base.model.ids().collect();
    let prepared = Prepared::new(&base, &wanted);
    let shock = |name: &str| {
        let (constant, title) = (id(&base, name), "s".to_string());
        Shock { name: "s".into(), title, constant, amount: 0.125, from: 3.0, to: Some(5.5) }
    };
    type Change<'a> = (&'a str, Box<dyn Fn(&mut Scenario) + 'a>);
    let changes: Vec<Change> = vec![
        ("nothing", Box::new(|_| {})),
        ("no picks", Box::new(|s| s.picks.clear())),
        ("others", Box::new(|s| s.picks = vec![board(1.5)])),
        ("both", Box::new(|s| s.picks = vec![board(1.5), limit(3.125, 0.3)])),
        ("decided", Box::new(|s| s.picks[0].kind = ChangeKind::Decision)),
        ("a value", Box::new(|s| set(s, "limit_adds_push", Spread::fixed(0.1)))),
        (
            "a value without luck",
            Box::new(|s| {
                set(s, "limit_adds_push", Spread::fixed(0.1));
                s.uncertainty = Uncertainty::None;
            }),
        ),
        ("other luck", Box::new(|s| (s.seed, s.design) = (9, Design::Sobol))),
        ("a shock to the lever", Box::new(|s| s.shocks.push(shock("push")))),
        ("a shock to the size", Box::new(|s| s.shocks.push(shock("limit_adds_push")))),
        ("by Runge and Kutta", Box::new(|s| s.time.method = flywheel::model::Method::Rk4)),
    ];
    for (what, change) in &changes {
        let mut changed = base.clone();
        change(&mut changed);
        let part = Part::whole(&changed);
        let bits = |values: &[f64]| values.iter().map(|x| x.to_bits()).collect::<Vec<_>>();
        let anew = run(&changed, &wanted, &part).unwrap();
        assert_eq!(bits(&prepared.run(&changed, &part, &Nobody).unwrap().values), bits(&anew.values), "{what}");
        let (count, times) = (changed.replications as usize, anew.times.len());
        for replication in 0..count {
            let slow = reference::run(&changed, replication as u64).unwrap();
            for (place, id) in wanted.iter().enumerate() {
                for time in 0..times {
                    let fast = anew.values[(place * times + time) * count + replication];
                    let slow = slow.values[time][id.0 as usize];
                    assert_eq!(fast.to_bits(), slow.to_bits(), "{what}: {}", changed.model.variable(*id).name);
                }
            }
        }
    }
}

/// The same model with habits that are learned, and in which the board is decided.
fn beside_habits() -> String {
    let habits = r#"
decided_constant = "decided"
[constant.decided]
each = "intervention"
unit = "1"
value = 0
role = "lever"
[constant.time_to_learn]
unit = "week"
value = 2
role = "definition"
[stock.practice]
each = "intervention"
unit = "hour"
initial = 0
inflows = ["learning"]
[flow.learning]
each = "intervention"
unit = "hour/week"
equation = '(asked - practice) / time_to_learn'
[aux.adoption]
each = "intervention"
unit = "1"
equation = 'if decided > 0 then 1 else min(1, practice // asked)'
[time]"#;
    let text = MODEL
        .replacen("\n[time]", habits, 1)
        .replace("[constant.asked]\n", "[constant.asked]\neach = \"intervention\"\n");
    let text = text.replace("'asked'", "'sum(asked)'").replace("min(1, push)", "push * adoption_limit");
    text.replace("[intervention.board]\n", "[intervention.board]\nkind = \"decision\"\nramp = 4\ncost = 3\n")
}

#[test]
fn a_decision_is_a_step_of_full_size_and_nothing_is_learned() {
    let text = beside_habits();
    let of_model = scenario_of(&text, &[]);
    let of = |own: usize, start| Pick::of(&of_model.model, own, start);
    assert_eq!([of(0, 1.0).kind, of(1, 1.0).kind], [ChangeKind::Habit, ChangeKind::Decision]);
    let board = scenario_of(&text, &[of(1, 2.0)]);
    let same = |value: f64| vec![value; 400];
    assert_eq!(
        [at(&board, "push", 1.75), at(&board, "push", 2.0), at(&board, "push", 2.25)],
        [0.0, 0.5, 0.5].map(same)
    );
    assert_eq!([at(&board, "decided_board", 1.75), at(&board, "decided_board", 2.0)], [0.0, 1.0].map(same));
    assert_eq!([at(&board, "effort", 12.0), at(&board, "decided_limit", 12.0)], [0.0, 0.0].map(same));

    // A habit that a scenario decides: its size at once, at the strength that it says, and no hour of practice.
    let decided = Pick { strength: 0.5, kind: ChangeKind::Decision, ..of(0, 2.0) };
    let limit = scenario_of(&text, &[decided]);
    let half: Vec<f64> = at(&limit, "limit_adds_push", 0.0).iter().map(|size| size * 0.5).collect();
    assert_eq!([at(&limit, "push", 2.0), at(&limit, "push", 12.0)], [half.clone(), half]);
    assert_eq!([at(&limit, "decided_limit", 2.0), at(&limit, "adoption_limit", 2.0)], [1.0, 1.0].map(same));
    assert_eq!([at(&limit, "effort", 12.0), at(&limit, "practice_limit", 12.0)], [0.0, 0.0].map(same));
    // As a habit it is learned first.
    let learned = scenario_of(&text, &[of(0, 2.0)]);
    assert_eq!([at(&learned, "adoption_limit", 2.0), at(&learned, "decided_limit", 12.0)], [0.0, 0.0].map(same));
    assert_eq!(at(&learned, "effort", 6.0), at(&learned, "limit_cost", 0.0));
}

#[test]
fn plans_hold_decisions_and_habits_side_by_side() {
    let scenario = scenario_of(&beside_habits(), &[]);
    let choices = Choices { allowed: vec![true; 2], orders: Orders::Boxes, first: 4.0, gaps: vec![0.0], budget: None };
    let plans = choices.plans(&scenario);
    assert_eq!(plans.len(), 3);
    for pick in plans.iter().flat_map(|plan| &plan.picks) {
        assert_eq!(pick.kind, scenario.model.interventions[pick.intervention].kind);
    }
    // What is decided has its price too, and a budget counts it.
    assert_eq!(plans.iter().map(|plan| plan.cost(&scenario)).collect::<Vec<_>>(), [0.0, 5.0, 3.0]);
    assert_eq!(Choices { budget: Some(3.0), ..choices }.plans(&scenario).len(), 2);
}

/// A scenario says otherwise than its model, in both directions.
#[test]
fn a_pick_can_be_decided_or_learned_whatever_the_model_says() {
    struct Files(String);
    impl flywheel::model::library::Library for Files {
        fn read(&self, name: &str) -> Result<Arc<Source>, flywheel::text::Diagnostic> {
            let picks = "model = \"model\"\n[picks]\nlimit = { start = 2, kind = \"decision\" }\n\
                board = { start = 1, kind = \"habit\" }\n";
            Ok(Source::new(name, if name == "model" { self.0.as_str() } else { picks }))
        }
        fn beside(&self, _: &str, path: &str) -> String {
            path.into()
        }
    }
    let scenario = flywheel::load("plan", &Files(beside_habits())).unwrap_or_else(|wrong| panic!("{wrong:#?}"));
    let kinds: Vec<(usize, ChangeKind)> = scenario.picks.iter().map(|pick| (pick.intervention, pick.kind)).collect();
    assert_eq!(kinds, [(0, ChangeKind::Decision), (1, ChangeKind::Habit)]);
    assert_eq!(at(&scenario, "decided_board", 12.0)[0], 0.0);
    assert_eq!([at(&scenario, "effort", 3.0)[0], at(&scenario, "effort", 5.0)[0]], [1.5, 3.0]);
}
