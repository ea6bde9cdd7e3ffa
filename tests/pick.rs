//! `flywheel pick` where the answers are known: interventions whose effects add up, save for what two do together.

use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::{Command, Output, Stdio};

use serde_json::Value;
use tempfile::TempDir;

/// Two boxes and one that is empty. Work is done at `base`, and so much faster as the picks say; `base` is the team's own.
const MODEL: &str = r#"
name = "work"
title = "Work that gets done"
one = "team"
cost_constant = "asked"

[time]
unit = "week"
stop = 10

[unit]
item = "a piece of work"
person = "somebody"

[stock.done]
label = "work done"
unit = "item"
better = "high"
initial = 0
inflows = ["doing"]

[flow.doing]
unit = "item/week"
equation = 'base + tools + habits + together*tools*habits'

[pick]
first = 4
gaps = [0, 4, 8]

[constant.base]
value = 5
unit = "item/week"
distribution = "uniform"
min = 4
max = 6

[constant.tools]
value = 0
unit = "item/week"
role = "lever"

[constant.habits]
value = 0
unit = "item/week"
role = "lever"

[constant.together]
value = 0.5
unit = "week/item"

[constant.asked]
value = 0
unit = "person*week"
role = "lever"
about = "effort that a change asks of a team of six"

[box.gear]
title = "Gear"

[box.ways]
title = "Ways of working"

[box.nothing]
title = "Nothing"

[intervention.hammer]
box = "gear"
title = "A hammer"
adds = { tools = 1 }
cost = 2

[intervention.saw]
box = "gear"
title = "A saw"
adds = { tools = 2 }
cost = 5

[intervention.pairs]
box = "ways"
title = "Work in pairs"
adds = { habits = 2 }
cost = 3

[intervention.meetings]
box = "ways"
title = "More meetings"
adds = { habits = -1 }
cost = 1
"#;

fn folder() -> TempDir {
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("work.toml"), MODEL).unwrap();
    fs::write(folder.path().join("team.toml"), "model = \"work.toml\"\nreplications = 200\n").unwrap();
    folder
}

fn command(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_flywheel"));
    command.current_dir(folder).env("COLUMNS", "1000").arg("pick").args(arguments);
    command
}

fn pick(folder: &Path, arguments: &[&str], code: i32) -> Output {
    let ran = command(folder, arguments).output().unwrap();
    let said = String::from_utf8_lossy(&ran.stderr);
    assert_eq!(ran.status.code(), Some(code), "flywheel pick {}\n{said}", arguments.join(" "));
    ran
}

fn json(folder: &Path, arguments: &[&str]) -> Value {
    let ran = pick(folder, &[arguments, &["--json", "--no-charts", "--quiet"]].concat(), 0);
    serde_json::from_slice(&ran.stdout).unwrap()
}

fn number(value: &Value) -> f64 {
    value.as_f64().unwrap_or_else(|| panic!("{value} is no number"))
}

fn close(found: &Value, expected: f64) {
    assert!((number(found) - expected).abs() < 1e-9, "{found}, not {expected}");
}

/// "saw@4, pairs@4"
fn words(plan: &Value) -> String {
    let picks = plan["picks"].as_array().unwrap().iter();
    picks
        .map(|pick| format!("{}@{}", pick["intervention"].as_str().unwrap(), pick["start"]))
        .collect::<Vec<_>>()
        .join(", ")
}

fn list(plans: &Value) -> Vec<String> {
    plans.as_array().unwrap().iter().map(words).collect()
}

