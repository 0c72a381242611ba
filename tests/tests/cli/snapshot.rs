//! `assent ledger snapshot`, `restore` and `prune`

use super::proof::{ledger, line, somebody, text};
use super::{Folder, Ran};

fn ok(folder: &Folder, command: &str) -> Ran {
    let ran = line(folder, command);
    assert_eq!(ran.status, 0, "{command}: {}{}", ran.text(), ran.error);
    ran
}

#[test]
fn a_ledger_restored_from_a_snapshot_says_what_the_whole_one_says() {
    let folder = ledger();
    let (_, patient) = somebody(&folder.path("l"));
    let whole = ok(&folder, "assent ledger verify ./l --json").json();
    let made = ok(&folder, "assent ledger snapshot ./l -o ./s --json").json();
    assert_eq!(
        (&made["block"], &made["root"]),
        (&whole["hash"], &whole["root"])
    );
    assert_eq!(made["bytes"], folder.read("s").len());
    let block = text(&made, "block");
    let restored = ok(
        &folder,
        &format!("assent ledger restore ./s ./r --block {block} --json"),
    );
    let restored = restored.json();
    assert_eq!(
        (&restored["block"], &restored["root"]),
        (&whole["hash"], &whole["root"])
    );
    let again = ok(&folder, "assent ledger snapshot ./r -o ./t");
    assert!(again.text().contains("written to"), "{}", again.text());
    assert_eq!(
        folder.read("s"),
        folder.read("t"),
        "two ledgers, one snapshot"
    );
    let verified = ok(&folder, "assent ledger verify ./r --json").json();
    assert_eq!(
        (&verified["hash"], &verified["base"]),
        (&whole["hash"], &whole["height"])
    );
    for name in ["l", "r"] {
        ok(
            &folder,
            &format!("assent ledger prove ./{name} patient {patient} consents -o ./{name}.p"),
        );
    }
    assert_eq!(folder.read("l.p"), folder.read("r.p"));
    let people = ok(&folder, "assent ledger restore ./s ./people");
    assert!(
        people.text().contains("compare chain and block hash"),
        "{}",
        people.text()
    );
}

#[test]
fn a_snapshot_that_is_not_what_it_should_be_leaves_no_folder() {
    let folder = ledger();
    ok(&folder, "assent ledger snapshot ./l -o ./s");
    let other = "11".repeat(32);
    let ran = line(
        &folder,
        &format!("assent ledger restore ./s ./r --block {other}"),
    );
    assert_eq!(ran.status, 1, "{}", ran.text());
    assert!(ran.error.contains("another one"), "{}", ran.error);
    let mut bytes = folder.read("s");
    let middle = bytes.len() / 2;
    bytes[middle] ^= 4;
    folder.file("damaged", &bytes);
    folder.file("none", "no snapshot at all");
    for (file, status, says) in [
        ("damaged", 1, "a checksum of the snapshot does not match"),
        ("none", 2, "this is not a snapshot"),
        ("missing", 2, "cannot read"),
    ] {
        let ran = line(&folder, &format!("assent ledger restore ./{file} ./r"));
        assert_eq!(ran.status, status, "{file}: {}", ran.error);
        assert!(ran.error.contains(says), "{}", ran.error);
        assert!(!folder.path("r").exists(), "{file}");
    }
    let ran = line(&folder, "assent ledger restore ./s ./l");
    assert_eq!(ran.status, 2, "{}", ran.error);
    assert!(
        ran.error.contains("is only created in an empty folder"),
        "{}",
        ran.error
    );
    let last = ok(&folder, "assent ledger verify ./l --json").json()["height"].clone();
    let beyond = last.as_u64().expect("a height") + 1;
    let ran = line(
        &folder,
        &format!("assent ledger snapshot ./l --at {beyond} -o ./t"),
    );
    assert_eq!(ran.status, 2, "{}", ran.error);
    assert!(!folder.path("t").exists());
}

#[test]
fn what_was_pruned_is_gone_and_the_rest_is_asked_proven_and_verified() {
    let folder = ledger();
    let (_, patient) = somebody(&folder.path("l"));
    let key = format!("patient {patient} consents");
    let whole = ok(&folder, "assent ledger verify ./l --json").json();
    let last = whole["height"].as_u64().expect("a height");
    let first = last / 2;
    for (name, at) in [
        ("early", first - 2),
        ("base", first - 1),
        ("late", first + 3),
    ] {
        ok(
            &folder,
            &format!("assent ledger prove ./l {key} --at {at} -o ./{name}"),
        );
    }
    ok(&folder, "assent ledger snapshot ./l --keep");
    let pruned = ok(
        &folder,
        &format!("assent ledger prune ./l --before {first} --json"),
    )
    .json();
    assert_eq!(
        (&pruned["dropped"], &pruned["base"]),
        (&first.into(), &(first - 1).into())
    );
    let verified = ok(&folder, "assent ledger verify ./l --json").json();
    assert_eq!(
        (&verified["hash"], &verified["base"]),
        (&whole["hash"], &(first - 1).into())
    );
    let people = ok(&folder, "assent ledger verify ./l");
    assert!(
        people.text().contains(&format!("from block {first} on")),
        "{}",
        people.text()
    );
    for (name, at) in [("base", first - 1), ("late", first + 3)] {
        ok(
            &folder,
            &format!("assent ledger prove ./l {key} --at {at} -o ./again"),
        );
        assert_eq!(folder.read(name), folder.read("again"), "{name}");
    }
    let ran = line(
        &folder,
        &format!("assent ledger prove ./l {key} --at {} -o ./none", first - 2),
    );
    assert_eq!(ran.status, 2, "{}", ran.error);
    assert!(ran.error.contains("was pruned"), "{}", ran.error);
    ok(
        &folder,
        &format!(
            "assent ledger consistency ./l --from {} -o ./past",
            first - 1
        ),
    );
    let accounting = ok(
        &folder,
        &format!("assent ledger disclosures ./l {patient} --json"),
    )
    .json();
    assert_eq!(accounting["pruned_until"], first - 1);
    let again = ok(
        &folder,
        &format!("assent ledger prune ./l --before {first}"),
    );
    assert!(
        again.text().starts_with("0 blocks were dropped"),
        "{}",
        again.text()
    );
    let ran = line(
        &folder,
        &format!("assent ledger prune ./l --before {}", last + 1),
    );
    assert_eq!(ran.status, 2, "{}", ran.error);
}
