//! The grammar on its page and the parser are one: what is made by the page is read, what is read is judged the same by the page.

use std::collections::BTreeSet;

use policy_lang::diagnostic::render;
use policy_lang::syntax::{parse, words::RESERVED};
use testkit::entropy::{Entropy, seeded};
use testkit::grammar::{
    Expression, Generated, Grammar, Kind, Token, accepts, generate, is_reserved, read, text, tokens,
};

use crate::docs::page::{Page, pages};

const PAGE: &str = include_str!("../../docs/grammar.md");

const POLICIES: &[&str] = &[
    contracts::BLOODWORK,
    contracts::RIVERSIDE,
    include_str!("../../policy-lang/tests-data/language/bloodwork.consent"),
    include_str!("../../policy-lang/tests-data/language/everything.consent"),
    include_str!("../../policy-lang/tests-data/language/forms.consent"),
    include_str!("../../policy-lang/tests-data/language/riverside.consent"),
];

/// The productions of the page.
pub fn grammar() -> Grammar {
    let blocks: Vec<&str> = PAGE.split("```ebnf\n").skip(1).collect();
    let blocks = blocks.iter().filter_map(|block| block.split("```").next());
    read(&blocks.collect::<Vec<_>>().join("\n"))
}

/// What is wrong with a text for the parser, if anything is.
fn refusal(source: &str) -> Option<String> {
    let problems = parse(source).problems;
    let error = problems.iter().find(|problem| problem.is_error())?;
    Some(render(error, source, "policy"))
}

/// White space between tokens, sometimes a line break.
fn spaced(tokens: &[Token]) -> String {
    let mut count = 0;
    text(tokens, || {
        count += 1;
        if count % 7 == 0 { "\n  " } else { " " }
    })
}

/// Whether a sentence that is no rule with a name begins with what could be data, and no full stop is before it: then the sentence
/// before goes on.
pub fn runs_on(made: &Generated) -> bool {
    let starts = |name: &str| made.starts.get(name).into_iter().flatten().copied();
    starts("sentence").any(|start| {
        let is_before = |other: &usize| *other <= start;
        let (rule, statement) = (
            starts("rule").rfind(is_before),
            starts("statement").rfind(is_before),
        );
        let first = &made.tokens[start];
        let is_article = matches!(first.text.as_str(), "a" | "an" | "the");
        let could_be_data = is_article || matches!(first.kind, Kind::Word | Kind::Text);
        let goes_on = start > 0 && made.tokens[start - 1].text != ".";
        (rule.is_none() || rule < statement) && goes_on && could_be_data
    })
}

#[test]
fn what_the_page_makes_is_read() {
    let grammar = grammar();
    let mut reached = BTreeSet::new();
    let mut words = BTreeSet::new();
    let (mut count, mut seed) = (0, 0);
    while count < 2000 {
        seed += 1;
        let production = ["policy", "statement", "rule", "example"][seed as usize % 4];
        let made = generate(&grammar, production, 4 + seed as usize % 9, seed);
        if runs_on(&made) || made.tokens.is_empty() {
            continue;
        }
        count += 1;
        let source = spaced(&made.tokens);
        let refusal = refusal(&source);
        assert_eq!(
            refusal,
            None,
            "seed {seed}\n{source}\n{}",
            refusal.as_deref().unwrap_or("")
        );
        assert!(
            accepts(&grammar, production, &tokens(&source)),
            "seed {seed}\n{source}"
        );
        reached.extend(made.starts.into_keys());
        words.extend(made.tokens.into_iter().map(|token| token.text));
    }
    let mut missing: Vec<&String> = grammar
        .keys()
        .filter(|name| !reached.contains(*name))
        .collect();
    missing.retain(|name| *name != "consent");
    assert!(missing.is_empty(), "never made: {missing:?}");
    let mut literals = BTreeSet::new();
    grammar
        .values()
        .for_each(|expression| collect(expression, &mut literals));
    let missing: Vec<_> = literals.difference(&words).collect();
    assert!(missing.is_empty(), "never made: {missing:?}");
}

/// The words and signs of an expression.
fn collect(expression: &Expression, literals: &mut BTreeSet<String>) {
    match expression {
        Expression::Literal(literal) => {
            literals.insert(literal.clone());
        }
        Expression::Sequence(parts) | Expression::Choice(parts) | Expression::Set(parts) => {
            parts.iter().for_each(|part| collect(part, literals));
        }
        Expression::Option(part) | Expression::Repetition(part) => collect(part, literals),
        Expression::Class(_) | Expression::Production(_) => {}
    }
}

