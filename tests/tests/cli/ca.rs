//! `assent ca`

use std::path::PathBuf;

use assent::arguments::Arguments;
use clap::Parser;
use serde_json::Value;

use super::{Folder, Ran, run, without_folder};
use crate::certificates::{has_openssl, openssl_verifies};

/// Runs a command line with quoted words, with `./` for the folder.
fn line(folder: &Folder, text: &str) -> Ran {
    let root = folder.path("").display().to_string();
    let root = root.trim_end_matches('/');
    let words = text
        .split('"')
        .enumerate()
        .flat_map(|(number, part)| match number % 2 {
            0 => part.split_whitespace().map(str::to_owned).collect(),
            _ => vec![part.to_owned()],
        });
    let words = words.map(|word| match word.strip_prefix("./") {
        Some(path) => format!("{root}/{path}"),
        None => word,
    });
    let arguments = Arguments::try_parse_from(words);
    run(arguments.unwrap_or_else(|error| panic!("{error}")).command)
}

fn done(folder: &Folder, text: &str) -> Value {
    let ran = line(folder, text);
    assert_eq!(ran.status, 0, "{text}: {}", ran.error);
    ran.json()
}

fn refused(folder: &Folder, text: &str) -> String {
    let ran = line(folder, text);
    assert_eq!(
        (ran.status, ran.out.len()),
        (2, 0),
        "{text}: {}",
        ran.text()
    );
    assert!(ran.error.contains("\nhelp: "), "what to do: {}", ran.error);
    without_folder(&ran.error, folder)
}

/// An authority of Riverside, made at the beginning of 2026.
fn authority() -> Folder {
    let folder = Folder::new();
    done(
        &folder,
        "assent ca new --organisation Riverside -o ./a --at 2026-01-01T00:00:00Z --json",
    );
    folder
}

/// A certificate for `dr-lee`, of a year, with a new key.
fn issue(folder: &Folder) -> Value {
    done(
        folder,
        "assent ca issue ./a --id dr-lee --role doctor --role \"head of ward\" --new-key ./lee.key -o ./lee.pem --at 2026-01-02T00:00:00Z --json",
    )
}

fn text<'a>(report: &'a Value, field: &str) -> &'a str {
    report[field]
        .as_str()
        .unwrap_or_else(|| panic!("{field}: {report}"))
}

#[test]
fn what_is_issued_says_what_was_asked_for_and_holds_under_its_root() {
    let folder = authority();
    let issued = issue(&folder);
    let shown = done(
        &folder,
        "assent ca show ./lee.pem --root ./a/root.pem --at 2026-06-01T00:00:00Z --json",
    );
    assert_eq!(shown["holds"], true);
    let said = &shown["certificates"][0];
    for field in [
        "organisation",
        "id",
        "roles",
        "from",
        "until",
        "key",
        "serial",
        "fingerprint",
    ] {
        assert_eq!(said[field], issued[field], "{field}");
    }
    assert_eq!(said["roles"], serde_json::json!(["doctor", "head of ward"]));
    assert_eq!(
        (text(said, "from"), text(said, "until")),
        ("2026-01-02T00:00:00Z", "2027-01-02T00:00:00Z")
    );
    let root = done(
        &folder,
        "assent ca show ./a/root.pem --root ./a/root.pem --at 2026-06-01T00:00:00Z --json",
    );
    assert_eq!(
        (&root["holds"], &root["certificates"][0]["kind"]),
        (&true.into(), &"root".into())
    );
    let people = line(&folder, "assent ca show ./lee.pem");
    assert!(
        people
            .text()
            .starts_with("member dr-lee of Riverside\n  roles        doctor, head of ward\n"),
        "{}",
        people.text()
    );
    assert!(people.text().contains("not verified"), "{}", people.text());
}

