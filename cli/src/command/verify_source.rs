//! `assent verify`: a policy compiled again, and the contract compared with it byte for byte.

use std::io::Write;

use abi::interface::Interface;
use policy_lang::contract::Contract;
use runtime::Engine;
use runtime::Policy;
use serde::Serialize;

use crate::arguments::VerifySourceArguments;
use crate::failure::{FAILED, Failure};
use crate::policy_file::{PolicyText, is_module, read};

/// What `--json` prints.
#[derive(Serialize)]
struct Report {
    verified: bool,
    contract: String,
    source: String,
    hash: String,
    compiled_hash: String,
    differences: Vec<Difference>,
}

/// Something that is not the same.
#[derive(Serialize)]
struct Difference {
    what: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    contract: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    compiled: Option<String>,
}

/// Runs the command: status 0 when the bytes are equal, 1 when they are not or the policy has errors, 2 when there is no contract
/// to compare with.
pub fn run(arguments: &VerifySourceArguments, out: &mut dyn Write) -> Result<u8, Failure> {
    let wasm = read(&arguments.contract)?;
    if !is_module(&wasm) {
        let message = format!("{} is no compiled policy", arguments.contract.display());
        return Err(Failure::usage(message).help("`assent build POLICY` makes one"));
    }
    let recorded = Policy::load(&Engine::new()?, &wasm);
    // A policy without a title is called after its file, whose name may have been another.
    let text = match &recorded {
        Ok(recorded) => PolicyText::read_as(&arguments.source, &recorded.interface().title)?,
        Err(_) => PolicyText::read(&arguments.source)?,
    };
    let (_, compiled) = text.compile()?;
    let verified = compiled.wasm == wasm;
    let differences = match recorded {
        _ if verified => Vec::new(),
        Ok(recorded) => differences(recorded.interface(), &compiled),
        Err(error) => vec![Difference {
            what: "the contract cannot be read",
            contract: Some(error.to_string()),
            compiled: None,
        }],
    };
    let report = Report {
        verified,
        contract: arguments.contract.display().to_string(),
        source: text.name(),
        hash: abi::Domain::Module.hash(&wasm).to_string(),
        compiled_hash: compiled.hash.to_string(),
        differences,
    };
    if arguments.json {
        let report = serde_json::to_string(&report).map_err(std::io::Error::from)?;
        writeln!(out, "{report}")?;
    } else {
        print(&report, out)?;
    }
    Ok(if verified { 0 } else { FAILED })
}

fn differences(recorded: &Interface, compiled: &Contract) -> Vec<Difference> {
    let expected = &compiled.interface;
    let parts = [
        (
            "language version",
            recorded.language.to_string(),
            expected.language.to_string(),
        ),
        (
            "vocabulary version",
            recorded.vocabulary.clone(),
            expected.vocabulary.clone(),
        ),
        ("title", recorded.title.clone(), expected.title.clone()),
        (
            "hash of the policy's text",
            recorded.source.to_string(),
            expected.source.to_string(),
        ),
    ];
    let mut differences: Vec<Difference> = parts
        .into_iter()
        .filter(|(_, contract, compiled)| contract != compiled)
        .map(|(what, contract, compiled)| Difference {
            what,
            contract: Some(contract),
            compiled: Some(compiled),
        })
        .collect();
    if differences.is_empty() {
        let what = if recorded == expected {
            "the code or the tables, and nothing else"
        } else {
            "the names, the texts or the rules that the contract lists"
        };
        differences.push(Difference {
            what,
            contract: None,
            compiled: None,
        });
    }
    differences
}

fn print(report: &Report, out: &mut dyn Write) -> Result<(), Failure> {
    if report.verified {
        writeln!(
            out,
            "verified: {} compiles to {}, byte for byte",
            report.source, report.contract
        )?;
        writeln!(out, "blake3 {}", report.hash)?;
        return Ok(());
    }
    writeln!(
        out,
        "not verified: {} does not compile to {}",
        report.source, report.contract
    )?;
    writeln!(out, "blake3 {} of the contract", report.hash)?;
    writeln!(
        out,
        "blake3 {} of the policy, compiled",
        report.compiled_hash
    )?;
    for difference in &report.differences {
        match (&difference.contract, &difference.compiled) {
            (Some(contract), Some(compiled)) => writeln!(
                out,
                "differs: {}: {contract} in the contract, {compiled} compiled",
                difference.what
            )?,
            (Some(contract), None) => writeln!(out, "differs: {}: {contract}", difference.what)?,
            _ => writeln!(out, "differs: {}", difference.what)?,
        }
    }
    Ok(())
}
