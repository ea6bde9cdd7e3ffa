//! The picture of a model can be read: no words over words, none off the page, a sign at every head, large words for a
//! room. Held for the shipped model, the model of the documents, and models of others that name no loops.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use flywheel::figure::diagram::{
    Arrow, Diagram, Label, Look, Node, Side, TooLarge, View, Way, Weights, diagram, least_size, rings,
};
use flywheel::figure::draw;
use flywheel::model::graph::Graph;
use flywheel::model::loops::{Polarity, Sign};
use flywheel::model::polarity::Influence;
use flywheel::model::{Model, file, read};
use flywheel::text::{Source, encoding};

/// The least size of words that a room can read, in pixels of a page of 1920 by 1080.
const LEGIBLE: f64 = 26.0;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn model(path: &Path) -> Model {
    let source = encoding::source(&path.to_string_lossy(), &fs::read(path).unwrap()).unwrap();
    read(&source).unwrap_or_else(|wrong| panic!("{}: {wrong:?}", path.display()))
}

/// Every model file in a folder and below it.
fn models(folder: &Path) -> Vec<PathBuf> {
    let mut out = Vec::new();
    for entry in fs::read_dir(folder).into_iter().flatten().map(Result::unwrap) {
        let path = entry.path();
        match path.extension().and_then(|e| e.to_str()) {
            _ if path.is_dir() => out.extend(models(&path)),
            Some("xmile" | "stmx") => out.push(path),
            _ => {}
        }
    }
    out.sort();
    out
}

/// The example of the document, with boxes, loops and a picture.
fn inbox() -> Model {
    let document = fs::read_to_string(root().join("docs/model-file.md")).unwrap();
    let example = document.split("```toml\n").nth(1).unwrap().split("```").next().unwrap();
    file::read(&Source::new("inbox.toml", example)).unwrap()
}

fn overlap(a: &Label, b: &Label) -> bool {
    let (a, b) = (a.rect, b.rect);
    a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom
}

fn distance(a: (f64, f64), b: (f64, f64)) -> f64 {
    ((a.0 - b.0) * (a.0 - b.0) + (a.1 - b.1) * (a.1 - b.1)).sqrt()
}

/// All that must hold of any picture.
fn check(name: &str, drawn: &Diagram) {
    let (width, height) = (f64::from(drawn.width), f64::from(drawn.height));
    let labels: Vec<&Label> = drawn.labels().filter(|l| !l.lines.is_empty()).collect();
    for (i, a) in labels.iter().enumerate() {
        let r = a.rect;
        let inside = r.left >= 0.0 && r.top >= 0.0 && r.right <= width && r.bottom <= height;
        assert!(inside, "{name}: {:?} is off the page of {width} by {height}: {r:?}", a.lines);
        for b in &labels[..i] {
            assert!(!overlap(a, b), "{name}: {:?} overlaps {:?}: {r:?}, {:?}", a.lines, b.lines, b.rect);
        }
    }
    for arrow in &drawn.arrows {
        let ends = [arrow.curve.first(), arrow.curve.last()];
        for (x, y) in ends.into_iter().flatten() {
            assert!((0.0..=width).contains(x) && (0.0..=height).contains(y), "{name}: an arrow ends off the page");
        }
        assert!(arrow.curve.len() > 1, "{name}: an arrow has no way");
        if let Some((_, at)) = arrow.sign {
            let head = *arrow.curve.last().unwrap();
            let far = distance(head, at) / arrow.sign_half;
            assert!(far < 9.0, "{name}: a sign stands {far} of its own half sizes from its head");
        }
    }
}

fn between<'a>(drawn: &'a Diagram, model: &Model, cause: &str, effect: &str) -> &'a Arrow {
    let named = |id| model.variable(id).name.as_str();
    let found = drawn.arrows.iter().find(|a| named(a.cause) == cause && named(a.effect) == effect);
    found.unwrap_or_else(|| panic!("no arrow from {cause} to {effect}"))
}

