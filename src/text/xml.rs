//! XML with a place on every element and attribute, read as it is written.
//!
//! Many tools write prefixes that they never declare, so names are kept as they stand and no namespace is resolved.
//! Beyond the five named by XML no entity is known and none can be declared: a text never grows by being read.
//!
//! ```
//! use flywheel::text::{Source, xml};
//!
//! let source = Source::new("team.xmile", "<aux name='wip'><eqn>a &lt; b</eqn></aux>");
//! let aux = xml::read(&source).unwrap();
//! assert_eq!(aux.attribute("name").unwrap().value, "wip");
//! assert_eq!(aux.child("eqn").unwrap().text, "a < b");
//! ```

use std::collections::HashMap;
use std::sync::Arc;

use quick_xml::Reader;
use quick_xml::errors::{Error, IllFormedError, SyntaxError};
use quick_xml::events::attributes::AttrError;
use quick_xml::events::{BytesRef, BytesStart, Event};

use super::diagnostic::{Code, Diagnostic};
use super::lexer::short;
use super::mapping::{EquationText, Mapping, characters, referred};
use super::span::{Source, Span};
use super::{is_hidden, shown};

/// How deep elements may be nested. Far above what any tool writes, far below what the stack holds.
const DEEPEST: usize = 100;

/// What an editor may put before the text; it is no part of it.
const BYTE_ORDER_MARK: char = '\u{feff}';

const ESCAPES: &str = "in text, `<` is written &lt; and `&` is written &amp;";
const ATTRIBUTES: &str = "an attribute is written name=\"value\"";
const CUT_OFF: &str = "the file may have been cut off: save it again from the tool that made it";

/// An element with where it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Element {
    /// As written, prefix included: `isee:prefs`.
    pub name: String,
    /// The start tag, from `<` to `>`.
    pub span: Span,
    pub attributes: Vec<Attribute>,
    pub children: Vec<Element>,
    /// The text directly inside, entities resolved; empty where there is none.
    pub text: String,
    /// Where the bytes of `text` stand; the start tag where there is no text.
    pub mapping: Mapping,
}

/// A name and a value in a start tag.
#[derive(Debug, Clone, PartialEq)]
pub struct Attribute {
    /// As written, prefix included.
    pub name: String,
    /// Entities resolved, line breaks and tabs made blanks.
    pub value: String,
    /// The value between its quotes.
    pub span: Span,
}

impl Element {
    /// The name without its prefix.
    pub fn local(&self) -> &str {
        self.name.split_once(':').map_or(&self.name, |(_, local)| local)
    }

    /// The first child with this name.
    pub fn child(&self, name: &str) -> Option<&Element> {
        self.children.iter().find(|c| c.name == name)
    }

    /// All children with this name, in the order of the file.
    pub fn children_named(&self, name: &str) -> impl Iterator<Item = &Element> {
        self.children.iter().filter(move |c| c.name == name)
    }

    /// The attribute with this name.
    pub fn attribute(&self, name: &str) -> Option<&Attribute> {
        self.attributes.iter().find(|a| a.name == name)
    }

    /// The text as the text of an equation; `source` is the file the element was read from.
    pub fn equation_text(&self, source: &Arc<Source>) -> EquationText {
        EquationText { source: source.clone(), text: self.text.clone(), mapping: self.mapping }
    }
}

