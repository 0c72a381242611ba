//! `assent ca show`: certificates and lists in words, and whether a root vouches for them.

use std::io::Write;
use std::path::Path;

use abi::Instant;
use msp::{CertificateError, Certified, Holder, Root, Unverified};
use serde_json::{Value, json};

use super::show_folder;
use super::words::{lines, put, report};
use crate::arguments::ShowCertificateArguments;
use crate::ca::folder::read_root;
use crate::ca::hex;
use crate::ca::pem::{self, Block, CERTIFICATE};
use crate::ca::time::now;
use crate::failure::{FAILED, Failure};
use crate::proof::time;

/// Runs the command: status 0 when the root that was given vouches for what is shown, or none was given; 1 when it does
/// not; 2 when there is nothing to show.
pub fn run(arguments: &ShowCertificateArguments, out: &mut dyn Write) -> Result<u8, Failure> {
    let path = &arguments.path;
    let at = now(arguments.at)?;
    if path.is_dir() {
        return show_folder::run(path, at, arguments.json, out);
    }
    let root = arguments.root.as_deref().map(read_root).transpose()?;
    let blocks = pem::read(path)?;
    if let [one] = blocks.as_slice()
        && is_list(one, path)
    {
        return list(&one.der, root.as_ref(), at, arguments, out);
    }
    if blocks.iter().any(|one| {
        one.label
            .as_deref()
            .is_some_and(|label| label != CERTIFICATE)
    }) {
        let message = format!("{} holds something else than certificates", path.display());
        return Err(
            Failure::usage(message).help("keys are not shown; give a certificate, PEM or DER")
        );
    }
    let chain: Vec<Vec<u8>> = blocks.into_iter().map(|one| one.der).collect();
    let said = chain
        .iter()
        .map(|der| Unverified::from_der(der))
        .collect::<Result<Vec<_>, _>>();
    let said = said.map_err(|error| {
        let message = format!(
            "{} is not a certificate of a member or an authority: {error}",
            path.display()
        );
        Failure::usage(message)
            .help("docs/certificates.md says what those have; `openssl x509 -text` shows any")
    })?;
    let verdict = root.as_ref().map(|root| verdict(&chain, &said, root, at));
    let status = if matches!(verdict, Some(Err(_))) {
        FAILED
    } else {
        0
    };
    match arguments.json {
        true => writeln!(out, "{}", as_json(&said, verdict.as_ref(), at))?,
        false => in_words(&said, verdict.as_ref(), at, out)?,
    }
    Ok(status)
}

/// What a root says of a chain: the period in which it vouches for it.
type Verdict = Result<(Instant, Instant), CertificateError>;

fn verdict(chain: &[Vec<u8>], said: &[Unverified], root: &Root, at: Instant) -> Verdict {
    // A root vouches for itself, when it is shown alone.
    if let [only] = said
        && only.holder == Holder::Root
    {
        return match (
            only.fingerprint == root.fingerprint(),
            root.from() <= at,
            at < root.until(),
        ) {
            (false, ..) => Err(CertificateError::Issuer),
            (_, false, _) => Err(CertificateError::NotYetValid),
            (.., false) => Err(CertificateError::Expired),
            (true, true, true) => Ok((root.from(), root.until())),
        };
    }
    msp::certify(chain, root, at).map(|Certified { from, until, .. }| (from, until))
}

fn in_words(
    said: &[Unverified],
    verdict: Option<&Verdict>,
    at: Instant,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    for line in said.iter().flat_map(lines) {
        writeln!(out, "{line}")?;
    }
    match verdict {
        None => writeln!(
            out,
            "not verified: `--root FILE` says whether an organisation's root vouches for it"
        )?,
        Some(Ok((from, until))) => {
            writeln!(
                out,
                "holds at {}: the root vouches for it {} until {}",
                time(at),
                time(*from),
                time(*until)
            )?;
        }
        Some(Err(error)) => {
            writeln!(
                out,
                "does not hold at {}: {error} (certificate error {})",
                time(at),
                error.code()
            )?;
        }
    }
    Ok(())
}

fn as_json(said: &[Unverified], verdict: Option<&Verdict>, at: Instant) -> Value {
    let certificates: Vec<Value> = said.iter().map(report).collect();
    let mut object = json!({ "certificates": certificates, "at": time(at) });
    match verdict {
        None => put(&mut object, "holds", Value::Null),
        Some(Ok((from, until))) => {
            put(&mut object, "holds", json!(true));
            put(&mut object, "from", json!(time(*from)));
            put(&mut object, "until", json!(time(*until)));
        }
        Some(Err(error)) => {
            put(&mut object, "holds", json!(false));
            put(
                &mut object,
                "error",
                json!({ "code": error.code(), "message": error.to_string() }),
            );
        }
    }
    object
}

/// Whether a block is a list: PEM says so, and DER by the ending of its file.
fn is_list(block: &Block, path: &Path) -> bool {
    match block.label.as_deref() {
        Some(label) => label == pem::LIST,
        None => path.extension().is_some_and(|ending| ending == "crl"),
    }
}

fn list(
    der: &[u8],
    root: Option<&Root>,
    at: Instant,
    arguments: &ShowCertificateArguments,
    out: &mut dyn Write,
) -> Result<u8, Failure> {
    let Some(root) = root else {
        let message = format!(
            "{} is a list of revoked certificates, which says nothing without the root that signed it",
            arguments.path.display()
        );
        return Err(Failure::usage(message).help("give the root certificate with `--root FILE`"));
    };
    let read = msp::revoked(der, root, at);
    let status = if read.is_ok() { 0 } else { FAILED };
    if arguments.json {
        let mut object =
            json!({ "organisation": root.organisation(), "at": time(at), "holds": read.is_ok() });
        match &read {
            Ok(serials) => {
                let serials: Vec<String> = serials.iter().map(|serial| hex(serial)).collect();
                put(&mut object, "revoked", json!(serials));
            }
            Err(error) => put(
                &mut object,
                "error",
                json!({ "code": error.code(), "message": error.to_string() }),
            ),
        }
        writeln!(out, "{object}")?;
        return Ok(status);
    }
    match read {
        Ok(serials) => {
            writeln!(
                out,
                "holds at {}: the root of {} has revoked {}",
                time(at),
                root.organisation(),
                serials.len()
            )?;
            for serial in serials {
                writeln!(out, "  {}", hex(&serial))?;
            }
        }
        Err(error) => writeln!(
            out,
            "does not hold at {}: {error} (certificate error {})",
            time(at),
            error.code()
        )?,
    }
    Ok(status)
}
