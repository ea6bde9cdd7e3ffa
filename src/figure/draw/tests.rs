use super::shape::Shape;
use super::*;
use crate::figure::Figure;
use crate::figure::{Hue, Mark, Panel};

fn panel(marks: Vec<Mark>) -> Panel {
    let (title, unit) = ("Throughput".to_string(), "item/week".to_string());
    Panel { title, unit, x_label: "week".to_string(), x: (0.0, 104.0), y: (0.0, 10.0), marks, ..Panel::default() }
}

fn figure(panels: Vec<Panel>, columns: usize, (width, height): (u32, u32)) -> Figure {
    let (title, subtitle) = ("The wicked loop".to_string(), "200 replications".to_string());
    Figure { title, subtitle, source: "Seed 42".to_string(), panels, columns, width, height, ..Figure::default() }
}

fn line(x: &[f64], y: &[f64], label: &str) -> Mark {
    let (x, y, label) = (x.to_vec(), y.to_vec(), Some(label.to_string()));
    Mark::Line { hue: Hue::Base, width: 5, dashed: true, x, y, label, value: None }
}

fn layer(name: &str, x: &[f64], low: &[f64], high: &[f64], leads: bool) -> Mark {
    let (x, low, high) = (x.to_vec(), low.to_vec(), high.to_vec());
    let short = name.split_whitespace().next().map(str::to_string);
    Mark::Layer { hue: Hue::Base, strength: 0.7, x, low, high, name: name.to_string(), short, leads }
}

/// One mark of every kind over the same values.
fn every_mark(x: &[f64], y: &[f64]) -> Vec<Mark> {
    let higher: Vec<f64> = y.iter().map(|y| 2.0 * y + 1.0).collect();
    let first = (x.first().copied().unwrap_or(0.0), y.first().copied().unwrap_or(0.0));
    vec![
        Mark::Stretch { from: first.0, to: first.1, label: "push".to_string() },
        Mark::Band { hue: Hue::Change, strength: first.1, x: x.to_vec(), low: y.to_vec(), high: higher },
        layer("R1 Reactive team", x, y, &y.iter().map(|y| y + 3.0).collect::<Vec<f64>>(), true),
        Mark::Path { hue: Hue::Series(usize::MAX), x: x.to_vec(), y: y.to_vec() },
        line(x, y, "wicked loop"),
        Mark::Moment { x: first.0, label: "WIP limit".to_string(), count: 1 },
        Mark::Bar {
            hue: Hue::Change,
            y: first.1,
            height: 0.7,
            from: first.0,
            to: first.1,
            whisker: (0.0, 2.0 * first.1),
            value: "4".into(),
        },
        Mark::Note { hue: Hue::Ink, x: first.0, y: first.1, text: "note".to_string() },
        Mark::Cells { columns: 3, values: y.to_vec() },
        Mark::Place { x: first.0, y: first.1, name: "here".to_string(), here: true },
    ]
}

/// Draws the figure both ways and returns the SVG.
fn check(figure: &Figure) -> String {
    let bytes = png(figure).unwrap();
    let decoder = png::Decoder::new(std::io::Cursor::new(bytes));
    let reader = decoder.read_info().unwrap();
    assert_eq!((reader.info().width, reader.info().height), (figure.width, figure.height));
    let document = svg(figure).unwrap();
    assert!(document.starts_with(&format!("<svg width=\"{}\" height=\"{}\"", figure.width, figure.height)));
    assert_eq!(document.matches("<text").count(), document.matches("</text>").count());
    assert!(!document.contains("NaN") && !document.contains("inf\""), "{document}");
    document
}

#[test]
fn any_values_can_be_drawn() {
    let odd = [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, f64::MAX, f64::MIN, 5e-324, 1e12, 1e-9, -3.0, 0.0];
    let values: [&[f64]; 6] = [&[], &[7.0], &[5.0; 9], &odd, &[1e12, 2e12, 3e12], &[1e-9, 2e-9, 1.5e-9]];
    for x in values {
        for y in values {
            check(&figure(vec![panel(every_mark(x, y))], 1, (320, 180)));
        }
    }
}

#[test]
fn any_ranges_can_be_drawn() {
    let odd = [(0.0, 0.0), (5.0, 5.0), (9.0, 1.0), (f64::NAN, 1.0), (0.0, f64::INFINITY), (f64::MIN, f64::MAX)];
    for x in odd.into_iter().chain([(0.0, 1e12), (0.0, 1e-9), (1e12, 1e12 + 1.0), (f64::MAX, f64::MAX)]) {
        for y in odd {
            let panel = Panel { x, y, ..panel(every_mark(&[0.0, 5.0, 1e12], &[1.0, 5.0, 1e-9])) };
            check(&figure(vec![panel], 1, (320, 180)));
        }
    }
}