#[test]
fn a_certificate_holds_in_its_period_and_under_its_own_root_alone() {
    let folder = authority();
    issue(&folder);
    done(
        &folder,
        "assent ca new --organisation Riverside -o ./b --at 2026-01-01T00:00:00Z --json",
    );
    let cases = [
        ("a", "2026-01-01T23:59:59Z", Some(9)),
        ("a", "2026-01-02T00:00:00Z", None),
        ("a", "2027-01-01T23:59:59Z", None),
        ("a", "2027-01-02T00:00:00Z", Some(10)),
        ("b", "2026-06-01T00:00:00Z", Some(6)),
    ];
    for (root, at, code) in cases {
        let command = format!("assent ca show ./lee.pem --root ./{root}/root.pem --at {at}");
        let ran = line(&folder, &format!("{command} --json"));
        assert_eq!(ran.status, u8::from(code.is_some()), "{at}");
        assert_eq!(ran.json()["holds"], code.is_none(), "{at}");
        assert_eq!(ran.json()["error"]["code"].as_u64(), code, "{at}");
        let says = if code.is_some() {
            "does not hold at"
        } else {
            "holds at"
        };
        let people = line(&folder, &command);
        assert!(
            people.text().lines().any(|line| line.starts_with(says)),
            "{}",
            people.text()
        );
    }
}

#[test]
fn a_revoked_certificate_is_on_the_list_and_stays_there() {
    let folder = authority();
    let serial = text(&issue(&folder), "serial").to_owned();
    done(
        &folder,
        "assent ca issue ./a --id kim --new-key ./kim.key -o ./kim.pem --at 2026-01-02T00:00:00Z --json",
    );
    let first = done(
        &folder,
        &format!("assent ca revoke ./a {serial} --at 2026-02-01T00:00:00Z --json"),
    );
    assert_eq!(
        (text(&first, "id"), &first["revoked_before"]),
        ("dr-lee", &false.into())
    );
    // As openssl writes it, and once more.
    let colons: Vec<String> = serial
        .as_bytes()
        .chunks(2)
        .map(|pair| String::from_utf8_lossy(pair).to_uppercase())
        .collect();
    let again = done(
        &folder,
        &format!(
            "assent ca revoke ./a {} --at 2026-02-02T00:00:00Z --json",
            colons.join(":")
        ),
    );
    assert_eq!(
        (&again["revoked_before"], text(&again, "since")),
        (&true.into(), "2026-02-01T00:00:00Z")
    );
    let renewed = done(
        &folder,
        "assent ca revoke ./a --at 2026-02-03T00:00:00Z --days 7 --json",
    );
    assert_eq!(
        (&renewed["number"], text(&renewed, "next")),
        (&3.into(), "2026-02-10T00:00:00Z")
    );
    let list = |at: &str| {
        line(
            &folder,
            &format!("assent ca show ./a/revoked.pem --root ./a/root.pem --at {at} --json"),
        )
    };
    assert_eq!(
        list("2026-02-09T23:59:59Z").json()["revoked"],
        serde_json::json!([serial])
    );
    assert_eq!(
        (
            list("2026-02-10T00:00:00Z").status,
            list("2026-02-02T23:59:59Z").status
        ),
        (1, 1)
    );
    let all = done(
        &folder,
        "assent ca show ./a --at 2026-06-01T00:00:00Z --json",
    );
    let standing: Vec<&str> = all["certificates"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|one| text(one, "standing"))
        .collect();
    assert_eq!(standing, ["revoked", "valid"]);
    let people = line(&folder, "assent ca show ./a --at 2028-06-01T00:00:00Z");
    assert!(
        people.text().contains("revoked") && people.text().contains("expired"),
        "{}",
        people.text()
    );
}

