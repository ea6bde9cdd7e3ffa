//! TOML with a span on every key and value, read by asking for keys and refusing what nobody asked for.
//!
//! ```text
//! let mut root = toml::read(&source)?;
//! let mut reader = Reader::new(&source);
//! let title = reader.text(&mut root, "title");
//! reader.close(root, "a scenario");            // reports every key that was not taken
//! ```

use std::collections::HashMap;
use std::ops::{Deref, DerefMut};
use std::sync::Arc;

use toml::de::{DeInteger, DeTable, DeValue};

use super::diagnostic::{Code, Diagnostic, Mistakes};
use super::lexer::short;
use super::mapping::{EquationText, Mapping};
use super::span::{Source, Span};
use super::{canonical, is_hidden, one_line, plain, shown, suggestion};

/// A value and where it stands.
#[derive(Debug, Clone)]
pub struct Node {
    pub value: Value,
    pub span: Span,
}

/// The kinds of values our files use.
#[derive(Debug, Clone)]
pub enum Value {
    Text(String),
    Number(f64),
    Flag(bool),
    Moment,
    List(Vec<Node>),
    Table(Table),
}

impl Value {
    fn kind(&self) -> &'static str {
        match self {
            Value::Text(_) => "text",
            Value::Number(_) => "a number",
            Value::Flag(_) => "true or false",
            Value::Moment => "a date",
            Value::List(_) => "a list",
            Value::Table(_) => "a table",
        }
    }
}

/// A key, where it stands, and its value.
#[derive(Debug, Clone)]
pub struct Entry {
    pub key: String,
    pub key_span: Span,
    pub node: Node,
}

/// Keys in the order of the file; a reader takes them out one by one.
#[derive(Debug, Clone)]
pub struct Table {
    /// The place to point at when something is missing: the table's header or braces.
    pub span: Span,
    pub entries: Vec<Entry>,
    asked: Vec<&'static str>,
    /// Those of the keys asked for that were there.
    taken: Vec<&'static str>,
}

impl Table {
    /// A table without entries, standing at `span`.
    pub fn empty(span: Span) -> Table {
        Table { span, entries: Vec::new(), asked: Vec::new(), taken: Vec::new() }
    }

    /// Whether the file has the key; it may have been taken since.
    pub fn holds(&self, key: &str) -> bool {
        self.taken.contains(&key) || self.entries.iter().any(|e| e.key == key)
    }

    fn take(&mut self, key: &'static str) -> Option<Entry> {
        self.asked.push(key);
        let at = self.entries.iter().position(|e| e.key == key)?;
        self.taken.push(key);
        Some(self.entries.remove(at))
    }
}

/// Reads a whole file.
///
/// # Errors
/// One diagnostic for the first thing that is not TOML, for an empty file, for a number that is too large, or for two
/// spellings of one name side by side.
pub fn read(source: &Arc<Source>) -> Result<Table, Diagnostic> {
    let (root, errors) = DeTable::parse_recoverable(&source.text);
    // Recovery after a slip cascades: only the first error means something.
    if let Some(error) = errors.first() {
        return Err(slip(source, error.message(), error.span().map_or(Span::new(0, 0), Span::from)));
    }
    if root.get_ref().is_empty() {
        let help = "`flywheel new FILE` writes a commented scenario to start from";
        let what = if source.text.trim().is_empty() { "this file is empty" } else { "this file holds only comments" };
        return Err(Diagnostic::error(Code::EmptyFile, what).at(source, Span::new(0, 0), "nothing here").help(help));
    }
    let span = Span::from(root.span());
    table(source, root.into_inner(), span)
}

