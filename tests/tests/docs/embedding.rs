//! One request, decided by a contract.

use abi::decision::Outcome;
use abi::terms::{AccessRequest, CategoryTerm, Claims, ConsentRecord, Party, Requester};
use abi::{Instant, PatientId};
use runtime::{Engine, Given, Policy};

/// Whether the laboratory Acme may read a patient's bloodwork, by the contract in `wasm`.
pub fn acme_may_read(
    wasm: &[u8],
    consents: &[ConsentRecord],
    now: Instant,
) -> Result<bool, Box<dyn std::error::Error>> {
    let policy = Policy::load(&Engine::new()?, wasm)?;
    let party = Party {
        name: "Acme".into(),
        kind: Some("lab".into()),
    };
    let request = AccessRequest {
        patient: PatientId([7; 16]),
        actions: vec!["read".into()],
        categories: vec![CategoryTerm::Name("bloodwork".into())],
        claims: Claims {
            purpose: Some("treatment".into()),
            reason_given: false,
            ..Claims::default()
        },
    };
    let requester = Requester::Organisation { party };
    let bound = policy.binding().request(&requester, &request, now)?;
    let mut decider = policy.decider()?;
    let facts = Given {
        treats: Some(false),
        consents: Some(consents.to_vec()),
        ..Given::default()
    };
    decider.facts_mut()?.give(&requester, now, facts);
    let decided = decider.decide(&bound)?;
    Ok(decided
        .outcome
        .is_ok_and(|verdict| verdict.outcome == Outcome::Allowed))
}
