//! A model and what a scenario does with it, for people to review: every variable with its equation, unit, meaning and
//! source.
//!
//! # Source
//! What has to be told: Rahmandad & Sterman (2012), "Reporting guidelines for simulation-based research in social
//! sciences", System Dynamics Review 28(4), 396-411 (minimum model reporting requirements).

use crate::model::contradiction::Contradiction;
use crate::model::draft::Dialect;
use crate::model::loops::{Polarity, Sign, Step};
use crate::model::scenario::Scenario;
use crate::model::{
    Beginning, Card, ChangeKind, DistributionKind, Equation, Intervention, Kind, Model, Noise, Role, Shape, Spread,
    Start, Stock, TeamFigure, Variable, VariableId,
};
use crate::text::{one_line, plain, plural, visible};

/// Writes a scenario's model, and what is done in the scenario.
pub fn write(scenario: &Scenario) -> String {
    with_results(scenario, "", &[])
}

/// The same with a sentence below its title, in Markdown, and at its end what was found by running it: sections as
/// [`section`] writes them.
pub fn with_results(scenario: &Scenario, below_title: &str, results: &[String]) -> String {
    let page = Page { scenario, model: &scenario.model };
    // In the order in which a reviewer asks: what is it, what is not in it, what is it made of, what does it do.
    let own = [
        page.doings(),
        page.about(),
        page.left_out(),
        page.time(),
        page.units(),
        page.stocks(),
        page.of_kind("Flows", "flow"),
        page.of_kind("Auxiliaries", "auxiliary"),
        page.counters(),
        page.constants(),
        page.tables(),
        page.of_kind("Noise", "noise"),
        page.interventions(),
        page.loops(),
        page.starts(),
        page.team(),
        page.contradictions(),
        page.of_kind("Outcomes", "outcome"),
    ];
    let sections: Vec<&str> = own.iter().chain(results).map(String::as_str).filter(|part| !part.is_empty()).collect();
    let below_title = if below_title.is_empty() { String::new() } else { format!("{below_title}\n") };
    let top = [page.title(), below_title, contents(&sections)];
    let top = top.iter().map(String::as_str).filter(|part| !part.is_empty());
    visible::lines(&top.chain(sections.iter().copied()).collect::<Vec<_>>().join("\n")).into_owned()
}

/// A distribution in words: `triangular from 0.5 to 2`.
pub fn spread(spread: &Spread) -> String {
    let fixed = spread.kind == DistributionKind::Fixed;
    let mut out = if fixed { String::new() } else { spread.kind.name().to_string() };
    match spread.kind {
        DistributionKind::Normal => out.push_str(&format!(", standard deviation {}", plain(spread.sd))),
        DistributionKind::Lognormal => out.push_str(&format!(", coefficient of variation {}", plain(spread.cv))),
        DistributionKind::Fixed
        | DistributionKind::Uniform
        | DistributionKind::Triangular
        | DistributionKind::Exponential
        | DistributionKind::Poisson => {}
    }
    if let Some((min, max)) = spread.range {
        out.push_str(&format!(" {}", ends((min, max))));
    }
    out.trim_start().to_string()
}

struct Page<'a> {
    scenario: &'a Scenario,
    model: &'a Model,
}

