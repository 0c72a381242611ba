//! What parses and is not part of version 1: every construct is reported where it stands, and nothing else goes wrong for it.

use super::*;

#[test]
fn each_construct_is_refused_by_itself() {
    let rule = |text: &str| format!("hospital H\nany nurse may read vitals {text}");
    for (text, code, underlined) in [
        ("held by H", "E0296", "held by H"),
        ("of record \"R\"", "E0296", "of record \"R\""),
    ] {
        expect(&rule(text), &[(code, underlined)]);
    }
    let example = "any nurse may read vitals\nexample \"x\" a lab asks to read vitals labelled normal expect not covered because r1 does not name the requester";
    expect(
        example,
        &[
            ("E0296", "labelled normal"),
            ("E0299", "r1 does not name the requester"),
        ],
    );
}