/// From week 4 six weeks are left: a saw does 12 more, pairs 12 more, both 6 times 0.5 * 2 * 2 = 12 beyond that.
#[test]
fn what_is_known_is_found() {
    let folder = folder();
    let found = json(folder.path(), &["team.toml", "--gaps", "0"]);
    assert_eq!((&found["plans"], &found["runs_of_all_plans"]), (&9.into(), &1800.into()));
    assert_eq!((&found["objective"]["outcome"], &found["objective"]["by"]), (&"work_done@10".into(), &"median".into()));
    let order = ["saw@4.0, pairs@4.0", "hammer@4.0, pairs@4.0", "saw@4.0", "pairs@4.0"];
    assert_eq!(list(&found["leaders"])[..4], order);
    // All teams gain the same: there is no luck in what is between plans, and nothing ties.
    close(&found["confidence"], 1.0);
    for (leader, behind) in found["leaders"].as_array().unwrap().iter().zip([0.0, 12.0, 24.0, 24.0]) {
        close(&leader["behind"]["value"], behind);
        assert!(number(&leader["behind"]["monte_carlo_error"]) < 1e-9);
        assert_eq!(leader["ties"], behind == 0.0);
    }
    let contributions = &found["contributions"];
    close(&contributions["gain"]["value"], 36.0);
    for pick in contributions["picks"].as_array().unwrap() {
        close(&pick["alone"]["value"], 12.0);
        close(&pick["leave_one_out"]["value"], 24.0);
        close(&pick["shapley"]["value"], 18.0);
    }
    assert_eq!(contributions["pairs"][0]["pair"], serde_json::json!(["saw", "pairs"]));
    close(&contributions["pairs"][0]["interaction"]["value"], 12.0);
    close(&found["against_nothing"]["median_gain"]["value"], 36.0);
    close(&found["against_nothing"]["share_better"]["value"], 1.0);
    let beside: Vec<&str> =
        found["side_by_side"].as_array().unwrap().iter().map(|b| b["name"].as_str().unwrap()).collect();
    let expected = [
        "nothing",
        "A saw alone, from week 4, the best single pick",
        "Work in pairs alone, from week 4",
        "all 2 of \"Gear\"",
        "all 2 of \"Ways of working\"",
        "the best plan, one from each",
        "all 4 at once",
    ];
    assert_eq!(beside, expected);
    // Three tools and one habit left, of 2 - 1: 6 * (3 + 1 + 0.5 * 3 * 1).
    let nothing = number(&found["side_by_side"][0]["value"]);
    close(&found["side_by_side"][6]["value"], nothing + 33.0);
    assert_eq!(found["side_by_side"][6]["cost"], 11.0);
}

#[test]
fn gaps_orders_budgets_and_names() {
    let folder = folder();
    let here = folder.path();
    let best = |arguments: &[&str]| {
        let found = json(here, &[&["team.toml"], arguments].concat());
        (found["plans"].as_u64().unwrap(), words(&found["leaders"][0]))
    };
    assert_eq!(best(&["--gaps", "0,2,4"]), (1 + 4 + 3 * 4, "saw@4.0, pairs@4.0".into()));
    assert_eq!(best(&["--gaps", "2", "--first", "1"]), (9, "saw@1.0, pairs@3.0".into()));
    assert_eq!(best(&["--gaps", "2", "--orders", "all"]).0, 1 + 4 + 2 * 4);
    assert_eq!(best(&["--budget", "6"]).1, "hammer@4.0, pairs@4.0");
    assert_eq!(best(&["--budget", "4"]).1, "pairs@4.0");
    assert_eq!(best(&["--not", "saw"]).1, "hammer@4.0, pairs@4.0");
    assert_eq!(best(&["--not", "ways"]), (3, "saw@4.0".into()));
    assert_eq!(best(&["--only", "meetings,hammer"]).1, "hammer@4.0");
    assert_eq!(best(&["--only", "meetings"]), (2, String::new()));
    assert_eq!(best(&["--objective", "done@10", "--less"]).1, "meetings@4.0");
    let said = spoken(folder.path(), &["team.toml", "--objective", "done@10", "--less"]);
    assert!(said.contains("is lower, and so better, with it than with doing nothing in 100 of 100"), "{said}");
    assert!(said.contains("it takes away") && !said.contains("brings"), "{said}");
    assert_eq!(best(&["--by", "regret"]).1, "saw@4.0, pairs@4.0");
    // Nothing picked in week 4 has done anything by then: all plans are the same, and that is what is said.
    let found = json(here, &["team.toml", "--objective", "done@4"]);
    assert!(
        number(&found["confidence"]) < 0.2 && found["leaders"].as_array().unwrap().iter().all(|l| l["ties"] == true)
    );
    assert_eq!((words(&found["leaders"][0]), &found["nothing_ties"]), (String::new(), &true.into()));
    close(&found["confidence_of_ties"], 1.0);
}

fn spoken(folder: &Path, arguments: &[&str]) -> String {
    let ran = pick(folder, &[arguments, &["--no-charts", "--quiet"]].concat(), 0);
    String::from_utf8(ran.stdout).unwrap()
}

#[test]
fn where_nothing_is_as_good_as_the_best_that_is_said_first() {
    let folder = folder();
    for more in [&["--gaps", "0,2"][..], &["--replications", "1"]] {
        let said = spoken(folder.path(), &[&["team.toml", "--objective", "done@4"], more].concat());
        let answer = said.split("\n\n").nth(1).unwrap();
        assert!(answer.starts_with("Doing nothing is as good as the best of these plans, as far as "), "{said}");
        assert!(!said.contains("below 0.01") && answer.contains("plans tie (marked =)"), "{said}");
    }
}

