//! Keys that are replaced or revoked, and members by certificate.

use abi::{Hash, Instant, OutcomeCode, PublicKey};

use super::super::{Certificate, enrol_certified, revoke_serials, rotation_message};
use super::send;
use crate::fixture::{
    PATIENT, START, config, consent, enrolled, member, patient, public, request, signer,
};
use crate::membership::{account_of, governance, registration_of};
use crate::records::{AccountKind, Ended, Voter};
use crate::state::Overlay;
use crate::transaction::{Action, Change};

/// `old` is to be replaced by `new`, as `by` signs.
fn rotate(old: &str, new: &str, by: &str) -> Action {
    let message = rotation_message(&config().chain_id(), &public(old), &public(new));
    Action::RotateKey {
        key: public(new),
        proof: signer(by).sign(&message),
    }
}

#[test]
fn a_key_that_was_replaced_is_of_no_use_and_the_new_one_is_what_it_was() {
    use OutcomeCode as Code;
    let cases: [(&str, Action); 5] = [
        ("pat", consent()),
        ("anna", request()),
        ("ward", member("new", "ward")),
        ("lab", patient("new", super::NOBODY)),
        ("admin", crate::fixture::organisation("other", None)),
    ];
    for (old, action) in cases {
        let state = enrolled();
        let mut overlay = Overlay::new(&state);
        let outcome = send(&mut overlay, old, rotate(old, "fresh", "fresh"), START);
        assert_eq!(outcome, Code::DONE, "{old}");
        let ended = account_of(&overlay, &public(old)).unwrap().unwrap().ended;
        let successor = Some(public("fresh"));
        assert_eq!(
            ended,
            Some(Ended {
                at: START,
                successor
            })
        );
        assert_eq!(
            send(&mut overlay, old, action.clone(), START),
            Code::RETIRED_KEY,
            "{old}"
        );
        assert_eq!(
            send(&mut overlay, "fresh", action, START),
            Code::DONE,
            "{old}"
        );
    }
}

#[test]
fn what_names_a_key_names_the_new_one() {
    let state = enrolled();
    let mut overlay = Overlay::new(&state);
    send(&mut overlay, "pat", rotate("pat", "pat 2", "pat 2"), START);
    let registration = registration_of(&overlay, PATIENT).unwrap().unwrap();
    assert_eq!(registration.key, public("pat 2"));
    send(
        &mut overlay,
        "admin",
        rotate("admin", "admin 2", "admin 2"),
        START,
    );
    let governance = governance(&overlay).unwrap();
    assert_eq!(governance.members.voters, [Voter::Key(public("admin 2"))]);
    assert_eq!(governance.contracts.voters, [Voter::Key(public("admin 2"))]);
    // What speaks for the organisation is the new key.
    send(
        &mut overlay,
        "clinic",
        rotate("clinic", "clinic 2", "clinic 2"),
        START,
    );
    let outcome = send(&mut overlay, "clinic 2", member("new", "ward"), START);
    assert_eq!(outcome, OutcomeCode::DONE);
}

#[test]
fn nobody_is_given_a_key_that_is_not_his() {
    let state = enrolled();
    let mut overlay = Overlay::new(&state);
    for action in [
        rotate("pat", "fresh", "pat"),
        rotate("anna", "fresh", "fresh"),
    ] {
        let outcome = send(&mut overlay, "pat", action, START);
        assert_eq!(outcome, OutcomeCode::BAD_KEY_PROOF);
    }
    let taken = send(&mut overlay, "pat", rotate("pat", "anna", "anna"), START);
    assert_eq!(taken, OutcomeCode::ALREADY_EXISTS);
}

#[test]
fn a_member_is_revoked_by_the_organisation_and_those_above() {
    use OutcomeCode as Code;
    for (sender, code) in [
        ("ward", Code::DONE),
        ("clinic", Code::DONE),
        ("lab", Code::NOT_PERMITTED),
        ("anna", Code::NOT_PERMITTED),
        ("admin", Code::NOT_PERMITTED),
    ] {
        let state = enrolled();
        let mut overlay = Overlay::new(&state);
        let revoke = Action::RevokeMember { id: "anna".into() };
        assert_eq!(
            send(&mut overlay, sender, revoke.clone(), START),
            code,
            "{sender}"
        );
        let after = send(&mut overlay, "anna", request(), START);
        let expected = if code == Code::DONE {
            Code::RETIRED_KEY
        } else {
            Code::DONE
        };
        assert_eq!(after, expected, "{sender}");
        if code == Code::DONE {
            let again = send(&mut overlay, sender, revoke, START);
            assert_eq!(again, Code::ALREADY_EXISTS);
        }
    }
    let state = enrolled();
    let nobody = Action::RevokeMember {
        id: "nobody".into(),
    };
    let outcome = send(&mut Overlay::new(&state), "ward", nobody, START);
    assert_eq!(outcome, Code::UNKNOWN_MEMBER);
}

fn certificate(key: &str, id: &str, serial: u8) -> Certificate {
    Certificate {
        key: public(key),
        id: id.into(),
        organisation: "ward".into(),
        roles: vec!["nurse".into()],
        from: START,
        until: Instant(START.0 + 100),
        serial: vec![serial],
        issuers: vec![vec![200]],
        fingerprint: Hash([serial; 32]),
    }
}

fn enrol(overlay: &mut Overlay, certificate: &Certificate) -> OutcomeCode {
    enrol_certified(overlay, certificate, START).unwrap()
}

