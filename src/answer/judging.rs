//! Claims of scenario files, judged.

use std::sync::Arc;

use crate::analysis::claims::verdict::{Evidence, Finding, judge, readings, share_of_a_number};
use crate::model::claim::{Claim, Effect};
use crate::model::scenario::Scenario;
use crate::model::story::Step;
use crate::model::{TimeSpec, VariableId};
use crate::results::Results;
use crate::run::keep::Wanted;
use crate::run::windows::{AtTheEnd, Windows};
use crate::text::Diagnostic;

use super::{Luck, Refusal};

/// How the ensembles are run of which claims are judged.
pub struct Runs<'a> {
    pub plain: &'a dyn Fn(&Scenario, &Wanted) -> Result<Results, Refusal>,
    /// With links held.
    pub held: &'a dyn Fn(&Scenario, &Windows) -> Result<AtTheEnd, Refusal>,
}

/// Runs the scenario, and each it is held against with the same luck, and judges its claims.
///
/// # Errors
/// Those of `runs`; a share of what is no yes or no.
pub fn judge_all(scenario: &Scenario, luck: Luck, runs: &Runs) -> Result<Vec<Finding>, Refusal> {
    if scenario.claims.is_empty() {
        return Ok(Vec::new());
    }
    let own = Ran::of(scenario, &asked(scenario, None), runs)?;
    let mut bases: Vec<(&Arc<Scenario>, Ran)> = Vec::new();
    for base in bases_of(scenario) {
        // The same seed, number and design: replication by replication, the same team with the same luck.
        let mut same = Scenario {
            seed: scenario.seed,
            replications: scenario.replications,
            design: scenario.design,
            ..(**base).clone()
        };
        luck.apply(&mut same);
        bases.push((base, Ran::of(&same, &asked(scenario, Some(base)), runs)?));
    }
    let base_of = |base: &Option<Arc<Scenario>>| {
        let base = base.as_ref()?;
        bases.iter().find(|(own, _)| Arc::ptr_eq(own, base)).map(|(_, ran)| ran.evidence())
    };
    let claims = || scenario.claims.iter().zip(&scenario.bases).map(|(claim, base)| (claim, base_of(base)));
    let wrong: Vec<Diagnostic> =
        claims().filter_map(|(claim, base)| share_of_a_number(claim, own.evidence(), base)).collect();
    if !wrong.is_empty() {
        return Err(wrong.into());
    }
    Ok(claims().map(|(claim, base)| judge(claim, own.evidence(), base)).collect())
}

/// Judges the steps of a scenario's story, each by the runs that it shows; None of a step that is talk. Steps that show
/// the same are run once.
///
/// # Errors
/// As [`judge_all`].
pub fn judge_story(scenario: &Scenario, luck: Luck, runs: &Runs) -> Result<Vec<Option<Finding>>, Refusal> {
    let story = &scenario.story;
    let mut out = vec![None; story.len()];
    for (first, step) in story.iter().enumerate() {
        let is_alike = |other: &Step| other.claim().is_some() && Arc::ptr_eq(&other.scenario, &step.scenario);
        if !is_alike(step) || story[..first].iter().any(is_alike) {
            continue;
        }
        let alike: Vec<usize> = (first..story.len()).filter(|i| is_alike(&story[*i])).collect();
        let mut same = (*step.scenario).clone();
        for (step, claim) in alike.iter().filter_map(|i| Some((&story[*i], story[*i].claim()?))) {
            same.claims.push(claim.clone());
            same.bases.push(claim.asks_base().then(|| step.against.clone()));
        }
        luck.apply(&mut same);
        let findings = judge_all(&same, luck, runs)?;
        alike.into_iter().zip(findings).for_each(|(i, finding)| out[i] = Some(finding));
    }
    Ok(out)
}

/// How many replications judging a scenario takes, those with links held included.
pub fn work(scenario: &Scenario) -> u64 {
    let ensembles = |asked: &Asked, time: &TimeSpec| 1 + asked.windows(time).len() as u64;
    let bases = bases_of(scenario).into_iter().map(|base| ensembles(&asked(scenario, Some(base)), &base.time));
    scenario.replications * (ensembles(&asked(scenario, None), &scenario.time) + bases.sum::<u64>())
}

