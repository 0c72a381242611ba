//! The shape of what is written, from made-up figures.

use std::collections::BTreeSet;

use serde_json::Value;

use super::docs::put_between;
use super::figures::{Call, Decision, Engine, Figures, NODE, Time, WARM, put_ratios};
use super::{page, plot};

const OTHER: &str = "other <1> & `co`";
const NEVER: &str = "never";

fn time(median_ns: f64) -> Time {
    Time {
        median_ns,
        fastest_tenth_ns: median_ns * 0.9,
        slowest_tenth_ns: median_ns * 1.5,
        samples: 7,
    }
}

fn decision(workload: &'static str, n: usize, engine: &'static str, median: f64) -> Decision {
    Decision {
        workload,
        n,
        engine,
        time: (median > 0.0).then(|| time(median)),
        times_warm: None,
        times_node: None,
        load_ns: (median > 0.0).then_some(2_000_000),
        reason: (median <= 0.0).then(|| "refused: too many".into()),
    }
}

fn figures() -> Figures {
    let engine = |name| Engine {
        name,
        includes: "all of it",
    };
    let mut decisions = Vec::new();
    for workload in ["flat", "hospital"] {
        for (n, slower) in [(10, 1.0), (1_000, 20.0), (100_000, 4_000.0)] {
            let mut lines = [
                decision(workload, n, WARM, 100.0),
                decision(workload, n, NODE, 200.0),
                decision(workload, n, OTHER, 1_000.0 * slower),
                decision(workload, n, NEVER, 0.0),
            ];
            put_ratios(&mut lines);
            decisions.extend(lines);
        }
    }
    let call = |case, median| Call {
        section: "A whole call",
        case,
        time: time(median),
        slow_ns: 3.0 * median,
    };
    Figures {
        machine: "A processor".into(),
        cores: 2,
        load: "0.1".into(),
        compiler: "rustc 1".into(),
        commit: "0123456789ab".into(),
        seed: "0x1".into(),
        rounds: 7,
        engines: [WARM, NODE, OTHER, NEVER].map(engine).into(),
        decisions,
        calls: vec![
            call("ours, decode to receipt, memory kept", 2_000.0),
            call("cosmwasm-vm, execute", 300_000.0),
        ],
    }
}

fn keys(value: &Value) -> BTreeSet<&str> {
    let object = value.as_object().expect("it is an object");
    object.keys().map(String::as_str).collect()
}

#[test]
fn json_has_the_keys_that_it_always_had() {
    let json: Value = serde_json::from_str(&figures().json()).expect("it is JSON");
    let all = "calls commit compiler cores decisions engines load machine rounds seed";
    assert_eq!(keys(&json), all.split(' ').collect());
    let line = &json["decisions"][2];
    let of_line = "engine load_ns n reason time times_node times_warm workload";
    assert_eq!(keys(line), of_line.split(' ').collect());
    let of_time = "fastest_tenth_ns median_ns samples slowest_tenth_ns";
    assert_eq!(keys(&line["time"]), of_time.split(' ').collect());
    assert_eq!(
        (&line["n"], &line["times_warm"]),
        (&10.into(), &10.0.into())
    );
    assert_eq!(line["times_node"], 5.0);
    let never = &json["decisions"][3];
    assert!(never["time"].is_null() && never["times_warm"].is_null());
    assert_eq!(never["reason"], "refused: too many");
    assert_eq!(
        keys(&json["calls"][0]),
        "case section slow_ns time".split(' ').collect()
    );
    assert_eq!(
        keys(&json["engines"][0]),
        "includes name".split(' ').collect()
    );
}

#[test]
fn tables_have_every_engine_and_no_empty_cell() {
    let text = page::decisions(&figures());
    assert!(text.contains("| engine | N = 10 | N = 1,000 | N = 100,000 |"));
    assert!(text.contains(&format!("| {OTHER} | 1.00 µs | 20.0 µs | 4.00 ms |")));
    assert!(text.contains(&format!("| {OTHER} | 10 × / 5.0 × | 200 × / 100 × |")));
    assert!(text.contains("| never | refused: too many | refused: too many | refused: too many |"));
    assert!(text.contains(&format!("| {OTHER} | all of it |")));
    assert!(text.contains("| engine | flat-1,000 | hospital-1,000 |"));
    assert!(
        text.lines()
            .all(|line| !line.contains("|  |") && !line.contains("| |"))
    );
}