fn roles(overlay: &Overlay, key: PublicKey) -> Vec<String> {
    match account_of(overlay, &key).unwrap().unwrap().kind {
        AccountKind::Member { roles, .. } => roles,
        _ => Vec::new(),
    }
}

#[test]
fn a_certificate_enrols_once_and_another_renews() {
    use OutcomeCode as Code;
    let state = enrolled();
    let mut overlay = Overlay::new(&state);
    let first = certificate("key 1", "new", 1);
    assert_eq!(enrol(&mut overlay, &first), Code::DONE);
    assert_eq!(send(&mut overlay, "key 1", request(), START), Code::DONE);
    assert_eq!(enrol(&mut overlay, &first), Code::ALREADY_EXISTS, "once");
    // The same key with other roles, then another key.
    let mut second = certificate("key 1", "new", 2);
    second.roles = vec!["doctor".into()];
    assert_eq!(enrol(&mut overlay, &second), Code::DONE);
    // One that another has taken the place of does not bring its roles back.
    assert_eq!(enrol(&mut overlay, &first), Code::ALREADY_EXISTS);
    assert_eq!(roles(&overlay, public("key 1")), ["doctor"]);
    assert_eq!(
        enrol(&mut overlay, &certificate("key 2", "new", 3)),
        Code::DONE
    );
    assert_eq!(
        send(&mut overlay, "key 1", request(), START),
        Code::RETIRED_KEY
    );
    assert_eq!(send(&mut overlay, "key 2", request(), START), Code::DONE);
    // Nobody takes a member over from another organisation, nor somebody else's key.
    let mut theirs = certificate("key 4", "new", 4);
    theirs.organisation = "lab".into();
    assert_eq!(enrol(&mut overlay, &theirs), Code::ALREADY_EXISTS);
    assert_eq!(
        enrol(&mut overlay, &certificate("pat", "x", 5)),
        Code::ALREADY_EXISTS
    );
}

#[test]
fn what_a_list_revokes_ends_a_membership_and_enrols_nobody() {
    use OutcomeCode as Code;
    let state = enrolled();
    let mut overlay = Overlay::new(&state);
    enrol(&mut overlay, &certificate("key 1", "one", 1));
    enrol(&mut overlay, &certificate("key 2", "two", 2));
    enrol(&mut overlay, &certificate("key 2", "two", 3));
    let serials = [vec![1], vec![2], vec![9]];
    revoke_serials(&mut overlay, "ward", &serials, START).unwrap();
    assert_eq!(
        send(&mut overlay, "key 1", request(), START),
        Code::RETIRED_KEY
    );
    // Whose certificate is another by now keeps the membership.
    assert_eq!(send(&mut overlay, "key 2", request(), START), Code::DONE);
    assert_eq!(
        enrol(&mut overlay, &certificate("key 9", "nine", 9)),
        Code::BAD_CERTIFICATE
    );
    assert_eq!(
        enrol(&mut overlay, &certificate("key 8", "eight", 8)),
        Code::DONE
    );
    // The same list again changes nothing, and so it is with an issuer between.
    revoke_serials(&mut overlay, "ward", &serials, START).unwrap();
    revoke_serials(&mut overlay, "ward", &[vec![200]], START).unwrap();
    assert_eq!(
        enrol(&mut overlay, &certificate("key 7", "seven", 7)),
        Code::BAD_CERTIFICATE
    );
    // A serial number is the organisation's own.
    revoke_serials(&mut overlay, "lab", &[vec![8]], START).unwrap();
    assert_eq!(send(&mut overlay, "key 8", request(), START), Code::DONE);
    // A revoked member comes back with a new certificate.
    let mut again = certificate("key 1", "one", 11);
    again.issuers.clear();
    assert_eq!(enrol(&mut overlay, &again), Code::DONE);
    assert_eq!(send(&mut overlay, "key 1", request(), START), Code::DONE);
}

#[test]
fn a_certificate_is_brought_by_those_who_speak_for_the_organisation() {
    use OutcomeCode as Code;
    let state = enrolled();
    let mut overlay = Overlay::new(&state);
    let bring = |organisation: &str| Action::EnrolByCertificate {
        organisation: organisation.into(),
        certificates: vec![vec![1]],
    };
    let outcome = send(&mut overlay, "ward", bring("ward"), START);
    assert_eq!(outcome, Code::BAD_CERTIFICATE, "there is no root");
    let change = Change::SetRoot {
        organisation: "ward".into(),
        root: Some(vec![1]),
    };
    let propose = Action::Propose {
        change,
        closes: START,
    };
    assert_eq!(send(&mut overlay, "admin", propose, START), Code::DONE);
    for (sender, organisation, code) in [
        ("ward", "ward", Code::DONE),
        ("clinic", "ward", Code::DONE),
        ("lab", "ward", Code::NOT_PERMITTED),
        ("anna", "ward", Code::NOT_PERMITTED),
        ("admin", "ward", Code::NOT_PERMITTED),
        ("ward", "nowhere", Code::UNKNOWN_ORGANISATION),
    ] {
        let outcome = send(&mut overlay, sender, bring(organisation), START);
        assert_eq!(outcome, code, "{sender}");
    }
    let none = Action::EnrolByCertificate {
        organisation: "ward".into(),
        certificates: Vec::new(),
    };
    assert_eq!(send(&mut overlay, "ward", none, START), Code::MALFORMED);
}
