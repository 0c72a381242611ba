//! Pieces of the source as people read them again.

use super::Span;

#[test]
fn spaces_and_comments_fall_away_outside_of_quotes_alone() {
    for (source, expected) in [
        ("  any  nurse\n\t may ", "any nurse may"),
        ("a # no \"one\"\n  b#c", "a b"),
        (r#""a  # b"  c # d"#, r#""a  # b" c"#),
        // A quotation mark behind a backslash ends nothing.
        (r#""a \"  # b"  c"#, r#""a \"  # b" c"#),
        // Of two backslashes the first is for the second.
        (r#""a  \\"  # b"#, r#""a  \\""#),
        (r#""a\b  "  # c"#, r#""a\b  ""#),
        // Outside of quotes a backslash is as any other.
        (r#"\"a  # b"  c"#, r#"\"a  # b" c"#),
        (r#""a" "b  c"  d"#, r#""a" "b  c" d"#),
    ] {
        let span = Span::new(0, source.len() as u32);
        assert_eq!(span.in_one_line(source), expected, "{source:?}");
    }
}
