//! The keys of a scenario file.

use super::{CHANGE_KIND, Form, Key, Keys, METHOD, Names, SPREADS, key, needed, words};
use crate::model::scenario::Design;
use crate::model::scenario::Uncertainty;

/// A scenario file.
pub static SCENARIO: Keys = Keys {
    what: "a scenario file",
    groups: &[&[
        key("title", Form::Text, "What people read; the file's name, if omitted."),
        key("label", Form::Text, "A few words for the scenario's line on a chart."),
        key("prose", Form::Text, "The story."),
        key("extends", Form::Text, "The scenario on which this one builds, as a path from this file."),
        key("model", Form::Text, "A model file, as a path from this file; the shipped model, if omitted."),
        key("points", Form::Text, "A table of what the team can be, a row each, as a path from this file."),
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
