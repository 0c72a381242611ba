//! Bytes as they are written, and scripts that are none.

#![allow(clippy::unwrap_used, reason = "a test panics: that is its finding")]

use std::collections::BTreeMap;
use std::path::Path;

use abi::limits::{CONTRACT_KEY_BYTES, CONTRACT_VALUE_BYTES};

use super::bytes::Bytes;
use super::{Script, shown};
use crate::json::parse;

fn bytes(json: &str) -> Result<Vec<u8>, String> {
    let parsed: Bytes = parse(json.as_bytes(), "it").map_err(|failure| failure.message)?;
    parsed.resolve(&BTreeMap::from([("anne".to_owned(), [7; 32])]))
}

#[test]
fn bytes_are_texts_parts_and_objects() {
    let cases: [(&str, Vec<u8>); 12] = [
        (r#""r/é""#, "r/é".into()),
        (r#"{"hex": "00 9aFF"}"#, vec![0, 0x9a, 0xff]),
        (r#"{"u8": 255}"#, vec![255]),
        (r#"{"u16": 258}"#, vec![2, 1]),
        (r#"{"u32": 1}"#, vec![1, 0, 0, 0]),
        (r#"{"u64": 1}"#, vec![1, 0, 0, 0, 0, 0, 0, 0]),
        (r#"{"i64": -1}"#, vec![255; 8]),
        (r#"{"byte": 9, "times": 3}"#, vec![9; 3]),
        (r#"{"caller": "anne"}"#, vec![7; 32]),
        (
            r#"{"time": "1970-01-01T00:01:00Z"}"#,
            vec![60, 0, 0, 0, 0, 0, 0, 0],
        ),
        (r#"["a", ["b", {"u8": 1}], []]"#, vec![b'a', b'b', 1]),
        (r#""""#, vec![]),
    ];
    for (json, expected) in cases {
        assert_eq!(bytes(json), Ok(expected), "{json}");
    }
}

#[test]
fn as_many_bytes_as_anybody_needs_are_taken_and_not_one_more() {
    let made = |times: usize| bytes(&format!(r#"{{"byte": 1, "times": {times}}}"#));
    assert_eq!(made(1 << 20), Ok(vec![1; 1 << 20]));
    let message = "it cannot be read: `times` is more than 1048576";
    let refused = made((1 << 20) + 1).unwrap_err();
    assert!(refused.starts_with(message), "{refused}");
}

#[test]
fn what_are_no_bytes_is_refused_with_a_reason() {
    for (json, reason) in [
        ("7", "a text, a list of bytes, or an object"),
        ("{}", "one of `hex`"),
        (r#"{"u8": 1, "hex": "00"}"#, "one of `hex`"),
        (r#"{"u8": 256}"#, "u8"),
        (r#"{"hex": "0"}"#, "pairs of hexadecimal digits"),
        (r#"{"hex": "0g"}"#, "pairs of hexadecimal digits"),
        (r#"{"byte": 1}"#, "belong together"),
        (r#"{"times": 1}"#, "belong together"),
        (r#"{"byte": 1, "times": 9999999999}"#, "more than"),
        (r#"{"caller": "ben"}"#, "no caller is called `ben`"),
        (r#"{"time": "today"}"#, "a time like"),
        (r#"{"time": "1970-01-01T00:00:00.5Z"}"#, "whole seconds"),
        (r#"{"text": "x"}"#, "unknown field"),
        (
            r#"[{"byte": 1, "times": 1048576}, {"u8": 1}]"#,
            "more than 1048576 bytes",
        ),
    ] {
        let error = bytes(json).unwrap_err();
        assert!(error.contains(reason), "{json}: {error}");
    }
}

#[test]
fn bytes_are_shown_as_text_where_all_of_it_can_be_read() {
    assert_eq!(shown(b"r/ \"x\""), r#""r/ \"x\"""#);
    assert_eq!(shown(b""), "\"\"");
    assert_eq!(shown(&[0, 255]), "00ff");
    let long = shown(&[b'a'; 97]);
    assert!(long.ends_with("\"… (97 bytes)"), "{long}");
    assert!(!shown(&[b'a'; 96]).contains('…'));
}

/// The message for a script of one call with `fields`.
fn refused(fields: &str) -> String {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("x.calls.json");
    let text = format!(
        r#"{{"contract": "x.wat", "callers": {{"anne": {{"key": "{}"}}}},
            "calls": [{{"name": "it", "entry": "go"{fields}}}]}}"#,
        "07".repeat(32)
    );
    std::fs::write(&path, text).unwrap();
    match Script::read(&path) {
        Ok(_) => String::new(),
        Err(failure) => failure.message,
    }
}

#[test]
fn what_is_there_before_the_first_call_has_keys_and_values_that_a_contract_could_write() {
    let read = |key: u64, value: u64| {
        let text = format!(
            r#"{{"contract": "x.wat", "calls": [],
                "state": [{{"key": {{"byte": 1, "times": {key}}}, "value": {{"byte": 2, "times": {value}}}}}]}}"#
        );
        Script::from_bytes(text.as_bytes(), "x.calls.json", Path::new(""))
    };
    let (key, value) = (CONTRACT_KEY_BYTES, CONTRACT_VALUE_BYTES);
    for (key, value) in [(1, 0), (1, value), (key, 0), (key, value)] {
        assert!(read(key, value).is_ok(), "{key} {value}");
    }
    for (key, value) in [
        (0, 0),
        (key + 1, 0),
        (key + 2, 0),
        (1, value + 1),
        (1, value + 2),
    ] {
        let message = read(key, value).unwrap_err().message;
        assert!(message.contains("`state`: a key has 1 to"), "{message}");
    }
}

#[test]
fn a_script_that_is_none_is_refused_with_the_call_and_the_field() {
    assert_eq!(refused(""), "");
    for (fields, reason) in [
        (
            r#", "as": "ben""#,
            "the call \"it\": `as`: no caller is called `ben`",
        ),
        (
            r#", "input": {"caller": "ben"}"#,
            "the call \"it\": `input`: no caller",
        ),
        (r#", "trap": "TRAP_NONE""#, "there is no trap `TRAP_NONE`"),
        (r#", "trap": "ALLOWED""#, "there is no trap `ALLOWED`"),
        (
            r#", "output": "", "abort": "no""#,
            "one of `output`, `abort` and `trap`",
        ),
        (r#", "time": "noon""#, "`time`: a time like"),
        (
            r#", "writes": [{"key": "a"}]"#,
            "a `value`, or is `removed`",
        ),
        (
            r#", "writes": [{"key": "a", "value": ""}, {"key": ["a"], "removed": true}]"#,
            "a key stands twice",
        ),
        (r#", "entry": "again""#, "entry"),
        (r#", "outptu": """#, "unknown field `outptu`"),
        (r#", "query": "yes""#, "calls[0].query"),
    ] {
        let message = refused(fields);
        assert!(message.contains(reason), "{fields}: {message}");
    }
    let failure = Script::read(Path::new("no-such.calls.json")).unwrap_err();
    assert!(failure.message.contains("cannot read no-such.calls.json"));
}

#[test]
fn names_that_a_terminal_would_obey_are_refused_in_text_and_nothing_else() {
    for fields in [
        r#", "as": "\u001b[2J\u202e""#,
        r#", "input": {"caller": "\u001b[2J\u202e"}"#,
        r#", "trap": "\u001b[2J\u202e""#,
    ] {
        let message = refused(fields);
        assert!(message.contains("`\u{fffd}[2J\u{fffd}`"), "{message:?}");
    }
}
