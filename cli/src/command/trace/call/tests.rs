//! Bytes as scripts have them.

use super::*;

#[test]
fn bytes_are_a_text_only_when_all_of_it_can_be_read() {
    for (of, expected) in [
        (&b" r/~"[..], json!(" r/~")),
        (b"", json!("")),
        (b"a\x1b", json!({"hex": "611b"})),
        (b"a\x7f", json!({"hex": "617f"})),
        ("é".as_bytes(), json!({"hex": "c3a9"})),
        (b"\xff\x00", json!({"hex": "ff00"})),
    ] {
        assert_eq!(bytes(of), expected, "{of:?}");
    }
}
