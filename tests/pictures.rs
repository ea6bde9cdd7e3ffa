//! Every chart that a command draws can be read: nothing is written over anything else, all of it lies on the page and is
//! large enough, in the words of the model. Boxes of text are those that the SVG itself gives to readers, which are what
//! its letters were measured by.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use tempfile::TempDir;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// A file of a team that has a title, picks, a shock and a horizon of its own.
const SQUAD: &str = r#"
title = "Payments squad"
start = "loaded"
horizon = 78
[picks]
demo = 2
one_goal = 6
swarm = { start = 10, strength = 0.5 }
automate = 14
[stocks]
wip = 11
[shock.fair]
title = "a third more requests before the fair"
constant = "demand_shock"
amount = 0.33
from = 30
to = 38
"#;

/// One that does much at once under a long title.
const MUCH: &str = r#"
title = "A title that is really very long, because a leader likes to say everything about the payments squad in one line <b> & co"
start = "stressed"
[picks]
quick_wins = 4
demo = 4
outcomes = 4
not_now = 5
one_intake = 6
one_goal = 7
honest_dates = 8
wip_limit = 16
visible_work = 16
swarm = 16
slack = 16
small_batch = 22
"#;

/// Writes a scenario into a folder and tells where it is.
fn written(folder: &TempDir, name: &str, text: &str) -> String {
    let path = folder.path().join(name);
    fs::write(&path, text).unwrap();
    path.to_string_lossy().into_owned()
}

/// The SVG files that a command leaves behind.
fn drawn(arguments: &[&str]) -> Vec<(String, String)> {
    let folder = TempDir::new().unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_flywheel"));
    command.current_dir(root()).args(arguments).arg("--quiet").arg("--out").arg(folder.path()).stdin(Stdio::null());
    let ran = command.output().unwrap();
    assert!(ran.status.success(), "flywheel {}\n{}", arguments.join(" "), String::from_utf8_lossy(&ran.stderr));
    let mut files = Vec::new();
    walk(folder.path(), &mut files);
    files.sort();
    let svg = |path: &PathBuf| path.extension().is_some_and(|ending| ending == "svg");
    let named =
        |path: PathBuf| (path.file_name().unwrap().to_string_lossy().into_owned(), fs::read_to_string(path).unwrap());
    files.into_iter().filter(svg).map(named).collect()
}

fn walk(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { walk(&path, files) } else { files.push(path) }
    }
}

/// A line of text with the box that it takes: left, top, right, bottom.
#[derive(Debug)]
struct Line {
    text: String,
    size: f64,
    at: [f64; 4],
}

/// A picture as a reader of its text has it.
struct Picture {
    size: (f64, f64),
    /// The middles of the discs on which numbers stand, and their radius.
    discs: Vec<[f64; 3]>,
    title: String,
    about: String,
    lines: Vec<Line>,
}

/// The value of an attribute of an element, which is written as `name a="b">what follows`.
fn attribute<'e>(element: &'e str, name: &str) -> &'e str {
    let inside = element.split('>').next().unwrap();
    let (_, after) = inside.split_once(&format!(" {name}=\"")).unwrap_or_else(|| panic!("no {name} in {inside}"));
    after.split('"').next().unwrap()
}

fn plain(text: &str) -> String {
    text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
}

fn read(svg: &str) -> Picture {
    let mut picture =
        Picture { size: (0.0, 0.0), discs: Vec::new(), title: String::new(), about: String::new(), lines: Vec::new() };
    for element in svg.split('<').skip(1) {
        let name = element.split([' ', '>']).next().unwrap();
        let text = element.split_once('>').map_or(String::new(), |(_, text)| plain(text));
        let number = |name: &str| attribute(element, name).parse::<f64>().unwrap();
        match name {
            "svg" => {
                let view: Vec<f64> =
                    attribute(element, "viewBox").split(' ').map(|side| side.parse().unwrap()).collect();
                picture.size = (view[2], view[3]);
                assert_eq!(attribute(element, "role"), "img");
                assert!(!attribute(element, "aria-labelledby").is_empty());
            }
            "circle" if attribute(element, "fill") == "#5E5E5E" => {
                picture.discs.push(["cx", "cy", "r"].map(number));
            }
            "title" => picture.title = text,
            "desc" => picture.about = text,
            "text" => {
                let [x, y, size, length] = ["x", "y", "font-size", "textLength"].map(number);
                picture.lines.push(Line { text, size, at: [x, y - 0.72 * size, x + length, y + 0.2 * size] });
            }
            _ => {}
        }
    }
    picture
}