/// The policies of the repository, of its documents and of the generator.
fn corpus() -> Vec<String> {
    let mut corpus: Vec<String> = POLICIES.iter().map(|policy| (*policy).to_owned()).collect();
    corpus.extend(
        contracts::ALL
            .iter()
            .map(|(_, policy)| (*policy).to_owned()),
    );
    let blocks = |page: &Page| -> Vec<String> {
        page.blocks_in("consent")
            .map(|block| block.text.clone())
            .collect()
    };
    corpus.extend(pages().iter().flat_map(blocks));
    corpus.extend(
        (0..200).map(|seed| testkit::policies::policy(&mut Entropy::new(&seeded(seed, 4000)))),
    );
    corpus
}

#[test]
fn every_policy_is_judged_alike_by_the_page_and_the_parser() {
    let grammar = grammar();
    let corpus = corpus();
    assert!(corpus.len() > 220);
    let mut read = 0;
    for source in &corpus {
        let refusal = refusal(source);
        let is_accepted = accepts(&grammar, "policy", &tokens(source));
        assert_eq!(
            is_accepted,
            refusal.is_none(),
            "{source}\n{}",
            refusal.unwrap_or_default()
        );
        read += usize::from(is_accepted);
    }
    assert!(read + 5 > corpus.len(), "{read} of {}", corpus.len());
}

/// A word or sign taken out, doubled, or changed for the one after it.
fn damaged(tokens: &[Token], choices: &mut Entropy) -> Vec<Token> {
    let mut tokens = tokens.to_vec();
    let at = (usize::from(choices.byte()) << 8 | usize::from(choices.byte())) % tokens.len();
    match choices.below(3) {
        0 => drop(tokens.remove(at)),
        1 => tokens.insert(at, tokens[at].clone()),
        _ => {
            let after = (at + 1) % tokens.len();
            tokens.swap(at, after);
        }
    }
    tokens
}

#[test]
fn a_policy_with_a_slip_is_judged_alike_by_the_page_and_the_parser() {
    let grammar = grammar();
    let mut findings = Vec::new();
    let (mut good, mut bad) = (0, 0);
    for (policy, seed) in POLICIES.iter().zip(0u64..) {
        let all = statements(policy);
        let bytes = seeded(seed, 9000);
        let mut choices = Entropy::new(&bytes);
        while !choices.is_spent() {
            let statement = choices.pick(&all);
            let damaged = spaced(&damaged(statement, &mut choices));
            let refusal = refusal(&damaged);
            let is_accepted = accepts(&grammar, "policy", &tokens(&damaged));
            match is_accepted == refusal.is_none() {
                true if is_accepted => good += 1,
                true => bad += 1,
                false => findings.push(format!(
                    "accepted by the page: {is_accepted}\n{damaged}\n{}",
                    refusal.unwrap_or_default()
                )),
            }
        }
    }
    findings.sort();
    findings.dedup();
    assert!(
        findings.is_empty(),
        "{} of {}\n{}",
        findings.len(),
        good + bad,
        findings.join("\n----\n")
    );
    assert!(good > 500 && bad > 500, "{good} {bad}");
}

/// The statements of a policy, each by itself: they begin where a line does and nothing is set in.
fn statements(policy: &str) -> Vec<Vec<Token>> {
    let mut statements: Vec<String> = Vec::new();
    for line in policy.lines().filter(|line| !line.starts_with('#')) {
        match statements.last_mut() {
            Some(last) if line.starts_with(' ') => *last += &format!("\n{line}"),
            _ => statements.push(line.to_owned()),
        }
    }
    let statements = statements.iter().map(|statement| tokens(statement));
    statements.filter(|tokens| !tokens.is_empty()).collect()
}

#[test]
fn the_page_lists_the_words_of_the_language() {
    assert!(RESERVED.iter().all(|word| is_reserved(word)));
    let list = PAGE
        .split("```words\n")
        .nth(1)
        .and_then(|rest| rest.split("```").next());
    let listed: Vec<&str> = list
        .expect("the page lists them")
        .split_whitespace()
        .collect();
    assert_eq!(listed, RESERVED);
}

/// What is made by the page has every construct in it, also what nobody writes. There the page may let through what the parser reads
/// on beyond; it says where. It never refuses what the parser reads.
#[test]
fn slips_in_what_the_page_makes_are_never_too_much_for_it_and_hardly_ever_too_little() {
    let grammar = grammar();
    let productions = ["statement", "rule", "example", "form"];
    let (mut count, mut wider) = (0, 0);
    for seed in 0..800u64 {
        let production = productions[seed as usize % productions.len()];
        let made = generate(&grammar, production, 4 + seed as usize % 9, seed);
        let bytes = seeded(seed, 400);
        let mut choices = Entropy::new(&bytes);
        for _ in 0..4 {
            let damaged = spaced(&damaged(&made.tokens, &mut choices));
            let refusal = refusal(&damaged);
            let is_accepted = accepts(&grammar, "policy", &tokens(&damaged));
            assert!(is_accepted || refusal.is_some(), "{damaged}");
            count += 1;
            wider += usize::from(is_accepted && refusal.is_some());
        }
    }
    assert!(wider * 1000 <= count, "{wider} of {count}");
}
