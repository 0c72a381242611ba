//! Certificates that openssl made, and what openssl says of certificates beside what we say.
//!
//! The files of `tests/certificates` were made by the script `make` in that folder. Where there is no openssl on the
//! path, they are not made again and nothing is compared: the test says so on standard error.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use abi::terms::is_enrolled_name;
use abi::{Hash, Instant, PublicKey};
use ledger::Action;
use msp::{CertificateError as Error, Holder, Root, Unverified, certify, revoked};
use proptest::prelude::*;
use tempfile::TempDir;
use testkit::certificates::{NOW, case, der, undamaged};
use testkit::entropy::seeded;

/// The first and the last second of the member's certificates.
const FIRST: i64 = 1_767_225_600;
const LAST: i64 = 1_798_761_599;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("certificates")
}

/// A certificate of that folder, in DER.
fn file(name: &str) -> Vec<u8> {
    let path = folder().join(format!("{name}.pem"));
    der(&std::fs::read_to_string(path).expect("a text"))
}

fn root(name: &str) -> Root {
    Root::from_der(&file(name)).expect("a root")
}

/// Whether there is an openssl that makes and verifies certificates of Ed25519.
pub fn has_openssl() -> bool {
    let version = Command::new("openssl").arg("version").output();
    let found = version.is_ok_and(|output| output.stdout.starts_with(b"OpenSSL 3"));
    if !found {
        eprintln!(
            "*** NOT COMPARED: there is no OpenSSL 3 on this machine to compare certificates with"
        );
    }
    found
}

/// What `openssl verify` says of a chain at a time, strictly, as of a certificate for any purpose.
pub fn openssl_verifies(chain: &[Vec<u8>], root: &[u8], now: Instant) -> bool {
    let folder = TempDir::new().expect("a folder");
    let write = |name: &str, certificates: &[Vec<u8>]| {
        let text = |der: &Vec<u8>| pem(der);
        let text: String = certificates.iter().map(text).collect();
        std::fs::write(folder.path().join(name), text).expect("a file");
    };
    write("root", &[root.to_vec()]);
    write("issuers", &chain[1..]);
    write("member", &chain[..1]);
    let mut command = Command::new("openssl");
    command.current_dir(folder.path());
    command.args([
        "verify",
        "-x509_strict",
        "-CAfile",
        "root",
        "-no-CApath",
        "-no-CAstore",
    ]);
    if chain.len() > 1 {
        command.args(["-untrusted", "issuers"]);
    }
    command.args(["-attime", &now.0.to_string(), "member"]);
    let output = command.output().expect("openssl runs");
    output.status.success()
}