/// The slips that people make most: how the TOML library's message begins, what to say instead (`{}` is the text at the
/// place), and the way out. Other slips are told in the library's words.
const SLIPS: &[(&str, &str, &str)] = &[
    ("duplicate key", "`{}` stands here a second time", "each key and each table stands once: put the two together"),
    ("cannot extend value", "`{}` has a value already, and can hold no keys", "write it as a table from the start"),
    ("string values must be quoted", "`{}` should stand in quotes", "text is written \"like this\""),
    ("invalid basic string, expected `\"`", "this text is not closed by `\"`", ONE_LINE),
    ("invalid literal string, expected `'`", "this text is not closed by `'`", ONE_LINE),
    ("invalid basic string, expected non", "text cannot hold this character", "write it as an escape, such as \\t"),
    ("invalid literal string, expected non", "text cannot hold this character", "text in double quotes knows escapes"),
    (
        "missing escaped value",
        "a \\ begins an escape, and this is none",
        "write \\\\, or put the text in single quotes",
    ),
    ("unexpected key or value", "the value ends before this", LINE),
    ("key with no value", "this key has no value", "write it as key = value"),
    ("unquoted keys cannot be empty", "a name should stand before this", "write it as key = value"),
    ("unclosed table", "this `[` is not closed by `]`", "a table begins with its name in brackets: [picks]"),
    ("unclosed array table", "this `[[` is not closed by `]]`", "an item begins with its name in brackets: [[expect]]"),
    ("unclosed array", "a list is not closed by `]`", "a list is written [1, 2]"),
    ("unclosed inline table", "a table is not closed by `}`", "a table in one line is written { a = 1, b = 2 }"),
    ("missing comma", "a comma should stand before this, or the end of the list", "a list is written [1, 2]"),
    ("invalid boolean", "`{}` is no value", "it is true or false, in small letters"),
    ("invalid mantissa", "a number begins with a digit", NUMBERS),
    ("invalid fraction", "digits should stand after the point", NUMBERS),
    ("invalid exponent", "digits should stand in the exponent", NUMBERS),
    ("unexpected leading zero", "a number does not begin with 0 and a digit", NUMBERS),
    ("recursion limit", NESTED, "four levels are enough for all our files"),
    ("cannot recurse further", NESTED, "four levels are enough for all our files"),
];

/// How the library's message on text between three quotes that does not end begins, and the quotes.
const UNCLOSED: [(&str, &str); 2] = [
    ("invalid multi-line basic string, expected `\"`", "\"\"\""),
    ("invalid multi-line literal string, expected `'`", "'''"),
];

/// Tables of which a file has a list.
const LISTED: &[&str] = &["expect", "outcome"];

const NESTED: &str = "lists or tables are nested too deep here";
const NUMBERS: &str = "numbers are written 10, 0.5, -3 or 1e-6";
const LINE: &str = "one key a line; numbers have a point, not a comma; text with a ' in it stands in \" \"";
const ONE_LINE: &str = "text ends on the line it begins on; longer text stands between three quotes";

fn slip(source: &Arc<Source>, message: &str, span: Span) -> Diagnostic {
    let message = message.lines().next().unwrap_or_default();
    if source.text.trim_start().starts_with("{UTF-8}") || source.name.to_ascii_lowercase().ends_with(".mdl") {
        let help = "convert it to XMILE first, in Stella or with XMUtil";
        let wrong = Diagnostic::error(Code::Syntax, "this is a Vensim model, in a form of Vensim's own");
        return wrong.at(source, span, "here").help(help);
    }
    if let Some(at) = curly(&source.text) {
        let wrong = Diagnostic::error(Code::Syntax, "this text stands in curly quotes, and TOML takes straight ones");
        let help = "a chat or a word processor has changed the quotes of this file: write \" in place of each";
        return wrong.at(source, at, "here").help(help);
    }
    let code = if message.starts_with("duplicate key") { Code::Duplicate } else { Code::Syntax };
    let written = short(&source.text[span.start..span.end]);
    if message.starts_with("string values must be quoted") && written.is_empty() {
        return Diagnostic::error(code, "a value is missing").at(source, span, "here").help("write it as key = value");
    }
    if let Some(help) = percentage(&written) {
        return Diagnostic::error(code, format!("`{written}` is no number")).at(source, span, "here").help(help);
    }
    // The library points at the end of the file; people look for where the text begins.
    let unclosed = UNCLOSED.iter().find(|(theirs, _)| message.starts_with(theirs)).map(|(_, quotes)| *quotes);
    if let Some((quotes, open)) = unclosed.and_then(|quotes| Some((quotes, source.text.rfind(quotes)?))) {
        let wrong = Diagnostic::error(code, format!("this text is not closed by `{quotes}`"));
        let place = Span::new(open, open + quotes.len());
        return wrong.at(source, place, "opened here").help("text between three quotes ends with three quotes");
    }
    // `[expect]` twice is meant as two of a list.
    if code == Code::Duplicate && LISTED.contains(&written.as_str()) {
        let wrong = Diagnostic::error(code, format!("`{written}` stands here a second time, in one pair of brackets"));
        return wrong.at(source, span, "here").help(format!("each of several has two pairs: [[{written}]]"));
    }
    match SLIPS.iter().find(|(theirs, ..)| message.starts_with(theirs)) {
        Some((_, words, help)) => {
            Diagnostic::error(code, words.replace("{}", &written)).at(source, span, "here").help(*help)
        }
        None => Diagnostic::error(code, format!("this is not TOML: {message}")).at(source, span, "here"),
    }
}

