//! What is said of JSON that cannot be read.

use super::*;

#[test]
fn a_long_message_keeps_its_beginning_and_its_end() {
    let said = |count: usize| {
        let text: String = ('a'..='z').cycle().take(count).collect();
        (short(&serde_json::Error::custom(&text)), text)
    };
    let (whole, text) = said(160);
    assert_eq!(whole, text);
    let (cut, text) = said(161);
    assert_eq!(cut, format!("{}…{}", &text[..80], &text[81..]));
}

#[test]
fn what_a_terminal_would_obey_is_not_repeated() {
    let error = serde_json::Error::custom("a\u{1b}[2J\nb\u{202e}\u{200b}é");
    assert_eq!(short(&error), "a\u{fffd}[2J\u{fffd}b\u{fffd}\u{fffd}é");
}

#[test]
fn a_message_names_what_was_read_and_the_field() {
    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Read {
        #[serde(rename = "list")]
        _list: Vec<u8>,
    }
    let message = |text: &str| {
        let failure = parse::<Object<Read>>(text.as_bytes(), "the file").expect_err("a failure");
        assert_eq!(failure.status, crate::failure::USAGE);
        failure.message
    };
    for (text, expected) in [
        (
            r#"{"list": [1, -1]}"#,
            r#"the file cannot be read: `list[1]`: invalid value: integer `-1`, expected u8"#,
        ),
        (r#"{}"#, "the file cannot be read: missing field `list`"),
        (
            r#"{"list": [], "list": []}"#,
            "the file cannot be read: the key `list` stands twice",
        ),
        (
            r#"[[{"a": true, "b": null, "c": 0.5, "a": 1}]]"#,
            "the file cannot be read: the key `a` stands twice",
        ),
        (
            "[]",
            "the file cannot be read: invalid type: sequence, expected an object",
        ),
    ] {
        // What follows is where, as the parser counts.
        let message = message(text);
        let said = message.split(" at line 1 column ").next();
        assert_eq!(said, Some(expected), "{text}");
    }
}