#[test]
fn the_shipped_model_is_legible_in_a_room() {
    let model = file::shipped();
    let drawn = diagram(&model, View::Room, None);
    check("room", &drawn);
    assert_eq!((drawn.width, drawn.height), (1920, 1080));
    for label in drawn.labels() {
        assert!(label.size >= LEGIBLE, "{:?} is {} pixels high", label.lines, label.size);
        assert!(label.lines.iter().all(|line| !line.contains('…')), "{:?} is cut", label.lines);
    }
    assert!(drawn.nodes.len() <= 16, "{} landmarks are more than a room can hold", drawn.nodes.len());
    assert!(drawn.arrows.iter().all(|arrow| arrow.sign.is_some()), "every influence has its sign");
    let mut shown: Vec<usize> = drawn.turns.iter().map(|turn| turn.named).collect();
    shown.sort_unstable();
    let room: Vec<usize> = (0..model.loops.len()).filter(|i| model.loops[*i].room).collect();
    assert_eq!(shown, room, "every loop of the room has its mark");
    assert_eq!(drawn.regions.iter().filter(|r| r.title.is_some()).count(), 4);
}

/// Known by hand from the paths in the file: the signs between landmarks are products.
#[test]
fn an_arrow_between_landmarks_has_the_sign_of_its_path() {
    let model = file::shipped();
    let drawn = diagram(&model, View::Room, None);
    for (cause, effect, sign) in [
        ("pressure", "reactive_share", Sign::Plus),
        ("wip", "switch_loss", Sign::Plus),
        // switch_loss - delivery_time + completing + waiting + releasing + shipping + recent_thr
        ("switch_loss", "recent_thr", Sign::Minus),
        ("recent_thr", "lateness", Sign::Minus),
        ("trust", "pressure", Sign::Minus),
        // pressure - change_effort + learning + practices - change_gap
        ("pressure", "change_gap", Sign::Plus),
        // batch + release_delay - releasing - waiting
        ("batch", "waiting", Sign::Plus),
        ("batch", "recent_thr", Sign::Minus),
    ] {
        assert_eq!(between(&drawn, &model, cause, effect).sign.unwrap().0, sign, "{cause} to {effect}");
    }
    // A stock on the way makes an arrow slow; promises are kept or not at once.
    assert!(between(&drawn, &model, "lateness", "pressure").delay.is_some());
    assert!(between(&drawn, &model, "lateness", "promises_met").delay.is_none());
    // The signs round each loop make its polarity.
    for turn in &drawn.turns {
        assert_eq!(turn.polarity == Polarity::Balancing, turn.letter.lines[0].starts_with('B'));
    }
}

fn legend(drawn: &Diagram) -> String {
    drawn.legend.iter().flat_map(|l| &l.lines).cloned().collect::<Vec<_>>().join(" ")
}

/// Whoever hears of a loop by its number finds it: in its mark, or with its name below the picture.
#[test]
fn every_loop_that_is_told_has_its_number_on_the_page() {
    let model = file::shipped();
    let (room, full) = (diagram(&model, View::Room, None), diagram(&model, View::Full, None));
    for (index, named) in model.loops.iter().enumerate() {
        let mark = |drawn: &Diagram| drawn.turns.iter().find(|t| t.named == index).map(|t| t.letter.lines.clone());
        assert_eq!(mark(&full), Some(vec![named.id.clone()]), "the full view marks every loop");
        let said = format!("{} {}", named.id, named.name);
        assert!(legend(&full).contains(&said), "{said} is in no list");
        match mark(&room) {
            Some(number) => assert_eq!(number.concat(), named.id),
            None => assert_eq!(legend(&room).contains(&said), named.story, "{said}"),
        }
    }
}

#[test]
fn boxes_are_explained() {
    let told = legend(&diagram(&file::shipped(), View::Room, None));
    assert!(told.contains("box: builds up over time") && told.contains("no box: follows at once"), "{told}");
    // What has no stock needs no word of boxes.
    let flat = "[time]\nunit = 'week'\n[constant.a]\nunit = '1'\nvalue = 1\n[aux.b]\nunit = '1'\nequation = 'a'\n";
    let flat = file::read(&Source::new("flat.toml", flat)).unwrap();
    assert!(!legend(&diagram(&flat, View::Full, None)).contains("box"));
}