#[test]
fn any_page_can_be_drawn() {
    let some = |panels: usize| vec![panel(every_mark(&[0.0, 50.0, 100.0], &[3.0, 4.0, 5.0])); panels];
    for (panels, columns) in [(0, 0), (0, 3), (1, 9), (3, 2), (16, 4), (16, 1), (100, usize::MAX), (5, 0)] {
        check(&figure(some(panels), columns, (480, 300)));
    }
    for size in [(1, 1), (1, 900), (900, 1), (2000, 40), (40, 2000)] {
        check(&figure(some(2), 2, size));
    }
    for (width, height) in [(0, 100), (100, 0), (100_000, 100_000), (u32::MAX, u32::MAX)] {
        let error = svg(&figure(some(1), 1, (width, height))).unwrap_err();
        assert!(matches!(error, DrawError::PageSize { .. }), "{error}");
        assert!(png(&figure(some(1), 1, (width, height))).is_err());
    }
}

#[test]
fn any_text_can_be_drawn() {
    let names = ["", " ", "\0\u{7}\n\t", "🙂 שלום", "a\u{FFFE}b", &"endless".repeat(2000), &"many words ".repeat(2000)];
    for text in names.map(str::to_string) {
        let x = [0.0, 100.0];
        let moments = (0..30).map(|i| Mark::Moment { x: f64::from(i), label: format!("{i}{text}"), count: 1 });
        let note = Mark::Note { hue: Hue::Base, x: 50.0, y: 5.0, text: text.clone() };
        let marks = moments.chain([line(&x, &[2.0, 3.0], &text), line(&x, &[3.0, 3.0], &text), note]);
        let panel = Panel { title: text.clone(), unit: text.clone(), x_label: text.clone(), ..panel(marks.collect()) };
        let page = figure(vec![panel; 2], 2, (640, 360));
        check(&Figure { title: text.clone(), subtitle: text.clone(), footer: text, ..page });
    }
}

#[test]
fn text_is_escaped_and_kept() {
    let moment = Mark::Moment { x: 5.0, label: "ask <b> & \"later\" → 2 × 3 – 4".to_string(), count: 1 };
    let marks = vec![moment, line(&[0.0, 1.0], &[2.0, 2.0], "it's <ours>")];
    let document = check(&figure(vec![panel(marks)], 1, (1920, 1080)));
    assert!(document.contains("ask &lt;b&gt; &amp; \"later\" → 2 × 3 – 4"));
    assert!(document.contains("it's &lt;ours&gt;"));
}

#[test]
fn a_gap_breaks_the_line() {
    let marks = vec![line(&[0.0, 10.0, 20.0, 30.0, 40.0], &[1.0, 1.0, f64::NAN, 1.0, 1.0], "")];
    let page = Page::from(&figure(vec![panel(marks)], 1, (1920, 1080)));
    let dashed = page.shapes.iter().filter(|shape| matches!(shape, Shape::Line { pen, .. } if pen.dash.is_some()));
    assert_eq!(dashed.count(), 2);
}

/// Bars of every shape over lanes.
fn bars(x: &[f64], y: &[f64]) -> Vec<Mark> {
    let lane = |y: f64| Mark::Lane { y, name: format!("what is not known, number {y}") };
    let bar = |(&to, &y): (&f64, &f64)| {
        let (hue, value) = (Hue::Base, format!("{to:.3}"));
        [Mark::Bar { hue, y, height: 0.7, from: 1.0, to, whisker: (0.9 * to, 1.1 * to), value }, lane(y)]
    };
    x.iter().zip(y).flat_map(bar).collect()
}

#[test]
fn any_bars_can_be_drawn() {
    let odd = [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, f64::MAX, 5e-324, 1e12, -3.0, 0.0];
    for x in [&odd[..], &[], &[7.0], &[1.0, 2.0, 3.0]] {
        for y in [&odd[..], &[0.5, 1.5, 2.5]] {
            check(&figure(vec![panel(bars(x, y))], 1, (320, 180)));
        }
    }
}