/// Of plans that tie the one is told first that starts the fewest picks at once, then the cheapest.
#[test]
fn of_ties_the_most_modest_is_told_first() {
    let folder = folder();
    let here = folder.path();
    // A hammer that does what a saw does; habits that count from week 7 on, so that two weeks later is as good.
    let late = "base + tools + habits*step(1, late)";
    let model = MODEL.replace("adds = { tools = 1 }", "adds = { tools = 2 }");
    let model = model.replace("[constant.base]", "[constant.late]\nvalue = 7\nunit = \"week\"\n\n[constant.base]");
    fs::write(here.join("work.toml"), model.replace("base + tools + habits + together*tools*habits", late)).unwrap();
    let found = json(here, &["team.toml", "--gaps", "0,2"]);
    let told = ["hammer@4.0, pairs@6.0", "saw@4.0, pairs@6.0", "hammer@4.0, pairs@4.0", "saw@4.0, pairs@4.0"];
    assert_eq!(list(&found["leaders"])[..4], told);
    assert_eq!((&found["ties"], &found["nothing_ties"]), (&4.into(), &false.into()));
    assert_eq!(found["leaders"][0]["most_at_once"], 1);
    let said = spoken(here, &["team.toml", "--gaps", "0,2"]);
    let first = "No plan is better than this one, as far as 200 teams can tell: A hammer from week 4; Work in pairs from week 6.";
    assert_eq!(said.split("\n\n").nth(1).unwrap().lines().next(), Some(first));
    assert!(said.contains("With confidence 1.00 the best of all 13 is among them."), "{said}");
}

#[test]
fn the_picks_of_the_scenario_are_set_aside_and_shown() {
    let folder = folder();
    let own = "model = \"work.toml\"\nreplications = 50\n[picks]\nhammer = 2\nmeetings = 3\n";
    fs::write(folder.path().join("own.toml"), own).unwrap();
    let found = json(folder.path(), &["own.toml", "--gaps", "1"]);
    // The first of its own picks says when plans begin.
    assert_eq!(words(&found["leaders"][0]), "saw@2.0, pairs@3.0");
    let own = &found["side_by_side"][1];
    assert_eq!(
        (own["name"].as_str(), words(own)),
        (Some("the scenario's own picks"), "hammer@2.0, meetings@3.0".into())
    );
}

/// Many interventions of which no two do the same, and teams to whom each does more or less.
fn many() -> String {
    let mut text = String::from(
        "[time]\nunit = \"week\"\nstop = 6\n[stock.done]\nunit = \"1\"\ninitial = 0\nbetter = \"high\"\ninflows = [\"doing\"]\n",
    );
    let levers: Vec<String> = (0..15).map(|i| format!("suits{i}*lever{i}")).collect();
    text.push_str(&format!("[flow.doing]\nunit = \"1/week\"\nequation = '{}'\n", levers.join(" + ")));
    for i in 0..15 {
        let suits = "unit = \"1\"\nvalue = 1\ndistribution = \"uniform\"\nmin = 0\nmax = 2";
        text.push_str(&format!(
            "[constant.suits{i}]\n{suits}\n[constant.lever{i}]\nunit = \"1/week\"\nvalue = 0\nrole = \"lever\"\n"
        ));
    }
    for i in 0..3 {
        text.push_str(&format!("[box.box{i}]\ntitle = \"Box {i}\"\n"));
    }
    for i in 0..15 {
        let adds = 0.5 + 0.4 * f64::from(i % 5) + 0.03 * f64::from(i / 5);
        text.push_str(&format!(
            "[intervention.do{i}]\nbox = \"box{}\"\ntitle = \"Do {i}\"\nadds = {{ lever{i} = {adds} }}\n",
            i / 5
        ));
    }
    text
}

#[test]
fn the_search_finds_what_running_everything_finds() {
    let folder = folder();
    fs::write(folder.path().join("many.toml"), many()).unwrap();
    for by in ["median", "p10", "mean"] {
        let ask = ["many.toml", "--replications", "1000", "--gaps", "0,1", "--by", by, "--first", "0"];
        let quick = json(folder.path(), &ask);
        let all = json(folder.path(), &[&ask[..], &["--exhaustive"]].concat());
        assert_eq!((&all["runs"], &quick["runs_of_all_plans"]), (&quick["runs_of_all_plans"], &all["runs"]));
        assert!(number(&quick["runs"]) <= 0.2 * number(&all["runs"]), "{}", quick["runs"]);
        assert_eq!(list(&quick["top"]), list(&all["top"]));
        assert_eq!(quick["top"], all["top"]);
        assert_eq!(quick["contributions"], all["contributions"]);
    }
}