/// Pipes go round words by the gaps between columns and rows.
#[test]
fn no_pipe_of_the_full_view_runs_through_a_name() {
    let model = file::shipped();
    let drawn = diagram(&model, View::Full, None);
    assert!(drawn.pipes.len() > 20);
    for (pipe, node) in drawn.pipes.iter().flat_map(|pipe| drawn.nodes.iter().map(move |node| (pipe, node))) {
        let r = node.label.rect;
        for ends in pipe.corners.windows(2) {
            let at = |i: u32| {
                let share = f64::from(i) / 400.0;
                let mix = |a: f64, b: f64| a + share * (b - a);
                (mix(ends[0].0, ends[1].0), mix(ends[0].1, ends[1].1))
            };
            let over = (0..=400).map(at).any(|p| (r.left..r.right).contains(&p.0) && (r.top..r.bottom).contains(&p.1));
            let flow = &model.variable(pipe.flow).name;
            assert!(!over, "the pipe of {flow} runs through {:?}", node.label.lines);
        }
    }
}

/// Some loops with what each did; of the first side downwards, of the second these times so much upwards.
fn sides(model: &Model, times: f64) -> [Side; 2] {
    let did = [("R1", 0.06), ("R2", 0.012), ("R7", 0.02), ("R8", 0.09), ("B1", -0.02), ("R13", 0.01)];
    let effects = |by: f64| {
        let of = |id: &str| model.loops.iter().position(|l| l.id == id).unwrap();
        did.iter().map(|(id, effect)| (of(id), by * effect)).collect()
    };
    let side = |title: &str, by: f64| Side {
        title: title.into(),
        caption: "a quarter".into(),
        effects: effects(by),
        changes: Vec::new(),
    };
    [side("Left alone", -1.0), side("With help", times)]
}

/// The arrows of one side: the left half of the page, or the right one.
fn of_side(drawn: &Diagram, right: bool) -> Vec<&Arrow> {
    let middle = 0.5 * f64::from(drawn.width);
    drawn.arrows.iter().filter(|a| (a.curve[0].0 > middle) == right).collect()
}

fn words_of_side(drawn: &Diagram, model: &Model, name: &str, right: bool) -> String {
    let middle = 0.5 * f64::from(drawn.width);
    let of = |n: &&Node| model.variable(n.variable).name == name && (n.label.rect.left > middle) == right;
    drawn.nodes.iter().find(of).unwrap().label.lines.join(" ")
}

#[test]
fn the_ring_that_turns_is_legible_in_a_room() {
    let model = file::shipped();
    let drawn = rings(&model, &sides(&model, 2.0), "throughput (item/week)").unwrap();
    check("rings", &drawn);
    assert_eq!((drawn.width, drawn.height), (1920, 1080));
    for label in drawn.labels() {
        assert!(label.size >= LEGIBLE, "{:?} is {} pixels high", label.lines, label.size);
        assert!(label.lines.iter().all(|line| !line.contains('…')), "{:?} is cut", label.lines);
        for arrow in &drawn.arrows {
            let r = label.rect;
            let under = |p: &&(f64, f64)| (r.left..r.right).contains(&p.0) && (r.top..r.bottom).contains(&p.1);
            assert!(!arrow.curve.iter().any(|p| under(&p)), "an arrow runs under {:?}", label.lines);
        }
    }
    // What each loop did is told on both sides.
    let told = legend(&drawn);
    for words in ["R1 Reactive team −0.06", "R1 Reactive team +0.12", "B1 Work harder +0.02", "B1 Work harder −0.04"]
    {
        assert!(told.contains(words), "{words}: {told}");
    }
    assert!(told.contains("throughput (item/week)"), "{told}");
    // The ring and four loops, twice.
    let mut marked: Vec<&str> = drawn.turns.iter().map(|t| model.loops[t.named].id.as_str()).collect();
    marked.sort_unstable();
    assert_eq!(marked, ["B1", "B1", "R1", "R1", "R2", "R2", "R7", "R7", "R8", "R8"]);
}

