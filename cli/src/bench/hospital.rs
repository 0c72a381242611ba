//! A hospital on a ledger: organisations, members with keys, patients with consents and relations
//! of treatment, the policy of `contracts/riverside`, and signed requests for access.
//!
//! The state is written directly, in a few large blocks: a hospital of a million patients is not
//! worth three million signatures to a bench that never looks at them again.

use std::path::Path;

use abi::decision::Outcome;
use abi::receipt::Receipt;
use abi::terms::{
    AccessRequest, CategoryTerm, Claims, ConsentRecord, ConsentTerms, DataTerms, SubjectTerm,
    TreatmentRecord,
};
use abi::{Hash, Height, Instant, PatientId, PublicKey};
use ledger::records::{Account, AccountKind, PatientRecord, key};
use ledger::store::FileBackend;
use ledger::{Action, Body, Draft, GenesisConfig, Ledger, Overlay, Signer, Transaction, rules};
use parity_scale_codec::Encode;

use super::BenchError;
use crate::sample::random::SplitMix64;

const SEED: u64 = 0x5eed_0b10_c000_0001;
/// 2026-05-04T12:00:00Z
const START: Instant = Instant(1_777_896_000);
const DAY_SECONDS: i64 = 86_400;
/// Patients written in one block.
const PATIENTS_PER_BLOCK: usize = 50_000;
/// Members of each role of each department.
const MEMBERS_PER_ROLE: u64 = 4;
/// Members who treat a patient.
const TREATING: u64 = 3;

/// Organisations at the front of the list below that are none of the hospital's.
const OUTSIDE: u64 = 3;
/// Organisations: name, kind, what it is within.
const ORGANISATIONS: [(&str, &str, Option<&str>); 15] = [
    ("Acme", "lab", None),
    ("BlueLake", "insurer", None),
    ("Bluefield", "research_institute", None),
    ("Riverside", "hospital", None),
    ("Cardiology", "department", Some("Riverside")),
    ("EmergencyMedicine", "department", Some("Riverside")),
    ("Gastroenterology", "department", Some("Riverside")),
    ("GeneralSurgery", "department", Some("Riverside")),
    ("InternalMedicine", "department", Some("Riverside")),
    ("Nutrition", "department", Some("Riverside")),
    ("Oncology", "department", Some("Riverside")),
    ("Orthopedics", "department", Some("Riverside")),
    ("PrimaryCare", "department", Some("Riverside")),
    ("Rehabilitation", "department", Some("Riverside")),
    ("SocialWork", "department", Some("Riverside")),
];

/// Roles of the members of each department.
const ROLES: [&str; 3] = ["physician", "nurse", "pharmacist"];

/// Somebody who sends transactions.
struct Member {
    signer: Signer,
    key: PublicKey,
    kind: AccountKind,
    nonce: u64,
    /// Patients whom this member treats.
    treats: Vec<PatientId>,
}

/// The hospital without its ledger, which is handed out.
pub struct Hospital {
    chain: Hash,
    random: SplitMix64,
    members: Vec<Member>,
    patients: Vec<PatientId>,
    time: Instant,
}

impl Hospital {
    /// A hospital with `patients` patients, whose chain begins in `folder`; its ledger and the key that seals
    /// its blocks. `progress` is told how many patients are written.
    ///
    /// # Errors
    /// The folder cannot be used.
    pub fn new(
        patients: u64,
        policy: &[u8],
        folder: &Path,
        progress: &mut dyn FnMut(u64),
    ) -> Result<(Hospital, Ledger, Signer), BenchError> {
        let admin = Signer::from_seed([1; 32]);
        let proposer = Signer::from_seed([2; 32]);
        let config = GenesisConfig::new("bench", admin.public_key(), proposer.public_key(), START);
        let backend = FileBackend::create(folder)?;
        let ledger = Ledger::create(Box::new(backend), config)?;
        let mut random = SplitMix64::new(SEED);
        let members = members(&mut random);
        let patients: Vec<PatientId> = (0..patients).map(|_| patient_id(&mut random)).collect();
        let mut hospital = Hospital {
            chain: ledger.chain_id(),
            random,
            members,
            patients,
            time: START,
        };
        let ledger = hospital.settle_in(ledger, policy, &proposer, progress)?;
        Ok((hospital, ledger, proposer))
    }