#[test]
fn the_same_search_writes_the_same_bytes_whatever_the_threads() {
    let folder = folder();
    fs::write(folder.path().join("many.toml"), many()).unwrap();
    let run = |threads: &str| {
        let out = format!("o{threads}");
        pick(folder.path(), &["many.toml", "--gaps", "0", "--first", "0", "--out", &out, "--threads", threads], 0);
        ["pick.csv", "pick.svg", "contributions.svg", "side-by-side.svg", "pick-manifest.json"]
            .map(|file| fs::read(folder.path().join(&out).join("many").join(file)).unwrap())
    };
    assert_eq!(run("1"), run("3"));
}

#[test]
fn what_people_read() {
    let folder = folder();
    let said = pick(folder.path(), &["team.toml", "--gaps", "0,2", "--quiet"], 0).stdout;
    insta::assert_snapshot!("spoken", String::from_utf8(said).unwrap());
}

#[test]
fn what_machines_read() {
    let folder = folder();
    let mut found = json(folder.path(), &["team.toml", "--gaps", "0,2"]);
    // The shape: of each list the first, of each number its kind.
    fn shape(value: &mut Value) {
        match value {
            Value::Array(items) => {
                items.truncate(1);
                items.iter_mut().for_each(shape);
            }
            Value::Object(fields) => fields.values_mut().for_each(shape),
            Value::Number(_) => *value = "number".into(),
            _ => {}
        }
    }
    shape(&mut found);
    insta::assert_snapshot!("json", serde_json::to_string_pretty(&found).unwrap());
    let csv = fs::read_to_string(folder.path().join("out/team/pick.csv")).unwrap();
    let mut lines = csv.lines();
    let head = "gear,gear_start,ways,ways_start,nothing,nothing_start,cost,replications,value,monte_carlo_error,place,behind,behind_error,ties";
    assert_eq!(lines.next(), Some(head));
    assert_eq!(lines.count(), 1 + 4 + 2 * 4);
}

#[test]
fn what_cannot_be_answered_is_said_in_one_sentence() {
    let folder = folder();
    let here = folder.path();
    let without: String = MODEL.split("[intervention.hammer]").next().unwrap().into();
    fs::write(here.join("without.toml"), without).unwrap();
    fs::write(here.join("unclear.toml"), MODEL.replace("better = \"high\"\n", "")).unwrap();
    for (arguments, message) in [
        (
            "team.toml --objective happiness@10",
            "--objective happiness@10: the outcome asks for `happiness`, and nothing in the model is called so",
        ),
        ("team.toml --objective done", "--objective done: `done` has a value at every moment: say when: done@10"),
        ("team.toml --objective trust", "--objective trust: the outcome asks for `trust`"),
        (
            "unclear.toml",
            "--objective: say what a plan is to bring, such as 'work_done@10'; and say so where less of it is better",
        ),
        ("without.toml", "the model `work` has no boxes with interventions: there is nothing to pick from"),
        ("team.toml --only nothing", "--only nothing: this box is empty: nothing can be picked from it"),
        (
            "team.toml --not gear,ways",
            "--not gear,ways: this leaves every box empty: name fewer here, or others among those allowed",
        ),
        ("team.toml --not hamer", "--not hamer: there is no such intervention or box: did you mean `hammer`?"),
        ("team.toml --budget 0.5", "--budget 0.5: this buys nothing: the cheapest, `meetings`, costs 1 person*week"),
        ("team.toml --budget -1", "--budget -1: a budget is 0 or more"),
        ("team.toml --budget nan", "--budget NaN: a budget is 0 or more"),
        ("team.toml --objective dnoe", "`dnoe`, and nothing in the model is called so: did you mean `done`?"),
        ("team.toml --gaps 7", "--gaps 7: the last of 2 picks would start in week 11, and the run ends in week 10"),
        ("team.toml --gaps -1", "--gaps -1: a gap is 0 or more weeks"),
        ("team.toml --first 10", "--first 10: the run goes from week 0 to 10"),
        ("team.toml --replications 0", "it is a whole number of at least 1"),
        ("team.toml --replications 100001", "plans are compared in at most 100000 replications"),
        ("team.toml --by best", "it is one of median, p10, mean, regret"),
        ("team.toml --orders odd", "it is one of boxes, all"),
    ] {
        let arguments: Vec<&str> = arguments.split(' ').collect();
        let said = String::from_utf8(pick(here, &arguments, 2).stderr).unwrap();
        assert!(said.contains(message), "{}:\n{said}", arguments.join(" "));
        assert!(!here.join("out").exists());
    }
}

