//! Sentences of consents that are none.

use super::*;

const POLICY: &str = r#"policy "Ward"
hospital Riverside
lab Acme

rule bloods
  lab Acme may read bloodwork if the patient has consented
"#;

#[test]
fn a_sentence_that_can_be_read_in_part_is_no_consent() {
    let checked = policy_lang::check(POLICY, "ward");
    let policy = checked.policy.expect("a policy");
    let good = "lab Acme may read bloodwork";
    let (consent, problems) = terms(good, &policy);
    assert!(consent.is_some() && problems.is_empty(), "{problems:?}");
    for (sentence, is_read, message) in [
        (
            "lab Acme may read bloodwork until 2026-13-40",
            true,
            "`2026-13-40` is a day that does not exist",
        ),
        (
            "lab Acme may read bloodwork for treatment for research",
            true,
            "this sentence has two clauses that begin with `for`",
        ),
        (
            "lab Acme may read bloodwork until 2026-05-01 until 2026-06-01",
            true,
            "this sentence has two clauses that begin with `until`",
        ),
        (
            "lab Acme may read the the bloodwork",
            false,
            "expected a category of data, found `the`",
        ),
        (
            "lab Acme may read bloodwork then",
            false,
            "a duty is missing here",
        ),
    ] {
        assert_eq!(parse_consent(sentence).0.is_some(), is_read, "{sentence}");
        let (consent, problems) = terms(sentence, &policy);
        assert_eq!(consent, None, "{sentence}");
        assert_eq!(problems[0].message, message, "{sentence}");
    }
}
