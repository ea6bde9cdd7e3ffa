//! The keys of scenario and model files, table by table: what the readers take, in a form from which schemas are written.
//!
//! The readers read by hand, since they tell mistakes better than a schema can; a test reads files that hold everything, and
//! fails where a reader asks for a key that is not here, or a key is here that no reader asks for.

use super::grade::Grade;
use super::loops::Polarity;
use super::scenario::{Design, Uncertainty};
use super::time::Method;
use super::usual::Over;
use super::{Better, ChangeKind, DistributionKind, Role, Shape, contradiction};

/// A key of a table.
pub struct Key {
    pub name: &'static str,
    pub form: Form,
    /// What it means, in a sentence.
    pub about: &'static str,
    /// Whether a table is refused without it.
    pub needed: bool,
}

/// A table: what messages call it, and its keys, those that it shares with other tables as they are named.
pub struct Keys {
    pub what: &'static str,
    groups: &'static [&'static [Key]],
}

impl Keys {
    /// All of its keys.
    pub fn keys(&self) -> impl Iterator<Item = &'static Key> {
        self.groups.iter().copied().flatten()
    }
}

/// What stands behind a key.
pub enum Form {
    Number,
    /// A whole number of at least so many.
    Whole(u64),
    Text,
    Flag,
    /// `false`, which takes away what an extended file has.
    Dropped,
    /// One of a few words.
    Word(fn() -> Vec<&'static str>),
    Texts,
    Numbers,
    /// Text in the equation language, or a number.
    Equation,
    /// The least and the most.
    Range,
    /// Points of a table, `[x, y]` each.
    Points,
    Table(&'static Keys),
    /// Tables with names of the author's: `[stock.wip]`.
    Named(&'static Keys),
    /// A list of tables: `[[outcome]]`.
    Listed(&'static Keys),
    /// A value of this form behind each of some names.
    Each(Names, &'static Form),
    /// Any of these.
    Either(&'static [Form]),
}

/// Whose names stand before values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Names {
    /// The author's own.
    Own,
    Stocks,
    Constants,
    Interventions,
    Figures,
    Starts,
    Loops,
}

const fn key(name: &'static str, form: Form, about: &'static str) -> Key {
    Key { name, form, about, needed: false }
}

const fn needed(name: &'static str, form: Form, about: &'static str) -> Key {
    Key { name, form, about, needed: true }
}

fn words<T: Copy + PartialEq>(choices: &'static [(&'static str, T)]) -> Vec<&'static str> {
    choices.iter().map(|(word, _)| *word).collect()
}

const METHOD: Form = Form::Word(|| words(Method::CHOICES));
const CHANGE_KIND: Form = Form::Word(|| words(ChangeKind::CHOICES));
const DISTRIBUTION: Form = Form::Word(|| words(DistributionKind::CHOICES));

/// A scenario file.
pub static SCENARIO: Keys = Keys {
    what: "a scenario file",
    groups: &[&[
        key("title", Form::Text, "What people read; the file's name, if omitted."),
        key("label", Form::Text, "A few words for the scenario's line on a chart."),
        key("prose", Form::Text, "The story."),
        key("extends", Form::Text, "The scenario on which this one builds, as a path from this file."),
        key("model", Form::Text, "A model file, as a path from this file; the shipped model, if omitted."),
        key("start", Form::Text, "One of the model's starting points."),
        key("horizon", Form::Number, "Length of the run, in the model's unit of time."),
        key("dt", Form::Number, "Length of a step."),
        key("save", Form::Number, "Interval at which results are kept: a whole number of steps."),
        key("method", METHOD, "How stocks are integrated."),
        key("record", Form::Texts, "Variables wanted beside the model's headline, by name or label."),
        key("replications", Form::Whole(1), "How many possible teams."),
        key("seed", Form::Whole(0), "What all luck follows from."),
        key(
            "design",
            Form::Word(|| words(Design::CHOICES)),
            "How uncertain constants are spread over the replications.",
        ),
        key("uncertainty", Form::Word(|| words(Uncertainty::CHOICES)), "What differs between replications."),
        key(
            "allow_outside",
            Form::Flag,
            "Whether starts and constants may lie outside the ranges that the model allows.",
        ),
        key(
            "stocks",
            Form::Each(Names::Stocks, &Form::Equation),
            "Initial values, in place of the starting point's: numbers or equations.",
        ),
        key(
            "team",
            Form::Each(Names::Figures, &Form::Either(&[Form::Number, Form::Table(&SPREAD)])),
            "The figures that the team knows of itself, by the names that its model has for them.",
        ),
        key(
            "constants",
            Form::Each(Names::Constants, &Form::Either(&[Form::Number, Form::Table(&SPREAD)])),
            "The team's own numbers: a value, or a value and how it spreads.",
        ),
        key("picks", PICKS, "What is taken up and when; false drops what an extended scenario picks."),
        key(
            "shock",
            Form::Each(Names::Own, &Form::Either(&[Form::Dropped, Form::Table(&SHOCK)])),
            "What happens to the team for a while; false drops a shock of an extended scenario.",
        ),
        key("expect", Form::Listed(&EXPECT), "What the author claims: `flywheel check` proves or refutes it."),
        key("story", Form::Listed(&STEP), "What a room is told, step by step."),
    ]],
};

static SPREAD: Keys = Keys {
    what: "a constant",
    groups: &[&[needed("value", Form::Number, "The usual value, in the constant's unit.")], SPREADS],
};

const PICKS: Form = Form::Each(Names::Interventions, &Form::Either(&[Form::Number, Form::Dropped, Form::Table(&PICK)]));

static PICK: Keys = Keys {
    what: "a pick",
    groups: &[&[
        needed("start", Form::Number, "When it starts, in the model's unit of time."),
        key("strength", Form::Number, "What part of it is taken up; 1, if omitted."),
        key("kind", CHANGE_KIND, "Whether it is learned or decided; as the model has it, if omitted."),
    ]],
};

static SHOCK: Keys = Keys {
    what: "a shock",
    groups: &[&[
        key("title", Form::Text, "What happens, for people."),
        needed("constant", Form::Text, "The constant that is moved, by name or label."),
        needed("amount", Form::Number, "What is added to it, in its unit."),
        needed("from", Form::Number, "When it begins."),
        key("to", Form::Number, "When it ends; the end of the run, if omitted."),
    ]],
};

static EXPECT: Keys = Keys {
    what: "an expectation",
    groups: &[&[
        needed("claim", Form::Text, "What is claimed, in a sentence for people."),
        needed("that", Form::Text, "The condition: estimates such as share(trust@52 > 0.5), compared with < or >."),
        key("base", Form::Text, "The scenario that `base.` means in the condition, as a path from this file."),
        key(
            "published",
            Form::Either(&[Form::Number, Form::Table(&PUBLISHED)]),
            "The figure that was published of the left side.",
        ),
        key("fails", Form::Text, "Why the claim does not hold, where that is known."),
    ]],
};

static PUBLISHED: Keys = Keys {
    what: "a published figure",
    groups: &[&[
        needed("value", Form::Number, "The figure, with the digits that were published."),
        key("replications", Form::Whole(1), "From how many replications it came."),
    ]],
};

static STEP: Keys = Keys {
    what: "a step of the story",
    groups: &[
        WORDS,
        &[
            key(
                "words",
                Form::Each(Names::Own, &Form::Table(&TRANSLATED)),
                "The same in other languages, by their codes.",
            ),
            key("scenario", Form::Text, "What is run, as a path from this file; this file, if omitted."),
            key(
                "against",
                Form::Text,
                "What it is held against, as a path from this file; itself without picks, if omitted.",
            ),
            key("picks", PICKS, "What is taken up in the step, and nothing else."),
            key("tanks", Form::Texts, "The tanks that are drawn, by their variables; all, if omitted."),
            key("arrows", Form::Texts, "The arrows that are drawn, such as trust -> pressure; all, if omitted."),
            key("charts", Form::Texts, "The variables that are drawn over time; none, if omitted."),
            key("wheel", Form::Flag, "Whether the wheel is drawn; it is, if omitted."),
            key("odds", Form::Flag, "Whether the odds are told; they are not, if omitted."),
            key("week", Form::Number, "Where the playhead stands; at the start, if omitted."),
            key("guess", Form::Text, "The variable that is guessed before it is shown."),
            key("own", Form::Flag, "Whether the room goes on by itself from here."),
            key("holds", Form::Text, "The condition that proves the sentence; base. is what the step is held against."),
            key("talk", Form::Flag, "Whether the sentence says nothing that could be proved."),
        ],
    ],
};

const WORDS: &[Key] = &[
    key("title", Form::Text, "A few words above."),
    needed("say", Form::Text, "One sentence, said large."),
    key("more", Form::Text, "What is said below it."),
];

static TRANSLATED: Keys = Keys { what: "what is said in another language", groups: &[WORDS] };

/// A model file.
pub static MODEL: Keys = Keys {
    what: "a model file",
    groups: &[&[
        key("name", Form::Text, "A short name, by which results say which model they are of."),
        key("title", Form::Text, "What people read."),
        key("about", Form::Text, "What the model is about, and where it comes from."),
        key("one", Form::Text, "What one replication is to people, such as team."),
        key("headline", Form::Texts, "The variables that people see first."),
        key("default_start", Form::Text, "The starting point of a scenario that names none."),
        key("team_start", Form::Text, "The starting point of a scenario that names none and has a [team]."),
        key("cost_constant", Form::Text, "The constant to which the cost of an intervention is added."),
        key("decided_constant", Form::Text, "The constant to which a decision adds 1."),
        key("moments", Form::Numbers, "The moments that a table of `run` shows, after the beginning."),
        key("left_out", Form::Texts, "What the model leaves out, a sentence each."),
        key("battery", Form::Texts, "Scenario files with the claims by which the model is judged."),
        key("time", Form::Table(&TIME), "The unit of time, the length of a run and of a step."),
        key("unit", Form::Each(Names::Own, &Form::Text), "The base units: what one of each is."),
        key("stock", Form::Named(&STOCK), "What accumulates."),
        key("flow", Form::Named(&FLOW), "What moves stocks."),
        key("aux", Form::Named(&AUXILIARY), "What is calculated on the way."),
        key("counter", Form::Named(&COUNTER), "A stock that only counts."),
        key(
            "constant",
            Form::Named(&CONSTANT),
            "A number that stays the same through a run, unless something moves it.",
        ),
        key("noise", Form::Named(&NOISE), "Luck that is drawn anew every period."),
        key("table", Form::Named(&TABLE), "A curve through points."),
        key("box", Form::Named(&BOX), "A box of interventions, from which one is picked."),
        key("intervention", Form::Named(&INTERVENTION), "What a team can take up."),
        key("loop", Form::Named(&LOOP), "A feedback loop with a name."),
        key("start", Form::Named(&START), "A starting point."),
        key("team", Form::Named(&FIGURE), "A figure that a team knows of itself, for the [team] of a scenario."),
        key(
            "contradiction",
            Form::Listed(&CONTRADICTION),
            "What cannot be true together at the start: told of a scenario before it is run.",
        ),
        key("outcome", Form::Listed(&OUTCOME), "Where a replication can end; the first whose condition holds."),
        key("flow_diagram", Form::Table(&FLOW_DIAGRAM), "The cumulative flow diagram."),
        key("flow_distribution", Form::Table(&FLOW_DISTRIBUTION), "What share each type of work has."),
        key("diagram", Form::Table(&DIAGRAM), "The picture of the model."),
        key("room", Form::Table(&ROOM), "What a room sees of the model on one page."),
        key("questions", Form::Table(&QUESTIONS), "What questions are about where nobody says."),
        key("objective", Form::Named(&OBJECTIVE), "What a plan may be to bring; the first is the usual one."),
        key("pick", Form::Table(&PLANS), "When the picks of plans start."),
        key("tipping", Form::Table(&TIPPING), "What `flywheel tipping` asks where nobody says."),
    ]],
};

/// What every variable but an outcome class has.
const OF_VARIABLE: &[Key] = &[UNIT, LABEL, SCALE, BETTER, ABOUT];

/// How a number differs between replications.
const SPREADS: &[Key] = &[
    key(
        "distribution",
        DISTRIBUTION,
        "How it differs between replications; if omitted fixed, or in a scenario triangular beside a range.",
    ),
    MIN,
    MAX,
    SD,
    CV,
];

const MIN: Key = key("min", Form::Number, "The least value, of a uniform or triangular distribution.");
const MAX: Key = key("max", Form::Number, "The most, of a uniform or triangular distribution.");
const SD: Key = key("sd", Form::Number, "The standard deviation, of a normal distribution.");
const CV: Key = key("cv", Form::Number, "The standard deviation over the mean, of a lognormal distribution.");

const ABOUT: Key = key("about", Form::Text, "What it is, in a sentence.");
const UNIT: Key = needed("unit", Form::Text, "The unit of measure, such as item/week; 1 for a pure number.");
const LABEL: Key = key("label", Form::Text, "Words for people.");
const SCALE: Key = key("scale", Form::Text, "What a pure number runs on, in words.");
const BETTER: Key = key("better", Form::Word(|| words(Better::CHOICES)), "Which way it is better.");
const EACH: Key = key("each", Form::Word(|| vec!["intervention"]), "Declares one of these for each intervention.");
const SOURCE: Key = key("source", Form::Text, "Where the number comes from.");
const GRADE: Key = key("grade", Form::Word(|| words(Grade::CHOICES)), "How good the source is.");
const NON_NEGATIVE: Key = key("non_negative", Form::Flag, "Whether it never goes below 0.");
const EQUATION: Key = needed("equation", Form::Equation, "Its value.");
const RANGE: Key = key("range", Form::Range, "The values that mean something: the least and the most.");
const TITLE: Key = key("title", Form::Text, "What people read.");

static TIME: Keys = Keys {
    what: "[time]",
    groups: &[&[
        key("unit", Form::Text, "The unit of time; it needs no line under [unit]."),
        key("start", Form::Number, "The first moment."),
        key("stop", Form::Number, "The last moment."),
        key("dt", Form::Number, "Length of a step."),
        key("save", Form::Number, "Interval at which results are kept."),
        key("method", METHOD, "How stocks are integrated."),
    ]],
};

static STOCK: Keys = Keys {
    what: "a stock",
    groups: &[
        OF_VARIABLE,
        &[
            key("inflows", Form::Texts, "Flows that fill it."),
            key("outflows", Form::Texts, "Flows that drain it, in the order in which they are served."),
            key("initial", Form::Equation, "Its value at the start."),
            NON_NEGATIVE,
            RANGE,
            EACH,
        ],
    ],
};

static FLOW: Keys = Keys { what: "a flow", groups: &[OF_VARIABLE, &[EQUATION, NON_NEGATIVE, EACH]] };

static AUXILIARY: Keys = Keys { what: "an auxiliary", groups: &[OF_VARIABLE, &[EQUATION, EACH]] };

static COUNTER: Keys = Keys {
    what: "a counter",
    groups: &[
        OF_VARIABLE,
        &[
            needed("rate", Form::Equation, "What is added, per unit of time."),
            key("initial", Form::Equation, "Its value at the start; 0, if omitted."),
        ],
    ],
};

static CONSTANT: Keys = Keys {
    what: "a constant",
    groups: &[
        OF_VARIABLE,
        &[needed("value", Form::Number, "The usual value, in its unit.")],
        SPREADS,
        &[
            key("role", Form::Word(|| words(Role::CHOICES)), "What part it plays: an assumption, if omitted."),
            RANGE,
            SOURCE,
            GRADE,
            EACH,
        ],
    ],
};

static NOISE: Keys = Keys {
    what: "a noise source",
    groups: &[
        OF_VARIABLE,
        &[
            needed(
                "distribution",
                Form::Word(|| {
                    [DistributionKind::Lognormal, DistributionKind::Poisson].map(DistributionKind::name).into()
                }),
                "How draws are distributed.",
            ),
            needed("mean", Form::Equation, "Their mean."),
            key("cv", Form::Equation, "Their standard deviation over the mean, of a lognormal distribution."),
            key("period", Form::Number, "For how long a draw is held."),
        ],
    ],
};

static OUTCOME: Keys = Keys {
    what: "an outcome class",
    groups: &[&[
        needed("name", Form::Text, "Its name."),
        LABEL,
        SCALE,
        BETTER,
        ABOUT,
        key("when", Form::Equation, "The condition; the class of all that is left over, if omitted."),
    ]],
};

static TABLE: Keys = Keys {
    what: "a table",
    groups: &[&[
        needed("input", Form::Text, "The unit of what is looked up."),
        needed("output", Form::Text, "The unit of what is found."),
        key("range", Form::Word(|| words(Shape::CHOICES)), "What it is beyond its points."),
        needed("points", Form::Points, "Points [x, y] from left to right."),
        key("steepness", Form::Table(&STEEPNESS), "How uncertain it is how steep it is."),
        ABOUT,
        SOURCE,
        GRADE,
    ]],
};

static STEEPNESS: Keys = Keys {
    what: "the steepness of a table",
    groups: &[
        &[
            needed("about", Form::Number, "The input about which the table is stretched."),
            LABEL,
            needed("value", Form::Number, "The usual steepness: 1 is as drawn."),
        ],
        SPREADS,
        &[SOURCE, GRADE],
    ],
};

static BOX: Keys = Keys {
    what: "a box",
    groups: &[&[
        key("number", Form::Number, "Its place among the boxes."),
        TITLE,
        ABOUT,
        key("variables", Form::Texts, "The variables that are drawn in it."),
    ]],
};

static INTERVENTION: Keys = Keys {
    what: "an intervention",
    groups: &[&[
        needed("box", Form::Text, "The box in which it is."),
        TITLE,
        ABOUT,
        key("kind", CHANGE_KIND, "Whether it is learned, or decided and there at once; a habit, if omitted."),
        key("ramp", Form::Number, "For how long it rises to its full strength, as a habit."),
        key(
            "adds",
            Form::Each(Names::Constants, &Form::Either(SIZED)),
            "What it adds to constants: a number, or a number and how it spreads.",
        ),
        key("cost", Form::Either(SIZED), "What it costs; a habit adds it to the cost constant."),
        key("real", Form::Text, "What it is in a real team, for a room."),
        key("watch", Form::Text, "What to watch once it is taken up."),
        key("objection", Form::Text, "What is usually said against it, and an answer."),
        key("start", Form::Number, "When it usually starts, in the model's time."),
    ]],
};

const SIZED: &[Form] = &[Form::Number, Form::Table(&SIZE)];

static SIZE: Keys = Keys {
    what: "the size of a change",
    groups: &[&[
        LABEL,
        needed("value", Form::Number, "The usual size, in the unit of what it is added to."),
        key(
            "distribution",
            DISTRIBUTION,
            "How it differs between replications; triangular, if omitted beside a range.",
        ),
        MIN,
        MAX,
        SD,
        CV,
        SOURCE,
        GRADE,
    ]],
};

static LOOP: Keys = Keys {
    what: "a loop",
    groups: &[&[
        key("name", Form::Text, "What people call it."),
        ABOUT,
        key("story", Form::Flag, "Whether a coach tells of it."),
        key("room", Form::Flag, "Whether it is drawn in the picture for a room."),
        needed("polarity", Form::Word(|| words(Polarity::CHOICES)), "R for reinforcing, B for balancing."),
        needed("paths", Form::Texts, "Its ways round, such as 'inbox + wait + returning + inbox'."),
        needed("cut", Form::Text, "The link at which it is cut, such as 'wait -> returning'."),
    ]],
};

static START: Keys = Keys {
    what: "a starting point",
    groups: &[&[
        TITLE,
        ABOUT,
        key("mix", Form::Each(Names::Starts, &Form::Number), "Starting points above it, with their shares."),
        key(
            "stocks",
            Form::Each(Names::Stocks, &Form::Equation),
            "The stocks' values at the start: numbers or equations.",
        ),
    ]],
};

static FIGURE: Keys = Keys {
    what: "a figure of the team",
    groups: &[&[
        needed("constant", Form::Text, "The constant that it sets, whose unit it has."),
        key("label", Form::Text, "Words for people, where they differ from those of the constant."),
        key("range", Form::Range, "The values that say something; the constant's range, if omitted."),
        ABOUT,
    ]],
};

static CONTRADICTION: Keys = Keys {
    what: "a contradiction",
    groups: &[&[
        needed("when", Form::Equation, "The condition, without luck."),
        key("at", Form::Word(contradiction::moments), "When it is judged; at the start, if omitted."),
        needed("say", Form::Text, "What is told, with figures in braces: {queue / throughput}."),
        key("mend", Form::Text, "How it is mended, with figures in braces."),
        key("level", Form::Word(contradiction::levels), "Whether it is told or refused; a warning, if omitted."),
    ]],
};

static FLOW_DIAGRAM: Keys = Keys {
    what: "[flow_diagram]",
    groups: &[&[
        TITLE,
        key("lines", Form::Texts, "Counters, from the earliest to the latest."),
        key("stages", Form::Texts, "What lies between two lines: one stage fewer than lines."),
    ]],
};

static FLOW_DISTRIBUTION: Keys = Keys {
    what: "[flow_distribution]",
    groups: &[&[
        TITLE,
        key("of", Form::Text, "The whole, in words."),
        key("parts", Form::Texts, "Its parts: variables of one unit."),
        key("labels", Form::Texts, "Words for each part."),
    ]],
};

static DIAGRAM: Keys = Keys {
    what: "[diagram]",
    groups: &[&[
        key("ring", Form::Text, "The loop that is drawn as a ring."),
        key("landmarks", Form::Each(Names::Loops, &Form::Texts), "The variables of a loop that are drawn with it."),
        key("links", Form::Texts, "Links that are drawn beside the loops."),
        key(
            "words",
            Form::Each(Names::Own, &Form::Texts),
            "For each variable two texts: what it does while loops drag the outcome down, and while they lift it.",
        ),
    ]],
};

static ROOM: Keys = Keys {
    what: "[room]",
    groups: &[&[
        needed("charts", Form::Texts, "The two variables whose charts are shown at first."),
        needed("odds", Form::Text, "The variable that is told to be better in so many of 100."),
        needed("tanks", Form::Listed(&TANK), "Four tanks of variables that differ, clockwise from the upper left."),
        needed("arrows", Form::Listed(&ARROW), "Which tank acts on which, and how."),
    ]],
};

static TANK: Keys = Keys {
    what: "a tank",
    groups: &[&[
        needed("variable", Form::Text, "The variable, of which the model says which way it is better."),
        key("name", Form::Text, "What a room calls it; the variable's words, if omitted."),
        key("unit", Form::Text, "What stands behind its number, in words; the variable's measure, if omitted."),
        needed("full", Form::Number, "The value at which it is drawn full."),
        key("shows", Form::Text, "The variable whose value fills it, where it is another."),
    ]],
};

static ARROW: Keys = Keys {
    what: "an arrow",
    groups: &[&[
        needed("from", Form::Text, "The variable of the tank that acts."),
        needed("to", Form::Text, "The variable of the tank on which it acts."),
        needed("worse", Form::Text, "Its words while both are worse."),
        needed("better", Form::Text, "Its words while both are better."),
    ]],
};

static QUESTIONS: Keys = Keys {
    what: "[questions]",
    groups: &[&[
        key("outcomes", Form::Texts, "The variables that questions are about where nobody names an outcome."),
        key("loops", Form::Text, "The variable that loops are told by: what each does to it."),
    ]],
};

static OBJECTIVE: Keys = Keys {
    what: "an objective",
    groups: &[&[
        needed("of", Form::Text, "The variable; less of it is better where it says so."),
        key("over", Form::Word(|| words(Over::CHOICES)), "When it counts: at the end, or added up over the run."),
        key("label", Form::Text, "What the sum over the run is called."),
        ABOUT,
    ]],
};

static PLANS: Keys = Keys {
    what: "[pick]",
    groups: &[&[
        key("first", Form::Number, "When the first pick of a plan starts, after the beginning."),
        key("gaps", Form::Numbers, "From one start to the next: each is tried."),
        key("beside", Form::Texts, "What is told of plans beside their objective."),
    ]],
};

static TIPPING: Keys = Keys {
    what: "[tipping]",
    groups: &[&[
        key("axes", Form::Texts, "What goes across the map and up it: two stocks or constants."),
        key("shock", Form::Text, "The constant that is shocked."),
        key("amount", Form::Number, "What is added to it."),
    ]],
};

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use super::*;
    use crate::model::library::{BATTERY, ShippedLibrary};
    use crate::model::{file, scenario_file};
    use crate::text::Source;
    use crate::text::toml::asked;

    /// The keys of a table and of all tables in it, by what messages call the table.
    fn listed(keys: &Keys, out: &mut BTreeMap<String, BTreeSet<String>>) {
        let own = out.entry(keys.what.to_string()).or_default();
        own.extend(keys.keys().map(|key| key.name.to_string()));
        keys.keys().for_each(|key| inside(&key.form, out));
    }

    fn inside(form: &Form, out: &mut BTreeMap<String, BTreeSet<String>>) {
        match form {
            Form::Table(keys) | Form::Named(keys) | Form::Listed(keys) => listed(keys, out),
            Form::Each(_, form) => inside(form, out),
            Form::Either(forms) => forms.iter().for_each(|form| inside(form, out)),
            _ => {}
        }
    }

    fn check(keys: &Keys) {
        let mut here = BTreeMap::new();
        listed(keys, &mut here);
        let there: BTreeMap<String, BTreeSet<String>> = asked();
        assert_eq!(here, there);
    }

    #[test]
    fn the_keys_of_scenarios_are_those_that_are_asked_for() {
        let model = file::shipped();
        asked();
        for (name, _) in BATTERY.iter().chain(crate::model::library::SHIPPED) {
            scenario_file::load_about(&format!("<{name}>"), &model, &ShippedLibrary).unwrap();
        }
        let rest = "[constants]\nteam_size = { value = 8 }\n[picks]\ndemo = { start = 1 }\n\
            [[expect]]\nclaim = \"c\"\nthat = 'mean(trust@1) > 0'\npublished = { value = 1 }\n";
        struct One(&'static str);
        impl crate::Library for One {
            fn read(&self, name: &str) -> Result<std::sync::Arc<Source>, crate::Diagnostic> {
                Ok(Source::new(name, self.0))
            }
            fn beside(&self, _: &str, path: &str) -> String {
                path.into()
            }
        }
        scenario_file::load_about("rest.toml", &model, &One(rest)).unwrap();
        check(&SCENARIO);
    }

    #[test]
    fn the_keys_of_models_are_those_that_are_asked_for() {
        asked();
        file::read(&Source::new(file::SHIPPED_NAME, file::SHIPPED)).unwrap();
        let sized =
            file::SHIPPED.replace("adds = { wip_adherence = 0.7 }", "adds = { wip_adherence = { value = 0.7 } }");
        file::read(&Source::new("sized.toml", &sized)).unwrap();
        let rest = "[time]\nunit = 'week'\n[constant.a]\nvalue = 1\nunit = '1'\n[team.people]\nconstant = 'a'\n\
            [[contradiction]]\nwhen = 'a > 1'\nsay = 'a'\n";
        file::read(&Source::new("rest.toml", rest)).unwrap();
        check(&MODEL);
    }
}
