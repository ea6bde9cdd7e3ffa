//! From when to when a model runs, and by which steps: `<sim_specs>` (2.3).

use super::*;
use crate::model::moments::reached;
use crate::text::singular;

impl File {
    /// Start, stop, dt, method and save interval (2.3).
    pub(super) fn time(&mut self, root: &Element, model: &Element) -> TimeSpec {
        let nothing =
            TimeSpec { unit: "time".into(), start: 0.0, stop: 1.0, dt: 1.0, save: 1.0, method: Method::Euler };
        let Some(specs) = model.child("sim_specs").or(root.child("sim_specs")) else {
            let message = "the file does not say from when to when the model runs";
            self.mistakes.refuse(Code::MissingKey, root.span, message, "needs <sim_specs>").help =
                Some("<sim_specs><start>0</start><stop>100</stop><dt>1</dt></sim_specs>".into());
            return nothing;
        };
        let told = self.mistakes.wrong.len();
        specs.children.iter().for_each(|e| self.pass_over(e, &["start", "stop", "dt"]));
        let mut places = TimePlaces { start: specs.span, stop: specs.span, dt: specs.span, save: specs.span };
        let start = self.moment(specs, "start", &mut places.start);
        let stop = self.moment(specs, "stop", &mut places.stop);
        // The standard's own default (2.3).
        let mut dt = match specs.child("dt") {
            Some(_) => self.moment(specs, "dt", &mut places.dt),
            None => 1.0,
        };
        if specs
            .child("dt")
            .and_then(|e| e.attribute("reciprocal"))
            .is_some_and(|a| a.value.trim().eq_ignore_ascii_case("true"))
        {
            dt = if dt > 0.0 { 1.0 / dt } else { dt };
        }
        let own = |name: &str| specs.attributes.iter().find(|a| a.name.rsplit(':').next() == Some(name));
        let mut save = dt;
        if let Some(given) = own("save_interval").filter(|a| !a.value.trim().is_empty()) {
            places.save = given.span;
            save = self.number(&given.value, given.span, "save_interval");
            save = if save == 0.0 { dt } else { save };
        }
        let unit = own("time_units").map_or("", |a| a.value.trim());
        self.time_unit = self.units.read(unit).written(unit);
        // People write Months, and read "month 3" and "12 months".
        let unit = if unit.is_empty() { nothing.unit.clone() } else { singular(&unit.to_lowercase()) };
        let method = own("method").map_or(Method::Euler, |a| self.method(&a.value, a.span));
        if self.mistakes.wrong.len() > told {
            return nothing;
        }
        let time = TimeSpec { unit, start, stop, dt, save, method };
        if let Some(misfit) = time.impossible() {
            misfit.tell(&mut self.mistakes, places);
            return nothing;
        }
        if time.steps() == 0 {
            let message = format!("a step of {} is longer than the run", plain(dt));
            self.mistakes.refuse(Code::BadTime, places.dt, message, "too long");
        } else if whole_steps(stop - start, dt).is_none() {
            let last = plain(reached(start, dt, time.steps()));
            let message = format!("{} is not reached by steps of {}: the run ends at {last}", plain(stop), plain(dt));
            self.warn(Code::BadTime, places.stop, message);
        }
        if whole_steps(save, dt).is_some() {
            return time;
        }
        let every = time.saves(1);
        let message = format!("{} is no whole number of steps: rows stand {} apart", plain(save), plain(every));
        self.warn(Code::BadTime, places.save, message);
        TimeSpec { save: every, ..time }
    }

    fn moment(&mut self, specs: &Element, name: &'static str, place: &mut Span) -> f64 {
        let Some(element) = self.only(specs, name) else {
            let message = format!("`<sim_specs>` does not give `<{name}>`");
            self.mistakes.refuse(Code::MissingKey, specs.span, message, format!("`<{name}>` is missing here"));
            return 0.0;
        };
        let text = text_of(element, &self.mistakes.source);
        *place = whole(&text);
        self.number(&text.text, *place, name)
    }

    /// The first method of the list that this engine has (2.3); where it has none, its most precise one.
    fn method(&mut self, text: &str, place: Span) -> Method {
        let named = |word: &str| Method::CHOICES.iter().find(|(name, _)| word.eq_ignore_ascii_case(name));
        let words: Vec<&str> = text.split(',').map(str::trim).filter(|w| !w.is_empty()).collect();
        if let Some((_, method)) = words.iter().find_map(|word| named(word)) {
            return *method;
        }
        if words.is_empty() {
            return Method::Euler;
        }
        if words.iter().any(|word| ["rk2", "rk45", "gear"].iter().any(|known| word.eq_ignore_ascii_case(known))) {
            self.warn(
                Code::NotSupported,
                place,
                format!("the method `{}` is not available: rk4 takes its place", short(text)),
            );
            return Method::Rk4;
        }
        let help = suggestion::help_for(text, Method::CHOICES.iter().map(|(name, _)| *name));
        let message = format!("there is no method `{}`", short(text));
        self.mistakes.refuse(Code::UnknownName, place, message, "unknown method").help = help;
        Method::Euler
    }
}
