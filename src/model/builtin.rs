//! The tables of functions: name, arguments, units, meaning in words.
//!
//! Names, precedence and meaning are those of XMILE 1.0 (OASIS 2015, section 3.5) wherever XMILE has the function;
//! `safediv`, `round`, `npv` and `//` are Stella's, `pulse_train`, `zidz` and `xidz` Vensim's. The scalar meaning of
//! each [`Function`] is [`crate::program::op::apply`]; what a [`Stateful`] function keeps is made of hidden stocks,
//! flows, pipelines and noise in [`crate::model::stateful`].

/// How the unit of a result follows from those of the arguments.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UnitRule {
    /// All arguments and the result share one unit.
    Same,
    /// All arguments share one unit; the result is a pure number.
    Compare,
    /// Arguments and result are pure numbers.
    Pure,
    Product,
    /// The first over the second; a third argument has the unit of the quotient.
    Quotient,
    /// The unit of the first argument.
    Keep,
    /// The square root of the first argument's unit.
    Root,
    /// The first argument's unit to the power of the second, which must be written out.
    Power,
    /// A condition, then two alternatives of one unit.
    Choice,
    /// The unit of time.
    Clock,
    /// A height and a moment.
    Step,
    /// A slope, a moment, perhaps another moment.
    Ramp,
    /// A volume, a moment, perhaps an interval; the result is a rate.
    Pulse,
    /// Moments and lengths of time; the result is a pure number.
    Clocked,
}

/// One row of the table.
#[derive(Debug, Clone, Copy)]
pub struct Row {
    pub function: Function,
    /// The name in equations, in lower case; operators carry their sign.
    pub name: &'static str,
    /// Fewest and most arguments.
    pub arguments: (usize, usize),
    pub units: UnitRule,
    /// The call as documentation writes it, and its meaning.
    pub form: &'static str,
    pub about: &'static str,
}

macro_rules! builtins {
    ($($function:ident $name:literal $least:literal..=$most:literal $units:ident $form:literal $about:literal;)*) => {
        /// Every function and operator of the equation language.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Function { $(#[doc = $about] $function,)* }

        /// The table, in the order in which documentation prints it.
        pub const TABLE: &[Row] = &[$(Row {
            function: Function::$function, name: $name, arguments: ($least, $most), units: UnitRule::$units,
            form: $form, about: $about,
        },)*];

        /// Calls the macro `$call!` once with each function's name: `with_each_function!(call)` expands to
        /// `call!(Add Subtract ...)`. The row-wise evaluator makes one loop of each from it.
        macro_rules! with_each_function {
            ($call:ident) => { $call!($($function)*) };
        }
        pub(crate) use with_each_function;
    };
}

builtins! {
    Add "+" 2..=2 Same "a + b" "sum";
    Subtract "-" 2..=2 Same "a - b" "difference";
    Multiply "*" 2..=2 Product "a * b" "product";
    Divide "/" 2..=2 Quotient "a / b" "quotient; infinite or NaN where b is 0";
    Power "^" 2..=2 Power "a ^ b" "power, right to left; x ^ 0.5 is exactly the square root";
    Modulo "mod" 2..=2 Same "a mod b" "remainder with the sign of b";
    Negate "negate" 1..=1 Keep "-a" "negative";
    Less "<" 2..=2 Compare "a < b" "1 if true, else 0";
    LessEqual "<=" 2..=2 Compare "a <= b" "1 if true, else 0";
    Greater ">" 2..=2 Compare "a > b" "1 if true, else 0";
    GreaterEqual ">=" 2..=2 Compare "a >= b" "1 if true, else 0";
    Equal "=" 2..=2 Compare "a = b" "1 if equal, else 0";
    NotEqual "<>" 2..=2 Compare "a <> b" "1 if different, else 0";
    And "and" 2..=2 Pure "a and b" "1 if both are not 0, else 0";
    Or "or" 2..=2 Pure "a or b" "1 if one is not 0, else 0";
    Not "not" 1..=1 Pure "not a" "1 if a is 0, else 0";
    Choose "if" 3..=3 Choice "if c then a else b" "a where c is not 0, else b";
    Min "min" 2..=2 Same "min(a, b)" "the smaller; b where one is NaN";
    Max "max" 2..=2 Same "max(a, b)" "the larger; b where one is NaN";
    Abs "abs" 1..=1 Keep "abs(a)" "size without sign";
    Exp "exp" 1..=1 Pure "exp(a)" "e to the power a";
    Ln "ln" 1..=1 Pure "ln(a)" "natural logarithm";
    Log10 "log10" 1..=1 Pure "log10(a)" "logarithm to base 10";
    Sqrt "sqrt" 1..=1 Root "sqrt(a)" "square root";
    Sin "sin" 1..=1 Pure "sin(a)" "sine of a in radians";
    Cos "cos" 1..=1 Pure "cos(a)" "cosine of a in radians";
    Tan "tan" 1..=1 Pure "tan(a)" "tangent of a in radians";
    Arcsin "arcsin" 1..=1 Pure "arcsin(a)" "angle in radians with sine a";
    Arccos "arccos" 1..=1 Pure "arccos(a)" "angle in radians with cosine a";
    Arctan "arctan" 1..=1 Pure "arctan(a)" "angle in radians with tangent a";
    Int "int" 1..=1 Keep "int(a)" "largest whole number not above a";
    Round "round" 1..=1 Keep "round(a)" "nearest whole number; from halfway, the one farther from 0";
    SafeDivide "safediv" 2..=3 Quotient "safediv(a, b, c)" "a / b, but c (0 if left out) where b is 0";
    Pi "pi" 0..=0 Pure "pi" "3.14159...";
    Infinity "inf" 0..=0 Pure "inf" "larger than every number";
    Time "time" 0..=0 Clock "time" "the present moment";
    Dt "dt" 0..=0 Clock "dt" "length of a step";
    StartTime "starttime" 0..=0 Clock "starttime" "first moment of the run";
    StopTime "stoptime" 0..=0 Clock "stoptime" "last moment of the run";
    Step "step" 2..=2 Step "step(height, from)" "0 before `from`, `height` from then on";
    Ramp "ramp" 1..=3 Ramp "ramp(slope, from, to)" "0 before `from` (the start of the run if left out), then rising by `slope` a unit of time, until `to` where given";
    Pulse "pulse" 2..=3 Pulse "pulse(volume, first, interval)" "volume/dt for one step, the first at or after `first`, and again every `interval` where given";
    PulseTrain "pulse_train" 3..=4 Clocked "pulse_train(from, length, interval, to)" "1 for `length` from `from` on, and again every `interval` until `to` (included), else 0";
}