#[test]
fn nothing_is_overwritten_and_nothing_is_issued_that_would_not_hold() {
    let folder = authority();
    issue(&folder);
    folder.file("there", "x");
    folder.file("low", "01".to_owned() + &"00".repeat(31));
    folder.file("ed", "aa".repeat(16));
    let register = folder.read("a/register.json");
    let at = "--at 2026-01-02T00:00:00Z";
    let cases = [
        (
            format!("assent ca new --organisation X -o ./a {at}"),
            "not empty",
        ),
        (
            format!("assent ca new --organisation \"R\u{e9}\" -o ./r {at}"),
            "name",
        ),
        (
            "assent ca new --organisation X -o ./x --at 1969-12-31T23:59:59Z".into(),
            "1970",
        ),
        (
            format!("assent ca issue ./a --id x --new-key ./x.key -o ./lee.pem {at}"),
            "already",
        ),
        (
            format!("assent ca issue ./a --id x --new-key ./there -o ./x.pem {at}"),
            "already",
        ),
        (
            format!("assent ca issue ./a --id x --new-key ./x.key -o ./none/x.pem {at}"),
            "no such folder",
        ),
        (
            format!("assent ca issue ./a --id x --key ./lee.key -o ./x.pem {at}"),
            "is a private key",
        ),
        (
            format!("assent ca issue ./a --id x --key ./ed -o ./x.pem {at}"),
            "not a public Ed25519 key",
        ),
        (
            format!("assent ca issue ./a --id x --key ./low -o ./x.pem {at}"),
            "anybody can sign",
        ),
        (
            format!("assent ca issue ./a --id \" x\" --new-key ./x.key -o ./x.pem {at}"),
            "name of a member",
        ),
        (
            format!("assent ca issue ./a --id x --role \"\" --new-key ./x.key -o ./x.pem {at}"),
            "name of a role",
        ),
        (
            format!(
                "assent ca issue ./a --id x --role a --role a --new-key ./x.key -o ./x.pem {at}"
            ),
            "twice",
        ),
        (
            format!("assent ca issue ./a --id x --days 36000 --new-key ./x.key -o ./x.pem {at}"),
            "the root is only",
        ),
        (
            "assent ca issue ./a --id x --new-key ./x.key -o ./x.pem --at 2025-12-31T23:59:59Z"
                .into(),
            "the root is only",
        ),
        (
            format!("assent ca issue ./none --id x --new-key ./x.key -o ./x.pem {at}"),
            "no folder of an authority",
        ),
        (
            format!("assent ca revoke ./a 00 {at}"),
            "no certificate of this serial",
        ),
        (
            "assent ca show ./lee.key".into(),
            "something else than certificates",
        ),
        ("assent ca show ./there".into(), "neither PEM nor DER"),
    ];
    for (command, says) in cases {
        let error = refused(&folder, &command);
        assert!(error.contains(says), "{command}: {error}");
        for name in ["x.key", "x.pem", "x", "r"] {
            assert!(!folder.path(name).exists(), "{command} left {name}");
        }
    }
    assert_eq!(
        folder.read("a/register.json"),
        register,
        "nothing was logged"
    );
    assert_eq!(folder.read("there"), b"x");
}

#[test]
fn private_keys_are_their_owners_and_are_never_shown() {
    use std::os::unix::fs::PermissionsExt;
    let folder = authority();
    let made = line(
        &folder,
        "assent ca issue ./a --id dr-lee --new-key ./lee.key -o ./lee.pem --at 2026-01-02T00:00:00Z",
    );
    let mode = |name: &str| {
        let metadata = std::fs::metadata(folder.path(name)).expect("a file");
        metadata.permissions().mode() & 0o777
    };
    assert_eq!(
        (mode("a"), mode("a/root.key"), mode("lee.key")),
        (0o700, 0o600, 0o600)
    );
    let secret = String::from_utf8(folder.read("lee.key")).expect("a text");
    let secret = secret.lines().nth(1).expect("the key itself").to_owned();
    let shown = line(&folder, "assent ca show ./lee.key");
    for text in [made.text(), shown.text(), &shown.error, &made.error] {
        assert!(!text.contains(&secret), "{text}");
    }
    let key: PathBuf = folder.path("a/root.key");
    std::fs::set_permissions(&key, std::fs::Permissions::from_mode(0o640)).expect("it is ours");
    let error = refused(
        &folder,
        "assent ca issue ./a --id kim --new-key ./kim.key -o ./kim.pem --at 2026-01-02T00:00:00Z",
    );
    assert!(
        error.contains("others may read") && error.contains("chmod 600"),
        "{error}"
    );
}

#[test]
fn a_folder_is_one_process_s_at_a_time() {
    let folder = authority();
    let held = std::fs::File::open(folder.path("a/root.key")).expect("a key");
    held.try_lock().expect("nobody has it");
    let error = refused(&folder, "assent ca revoke ./a --at 2026-01-02T00:00:00Z");
    assert!(error.contains("another process"), "{error}");
    held.unlock().expect("it is ours");
    done(
        &folder,
        "assent ca revoke ./a --at 2026-01-02T00:00:00Z --json",
    );
}

