//! The tables of the loops, and what their columns mean.

use crate::analysis::paired::PairedDifference;
use crate::answer::numbers::small;
use crate::answer::words::Rows;
use crate::text::{counted, decimals, listed, plain, signed};

use super::Loops;
use super::case::Case;

impl Loops {
    /// What each loop did in each window of a case, the strongest first; then all of them, and what became of the outcome.
    pub fn table(&self, case: &Case) -> Rows {
        let unit = &case.scenario.time.unit;
        let mut head = vec![case.label.clone()];
        head.extend(case.windows.iter().map(|(from, _)| format!("{unit} {}", plain(*from))));
        head.extend(["error", "turns"].map(String::from));
        let mut rows: Rows = vec![head];
        let decimals = self.decimals();
        let mut push = |name: String, trajectory: &[PairedDifference], turns: String| {
            let mut row = vec![name];
            row.extend(trajectory.iter().map(|did| signed(did.mean.value, decimals)));
            let errors = trajectory.iter().map(|did| did.mean.error).filter(|error| error.is_finite());
            let error = errors.fold(0.0, f64::max);
            row.push(if error > 0.0 { small(error) } else { "-".into() });
            row.push(turns);
            rows.push(row);
        };
        for set in self.at_work() {
            push(self.title(set), &case.each[set], self.turns(case, set));
        }
        if self.held.len() > 1 {
            push("each alone, added up".into(), &case.summed, String::new());
            push("all held at once".into(), &case.together, String::new());
        }
        push(format!("change of {}", self.outcome().words()), &case.change, String::new());
        rows
    }

    /// So many decimals that the largest figure has three digits that count.
    pub fn decimals(&self) -> usize {
        let all = self.cases.iter().flat_map(|case| case.each.iter().chain([&case.summed, &case.change]).flatten());
        let most = all.map(|did| did.mean.value.abs()).filter(|size| size.is_finite()).fold(0.0, f64::max);
        decimals(most, 3)
    }

    /// The sets that do anything at all in some case, the strongest first.
    pub fn at_work(&self) -> Vec<usize> {
        let works = |set: &usize| self.cases.iter().any(|case| case.each[*set].iter().any(|did| !did.is_nothing()));
        self.by_size().into_iter().filter(works).collect()
    }

    /// "up in week 26": when a loop began to work the other way.
    fn turns(&self, case: &Case, set: usize) -> String {
        let phases = self.phases(case, set);
        let turns = phases.iter().skip(1).map(|phase| {
            let way = if phase.raises { "up" } else { "down" };
            format!("{way} in {}", plain(case.windows[phase.from].0))
        });
        turns.collect::<Vec<_>>().join(", ")
    }

    /// What the rows and columns mean, a line each.
    pub fn legend(&self) -> String {
        let case = self.case();
        let scenario = &case.scenario;
        let (one, unit) = (scenario.one(), &scenario.time.unit);
        let Some((from, to)) = case.windows.first() else { return String::new() };
        let window = counted(to - from, unit);
        let mean = if scenario.replications > 1 { format!(", mean of {one}s") } else { String::new() };
        let mut out = format!(
            "figures: what was done to {} in {window} from that {unit} on: what it came to, less what it would have \
             come to with the loop's link held at its value of that {unit}{mean}\n",
            self.outcome().with_unit(),
        );
        if scenario.replications > 1 {
            out.push_str("error: the largest Monte Carlo error of the row\n");
        }
        out.push_str(&format!("turns: the {unit} from which on it works the other way\n"));
        if self.held.len() > 1 {
            out.push_str(
                "each alone, added up: the sum of the rows above; where it differs from all held at once, loops work through \
                 each other\n",
            );
        }
        out.push_str(
            "change: from the beginning of the window to its end. What these loops did not do in it was done by loops that are not \
             told here, was under way before, or comes of interventions, shocks and luck\n",
        );
        let idle = self.held.len() - self.at_work().len();
        if idle > 0 {
            let does = if idle == 1 { "does" } else { "do" };
            out.push_str(&format!("not shown: {} that {does} nothing\n", counted(idle as f64, "loop")));
        }
        let loops = &self.set.loops;
        for held in self.held.iter().filter(|held| held.loops.len() > 1) {
            let names: Vec<String> = held.loops.iter().map(|of| loops[*of].id.clone()).collect();
            let words = |id| scenario.model.variable(id).words();
            out.push_str(&format!(
                "{} are held at the same link, from {} to {}: the figures belong to all of them\n",
                listed(&names, "and"),
                words(held.link.0),
                words(held.link.1)
            ));
        }
        out
    }
}