impl Page<'_> {
    /// The title, and what a scenario says of itself.
    fn title(&self) -> String {
        let Scenario { title, prose, .. } = self.scenario;
        headed("#", title, if self.scenario.is_model_alone() { "" } else { prose })
    }

    /// What the model says of itself.
    fn about(&self) -> String {
        let Model { title, about, .. } = self.model;
        if self.scenario.is_model_alone() {
            return section("About", prose(about));
        }
        headed("##", &format!("The model: {title}"), about)
    }

    fn time(&self) -> String {
        let time = &self.scenario.time;
        format!(
            "## Time\n\nFrom {} {} to {}, by steps of {}, integrated by the method `{}`; results are kept every {}.\n",
            time.unit,
            plain(time.start),
            plain(time.stop),
            plain(time.dt),
            time.method.name(),
            plain(time.save)
        )
    }

    /// What the scenario does: its starting point, other values of constants, picks and shocks.
    fn doings(&self) -> String {
        if self.scenario.is_model_alone() {
            return String::new();
        }
        let Scenario { start, constants, picks, shocks, time, .. } = self.scenario;
        let mut out = String::from("## What is done\n\n");
        let begun = self.model.starts.iter().find(|s| Some(&s.name) == start.as_ref());
        if let Some(start) = begun {
            out.push_str(&format!("Starting point: {}. {}\n\n", line(&start.title), prose(&start.about)));
        }
        let moved: Vec<Vec<String>> = constants
            .iter()
            .filter_map(|(id, spread)| match &self.model.variable(*id).kind {
                Kind::Constant(own) if own.spread != *spread => Some((id, &own.spread, spread)),
                _ => None,
            })
            .map(|(id, own, here)| vec![code(self.name(*id)), valued(own), valued(here)])
            .collect();
        out.push_str(&table(&["constant", "in the model", "here"], &moved));
        let mut acts: Vec<Vec<String>> = Vec::new();
        for pick in picks {
            let intervention = &self.model.interventions[pick.intervention];
            let strength =
                if pick.strength == 1.0 { String::new() } else { format!(", strength {}", plain(pick.strength)) };
            let kind = if pick.kind == intervention.kind { String::new() } else { format!(", a {}", pick.kind.name()) };
            let what = format!("{} ({}{strength}{kind})", intervention.title, intervention.name);
            let adds = self.scenario.additions_of(pick);
            let adds: Vec<String> = adds.iter().map(|own| self.addition(own.constant, own.amount)).collect();
            acts.push(vec![plain(pick.start), cell(&what), adds.join(", ")]);
        }
        for shock in shocks {
            let from = plain(shock.from);
            let when = shock.to.map_or(from.clone(), |to| format!("{from} to {}", plain(to)));
            acts.push(vec![when, cell(&shock.title), self.addition(shock.constant, shock.amount)]);
        }
        if acts.is_empty() {
            out.push_str("Nothing is done to it.\n");
        } else {
            out.push_str(&table(&[time.unit.as_str(), "what", "adds"], &acts));
        }
        out.trim_end().to_string() + "\n"
    }

    fn addition(&self, constant: VariableId, amount: f64) -> String {
        let sign = if amount < 0.0 { "" } else { "+" };
        format!("{} {sign}{}", code(self.name(constant)), plain(amount))
    }

    fn name(&self, id: VariableId) -> &str {
        &self.model.variable(id).spelling
    }

    fn units(&self) -> String {
        let own = self.model.units.iter().map(|(unit, about)| vec![code(unit), cell(about), String::new()]);
        let named = self.model.named_units.iter().filter(|unit| !unit.disabled).map(|unit| {
            let others = unit.equation.iter().chain(&unit.aliases).map(|alias| code(alias)).collect::<Vec<_>>();
            vec![code(&unit.name), String::new(), others.join(", ")]
        });
        let rows: Vec<Vec<String>> = own.chain(named).collect();
        section("Units", table(&["unit", "one of it is", "also written"], &rows))
    }

    /// The unit of a variable, and what a pure number runs on.
    fn unit(&self, variable: &Variable) -> String {
        let unit = variable.unit.to_string();
        let unit = if unit.is_empty() { unit } else { code(&unit) };
        match &variable.scale {
            Some(scale) => format!("{unit} {}", cell(scale)).trim_start().to_string(),
            None => unit,
        }
    }

    fn of_kind<'v>(&'v self, title: &str, kind: &str) -> String {
        let row = |v: &'v Variable| vec![self.named(v), self.equation(v), self.unit(v), cell(&v.about)];
        let declared = self.model.listed().map(|id| self.model.variable(id));
        let rows: Vec<Vec<String>> = declared.filter(|v| v.kind_name() == kind).map(row).collect();
        section(title, table(&["name", "equation", "unit", "what it is"], &rows))
    }

    fn stocks(&self) -> String {
        let mut rows = Vec::new();
        for id in self.model.listed() {
            let variable = self.model.variable(id);
            let Some(stock) = variable.stock() else { continue };
            let initial = match (self.scenario.initial.get(&id), &stock.initial) {
                (Some(value), _) => value.text(),
                (None, Some(equation)) => self.text(equation),
                (None, None) => plain(0.0),
            };
            let limits = if stock.non_negative { "outflows take no more than is there" } else { "" };
            rows.push(vec![
                self.named(variable),
                equation(&initial),
                self.equation(variable),
                self.unit(variable),
                stock.range.map_or(String::new(), ends),
                limits.to_string(),
                cell(&variable.about),
            ]);
        }
        let head = ["name", "initial value", "rate of change", "unit", "range", "limits", "what it is"];
        section("Stocks", self.beginning() + &table(&head, &rows))
    }

    /// Where the initial values of a model by itself come from.
    fn beginning(&self) -> String {
        let start = self.scenario.start.as_ref().filter(|_| self.scenario.is_model_alone());
        let told =
            |name| format!("Initial values are those of the [starting point](#starting-points) {}.\n\n", code(name));
        start.map_or(String::new(), |name| told(name))
    }

    fn counters(&self) -> String {
        let mut rows = Vec::new();
        for variable in self.model.declared().map(|id| self.model.variable(id)) {
            let Kind::Counter { initial, .. } = &variable.kind else { continue };
            let (initial, counts) = (equation(&self.text(initial)), equation(&self.definition(variable)));
            rows.push(vec![self.named(variable), initial, counts, self.unit(variable), cell(&variable.about)]);
        }
        section("Counters", table(&["name", "initial value", "equation", "unit", "what it is"], &rows))
    }

    /// Every starting point with the stocks that it sets.
    fn starts(&self) -> String {
        let Model { starts, default_start, .. } = self.model;
        let told = |found: Option<&(VariableId, Beginning)>| match found {
            Some((_, Beginning::Number(value))) => plain(*value),
            Some((_, Beginning::Equation(own, _))) => equation(&own.text),
            None => String::new(),
        };
        let about = |start: &Start| {
            let chosen = if Some(&start.name) == default_start.as_ref() { "yes" } else { "" };
            vec![code(&start.name), cell(&start.title), chosen.to_string(), cell(&start.about)]
        };
        let mut out =
            table(&["start", "title", "if none is named", "what it is"], &starts.iter().map(about).collect::<Vec<_>>());
        let mut rows = Vec::new();
        for id in self.model.declared() {
            let values: Vec<String> = starts.iter().map(|s| told(s.stocks.iter().find(|(of, _)| *of == id))).collect();
            if values.iter().any(|value| !value.is_empty()) {
                rows.push(std::iter::once(code(self.name(id))).chain(values).collect());
            }
        }
        let head: Vec<&str> = std::iter::once("stock").chain(starts.iter().map(|s| s.name.as_str())).collect();
        out.push_str(&table(&head, &rows));
        section("Starting points", out)
    }

    /// The figures that a team knows of itself.
    fn team(&self) -> String {
        let row = |own: &TeamFigure| {
            let constant = self.model.variable(own.constant);
            let words = cell(&self.model.words_of(own));
            vec![code(&own.name), words, code(&constant.name), self.unit(constant), cell(&own.about)]
        };
        let rows: Vec<Vec<String>> = self.model.team.iter().map(row).collect();
        section("A team's own figures", table(&["figure", "in words", "constant", "unit", "what it is"], &rows))
    }

    /// What cannot be true together of a team at its start.
    fn contradictions(&self) -> String {
        let row = |own: &Contradiction| {
            let mend = own.mend.as_ref().map_or(String::new(), |mend| cell(&mend.text));
            vec![equation(&own.when.text) + own.moment(), cell(&own.say.text), mend]
        };
        let rows: Vec<Vec<String>> = self.model.contradictions.iter().map(row).collect();
        section("Contradictions", table(&["when", "what is told", "the way to mend it"], &rows))
    }

    /// What a variable is calculated from, in the file's own words.
    fn definition(&self, variable: &Variable) -> String {
        match &variable.kind {
            Kind::Stock(Stock { inflows, outflows, .. }) => {
                let signed = |(id, _): &(VariableId, _), sign: &str| format!("{sign} {}", self.name(*id));
                let terms = inflows.iter().map(|f| signed(f, "+")).chain(outflows.iter().map(|f| signed(f, "-")));
                let terms = terms.collect::<Vec<_>>().join(" ");
                terms.strip_prefix("+ ").map_or(terms.clone(), str::to_string)
            }
            Kind::Flow { equation, non_negative: true } => {
                format!("max(0, {})", self.model.text_of(variable, equation))
            }
            Kind::Flow { equation, non_negative: false } | Kind::Auxiliary { equation } => {
                self.model.text_of(variable, equation)
            }
            Kind::Counter { rate, .. } => format!("sum over time of {}", self.text(rate)),
            Kind::Constant(constant) => plain(constant.spread.value),
            // Hidden.
            Kind::Pipeline(_) => String::new(),
            Kind::Noise(Noise { kind, mean, spread, period }) => {
                let measure = match kind {
                    DistributionKind::Normal => "standard deviation",
                    DistributionKind::Uniform => "width",
                    _ => "coefficient of variation",
                };
                let cv = spread.as_ref().map_or(String::new(), |cv| format!(", {measure} {}", self.text(cv)));
                let unit = &self.model.time.unit;
                format!("{} with mean {}{cv}, drawn every {} {unit}", kind.name(), self.text(mean), plain(*period))
            }
            Kind::Outcome { condition, .. } => {
                condition.as_ref().map_or("otherwise".into(), |condition| self.text(condition))
            }
        }
    }

    /// The same as the file has it: of a family, for any of its members.
    fn equation(&self, variable: &Variable) -> String {
        equation(&self.model.of_family(variable, &self.definition(variable)))
    }

    /// A variable's name, and what people call it.
    fn named(&self, variable: &Variable) -> String {
        let label = self.model.listed_label(variable).map_or(String::new(), |label| format!("<br>{}", cell(&label)));
        code(&self.model.listed_name(variable)) + &label
    }

    fn text(&self, equation: &Equation) -> String {
        equation.text.clone()
    }

    fn constants(&self) -> String {
        let mut rows = Vec::new();
        for id in self.model.listed() {
            let variable = self.model.variable(id);
            let Some(constant) = variable.constant() else { continue };
            let here = self.scenario.constants.iter().find(|c| c.0 == id).map_or(&constant.spread, |c| &c.1);
            let role = match self.model.dialect {
                Dialect::Own => constant.role.name(),
                // XMILE knows no roles.
                Dialect::Xmile => "",
            };
            let (range, unit, role) = (spread(here), self.unit(variable), role.to_string());
            let (about, source) = (cell(&variable.about), cell(&constant.source));
            let is_graded = self.model.dialect == Dialect::Own && constant.role == Role::Assumption;
            let grade = if is_graded { constant.grade.name() } else { "" };
            rows.push(vec![
                self.named(variable),
                plain(here.value),
                unit,
                range,
                role,
                about,
                source,
                grade.to_string(),
            ]);
        }
        section("Constants", table(&["name", "value", "unit", "range", "role", "what it is", "source", "grade"], &rows))
    }

    fn tables(&self) -> String {
        let mut rows = Vec::new();
        for found in &self.model.tables {
            let points = found.x.iter().zip(&found.y).map(|(x, y)| format!("({}, {})", plain(*x), plain(*y)));
            let shape = match found.shape {
                Shape::Clamp => "",
                Shape::Extrapolate => "beyond its ends the lines go on",
                Shape::Discrete => "steps in place of lines",
                Shape::Strict => "beyond its ends no number",
            };
            let output = found.output.to_string();
            rows.push(vec![
                code(&found.spelling),
                points.collect::<Vec<_>>().join(" "),
                found.input.as_ref().map_or(String::new(), |input| code(&input.to_string())),
                found.stretch.map_or(String::new(), |s| format!("about {}", plain(s.about))),
                if output.is_empty() { output } else { code(&output) },
                shape.to_string(),
                cell(&found.about),
                cell(&found.source),
                if self.model.dialect == Dialect::Own { found.grade.name().to_string() } else { String::new() },
            ]);
        }
        section(
            "Tables",
            table(
                &["name", "points", "from", "steeper or flatter", "to", "shape", "what it is", "source", "grade"],
                &rows,
            ),
        )
    }

    fn interventions(&self) -> String {
        let mut out = String::new();
        for (index, in_box) in self.model.boxes.iter().enumerate() {
            let mut rows = Vec::new();
            let inside = self.model.interventions.iter().filter(|i| i.in_box == index);
            for intervention in inside.clone() {
                let effects = intervention.effects(intervention.kind);
                let adds: Vec<String> = effects.iter().map(|own| self.addition(own.constant, own.size.value)).collect();
                let name = format!("{} ({})", cell(&intervention.title), code(&intervention.name));
                let over = match intervention.kind {
                    ChangeKind::Habit => plain(intervention.ramp),
                    ChangeKind::Decision => "at once, by decision".into(),
                };
                rows.push(vec![name, adds.join(", "), over, cell(&intervention.about)]);
            }
            let ramp = format!("over {}", plural(&self.model.time.unit));
            out.push_str(&format!("{}\n", headed("###", &in_box.title, &in_box.about)));
            out.push_str(&table(&["intervention", "adds", &ramp, "what it is"], &rows));
            let told: Vec<String> = inside.filter_map(told_in_a_room).collect();
            out.push_str(&if told.is_empty() { String::new() } else { told.concat() + "\n" });
        }
        section("Interventions", out)
    }

    fn loops(&self) -> String {
        let mut rows = Vec::new();
        for named in &self.model.loops {
            let polarity = match named.polarity {
                Polarity::Reinforcing => "reinforcing",
                Polarity::Balancing => "balancing",
            };
            let paths = self.model.listed_paths(&named.paths, |path| self.path(path));
            let name = format!("{} {}", cell(&named.id), cell(&named.name));
            let [cause, effect] = [named.cut.0, named.cut.1].map(|id| self.model.listed_name(self.model.variable(id)));
            let cut = code(&format!("{cause} -> {effect}"));
            rows.push(vec![name, polarity.to_string(), paths.join("<br>"), cut, cell(&named.about)]);
        }
        if rows.is_empty() {
            return String::new();
        }
        let key = "A path `a + b - c` reads: with more of `a` there is more of `b`, and with more of `b` less of `c`. A loop \
                   stops where it is cut: there the effect no longer hears of the cause.\n\n";
        section("Loops", key.to_string() + &table(&["loop", "polarity", "path", "cut at", "as a story"], &rows))
    }

    fn path(&self, steps: &[Step]) -> String {
        let sign = |step: &Step| if step.sign == Sign::Plus { "+" } else { "-" };
        let mut out: Vec<String> = steps.iter().map(|s| format!("{} {}", self.name(s.variable), sign(s))).collect();
        out.extend(steps.first().map(|s| self.name(s.variable).to_string()));
        code(&out.join(" "))
    }

    fn left_out(&self) -> String {
        section("Left out", self.model.left_out.iter().map(|sentence| format!("- {}\n", line(sentence))).collect())
    }
}

