//! Every question, as small as it can be asked with 50 replications, in the form that `answer::ask` takes.

/// A question as JSON.
pub fn small(question: &str) -> String {
    let luck = r#""luck": {"replications": 50, "seed": 3}"#;
    let (wicked, plan) = (r#""<wicked-loop.toml>""#, r#""<one-from-each-box.toml>""#);
    if question == "flow" {
        let file =
            r"id,type,start,done\n1,Story,2025-01-06,2025-01-08\n2,Bug,2025-01-07,2025-01-20\n3,Bug,2025-01-13,\n";
        return format!(r#"{{"question": "flow", "parts": {{"weeks": 26}}, "files": {{"ours.csv": "{file}"}}}}"#);
    }
    if question == "forecast" {
        return forecast();
    }
    let (scenarios, parts) = match question {
        "run" | "compare" => (format!("{wicked}, {plan}"), luck.to_string()),
        "pick" => (wicked.to_string(), format!(r#""only": ["trust", "wip_limit"], "gaps": [4], {luck}"#)),
        "tipping" => {
            (wicked.to_string(), r#""grid": 3, "replications": 50, "durations": [4, 8], "horizon": 26"#.to_string())
        }
        "sensitivity" => (plan.to_string(), r#""samples": 16, "of": ["trust@104"]"#.to_string()),
        "loops" => (plan.to_string(), format!(r#""window": 26, {luck}"#)),
        "scores" => (plan.to_string(), format!(r#""at": [26], {luck}"#)),
        "why" => (plan.to_string(), r#""variable": "trust", "at": 26"#.to_string()),
        "simulate" => (plan.to_string(), r#""set": [{"name": "team_size", "value": 9}]"#.to_string()),
        "check" | "assumptions" => (plan.to_string(), luck.to_string()),
        "battery" => (wicked.to_string(), r#""replications": 50"#.to_string()),
        "export" => (plan.to_string(), r#""to": "xmile""#.to_string()),
        "fit" => (String::new(), steady()),
        "verify" => (wicked.to_string(), String::new()),
        "show" => (wicked.to_string(), r#""name": "trust""#.to_string()),
        other => panic!("`{other}` is a question that nobody asks here"),
    };
    format!(r#"{{"question": "{question}", "scenarios": [{scenarios}], "parts": {{{parts}}}}}"#)
}

/// Of a year of items, four a month.
fn forecast() -> String {
    let day = |month: u32, day: u32| format!("2025-{month:02}-{day:02}");
    let rows = (1..=12).flat_map(|month| [2, 9, 16, 23].map(|first| (month, first)));
    let row = |(month, first): (u32, u32)| format!("{},{}\\n", day(month, first), day(month, first + month % 4));
    let file: String = rows.map(row).collect();
    format!(r#"{{"question": "forecast", "parts": {{"items": 5}}, "files": {{"team.csv": "started,done\n{file}"}}}}"#)
}

/// Four items begin each week and take about three weeks.
fn steady() -> String {
    let item = |i: usize| {
        let started = i * 7 / 4;
        let done = started + [9, 16, 20, 26, 38, 13][i % 6];
        let done = if done <= 210 { done.to_string() } else { "null".into() };
        format!(r#"{{"started": {started}, "done": {done}}}"#)
    };
    let items: Vec<String> = (0..120).map(item).collect();
    format!(r#""items": [{}], "as_of": 209, "people": 8, "teams": 500"#, items.join(", "))
}