#[test]
fn cells_fill_the_axes_from_the_bottom_up() {
    let cells = Mark::Cells { columns: 2, values: vec![-1.0, 0.0, 1.0, f64::NAN] };
    let page = Page::from(&figure(vec![panel(vec![cells, line(&[0.0, 104.0], &[0.0, 10.0], "")])], 1, (1920, 1080)));
    let rects: Vec<(geometry::Rect, [u8; 3])> = page
        .shapes
        .iter()
        .skip(1)
        .filter_map(|shape| match shape {
            Shape::Rect { rect, color } => Some((*rect, color.rgb)),
            _ => None,
        })
        .collect();
    let [(first, base), (second, middle), (third, change)] = rects[..] else { panic!("{rects:?}") };
    assert_eq!((first.right, first.top), (second.left, third.bottom));
    assert!(base[0] > base[2] && middle == [255; 3] && change[2] > change[0]);
}

#[test]
fn bars_stay_on_the_axes_and_lanes_have_names_for_numbers() {
    let marks = bars(&[1e9, -1e9, 50.0], &[2.0, 5.0, 8.0]);
    let page = Page::from(&figure(vec![panel(marks)], 1, (1920, 1080)));
    let right = 1920.0 / page.unit;
    for shape in &page.shapes {
        if let Shape::Rect { rect, .. } = shape {
            assert!(rect.left >= 0.0 && rect.right <= right, "{rect:?}");
        }
    }
    let words: Vec<String> = words(&page).into_iter().map(|(_, text)| text).collect();
    assert!(words.iter().any(|text| text == "what is not known, number 8"), "{words:?}");
    assert!(!words.contains(&"2.5".to_string()), "{words:?}");
}

/// Everything written on the page, with the room it takes.
fn words(page: &Page) -> Vec<(geometry::Rect, String)> {
    let word = |shape: &Shape| {
        let Shape::Text { face, at: (x, y), anchor, text, .. } = shape else { return None };
        let left = x - anchor.share_left() * face.width(text);
        let (top, right) = (y - 0.72 * face.size, left + face.width(text));
        Some((geometry::Rect { left, top, right, bottom: y + 0.2 * face.size }, text.clone()))
    };
    page.shapes.iter().filter_map(word).collect()
}

#[test]
fn words_keep_off_each_other_and_on_the_page() {
    let names = ["Ship quick wins", "Reset expectations: not now, ask again later", "WIP limit", "Smaller batches"];
    let moments = (0..).map(|i| 8.0 + 5.0 * f64::from(i * i)).zip(names);
    let mut marks: Vec<Mark> = moments.map(|(x, name)| Mark::Moment { x, label: name.to_string(), count: 1 }).collect();
    for (i, name) in ["wicked loop", "flywheel", "third"].into_iter().enumerate() {
        marks.push(line(&[0.0, 104.0], &[3.0, 5.0 + 0.1 * i as f64], name));
    }
    let mut long = marks.clone();
    long.push(line(&[0.0, 104.0], &[3.0, 5.0], "one intervention from each of the four boxes"));
    for (panels, columns, marks) in [(1, 1, &marks), (2, 2, &long), (8, 4, &marks), (8, 4, &long), (12, 4, &marks)] {
        keep_off(&figure(vec![panel(marks.clone()); panels], columns, SCREEN));
    }
}

const SCREEN: (u32, u32) = (1920, 1080);

/// Requires that all words lie on the page, and none over others.
fn keep_off(figure: &Figure) {
    let page = Page::from(figure);
    let words = words(&page);
    let (width, height) = (f64::from(page.width) / page.unit, f64::from(page.height) / page.unit);
    for (i, (a, text)) in words.iter().enumerate() {
        assert!(a.left >= 0.0 && a.top >= 0.0 && a.right <= width && a.bottom <= height, "{text}: {a:?}");
        let over = words[i + 1..].iter().find(|(b, _)| a.meets(*b));
        assert!(over.is_none(), "{} panels: {text} over {over:?}", figure.panels.len());
    }
    // A tenth of a pixel is lost to rounding.
    let least = if figure.big { 0.04 } else { 0.022 } * height - 0.1;
    let small = |shape: &&Shape| matches!(shape, Shape::Text { face, .. } if face.size < least);
    assert!(page.shapes.iter().find(small).is_none(), "{:?} of {height}", page.shapes.iter().find(small));
}

/// A figure on its pages, and as pictures.
fn all_keep_off(figure: &Figure) {
    figure.pages().iter().chain(&figure.pictures()).for_each(|(_, page)| keep_off(page));
}

