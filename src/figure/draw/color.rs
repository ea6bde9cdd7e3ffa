//! Colours.

use crate::figure::Hue;

#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Color {
    pub rgb: [u8; 3],
    /// 0 to 1.
    pub opacity: f64,
}

pub const WHITE: Color = Color::solid(0xFF, 0xFF, 0xFF);
pub const INK: Color = Color::solid(0x26, 0x26, 0x26);
pub const GREY: Color = Color::solid(0x5E, 0x5E, 0x5E);
pub const ZERO_LINE: Color = Color::solid(0x8C, 0x8C, 0x8C);
pub const GRID_LINE: Color = Color::solid(0xE2, 0xE2, 0xE2);
pub const SHADE: Color = Color::solid(0xF1, 0xF1, 0xF1);

/// The palette that people with any kind of colour vision can tell apart.
///
/// # Source
/// Okabe & Ito (2008), "Color Universal Design".
const ORANGE: Color = Color::solid(0xE6, 0x9F, 0x00);
const SKY: Color = Color::solid(0x56, 0xB4, 0xE9);
const GREEN: Color = Color::solid(0x00, 0x9E, 0x73);
const YELLOW: Color = Color::solid(0xF0, 0xE4, 0x42);
const BLUE: Color = Color::solid(0x00, 0x72, 0xB2);
const VERMILLION: Color = Color::solid(0xD5, 0x5E, 0x00);
const PURPLE: Color = Color::solid(0xCC, 0x79, 0xA7);
const SERIES: [Color; 7] = [GREEN, ORANGE, SKY, PURPLE, YELLOW, BLUE, VERMILLION];

impl Color {
    const fn solid(red: u8, green: u8, blue: u8) -> Color {
        Color { rgb: [red, green, blue], opacity: 1.0 }
    }

    pub fn of(hue: Hue) -> Color {
        match hue {
            Hue::Base => VERMILLION,
            Hue::Change => BLUE,
            Hue::Series(n) => SERIES[n % SERIES.len()],
            Hue::Ink => INK,
        }
    }

    pub fn at(self, opacity: f64) -> Color {
        Color { opacity, ..self }
    }

    /// The colour, with white for the rest of it: what lies below does not show through.
    pub fn on_white(self, share: f64) -> Color {
        Color {
            rgb: self.rgb.map(|channel| (255.0 - share * (255.0 - f64::from(channel))).round() as u8),
            opacity: 1.0,
        }
    }

    /// The colour, darkened until its brightness (0 to 255) is at most this, so that it can be read as text.
    pub fn darkened(self, brightest: f64) -> Color {
        let [red, green, blue] = self.rgb.map(f64::from);
        let brightness = 0.30 * red + 0.59 * green + 0.11 * blue;
        let share = (brightest / brightness).min(1.0);
        Color { rgb: [red, green, blue].map(|channel| (share * channel) as u8), ..self }
    }
}