    /// Writes everybody and everything into the state.
    fn settle_in(
        &mut self,
        mut ledger: Ledger,
        policy: &[u8],
        proposer: &Signer,
        progress: &mut dyn FnMut(u64),
    ) -> Result<Ledger, BenchError> {
        let writes = {
            let mut view = Overlay::new(ledger.state());
            self.members
                .iter()
                .for_each(|member| member.enrol(&mut view));
            rules::install_policy(&mut view, policy, Height(1))?;
            view.into_writes()
        };
        commit(&mut ledger, proposer, self.next_time(), writes)?;
        let mut written = 0;
        for chunk in self.patients.clone().chunks(PATIENTS_PER_BLOCK) {
            let mut view = Overlay::new(ledger.state());
            chunk
                .iter()
                .for_each(|patient| self.admit(*patient, &mut view));
            let writes = view.into_writes();
            commit(&mut ledger, proposer, self.next_time(), writes)?;
            written += chunk.len() as u64;
            progress(written);
        }
        Ok(ledger)
    }

    /// The time of the next block: one second after the last.
    pub fn next_time(&mut self) -> Instant {
        self.time = self.following_time();
        self.time
    }

    /// What [`Hospital::next_time`] will be next.
    pub fn following_time(&self) -> Instant {
        Instant(self.time.0 + 1)
    }

    /// Writes one patient: registration, one to three consents, some relations of treatment.
    fn admit(&mut self, patient: PatientId, view: &mut Overlay) {
        let record = PatientRecord {
            key: PublicKey([7; 32]),
            registered_by: "Riverside".into(),
        };
        view.set(key::patient(patient), record.encode());
        let count = 1 + self.random.below(3) as u32;
        let consents: Vec<ConsentRecord> = (0..count).map(|number| self.consent(number)).collect();
        view.set(key::consents(patient), consents.encode());
        let relations: Vec<TreatmentRecord> = (0..TREATING)
            .filter_map(|_| self.relation(patient))
            .collect();
        view.set(key::treatments(patient), relations.encode());
    }

    /// A consent; one in sixteen is a refusal, one in four has ended.
    fn consent(&mut self, number: u32) -> ConsentRecord {
        let (subject, actions, category, purpose) = match self.random.below(4) {
            0 | 1 => (
                "Acme",
                vec!["read", "collect"],
                "bloodwork",
                Some("treatment"),
            ),
            2 => ("BlueLake", vec!["read"], "billing", Some("payment")),
            _ => ("Bluefield", vec!["read", "use"], "laboratory", None),
        };
        let names = |words: Vec<&str>| words.into_iter().map(str::to_owned).collect();
        let has_ended = self.random.below(4) == 0;
        let terms = ConsentTerms {
            grants: self.random.below(16) != 0,
            // A name that the policy does not declare is one that it ignores: insurers by kind.
            subjects: vec![match subject {
                "BlueLake" => SubjectTerm::Kind("insurer".into()),
                name => SubjectTerm::Party(name.into()),
            }],
            actions: names(actions),
            data: DataTerms {
                whole_record: false,
                categories: names(vec![category]),
                narrowing: Vec::new(),
                except: Vec::new(),
            },
            purposes: names(purpose.into_iter().collect()),
            from: None,
            until: has_ended.then_some(Instant(START.0 - DAY_SECONDS)),
        };
        let recorded_at = Instant(START.0 - 30 * DAY_SECONDS);
        ConsentRecord::of_sentence(number, terms, recorded_at)
    }

    fn relation(&mut self, patient: PatientId) -> Option<TreatmentRecord> {
        let index = self.random.below(self.members.len() as u64) as usize;
        let member = self.members.get_mut(index)?;
        let AccountKind::Member { id, .. } = &member.kind else {
            return None;
        };
        member.treats.push(patient);
        Some(TreatmentRecord {
            who: id.clone(),
            from: Instant(START.0 - 90 * DAY_SECONDS),
            until: None,
        })
    }

    /// The next `count` requests, signed. One in four is of an organisation outside, about any
    /// patient; of those of members most are about a patient whom they treat.
    pub fn requests(&mut self, count: usize) -> Vec<Transaction> {
        // There are members and patients, so that there is always a next one.
        (0..count).filter_map(|_| self.request()).collect()
    }