#[test]
fn a_damaged_folder_is_told() {
    let folder = authority();
    issue(&folder);
    let register = folder.read("a/register.json");
    folder.file("a/register.json", &register[..register.len() / 2]);
    let error = refused_with(&folder, "assent ca show ./a");
    assert!(error.contains("register.json cannot be read"), "{error}");
    folder.file(
        "a/register.json",
        String::from_utf8_lossy(&register).replace("Riverside", "Acme"),
    );
    let error = refused(&folder, "assent ca revoke ./a --at 2026-01-02T00:00:00Z");
    assert!(error.contains("do not belong together"), "{error}");
    folder.file("a/root.pem", folder.read("lee.pem"));
    let error = refused(&folder, "assent ca show ./a");
    assert!(error.contains("is not a root certificate"), "{error}");
}

/// Like [`refused`], where the message itself says it all.
fn refused_with(folder: &Folder, text: &str) -> String {
    let ran = line(folder, text);
    assert_eq!(ran.status, 2, "{text}");
    without_folder(&ran.error, folder)
}

/// What is issued here is read by others: openssl verifies it, reads its keys, and finds it on the list.
#[test]
fn openssl_reads_what_is_issued() {
    if !has_openssl() {
        return;
    }
    let folder = authority();
    let openssl = |arguments: &str| {
        let mut command = std::process::Command::new("openssl");
        command.current_dir(folder.path(""));
        let output = command
            .args(arguments.split_whitespace())
            .output()
            .expect("openssl runs");
        (
            output.status.success(),
            String::from_utf8_lossy(&output.stdout).into_owned(),
        )
    };
    assert!(openssl("genpkey -algorithm ed25519 -out kim.key").0);
    assert!(openssl("pkey -in kim.key -pubout -out kim.pub").0);
    assert!(openssl("pkey -in kim.key -pubout -outform DER -out kim.der").0);
    let serial = text(&issue(&folder), "serial").to_owned();
    let at = "--at 2026-01-02T00:00:00Z --json";
    let by_pem = done(
        &folder,
        &format!("assent ca issue ./a --id kim --key ./kim.pub -o ./kim.pem {at}"),
    );
    let by_der = done(
        &folder,
        &format!("assent ca issue ./a --id kim --key ./kim.der -o ./kim2.pem {at}"),
    );
    assert_eq!(by_pem["key"], by_der["key"]);
    folder.file("kim.hex", text(&by_pem, "key"));
    let by_hex = done(
        &folder,
        &format!("assent ca issue ./a --id kim --key ./kim.hex -o ./kim3.pem {at}"),
    );
    assert_eq!(by_pem["key"], by_hex["key"]);

    let der = |name: &str| {
        testkit::certificates::der(std::str::from_utf8(&folder.read(name)).expect("a text"))
    };
    let root = der("a/root.pem");
    for name in ["lee.pem", "kim.pem"] {
        for (seconds, holds) in [
            (1_767_312_000, true),
            (1_798_847_998, true),
            (1_798_848_000, false),
        ] {
            assert_eq!(
                openssl_verifies(&[der(name)], &root, abi::Instant(seconds)),
                holds,
                "{name}"
            );
        }
    }
    let (_, certificate) = openssl("x509 -in lee.pem -noout -text");
    for part in [
        "O = Riverside, CN = dr-lee",
        "URI:urn:assent:role:head%20of%20ward",
        "CA:FALSE",
        "Digital Signature",
    ] {
        assert!(certificate.contains(part), "{part}: {certificate}");
    }
    assert!(openssl("pkey -in a/root.key -noout").0 && openssl("pkey -in lee.key -noout").0);
    let (_, public) = openssl("pkey -in lee.key -pubout");
    assert_eq!(openssl("x509 -in lee.pem -noout -pubkey").1, public);

    let checks = "verify -x509_strict -crl_check -CAfile a/root.pem -CRLfile a/revoked.pem -attime 1769904000";
    done(
        &folder,
        &format!("assent ca revoke ./a {serial} --at 2026-02-01T00:00:00Z --json"),
    );
    assert!(!openssl(&format!("{checks} lee.pem")).0, "revoked");
    assert!(openssl(&format!("{checks} kim.pem")).0, "not revoked");
}
