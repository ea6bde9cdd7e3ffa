//! Bytes to text: UTF-8, and of XML whatever it may be written in.
//!
//! # Source
//! How the encoding of XML is found out: XML 1.0 (fifth edition), section 4.3.3 and appendix F. Which encoding a label
//! means: the Encoding Standard of the WHATWG, in which ISO-8859-1 is Windows-1252, as it is in practice.

use std::sync::Arc;

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

use super::diagnostic::{Code, Diagnostic};
use super::lexer::short;
use super::span::{Source, Span};

const SAVE_AS_UTF_8: &str = "a model or scenario is text; save it in UTF-8";

/// The text of a file, without a byte order mark.
///
/// In XML that is said to be UTF-8, bytes that are none are read as Windows-1252 has them: they come of names and titles
/// from before UTF-8, and no number is written with them. [`Source::guessed`] is where they stand.
///
/// # Errors
/// A diagnostic where the bytes are no text, or in an encoding that is not known.
pub fn source(name: &str, bytes: &[u8]) -> Result<Arc<Source>, Diagnostic> {
    let wide = match bytes {
        [0xff, 0xfe, 0, 0, ..] | [b'<', 0, 0, 0, ..] | [0, 0, 0xfe, 0xff, ..] | [0, 0, 0, b'<', ..] => {
            let message = format!("`{name}` is in UTF-32, an encoding that is not read");
            return Err(Diagnostic::error(Code::NotText, message).help("save it in UTF-8"));
        }
        [0xff, 0xfe, ..] | [b'<', 0, ..] => Some(UTF_16LE),
        [0xfe, 0xff, ..] | [0, b'<', ..] => Some(UTF_16BE),
        _ => None,
    };
    if let Some(encoding) = wide {
        let text = encoding.decode_with_bom_removal(bytes);
        return match text {
            (text, false) if is_xml(text.as_bytes()) => Ok(Source::new(name, text)),
            _ => Err(no_text(name, bytes, 0, "UTF-8")),
        };
    }
    // A mark at the beginning goes before what is declared.
    let marked = bytes.strip_prefix(b"\xef\xbb\xbf");
    let label = if marked.is_some() { None } else { declared(bytes) };
    let bytes = marked.unwrap_or(bytes);
    let Some(label) = label.filter(|label| !is_of_utf_8(label)) else {
        return match std::str::from_utf8(bytes) {
            Ok(text) => Ok(Source::new(name, text)),
            Err(_) if is_xml(bytes) => Ok(Arc::new(guess(name, bytes))),
            Err(error) => Err(no_text(name, bytes, error.valid_up_to(), "UTF-8")),
        };
    };
    let Some(encoding) = Encoding::for_label(label.as_bytes()) else {
        let message = format!("`{name}` says that it is in `{}`, an encoding that is not known", short(&label));
        return Err(Diagnostic::error(Code::NotText, message).help("save it in UTF-8"));
    };
    match encoding.decode_without_bom_handling_and_without_replacement(bytes) {
        Some(text) => Ok(Source::new(name, text)),
        None => {
            let message = format!("`{name}` says that it is in `{}`, and is not", short(&label));
            Err(Diagnostic::error(Code::NotText, message).help("save it in UTF-8"))
        }
    }
}

/// Whether bytes begin as XML does, or are nothing at all.
fn is_xml(bytes: &[u8]) -> bool {
    bytes.iter().find(|b| !b.is_ascii_whitespace()).is_none_or(|first| *first == b'<')
}

/// The encoding that XML declares in its first tag, all of it ASCII.
fn declared(bytes: &[u8]) -> Option<String> {
    let inside = bytes.strip_prefix(b"<?xml")?;
    let end = inside.windows(2).position(|two| two == b"?>")?;
    let tag = std::str::from_utf8(&inside[..end]).ok()?;
    let (_, after) = tag.split_once("encoding")?;
    let value = after.trim_start().strip_prefix('=')?.trim_start();
    let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    value[1..].split_once(quote).map(|(label, _)| label.trim().to_string())
}

/// Whether a file in bytes that is said to be in this encoding is in UTF-8: ASCII is a part of it, and what is written in
/// wider units could not be read up to here.
fn is_of_utf_8(label: &str) -> bool {
    let ascii = ["us-ascii", "ascii"].iter().any(|name| label.eq_ignore_ascii_case(name));
    let named = Encoding::for_label(label.as_bytes());
    ascii || named.is_some_and(|encoding| [UTF_8, UTF_16LE, UTF_16BE].contains(&encoding))
}