    fn request(&mut self) -> Option<Transaction> {
        let sender = match self.random.below(4) {
            0 => self.random.below(OUTSIDE) as usize,
            _ => OUTSIDE as usize + self.random.below(self.members.len() as u64 - OUTSIDE) as usize,
        };
        let anyone = self.random.pick(&self.patients)?;
        let member = self.members.get_mut(sender)?;
        let treated = self.random.pick(&member.treats).unwrap_or(anyone);
        let patient = match self.random.below(4) {
            0 => anyone,
            _ => treated,
        };
        let (category, purpose) = match &member.kind {
            AccountKind::Organisation { kind, .. } if kind == "insurer" => ("billing", "payment"),
            AccountKind::Organisation { kind, .. } if kind == "research_institute" => {
                ("bloodwork", "research")
            }
            AccountKind::Member { roles, .. } if roles.iter().any(|role| role == "nurse") => {
                ("vitals", "treatment")
            }
            _ => ("bloodwork", "treatment"),
        };
        let request = AccessRequest {
            patient,
            actions: vec!["read".into()],
            categories: vec![CategoryTerm::Name(category.into())],
            claims: Claims {
                purpose: Some(purpose.into()),
                reason_given: false,
                ..Claims::default()
            },
        };
        let body = Body {
            chain: self.chain,
            sender: member.key,
            nonce: member.nonce,
            expires: Instant(START.0 + DAY_SECONDS),
            action: Action::RequestAccess { request },
        };
        member.nonce += 1;
        Some(body.sign(&member.signer))
    }
}

/// Whether every request was decided, some with each of two outcomes: otherwise what is timed is not what
/// is said to be.
pub fn are_decided(receipts: &[Receipt]) -> bool {
    let share = |outcome: Outcome| {
        let of = receipts.iter().filter(|one| one.outcome == outcome.code());
        of.count() * 20 > receipts.len()
    };
    receipts.iter().all(|receipt| receipt.decision.is_some())
        && share(Outcome::Allowed)
        && share(Outcome::NotCovered)
}

impl Member {
    fn enrol(&self, view: &mut Overlay) {
        let account = Account::new(self.kind.clone());
        view.set(key::account(&self.key), account.encode());
        match &self.kind {
            AccountKind::Organisation { name, .. } => {
                view.set(key::organisation(name), self.key.encode());
            }
            AccountKind::Member { id, .. } => view.set(key::member(id), self.key.encode()),
            AccountKind::Admin | AccountKind::Patient(_) | AccountKind::Delegate(_) => {}
        }
    }
}

/// All organisations, and members of each department in each role.
fn members(random: &mut SplitMix64) -> Vec<Member> {
    let mut kinds = Vec::new();
    for (name, kind, within) in ORGANISATIONS {
        kinds.push(AccountKind::Organisation {
            name: name.into(),
            kind: kind.into(),
            within: within.map(str::to_owned),
        });
        for role in ROLES.into_iter().filter(|_| kind == "department") {
            kinds.extend((0..MEMBERS_PER_ROLE).map(|number| AccountKind::Member {
                id: format!("{role}-{number}-{name}"),
                roles: vec![role.into()],
                organisation: name.into(),
                from: Instant(0),
                until: None,
            }));
        }
    }
    let member = |kind| {
        let signer = Signer::from_seed(core::array::from_fn(|_| random.below(256) as u8));
        Member {
            key: signer.public_key(),
            signer,
            kind,
            nonce: 0,
            treats: Vec::new(),
        }
    };
    kinds.into_iter().map(member).collect()
}

fn patient_id(random: &mut SplitMix64) -> PatientId {
    PatientId(core::array::from_fn(|_| random.below(256) as u8))
}

fn commit(
    ledger: &mut Ledger,
    proposer: &Signer,
    time: Instant,
    writes: ledger::WriteSet,
) -> Result<(), BenchError> {
    let draft = Draft {
        time,
        transactions: Vec::new(),
        receipts: Vec::new(),
        writes,
    };
    let sealed = ledger.seal(draft, proposer)?;
    ledger.commit(sealed)?;
    Ok(())
}

#[cfg(test)]
mod tests;
