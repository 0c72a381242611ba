//! Members by certificate, from the authority that issues to what the ledger lets them do.

use abi::{Instant, OutcomeCode};
use assent::ca::issue::{Authority, Membership, Revoked};
use assent::ca::key::PrivateKey;
use ledger::Action;
use ledger::membership::account_of;
use ledger::records::AccountKind;
use ledger::transaction::Change;
use msp::certify;

use crate::small_chain::{START, Small, contract, public, request};

const DAY: i64 = 86_400;
const POLICY: &str = "lab Acme\nlab Boro\nany nurse of Acme may read bloodwork";

/// A chain on which Acme has a root certificate, and the key that signed it.
struct Hospital {
    small: Small,
    key: PrivateKey,
}

impl Hospital {
    fn new() -> Hospital {
        let mut small = Small::new(contract(POLICY));
        let key = PrivateKey::new().expect("random numbers");
        let authority = Authority {
            organisation: "Acme",
            key: &key,
        };
        let root = authority.root(Instant(START), Instant(START + 3650 * DAY));
        let change = Change::SetRoot {
            organisation: "Acme".into(),
            root: Some(root.expect("a certificate")),
        };
        let outcome = propose(&mut small, change);
        assert_eq!(outcome, OutcomeCode::DONE);
        Hospital { small, key }
    }

    fn authority(&self) -> Authority<'_> {
        Authority {
            organisation: "Acme",
            key: &self.key,
        }
    }

    /// A certificate for the key of `name` as the member `id`.
    fn issue(&self, name: &str, id: &str, from: i64, until: i64) -> Vec<u8> {
        let member = Membership {
            id,
            roles: &["nurse".to_owned()],
            key: public(name),
        };
        let made = self
            .authority()
            .member(member, Instant(from), Instant(until));
        made.expect("a certificate")
    }

    fn bring(&mut self, certificate: Vec<u8>) -> OutcomeCode {
        let action = Action::EnrolByCertificate {
            organisation: "Acme".into(),
            certificates: vec![certificate],
        };
        self.small.step("Acme", action).outcome
    }

    fn asks(&mut self, name: &str) -> OutcomeCode {
        self.small.step(name, request()).outcome
    }
}

fn propose(small: &mut Small, change: Change) -> OutcomeCode {
    let closes = small.now();
    small
        .step("admin", Action::Propose { change, closes })
        .outcome
}

#[test]
fn a_member_is_enrolled_by_a_certificate_for_as_long_as_it_says() {
    use OutcomeCode as Code;
    let mut hospital = Hospital::new();
    let (from, until) = (START + DAY, START + 3 * DAY);
    let certificate = hospital.issue("lee", "lee", from, until);
    assert_eq!(
        hospital.bring(certificate.clone()),
        Code::BAD_CERTIFICATE,
        "too early"
    );
    hospital.small.wait_until(Instant(from));
    assert_eq!(hospital.bring(certificate.clone()), Code::DONE);
    let account = account_of(hospital.small.chain.state(), &public("lee"));
    let account = account.expect("a record").expect("an account");
    let expected = AccountKind::Member {
        id: "lee".into(),
        roles: vec!["nurse".into()],
        organisation: "Acme".into(),
        from: Instant(from),
        until: Some(Instant(until)),
    };
    assert_eq!(account.kind, expected);
    assert_eq!(hospital.bring(certificate), Code::ALREADY_EXISTS, "once");
    for (now, code) in [
        (until - 1, Code::ALLOWED),
        (until, Code::NOT_PERMITTED),
        (until + 1, Code::NOT_PERMITTED),
    ] {
        hospital.small.wait_until(Instant(now));
        assert_eq!(hospital.asks("lee"), code, "{now}");
    }
    // Another certificate renews the membership.
    let renewed = hospital.issue("lee", "lee", from, until + 90 * DAY);
    assert_eq!(hospital.bring(renewed), Code::DONE);
    assert_eq!(hospital.asks("lee"), Code::ALLOWED);
}