/// The scenarios that claims are held against, each once.
fn bases_of(scenario: &Scenario) -> Vec<&Arc<Scenario>> {
    let mut out: Vec<&Arc<Scenario>> = Vec::new();
    for base in scenario.bases.iter().flatten() {
        if !out.iter().any(|own| Arc::ptr_eq(own, base)) {
            out.push(base);
        }
    }
    out
}

/// What claims ask about one scenario: the one that makes them, or a base.
struct Asked<'a> {
    claims: Vec<&'a Claim>,
    of_base: bool,
}

fn asked<'a>(scenario: &'a Scenario, base: Option<&Arc<Scenario>>) -> Asked<'a> {
    let is_of =
        |own: &Option<Arc<Scenario>>| base.is_none_or(|base| own.as_ref().is_some_and(|own| Arc::ptr_eq(own, base)));
    let claims = scenario.claims.iter().zip(&scenario.bases).filter(|(_, own)| is_of(own));
    Asked { claims: claims.map(|(claim, _)| claim).collect(), of_base: base.is_some() }
}

impl Asked<'_> {
    /// A claim reads a few numbers of each replication; nothing else is kept.
    fn wanted(&self, time: &TimeSpec) -> Wanted {
        let readings = self.claims.iter().flat_map(|claim| readings(claim, self.of_base, time)).collect();
        Wanted { variables: Vec::new(), readings, ..Wanted::default() }
    }

    /// The effects of loops, each once.
    fn effects(&self) -> Vec<Effect> {
        let mut out: Vec<Effect> = Vec::new();
        let mut visit = |effect: Effect, of_base: bool| {
            if of_base == self.of_base && !out.contains(&effect) {
                out.push(effect);
            }
        };
        self.claims.iter().flat_map(|claim| claim.paths()).for_each(|path| path.each_effect(&mut visit));
        out
    }

    /// The runs that show these effects: one for all that are of one variable over an equal length of time.
    fn windows(&self, time: &TimeSpec) -> Vec<Windows> {
        let mut out: Vec<Windows> = Vec::new();
        for effect in self.effects() {
            let Some((start, length)) = steps(&effect, time) else { continue };
            let is_same = |own: &&mut Windows| own.variable == effect.variable && own.length == length;
            match out.iter_mut().find(is_same) {
                None => out.push(Windows {
                    sets: vec![vec![effect.cut]],
                    starts: vec![start],
                    length,
                    variable: effect.variable,
                }),
                Some(own) => {
                    own.starts.push(start);
                    if !own.sets.contains(&vec![effect.cut]) {
                        own.sets.push(vec![effect.cut]);
                    }
                }
            }
        }
        out
    }
}

/// After how many steps a link is held, and how many later its effect is read.
fn steps(effect: &Effect, time: &TimeSpec) -> Option<(usize, usize)> {
    let step = |moment: f64| Some(time.saved_index(moment)? * time.steps_a_save());
    let (from, at) = (step(effect.from)?, step(effect.at)?);
    Some((from, at.checked_sub(from)?))
}

/// What was run of one scenario.
struct Ran {
    results: Results,
    held: Vec<(Effect, Vec<f64>)>,
}

impl Ran {
    fn of(scenario: &Scenario, asked: &Asked, runs: &Runs) -> Result<Ran, Refusal> {
        let time = &scenario.time;
        let results = (runs.plain)(scenario, &asked.wanted(time))?;
        let mut held = Vec::new();
        for windows in asked.windows(time) {
            let found = (runs.held)(scenario, &windows)?;
            held.extend(asked.effects().into_iter().filter_map(|effect| {
                let values = values(&effect, time, &windows, &found)?;
                Some((effect, values.to_vec()))
            }));
        }
        Ok(Ran { results, held })
    }

    fn evidence(&self) -> Evidence<'_> {
        Evidence { results: &self.results, held: &self.held }
    }
}

