//! Text: how it looks, how wide it is, how it is broken into lines, and the outlines of its letters.
//!
//! All of it comes from fonts that a crate carries: nothing is read from the machine, and a page looks the same wherever
//! it is seen.

use std::collections::HashMap;
use std::sync::LazyLock;

use skrifa::instance::{LocationRef, Size};
use skrifa::outline::{DrawSettings, OutlinePen};
use skrifa::{FontRef, GlyphId, MetadataProvider};
use unicode_width::UnicodeWidthChar;

use super::color::{Color, GREY, INK, WHITE};
use super::geometry::Point;
use crate::text::visible;

/// How text looks; the size is the em in units.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Face {
    pub size: f64,
    pub bold: bool,
    pub color: Color,
}

/// The size below which nothing is written.
pub const LEAST: f64 = 22.0;

pub const PAGE_TITLE: Face = Face { size: 38.0, bold: true, color: INK };
/// Of a picture with one chart, whose title is a sentence.
pub const HEADLINE: Face = Face { size: 32.0, bold: true, color: INK };
pub const SUBTITLE: Face = Face { size: 24.0, bold: false, color: GREY };
pub const FOOTER: Face = Face { size: LEAST, bold: false, color: GREY };
pub const PANEL_TITLE: Face = Face { size: 28.0, bold: true, color: INK };
/// Of an axis.
pub const UNIT: Face = Face { size: LEAST, bold: false, color: GREY };
/// Of the numbers on an axis.
pub const TICK: Face = Face { size: LEAST, bold: false, color: GREY };
/// Of moments and stretches written in full.
pub const FLAG: Face = Face { size: LEAST, bold: false, color: INK };
/// Of moments and stretches on a disc.
pub const NUMBER: Face = Face { size: LEAST, bold: true, color: WHITE };
/// Of lines and areas.
pub const NAME: Face = Face { size: 24.0, bold: true, color: INK };

/// A font, and the size of its em in the units of its own outlines.
struct Font {
    face: FontRef<'static>,
    em: f64,
}

/// Ubuntu Light; Hack for the arrows and other signs that it lacks; Noto for the signs that are pictures.
static FONTS: LazyLock<[Font; 3]> = LazyLock::new(|| {
    use epaint_default_fonts::{HACK_REGULAR, NOTO_EMOJI_REGULAR, UBUNTU_LIGHT};
    [UBUNTU_LIGHT, HACK_REGULAR, NOTO_EMOJI_REGULAR].map(|bytes| {
        let face = FontRef::new(bytes).expect("the fonts inside the program are whole");
        let em = f64::from(face.metrics(Size::unscaled(), LocationRef::default()).units_per_em);
        Font { face, em }
    })
});

/// Every character that one of the fonts has: its letter in the first that has it, and how far the next stands from it, in
/// ems.
static LETTERS: LazyLock<HashMap<char, (Letter, f64)>> = LazyLock::new(|| {
    let mut letters = HashMap::new();
    for (font, Font { face, em }) in FONTS.iter().enumerate() {
        let metrics = face.glyph_metrics(Size::unscaled(), LocationRef::default());
        for (code, glyph) in face.charmap().mappings() {
            if let Some((c, advance)) = char::from_u32(code).zip(metrics.advance_width(glyph)) {
                letters.entry(c).or_insert((Letter { font, glyph }, f64::from(advance) / em));
            }
        }
    }
    letters
});

/// The shape of a character in one of the fonts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Letter {
    font: usize,
    glyph: GlyphId,
}

/// A stroke of a pen that draws the rim of a letter, in ems; y grows downwards from the baseline.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Stroke {
    Move(Point),
    Line(Point),
    Quad(Point, Point),
    Cubic(Point, Point, Point),
    Close,
}

impl Letter {
    /// The empty box that stands for what the fonts do not have.
    pub const MISSING: Letter = Letter { font: 0, glyph: GlyphId::NOTDEF };

    /// Its rim; the inside is what it goes round.
    pub fn outline(self) -> Vec<Stroke> {
        let Font { face, em } = &FONTS[self.font];
        let mut pen = Pen { em: *em, strokes: Vec::new() };
        let settings = DrawSettings::unhinted(Size::unscaled(), LocationRef::default());
        if let Some(outline) = face.outline_glyphs().get(self.glyph) {
            outline.draw(settings, &mut pen).expect("the fonts inside the program are whole");
        }
        pen.strokes
    }
}

struct Pen {
    em: f64,
    strokes: Vec<Stroke>,
}

impl Pen {
    fn at(&self, x: f32, y: f32) -> Point {
        (f64::from(x) / self.em, -f64::from(y) / self.em)
    }
}

impl OutlinePen for Pen {
    fn move_to(&mut self, x: f32, y: f32) {
        self.strokes.push(Stroke::Move(self.at(x, y)));
    }

    fn line_to(&mut self, x: f32, y: f32) {
        self.strokes.push(Stroke::Line(self.at(x, y)));
    }

    fn quad_to(&mut self, cx: f32, cy: f32, x: f32, y: f32) {
        self.strokes.push(Stroke::Quad(self.at(cx, cy), self.at(x, y)));
    }

