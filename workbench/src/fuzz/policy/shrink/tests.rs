//! What is left of a case once everything is gone that its failure does not need.

use std::collections::BTreeMap;

use abi::calendar::Date;
use abi::terms::{
    AccessRecord, AccessRequest, CategoryTerm, Claims, ConsentRecord, ConsentTerms, DataClaims,
    DataTerms, Requester, Scalar,
};
use abi::{Instant, PatientId};
use policy_lang::laws::{self, Law};
use policy_lang::typed::{Case, Confidentiality};
use runtime::Engine;

use super::{shrink, smaller};
use crate::fixture::{contract, policy};
use crate::fuzz::entropy::seeded;
use crate::fuzz::policy::{BYTES, PolicyTarget};
use crate::fuzz::rounds::Target;

/// Each is broken by something else of the fixture's policy.
const LAWS: &str = "law imaging
  Hill may never collect imaging

law by_treatment
  anyone may never read vitals if the requester treats the patient

law by_signature
  any lab may never read laboratory

law by_consent
  anyone may never read hiv

law by_author
  anyone may never read medications written by dr_lee

law by_date
  anyone may never read vitals dated from 2025-06-01 until 2025-07-01

law immunized
  anyone may never read immunizations

law own_refused
  the patient may always read the whole record for research

law counted
  monitor may always read vitals
";

fn target() -> PolicyTarget {
    let laws: Vec<Law> = laws::check(LAWS, &policy()).laws.expect("laws");
    let engine = Engine::new().expect("an engine");
    let wasm = contract().wasm;
    PolicyTarget::new(&engine, policy(), &wasm, laws, &[]).expect("it is admitted")
}

/// Cases at random that break each law, three of each, shrunk: what is left of them, as a whole.
#[test]
fn what_is_left_of_a_case_stays() {
    let target = target();
    let mut bench = target.bench().expect("room");
    let mut left: BTreeMap<String, Vec<Case>> = BTreeMap::new();
    for seed in 0..3_000 {
        let case = target.case(&seeded(seed, BYTES));
        let ran = target.run_case(&mut bench, &case).expect("no fault");
        for failure in ran.failures {
            let cases = left.entry(failure.key.clone()).or_default();
            if cases.len() < 3 {
                let smaller = shrink(&target, &mut bench, case.clone(), &failure.key);
                cases.push(smaller.expect("no fault"));
            }
        }
    }
    assert_eq!(left.len(), 8, "{:?}", left.keys());
    let hash = blake3::hash(format!("{left:?}").as_bytes());
    assert_eq!(
        hash.to_hex().as_str(),
        "0e3f639ccb0b22563e19b539ef26bb1f8ce3fd818a362b72f2c7dfd6569af2d5"
    );
}

/// A request with one of everything, by the patient, who may read it all: only that the patient reads is left.
#[test]
fn what_a_failure_does_not_need_is_gone() {
    let target = target();
    let mut bench = target.bench().expect("room");
    let record = |number| ConsentRecord {
        number,
        form: None,
        sentences: Vec::new(),
        recorded_at: Instant(1_700_000_000),
        withdrawn_at: Some(Instant(1_750_000_000)),
    };
    let access = AccessRecord {
        at: Instant(1_760_000_000),
        by: "dr_lee".into(),
        organisation: None,
        actions: vec!["read".into()],
    };
    let name = |name: &str| CategoryTerm::Name(name.into());
    let case = Case {
        requester: Requester::Patient { is_subject: true },
        request: AccessRequest {
            patient: PatientId([0; 16]),
            actions: vec!["read".into(), "read".into()],
            categories: vec![
                CategoryTerm::Code {
                    system: "http://loinc.org".into(),
                    code: "57698-3".into(),
                },
                name("vitals"),
                name("hiv"),
            ],
            claims: Claims {
                purpose: Some("treatment".into()),
                reason_given: true,
                data: DataClaims {
                    dated: Some(Date(1_037_470)),
                    encounter: Some("inpatient".into()),
                    confidentiality: Some(Confidentiality::Restricted),
                    ..DataClaims::default()
                },
            },
        },
        now: Instant(1_767_636_001),
        treats: Some(true),
        consents: Some(vec![record(0), record(1)]),
        birth_date: Some(Date(1_037_470)),
        deceased: Some(true),
        facts: vec![Some(Scalar::YesNo(true)), None, None, None],
        accesses: Some(vec![access.clone(), access]),
    };
    let smaller = shrink(&target, &mut bench, case.clone(), "law by_consent");
    let expected = Case {
        request: AccessRequest {
            actions: vec!["read".into()],
            categories: vec![name("hiv")],
            claims: Claims::default(),
            ..case.request.clone()
        },
        now: target.requests.plain_day(),
        treats: Some(false),
        consents: Some(Vec::new()),
        birth_date: None,
        deceased: Some(false),
        facts: vec![None; 4],
        accesses: Some(Vec::new()),
        ..case.clone()
    };
    assert_eq!(smaller.expect("no fault"), expected);

    // A failure that is not there leaves everything as it is.
    let same = shrink(&target, &mut bench, case.clone(), "law by_signature");
    assert_eq!(same.expect("no fault"), case);
}

/// The ways to make a case smaller, where its failure would hide them: a code becomes its category's name, seconds go, lists lose
/// one after another and are numbered anew.
#[test]
fn each_way_to_a_smaller_case_is_tried() {
    let target = target();
    let mut case = target.case(&[]);
    case.now = Instant(-61);
    case.request.categories = vec![CategoryTerm::Code {
        system: "http://loinc.org".into(),
        code: "57698-3".into(),
    }];
    let record = |number, purposes: Vec<String>| ConsentRecord {
        number,
        form: None,
        sentences: vec![sentence(purposes)],
        recorded_at: Instant(5),
        withdrawn_at: Some(Instant(9)),
    };
    case.consents = Some(vec![
        record(0, vec!["research".into()]),
        record(1, Vec::new()),
        record(2, Vec::new()),
    ]);
    let all = smaller(&case, &target);
    let is_there = |change: &dyn Fn(&mut Case)| {
        let mut wanted = case.clone();
        change(&mut wanted);
        all.contains(&wanted)
    };
    assert!(is_there(&|case| case.now = Instant(-120)));
    assert!(is_there(
        &|case| case.request.categories = vec![CategoryTerm::Name("lipids".into())]
    ));
    let records = |case: &mut Case, change: &dyn Fn(&mut Vec<ConsentRecord>)| {
        case.consents.iter_mut().for_each(change);
    };
    assert!(is_there(&|case| records(case, &|list| {
        list.remove(1);
        list[1].number = 1;
    })));
    assert!(is_there(&|case| records(case, &|list| list[2]
        .recorded_at =
        Instant::MIN)));
    assert!(is_there(&|case| records(case, &|list| list[2]
        .withdrawn_at =
        None)));
    assert!(is_there(&|case| records(case, &|list| list[0].sentences
        [0] =
        sentence(Vec::new()))));
}

fn sentence(purposes: Vec<String>) -> ConsentTerms {
    ConsentTerms {
        grants: true,
        subjects: Vec::new(),
        actions: vec!["read".into()],
        data: DataTerms {
            whole_record: true,
            categories: Vec::new(),
            except: Vec::new(),
            narrowing: Vec::new(),
        },
        from: None,
        until: None,
        purposes,
    }
}