/// The sections of a document, each with the place to go to, as GitHub and others name it.
fn contents(sections: &[&str]) -> String {
    let titles = sections.iter().filter_map(|part| part.strip_prefix("## ")?.lines().next());
    let link = |title: &str| {
        let kept = title.to_lowercase().replace(' ', "-");
        let kept: String = kept.chars().filter(|c| c.is_alphanumeric() || matches!(c, '-' | '_')).collect();
        format!("[{title}](#{kept})")
    };
    let links: Vec<String> = titles.map(link).collect();
    // One place is found without a list.
    if links.len() < 2 { String::new() } else { format!("Contents: {}\n", links.join(" ·\n")) }
}

/// A part of the document; none where there is nothing in it. The body is Markdown.
pub fn section(title: &str, body: String) -> String {
    if body.trim().is_empty() { String::new() } else { format!("## {title}\n\n{}\n", body.trim()) }
}

/// What a room is told of an intervention, as an item of a list; None where it is told nothing.
fn told_in_a_room(intervention: &Intervention) -> Option<String> {
    let Card { real, watch, objection, start: _ } = &intervention.card;
    let told = [("in a real team", real), ("to watch", watch), ("an objection", objection)];
    let told = told.iter().filter_map(|(word, told)| Some(format!("*{word}:* {}", inline(told.as_ref()?))));
    let told: Vec<String> = told.collect();
    (!told.is_empty()).then(|| format!("- **{}**: {}\n", inline(&intervention.title), told.join(" ")))
}