/// Reads a whole file.
///
/// # Errors
/// One diagnostic for the first thing that is not XML, for an empty file, for elements nested too deep, or for a
/// document type with declarations of its own.
pub fn read(source: &Arc<Source>) -> Result<Element, Diagnostic> {
    begins_like_xml(source)?;
    let text = source.text.trim_start_matches(BYTE_ORDER_MARK);
    let before = source.text.len() - text.len();
    let mut reader = Reader::from_str(text);
    let config = reader.config_mut();
    // Tags are paired here, where the place of the start tag is known.
    config.check_end_names = false;
    config.allow_unmatched_ends = true;
    let mut tree = Tree { source, open: Vec::new(), root: None };
    loop {
        let start = before + reader.buffer_position() as usize;
        let event = reader.read_event();
        let event = event.map_err(|error| tree.slip(&error, before + reader.error_position() as usize))?;
        let span = Span::new(start, before + reader.buffer_position() as usize);
        match event {
            Event::Start(tag) => tree.open(&tag, span)?,
            Event::End(tag) => tree.close(tag.name().as_ref(), span)?,
            Event::Empty(tag) => {
                tree.open(&tag, span)?;
                tree.close(tag.name().as_ref(), span)?;
            }
            Event::Text(text) => tree.append(&text.xml10_content(), span)?,
            Event::CData(text) => {
                let inside = Span::new(span.start + "<![CDATA[".len(), span.end - "]]>".len());
                tree.append(&text.xml10_content(), inside)?;
            }
            Event::GeneralRef(name) => {
                let character = tree.character(&name, span)?;
                tree.append(character.encode_utf8(&mut [0; 4]), span)?;
            }
            Event::DocType(declared) if declared.contains('[') => {
                let message = "a document type with declarations of its own is not read";
                let wrong = tree.wrong(Code::Syntax, message, span, "declared here");
                return Err(wrong.help("leave `<!DOCTYPE ...>` out: a model needs none"));
            }
            // The text is UTF-8, whatever encoding it declares.
            Event::Decl(_) | Event::DocType(_) | Event::Comment(_) | Event::PI(_) => {}
            Event::Eof => return tree.close_file(),
        }
    }
}

/// Refuses what is empty or visibly something else, before any of it is taken for a tag.
fn begins_like_xml(source: &Arc<Source>) -> Result<(), Diagnostic> {
    let text = source.text.trim_start_matches(BYTE_ORDER_MARK).trim_start();
    let start = source.text.len() - text.len();
    if text.is_empty() {
        let wrong = Diagnostic::error(Code::EmptyFile, "this file is empty");
        return Err(wrong.at(source, Span::new(0, 0), "nothing here"));
    }
    if !text.starts_with('<') {
        let end = start + text.find(['\n', '\r', '<']).unwrap_or(text.len());
        let wrong = Diagnostic::error(Code::Syntax, "this is not XML: it does not begin with `<`");
        return Err(wrong.at(source, Span::new(start, end), "the file begins with this"));
    }
    match text.char_indices().find(|(_, c)| is_hidden(*c)) {
        Some((at, c)) => {
            let message = format!("text cannot hold the control character {}", shown(c));
            let span = Span::new(start + at, start + at + c.len_utf8());
            Err(Diagnostic::error(Code::Syntax, message).at(source, span, "leave it out"))
        }
        None => Ok(()),
    }
}

/// The elements read so far.
struct Tree<'a> {
    source: &'a Arc<Source>,
    /// Those whose end tag is still to come, outermost first.
    open: Vec<Element>,
    root: Option<Element>,
}

