//! Graphical functions: `<gf>` (3.1.4).

use super::*;

impl File {
    /// A graphical function (3.1.4); None where it cannot be read, which is told.
    pub(super) fn table(&mut self, gf: &Element, spelling: &str, span: Span, output: Unit) -> Option<Table> {
        let told = self.mistakes.wrong.len();
        let what = format!("the table `{}`", short(spelling));
        let shape = match gf.attribute("type").map(|a| (a.value.trim().to_lowercase(), a.span)) {
            None => Shape::Clamp,
            Some((kind, place)) => match kind.as_str() {
                "continuous" | "" => Shape::Clamp,
                "extrapolate" => Shape::Extrapolate,
                "discrete" => Shape::Discrete,
                _ => {
                    let message = format!("{what} is of a kind `{}` that XMILE does not have", short(&kind));
                    let help = "it is one of continuous, extrapolate, discrete";
                    self.mistakes.refuse(Code::UnknownName, place, message, "unknown kind").help = Some(help.into());
                    Shape::Clamp
                }
            },
        };
        let Some(ypts) = gf.child("ypts") else {
            self.mistakes.refuse(Code::BadTable, gf.span, format!("{what} has no points"), "needs <ypts>");
            return None;
        };
        let y = self.points(ypts);
        let place = whole(&text_of(ypts, &self.mistakes.source));
        let x = match (gf.child("xpts").filter(|e| !e.text.trim().is_empty()), gf.child("xscale")) {
            (Some(xpts), _) => self.points(xpts),
            (None, Some(scale)) => {
                let mut end = |name| match scale.attribute(name) {
                    Some(end) => self.number(&end.value, end.span, name),
                    None => {
                        let message = format!("the scale of {what} has no `{name}`");
                        self.mistakes.refuse(Code::MissingKey, scale.span, message, format!("needs {name}=\"...\""));
                        0.0
                    }
                };
                let (min, max) = (end("min"), end("max"));
                let last = y.len().saturating_sub(1);
                let between = |i: usize| min + (max - min) * i as f64 / last as f64;
                (0..y.len()).map(|i| if i == last { max } else { between(i) }).collect()
            }
            (None, None) => {
                let message = format!("{what} does not say where its points lie");
                self.mistakes.refuse(Code::BadTable, gf.span, message, "needs <xscale min max> or <xpts>");
                return None;
            }
        };
        if self.mistakes.wrong.len() > told {
            return None;
        }
        let (mut x, mut y) = (x, y);
        // Points listed from right to left are the same points.
        if x.len() == y.len() && x.windows(2).all(|two| two[0] >= two[1]) {
            x.reverse();
            y.reverse();
        }
        let (nx, ny) = (x.len(), y.len());
        if nx != ny {
            let message = format!("{what} has {nx} values for x and {ny} for y");
            self.mistakes.refuse(Code::BadTable, place, message, "one y for each x");
        } else if ny < 2 {
            let message = format!("{what} needs two points or more, and has {}", if ny == 0 { "none" } else { "one" });
            self.mistakes.refuse(Code::BadTable, place, message, "too few points");
        } else if let Some(i) = (1..nx).find(|i| x[*i] < x[i - 1]) {
            let message = format!(
                "the points of {what} should go from left to right: {} comes after {}",
                plain(x[i]),
                plain(x[i - 1])
            );
            let place = gf.child("xpts").or(gf.child("xscale")).map_or(place, |e| e.span);
            self.mistakes.refuse(Code::BadTable, place, message, "x falls here");
        }
        if self.mistakes.wrong.len() > told {
            return None;
        }
        let (name, spelling) = (canonical(spelling), spelling.to_string());
        let (about, source, grade) = (String::new(), String::new(), Grade::Unverified);
        Some(Table { name, spelling, input: None, output, x, y, shape, about, source, grade, stretch: None, span })
    }

    /// Numbers with a separator between them: a comma, or what `sep` says (3.1.4).
    fn points(&mut self, list: &Element) -> Vec<f64> {
        let separator = list.attribute("sep").map_or(",", |a| a.value.as_str());
        let text = text_of(list, &self.mistakes.source);
        let blank = separator.trim().is_empty();
        let parts: Vec<&str> =
            if blank { text.text.split_whitespace().collect() } else { text.text.split(separator.trim()).collect() };
        // A separator after the last number is nobody's mistake.
        let parts = match parts.split_last() {
            Some((last, rest)) if last.trim().is_empty() => rest,
            _ => &parts,
        };
        let number = |part: &&str| part.trim().parse::<f64>().ok().filter(|x| x.is_finite());
        let out: Vec<f64> = parts.iter().map_while(number).collect();
        if let Some(wrong) = parts.get(out.len()) {
            let trimmed = wrong.trim();
            // The parts are slices of the text, and so know where they stand in it.
            let start = trimmed.as_ptr() as usize - text.text.as_ptr() as usize;
            let place = text.locate(Span::new(start, start + trimmed.len()));
            let message = match trimmed {
                "" => format!("a number is missing in `{}`", list.name),
                _ => format!("`{}` holds numbers, and `{}` is none", list.name, short(trimmed)),
            };
            let help = "a comma stands between two numbers, or what the attribute `sep` gives";
            self.mistakes.refuse(Code::WrongType, place, message, "a number belongs here").help = Some(help.into());
        }
        out
    }
}
