//! Bytes as text: byte order marks, and what there is where they are missing.

use std::borrow::Cow;

use encoding_rs::{Encoding, UTF_16BE, UTF_16LE, WINDOWS_1252};

/// The text, and what is to be known of how it was read.
pub fn text(bytes: &[u8]) -> (Cow<'_, str>, Option<String>) {
    let marked = Encoding::for_bom(bytes).map(|(encoding, length)| (encoding, &bytes[length..]));
    let wide = match bytes {
        [first, 0, ..] if *first != 0 => Some((UTF_16LE, bytes)),
        [0, second, ..] if *second != 0 => Some((UTF_16BE, bytes)),
        _ => None,
    };
    if let Some((encoding, rest)) = marked.or(wide) {
        let (text, wrong) = encoding.decode_without_bom_handling(rest);
        let note = wrong.then(|| format!("Some characters are not {}, and were replaced.", encoding.name()));
        return (text, note);
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => (Cow::Borrowed(text), None),
        Err(_) => {
            let (text, _) = WINDOWS_1252.decode_without_bom_handling(bytes);
            (text, Some("The text is not UTF-8, and was read as Windows-1252.".into()))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_the_same_however_it_is_encoded() {
        let wide = |big: bool, mark: bool| {
            let units = mark.then_some(0xFEFF).into_iter().chain("Mär".encode_utf16());
            units.flat_map(|unit| if big { unit.to_be_bytes() } else { unit.to_le_bytes() }).collect::<Vec<u8>>()
        };
        let cases = [
            "Mär".as_bytes().to_vec(),
            "\u{feff}Mär".as_bytes().to_vec(),
            b"M\xE4r".to_vec(),
            wide(false, true),
            wide(true, true),
            wide(false, false),
            wide(true, false),
        ];
        for case in cases {
            assert_eq!(text(&case).0, "Mär", "{case:?}");
        }
    }
}