/// What an argument of a stateful function is measured in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sort {
    /// One unit, the same for all arguments and results of this sort.
    X,
    /// That unit times time.
    XTime,
    Time,
    PerTime,
    Pure,
}

/// One row of the table of functions that carry something from one step to the next.
#[derive(Debug, Clone, Copy)]
pub struct StatefulRow {
    pub function: Stateful,
    pub name: &'static str,
    /// Fewest arguments; at most as many as there are sorts.
    pub least: usize,
    pub sorts: &'static [Sort],
    pub result: Sort,
    pub form: &'static str,
    pub about: &'static str,
}

macro_rules! stateful {
    ($($function:ident $name:literal $least:literal [$($sort:ident)*] -> $result:ident $form:literal $about:literal;)*) => {
        /// Every function that remembers or draws.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Stateful { $(#[doc = $about] $function,)* }

        /// Their table, in the order in which documentation prints it.
        pub const STATEFUL: &[StatefulRow] = &[$(StatefulRow {
            function: Stateful::$function, name: $name, least: $least, sorts: &[$(Sort::$sort),*],
            result: Sort::$result, form: $form, about: $about,
        },)*];
    };
}

stateful! {
    Init "init" 1 [X] -> X "init(a)" "a at the start of the run";
    Previous "previous" 1 [X X] -> X "previous(a, initial)" "a one step ago; `initial` (its own value if left out) in the first step";
    Delay "delay" 2 [X Time X] -> X "delay(a, time, initial)" "a as it was `time` ago; until then `initial` (its first value if left out)";
    Delay1 "delay1" 2 [X Time X] -> X "delay1(a, time, initial)" "what flows out of a stock that `a` fills and that empties in `time` on average";
    Delay3 "delay3" 2 [X Time X] -> X "delay3(a, time, initial)" "the same through three such stocks in a row, `time` in all";
    DelayN "delayn" 3 [X Time Pure X] -> X "delayn(a, time, order, initial)" "the same through `order` stocks, as many as at the start";
    Smooth1 "smth1" 2 [X Time X] -> X "smth1(a, time, initial)" "exponential average of `a` over `time`";
    Smooth3 "smth3" 2 [X Time X] -> X "smth3(a, time, initial)" "three such averages in a row, `time` in all";
    SmoothN "smthn" 3 [X Time Pure X] -> X "smthn(a, time, order, initial)" "the same with `order` averages, as many as at the start";
    Trend "trend" 2 [X Time PerTime] -> PerTime "trend(a, time, initial)" "fractional growth of `a` against its average over `time`; `initial` (0 if left out) at first";
    Forecast "forcst" 3 [X Time Time PerTime] -> X "forcst(a, time, horizon, initial)" "`a` carried on by its trend over `horizon`";
    PresentValue "npv" 2 [X PerTime XTime Pure] -> XTime "npv(a, rate, initial, factor)" "present value of the stream `a` so far, this step's share included";
    Uniform "random" 2 [X X Pure] -> X "random(least, most, seed)" "drawn anew every dt, anywhere between the two alike";
    Normal "normal" 2 [X X Pure] -> X "normal(mean, sd, seed)" "drawn anew every dt from a normal distribution";
    Lognormal "lognormal" 2 [X X Pure] -> X "lognormal(mean, sd, seed)" "drawn anew every dt from a lognormal distribution with this mean and standard deviation";
    Exponential "exprnd" 1 [X Pure] -> X "exprnd(mean, seed)" "drawn anew every dt from an exponential distribution";
    Poisson "poisson" 1 [X Pure] -> X "poisson(mean, seed)" "drawn anew every dt from a Poisson distribution";
}