/// PEM by openssl itself.
fn pem(der: &[u8]) -> String {
    use std::io::Write;
    use std::process::Stdio;
    let mut command = Command::new("openssl");
    command
        .args(["base64", "-e"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped());
    let mut child = command.spawn().expect("openssl runs");
    child
        .stdin
        .take()
        .expect("a pipe")
        .write_all(der)
        .expect("it reads");
    let output = child.wait_with_output().expect("it ends");
    let body = String::from_utf8(output.stdout).expect("a text");
    format!("-----BEGIN CERTIFICATE-----\n{body}-----END CERTIFICATE-----\n")
}

#[test]
fn certificates_made_by_openssl_are_read_as_they_were_made() {
    let said = certify(&[file("member")], &root("root"), NOW).expect("a member");
    assert_eq!(
        (said.id.as_str(), said.organisation.as_str()),
        ("dr-lee", "Riverside")
    );
    assert_eq!(said.roles, ["doctor", "head of ward"]);
    assert_eq!((said.from.0, said.until.0), (FIRST, LAST + 1));
    assert_eq!(said.serial, [0x4a, 0x11]);
    // The public key of the seed 04…04, as RFC 8032 computes it and as the file of openssl shows it.
    let key = "ca93ac1705187071d67b83c7ff0efe8108e8ec4530575d7726879333dbdabe7c";
    assert_eq!(said.key, PublicKey(Hash::from_hex(key).expect("a key").0));
    let below = certify(
        &[file("member-of-office"), file("office")],
        &root("root"),
        NOW,
    );
    let below = below.expect("a member");
    assert_eq!(
        (below.serial, below.issuers),
        (vec![0x4a, 0x12], vec![vec![2]])
    );
    let list = revoked(&file("revoked"), &root("root"), NOW);
    assert_eq!(list, Ok(vec![vec![0x4a, 0x11], vec![0xff]]));
    let office = Unverified::from_der(&file("office")).expect("an issuer");
    assert_eq!(office.holder, Holder::Intermediate);
}

#[test]
fn certificates_made_by_openssl_are_refused_for_what_is_wrong_with_them() {
    let cases: [(&[&str], &str, Error); 9] = [
        (&["member"], "other-root", Error::Signature),
        (&["expired"], "root", Error::Expired),
        (&["elsewhere"], "root", Error::OtherOrganisation),
        (&["server"], "root", Error::Purpose),
        (&["member-of-office"], "root", Error::Issuer),
        (&["office"], "root", Error::Authority),
        (&["root"], "root", Error::Authority),
        (&["member", "office"], "root", Error::Issuer),
        (&["member-of-office", "member"], "root", Error::NotAuthority),
    ];
    for (chain, by, error) in cases {
        let certificates: Vec<Vec<u8>> = chain.iter().map(|name| file(name)).collect();
        assert_eq!(
            certify(&certificates, &root(by), NOW),
            Err(error),
            "{chain:?} by {by}"
        );
    }
    assert_eq!(
        revoked(&file("revoked"), &root("other-root"), NOW),
        Err(Error::Signature)
    );
    assert_eq!(Root::from_der(&file("office")), Err(Error::NotSelfSigned));
}

/// openssl allows more than our profile does, and nothing that we certify is refused by it, but in the last second of a
/// period: that belongs to it by RFC 5280 (section 4.1.2.5), and openssl takes the certificate for over then. The
/// identifiers of keys, by which openssl looks for an issuer, are left out of the comparison: they are hints, and no
/// part of the validation of a path.
#[test]
fn openssl_agrees_with_every_member_that_is_certified() {
    if !has_openssl() {
        return;
    }
    let root = root("root");
    for seconds in [FIRST - 1, FIRST, FIRST + 1, LAST - 1, LAST, LAST + 1] {
        for below_office in [false, true] {
            let chain = undamaged(below_office).chain;
            let ours = certify(&chain, &root, Instant(seconds)).is_ok();
            let theirs = openssl_verifies(&chain, root.der(), Instant(seconds));
            assert_eq!(ours, (FIRST..=LAST).contains(&seconds));
            assert_eq!(theirs, (FIRST..LAST).contains(&seconds), "at {seconds}");
        }
    }
    let mut seen = BTreeMap::from([(true, 0), (false, 0)]);
    for seed in 0x0551_0000..0x0551_4000_u64 {
        if seen.values().all(|count| *count == 60) {
            break;
        }
        let case = case(&seeded(seed, 64));
        let is_damaged = case.chain != undamaged(case.chain.len() > 1).chain;
        let ours = certify(&case.chain, &root, NOW).is_ok();
        let count = seen.entry(ours).or_default();
        if !is_damaged || *count == 60 || (ours && !keeps_key_ids(&case.chain)) {
            continue;
        }
        *count += 1;
        let theirs = openssl_verifies(&case.chain, root.der(), NOW);
        assert!(
            theirs || !ours,
            "certified, and refused by openssl: seed {seed:#x}, {case:?}"
        );
    }
    assert_eq!(seen, BTreeMap::from([(true, 60), (false, 60)]));
}

/// Whether the extensions that name keys are those of the undamaged certificates.
fn keeps_key_ids(chain: &[Vec<u8>]) -> bool {
    let whole = undamaged(chain.len() > 1).chain;
    // subjectKeyIdentifier and authorityKeyIdentifier: the identifier of the extension, and its contents.
    let kinds = [([6, 3, 0x55, 0x1d, 14], 29), ([6, 3, 0x55, 0x1d, 35], 31)];
    let mut pairs = chain.iter().zip(&whole);
    pairs.all(|(damaged, whole)| {
        kinds.iter().all(|(id, length)| {
            let place = whole
                .windows(5)
                .position(|window| window == id)
                .expect("it is there");
            let contents = &whole[place..place + length];
            damaged.windows(*length).any(|window| window == contents)
        })
    })
}

/// The script makes the files that are here.
#[test]
fn openssl_makes_the_same_certificates_again() {
    if !has_openssl() {
        return;
    }
    let made = TempDir::new().expect("a folder");
    let run = Command::new("bash")
        .arg(folder().join("make"))
        .arg(made.path())
        .output();
    let run = run.expect("bash runs");
    assert!(
        run.status.success(),
        "{}",
        String::from_utf8_lossy(&run.stderr)
    );
    let mut count = 0;
    for entry in std::fs::read_dir(made.path()).expect("a folder") {
        let path = entry.expect("an entry").path();
        let name = path
            .file_stem()
            .expect("a name")
            .to_string_lossy()
            .into_owned();
        // The text before the certificate differs with the version of openssl.
        let again = der(&std::fs::read_to_string(&path).expect("a text"));
        assert_eq!(again, file(&name), "{name}");
        count += 1;
    }
    assert_eq!(count, 9);
}

/// The page says why a certificate is refused as the refusal itself does.
#[test]
fn the_table_of_refusals_is_the_code_s() {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/certificates.md");
    let page = std::fs::read_to_string(page).expect("a page");
    let (_, table) = page
        .split_once("| number | what is wrong | what to do |\n")
        .expect("a table");
    let rows: Vec<&str> = table
        .lines()
        .skip(1)
        .take_while(|line| line.starts_with('|'))
        .collect();
    let expected = Error::ALL.iter().map(|error| {
        let text = error.to_string();
        let (wrong, advice) = text.split_once("; ").expect("two halves");
        format!("| {} | {wrong} | {advice} |", error.code())
    });
    assert_eq!(rows, expected.collect::<Vec<_>>());
    assert!(page.contains(msp::MEMBER_PURPOSE));
}

proptest! {
    /// Certificates hold the names that the ledger takes, and no others.
    #[test]
    fn certificates_and_the_ledger_take_the_same_names(name in "\\PC{0,4}[ -~]{0,8}[ \\x00\\x7fé]?") {
        let enrol = Action::EnrolMember {
            key: PublicKey([1; 32]),
            id: name.clone(),
            roles: Vec::new(),
            organisation: "Riverside".into(),
            from: Instant(0),
            until: None,
        };
        prop_assert_eq!(enrol.is_within_limits(), is_enrolled_name(&name), "{:?}", name);
    }
}
