//! With which data.

use abi::terms::CategoryTerm;
use policy_lang::typed::{Policy, Sentence};

use super::{Marks, Seen, Table, any, only};

pub(super) const DATA: Table = Table {
    heading: "With which data",
    rows: &[
        any("the category named"),
        any("one within it"),
        any("one around it"),
        any("another"),
        any("`everything`"),
        any("`everything` and more beside it"),
        any("`the whole record`"),
        any("what is excepted"),
        any("what holds something excepted"),
        any("specially protected, and named"),
        only("specially protected, and left out", [false, true, true]),
        only(
            "a part is specially protected, and left out",
            [false, true, true],
        ),
        any("a category that the policy declares"),
        any("a code that the policy declares"),
        any("a code of the vocabulary"),
        any("a code that nothing knows"),
        any("several categories at once"),
    ],
    mark: data,
};

fn data(seen: &Seen<'_>, marks: &mut Marks) {
    terms(seen, marks);
    for rule in &seen.rules {
        for asked in seen.clauses.categories() {
            if (*asked as usize) < seen.policy.categories.len() {
                category(seen, &rule.sentence, *asked, marks);
            }
        }
    }
}

/// How the request says what it asks for.
fn terms(seen: &Seen<'_>, marks: &mut Marks) {
    for term in &seen.case.request.categories {
        match term {
            CategoryTerm::Name(name) => marks.add_if(
                ["lipids", "verses"].contains(&name.as_str()),
                "a category that the policy declares",
            ),
            CategoryTerm::Code { code, .. } => {
                let mut codes = seen.policy.codes.iter();
                marks.add(if code == "9999-1" {
                    "a code that the policy declares"
                } else if codes.any(|(_, known, _)| known == code) {
                    "a code of the vocabulary"
                } else {
                    "a code that nothing knows"
                });
            }
        }
    }
    let several = seen.clauses.categories().len() > 1;
    marks.add_if(several, "several categories at once");
}

fn category(seen: &Seen<'_>, sentence: &Sentence, asked: u32, marks: &mut Marks) {
    let policy = seen.policy;
    let within = |part: u32, of: u32| policy.is_category_within(part, of);
    let any = |ids: &[u32], holds: &dyn Fn(u32) -> bool| ids.iter().any(|id| holds(*id));
    let names_everything = sentence.categories.contains(&0);
    if sentence.whole_record {
        marks.add("`the whole record`");
    } else if names_everything && sentence.categories.len() > 1 {
        marks.add("`everything` and more beside it");
    } else if names_everything {
        marks.add("`everything`");
    } else {
        marks.add(if sentence.categories.contains(&asked) {
            "the category named"
        } else if any(&sentence.categories, &|named| within(asked, named)) {
            "one within it"
        } else if any(&sentence.categories, &|named| within(named, asked)) {
            "one around it"
        } else {
            "another"
        });
    }
    let excepted = any(&sentence.except, &|except| within(asked, except));
    marks.add_if(excepted, "what is excepted");
    let in_part = any(&sentence.except, &|except| within(except, asked));
    marks.add_if(in_part && !excepted, "what holds something excepted");
    if sentence.may && !sentence.whole_record && !excepted && !in_part {
        protection(seen, sentence, asked, marks);
    }
}

/// What a `may` rule does with what is specially protected.
fn protection(seen: &Seen<'_>, sentence: &Sentence, asked: u32, marks: &mut Marks) {
    let policy = seen.policy;
    let reaches = seen.clauses.has_category(sentence, asked);
    let mut named = sentence.categories.iter();
    let is_named = named.any(|named| policy.is_category_within(asked, *named));
    if is_protected(policy, asked) {
        marks.add_if(reaches, "specially protected, and named");
        marks.add_if(is_named && !reaches, "specially protected, and left out");
    } else {
        let part = "a part is specially protected, and left out";
        marks.add_if(is_named && !reaches, part);
    }
}

/// Whether a category or one around it is specially protected.
fn is_protected(policy: &Policy, category: u32) -> bool {
    let mut all = policy.categories.iter().zip(0..);
    all.any(|(other, id)| other.protected && policy.is_category_within(category, id))
}