/// The first curly quote that stands where a value begins.
fn curly(text: &str) -> Option<Span> {
    let values = text.match_indices('=').map(|(at, _)| at + 1);
    let first = values.filter_map(|at| {
        let value = text[at..].trim_start_matches([' ', '\t', '[']);
        let quote = value.chars().next().filter(|quote| "“”‘’„«»".contains(*quote))?;
        let at = text.len() - value.len();
        Some(Span::new(at, at + quote.len_utf8()))
    });
    first.min_by_key(|span| span.start)
}

/// What to write in place of 45%.
pub fn percentage(written: &str) -> Option<String> {
    let number: f64 = written.trim().strip_suffix('%')?.trim().parse().ok()?;
    Some(format!("{} is written {}", written.trim(), plain(number / 100.0)))
}

fn table(source: &Arc<Source>, entries: DeTable, span: Span) -> Result<Table, Diagnostic> {
    let mut out = Table::empty(span);
    for (key, value) in entries {
        let key_span = Span::from(key.span());
        visible(source, key.get_ref(), key_span)?;
        if key.get_ref().contains(['\n', '\r']) {
            let wrong = Diagnostic::error(Code::Syntax, format!("`{}` is broken over lines", short(key.get_ref())));
            return Err(wrong.at(source, key_span, "a name stands on one line"));
        }
        let node = node(source, value, key_span)?;
        out.entries.push(Entry { key: key.into_inner().into_owned(), key_span, node });
    }
    // The library sorts by key; a person reads by place.
    out.entries.sort_by_key(|e| e.key_span);
    let mut places: HashMap<String, Span> = HashMap::new();
    for entry in &out.entries {
        // `Wip` and `wip` are two keys of TOML and one name of ours.
        if let Some(first) = places.insert(canonical(&entry.key), entry.key_span) {
            let message = format!("`{}` stands here a second time, in another spelling", short(&entry.key));
            let wrong = Diagnostic::error(Code::Duplicate, message).at(source, entry.key_span, "and again here");
            return Err(wrong
                .at(source, first, "first here")
                .help("capitals, and blanks for `_`, do not make another name"));
        }
    }
    Ok(out)
}

/// Refuses what escapes can hide in a text.
fn visible(source: &Arc<Source>, text: &str, span: Span) -> Result<(), Diagnostic> {
    match text.chars().find(|c| is_hidden(*c)) {
        Some(c) => {
            let message = format!("text cannot hold the control character {}", shown(c));
            Err(Diagnostic::error(Code::Syntax, message).at(source, span, "leave it out"))
        }
        None => Ok(()),
    }
}

fn node(source: &Arc<Source>, value: toml::Spanned<DeValue>, key_span: Span) -> Result<Node, Diagnostic> {
    let span = Span::from(value.span());
    let value = match value.into_inner() {
        DeValue::String(text) => {
            visible(source, &text, span)?;
            Value::Text(text.into_owned())
        }
        DeValue::Integer(digits) => Value::Number(integer(&digits)),
        DeValue::Float(digits) => Value::Number(digits.as_str().replace('_', "").parse().unwrap_or(f64::INFINITY)),
        DeValue::Boolean(flag) => Value::Flag(flag),
        DeValue::Datetime(_) => Value::Moment,
        DeValue::Array(items) => {
            Value::List(items.into_iter().map(|item| node(source, item, span)).collect::<Result<_, _>>()?)
        }
        // A table under a header has no place of its own but the header's key.
        DeValue::Table(entries) => {
            let inline = source.text[span.start..].starts_with('{');
            Value::Table(table(source, entries, if inline { span } else { key_span })?)
        }
    };
    match value {
        Value::Number(x) if !x.is_finite() => {
            let written = short(&source.text[span.start..span.end]);
            let (code, message) = if x.is_nan() || written.contains("inf") {
                (Code::NotFinite, format!("`{written}` is not a number one can compute with"))
            } else {
                (Code::TooLarge, format!("`{written}` is too large a number (at most about 1.8e308)"))
            };
            Err(Diagnostic::error(code, message).at(source, span, "write a finite number"))
        }
        value => Ok(Node { value, span }),
    }
}