/// UTF-8 with strangers in it.
fn guess(name: &str, bytes: &[u8]) -> Source {
    let mut out = Source { name: name.into(), text: String::with_capacity(bytes.len()), guessed: Vec::new() };
    for chunk in bytes.utf8_chunks() {
        out.text.push_str(chunk.valid());
        if !chunk.invalid().is_empty() {
            let start = out.text.len();
            out.text.push_str(&WINDOWS_1252.decode_without_bom_handling(chunk.invalid()).0);
            out.guessed.push(Span::new(start, out.text.len()));
        }
    }
    out
}

fn no_text(name: &str, bytes: &[u8], place: usize, encoding: &str) -> Diagnostic {
    let line = 1 + bytes[..place].iter().filter(|b| **b == b'\n').count();
    let message = format!("`{name}` is not a text file: byte {}, in line {line}, is no {encoding}", place + 1);
    Diagnostic::error(Code::NotText, message).help(SAVE_AS_UTF_8)
}

#[cfg(test)]
mod tests {
    use super::*;

    const MODEL: &str = "<a name=\"größe – ’n’\"/>";

    fn check(bytes: &[u8], expected: &str) {
        let read = source("test", bytes).unwrap();
        assert_eq!((read.text.as_str(), read.guessed.len()), (expected, 0));
    }

    fn refused(bytes: &[u8]) -> String {
        source("test", bytes).unwrap_err().message
    }

    fn xml(label: &str) -> String {
        format!("<?xml version=\"1.0\" encoding=\"{label}\"?>{MODEL}")
    }

    fn wide(text: &str, order: fn(u16) -> [u8; 2]) -> Vec<u8> {
        text.encode_utf16().flat_map(order).collect()
    }

    #[test]
    fn the_encodings_of_xml_are_read() {
        check(b"plain", "plain");
        check("\u{feff}plain ü".as_bytes(), "plain ü");
        for order in [u16::to_le_bytes, u16::to_be_bytes] {
            let text = xml("UTF-16");
            check(&wide(&format!("\u{feff}{text}"), order), &text);
            check(&wide(&text, order), &text);
        }
        for (label, encoding) in
            [("ISO-8859-1", WINDOWS_1252), ("windows-1252", WINDOWS_1252), ("macintosh", encoding_rs::MACINTOSH)]
        {
            let text = xml(label);
            check(&encoding.encode(&text).0, &text);
        }
        let japanese = "<?xml version='1.0' encoding='Shift_JIS' ?><a name='在庫'/>";
        check(&encoding_rs::SHIFT_JIS.encode(japanese).0, japanese);
        for mark in [b"\xef\xbb\xbf".as_slice(), b"\xff\xfe", b"\xfe\xff"] {
            check(mark, "");
        }
        // A mark at the beginning goes before what is declared, and bytes are not wide, whatever is said.
        for text in [format!("\u{feff}{}", xml("iso-8859-1")), xml("UTF-16"), xml("us-ascii"), xml("utf-8")] {
            check(text.as_bytes(), text.trim_start_matches('\u{feff}'));
        }
    }

    #[test]
    fn strangers_in_utf_8_are_guessed() {
        let read = source("test", b"<a b=\"caf\xe9 \xc3\xbc \xa0\xff\"/>").unwrap();
        assert_eq!(read.text, "<a b=\"café ü \u{a0}ÿ\"/>");
        let guessed: Vec<&str> = read.guessed.iter().map(|s| &read.text[s.start..s.end]).collect();
        assert_eq!(guessed, ["é", "\u{a0}", "ÿ"]);
    }

    #[test]
    fn what_is_no_text_is_refused() {
        assert_eq!(refused(b"a\nb \xfc"), "`test` is not a text file: byte 5, in line 2, is no UTF-8");
        assert_eq!(
            refused(&wide("\u{feff}a = 1", u16::to_le_bytes)),
            "`test` is not a text file: byte 1, in line 1, is no UTF-8"
        );
        let unknown = "`test` says that it is in `EBCDIC-CP-US`, an encoding that is not known";
        assert_eq!(refused(xml("EBCDIC-CP-US").as_bytes()), unknown);
        // Whether it says so or is so.
        assert_eq!(refused(xml("utf-32").as_bytes()), unknown.replace("EBCDIC-CP-US", "utf-32"));
        for order in [u32::to_le_bytes, u32::to_be_bytes] {
            for text in [xml("utf-32"), format!("\u{feff}{}", xml("utf-32"))] {
                let bytes: Vec<u8> = text.chars().flat_map(|c| order(c.into())).collect();
                assert_eq!(refused(&bytes), "`test` is in UTF-32, an encoding that is not read");
            }
        }
        assert_eq!(refused(b"<?xml encoding='shift_jis'?>\x81"), "`test` says that it is in `shift_jis`, and is not");
        assert!(refused(b"\xff\xfe<\0\x00\xd8").contains("is no UTF-8"));
    }
}
