//! What is exported as XMILE is well-formed XML, and read again it gives the same bits.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use flywheel::export::{Form, write};
use flywheel::model::builtin::{STATEFUL, TABLE};
use flywheel::model::scenario::{Scenario, Uncertainty};
use flywheel::model::{self, VariableId};
use flywheel::run::ensemble::{Part, run};
use flywheel::text::Source;

use crate::luck::Luck;
use crate::{cases, each_case, models};

/// The variables of these names at every moment of a run without luck; None where it cannot be run. What is no number is
/// one thing, whatever its bits.
fn path(scenario: &Scenario, names: &BTreeSet<&str>) -> Option<BTreeMap<String, Vec<u64>>> {
    let scenario = Scenario { uncertainty: Uncertainty::None, replications: 1, ..scenario.clone() };
    let is_wanted = |id: &VariableId| names.contains(&*scenario.model.variable(*id).name);
    let every: Vec<VariableId> = scenario.model.declared().filter(is_wanted).collect();
    let samples = run(&scenario, &every, &Part::whole(&scenario)).ok()?;
    let bits = |x: &f64| if x.is_nan() { f64::NAN.to_bits() } else { x.to_bits() };
    let paths = samples.values.chunks(samples.times.len()).map(|path| path.iter().map(bits).collect());
    Some(every.iter().map(|id| scenario.model.variable(*id).name.clone()).zip(paths).collect())
}

/// The character range of XML 1.0, section 2.2.
fn xml_holds(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..)
}

fn check(text: &str) -> Option<()> {
    let model = model::read(&Source::new("random.xmile", text)).ok()?;
    let scenario = Scenario::of_model(Arc::new(model));
    let exported = write(&scenario, Form::Xmile);
    assert!(exported.chars().all(xml_holds), "XML cannot hold a character of\n{exported}");
    roxmltree::Document::parse(&exported).unwrap_or_else(|why| panic!("not well-formed: {why}\n{exported}"));
    let again = model::read(&Source::new("exported.xmile", exported.clone()));
    let again = again.unwrap_or_else(|wrong| panic!("the export is refused: {}\n{exported}", wrong[0]));
    // What begins as no number is refused in both. A table that was called within an equation stands on its own in the
    // export, and may be no number itself where the equation is one: it is not asked for.
    let names: BTreeSet<&str> = scenario.model.declared().map(|id| &*scenario.model.variable(id).name).collect();
    let (ours, again) = (path(&scenario, &names), path(&Scenario::of_model(Arc::new(again)), &names));
    assert_eq!(ours.is_some(), again.is_some(), "only one of them runs\n{exported}");
    let again = again?;
    for (name, path) in ours? {
        assert_eq!(Some(&path), again.get(&name), "{name} is another after the export\n{exported}");
    }
    Some(())
}

#[test]
fn random_models_come_back_to_the_last_bit() {
    let cases = cases(1_500);
    let (ran, seen) = (AtomicUsize::new(0), Mutex::new(BTreeSet::new()));
    let make = |case: u64| models::model(&mut Luck::new(20, case)).0;
    let read = |text: &str, case: u64| {
        if check(text).is_some() {
            ran.fetch_add(1, Ordering::Relaxed);
            let (_, functions) = models::model(&mut Luck::new(20, case));
            seen.lock().unwrap().extend(functions);
        }
    };
    each_case("round trip", cases, make, read);
    let ran = ran.into_inner();
    println!("{ran} of {cases} random models run");
    assert!(ran * 4 > cases, "only {ran} of {cases} random models run");
    let seen = seen.into_inner().unwrap();
    let all = TABLE.iter().map(|row| row.name).chain(STATEFUL.iter().map(|row| row.name));
    let unseen: Vec<&str> = all.filter(|name| !seen.contains(name)).collect();
    assert!(unseen.is_empty(), "no random model that runs calls {}", unseen.join(", "));
}

/// Models of which one part came back as something else, or not at all.
#[test]
fn what_came_back_as_something_else_comes_back() {
    for text in [
        include_str!("corpus/xmile/noncharacter.xmile"),
        include_str!("corpus/xmile/random-brackets.xmile"),
        include_str!("corpus/xmile/random-cancels.xmile"),
        include_str!("corpus/xmile/variable-named-as-a-function.xmile"),
    ] {
        check(text).expect("runs");
    }
}
