//! What the compiler emits, as a listing; how much work a step is; the algebra of units.

use std::sync::Arc;

use flywheel::model::file;
use flywheel::model::library::ShippedLibrary;
use flywheel::model::scenario::Scenario;
use flywheel::model::scenario_file::load;
use flywheel::model::units::Unit;
use flywheel::program::compile::compile;
use flywheel::program::listing::listing;
use flywheel::text::Source;
use proptest::prelude::*;

/// Equal terms are computed once (water/leak_time), what does not change in time is computed before it begins
/// (1/mix_time), numbers are folded (2*3), a quarter is multiplied and not divided by four, what
/// meets is one operation (max of a product), and what nobody wants is left out (unseen).
#[test]
fn a_small_program_reads_as_it_should() {
    let text = r#"
name = "tank"
[time]
unit = "hour"
stop = 8
[unit]
litre = "of water"
[stock.water]
unit = "litre"
initial = 'full*2'
outflows = ["leaking"]
[flow.leaking]
unit = "litre/hour"
equation = 'water/leak_time'
[aux.leaks]
unit = "litre/hour"
equation = 'max(water/leak_time, water/leak_time*(2*3))'
[aux.mixing]
unit = "1/hour"
equation = '1/mix_time'
[aux.unseen]
unit = "1"
equation = 'exp(2)'
[constant.full]
unit = "litre"
value = 50
[constant.leak_time]
unit = "hour"
value = 4
[constant.mix_time]
unit = "hour"
value = 4
min = 1
max = 9
distribution = "triangular"
"#;
    let model = Arc::new(file::read(&Source::new("tank", text)).unwrap());
    let scenario = Scenario::of_model(model.clone());
    let wanted = ["leaks", "mixing"].map(|n| model.find(n).unwrap());
    let expected = "\
rows 9
  r2 = 100.0
  r3 = 6.0
  r4 = 1.0
  r6 = 0.25
  r0 = mix_time drawn triangular
prologue
  r5 = r4 / r0
initial
step
  r7 = r1 * r6
  r8 = max(r7, (r7 * r3))
integrate
  r1 water: - r7
";
    assert_eq!(listing(&compile(&scenario, &wanted), &model), expected);
}

/// Operations in a step of the demonstration: a lost optimisation shows here, without a clock.
#[test]
fn a_step_of_the_demonstration_costs_so_many_operations() {
    let scenario = load("<one-from-each-box.toml>", &ShippedLibrary).unwrap();
    let program = compile(&scenario, &scenario.recorded());
    let counts = (program.prologue.len(), program.initial.len(), program.step.len(), program.rows);
    assert_eq!(counts, (173, 123, 519, 653), "before, initial, step, rows");
}

fn any_unit() -> impl Strategy<Value = Unit> {
    let power = (prop::sample::select(vec!["item", "week", "person"]), -6i32..=6, 1i32..=4);
    prop::collection::vec(power, 0..4).prop_map(|powers| {
        powers.iter().fold(Unit::one(), |unit, (base, n, d)| unit.times(&Unit::base(base).power((*n, *d))))
    })
}

proptest! {
    #[test]
    fn units_are_a_commutative_group_with_rational_powers(a in any_unit(), b in any_unit(), n in 1i32..=5) {
        prop_assert_eq!(a.times(&b), b.times(&a));
        prop_assert_eq!(a.times(&b).over(&b), a.clone());
        prop_assert_eq!(a.over(&a), Unit::one());
        prop_assert_eq!(a.power((n, 1)).power((1, n)), a.clone());
        prop_assert_eq!(a.times(&b).power((1, 2)), a.power((1, 2)).times(&b.power((1, 2))));
    }

    #[test]
    fn a_printed_unit_reads_back(a in any_unit()) {
        let text = flywheel::text::mapping::EquationText {
            source: Source::new("unit", a.to_string()),
            text: a.to_string(),
            mapping: flywheel::text::mapping::Mapping::From(0),
        };
        let known = ["item", "week", "person"].map(String::from);
        prop_assert_eq!(flywheel::model::units::parse_unit(&text, &known).unwrap(), a);
    }
}
