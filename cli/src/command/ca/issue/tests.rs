//! Names and roles that a certificate can say.

use clap::Parser;

use super::*;
use crate::arguments::{Arguments, CaCommand, Command};

/// What is said to an id and so many roles.
fn said(id: &str, roles: &[String]) -> Result<(), String> {
    let words = [
        "assent", "ca", "issue", "./ca", "--id", id, "-o", "x", "--key", "k",
    ];
    let roles = roles.iter().flat_map(|role| ["--role", role.as_str()]);
    let arguments = Arguments::try_parse_from(words.into_iter().chain(roles));
    let Command::Ca(CaCommand::Issue(arguments)) = arguments.expect("arguments").command else {
        panic!("another command")
    };
    check_names(&arguments).map_err(|failure| failure.to_string())
}

#[test]
fn as_many_roles_as_a_certificate_has_are_taken_and_not_one_more() {
    let roles = |count: u64| -> Vec<String> { (0..count).map(|at| format!("role{at}")).collect() };
    for count in [0, 1, MEMBER_ROLES] {
        assert_eq!(said("anna", &roles(count)), Ok(()), "{count}");
    }
    let refused = said("anna", &roles(MEMBER_ROLES + 1)).expect_err("one too many");
    let more = MEMBER_ROLES + 1;
    let expected = format!("error: {more} roles are more than the {MEMBER_ROLES} of a certificate");
    assert!(refused.starts_with(&expected), "{refused}");
    assert!(said("", &[]).is_err());
    assert!(said("anna", &["nürse".into()]).is_err());
}
