//! `assent ledger disclosures` of an access in an emergency

use abi::{Hash, OutcomeCode};
use ledger::Action;
use ledger::store::Backend;

use super::Folder;
use super::proof::{line, text};
use crate::small_chain::{PATIENT, Small, contract, request};

const POLICY: &str = "lab Acme\nlab Boro\nrule closed\n  no one may read bloodwork\n\
    rule glass overrides closed\n  lab Acme may read bloodwork if a reason is given\n\
    \x20 then notify the patient within 24 hours";

/// A folder with a ledger on which Acme asked in an emergency, and Boro as usual.
fn ledger() -> (Folder, Hash) {
    let mut small = Small::new(contract(POLICY));
    let Action::RequestAccess { request: asked } = request() else {
        panic!("a request");
    };
    let mut asked = asked;
    asked.claims.reason_given = true;
    let glass = Action::BreakGlass {
        request: asked,
        justification: Hash([5; 32]),
    };
    let executed = small.append(&[("Acme", glass), ("Boro", request())]);
    assert_eq!(executed.receipts[0].outcome, OutcomeCode::ALLOWED);
    let disk = small.close();
    let folder = Folder::new();
    let path = folder.path("l");
    std::fs::create_dir(&path).expect("a folder");
    for file in disk.files().expect("the disk") {
        let mut bytes = vec![0; disk.length(&file).expect("a file") as usize];
        disk.read(&file, 0, &mut bytes).expect("a file");
        std::fs::write(path.join(file), bytes).expect("a file");
    }
    (folder, executed.receipts[0].transaction)
}

#[test]
fn an_access_in_an_emergency_says_so_and_what_it_overrode() {
    let (folder, access) = ledger();
    let command = format!("assent ledger disclosures ./l {PATIENT} --json");
    let ran = line(&folder, &command);
    assert_eq!(ran.status, 0, "{}", ran.error);
    let report = ran.json();
    let entry = &report["entries"][0];
    assert_eq!(text(entry, "transaction"), access.to_string());
    assert_eq!(entry["emergency"], true);
    assert_eq!(entry["rules"], serde_json::json!(["glass"]));
    assert_eq!(entry["overridden"], serde_json::json!(["closed"]));
    assert_eq!(entry["duties"].as_array().map(Vec::len), Some(1));
    let other = &report["entries"][1];
    assert_eq!(other["emergency"], false);
    assert_eq!(other["overridden"], serde_json::json!([]));
    let people = line(&folder, &format!("assent ledger disclosures ./l {PATIENT}"));
    let first = people.text().lines().next().unwrap_or_default().to_owned();
    assert!(
        first.contains("in an emergency") && first.contains("by glass, in spite of closed"),
        "{first}"
    );
    // A ledger that begins behind all blocks knows the patient, and says what it cannot list.
    for command in ["snapshot ./l -o ./s", "restore ./s ./r"] {
        let ran = line(&folder, &format!("assent ledger {command}"));
        assert_eq!(ran.status, 0, "{}", ran.error);
    }
    let ran = line(
        &folder,
        &format!("assent ledger disclosures ./r {PATIENT} --json"),
    );
    assert_eq!(ran.status, 0, "{}", ran.error);
    assert_eq!(ran.json()["requests"], 0);
    assert!(ran.json()["pruned_until"].is_u64());
    let nobody = "00000000000000000000000000000001";
    let ran = line(&folder, &format!("assent ledger disclosures ./r {nobody}"));
    assert_eq!(ran.status, 2, "{}", ran.error);
    let command = format!("assent ledger prove ./l patient {PATIENT} emergencies -o ./e --json");
    let proven = line(&folder, &command);
    assert_eq!(proven.status, 0, "{}", proven.error);
    assert_eq!(proven.json()["value"][0]["access"], access.to_string());
}