/// Judges a chart; `least` is the share of the height that letters must have.
fn judge(name: &str, svg: &str, least: f64) -> Picture {
    let picture = read(svg);
    let Picture { size: (width, height), lines, .. } = &picture;
    assert!(!picture.title.is_empty() && picture.about.len() > 20, "{name}: {} / {}", picture.title, picture.about);
    assert!(lines.len() > 5, "{name} says nothing");
    for (index, line) in lines.iter().enumerate() {
        let [left, top, right, bottom] = line.at;
        assert!(left >= 0.0 && top >= 0.0 && right <= *width && bottom <= *height, "{name}: {line:?} is off the page");
        assert!(line.size >= least * height, "{name}: {line:?} is too small");
        assert!(!line.text.contains('_'), "{name}: {line:?} is an identifier");
        for other in &lines[index + 1..] {
            let [l, t, r, b] = other.at;
            // A tenth of a pixel is rounding.
            let apart = left >= r - 1.0 || l >= right - 1.0 || top >= b - 1.0 || t >= bottom - 1.0;
            assert!(apart, "{name}: {line:?} lies over {other:?}");
        }
    }
    let top = picture.discs.iter().map(|[_, y, _]| *y).fold(f64::INFINITY, f64::min);
    for [x, y, r] in picture.discs.iter().filter(|[_, y, _]| *y == top) {
        let is_name = |line: &&Line| {
            let [left, above, _, below] = line.at;
            (above..below).contains(y) && left > x + r && left < x + 3.0 * r
        };
        assert!(lines.iter().any(|line| is_name(&line)), "{name}: nothing is said of the number at {x}, {y}");
    }
    if least == BIG {
        // The headline is there to its end, however many lines that takes.
        let said: Vec<&str> = lines.iter().map(|line| line.text.as_str()).collect();
        let whole = |count: usize| said[..count].join(" ") == picture.title;
        assert!((1..=3.min(said.len())).any(whole), "{name}: {} is cut: {said:?}", picture.title);
    }
    picture
}

const SMALL: f64 = 0.022;
const BIG: f64 = 0.04;

/// Judges what a command draws, as pages and as pictures; tells the names of both.
fn both(arguments: &[&str]) -> [Vec<String>; 2] {
    [(&[][..], SMALL), (&["--big"], BIG)].map(|(more, least)| {
        let all = drawn(&[arguments, more].concat());
        assert!(!all.is_empty());
        for (name, svg) in all.iter().filter(|(name, _)| name != "diagram.svg") {
            // Two rings share a page, and have no page of their own.
            let least = if name == "rings.svg" { SMALL } else { least };
            let picture = judge(&format!("{} {}: {name}", arguments.join(" "), more.join(" ")), svg, least);
            for said in ["no new decisions", "doing nothing", "?.", "None"] {
                assert!(!picture.about.contains(said) && !picture.title.contains(said), "{name}: {said}");
            }
        }
        all.into_iter().map(|(name, _)| name).collect()
    })
}

#[test]
fn charts_of_a_run() {
    let [pages, pictures] = both(&["run", "--replications", "40"]);
    let each = ["cumulative-flow.svg", "flow-distribution.svg"];
    for name in each.iter().chain(&["side-by-side.svg", "trajectories.svg"]) {
        assert!(pages.contains(&name.to_string()), "{name} in {pages:?}");
    }
    for name in each.iter().chain(&["side-by-side-good-output.svg", "trajectories-trust.svg"]) {
        assert!(pictures.contains(&name.to_string()), "{name} in {pictures:?}");
    }
}

#[test]
fn a_headline_tells_the_result() {
    let all = drawn(&["run", "scenarios/one-from-each-box.toml", "--replications", "40", "--big"]);
    let titles: Vec<String> = all.iter().map(|(_, svg)| read(svg).title).collect();
    for said in ["Trust rises from 0.30 to ", "Pressure falls from "] {
        assert!(titles.iter().any(|title| title.starts_with(said)), "{said} in {titles:?}");
    }
}

#[test]
fn cumulative_flow_has_one_scale() {
    let all = drawn(&["run", "--replications", "40"]);
    let scales: Vec<Vec<String>> = all
        .iter()
        .filter(|(name, _)| name == "cumulative-flow.svg")
        .map(|(_, svg)| {
            let numbers = read(svg).lines.into_iter().map(|line| line.text);
            numbers.filter(|text| text.ends_with("00")).collect()
        })
        .collect();
    assert_eq!(scales.len(), 2);
    assert!(scales[0] == scales[1] && scales[0].len() > 2, "{scales:?}");
}