/// The same things at the same places, with the same arrows.
#[test]
fn both_sides_are_one_wheel() {
    let model = file::shipped();
    let drawn = rings(&model, &sides(&model, 2.0), "throughput").unwrap();
    let (left, right) = (of_side(&drawn, false), of_side(&drawn, true));
    assert_eq!(left.len(), right.len());
    let apart = right[0].curve[0].0 - left[0].curve[0].0;
    for (a, b) in left.iter().zip(&right) {
        assert_eq!((a.cause, a.effect), (b.cause, b.effect));
        for (p, q) in a.curve.iter().zip(&b.curve) {
            assert!((q.0 - p.0 - apart).abs() < 1e-9 && (q.1 - p.1).abs() < 1e-9);
        }
    }
}

#[test]
fn words_turn_with_the_effects() {
    let model = file::shipped();
    let [alone, helped] = sides(&model, 2.0);
    let drawn = rings(&model, &[alone.clone(), helped.clone()], "throughput").unwrap();
    let swapped = rings(&model, &[helped.clone(), alone.clone()], "throughput").unwrap();
    // Where it is known what became of a variable, that is said, whatever the loops did: less pressure is better, and more trust;
    // that less lateness is follows from the signs of links.
    let id = |name: &str| model.find(name).unwrap();
    let changes = vec![(id("pressure"), -0.2), (id("trust"), 0.1), (id("lateness"), 0.3)];
    let known = rings(&model, &[Side { changes, ..alone }, helped], "throughput").unwrap();
    for (name, words) in [("pressure", "pressure falls"), ("trust", "trust grows"), ("lateness", "we fall behind")] {
        assert_eq!(words_of_side(&known, &model, name, false), words);
    }
    for (name, down, up) in [
        ("promises_met", "promises slip", "promises kept"),
        ("pressure", "pressure rises", "pressure falls"),
        ("wip", "more open at once", "less open at once"),
        // Only Technical debt runs through it.
        ("debt", "the mess grows", "the mess shrinks"),
        // Through it run Burnout, and Work harder, which balances and does not say where the team goes.
        ("hours", "fewer hours worked", "more hours worked"),
    ] {
        assert_eq!(words_of_side(&drawn, &model, name, false), down);
        assert_eq!(words_of_side(&drawn, &model, name, true), up);
        assert_eq!(words_of_side(&swapped, &model, name, false), up);
        assert_eq!(words_of_side(&swapped, &model, name, true), down);
    }
    // An arrow of a balancing loop alone goes where that loop does.
    let pushed = |right: bool| {
        let of = |a: &&&Arrow| {
            (model.variable(a.cause).name.as_str(), model.variable(a.effect).name.as_str()) == ("pressure", "hours")
        };
        of_side(&drawn, right).iter().find(of).unwrap().way
    };
    assert_eq!((pushed(false), pushed(true)), (Some(Way::Up), Some(Way::Down)));
    let titles: Vec<String> = drawn.regions.iter().flat_map(|r| &r.title).map(|t| t.lines.join(" ")).collect();
    assert_eq!(titles, ["Left alone: the loops drag down", "With help: the loops lift"]);
    // Without an effect there is no direction, and a variable has its own words.
    let nothing = rings(&model, &[Side::default(), Side::default()], "throughput").unwrap();
    assert!(nothing.arrows.iter().all(|a| a.way.is_none()));
    let trust = model.find("trust").unwrap();
    assert_eq!(words_of_side(&nothing, &model, "trust", true), model.variable(trust).words());
}