#[test]
fn what_the_root_did_not_sign_enrols_nobody() {
    use OutcomeCode as Code;
    let mut hospital = Hospital::new();
    let stranger = PrivateKey::new().expect("random numbers");
    let own = hospital.issue("lee", "lee", START, START + 9 * DAY);
    let forged = Authority {
        organisation: "Acme",
        key: &stranger,
    };
    let member = Membership {
        id: "lee",
        roles: &["nurse".to_owned()],
        key: public("lee"),
    };
    let forged = forged.member(member, Instant(START), Instant(START + 9 * DAY));
    assert_eq!(
        hospital.bring(forged.expect("a certificate")),
        Code::BAD_CERTIFICATE
    );
    for at in 0..own.len() {
        let mut other = own.clone();
        other[at] ^= 1;
        let root = msp::Root::from_der(
            ledger::membership::root_of(hospital.small.chain.state(), "Acme").expect("a root"),
        );
        let now = hospital.small.now();
        assert!(certify(&[other], &root.expect("one"), now).is_err(), "{at}");
    }
    let mut other = own.clone();
    other[own.len() / 2] ^= 1;
    assert_eq!(hospital.bring(other), Code::BAD_CERTIFICATE);
    let no_certificate = Action::EnrolMember {
        key: public("lee"),
        id: "lee".into(),
        roles: vec!["nurse".into()],
        organisation: "Acme".into(),
        from: Instant(START),
        until: None,
    };
    let outcome = hospital.small.step("Acme", no_certificate).outcome;
    assert_eq!(outcome, Code::NEEDS_CERTIFICATE);
    assert_eq!(hospital.asks("lee"), Code::UNKNOWN_SENDER);
    assert_eq!(hospital.bring(own), Code::DONE);
    assert_eq!(hospital.asks("lee"), Code::ALLOWED);
    // With another root, certificates of the one before enrol nobody; who is enrolled stays.
    let root = Authority {
        organisation: "Acme",
        key: &stranger,
    };
    let root = root.root(Instant(START), Instant(START + 99 * DAY));
    let change = Change::SetRoot {
        organisation: "Acme".into(),
        root: Some(root.expect("a certificate")),
    };
    assert_eq!(propose(&mut hospital.small, change), Code::DONE);
    let late = hospital.issue("kim", "kim", START, START + 9 * DAY);
    assert_eq!(hospital.bring(late), Code::BAD_CERTIFICATE);
    assert_eq!(hospital.asks("lee"), Code::ALLOWED);
    // A root is its organisation's own.
    let boro = Authority {
        organisation: "Boro",
        key: &stranger,
    };
    let root = boro.root(Instant(START), Instant(START + 99 * DAY));
    let change = Change::SetRoot {
        organisation: "Acme".into(),
        root: Some(root.expect("a certificate")),
    };
    assert_eq!(propose(&mut hospital.small, change), Code::BAD_CERTIFICATE);
}

#[test]
fn a_list_of_the_root_revokes_from_the_next_block_on() {
    use OutcomeCode as Code;
    let mut hospital = Hospital::new();
    let certificate = hospital.issue("lee", "lee", START, START + 99 * DAY);
    let later = hospital.issue("kim", "kim", START, START + 99 * DAY);
    assert_eq!(hospital.bring(certificate.clone()), Code::DONE);
    let root = ledger::membership::root_of(hospital.small.chain.state(), "Acme");
    let root = msp::Root::from_der(root.expect("a root")).expect("a root");
    let now = hospital.small.now();
    let serial = |der: &Vec<u8>| {
        let certified = certify(std::slice::from_ref(der), &root, now);
        certified.expect("it holds").serial
    };
    let revoked = [&certificate, &later].map(|der| Revoked {
        serial: serial(der),
        since: now,
    });
    let list = hospital
        .authority()
        .list(1, &revoked, now, Instant(now.0 + DAY))
        .expect("a list");
    let revoke = |list: Vec<u8>| Action::RevokeCertificates {
        organisation: "Acme".into(),
        list,
    };
    let stranger = PrivateKey::new().expect("random numbers");
    let forged = Authority {
        organisation: "Acme",
        key: &stranger,
    };
    let forged = forged.list(1, &revoked, now, Instant(now.0 + DAY));
    let outcome = hospital
        .small
        .step("Acme", revoke(forged.expect("a list")))
        .outcome;
    assert_eq!(outcome, Code::BAD_CERTIFICATE);
    let outcome = hospital.small.step("Boro", revoke(list.clone())).outcome;
    assert_eq!(outcome, Code::NOT_PERMITTED);
    assert_eq!(hospital.asks("lee"), Code::ALLOWED);
    let outcome = hospital.small.step("Acme", revoke(list)).outcome;
    assert_eq!(outcome, Code::DONE);
    assert_eq!(hospital.asks("lee"), Code::RETIRED_KEY);
    assert_eq!(hospital.bring(certificate), Code::BAD_CERTIFICATE);
    assert_eq!(hospital.bring(later), Code::BAD_CERTIFICATE);
    // What was signed before is verified as it was.
    let height = hospital.small.chain.ledger().tip().height;
    let mut disk = hospital.small.close();
    let engine = runtime::Engine::new().expect("the sandbox opens");
    let tip = chain::verify(&mut disk, engine, |_| {}).expect("it is what it says");
    assert_eq!(tip.height, height);
}
