//! Text: how it looks, how wide it is, and how it is broken into lines.

use std::sync::LazyLock;

use ab_glyph::{Font, FontRef, GlyphId};

use super::shape::{Color, GREY, INK, WHITE};

/// How text looks; the size is the em in units.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Face {
    pub size: f64,
    pub bold: bool,
    pub color: Color,
}

pub const PAGE_TITLE: Face = Face { size: 40.0, bold: true, color: INK };
pub const SUBTITLE: Face = Face { size: 25.0, bold: false, color: GREY };
pub const FOOTER: Face = Face { size: 20.0, bold: false, color: GREY };
pub const PANEL_TITLE: Face = Face { size: 30.0, bold: true, color: INK };
/// Of an axis.
pub const UNIT: Face = Face { size: 22.0, bold: false, color: GREY };
/// Of the numbers on an axis.
pub const TICK: Face = Face { size: 22.0, bold: false, color: GREY };
/// Of moments and stretches written in full.
pub const FLAG: Face = Face { size: 22.0, bold: false, color: INK };
/// Of moments and stretches on a disc.
pub const NUMBER: Face = Face { size: 20.0, bold: true, color: WHITE };
/// Of lines and areas.
pub const NAME: Face = Face { size: 24.0, bold: true, color: INK };

/// Room for a text over its width, since an SVG may meet wider fonts.
const ROOM: f64 = 1.03;

/// Ubuntu Light, and Hack for the arrows and other signs that it lacks.
static FONTS: LazyLock<[FontRef<'static>; 2]> = LazyLock::new(|| {
    [epaint_default_fonts::UBUNTU_LIGHT, epaint_default_fonts::HACK_REGULAR]
        .map(|bytes| FontRef::try_from_slice(bytes).expect("the fonts inside the program are whole"))
});

/// A glyph of a line of text, and how far from the line's beginning it stands, in ems.
pub struct Glyph {
    pub font: &'static FontRef<'static>,
    pub id: GlyphId,
    pub x: f64,
}

impl Glyph {
    /// Ascent and descent of its font together, which `ab_glyph` calls the scale.
    pub fn height_in_ems(&self) -> f64 {
        f64::from(self.font.height_unscaled()) / em_unscaled(self.font)
    }
}

fn em_unscaled(font: &FontRef) -> f64 {
    f64::from(font.units_per_em().unwrap_or(1000.0))
}

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
        ROOM * self.size * self.set(text).1
    }

    /// The font is light; a rim of this many ems gives it the weight that is asked for.
    pub fn rim(self) -> f64 {
        if self.bold { 0.03 } else { 0.01 }
    }

    /// The glyphs of a line of text and its width, in ems.
    pub fn set(self, text: &str) -> (Vec<Glyph>, f64) {
        let mut glyphs: Vec<Glyph> = Vec::new();
        let mut x = 0.0;
        for c in text.chars() {
            let font = FONTS.iter().find(|font| font.glyph_id(c).0 != 0).unwrap_or(&FONTS[0]);
            let id = font.glyph_id(c);
            if let Some(before) = glyphs.last().filter(|before| std::ptr::eq(before.font, font)) {
                x += f64::from(font.kern_unscaled(before.id, id)) / em_unscaled(font);
            }
            glyphs.push(Glyph { font, id, x });
            x += f64::from(font.h_advance_unscaled(id)) / em_unscaled(font) + self.rim();
        }
        (glyphs, x)
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
        let room = (width - self.width("…")) / (ROOM * self.size);
        let begun = self.set(&text).0.iter().take_while(|glyph| glyph.x <= room).count();
        let kept: String = text.chars().take(begun.saturating_sub(1)).collect();
        format!("{}…", kept.trim_end())
    }
}

/// Text as XML and one line can hold it, and no longer than a page can show.
fn printable(text: &str) -> String {
    let stands = |c: char| !c.is_control() && !('\u{FFFE}'..='\u{FFFF}').contains(&c);
    text.chars().take(2000).map(|c| if stands(c) { c } else { ' ' }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_sign_has_a_glyph() {
        for c in "aß×→–—…−·≥≤≈±°²µ½“”’•←↑↓".chars() {
            assert!(FONTS.iter().any(|font| font.glyph_id(c).0 != 0), "{c}");
        }
    }

    #[test]
    fn long_text_is_wrapped_then_shortened() {
        let width = FLAG.width("Reset expectations:");
        let check = |text: &str, most: usize, lines: &[&str]| assert_eq!(FLAG.wrapped(text, width, most), lines);
        check("", 2, &[]);
        check("WIP limit", 2, &["WIP limit"]);
        check("Reset expectations: not now", 2, &["Reset expectations:", "not now"]);
        check("Reset\nexpectations:\u{0} not now", 1, &["Reset expectatio…"]);
        check("Donaudampfschifffahrt", 2, &["Donaudampfschi…"]);
        assert_eq!(FLAG.wrapped("anything", 0.0, 1), ["…"]);
    }
}