/// A heading, and the prose below it where there is any.
fn headed(level: &str, title: &str, below: &str) -> String {
    let below = prose(below);
    let below = if below.is_empty() { below } else { format!("\n{below}\n") };
    format!("{level} {}\n{below}", line(title))
}

/// A table without the columns in which nothing stands; none where it has no rows. Cells are escaped already.
pub fn table(head: &[&str], rows: &[Vec<String>]) -> String {
    if rows.is_empty() {
        return String::new();
    }
    let is_kept = |column: &usize| rows.iter().any(|row| !row[*column].is_empty());
    let kept: Vec<usize> = (0..head.len()).filter(is_kept).collect();
    let titles: Vec<&str> = kept.iter().map(|column| head[*column]).collect();
    let mut out = format!("| {} |\n|{}\n", titles.join(" | "), "---|".repeat(kept.len()));
    for row in rows {
        let cells: Vec<&str> = kept.iter().map(|column| row[*column].as_str()).collect();
        out.push_str(&format!("| {} |\n", cells.join(" | ")));
    }
    out + "\n"
}

/// Both ends of a range.
fn ends((min, max): (f64, f64)) -> String {
    format!("from {} to {}", plain(min), plain(max))
}

/// A value with its distribution.
fn valued(of: &Spread) -> String {
    if of.varies() { format!("{}, {}", plain(of.value), spread(of)) } else { plain(of.value) }
}

