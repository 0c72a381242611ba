//! What narrows data, clause by clause, against a table that was written by hand: in a rule that allows and one that forbids,
//! in a consent and a refusal, on the contract and on the interpreter.

use std::sync::LazyLock;

use abi::calendar::Date;
use abi::decision::Outcome;
use abi::terms::{
    AccessRequest, Author, CategoryTerm, Claims, Confidentiality, ConsentRecord, DataClaims, Party,
    Requester,
};
use abi::{Instant, PatientId};
use policy_lang::typed::Case;
use policy_lang::typed::from_syntax::check_consent;
use runtime::Engine;
use workbench::trace::given;

static ENGINE: LazyLock<Engine> = LazyLock::new(|| Engine::new().expect("the sandbox opens"));

const DECLARED: &str = "hospital Hill is \"urn:hill\"\ndepartment Ward within Hill\nlab Acme\n\
    practitioner dr_lee of Ward\npractitioner dr_free\n";

/// A value of a clause: no, not known, yes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Is {
    No,
    NotKnown,
    Yes,
}
use Is::{No, NotKnown, Yes};

fn claims(change: impl FnOnce(&mut DataClaims)) -> DataClaims {
    let mut claims = DataClaims::default();
    change(&mut claims);
    claims
}

fn dated(month: u32, day: u32) -> DataClaims {
    claims(|claims| claims.dated = Some(Date::new(2026, month, day)))
}

fn author(author: Author) -> DataClaims {
    claims(|claims| claims.author = Some(author))
}

fn named(name: &str) -> DataClaims {
    author(Author::Named(name.into()))
}

fn person(id: &str, organisation: Option<&str>) -> DataClaims {
    author(Author::Practitioner {
        id: id.into(),
        organisation: organisation.map(String::from),
    })
}

fn held(name: &str) -> DataClaims {
    claims(|claims| claims.custodian = Some(name.into()))
}

fn encounter(name: &str) -> DataClaims {
    claims(|claims| claims.encounter = Some(name.into()))
}

fn record(name: &str) -> DataClaims {
    claims(|claims| claims.record = Some(name.into()))
}

fn label(label: Confidentiality) -> DataClaims {
    claims(|claims| claims.confidentiality = Some(label))
}

fn case(data: DataClaims, consents: Vec<ConsentRecord>) -> Case {
    let party = Party {
        name: "Acme".into(),
        kind: None,
    };
    Case {
        requester: Requester::Organisation { party },
        request: AccessRequest {
            patient: PatientId([0; 16]),
            actions: vec!["read".into()],
            categories: vec![CategoryTerm::Name("vitals".into())],
            claims: Claims {
                data,
                ..Claims::default()
            },
        },
        now: Instant(1_767_225_600),
        treats: Some(false),
        consents: Some(consents),
        birth_date: None,
        deceased: Some(false),
        facts: Vec::new(),
        accesses: Some(Vec::new()),
    }
}

/// What a policy of one rule decides, with one consent or none, on the contract and on the interpreter.
fn outcome(rule: &str, data: &DataClaims, consent: Option<&str>) -> Outcome {
    let source = format!("{DECLARED}{rule}");
    let policy = policy_lang::check(&source, "table").policy.expect(rule);
    let consents = consent.map(|text| {
        let (sentence, _) = policy_lang::syntax::parse_consent(text);
        let checked = check_consent(&sentence.expect(text), &policy, text);
        ConsentRecord {
            number: 0,
            form: None,
            sentences: vec![checked.terms.expect(text)],
            recorded_at: Instant::MIN,
            withdrawn_at: None,
        }
    });
    let case = case(data.clone(), consents.into_iter().collect());
    let interpreted = policy_lang::interpret::decide(&policy, &case).expect("known terms");
    let contract = policy_lang::contract::compile(&policy, &source).expect("it fits");
    let loaded = runtime::Policy::load(&ENGINE, &contract.wasm).expect("admitted");
    let binding = loaded.binding();
    let bound = binding.request(&case.requester, &case.request, case.now);
    let mut decider = loaded.decider().expect("an instance");
    let facts = decider.facts_mut().expect("no fault");
    facts.give(&case.requester, case.now, given(&case));
    let decided = decider.explain(&bound.expect("known terms"));
    assert_eq!(
        decided.expect("no fault").outcome.as_ref(),
        Ok(&interpreted),
        "{source}"
    );
    interpreted.verdict.outcome
}

fn check_rules(clause: &str, data: &DataClaims, may: Is, may_not: Is) {
    let allows = outcome(&format!("anyone may read vitals {clause}"), data, None);
    let said = format!("{clause}: {data:?}");
    assert_eq!(allows == Outcome::Allowed, may == Yes, "{said}");
    let forbids = outcome(&format!("anyone may not read vitals {clause}"), data, None);
    assert_eq!(forbids == Outcome::Refused, may_not != No, "{said}");
}