fn integer(digits: &DeInteger) -> f64 {
    let text = digits.as_str().replace('_', "");
    match digits.radix() {
        10 => text.parse().unwrap_or(f64::INFINITY),
        radix => match u64::from_str_radix(&text, radix) {
            Ok(x) => x as f64,
            Err(error) if *error.kind() == std::num::IntErrorKind::PosOverflow => f64::INFINITY,
            Err(_) => f64::NAN,
        },
    }
}

/// The word that stands for a value among the choices of a key; every value has one.
pub fn word_of<T: PartialEq>(choices: &[(&'static str, T)], value: T) -> &'static str {
    choices.iter().find(|(_, choice)| *choice == value).map_or("", |(word, _)| word)
}

#[cfg(test)]
thread_local! {
    /// The keys that readers have asked tables for, by what messages call the table.
    static ASKED: std::cell::RefCell<std::collections::BTreeMap<String, std::collections::BTreeSet<String>>> =
        const { std::cell::RefCell::new(std::collections::BTreeMap::new()) };
}

/// The keys that this thread's readers have asked for since this was last called.
#[cfg(test)]
pub fn asked() -> std::collections::BTreeMap<String, std::collections::BTreeSet<String>> {
    ASKED.with_borrow_mut(std::mem::take)
}

/// Takes values out of tables and collects what is wrong with them.
pub struct Reader {
    mistakes: Mistakes,
    /// Keys of the whole file: whoever writes them below the head of a table gives them to that table.
    pub above: &'static [&'static str],
}

impl Deref for Reader {
    type Target = Mistakes;

    fn deref(&self) -> &Mistakes {
        &self.mistakes
    }
}

impl DerefMut for Reader {
    fn deref_mut(&mut self) -> &mut Mistakes {
        &mut self.mistakes
    }
}

impl Reader {
    pub fn new(source: &Arc<Source>) -> Reader {
        Reader { mistakes: Mistakes::new(source), above: &[] }
    }

    pub fn wrong_type(&mut self, key: &str, node: &Node, wanted: &str) {
        let found = node.value.kind();
        let help = match &node.value {
            Value::Text(text) if wanted == "a number" => percentage(text),
            _ => None,
        };
        self.refuse(
            Code::WrongType,
            node.span,
            format!("`{key}` should be {wanted}, and is {found}"),
            format!("{wanted} belongs here"),
        )
        .help = help;
    }

    /// Notes that `key` is missing from `table`, unless its value has been refused, or a key that looks like it is left
    /// in the table, which [`Reader::close`] refuses with this one as its help.
    pub fn missing(&mut self, table: &Table, key: &'static str, what: &str) -> Option<&mut Diagnostic> {
        let alike = |e: &Entry| suggestion::nearest(&e.key, table.asked.iter().copied()) == Some(key);
        if table.taken.contains(&key) || table.entries.iter().any(alike) {
            return None;
        }
        let span = table.span;
        let message = format!("{what} needs the key `{key}`");
        Some(self.refuse(Code::MissingKey, span, message, format!("`{key}` is missing here")))
    }

    /// The value of a key as it stands.
    pub fn any(&mut self, table: &mut Table, key: &'static str) -> Option<Entry> {
        table.take(key)
    }

    pub fn number(&mut self, table: &mut Table, key: &'static str) -> Option<(f64, Span)> {
        let entry = table.take(key)?;
        match entry.node.value {
            Value::Number(x) => Some((x, entry.node.span)),
            _ => {
                self.wrong_type(key, &entry.node, "a number");
                None
            }
        }
    }

    /// A whole number of at least `least`.
    pub fn whole(&mut self, table: &mut Table, key: &'static str, least: u64) -> Option<(u64, Span)> {
        let (x, span) = self.number(table, key)?;
        // Above 2^53 a double no longer tells neighbouring whole numbers apart.
        const LARGEST: f64 = 9_007_199_254_740_992.0;
        if x.fract() != 0.0 || x < least as f64 || x > LARGEST {
            let (rule, label) = match x {
                _ if x > LARGEST => (format!("at most {LARGEST}"), "too large"),
                _ if x < least as f64 => (format!("at least {least}"), "too small"),
                _ => ("a whole number".into(), "not a whole number"),
            };
            self.refuse(Code::OutOfRange, span, format!("`{key}` should be {rule}, and is {}", plain(x)), label);
            return None;
        }
        Some((x as u64, span))
    }

    pub fn text(&mut self, table: &mut Table, key: &'static str) -> Option<(String, Span)> {
        let entry = table.take(key)?;
        match entry.node.value {
            Value::Text(text) => Some((text, entry.node.span)),
            _ => {
                self.wrong_type(key, &entry.node, "text in quotes");
                None
            }
        }
    }

    /// What people read on one line: a title, a label, a sentence. Line breaks in it are blanks.
    pub fn line(&mut self, table: &mut Table, key: &'static str) -> Option<String> {
        self.text(table, key).map(|(text, _)| one_line(&text)).filter(|line| !line.is_empty())
    }

    /// Prose: text whose surrounding blank lines do not matter, with one kind of line break; empty where the key is absent.
    pub fn prose(&mut self, table: &mut Table, key: &'static str) -> String {
        self.text(table, key).map_or(String::new(), |(text, _)| text.trim().replace("\r\n", "\n"))
    }

    pub fn flag(&mut self, table: &mut Table, key: &'static str) -> Option<bool> {
        let entry = table.take(key)?;
        match entry.node.value {
            Value::Flag(flag) => Some(flag),
            _ => {
                self.wrong_type(key, &entry.node, "true or false");
                None
            }
        }
    }

    /// One of a few words.
    pub fn choice<T: Copy>(
        &mut self,
        table: &mut Table,
        key: &'static str,
        choices: &[(&'static str, T)],
    ) -> Option<T> {
        self.choice_at(table, key, choices).map(|(choice, _)| choice)
    }

    /// The same with its place.
    pub fn choice_at<T: Copy>(
        &mut self,
        table: &mut Table,
        key: &'static str,
        choices: &[(&'static str, T)],
    ) -> Option<(T, Span)> {
        let (text, span) = self.text(table, key)?;
        let found = choices.iter().find(|(name, _)| *name == text).map(|(_, value)| *value);
        if found.is_none() {
            let names: Vec<&str> = choices.iter().map(|(name, _)| *name).collect();
            let help = suggestion::help_for(&text, names.iter().copied());
            let message = format!("`{key}` cannot be `{}`", short(&text));
            self.refuse(Code::UnknownName, span, message, "unknown here").help = help;
        }
        found.map(|found| (found, span))
    }

    /// A list of texts; empty where the key is absent.
    pub fn texts(&mut self, table: &mut Table, key: &'static str) -> Vec<(String, Span)> {
        let mut out = Vec::new();
        for node in self.list(table, key, "a list of texts in quotes") {
            match node.value {
                Value::Text(text) => out.push((text, node.span)),
                _ => self.wrong_type(key, &node, "a list of texts in quotes"),
            }
        }
        out
    }

    /// The items of a list; empty where the key is absent.
    pub fn list(&mut self, table: &mut Table, key: &'static str, wanted: &str) -> Vec<Node> {
        match table.take(key) {
            None => Vec::new(),
            Some(Entry { node: Node { value: Value::List(items), .. }, .. }) => items,
            Some(entry) => {
                self.wrong_type(key, &entry.node, wanted);
                Vec::new()
            }
        }
    }

    /// The table under a key; empty where it is absent.
    pub fn table(&mut self, table: &mut Table, key: &'static str) -> Table {
        let span = table.span;
        match table.take(key) {
            None => Table::empty(span),
            Some(entry) => self.as_table(entry).map_or(Table::empty(span), |(_, table)| table),
        }
    }

    /// Named tables under a key: `[stock.wip]`, `[stock.backlog]`.
    pub fn named_tables(&mut self, table: &mut Table, key: &'static str) -> Vec<(String, Span, Table)> {
        let inner = match table.take(key) {
            Some(entry @ Entry { node: Node { value: Value::Table(_), .. }, .. }) => self.as_table(entry),
            Some(entry) => {
                self.wrong_type(key, &entry.node, &format!("tables with names, [{key}.NAME]"));
                None
            }
            None => None,
        };
        let entries = inner.into_iter().flat_map(|(_, table)| table.entries);
        entries
            .filter_map(|e| {
                let name = e.key.clone();
                self.as_table(e).map(|(span, t)| (name, span, t))
            })
            .collect()
    }

    /// The tables of a list of tables: `[[outcome]]`.
    pub fn listed_tables(&mut self, table: &mut Table, key: &'static str) -> Vec<Table> {
        let mut out = Vec::new();
        let wanted = format!("a list of tables ([[{key}]])");
        for node in self.list(table, key, &wanted) {
            match node.value {
                Value::Table(inner) => out.push(inner),
                _ => self.wrong_type(key, &node, &wanted),
            }
        }
        out
    }

    /// The way out for a key of the whole file that stands in a table.
    pub fn help_above(&self, key: &str) -> Option<String> {
        self.above
            .contains(&key)
            .then(|| format!("`{key}` is a key of the whole file: it stands above the first [table]"))
    }

    /// An entry that must be a table, with the place of its key.
    pub fn as_table(&mut self, entry: Entry) -> Option<(Span, Table)> {
        match entry.node.value {
            Value::Table(table) => Some((entry.key_span, table)),
            _ => {
                self.wrong_type(&entry.key, &entry.node, "a table");
                let key = &entry.key;
                let help = match entry.node.value {
                    Value::List(_) => Some(format!("one pair of brackets: [{}]", short(key))),
                    _ => self.help_above(key),
                };
                self.wrong.last_mut().into_iter().for_each(|wrong| wrong.help.clone_from(&help));
                None
            }
        }
    }

    /// An entry that must be a number.
    pub fn as_number(&mut self, entry: &Entry) -> Option<f64> {
        match entry.node.value {
            Value::Number(x) => Some(x),
            _ => {
                self.wrong_type(&entry.key, &entry.node, "a number");
                None
            }
        }
    }

    /// An equation: text, or a bare number.
    pub fn equation(&mut self, table: &mut Table, key: &'static str) -> Option<EquationText> {
        match self.number_or_equation(&table.take(key)?)? {
            Written::Equation(text) => Some(text),
            Written::Number(x, span) => {
                // TOML writes numbers in ways the equation language does not know: 1_000, 0x10.
                let text = format!("{x:?}");
                Some(EquationText { source: self.source.clone(), text, mapping: Mapping::Within(span) })
            }
        }
    }

    /// An entry that must be a number, or an equation.
    pub fn number_or_equation(&mut self, entry: &Entry) -> Option<Written> {
        let span = entry.node.span;
        match &entry.node.value {
            Value::Text(text) => Some(Written::Equation(self.equation_text(text.clone(), span))),
            Value::Number(x) => Some(Written::Number(*x, span)),
            _ => {
                self.wrong_type(&entry.key, &entry.node, "an equation in single quotes");
                None
            }
        }
    }

    /// Text whose bytes are to be pointed at one by one.
    pub fn equation_text(&self, text: String, span: Span) -> EquationText {
        let written = &self.source.text[span.start..span.end];
        // Three quotes on each side, and the line break after the first three.
        const QUOTES: usize = 8;
        // Only where the file holds the very bytes of the text do places in one map to places in the other.
        let inner = written.find(&text).filter(|_| !text.is_empty() && written.len() <= text.len() + QUOTES);
        let mapping = inner.map_or(Mapping::Within(span), |at| Mapping::From(span.start + at));
        EquationText { source: self.source.clone(), text, mapping }
    }

    /// Refuses every key that nobody took.
    pub fn close(&mut self, table: Table, what: &str) {
        #[cfg(test)]
        ASKED.with_borrow_mut(|all| {
            let own = all.entry(what.to_string()).or_default();
            own.extend(table.asked.iter().map(|key| key.to_string()));
        });
        for entry in &table.entries {
            if self.is_full() {
                break;
            }
            let help = self.help_above(&entry.key).filter(|_| !table.asked.contains(&entry.key.as_str()));
            let help = help.or_else(|| suggestion::help_for(&entry.key, table.asked.iter().copied()));
            let message = format!("`{}` is not a key of {what}", short(&entry.key));
            self.refuse(Code::UnknownKey, entry.key_span, message, "unknown key").help = help;
        }
    }
}

/// A value that is written as a number or as an equation.
pub enum Written {
    Number(f64, Span),
    Equation(EquationText),
}

/// Fails unless each choice is the same word in files, read by [`Reader::choice`], and in JSON.
#[cfg(test)]
pub fn assert_one_word_each<T>(choices: &[(&'static str, T)])
where
    T: serde::Serialize + serde::de::DeserializeOwned + std::fmt::Debug + PartialEq,
{
    for (word, choice) in choices {
        assert_eq!(serde_json::to_value(choice).unwrap(), *word);
        assert_eq!(serde_json::from_value::<T>((*word).into()).unwrap(), *choice);
    }
}
