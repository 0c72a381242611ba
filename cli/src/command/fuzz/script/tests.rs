//! A sequence of calls that broke a promise, written as a script.

use runtime::Engine;
use serde_json::{Value, json};
use workbench::fuzz::contract::Call;

use super::*;

const CONTRACT: &str = r#"(module
  (memory (export "memory") 1 1)
  (func (export "go"))
  (func (export "holds") unreachable))"#;

fn script(calls: Vec<Call>, invariant: Option<&str>) -> (Vec<String>, Value) {
    let wasm = wat::parse_str(CONTRACT).expect("a module");
    let module = Engine::new()
        .expect("an engine")
        .admit(&wasm)
        .expect("admitted");
    let sequence = Sequence { calls };
    let script = Script::of(&module, &sequence, invariant, "why");
    let mut script = script.expect("a script");
    let text = script.text(Path::new("x.wat")).expect("text");
    (script.lines(), serde_json::from_str(&text).expect("JSON"))
}

fn call(entry: &str, fuel_part: Option<u8>) -> Call {
    Call {
        blocks: 2,
        seconds: 3,
        fuel_part,
        ..Call::plain(entry)
    }
}

#[test]
fn the_last_call_must_succeed_and_those_before_it_are_as_they_came() {
    let (height, time) = (Start::default().height.0, Start::default().time.0);
    let at = |calls: u64| {
        let instant = jiff::Timestamp::from_second(time + 3 * calls as i64);
        (height + 2 * calls, instant.expect("an instant").to_string())
    };
    let line = |number: u64, entry: &str, calls: u64| {
        let (height, time) = at(calls);
        json!({"name": format!("{number}: {entry}"), "entry": entry, "height": height, "time": time})
    };
    let calls = || {
        vec![
            call("holds", None),
            // It lacks fuel, and changes nothing.
            call("go", Some(9)),
            call("holds", None),
        ]
    };
    let trap = |mut line: Value| {
        line["trap"] = json!("TRAP_UNREACHABLE");
        line
    };
    let traps = "holds: traps, TRAP_UNREACHABLE";
    let (lines, text) = script(calls(), None);
    assert_eq!(lines, [traps, traps]);
    let expected = [trap(line(1, "holds", 1)), line(2, "holds", 3)];
    assert_eq!(text["calls"], json!(expected));
    assert_eq!(
        (&text["contract"], &text["about"]),
        (&json!("x.wat"), &json!("why"))
    );

    // An invariant is asked behind them, and is what must hold.
    let (lines, text) = script(calls(), Some("holds"));
    let query = "holds, a query: traps, TRAP_UNREACHABLE";
    assert_eq!(lines, [traps, traps, query]);
    let mut asked = line(3, "holds", 3);
    asked["query"] = json!(true);
    let expected = [trap(line(1, "holds", 1)), trap(line(2, "holds", 3)), asked];
    assert_eq!(text["calls"], json!(expected));

    // The last one stays, whatever fuel it had.
    let (lines, _) = script(vec![call("go", None), call("go", Some(9))], None);
    assert_eq!(lines, ["go", "go"]);
}