/// Who has waited long enough gets the best that is known by then.
#[test]
#[cfg(target_os = "linux")]
fn a_search_that_is_stopped_tells_what_it_knows() {
    let folder = folder();
    fs::write(folder.path().join("many.toml"), many()).unwrap();
    let long = ["many.toml", "--exhaustive", "--replications", "100000", "--gaps", "0,0.25,0.5,0.75", "--first", "0"];
    let mut running = command(folder.path(), &[&long[..], &["--memo", "known.md"]].concat());
    let mut running = running.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    // All heats take minutes; when the first is over it says so.
    let mut talk = BufReader::new(running.stderr.take().unwrap());
    let mut line = String::new();
    while !line.contains("Ctrl-C ends it with what is known so far") {
        line.clear();
        assert!(talk.read_line(&mut line).unwrap() > 0, "it ended before it knew anything");
    }
    assert!(Command::new("kill").args(["-INT", &running.id().to_string()]).status().unwrap().success());
    let mut rest = String::new();
    talk.read_to_string(&mut rest).unwrap();
    let ended = running.wait_with_output().unwrap();
    let said = String::from_utf8_lossy(&ended.stdout);
    assert_eq!(ended.status.code(), Some(130), "{said}\n{rest}");
    // On a machine that is busy its time may be over before it has spoken: then it says that, and nothing else.
    if said.is_empty() {
        assert!(rest.ends_with("stopped\n"), "{rest}");
    } else {
        assert!(said.contains("Stopped after ") && said.contains("Best plan: "), "{said}");
        assert!(rest.ends_with("stopped before the end; the answer is what was known by then\n"), "{rest}");
        let memo = fs::read_to_string(folder.path().join("known.md")).unwrap();
        let claim = memo.split("\n## ").next().unwrap();
        assert!(claim.contains("\n\nStopped after ") && claim.contains("\n\nBest plan: "), "{memo}");
        assert!(memo.contains("The search was stopped before this was examined"), "{memo}");
        assert!(!memo.contains("## Charts") && !memo.contains("share of the whole"), "{memo}");
    }
}

/// The text under a heading of a memo in Markdown.
fn under<'m>(memo: &'m str, heading: &str) -> &'m str {
    let after = memo.split_once(&format!("\n## {heading}")).unwrap_or_else(|| panic!("no {heading} in {memo}")).1;
    after.split("\n## ").next().unwrap_or_default()
}