/// Three times the effect is three times the width, on whichever side it is.
#[test]
fn both_sides_have_one_scale() {
    let model = file::shipped();
    let of = |times: f64| {
        let drawn = rings(&model, &sides(&model, times), "throughput").unwrap();
        [false, true].map(|right| of_side(&drawn, right).iter().map(|a| a.width).collect::<Vec<_>>())
    };
    let [left, right] = of(3.0);
    let thinnest = left.iter().chain(&right).copied().fold(f64::INFINITY, f64::min);
    let mut compared = 0;
    for (a, b) in left.iter().zip(&right).filter(|(a, _)| **a > thinnest) {
        assert!((b / a - 3.0).abs() < 1e-9, "{a} {b}");
        compared += 1;
    }
    assert!(compared > 4, "{compared}");
    let most = |widths: &[f64]| widths.iter().copied().fold(0.0, f64::max);
    let [left, right] = of(1.0);
    assert_eq!(left, right);
    let [weak, strong] = of(0.2);
    assert_eq!(most(&weak), most(&right), "the thickest arrow is as thick, whichever side it is on");
    assert!(most(&strong) < 0.21 * most(&weak));
}

#[test]
fn what_has_no_ring_does_not_turn() {
    let sides = [Side::default(), Side::default()];
    assert!(rings(&dense(4, 1), &sides, "s0").is_none());
    let example = inbox();
    check("inbox", &rings(&example, &sides, "wait").unwrap());
}

#[test]
fn no_arrow_of_a_room_runs_under_words() {
    let model = file::shipped();
    let drawn = diagram(&model, View::Room, None);
    for arrow in &drawn.arrows {
        for label in drawn.labels() {
            let r = label.rect;
            let under = |p: &&(f64, f64)| (r.left..r.right).contains(&p.0) && (r.top..r.bottom).contains(&p.1);
            let (a, b) = (&model.variable(arrow.cause).name, &model.variable(arrow.effect).name);
            assert!(!arrow.curve.iter().any(|p| under(&p)), "the arrow from {a} to {b} runs under {:?}", label.lines);
        }
    }
}

#[test]
fn the_full_view_has_all_that_is_on_any_loop() {
    let model = file::shipped();
    let drawn = diagram(&model, View::Full, None);
    check("full", &drawn);
    let graph = Graph::shown(&model);
    // A family is one, and so are the links of its members.
    let joined = graph.joined(|id| model.listed_as(id));
    for arrow in &drawn.arrows {
        let sign = match joined.link(arrow.cause, arrow.effect).unwrap().influence {
            Influence::Plus => Some(Sign::Plus),
            Influence::Minus => Some(Sign::Minus),
            _ => None,
        };
        assert_eq!(arrow.sign.map(|(sign, _)| sign), sign);
    }
    for variable in graph.parts().into_iter().flatten() {
        let node = drawn.nodes.iter().find(|n| n.variable == model.listed_as(variable));
        let node = node.unwrap_or_else(|| panic!("{} is missing", model.variable(variable).name));
        assert_eq!(node.look == Look::Stock, model.variable(variable).stock().is_some());
    }
    // A loop has its mark, or is told to have none.
    let told = drawn.legend.iter().flat_map(|l| &l.lines).cloned().collect::<Vec<_>>().join(" ");
    for (index, named) in model.loops.iter().enumerate() {
        assert!(told.contains(&named.id), "{} is told of nowhere", named.id);
        assert!(!named.room || drawn.turns.iter().any(|turn| turn.named == index), "{} has no mark", named.id);
    }
    let valves = drawn.nodes.iter().filter(|n| n.look == Look::Valve).count();
    assert_eq!(drawn.pipes.len(), valves);
    // backlog -> starting -> wip -> completing -> waiting is one line of pipes; items come from and go to nowhere.
    let pipe = |name: &str| drawn.pipes.iter().find(|p| model.variable(p.flow).name == name).unwrap();
    assert!(pipe("starting").clouds.is_empty() && pipe("completing").clouds.is_empty());
    assert_eq!(pipe("promising").clouds.len(), 1);
}