impl Tree<'_> {
    fn wrong(&self, code: Code, message: impl Into<String>, span: Span, label: impl Into<String>) -> Diagnostic {
        Diagnostic::error(code, message).at(self.source, span, label)
    }

    fn open(&mut self, tag: &BytesStart, span: Span) -> Result<(), Diagnostic> {
        self.check_tag(span.start, tag)?;
        let name = tag.name().as_ref().to_string();
        if !is_name(&name) {
            return Err(self.no_tag(span.start));
        }
        if let Some(root) = self.root.as_ref().filter(|_| self.open.is_empty()) {
            let message = format!("`<{}>` stands after the end of `<{}>`", short(&name), short(&root.name));
            let wrong = self.wrong(Code::Syntax, message, span, "a second outermost element");
            return Err(wrong.at(self.source, root.span, "the first one").help("a file holds one outermost element"));
        }
        if self.open.len() == DEEPEST {
            let message = format!("elements are nested more than {DEEPEST} deep here");
            return Err(self.wrong(Code::Syntax, message, span, "one too deep"));
        }
        let attributes = self.attributes(tag, span)?;
        let mapping = Mapping::Within(span);
        self.open.push(Element { name, span, attributes, children: Vec::new(), text: String::new(), mapping });
        Ok(())
    }

    /// Refuses a `<` that begins no tag, and a tag that runs into the next one. What stands inside the tag that begins
    /// at `start` is `inside`, without its brackets.
    fn check_tag(&self, start: usize, inside: &str) -> Result<(), Diagnostic> {
        let name = inside.strip_prefix('/').unwrap_or(inside);
        if !name.starts_with(begins_name) {
            return Err(self.no_tag(start));
        }
        match inside.find('<') {
            Some(_) if self.is_in_text() => Err(self.no_tag(start)),
            Some(at) => {
                let next = start + 1 + at;
                let message = "a tag begins before the one before it has ended";
                let wrong = self.wrong(Code::Syntax, message, Span::new(next, next + 1), "a new tag begins here");
                let name_at = start + 1 + inside.len() - name.len();
                let end = name_at + name.find(|c| !is_of_name(c)).unwrap_or(name.len());
                let wrong = wrong.at(self.source, Span::new(start, end), "this tag has not ended");
                Err(wrong.help("a `>` or a quote is missing; in a value, `<` is written &lt;"))
            }
            None => Ok(()),
        }
    }

    /// Whether text stands before the present place, so that a slip in a tag is more likely an equation's `<`.
    fn is_in_text(&self) -> bool {
        self.open.last().is_some_and(|e| !e.text.trim().is_empty())
    }

    /// A `<` that stands for itself.
    fn no_tag(&self, start: usize) -> Diagnostic {
        let wrong = self.wrong(Code::Syntax, "`<` begins a tag, and this is none", Span::new(start, start + 1), "here");
        wrong.help(ESCAPES)
    }

    fn attributes(&self, tag: &BytesStart, span: Span) -> Result<Vec<Attribute>, Diagnostic> {
        let inside = span.start + 1;
        let mut out = Vec::new();
        let mut places: HashMap<&str, Span> = HashMap::new();
        // The library looks for each name among all before it; a table of places does not slow down with their number.
        for attribute in tag.attributes().with_checks(false) {
            let attribute = attribute.map_err(|error| self.slip_in_tag(&error, span))?;
            let name = attribute.key.0;
            let name_span = within(name, tag, inside);
            if !is_name(name) {
                let message = format!("`{}` is no name of an attribute", short(name));
                return Err(self.unless_text(span, self.wrong(Code::Syntax, message, name_span, "here")));
            }
            if let Some(first) = places.insert(name, name_span) {
                let message = format!("the attribute `{}` stands in this tag a second time", short(name));
                let wrong = self.wrong(Code::Duplicate, message, name_span, "and again here");
                return Err(wrong.at(self.source, first, "first here"));
            }
            let span = within(&attribute.value, tag, inside);
            out.push(Attribute { name: name.into(), value: self.value(&attribute.value, span.start)?, span });
        }
        Ok(out)
    }

    /// An attribute's value, normalised as XML says (section 3.3.3); `raw` stands at `start`.
    fn value(&self, raw: &str, start: usize) -> Result<String, Diagnostic> {
        let blanks = |text: &str| text.replace("\r\n", " ").replace(['\r', '\n', '\t'], " ");
        let mut out = String::with_capacity(raw.len());
        let mut at = 0;
        while let Some(plain) = raw[at..].find('&') {
            out.push_str(&blanks(&raw[at..at + plain]));
            at += plain;
            let length = raw[at + 1..].find([';', '&']).filter(|end| raw[at + 1 + end..].starts_with(';'));
            let Some(length) = length else { return Err(self.open_reference(start + at)) };
            let name = &raw[at + 1..at + 1 + length];
            let end = at + name.len() + "&;".len();
            out.push(self.character(&BytesRef::new(name), Span::new(start + at, start + end))?);
            at = end;
        }
        out.push_str(&blanks(&raw[at..]));
        Ok(out)
    }

    /// The character that a reference such as `&lt;` or `&#60;` stands for.
    fn character(&self, reference: &BytesRef, span: Span) -> Result<char, Diagnostic> {
        referred(reference).ok_or_else(|| {
            let message = format!("`&{};` stands for no character", short(reference));
            let help = "those with names are &lt; &gt; &amp; &quot; &apos;; a plain `&` is written &amp;";
            self.wrong(Code::Syntax, message, span, "here").help(help)
        })
    }

    /// A `&` that stands for itself.
    fn open_reference(&self, start: usize) -> Diagnostic {
        let message = "`&` begins a name such as &lt;, and no `;` ends it";
        self.wrong(Code::Syntax, message, Span::new(start, start + 1), "here").help(ESCAPES)
    }

    /// Adds to the text of the innermost element a piece that the file writes at `place`.
    fn append(&mut self, piece: &str, place: Span) -> Result<(), Diagnostic> {
        let Some(element) = self.open.last_mut() else {
            let written = self.source.text[place.start..place.end].trim();
            if written.is_empty() {
                return Ok(());
            }
            let message = format!("`{}` stands outside the outermost element", short(written));
            return Err(self.wrong(Code::Syntax, message, place, "this text belongs to no element"));
        };
        if piece.is_empty() {
            return Ok(());
        }
        let whole = match element.mapping {
            _ if element.text.is_empty() => place,
            Mapping::From(start) => Span::new(start, place.end),
            Mapping::Within(before) | Mapping::Escaped(before) => before.to(place),
        };
        element.text.push_str(piece);
        let same = self.source.text[whole.start..whole.end] == element.text;
        element.mapping = if same { Mapping::From(whole.start) } else { Mapping::Within(whole) };
        Ok(())
    }

    fn close(&mut self, name: &str, span: Span) -> Result<(), Diagnostic> {
        let Some(element) = self.open.pop() else {
            let message = format!("`</{}>` closes nothing", short(name));
            return Err(self.wrong(Code::Syntax, message, span, "no element is open here"));
        };
        if element.name != name {
            let (opened, closed) = (short(&element.name), short(name));
            let message = format!("`</{closed}>` cannot close `<{opened}>`");
            let wrong = self.wrong(Code::Syntax, message, span, format!("`</{opened}>` should stand before this"));
            let wrong = wrong.at(self.source, element.span, "opened here");
            return Err(if self.is_in_text() { wrong.help(ESCAPES) } else { wrong });
        }
        let element = self.place_escapes(element);
        match self.open.last_mut() {
            Some(parent) => parent.children.push(element),
            None => self.root = Some(element),
        }
        Ok(())
    }

    /// Where only references stand between a text and its file, each character of it has a place.
    fn place_escapes(&self, mut element: Element) -> Element {
        if let Mapping::Within(whole) = element.mapping
            && element.children.is_empty()
            && characters(&self.source.text[whole.start..whole.end]).map(|(c, _)| c).eq(element.text.chars())
        {
            element.mapping = Mapping::Escaped(whole);
        }
        element
    }

    fn close_file(self) -> Result<Element, Diagnostic> {
        if let Some(element) = self.open.last() {
            let message = format!("`<{}>` is opened here and never closed: the file ends", short(&element.name));
            return Err(self.wrong(Code::Syntax, message, element.span, "opened here").help(CUT_OFF));
        }
        let nothing = Diagnostic::error(Code::EmptyFile, "this file holds no element");
        self.root.ok_or_else(|| nothing.at(self.source, Span::new(0, 0), "nothing here"))
    }

    /// What the library finds wrong with the text at `start`, in words.
    fn slip(&self, error: &Error, start: usize) -> Diagnostic {
        let rest = &self.source.text[start..];
        let never = |what: &str, end: &str, opened: &str| {
            // The library guesses from the first sign: `<!-` counts as a comment.
            if !rest.get(..opened.len()).is_some_and(|written| written.eq_ignore_ascii_case(opened)) {
                return self.no_tag(start);
            }
            let message = format!("{what} is opened here and never closed by `{end}`: the file ends");
            self.wrong(Code::Syntax, message, Span::new(start, start + opened.len()), "opened here").help(CUT_OFF)
        };
        match error {
            Error::IllFormed(IllFormedError::UnclosedReference) => self.open_reference(start),
            Error::Syntax(SyntaxError::UnclosedComment) => never("a comment", "-->", "<!--"),
            Error::Syntax(SyntaxError::UnclosedCData) => never("a piece of plain text", "]]>", "<![CDATA["),
            Error::Syntax(SyntaxError::UnclosedDoctype) => never("a document type", ">", "<!DOCTYPE"),
            Error::Syntax(SyntaxError::UnclosedPI | SyntaxError::UnclosedXmlDecl) => never("this", "?>", "<?"),
            Error::Syntax(
                SyntaxError::UnclosedTag
                | SyntaxError::UnclosedSingleQuotedAttributeValue
                | SyntaxError::UnclosedDoubleQuotedAttributeValue,
            ) => {
                let inside = &rest[1..];
                let cut = matches!(inside, "" | "/");
                let trouble = self.check_tag(start, inside).err().filter(|_| !cut);
                trouble.unwrap_or_else(|| never("a tag", ">", "<"))
            }
            _ => self.no_tag(start),
        }
    }

    /// What the library finds wrong with the attributes of the tag at `tag`, in words.
    fn slip_in_tag(&self, error: &AttrError, tag: Span) -> Diagnostic {
        let (message, at) = match error {
            AttrError::ExpectedEq(at) => ("this attribute has no value", at),
            AttrError::ExpectedValue(at) => ("an attribute's value is missing here", at),
            AttrError::UnquotedValue(at) => ("an attribute's value should stand in quotes", at),
            AttrError::ExpectedQuote(at, _) => ("an attribute's value is not closed by a quote", at),
            AttrError::Duplicated(at, _) => ("this attribute stands here a second time", at),
        };
        // The library counts from behind the `<`, and may point behind the tag.
        let at = self.source.text.floor_char_boundary((tag.start + 1 + at).min(tag.end));
        let end = at + self.source.text[at..tag.end].find(|c: char| !is_of_name(c)).unwrap_or(0);
        self.unless_text(tag, self.wrong(Code::Syntax, message, Span::new(at, end), "here").help(ATTRIBUTES))
    }

    /// The mistake in a tag, unless the tag follows on text: then it is a `<` that stands for itself.
    fn unless_text(&self, tag: Span, wrong: Diagnostic) -> Diagnostic {
        if self.is_in_text() { self.no_tag(tag.start) } else { wrong }
    }
}

/// The place of a part of a tag whose inside stands in the file at `start`.
fn within(part: &str, tag: &BytesStart, start: usize) -> Span {
    // The library hands out parts of the tag without their places; they are slices of it, and so know them.
    let start = start + (part.as_ptr() as usize - tag.as_ptr() as usize);
    Span::new(start, start + part.len())
}

fn is_name(name: &str) -> bool {
    name.starts_with(begins_name) && name.chars().all(is_of_name)
}

fn begins_name(c: char) -> bool {
    c.is_alphabetic() || matches!(c, '_' | ':')
}

fn is_of_name(c: char) -> bool {
    begins_name(c) || c.is_numeric() || matches!(c, '-' | '.') || !c.is_ascii()
}

#[cfg(test)]
mod tests;
