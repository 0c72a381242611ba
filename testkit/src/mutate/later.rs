//! Actions of governance, membership by certificate, delegation, attestation and contracts.

use abi::calendar::Date;
use abi::limits::{CONTRACT_INPUT_BYTES, VOTERS};
use abi::terms::Scalar;
use abi::{Hash, Height, PatientId, PublicKey, Signature};
use ledger::Action;
use ledger::records::{DelegateKind, Governance, Quorum, Voter};
use ledger::transaction::{Change, FactClaim};

use super::{MODULE_BYTES, instant, name, period, request};
use crate::entropy::Entropy;

/// The action with this index.
pub(super) fn action(
    index: usize,
    choices: &mut Entropy,
    patient: PatientId,
    key: PublicKey,
) -> Action {
    match index {
        9 => Action::StoreModule {
            module: vec![choices.byte(); choices.position(MODULE_BYTES)],
        },
        10 => Action::Propose {
            change: change(choices, key),
            closes: instant(choices),
        },
        11 => Action::Approve {
            proposal: hash(choices),
        },
        12 => Action::EnrolByCertificate {
            organisation: name(choices),
            certificates: (0..1 + choices.below(4)).map(|_| bytes(choices)).collect(),
        },
        13 => Action::RotateKey {
            key,
            proof: Signature([choices.byte(); 64]),
        },
        14 => Action::RevokeMember { id: name(choices) },
        15 => {
            let (from, until) = period(choices);
            let kind = *choices.pick(&[DelegateKind::Guardian, DelegateKind::Proxy]);
            Action::Delegate {
                patient,
                key,
                kind,
                from,
                until,
            }
        }
        16 => Action::EndDelegation { patient, key },
        17 => Action::AttestFact {
            patient,
            fact: fact(choices),
        },
        18 => {
            let mut request = request(choices, patient);
            request.claims.reason_given = true;
            Action::BreakGlass {
                request,
                justification: hash(choices),
            }
        }
        19 => Action::ReviewEmergency {
            patient,
            access: hash(choices),
        },
        20 => Action::Anchor {
            patient,
            commitment: hash(choices),
        },
        21 => Action::CallContract {
            contract: name(choices),
            entry: name(choices),
            patient: choices.one_in(2).then_some(patient),
            input: vec![choices.byte(); choices.position(CONTRACT_INPUT_BYTES as usize + 1)],
        },
        _ => Action::RevokeCertificates {
            organisation: name(choices),
            list: bytes(choices),
        },
    }
}

fn hash(choices: &mut Entropy) -> Hash {
    Hash([choices.byte(); 32])
}

/// At least one byte of what might be DER.
fn bytes(choices: &mut Entropy) -> Vec<u8> {
    vec![choices.byte(); 1 + choices.position(300)]
}

fn change(choices: &mut Entropy, key: PublicKey) -> Change {
    let at = |choices: &mut Entropy| choices.one_in(2).then(|| Height(u64::from(choices.byte())));
    match choices.below(6) {
        0 => Change::Govern(Governance {
            members: quorum(choices),
            contracts: quorum(choices),
        }),
        1 => Change::EnrolOrganisation {
            key,
            name: name(choices),
            kind: name(choices),
            within: choices.one_in(2).then(|| name(choices)),
            root: choices.one_in(2).then(|| bytes(choices)),
        },
        2 => Change::SetRoot {
            organisation: name(choices),
            root: choices.one_in(2).then(|| bytes(choices)),
        },
        3 => Change::RevokeOrganisation {
            name: name(choices),
        },
        4 => Change::ActivatePolicy {
            module: hash(choices),
            at: at(choices),
        },
        _ => Change::ActivateContract {
            name: name(choices),
            module: hash(choices),
            at: at(choices),
        },
    }
}

/// A quorum that can be reached.
fn quorum(choices: &mut Entropy) -> Quorum {
    let count = 1 + choices.below(VOTERS as usize);
    let mut voters: Vec<Voter> = (0..count as u8)
        .map(|number| Voter::Key(PublicKey([number; 32])))
        .collect();
    if choices.one_in(2) {
        voters.pop();
        voters.push(Voter::Organisation(name(choices)));
    }
    let needed = 1 + choices.below(voters.len()) as u32;
    Quorum { voters, needed }
}

fn fact(choices: &mut Entropy) -> FactClaim {
    let (from, until) = period(choices);
    match choices.below(4) {
        0 => FactClaim::Deceased(choices.one_in(2)),
        1 => {
            let from_years = u16::from(choices.byte());
            let more = 1 + u16::from(choices.byte());
            FactClaim::AgeBracket {
                from_years,
                below_years: choices.one_in(2).then_some(from_years + more),
                from,
                until,
            }
        }
        2 => FactClaim::Declared {
            name: name(choices),
            value: choices.one_in(4).then(|| scalar(choices)),
            until,
        },
        _ => FactClaim::Commitment {
            name: name(choices),
            commitment: hash(choices),
        },
    }
}

fn scalar(choices: &mut Entropy) -> Scalar {
    match choices.below(4) {
        0 => Scalar::YesNo(choices.one_in(2)),
        1 => Scalar::Number(i64::from(choices.byte()) - 128),
        2 => Scalar::Date(Date::from_days(i64::from(choices.byte()))),
        _ => Scalar::Text(name(choices)),
    }
}