/// The values of an effect's variable with the loop's link held, where they are among what was found.
fn values<'a>(effect: &Effect, time: &TimeSpec, windows: &Windows, found: &'a AtTheEnd) -> Option<&'a [f64]> {
    let (start, length) = steps(effect, time)?;
    let is_own = windows.variable == effect.variable && windows.length == length;
    let is_cut = |set: &Vec<(VariableId, VariableId)>| set[..] == [effect.cut];
    let set = windows.sets.iter().position(is_cut).filter(|_| is_own)?;
    Some(&found.held[set][found.starts.binary_search(&start).ok()?])
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;
    use std::collections::BTreeMap;
    use std::sync::Mutex;

    use super::*;
    use crate::analysis::estimate::mean;
    use crate::answer::ensemble::{ensemble, held};
    use crate::answer::{Onlooker, Work, check};
    use crate::math::exp;
    use crate::model::cut::Cut;
    use crate::model::library::Library;
    use crate::model::scenario_file::load;
    use crate::run::ensemble::{Nobody, Part, run};
    use crate::text::Source;

    struct Texts(BTreeMap<String, String>);

    impl Library for Texts {
        fn read(&self, name: &str) -> Result<Arc<Source>, Diagnostic> {
            Ok(Source::new(name, self.0[name].as_str()))
        }

        fn beside(&self, _: &str, path: &str) -> String {
            path.into()
        }
    }

    const GROWTH: &str = r#"
        name = "growth"
        [time]
        unit = "week"
        stop = 10
        dt = 0.015625
        save = 1
        method = "rk4"
        [unit]
        head = "one of us"
        [stock.heads]
        unit = "head"
        initial = 10
        inflows = ["joining"]
        [flow.joining]
        unit = "head/week"
        equation = 'rate*heads'
        [constant.rate]
        unit = "1/week"
        value = 0.3
        [loop.R1]
        name = "Friends of friends"
        polarity = "R"
        paths = ["heads + joining + heads"]
        cut = "heads -> joining"
    "#;

    /// What the left sides of these conditions are, and how often links were held for them.
    fn judged(head: &str, conditions: &[&str], more: &[(&str, &str)]) -> (Vec<f64>, usize) {
        let claims =
            conditions.iter().map(|that| format!("[[expect]]\nclaim = \"c\"\nbase = \"base.toml\"\nthat = '{that}'\n"));
        let claims = format!("{head}\n{}", claims.collect::<String>());
        let mut texts: BTreeMap<String, String> = [
            ("growth.toml", GROWTH),
            ("base.toml", "model = \"growth.toml\"\nreplications = 3"),
            ("claims.toml", &claims),
        ]
        .into_iter()
        .map(|(name, text)| (name.into(), text.into()))
        .collect();
        texts.extend(more.iter().map(|(name, text)| (name.to_string(), text.to_string())));
        let scenario = load("claims.toml", &Texts(texts)).unwrap_or_else(|wrong| panic!("{wrong:?}"));
        let calls = Cell::new(0);
        let runs = Runs {
            plain: &|scenario, wanted| ensemble(scenario, wanted, &Nobody),
            held: &|scenario, windows| {
                calls.set(calls.get() + 1);
                held(scenario, windows, &Nobody)
            },
        };
        let findings = judge_all(&scenario, Luck::default(), &runs).unwrap_or_else(|wrong| panic!("{wrong:?}"));
        let bases = bases_of(&scenario).len();
        assert_eq!(work(&scenario), scenario.replications * (1 + bases + calls.get()) as u64);
        (findings.iter().map(|finding| finding.sides[0].0.value).collect(), calls.get())
    }

    /// A crowd that grows by itself, and from the moment on at which it is held, in a straight line.
    #[test]
    fn an_effect_is_the_one_in_the_closed_form() {
        let asked = [
            "mean(effect(R1, heads@5, from = 2)) > 0",
            "mean(effect(\"friends of FRIENDS\", heads@9, from = 6)) > 0",
            "mean(effect(r1, base.heads@10, FROM = 0) - heads@0) > 0",
            "mean(effect(R1, joining@5, from = 2)) > 0",
        ];
        let (found, calls) = judged("model = \"growth.toml\"\nreplications = 3\n[constants]\nrate = 0.2", &asked, &[]);
        let effect = |rate: f64, from: f64, to: f64| {
            let passed = rate * (to - from);
            10.0 * exp(rate * from) * (exp(passed) - 1.0 - passed)
        };
        let joining = 2.0 * (exp(1.0) - exp(0.4));
        let expected = [effect(0.2, 2.0, 5.0), effect(0.2, 6.0, 9.0), effect(0.3, 0.0, 10.0) - 10.0, joining];
        for (found, expected) in found.iter().zip(expected) {
            assert!((found - expected).abs() < 1e-9 * expected, "{found}, by hand {expected}");
        }
        // One run serves two moments; the base case and another variable have one each.
        assert_eq!(calls, 3);
        assert_eq!(judged("model = \"growth.toml\"", &["mean(heads@5 - base.heads@5) < 1"], &[]).1, 0);
    }

    /// Replication by replication, in the shipped model with its luck.
    #[test]
    fn an_effect_is_a_run_less_the_same_with_a_cut() {
        let head = "replications = 12\nhorizon = 9\n[picks]\nwip_limit = 1\n";
        let asked: Vec<String> = ["R1", "B1"]
            .iter()
            .flat_map(|id| {
                [2, 4].map(|from| format!("mean(effect({id}, recent_thr@{}, from = {from})^2) > 0", from + 5))
            })
            .collect();
        let asked: Vec<&str> = asked.iter().map(String::as_str).collect();
        let (found, calls) = judged(head, &asked, &[("base.toml", head)]);
        assert_eq!(calls, 1);
        let scenario = load("base.toml", &Texts(BTreeMap::from([("base.toml".into(), head.into())]))).unwrap();
        let variable = scenario.model.find("recent_thr").unwrap();
        let values = |scenario: &Scenario, at: usize| {
            let samples = run(scenario, &[variable], &Part::whole(scenario)).unwrap();
            samples.values[at * 12..][..12].to_vec()
        };
        let mut expected = Vec::new();
        for id in ["R1", "B1"] {
            let named = scenario.model.loops.iter().find(|named| named.id == id).unwrap();
            for from in [2, 4] {
                let cut = Scenario { cuts: vec![Cut::of(named, f64::from(from))], ..scenario.clone() };
                let at = from as usize + 5;
                let pairs = values(&scenario, at).into_iter().zip(values(&cut, at));
                expected
                    .push(mean(&pairs.map(|(plain, held)| (plain - held) * (plain - held)).collect::<Vec<_>>()).value);
            }
        }
        assert!(expected.iter().all(|value| *value > 0.0));
        assert_eq!(found, expected);
    }

    /// Each base is asked for what its own claims say, by the names of its own model.
    #[test]
    fn bases_may_be_of_different_models() {
        let other = "name = \"other\"\n[time]\nunit = \"week\"\nstop = 10\n[aux.calm]\nunit = \"1\"\nequation = 7\n";
        let claim = "mean(base.heads@0 + base.joining@0 - heads@0) < 9";
        let head = "model = \"growth.toml\"\nreplications = 3\n[[expect]]\nclaim = \"c\"\nbase = \"other.toml\"\nthat = 'mean(base.calm@3) > 6'";
        assert_eq!(judged(head, &[claim], &[("other.toml", other)]).0, [7.0, 3.0]);
    }

    struct Notes(Mutex<Vec<String>>);

    impl Onlooker for Notes {
        fn begin<'w>(&'w self, _: &str, _: u64) -> Box<dyn Work + 'w> {
            Box::new(Nobody)
        }

        fn note(&self, text: &str) {
            self.0.lock().unwrap().push(text.into());
        }

        fn warn(&self, _: &[Diagnostic]) {}

        fn ended(&self) -> bool {
            false
        }
    }

    /// A crowd that has not grown by itself is too small for a root, which it is not as things are.
    #[test]
    fn what_a_held_link_makes_no_number_is_told() {
        let seen = "[aux.seen]\nunit = \"1\"\nequation = 'sqrt(if time > 8*week then heads/one - 50 else 1)'\n\
                    [constant.week]\nunit = \"week\"\nvalue = 1\n[constant.one]\nunit = \"head\"\nvalue = 1\n";
        let claims = "model = \"growth.toml\"\nreplications = 3\n[[expect]]\nclaim = \"c\"\nthat = 'mean(effect(R1, seen@9, from = 0)) > 0'";
        let texts = [("growth.toml", format!("{GROWTH}{seen}")), ("claims.toml", claims.into())];
        let texts = Texts(texts.into_iter().map(|(name, text)| (name.into(), text)).collect());
        let scenario = load("claims.toml", &texts).unwrap_or_else(|wrong| panic!("{wrong:?}"));
        let notes = Notes(Mutex::default());
        let checks = check::Question::default().ask(scenario, &notes).unwrap();
        assert!(!checks.holds());
        let expected = "warning: with a link of a loop held, `seen` is infinite or no number at all in 3 of 3 replications of \
                        `claims`. Such values are left out of the figures.";
        assert_eq!(*notes.0.lock().unwrap(), [expected]);
    }
}