/// As in `what_is_known_is_found`: a saw and pairs bring 12 each alone, 24 beside the other, 36 together; the hammer in
/// place of the saw brings 12 less in every team.
#[test]
fn a_memo_says_what_was_found_and_how_to_have_it_again() {
    let folder = folder();
    let here = folder.path();
    let arguments =
        ["team.toml", "--gaps", "0", "--objective", "work_done@10", "--seed", "5", "--memo", "notes/plan.md"];
    let said = String::from_utf8(pick(here, &arguments, 0).stdout).unwrap();
    let memo = fs::read_to_string(here.join("notes/plan.md")).unwrap();
    // The claim is what is spoken.
    let spoken: Vec<&str> = said.lines().skip_while(|line| !line.starts_with("Best plan: ")).take(3).collect();
    assert_eq!(
        memo.split("\n## ").next().unwrap(),
        format!("# {}\n\n{}\n", said.lines().next().unwrap(), spoken.join("\n\n"))
    );
    let plan = under(&memo, "The plan, and what each pick brings (item)");
    assert!(plan.contains("| Gear | A saw | week 4 | 5 | 12.0, error 0 | 24.0, error 0 | 18.0, error 0 |"), "{plan}");
    assert!(plan.contains("| all together |  |  | 8 |  |  | 36.0, error 0 |"), "{plan}");
    let odds = under(&memo, "Odds\n");
    for row in [
        "| It is the best of all 9 plans, for teams like these | confidence 1.00 |",
        "| It is better than doing nothing | in 100 of 100 teams, worse in 0 (give or take 2) |",
        "| The next: A hammer; Work in pairs, from week 4 on | behind the highest by 12.0 items, error 0 |",
    ] {
        assert!(odds.contains(row), "{row}\n{odds}");
    }
    // Whatever the one uncertain constant is, the saw does more.
    let rests = under(&memo, "What it rests on");
    for text in [
        "That this plan is better than doing nothing holds for 100 of 100 teams.",
        "That it is better than the next (A hammer; Work in pairs, from week 4 on) holds for 100 of 100 teams to which it makes a difference (200 of 200).",
        "The one uncertain constant makes no clear difference to that.",
    ] {
        assert!(rests.contains(text), "{text}\n{rests}");
    }
    let links: Vec<&str> = memo.split("](<").skip(1).map(|rest| rest.split('>').next().unwrap()).collect();
    assert_eq!(links, ["pick.svg", "contributions.svg", "side-by-side.svg"].map(|name| format!("../out/team/{name}")));
    assert!(links.iter().all(|link| here.join("notes").join(link).is_file()));
    // The command, run again, gives the same numbers; so many runs were made.
    let repeat = under(&memo, "To repeat it");
    let command = repeat.lines().find_map(|line| line.strip_prefix("    ")).unwrap();
    let words: Vec<&str> = command.split(' ').collect();
    assert_eq!(words[..2], ["flywheel", "pick"]);
    let found = json(here, &[&words[2..], &["--out", "again"]].concat());
    let runs = found["runs"].as_u64().unwrap() + found["runs_of_the_closer_look"].as_u64().unwrap();
    assert!(repeat.contains(&format!("seed 5, 200 replications, {runs} runs.")), "{repeat}");
    let numbers = |out: &str| fs::read(here.join(out).join("team/pick.csv")).unwrap();
    assert!(numbers("out") == numbers("again"));
}

/// Where the saw helps only teams that take to it, that is what the plan rests on; all options are in the command.
#[test]
fn a_memo_finds_the_assumption_that_decides() {
    let folder = folder();
    let here = folder.path();
    let liked = "[constant.taste]\nvalue = 0.2\nunit = \"1\"\ndistribution = \"uniform\"\nmin = -0.3\nmax = 0.7\n\n[constant.tools]";
    let model =
        MODEL.replace("base + tools + habits", "base + taste*tools + habits").replace("[constant.tools]", liked);
    fs::write(here.join("work.toml"), model).unwrap();
    let command = "team.toml --objective done@10 --by mean --only gear --first=2 --gaps 0,3 --orders all --exhaustive \
                   --seed 1 --replications 1000 --design random";
    let arguments: Vec<&str> = command.split_whitespace().chain(["--memo", "plan.html"]).collect();
    pick(here, &arguments, 0);
    let memo = fs::read_to_string(here.join("plan.html")).unwrap();
    assert!(memo.contains(&format!("<pre>flywheel pick {command}</pre>")), "{command}");
    // In the lowest tenth it does harm in all teams, and in the highest good.
    let row = "<tr><td>better than nothing</td><td>Taste</td><td>-0.25</td><td>0 of 100, ±\u{a0}3</td><td>0.65</td>\
               <td>100 of 100, ±\u{a0}3</td></tr>";
    assert!(memo.contains(row), "{}", memo.split("Assumptions").nth(1).unwrap());
    assert_eq!(memo.matches("<svg role=\"img\"").count(), 3);
    let outside = memo.replace("xmlns=\"http://www.w3.org/2000/svg\"", "").replace("xlink:href=\"#", "");
    for word in ["http", "src=", "href=", "@import", "url(", "<script"] {
        assert!(!outside.contains(word), "{word}");
    }
}

#[test]
fn a_memo_that_cannot_be_written_is_refused_before_anything_is_run() {
    let folder = folder();
    let here = folder.path();
    for (memo, code, message) in [
        ("plan.txt", 2, "error: --memo plan.txt: a memo is Markdown or HTML: call it plan.md or plan.html"),
        (
            "team.toml/plan.md",
            3,
            "cannot write `team.toml/plan.md`: `team.toml` is a file, and would have to be a folder",
        ),
        ("folder.md", 3, "cannot write `folder.md`: it is a folder"),
    ] {
        fs::create_dir_all(here.join("folder.md")).unwrap();
        let said = String::from_utf8(pick(here, &["team.toml", "--memo", memo], code).stderr).unwrap();
        assert!(said.contains(message), "{memo}:\n{said}");
        assert!(!here.join("out").exists());
    }
}