impl Stateful {
    /// The function's row of the table.
    pub fn row(self) -> &'static StatefulRow {
        &STATEFUL[self as usize]
    }
}

/// What can be called by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Callable {
    Function(Function),
    Stateful(Stateful),
}

/// Other names for the same functions, in other tools.
const ALIASES: &[(&str, Callable)] = &[
    ("modulo", Callable::Function(Function::Modulo)),
    ("power", Callable::Function(Function::Power)),
    ("zidz", Callable::Function(Function::SafeDivide)),
    ("xidz", Callable::Function(Function::SafeDivide)),
    ("if_then_else", Callable::Function(Function::Choose)),
    ("uniform", Callable::Stateful(Stateful::Uniform)),
    ("initial", Callable::Stateful(Stateful::Init)),
    ("smooth", Callable::Stateful(Stateful::Smooth1)),
    ("smoothi", Callable::Stateful(Stateful::Smooth1)),
    ("smooth3", Callable::Stateful(Stateful::Smooth3)),
    ("smooth3i", Callable::Stateful(Stateful::Smooth3)),
    ("delay1i", Callable::Stateful(Stateful::Delay1)),
    ("delay3i", Callable::Stateful(Stateful::Delay3)),
    ("delay_fixed", Callable::Stateful(Stateful::Delay)),
    ("forecast", Callable::Stateful(Stateful::Forecast)),
    ("random_uniform", Callable::Stateful(Stateful::Uniform)),
];

/// As many arguments as one likes.
pub const MANY: usize = usize::MAX;

impl Callable {
    /// The function with a name or an alias, in any case.
    pub fn named(name: &str) -> Option<Callable> {
        let stateful = || STATEFUL.iter().find(|row| row.name.eq_ignore_ascii_case(name));
        let alias = || ALIASES.iter().find(|(alias, _)| alias.eq_ignore_ascii_case(name));
        Function::named(name)
            .map(Callable::Function)
            .or_else(|| stateful().map(|row| Callable::Stateful(row.function)))
            .or_else(|| alias().map(|(_, callable)| *callable))
    }

    /// All names that can be called.
    pub fn names() -> impl Iterator<Item = &'static str> {
        let functions = TABLE.iter().filter(|row| !row.is_operator()).map(|row| row.name);
        functions.chain(STATEFUL.iter().map(|row| row.name)).chain(ALIASES.iter().map(|(alias, _)| *alias))
    }

    /// The call as documentation writes it.
    pub fn form(self) -> &'static str {
        match self {
            Callable::Function(function) => function.row().form,
            Callable::Stateful(function) => function.row().form,
        }
    }

    /// Fewest and most arguments.
    pub fn arguments(self) -> (usize, usize) {
        match self {
            Callable::Function(Function::Min | Function::Max) => (2, MANY),
            Callable::Function(function) => function.row().arguments,
            Callable::Stateful(function) => (function.row().least, function.row().sorts.len()),
        }
    }
}

impl Function {
    /// The function's row of the table.
    pub fn row(self) -> &'static Row {
        &TABLE[self as usize]
    }

    /// The function called by a name, in any case; operators are not called by name.
    pub fn named(name: &str) -> Option<Function> {
        let called = |row: &&Row| row.name.starts_with(|c: char| c.is_ascii_alphabetic()) && !row.is_operator();
        TABLE.iter().filter(called).find(|row| row.name.eq_ignore_ascii_case(name)).map(|row| row.function)
    }
}

impl Row {
    /// Whether this is written as an operator and not as a call.
    pub fn is_operator(&self) -> bool {
        !self.form.starts_with(self.name) || matches!(self.function, Function::Choose | Function::Not)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_function_finds_its_own_row() {
        for (i, row) in TABLE.iter().enumerate() {
            assert_eq!(row.function as usize, i);
        }
        assert_eq!(Function::named("MAX"), Some(Function::Max));
        assert_eq!(Function::named("mod"), None);
        assert_eq!(Function::named("negate"), None);
        assert_eq!(Function::named("time"), Some(Function::Time));
        for (i, row) in STATEFUL.iter().enumerate() {
            assert_eq!(row.function as usize, i);
            assert!(row.form.starts_with(row.name) && row.least <= row.sorts.len());
        }
        assert_eq!(Callable::named("SMTH1"), Some(Callable::Stateful(Stateful::Smooth1)));
        assert_eq!(Callable::named("ZIDZ"), Some(Callable::Function(Function::SafeDivide)));
    }
}
