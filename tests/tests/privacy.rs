//! What a node keeps of what is known about a patient: nothing that identifies, in no file.

use abi::calendar::Date;
use abi::terms::{CategoryTerm, ConsentTerms, DataTerms, Scalar, SubjectTerm};
use abi::{Hash, Instant, OutcomeCode, commitment};
use ledger::records::DelegateKind;
use ledger::store::{Backend, MemoryBackend};
use ledger::transaction::FactClaim;
use ledger::{Action, Ledger};

use crate::small_chain::{PATIENT, START, Small, contract, public, request};

const SALT: [u8; 32] = [0xa5; 32];

/// What a hospital knows of the patient, and must not get into a file.
const KNOWN: [&str; 9] = [
    "Wilhelmina Quartermain",
    "MRN-00417-Q",
    "943-476-5919",
    "1987-03-14",
    "14 Larkspur Lane, Mercy Falls",
    "wilhelmina@quartermain.example",
    "found unconscious beside her daughter Ottilie",
    "HIV-1 RNA 48,000 copies/mL",
    "Ottilie Quartermain",
];

const POLICY: &str = "lab Acme\nlab Boro\nfact vip: yes/no of patient\n\
    lab Acme may read bloodwork and hiv if a reason is given or patient.vip\n\
    a guardian of the patient may read bloodwork if the patient is at least 18";

fn commit(value: &str) -> Hash {
    commitment(&SALT, value.as_bytes())
}

/// Everything that the ledger keeps of a patient, made of what is known.
fn story() -> Vec<(&'static str, Action)> {
    let attest = |fact| Action::AttestFact {
        patient: PATIENT,
        fact,
    };
    let Action::RequestAccess { mut request } = request() else {
        panic!("a request");
    };
    request.claims.reason_given = true;
    request.categories.push(CategoryTerm::Name("hiv".into()));
    let terms = ConsentTerms {
        grants: true,
        subjects: vec![SubjectTerm::Party("Acme".into())],
        actions: vec!["read".into()],
        data: DataTerms {
            whole_record: false,
            categories: vec!["bloodwork".into()],
            except: vec![],
            narrowing: vec![],
        },
        purposes: vec![],
        from: None,
        until: Some(Instant(START + 1_000_000)),
    };
    vec![
        (
            "Acme",
            attest(FactClaim::Commitment {
                name: "birth_date".into(),
                commitment: commit(KNOWN[3]),
            }),
        ),
        (
            "Acme",
            attest(FactClaim::AgeBracket {
                from_years: 18,
                below_years: None,
                from: Instant(START),
                until: None,
            }),
        ),
        (
            "Acme",
            attest(FactClaim::Declared {
                name: "vip".into(),
                value: Some(Scalar::YesNo(true)),
                until: None,
            }),
        ),
        (
            "Acme",
            Action::Delegate {
                patient: PATIENT,
                key: public("a daughter"),
                kind: DelegateKind::Guardian,
                from: Instant(START),
                until: None,
            },
        ),
        (
            "patient",
            Action::Consent {
                patient: PATIENT,
                terms,
            },
        ),
        (
            "Acme",
            Action::BreakGlass {
                request,
                justification: commit(KNOWN[6]),
            },
        ),
        (
            "Boro",
            Action::Anchor {
                patient: PATIENT,
                commitment: commit(KNOWN[7]),
            },
        ),
    ]
}

/// All bytes of a node's folder, snapshots among them.
fn folder() -> Vec<u8> {
    let mut small = Small::new(contract(POLICY));
    for (sender, action) in story() {
        let outcome = small.step(sender, action.clone()).outcome;
        let is_done = matches!(outcome, OutcomeCode::DONE | OutcomeCode::ALLOWED);
        assert!(is_done, "{outcome:?}: {action:?}");
    }
    let disk = small.close();
    let mut ledger = Ledger::open(Box::new(disk.clone()))
        .expect("a chain")
        .ledger;
    let tip = ledger.tip().height;
    ledger.keep_snapshot(tip).expect("the disk");
    drop(ledger);
    all_bytes(&disk)
}

fn all_bytes(disk: &MemoryBackend) -> Vec<u8> {
    let mut all = Vec::new();
    for file in disk.files().expect("the disk") {
        let mut bytes = vec![0; disk.length(&file).expect("a file") as usize];
        disk.read(&file, 0, &mut bytes).expect("a file");
        all.extend(file.into_bytes());
        all.extend(bytes);
    }
    all
}

fn has(bytes: &[u8], needle: &[u8]) -> bool {
    bytes.windows(needle.len()).any(|window| window == needle)
}

#[test]
fn what_is_known_of_a_patient_is_in_no_file() {
    let bytes = folder();
    let hex = |text: &str| -> String { text.bytes().map(|byte| format!("{byte:02x}")).collect() };
    for known in KNOWN {
        // Names and numbers stand out; `found` is anybody's word.
        let tells = |word: &&str| word.len() > 5 && !word.starts_with(char::is_lowercase);
        let words = known.split([' ', ',']).filter(tells);
        for part in words.chain([known]) {
            for form in [part.to_owned(), part.to_lowercase(), hex(part)] {
                assert!(!has(&bytes, form.as_bytes()), "{form}");
            }
            let plain = blake3::hash(part.as_bytes());
            assert!(!has(&bytes, plain.as_bytes()), "the hash of {part}");
        }
    }
    // What is looked for would be found: the same way finds what may be there.
    for there in ["Acme", "bloodwork", "birth_date"] {
        assert!(has(&bytes, there.as_bytes()), "{there}");
    }
    for committed in [3, 6, 7] {
        assert!(has(&bytes, &commit(KNOWN[committed]).0));
    }
}

#[test]
fn no_list_of_birth_dates_finds_what_is_committed_to() {
    let bytes = folder();
    let kept: std::collections::BTreeSet<[u8; 8]> = bytes
        .windows(8)
        .map(|window| window.try_into().expect("eight bytes"))
        .collect();
    let found = |hash: &[u8]| kept.contains(&hash[..8]) && has(&bytes, hash);
    // Every day from 1900 on, with what somebody without the salt would try.
    for days in -25_567..20_454 {
        let Date(packed) = Date::from_days(days);
        let (year, month, day) = (packed / 512, packed / 32 % 16, packed % 32);
        let date = format!("{year:04}-{month:02}-{day:02}");
        let pseudonym = [&PATIENT.0[..], date.as_bytes()].concat();
        for hash in [
            *blake3::hash(date.as_bytes()).as_bytes(),
            *blake3::hash(&pseudonym).as_bytes(),
            commitment(&[0; 32], date.as_bytes()).0,
            abi::Domain::Commitment.hash(date.as_bytes()).0,
        ] {
            assert!(!found(&hash), "{date}");
        }
    }
    // Whoever is shown date and salt finds it.
    assert!(found(&commit(KNOWN[3]).0));
}
