//! `assent build`: a policy to a WebAssembly contract, or to its readable text. What is a module already goes to
//! `build_module`.

use std::io::Write;
use std::path::{Path, PathBuf};

use policy_lang::contract::print;
use serde::Serialize;

use super::build_module;
use crate::arguments::{BuildArguments, Emit};
use crate::failure::Failure;
use crate::policy_file::PolicyText;

/// What `--json` prints.
#[derive(Serialize)]
struct Report {
    policy: String,
    hash: String,
    bytes: usize,
    rules: usize,
    output: String,
}

/// Runs the command: status 0, or 1 when the policy has errors.
pub fn run(arguments: &BuildArguments, out: &mut dyn Write) -> Result<u8, Failure> {
    if build_module::is_meant(&arguments.policy) {
        return build_module::run(arguments, out);
    }
    let text = PolicyText::read(&arguments.policy)?;
    let (policy, contract) = text.compile()?;
    let bytes = match arguments.emit {
        Emit::Wasm => contract.wasm.clone(),
        Emit::Wat => print(&contract.wasm).map_err(Failure::failed)?.into_bytes(),
    };
    let output = output(arguments);
    if output.as_os_str() == "-" {
        out.write_all(&bytes)?;
        return Ok(0);
    }
    std::fs::write(&output, &bytes).map_err(|error| Failure::file("write", &output, &error))?;
    let report = Report {
        policy: policy.title.clone(),
        hash: contract.hash.to_string(),
        bytes: contract.wasm.len(),
        rules: policy.rules.len(),
        output: output.display().to_string(),
    };
    if arguments.json {
        writeln!(
            out,
            "{}",
            serde_json::to_string(&report).map_err(std::io::Error::from)?
        )?;
    } else {
        let rules = if report.rules == 1 {
            "1 rule".into()
        } else {
            format!("{} rules", report.rules)
        };
        writeln!(out, "{}: {rules}, {} bytes", report.policy, report.bytes)?;
        writeln!(out, "blake3 {}", report.hash)?;
        writeln!(out, "written to {}", report.output)?;
    }
    Ok(0)
}

pub(super) fn output(arguments: &BuildArguments) -> PathBuf {
    let ending = match arguments.emit {
        Emit::Wasm => "wasm",
        Emit::Wat => "wat",
    };
    let beside = || match arguments.policy.as_os_str() == "-" {
        true => Path::new("-").into(),
        false => arguments.policy.with_extension(ending),
    };
    arguments.output.clone().unwrap_or_else(beside)
}