#[test]
fn charts_of_a_comparison_of_two_and_of_nine() {
    const TWO: [&str; 2] = ["scenarios/wicked-loop.toml", "scenarios/one-from-each-box.toml"];
    let few = ["--replications", "10"];
    both(&[&["compare"], &TWO[..], &few].concat());
    let more = ["wip-1", "wip-2", "wip-half", "quick-wins-first", "not-now-first", "refactoring-20", "refactoring-40"];
    let more = more.map(|name| format!("scenarios/levers/{name}.toml"));
    let nine: Vec<&str> = TWO.into_iter().chain(more.iter().map(String::as_str)).collect();
    both(&[&["compare"], &nine[..], &few].concat());
    let all = drawn(&[&["run"], &nine[..], &few].concat());
    let (_, side_by_side) = all.iter().find(|(name, _)| name == "side-by-side.svg").unwrap();
    // Nine bands over each other are mud: there are lines only.
    assert_eq!(side_by_side.matches("fill-opacity=\"0.").count(), 0);
    judge("nine", side_by_side, SMALL);
}

#[test]
fn charts_of_much_at_once_and_of_unlike_horizons() {
    let folder = TempDir::new().unwrap();
    let (squad, much) = (written(&folder, "squad.toml", SQUAD), written(&folder, "much.toml", MUCH));
    let few = ["--replications", "10"];
    both(&[&["run", &much][..], &few].concat());
    let big = drawn(&[&["run", &much, "--big"][..], &few].concat());
    let (_, trust) = big.iter().find(|(name, _)| name == "trajectories-trust.svg").unwrap();
    assert!(read(trust).lines.iter().any(|line| line.text == "12 changes, weeks 4 to 22"));
    let together =
        [&["compare", &squad, "scenarios/healthy.toml", "scenarios/wicked-loop.toml", &much][..], &few].concat();
    both(&together);
    // Where horizons differ, what is compared is a week that all have; one's own team is named.
    let big = drawn(&[&together[..], &["--big"]].concat());
    let (_, trust) = big.iter().find(|(name, _)| name == "overlay-trust.svg").unwrap();
    let title = read(trust).title;
    assert!(
        title.starts_with("Trust in week 78, the last that all have: ") && title.contains("with \"Payments squad\""),
        "{title}"
    );
    both(&[&["compare", &squad, "scenarios/wicked-loop.toml"][..], &few].concat());
}

#[test]
fn charts_of_loops() {
    let folder = TempDir::new().unwrap();
    let squad = written(&folder, "squad.toml", SQUAD);
    for scores in [&[][..], &["--scores", "--no-cuts"]] {
        both(&[&["loops", "--replications", "12"], scores].concat());
        both(&[&["loops", &squad, "--replications", "12"], scores].concat());
    }
}

#[test]
fn charts_of_a_sensitivity() {
    both(&["sensitivity", "--method", "morris", "--samples", "2"]);
    both(&["sensitivity", "--samples", "16"]);
}

#[test]
fn charts_of_the_edge() {
    let few = ["--grid", "5", "--replications", "4", "--durations", "4,12,26"];
    both(&[&["tipping", "--shock", "demand_shock=1"], &few[..]].concat());
    let folder = TempDir::new().unwrap();
    let squad = written(&folder, "squad.toml", SQUAD);
    both(&[&["tipping", &squad], &few[..]].concat());
    let all = drawn(&[&["tipping", &squad, "--big"], &few[..]].concat());
    let (_, map) = all.iter().find(|(name, _)| name == "tipping.svg").unwrap();
    assert!(read(map).lines.iter().any(|line| line.text == "WIP (item)"));
    let (_, shock) = all.iter().find(|(name, _)| name == "tipping-shock.svg").unwrap();
    assert!(read(shock).title.to_lowercase().contains("half of them"), "{}", read(shock).title);
}

#[test]
fn charts_of_a_choice() {
    let few = ["--replications", "10", "--gaps", "4", "--only", "quick_wins,not_now,wip_limit,small_batch"];
    both(&[&["pick"], &few[..]].concat());
    // No name of a row is cut, and none is that of another.
    for more in [&[][..], &["--big"]] {
        let all = drawn(&[&["pick"], &few[..], more].concat());
        for (name, svg) in all.iter().filter(|(name, _)| name.starts_with("pick")) {
            let lines = read(svg).lines;
            assert!(lines.iter().all(|line| !line.text.contains('…')), "{name}: {lines:?}");
        }
    }
}

#[test]
fn the_pictures_of_the_model() {
    for view in ["room", "full"] {
        let folder = TempDir::new().unwrap();
        let path = folder.path().join("model.svg");
        let mut command = Command::new(env!("CARGO_BIN_EXE_flywheel"));
        let arguments = ["model", "diagram", "--view", view, "-o"];
        assert!(command.args(arguments).arg(&path).stdin(Stdio::null()).status().unwrap().success());
        let picture = read(&fs::read_to_string(path).unwrap());
        assert!(picture.about.starts_with("A causal diagram of "), "{}", picture.about);
        assert!(picture.lines.iter().all(|line| !line.text.contains('_')));
    }
}