    fn curve_to(&mut self, ax: f32, ay: f32, bx: f32, by: f32, x: f32, y: f32) {
        self.strokes.push(Stroke::Cubic(self.at(ax, ay), self.at(bx, by), self.at(x, y)));
    }

    fn close(&mut self) {
        self.strokes.push(Stroke::Close);
    }
}

/// A character on its line.
#[derive(Debug, Clone, Copy)]
pub struct Placed {
    pub char: char,
    /// None where the fonts do not have the character.
    pub letter: Option<Letter>,
    /// How far from the beginning of the line it stands, in ems.
    pub x: f64,
}

/// Room for a character that the fonts do not have, for each column that it takes in a terminal, in ems: wide enough for
/// whatever font a viewer takes.
const COLUMN: f64 = 0.65;

/// What follows a character to say how it is to be drawn.
const VARIANTS: std::ops::RangeInclusive<char> = '\u{FE00}'..='\u{FE0F}';

impl Face {
    pub fn of(self, color: Color) -> Face {
        Face { color, ..self }
    }

    /// From one line to the next.
    pub fn line(self) -> f64 {
        1.2 * self.size
    }

    /// From the middle of figures and capitals down to the baseline.
    pub fn half_height(self) -> f64 {
        0.35 * self.size
    }

    /// Room that a line of text takes.
    pub fn width(self, text: &str) -> f64 {
        self.size * self.advances(text).map(|(.., advance)| advance).sum::<f64>()
    }

    /// The font is light; a rim of this many ems gives it the weight that is asked for.
    pub fn rim(self) -> f64 {
        if self.bold { 0.03 } else { 0.01 }
    }

    /// The characters of a line of text.
    pub fn set(self, text: &str) -> Vec<Placed> {
        let mut line: Vec<Placed> = Vec::new();
        let mut x = 0.0;
        for (char, letter, advance) in self.advances(text) {
            // A mark above a letter is placed by whoever draws both.
            if advance == 0.0 && letter.is_none() && !VARIANTS.contains(&char) {
                line.last_mut().into_iter().for_each(|before| before.letter = None);
            }
            line.push(Placed { char, letter, x });
            x += advance;
        }
        line
    }

    /// The characters, their letters, and how far the next stands from each, in ems.
    fn advances(self, text: &str) -> impl Iterator<Item = (char, Option<Letter>, f64)> {
        text.chars().map(move |char| match (LETTERS.get(&char), char.width()) {
            (Some((letter, advance)), Some(1..)) => (char, Some(*letter), advance + self.rim()),
            (_, columns) => (char, None, columns.unwrap_or(0) as f64 * COLUMN),
        })
    }

    /// The text in at most `most` lines of this width.
    pub fn wrapped(self, text: &str, width: f64, most: usize) -> Vec<String> {
        let mut lines: Vec<String> = Vec::new();
        for word in printable(text).split_whitespace() {
            let Some(line) = lines.pop() else {
                lines.push(word.to_string());
                continue;
            };
            let longer = format!("{line} {word}");
            if lines.len() + 1 >= most || self.width(&longer) <= width {
                lines.push(longer);
            } else {
                lines.extend([line, word.to_string()]);
            }
        }
        lines.iter().map(|line| self.shortened(line, width)).collect()
    }

    /// Whether all of the text is in these lines.
    pub fn fits(self, text: &str, width: f64, most: usize) -> bool {
        let all = printable(text).split_whitespace().map(str::to_string).collect::<Vec<_>>();
        self.wrapped(text, width, most).join(" ") == all.join(" ")
    }

    /// The text in one line: all of it, or as much of its beginning as fits before an ellipsis.
    pub fn shortened(self, text: &str, width: f64) -> String {
        let text = printable(text);
        if self.width(&text) <= width {
            return text;
        }
        let room = (width - self.width("…")) / self.size;
        let begun = self.set(&text).iter().take_while(|placed| placed.x <= room).count();
        let kept: String = text.chars().take(begun.saturating_sub(1)).collect();
        format!("{}…", kept.trim_end())
    }
}

/// Text on one line, and no longer than a page can show; what would act on the reader is written out.
pub fn printable(text: &str) -> String {
    let line: String = text.chars().map(|c| if matches!(c, '\n' | '\r' | '\t') { ' ' } else { c }).collect();
    visible::line(&line).chars().take(2000).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_sign_has_a_glyph() {
        for c in "aß×→–—…−·≥≤≈±°²µ½“”’•←↑↓".chars() {
            assert!(LETTERS.contains_key(&c), "{c}");
        }
    }

    #[test]
    fn long_text_is_wrapped_then_shortened() {
        let width = FLAG.width("Reset expectations:");
        let check = |text: &str, most: usize, lines: &[&str]| assert_eq!(FLAG.wrapped(text, width, most), lines);
        check("", 2, &[]);
        check("WIP limit", 2, &["WIP limit"]);
        check("Reset expectations: not now", 2, &["Reset expectations:", "not now"]);
        check("Reset\nexpectations: not now", 1, &["Reset expectatio…"]);
        check("Donaudampfschifffahrt", 2, &["Donaudampfschi…"]);
        assert_eq!(FLAG.wrapped("anything", 0.0, 1), ["…"]);
    }
}