#[test]
fn long_titles_families_and_many_lines_keep_off_each_other() {
    let endless = "A title that goes on for longer than anybody would read it aloud, and then some more";
    let wide = "\u{6D41}\u{91CF}\u{3068}\u{5728}\u{5EAB} \u{1F642} ".repeat(9);
    let x = [0.0, 52.0, 104.0];
    for words in [endless, wide.as_str(), "short"] {
        for lines in [1, 2, 5, 9, 14] {
            for panels in [1, 2, 3, 5, 8, 12, 16, 31] {
                let member = |at: usize| {
                    let series = (0..lines).map(|i| {
                        let (y, hue) = ([3.0, 4.0, 5.0 + 0.01 * i as f64].to_vec(), Hue::Series(i));
                        let (label, value) = (Some(format!("{words} {i}")), None);
                        Mark::Line { hue, width: 5, dashed: false, x: x.to_vec(), y, label, value }
                    });
                    let moments =
                        (0..6).map(|i| Mark::Moment { x: 9.0 * f64::from(i), label: format!("{words} {i}"), count: 1 });
                    let stretch = Mark::Stretch { from: 60.0, to: 90.0, label: words.to_string() };
                    let title = format!("{words}, member {at}");
                    let headline = format!("{title} rises from 12 to 14");
                    let marks = series.chain(moments).chain([stretch]).collect();
                    Panel { title, headline, unit: words.to_string(), ..panel(marks) }
                };
                let panels = (0..panels).map(member).collect();
                let [title, subtitle, footer] = [1, 2, 3].map(|_| words.to_string());
                all_keep_off(&Figure::screen(title, subtitle, footer, "Seed 1, flywheel 0.1.0".into(), panels));
            }
        }
    }
}

#[test]
fn values_of_many_scenarios_keep_off_each_other() {
    for lines in [2, 5, 9, 14] {
        let series = (0..lines).map(|i| {
            let (x, y) = (vec![0.0, 104.0], vec![3.0, 5.0 + 0.01 * f64::from(i)]);
            let (label, value) = (Some(format!("scenario {i}")), Some(format!("{i}.25")));
            Mark::Line { hue: Hue::Base, width: 5, dashed: false, x, y, label, value }
        });
        let panel = panel(series.collect());
        all_keep_off(&Figure::screen("t".into(), "s".into(), String::new(), "f".into(), vec![panel; 6]));
    }
}

#[test]
fn bars_with_long_names_keep_off_each_other() {
    for (bars, panels) in [(1, 1), (4, 2), (7, 6), (10, 1), (10, 2), (8, 3)] {
        let lanes = (0..bars).flat_map(|i| {
            let y = f64::from(i) + 0.5;
            let name = format!("Ship quick wins in week 4, Reset expectations in week 8, WIP limit in week {i}");
            let bar = |to: f64, value: &str| {
                let (from, whisker) = (1.0, (to - 0.1, to + 0.1));
                Mark::Bar { hue: Hue::Base, y, height: 0.6, from, to, whisker, value: value.to_string() }
            };
            [bar(0.2, "the best of all: 0.86"), bar(1.0 + f64::from(i), "12,345 of 100"), Mark::Lane { y, name }]
        });
        let panel = Panel { y: (0.0, f64::from(bars)), ..panel(lanes.collect()) };
        let panels = vec![panel; panels];
        all_keep_off(&Figure::screen("t".into(), "s".into(), String::new(), "f".into(), panels));
    }
}

#[test]
fn places_near_each_other_keep_their_names_apart() {
    let place = |i: usize| {
        let (x, y) = (50.0 + 0.5 * (i % 3) as f64, 5.0 + 0.05 * (i / 3) as f64);
        Mark::Place { x, y, name: format!("a team in state {i}"), here: i == 0 }
    };
    let note = Mark::Note { hue: Hue::Ink, x: 52.0, y: 5.1, text: "even odds".into() };
    let marks: Vec<Mark> = (0..6).map(place).chain([note]).collect();
    let figure = Figure::screen("t".into(), "s".into(), String::new(), "f".into(), vec![panel(marks)]);
    all_keep_off(&figure);
    let said: Vec<String> = words(&Page::from(&figure)).into_iter().map(|(_, text)| text).collect();
    assert_eq!(said.iter().filter(|text| text.starts_with("a team in state")).count(), 6, "{said:?}");
    assert!(said.contains(&"even odds".to_string()));
}