#[test]
fn the_same_model_gives_the_same_picture() {
    let model = file::shipped();
    let svg = || draw::svg(&diagram(&model, View::Room, None)).unwrap();
    let first = svg();
    assert_eq!(first, svg());
    assert!(first.contains("Reactive team") && first.contains("Earn trust"));
}

#[test]
fn weights_make_arrows_thick_and_say_when() {
    let model = file::shipped();
    let plain = diagram(&model, View::Room, None);
    let width = plain.arrows[0].width;
    assert!(plain.arrows.iter().all(|a| a.width == width), "without weights all arrows are the same");
    let [strong, weak] = [("lateness", "pressure"), ("recent_thr", "lateness")].map(|(cause, effect)| {
        let arrow = between(&plain, &model, cause, effect);
        (arrow.cause, arrow.effect)
    });
    let caption = "thickness: share of influence in week 12".to_string();
    let weights = Weights { caption, of: [(strong, 0.8), (weak, 0.1)].into() };
    let drawn = diagram(&model, View::Room, Some(&weights));
    check("weighted", &drawn);
    let of = |(cause, effect)| drawn.arrows.iter().find(|a| (a.cause, a.effect) == (cause, effect)).unwrap();
    assert!(of(strong).width > 2.0 * of(weak).width);
    // The sign of a weight is that of the moment, here against the file's.
    assert_eq!(
        (of(weak).sign.unwrap().0, between(&plain, &model, "recent_thr", "lateness").sign.unwrap().0),
        (Sign::Plus, Sign::Minus)
    );
    let told: String = drawn.legend.iter().flat_map(|l| l.lines.clone()).collect();
    assert!(told.contains("week 12"), "{told}");
}

#[test]
fn other_models_are_readable_too() {
    let example = Arc::new(inbox());
    for view in [View::Room, View::Full] {
        let drawn = diagram(&example, view, None);
        check("inbox", &drawn);
        assert!(drawn.arrows.iter().all(|arrow| arrow.sign.is_some()));
        assert_eq!(drawn.regions.iter().filter(|r| r.title.is_some()).count(), 1);
    }
    let made = models(&root().join("conformance/made"));
    assert!(!made.is_empty());
    let suite = std::env::var("FLYWHEEL_SUITE").map(PathBuf::from);
    let showcase = suite.map_or(Vec::new(), |suite| models(&suite.join("showcase")));
    for path in made.iter().chain(&showcase) {
        let model = model(path);
        for view in [View::Room, View::Full] {
            check(&path.display().to_string(), &diagram(&model, view, None));
        }
    }
}

/// What is declared once for each intervention is drawn once, as a stack, and says so.
#[test]
fn a_family_is_drawn_once() {
    let model = file::shipped();
    let plain = diagram(&model, View::Full, None);
    let own = |family: &str| {
        let of = |id| model.variable(id).member.as_ref().is_some_and(|m| m.family == family);
        plain.nodes.iter().filter(|n| n.look != Look::Ghost && of(n.variable)).collect::<Vec<_>>()
    };
    for (family, words) in
        [("practice", "habit"), ("gap", "still to be learned"), ("adoption", "adoption"), ("learning", "habit growing")]
    {
        let [node] = own(family)[..] else { panic!("{family}: {} nodes", own(family).len()) };
        assert!(node.stacked);
        assert_eq!(node.label.lines.join(" "), format!("{words}, one for each intervention"));
    }
    let stacked = |id| plain.nodes.iter().any(|n| n.stacked && n.variable == id);
    for node in plain.nodes.iter().filter(|n| n.look != Look::Ghost) {
        assert_eq!(stacked(node.variable), model.variable(node.variable).member.is_some());
    }
    // One arrow for what all members do, as thick as all of it together.
    let of = |name: &str| model.find(name).unwrap();
    let one = [("gap_swarm", 0.3)].map(|(name, share)| ((of(name), of("change_gap")), share));
    let two = [("gap_swarm", 0.3), ("gap_wip_limit", 0.4)].map(|(name, share)| ((of(name), of("change_gap")), share));
    let width = |of: &[_]| {
        let weights = Weights { caption: String::new(), of: of.iter().copied().collect() };
        let drawn = diagram(&model, View::Full, Some(&weights));
        let whole = drawn.arrows.iter().filter(|a| {
            let family = model.variable(a.cause).member.as_ref().map(|m| m.family.as_str());
            family == Some("gap") && model.variable(a.effect).name == "change_gap"
        });
        let widths: Vec<f64> = whole.map(|a| a.width).collect();
        assert_eq!(widths.len(), 1);
        widths[0]
    };
    let (nothing, one, two) = (width(&[]), width(&one), width(&two));
    assert!(((two - nothing) / (one - nothing) - 7.0 / 3.0).abs() < 1e-9, "{nothing} {one} {two}");
}

