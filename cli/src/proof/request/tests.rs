//! Requests and receipts in words, whoever asked and whatever came of it.

use abi::terms::Claims;
use abi::{Fuel, Hash, Instant, PatientId};
use ledger::list::ListProof;
use ledger::proof::Place;
use ledger::{Body, Proof, Signer};
use parity_scale_codec::Encode;

use super::*;

const PATIENT: PatientId = PatientId([0x11; 16]);

fn request(purpose: Option<&str>) -> AccessRequest {
    let code = CategoryTerm::Code {
        system: "loinc".into(),
        code: "2093-3".into(),
    };
    AccessRequest {
        patient: PATIENT,
        actions: vec!["read".into(), "use".into()],
        categories: vec![CategoryTerm::Name("vitals".into()), code],
        claims: Claims {
            purpose: purpose.map(str::to_owned),
            reason_given: true,
            ..Claims::default()
        },
    }
}

fn transaction(action: Action) -> Transaction {
    let signer = Signer::from_seed([1; 32]);
    let body = Body {
        chain: Hash([0; 32]),
        sender: signer.public_key(),
        nonce: 0,
        expires: Instant(0),
        action,
    };
    body.sign(&signer)
}

fn receipt(outcome: OutcomeCode, rules: &[u32]) -> Receipt {
    Receipt {
        transaction: Hash([0x33; 32]),
        outcome,
        fuel: Fuel(5),
        decision: Some(DecisionRecord {
            policy: Hash([0x44; 32]),
            rules: rules.to_vec(),
            overridden: vec![9],
        }),
        call: None,
    }
}

#[test]
fn a_request_names_whoever_asked() {
    let transaction = transaction(Action::RequestAccess {
        request: request(None),
    });
    let receipt = receipt(OutcomeCode::ALLOWED, &[1]);
    let sender = transaction.body.sender.to_string();
    let member = AccountKind::Member {
        id: "anna".into(),
        roles: vec!["nurse".into(), "physician".into()],
        organisation: "Riverside".into(),
        from: Instant(0),
        until: None,
    };
    let organisation = AccountKind::Organisation {
        name: "Acme".into(),
        kind: "lab".into(),
        within: None,
    };
    let other = PatientId([0x22; 16]);
    for (kind, who, recipient) in [
        (
            None,
            format!("the key {sender}, which is not enrolled,"),
            json!({"kind": "unknown", "account": sender}),
        ),
        (
            Some(AccountKind::Admin),
            "the administrator".into(),
            json!({"kind": "administrator"}),
        ),
        (
            Some(organisation),
            "Acme, a lab,".into(),
            json!({"kind": "organisation", "name": "Acme", "of_kind": "lab"}),
        ),
        (
            Some(member),
            "anna, nurse and physician of Riverside,".into(),
            json!({
                "kind": "member", "id": "anna", "roles": ["nurse", "physician"],
                "organisation": "Riverside",
            }),
        ),
        (
            Some(AccountKind::Patient(PATIENT)),
            "the patient".into(),
            json!({"kind": "patient", "patient": PATIENT.to_string()}),
        ),
        (
            Some(AccountKind::Patient(other)),
            format!("the patient {other}"),
            json!({"kind": "patient", "patient": other.to_string()}),
        ),
        (
            Some(AccountKind::Delegate(transaction.body.sender)),
            format!("the key {sender}, of somebody who acts for patients,"),
            json!({"kind": "delegate", "account": sender}),
        ),
    ] {
        let account = kind.map(|kind| Account::new(kind).encode());
        let asked = Asked::of(&transaction, &receipt, account.as_deref()).expect("a request");
        let expected = format!("{who} asked to read and use vitals and loinc 2093-3");
        assert_eq!(asked.sentence(), expected);
        assert_eq!(asked.report()["recipient"], recipient, "{who}");
    }
}

#[test]
fn a_request_says_what_came_of_it() {
    let transaction = transaction(Action::BreakGlass {
        request: request(Some("treatment\u{1b}")),
        justification: Hash([5; 32]),
    });
    let admin = Account::new(AccountKind::Admin).encode();
    for (outcome, words, name, is_disclosed) in [
        (OutcomeCode::ALLOWED, "allowed", "allowed", true),
        (OutcomeCode::REFUSED, "refused", "refused", false),
        (
            OutcomeCode::NOT_COVERED,
            "not covered",
            "not_covered",
            false,
        ),
        (
            OutcomeCode::TRAP_UNREACHABLE,
            "The contract executed `unreachable`",
            "trap_unreachable",
            false,
        ),
    ] {
        let receipt = receipt(outcome, &[2, 7]);
        let asked = Asked::of(&transaction, &receipt, Some(&admin)).expect("a request");
        assert_eq!((asked.outcome(), asked.is_allowed()), (words, is_disclosed));
        let sentence = "the administrator asked in an emergency to read and use vitals and \
                        loinc 2093-3 for treatment\u{fffd}";
        assert_eq!(asked.sentence(), sentence);
        let expected = json!({
            "transaction": "33".repeat(32), "patient": PATIENT.to_string(),
            "recipient": {"kind": "administrator"}, "actions": ["read", "use"],
            "categories": ["vitals", "loinc 2093-3"], "purpose": "treatment\u{1b}",
            "emergency": true, "reason_given": true, "outcome": name, "code": outcome.0,
            "disclosed": is_disclosed, "policy": "44".repeat(32), "rule_numbers": [2, 7],
            "overridden_numbers": [9],
        });
        assert_eq!(asked.report(), expected);
    }
}

#[test]
fn a_proven_receipt_says_what_decided() {
    let claim = |action, receipt| ReceiptClaim {
        transaction: transaction(action),
        receipt,
        place: ListProof {
            index: 0,
            count: 1,
            siblings: Vec::new(),
        },
        account: Some(Account::new(AccountKind::Admin).encode()),
        proof: Proof {
            count: 0,
            siblings: Vec::new(),
            place: Place::Empty,
        },
    };
    let (id, policy) = ("33".repeat(32), "44".repeat(32));
    let asked = || Action::RequestAccess {
        request: request(None),
    };
    let undecided = Receipt {
        decision: None,
        ..receipt(OutcomeCode::REFUSED, &[])
    };
    for (receipt, lines) in [
        (
            receipt(OutcomeCode::REFUSED, &[2, 7]),
            vec![format!(
                "decided by the rules 2 and 7 of the policy {policy}"
            )],
        ),
        (
            receipt(OutcomeCode::REFUSED, &[]),
            vec![format!("decided by the policy {policy}")],
        ),
        (undecided, Vec::new()),
    ] {
        let said = said(&claim(asked(), receipt));
        let sentence = format!(
            "the administrator asked to read and use vitals and loinc 2093-3; of the patient {PATIENT}: refused"
        );
        assert_eq!((said.sentence, said.lines), (sentence, lines));
        assert_eq!(said.key, json!({"kind": "receipt", "transaction": id}));
        assert_eq!(said.value["code"], OutcomeCode::REFUSED.0);
    }
    let other = claim(
        Action::RevokeMember { id: "anna".into() },
        receipt(OutcomeCode::DONE, &[]),
    );
    let said = said(&other);
    let meaning = OutcomeCode::DONE.meaning();
    assert_eq!(
        said.sentence,
        format!("the transaction {id} came to: {meaning}")
    );
    assert_eq!(said.lines, Vec::<String>::new());
    assert_eq!(
        said.value,
        json!({"transaction": id, "code": OutcomeCode::DONE.0})
    );
}