/// From the left: wide for a while, a spike that has room for no word, and thin with a wide end.
#[test]
fn a_layer_has_its_name_inside_or_a_line_to_it() {
    let x: Vec<f64> = (0..=104).map(f64::from).collect();
    let of = |height: &dyn Fn(f64) -> f64| x.iter().map(|x| height(*x)).collect::<Vec<f64>>();
    let first = of(&|x| if x < 60.0 { 3.0 } else { 0.2 });
    let second = of(&|x| if (29.5..30.5).contains(&x) { 5.0 } else { 0.05 });
    let third = of(&|x| if x > 96.0 { 2.5 } else { 0.05 });
    let fourth = of(&|_| 0.05);
    let mut low = vec![0.0; x.len()];
    let mut marks = Vec::new();
    for (name, height, leads) in [
        ("R1 Reactive team", first, true),
        ("R2 Missed promises", second, true),
        ("R3 Everyone for themselves", third, true),
        ("R4 Blocked", fourth, false),
    ] {
        let high: Vec<f64> = low.iter().zip(&height).map(|(low, height)| low + height).collect();
        marks.push(layer(name, &x, &low, &high, leads));
        low = high;
    }
    let panel = panel(marks.clone());
    let figure = figure(vec![panel], 1, (1920, 1080));
    let page = Page::from(&figure);
    let words = words(&page);
    let find = |text: &str| words.iter().find(|(_, word)| word == text).map(|(at, _)| *at);
    assert!(find("R4").is_none() && find("R4 Blocked").is_none(), "{words:?}");
    let areas: Vec<&Vec<geometry::Point>> = page
        .shapes
        .iter()
        .filter_map(|shape| if let Shape::Area { corners, .. } = shape { Some(corners) } else { None })
        .collect();
    let right = areas[0].iter().map(|corner| corner.0).fold(0.0, f64::max);
    // Inside its own layer, all of it: no edge of any layer runs through the words.
    for (text, area) in [("R1 Reactive team", 0), ("R3", 2)] {
        let at = find(text).unwrap_or_else(|| panic!("{text} is not in {words:?}"));
        for corner in areas.iter().flat_map(|area| area.iter()) {
            assert!(!at.contains(*corner), "{text}: {at:?} holds {corner:?}");
        }
        let over = |x: f64| areas[area].iter().any(|corner| (corner.0 - x).abs() < 30.0 && corner.1 <= at.top);
        assert!(over(at.left) && over(at.right), "{text}: {at:?}");
    }
    // Beside the axes: the spike with a line to it, and what a short name inside stands for.
    for text in ["R2 Missed promises", "R3 Everyone for themselves"] {
        let at = find(text).unwrap_or_else(|| panic!("{text} is not in {words:?}"));
        assert!(at.left > right, "{text}: {at:?}, axes to {right}");
    }
    let spike = areas[1].iter().map(|corner| corner.1).fold(f64::MAX, f64::min);
    let leads = |shape: &Shape| matches!(shape, Shape::Line { points, .. } if points.len() == 2 && points[1].0 > right && points[0].0 < 0.5 * right && points[0].1 > spike);
    assert!(page.shapes.iter().any(leads), "a line leads to the spike");
}

#[test]
fn names_of_lines_keep_off_the_numbers_below_the_axes() {
    let names = ["left alone", "one from each of the four boxes"];
    let marks: Vec<Mark> = names.iter().map(|name| line(&[0.0, 104.0], &[0.0, 0.0], name)).collect();
    let mut panel = panel(marks);
    panel.x_ticks = vec![0.0, 52.0, 104.0];
    let page = Page::from(&figure(vec![panel; 12], 3, (1920, 2160)));
    let words = words(&page);
    for (number, _) in words.iter().filter(|(_, text)| text == "104") {
        // Letters reach a little below the line that they stand on.
        let over = |at: &geometry::Rect| {
            at.left < number.right && number.left < at.right && at.top < number.bottom && number.top < at.bottom + 5.0
        };
        let over = words.iter().find(|(at, text)| text != "104" && over(at));
        assert!(over.is_none(), "104 under {over:?}");
    }
}

#[test]
fn a_png_has_as_many_pixels_as_memory_should_be_asked_for() {
    assert!(fits_png(4_000, 4_000).is_ok() && fits_png(65_535, 1).is_ok());
    assert!(matches!(fits_png(4_001, 4_000), Err(DrawError::TooManyPixels { .. })));
    assert!(matches!(fits_png(0, 100), Err(DrawError::PageSize { .. })));
    assert!(matches!(fits_png(1, 65_536), Err(DrawError::PageSize { .. })));
}
