//! Rules: names, numbers, overriding.

use super::*;

fn names(policy: &Policy) -> Vec<&str> {
    policy.rules.iter().map(|rule| rule.name.as_str()).collect()
}

#[test]
fn rules_are_numbered_by_the_bytes_of_their_names() {
    let source = "rule b any nurse may read vitals\nany nurse may read imaging\nrule Z no one may read hiv\n\
                  the patient may read hiv\nrule \"ä\" any lab may read vitals";
    let policy = policy(source);
    assert_eq!(names(&policy), ["Z", "b", "r1", "r2", "ä"]);
    assert_eq!(
        policy
            .rules
            .iter()
            .map(|rule| rule.line)
            .collect::<Vec<_>>(),
        [3, 1, 2, 4, 5]
    );
    assert_eq!(
        policy.rules[0].span.text(source),
        "rule Z no one may read hiv"
    );
}

#[test]
fn a_title_is_kept() {
    let policy = policy("rule a \"For nurses\"\n any nurse may read vitals source \"Manual\"");
    assert_eq!(policy.rules[0].title.as_deref(), Some("For nurses"));
}

#[test]
fn names_of_rules_are_their_own() {
    let twice = "rule a any nurse may read vitals\nrule a no one may read hiv";
    let problems = expect(twice, &[("E0226", "a")]);
    assert_eq!(problems[0].also[0].0.start, 5);
    let bare = "the patient may read vitals\nrule r1 any nurse may read vitals";
    expect(bare, &[("E0226", "r1")]);
    let bare = "rule r1 any nurse may read vitals\nthe patient may read vitals";
    expect(bare, &[("E0226", "the patient may read vitals")]);
}

#[test]
fn a_rule_overrides_by_number_whatever_the_order() {
    let policy = policy(
        "rule b overrides z, a, z any nurse may read hiv\nrule z no one may read hiv\nrule a any lab may not read hiv",
    );
    assert_eq!(names(&policy), ["a", "b", "z"]);
    assert_eq!(policy.rules[1].overrides, [0, 2]);
}

#[test]
fn only_may_overrides_and_only_may_not_is_overridden() {
    let rule = "rule closed no one may read hiv\n";
    let unknown = format!("{rule}rule a overrides closd any nurse may read hiv");
    expect_help(&unknown, "E0227", "closd", "did you mean `closed`?");
    expect(
        &format!("{rule}rule a overrides closed any lab may not read hiv"),
        &[("E0228", "closed")],
    );
    expect(
        "rule a overrides b any nurse may read hiv\nrule b any lab may read hiv",
        &[("E0228", "b")],
    );
    expect(
        "rule a overrides a any nurse may read hiv",
        &[("E0228", "a")],
    );
}

#[test]
fn a_mistake_in_one_rule_hides_none_in_another() {
    let source = "rule a any nurze may read hiv\nrule b overrides a any nurse may raed hiv\n\
                  example \"x\" a nurse asks to read hiv expect allowed by c";
    expect(
        source,
        &[
            ("E0213", "nurze"),
            ("E0228", "a"),
            ("E0214", "raed"),
            ("E0227", "c"),
        ],
    );
}

#[test]
fn whoever_uses_a_name_twice_is_told_where_it_is_and_what_bare_sentences_are_called() {
    expect_told(
        "rule a any nurse may read vitals\nrule a no one may read hiv",
        ("E0226", "a"),
        "another rule is called `a`",
        &[("a", "`a` is here")],
        "give one of the two another name",
    );
    expect_told(
        "rule r1 any nurse may read vitals\nthe patient may read vitals",
        ("E0226", "the patient may read vitals"),
        "this sentence is called `r1`, which another rule has as its name",
        &[("r1", "`r1` is here")],
        "sentences without a name are called r1, r2, … in their order; give this one a name with `rule`",
    );
}

#[test]
fn overriding_that_says_nothing_is_told_with_the_rule() {
    let help = "only `may not` and `no one may` rules are overridden; one `may` rule that applies is enough";
    expect_told(
        "rule a overrides b any nurse may read vitals\nrule b any lab may read vitals",
        ("E0228", "b"),
        "`b` allows, so there is nothing to override",
        &[("b", "the rule")],
        help,
    );
    // A sentence without a name stands where it says what it allows.
    expect_told(
        "rule a overrides r1 any nurse may read vitals\nany lab may read vitals",
        ("E0228", "r1"),
        "`r1` allows, so there is nothing to override",
        &[("may", "the rule")],
        help,
    );
    expect_told(
        "rule closed no one may read hiv\nrule a overrides closed any lab may not read hiv",
        ("E0228", "closed"),
        "`a` forbids, so it overrides nothing",
        &[],
        "only a `may` rule overrides; a `may not` rule goes before every other as it is",
    );
    expect_told(
        "rule a overrides zzzzzz any nurse may read vitals",
        ("E0227", "zzzzzz"),
        "no rule is called `zzzzzz`",
        &[],
        "sentences without a name are called r1, r2, … in their order",
    );
    expect_told(
        "specially protected hiv\nno one may read vitals if the patient has refused then review, delete",
        ("W0257", "review"),
        "a sentence that forbids carries no duties",
        &[],
        "duties come with what is allowed: put them into the `may` rule",
    );
}

/// Each beginning or end alone makes the day of an example matter.
#[test]
fn a_rule_that_holds_in_a_period_makes_examples_say_their_day() {
    for period in [
        "from 2026-01-01",
        "until 2026-12-31",
        "from 2026-01-01 until 2026-12-31",
    ] {
        let source = format!(
            "rule b any nurse may read vitals if the patient has consented or today is a weekday\n             rule a any lab may read vitals {period} if the patient has consented\n             example \"x\" a nurse asks to read vitals expect not covered"
        );
        let mut problems = run(&source).problems;
        problems.retain(Problem::is_error);
        assert_eq!(
            found(&source, &problems),
            [("E0229", "a nurse asks to read vitals")]
        );
        assert_eq!(
            problems[0].help.as_deref(),
            Some("`a` holds in a certain period: add a day, as in `on 2026-05-04`")
        );
    }
}
