//! The keys of a model file.

use super::{
    ABOUT, BETTER, CHANGE_KIND, CV, DISTRIBUTION, EACH, EQUATION, Form, GRADE, Key, Keys, LABEL, MAX, METHOD, MIN,
    NON_NEGATIVE, Names, RANGE, SCALE, SD, SOURCE, SPREADS, TITLE, UNIT, key, needed, words,
};
use crate::model::DistributionKind;
use crate::model::Role;
use crate::model::Shape;
use crate::model::contradiction;
use crate::model::loops::Polarity;
use crate::model::usual::Over;

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