/// Adoption, all of it together, acts on some twenty variables: as a star of arrows it would hide the rest.
#[test]
fn a_hub_is_named_beside_what_it_acts_on() {
    let model = file::shipped();
    let drawn = diagram(&model, View::Full, None);
    let adoption = |n: &&Node| model.variable(n.variable).member.as_ref().is_some_and(|m| m.family == "adoption");
    let node = drawn.nodes.iter().filter(|n| n.look != Look::Ghost).find(adoption).unwrap();
    let ghosts = drawn.nodes.iter().filter(|n| n.look == Look::Ghost && n.variable == node.variable).count();
    let far = drawn
        .arrows
        .iter()
        .filter(|a| a.cause == node.variable && distance(a.curve[0], *a.curve.last().unwrap()) > 200.0);
    assert!(ghosts > 12 && far.count() == 0, "{ghosts} ghosts");
    // No arrow runs into the list of loops.
    let right = drawn.regions.iter().flat_map(|r| &r.corners).map(|c| c.0).fold(0.0, f64::max) + 30.0;
    for arrow in &drawn.arrows {
        assert!(arrow.curve.iter().all(|p| p.0 <= right), "{:?} to {right}", arrow.curve);
    }
}

/// So many stocks, each of which moves towards so many others, spread over all of them.
fn dense(stocks: usize, others: usize) -> Model {
    let one = |i: usize| {
        let read: Vec<String> = (0..others).map(|k| format!("s{}", (i + 1 + k * (stocks / others)) % stocks)).collect();
        format!(
            "[stock.s{i}]\nunit = '1'\ninitial = {i}\ninflows = ['f{i}']\n\
             [flow.f{i}]\nunit = '1/week'\nequation = 'pace * ({})'\n",
            read.join(" + ")
        )
    };
    let head = "[time]\nunit = 'week'\nstop = 4\n[constant.pace]\nunit = '1/week'\nvalue = 0.1\n".to_string();
    let text = head + &(0..stocks).map(one).collect::<String>();
    file::read(&Source::new("dense.toml", text)).unwrap_or_else(|wrong| panic!("{wrong:?}"))
}

/// What cannot be laid out with care is drawn simply, whole, and says so; nothing else does.
#[test]
fn too_many_arrows_are_drawn_simply_and_told() {
    let simply = |drawn: &Diagram| drawn.legend.iter().flat_map(|l| &l.lines).any(|line| line.contains("drawn simply"));
    let crowded = diagram(&dense(150, 20), View::Full, None);
    check("dense", &crowded);
    assert_eq!(crowded.arrows.len(), 3000);
    assert!(simply(&crowded));
    for drawn in [diagram(&dense(30, 3), View::Full, None), diagram(&file::shipped(), View::Full, None)] {
        assert!(!simply(&drawn));
    }
}

#[test]
fn what_nobody_could_read_is_refused() {
    assert!(least_size(&dense(1500, 1), View::Full).is_ok());
    assert_eq!(least_size(&dense(1501, 1), View::Room), Err(TooLarge { variables: 3002, arrows: 1501 }));
    let TooLarge { arrows, .. } = least_size(&dense(600, 30), View::Full).unwrap_err();
    assert!(arrows > 15_000, "{arrows}");
}