/// An equation in a cell, on one line.
fn equation(text: &str) -> String {
    code(text)
}

/// A text as code in a cell: fenced by more backticks than it holds.
pub fn code(text: &str) -> String {
    let text = one_line(text).replace('|', "\\|");
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    if longest > 0 { format!("{fence} {text} {fence}") } else { format!("`{text}`") }
}

/// Prose in a cell: on one line, without what a table or Markdown would take for its own.
pub fn cell(text: &str) -> String {
    inline(&one_line(text)).replace('|', "\\|")
}

/// Prose on one line.
pub fn line(text: &str) -> String {
    escaped(&one_line(text))
}

/// Prose with its own lines and paragraphs, and nothing else that is Markdown.
pub fn prose(text: &str) -> String {
    let lines = text.trim().lines().map(|line| escaped(line.trim()).replace('|', "\\|"));
    lines.collect::<Vec<_>>().join("\n")
}

/// One line of prose whose signs stay what they are: at its beginning no heading, list, quotation or rule, and nothing
/// within it.
fn escaped(text: &str) -> String {
    let mut out = inline(text);
    // What stands before such a sign is digits, which stay as they are.
    if let Some(at) = begins_a_block(text) {
        out.insert(at, '\\');
    }
    out
}

/// Text without emphasis, code, HTML, links and pictures. An address that stands there by itself, as of a source, is what
/// it says.
fn inline(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        let next = chars.peek();
        let acts = match c {
            '\\' | '*' | '_' | '`' | '<' | '[' | ']' => true,
            '&' => next.is_some_and(|c| *c == '#' || c.is_alphanumeric()),
            '~' => next == Some(&'~') || out.ends_with('~'),
            _ => false,
        };
        if acts {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

/// Where in a line the sign stands that makes a heading, a list, a quotation or a rule of it.
fn begins_a_block(line: &str) -> Option<usize> {
    let ends = |at: usize| line[at..].chars().next().is_none_or(char::is_whitespace);
    let run = |sign: char| line.len() - line.trim_start_matches(sign).len();
    match line.chars().next()? {
        '>' => Some(0),
        '#' => ends(run('#')).then_some(0),
        '-' | '+' if ends(1) => Some(0),
        // Below a line it makes a heading of it, and by itself it is a rule.
        sign @ ('-' | '=') => line.chars().all(|c| c == sign || c.is_whitespace()).then_some(0),
        c if c.is_ascii_digit() => {
            let digits = line.len() - line.trim_start_matches(|c: char| c.is_ascii_digit()).len();
            (line[digits..].starts_with(['.', ')']) && ends(digits + 1)).then_some(digits)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prose_stays_what_it_says() {
        let check = |text: &str, expected: &str| assert_eq!(prose(text), expected, "{text:?}");
        check("A & B, 5 > 3 - 1 = 1", "A & B, 5 > 3 - 1 = 1");
        check("*so* <b>it</b> [is](x) ![p](y) `c`", r"\*so\* \<b>it\</b> \[is\](x) !\[p\](y) \`c\`");
        check("&lt;b&#62; ~~gone~~", r"\&lt;b\&#62; \~\~gone\~\~");
        check("one\n# two\n\n    three\n===\n---\n> four", "one\n\\# two\n\nthree\n\\===\n\\---\n\\> four");
        check("- a\n+ b\n1. c\n12) d\n-5 e\n2.5 f\n#7", "\\- a\n\\+ b\n1\\. c\n12\\) d\n-5 e\n2.5 f\n#7");
        check("| a |\n|---|", "\\| a \\|\n\\|---\\|");
        assert_eq!(line("a\n# b"), "a # b");
        assert_eq!(cell("a | b\n- c"), r"a \| b - c");
        assert_eq!([code("a"), code("a `b` ``c"), code("a|b")], ["`a`", "``` a `b` ``c ```", r"`a\|b`"]);
    }
}