#[test]
fn calls_are_compared_with_the_first_of_their_section() {
    let text = page::calls(&figures());
    assert!(text.contains("| cosmwasm-vm, execute | 300 µs | 270 µs | 900 µs | 150 × |"));
    let goal =
        "| a whole warm call ≥ 100 × CosmWasm's execute, the counter by hand | 150 × | met |";
    assert!(text.contains(goal));
    assert!(text.contains("| a whole warm call ≤ 1.2 µs | 2.00 µs | missed |"));
    assert!(!text.contains("Soroban"), "nothing of what was not timed");
}

#[test]
fn the_plot_has_a_panel_for_each_workload_and_a_line_for_each_figure() {
    let svg = plot::svg(&figures());
    assert_eq!(
        svg,
        plot::svg(&figures()),
        "the same figures give the same bytes"
    );
    assert_eq!(svg.matches("class=\"name\"").count(), 2);
    // Three engines in two panels and in the legend.
    assert_eq!(svg.matches("<polyline").count(), 3 * 3);
    assert!(!svg.contains(NEVER), "what has no figure has no line");
    assert!(svg.contains("other &lt;1&gt; &amp;"));
    for part in [
        "<title id=",
        "<desc id=",
        "prefers-color-scheme",
        "rules (N)",
        "time of a decision",
    ] {
        assert!(svg.contains(part), "{part}");
    }
    for label in [">10<", ">100,000<", ">100 ns<", ">10 ms<"] {
        assert!(svg.contains(label), "{label}");
    }
}

#[test]
fn lines_stay_within_their_panels_and_rise_with_time() {
    let svg = plot::svg(&figures());
    let points: Vec<Vec<(f64, f64)>> = svg
        .split("<polyline points=\"")
        .skip(1)
        .map(|rest| {
            let list = rest.split('"').next().unwrap_or_default();
            let pair = |pair: &str| {
                let (x, y) = pair.split_once(',').expect("x and y");
                (x.parse().expect("a number"), y.parse().expect("a number"))
            };
            list.split(' ').map(pair).collect()
        })
        .collect();
    assert!(
        points
            .iter()
            .flatten()
            .all(|(x, y)| (0.0..=720.0).contains(x) && (70.0..=640.0).contains(y))
    );
    // The third line of the first panel grows with the rules: upwards, where y is smaller.
    assert!(
        points[2]
            .windows(2)
            .all(|pair| pair[1].0 > pair[0].0 && pair[1].1 < pair[0].1)
    );
    // The first stays where it is.
    assert!(points[0].windows(2).all(|pair| pair[1].1 == pair[0].1));
}

#[test]
fn tags_are_closed_and_texts_escaped() {
    let svg = plot::svg(&figures());
    for tag in ["g", "text", "svg", "title", "desc", "style"] {
        let opened =
            svg.matches(&format!("<{tag} ")).count() + svg.matches(&format!("<{tag}>")).count();
        assert_eq!(opened, svg.matches(&format!("</{tag}>")).count(), "{tag}");
    }
    let mut rest = svg.split('&').skip(1);
    let entities = ["amp;", "lt;", "gt;", "quot;"];
    assert!(rest.all(|after| entities.iter().any(|entity| after.starts_with(entity))));
}

#[test]
fn nothing_measured_is_nothing_written() {
    let figures = Figures {
        decisions: Vec::new(),
        calls: Vec::new(),
        ..figures()
    };
    assert_eq!(page::decisions(&figures), "");
    assert_eq!(page::calls(&figures), "");
    assert!(plot::svg(&figures).ends_with("</svg>\n"));
}

#[test]
fn only_what_is_between_the_lines_is_written_anew() {
    let page = "before\n<!-- peers: a -->\nold\n<!-- peers: end of a -->\nafter\n";
    let new = put_between(page, "a", "new\n").expect("the lines are there");
    let expected = "before\n<!-- peers: a -->\n\nnew\n\n<!-- peers: end of a -->\nafter\n";
    assert_eq!(new, expected);
    assert_eq!(
        put_between(&new, "a", "new").expect("they still are"),
        expected
    );
    let message = put_between(page, "b", "new").expect_err("there are no such lines");
    assert!(message.contains("<!-- peers: b -->"));
}