fn check_consents(clause: &str, data: &DataClaims, may: Is, may_not: Is) {
    let said = format!("{clause}: {data:?}");
    let grant = format!("anyone may read vitals {clause}");
    let granted = "anyone may read vitals if the patient has consented";
    let allows = outcome(granted, data, Some(&grant)) == Outcome::Allowed;
    assert_eq!(allows, may == Yes, "{said}");
    let refusal = format!("anyone may not read vitals {clause}");
    let refused = "anyone may not read vitals if the patient has refused";
    let forbids = outcome(refused, data, Some(&refusal)) == Outcome::Refused;
    assert_eq!(forbids, may_not != No, "{said}");
}

/// Clause, what is said of the data, and whether it is what the clause says.
fn table() -> Vec<(&'static str, DataClaims, Is)> {
    let days = "dated from 2026-01-31 until 2026-02-02";
    let hill = "written by Hill";
    let people = "written by dr_lee or dr_free";
    vec![
        (days, DataClaims::default(), NotKnown),
        (days, dated(1, 30), No),
        (days, dated(1, 31), Yes),
        (days, dated(2, 2), Yes),
        (days, dated(2, 3), No),
        (hill, held("Hill"), NotKnown),
        (hill, named("Hill"), Yes),
        (hill, named("urn:hill"), Yes),
        (hill, author(Author::Party("Ward".into())), Yes),
        (hill, named("dr_lee"), Yes),
        (hill, person("dr_lee", None), Yes),
        (hill, person("dr_lee", Some("Acme")), No),
        (hill, person("dr_who", Some("Ward")), Yes),
        (hill, person("Hill", None), No),
        (hill, named("dr_free"), No),
        (hill, named("Elsewhere"), No),
        (hill, author(Author::Private), No),
        ("written by Ward", named("Hill"), No),
        (people, DataClaims::default(), NotKnown),
        (people, named("dr_lee"), Yes),
        (people, person("dr_lee", Some("Ward")), Yes),
        (people, person("dr_lee", Some("Hill")), No),
        (people, person("dr_lee", Some("Elsewhere")), No),
        (people, person("dr_free", Some("Elsewhere")), Yes),
        (people, author(Author::Party("dr_lee".into())), No),
        (people, named("Ward"), No),
        ("written by Acme or dr_lee", named("Acme"), Yes),
        ("written by Acme or dr_lee", named("dr_lee"), Yes),
        ("held by Hill", named("Hill"), NotKnown),
        ("held by Hill", held("urn:hill"), Yes),
        ("held by Hill", held("Ward"), Yes),
        ("held by Hill", held("dr_lee"), Yes),
        ("held by Hill", held("dr_free"), No),
        ("held by Hill", held("Nobody"), No),
        ("held by Ward or Acme", held("Hill"), No),
        ("held by Ward or Acme", held("Acme"), Yes),
        ("of encounter E1", record("E1"), NotKnown),
        ("of encounter E1", encounter("E1"), Yes),
        ("of encounter E1", encounter("e1"), No),
        ("of record E1", encounter("E1"), NotKnown),
        ("of record E1", record("E1"), Yes),
        ("of record E1", record("E2"), No),
        ("labelled normal, held by Hill", held("Hill"), NotKnown),
        ("labelled normal, held by Hill", held("Acme"), No),
    ]
}

#[test]
fn each_clause_has_the_value_of_the_table() {
    for (clause, data, is) in table() {
        check_rules(clause, &data, is, is);
        check_consents(clause, &data, is, is);
    }
}

#[test]
fn a_label_is_a_limit_from_above_where_it_allows_and_from_below_where_it_forbids() {
    for (word, least) in [("normal", 3), ("restricted", 4), ("very_restricted", 5)] {
        let clause = format!("labelled {word}");
        for (place, said) in (0..).zip(Confidentiality::ALL) {
            let may = if place <= least { Yes } else { No };
            let may_not = if place >= least { Yes } else { No };
            check_rules(&clause, &label(said), may, may_not);
            check_consents(&clause, &label(said), may, may_not);
        }
        let silent = DataClaims::default();
        check_rules(&clause, &silent, NotKnown, NotKnown);
        check_consents(&clause, &silent, NotKnown, NotKnown);
    }
}

/// A granting consent that names whom the policy does not know is ignored. Of a refusing one the unknown names fall away; when
/// none is left, it narrows no more.
#[test]
fn consents_may_name_whom_the_policy_does_not_know() {
    for (clause, data, is, may_not) in [
        ("held by Nobody", held("Nobody"), No, Yes),
        ("held by Nobody", held("Acme"), No, Yes),
        ("held by Nobody or Acme", held("Acme"), No, Yes),
        ("held by Nobody or Acme", held("Hill"), No, No),
        ("written by practitioner x", named("x"), No, Yes),
        ("written by x or Acme", named("Acme"), No, Yes),
        ("written by x or Acme", named("Hill"), No, No),
        ("written by x, held by Hill", held("Hill"), No, Yes),
        ("written by x, held by Hill", held("Acme"), No, No),
        // Nobody declares encounters and records.
        ("of encounter E9", encounter("E9"), Yes, Yes),
        ("of encounter E9", encounter("E8"), No, No),
        ("of record E9", record("E9"), Yes, Yes),
        ("of record E9", record("E8"), No, No),
    ] {
        check_consents(clause, &data, is, may_not);
    }
}
