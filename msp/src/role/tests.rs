//! Roles and their URIs.

use abi::terms::is_enrolled_name;
use proptest::prelude::*;

use super::{role_of_uri, role_uri};

#[test]
fn plain_roles_are_legible() {
    for (role, uri) in [
        ("doctor", "urn:assent:role:doctor"),
        ("head of ward", "urn:assent:role:head%20of%20ward"),
        ("a/b:100%", "urn:assent:role:a%2Fb%3A100%25"),
    ] {
        assert_eq!(role_uri(role), uri);
        assert_eq!(role_of_uri(uri).as_deref(), Some(role));
    }
}

#[test]
fn another_spelling_of_a_role_is_none() {
    for uri in [
        "urn:assent:role:",
        "urn:assent:role:%",
        "urn:assent:role:a%2",
        "urn:assent:role:a%2f",
        "urn:assent:role:%61",
        "urn:assent:role:a/b",
        "urn:assent:role:a b",
        "urn:assent:role:%20a",
        "urn:assent:role:a%00",
        "urn:assent:role:%C3%A9",
        "URN:assent:role:a",
        "urn:assent:Role:a",
        "urn:assent:role:a#b",
        "https://example.org/doctor",
        "",
    ] {
        assert_eq!(role_of_uri(uri), None, "{uri}");
    }
}

proptest! {
    #[test]
    fn a_role_has_one_uri(name in "[ -~]{1,128}") {
        let back = role_of_uri(&role_uri(&name));
        prop_assert_eq!(back.is_some(), is_enrolled_name(&name));
        prop_assert!(back.is_none_or(|back| back == name));
    }

    #[test]
    fn any_uri_is_a_role_s_or_none(uri in "(urn:assent:role:)?[ -~]{0,40}") {
        if let Some(role) = role_of_uri(&uri) {
            prop_assert_eq!(role_uri(&role), uri);
        }
    }
}
