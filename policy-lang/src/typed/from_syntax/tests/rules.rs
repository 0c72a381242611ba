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
