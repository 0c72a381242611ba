//! `assent admit`: whether the sandbox takes a module, and how near it comes to each limit.

use std::io::Write;

use abi::limits::{
    BRANCH_TARGETS, CALL_DEPTH, CALLS, CHAIN_LOCALS, CODE_BYTES, FUNCTIONS, LIMITS, MEMORY_PAGES,
    MODULE_BYTES, PROTOCOL_VERSION, VALUE_BLOCKS,
};
use runtime::{AdmitError, AdmittedModule, Engine, Measurements, RULES, Refusal, rules_hash};
use serde::Serialize;

use crate::arguments::AdmitArguments;
use crate::contract_file::read_module;
use crate::failure::{FAILED, Failure};
use crate::policy_file::name;

/// What `--json` prints of a module that is admitted.
#[derive(Serialize)]
struct Admitted {
    admitted: bool,
    module: String,
    hash: String,
    kind: &'static str,
    entries: Vec<String>,
    pure: bool,
    entering_fuel: u64,
    measurements: Vec<Measurement>,
}

/// One measurement, beside its limit where it has one of its own.
#[derive(Serialize)]
pub(super) struct Measurement {
    pub(super) name: &'static str,
    pub(super) measured: u64,
    pub(super) limit: Option<u64>,
    #[serde(skip)]
    pub(super) words: &'static str,
}

/// What `--json` prints of a module that is refused.
#[derive(Serialize)]
struct Refused<'a> {
    admitted: bool,
    module: String,
    hash: String,
    rule: &'a str,
    demands: &'a str,
    message: &'a str,
    function: Option<u32>,
    offset: u64,
    advice: &'a str,
}

/// What `--rules --json` prints.
#[derive(Serialize)]
struct Rules {
    protocol: u16,
    hash: String,
    rules: Vec<RuleLine>,
    limits: Vec<LimitLine>,
}

/// A rule of admission.
#[derive(Serialize)]
struct RuleLine {
    name: &'static str,
    demands: &'static str,
    advice: &'static str,
}

/// A limit: so many of what its name says.
#[derive(Serialize)]
struct LimitLine {
    max: u64,
    name: &'static str,
    reason: &'static str,
}

/// Runs the command: status 0 when the module is admitted, 1 when it is refused, 2 when there is no module to look at.
pub fn run(arguments: &AdmitArguments, out: &mut dyn Write) -> Result<u8, Failure> {
    let Some(path) = &arguments.module else {
        return rules(arguments.json, out);
    };
    let bytes = read_module(path)?;
    match Engine::new()?.admit(&bytes) {
        Ok(admitted) => {
            let report = report(name(path), &admitted);
            match arguments.json {
                true => print_json(&report, out)?,
                false => print_admitted(&report, out)?,
            }
            Ok(0)
        }
        Err(AdmitError::Refused(refusal)) => {
            let report = refused(name(path), &bytes, &refusal);
            match arguments.json {
                true => print_json(&report, out)?,
                false => print_refused(&report, out)?,
            }
            Ok(FAILED)
        }
        Err(AdmitError::Fault(fault)) => Err(fault.into()),
    }
}

fn report(module: String, admitted: &AdmittedModule) -> Admitted {
    let (kind, entries) = kind_and_entries(admitted);
    Admitted {
        admitted: true,
        module,
        hash: admitted.hash().to_string(),
        kind,
        entries,
        pure: admitted.is_pure(),
        entering_fuel: admitted.entering_fuel(),
        measurements: measurements(&admitted.measurements()),
    }
}

/// What a module is, and what of it can be called.
pub(super) fn kind_and_entries(admitted: &AdmittedModule) -> (&'static str, Vec<String>) {
    match admitted.is_policy() {
        true => {
            use abi::host::export::{DECIDE, EXPLAIN};
            ("policy", vec![DECIDE.to_owned(), EXPLAIN.to_owned()])
        }
        false => ("contract", admitted.entries().to_vec()),
    }
}

/// How large a module is, and how large it may be.
pub(super) fn measurements(found: &Measurements) -> Vec<Measurement> {
    let rows = [
        ("bytes", "bytes of the module", found.bytes, MODULE_BYTES),
        (
            "functions",
            "functions that it defines",
            u64::from(found.functions),
            FUNCTIONS,
        ),
        ("code_bytes", "bytes of code", found.code_bytes, CODE_BYTES),
        (
            "pages",
            "pages of 64 KiB of memory",
            u64::from(found.pages),
            MEMORY_PAGES,
        ),
        (
            "call_depth",
            "functions in the deepest call chain",
            u64::from(found.call_depth),
            CALL_DEPTH,
        ),
        (
            "chain_locals",
            "locals and parameters along a call chain",
            found.chain_locals,
            CHAIN_LOCALS,
        ),
        (
            "value_blocks",
            "values and 64 more, times blocks and branches",
            found.value_blocks,
            VALUE_BLOCKS,
        ),
        (
            "branch_targets",
            "entries of branch tables",
            found.branch_targets,
            BRANCH_TARGETS,
        ),
        ("calls", "calls in the code", found.calls, CALLS),
    ];
    let limited = rows.map(|(name, words, measured, limit)| Measurement {
        name,
        measured,
        limit: Some(limit),
        words,
    });
    // Nobody limits these alone: data are bytes of the module, and native code follows from the code.
    let others = [
        ("data_bytes", "bytes of data segments", found.data_bytes),
        ("native_bytes", "bytes of native code", found.native_bytes),
    ];
    let others = others.map(|(name, words, measured)| Measurement {
        name,
        measured,
        limit: None,
        words,
    });
    limited.into_iter().chain(others).collect()
}

fn refused<'a>(module: String, bytes: &[u8], refusal: &'a Refusal) -> Refused<'a> {
    let rule = RULES.iter().find(|rule| rule.name == refusal.rule);
    Refused {
        admitted: false,
        module,
        hash: abi::Domain::Module.hash(bytes).to_string(),
        rule: refusal.rule,
        demands: rule.map_or("", |rule| rule.demands),
        message: &refusal.message,
        function: refusal.function,
        offset: refusal.offset,
        advice: refusal.advice,
    }
}

fn rules(json: bool, out: &mut dyn Write) -> Result<u8, Failure> {
    let report = Rules {
        protocol: PROTOCOL_VERSION,
        hash: rules_hash().to_string(),
        rules: RULES.iter().map(rule_line).collect(),
        limits: LIMITS.iter().map(limit_line).collect(),
    };
    match json {
        true => print_json(&report, out)?,
        false => print_rules(&report, out)?,
    }
    Ok(0)
}

fn rule_line(rule: &runtime::Rule) -> RuleLine {
    let runtime::Rule {
        name,
        demands,
        advice,
    } = *rule;
    RuleLine {
        name,
        demands,
        advice,
    }
}

fn limit_line(limit: &abi::limits::Limit) -> LimitLine {
    LimitLine {
        max: limit.max,
        name: limit.name,
        reason: limit.reason,
    }
}

fn print_json(report: &impl Serialize, out: &mut dyn Write) -> Result<(), Failure> {
    let text = serde_json::to_string(report).map_err(std::io::Error::from)?;
    writeln!(out, "{text}")?;
    Ok(())
}

fn print_admitted(report: &Admitted, out: &mut dyn Write) -> Result<(), Failure> {
    let entries = match report.entries.as_slice() {
        [one] => format!("entry {one}"),
        more => format!("entries {}", more.join(", ")),
    };
    let kept = match report.pure {
        true => "proved to leave nothing behind from call to call",
        false => "not proved to leave nothing behind: the memory is put back for every call",
    };
    writeln!(out, "{} is admitted: a {}", report.module, report.kind)?;
    writeln!(out, "blake3 {}", report.hash)?;
    writeln!(out, "{entries}")?;
    writeln!(out, "{kept}")?;
    writeln!(out, "{} fuel to enter", report.entering_fuel)?;
    writeln!(out)?;
    print_measurements(&report.measurements, out)
}

/// A table of what was measured.
pub(super) fn print_measurements(
    measurements: &[Measurement],
    out: &mut dyn Write,
) -> Result<(), Failure> {
    writeln!(out, "{:>10} {:>10}", "measured", "limit")?;
    for row in measurements {
        let limit = row.limit.map_or("-".to_owned(), |limit| limit.to_string());
        writeln!(out, "{:>10} {limit:>10}  {}", row.measured, row.words)?;
    }
    Ok(())
}

fn print_refused(report: &Refused<'_>, out: &mut dyn Write) -> Result<(), Failure> {
    let place = match report.function {
        Some(function) => format!("function {function}, byte {}", report.offset),
        None => format!("byte {}", report.offset),
    };
    writeln!(
        out,
        "{} is refused by the rule `{}`: {}",
        report.module, report.rule, report.message
    )?;
    writeln!(out, "at {place} of the binary module")?;
    writeln!(out, "rule: {}", report.demands)?;
    writeln!(out, "help: {}", report.advice)?;
    Ok(())
}

fn print_rules(report: &Rules, out: &mut dyn Write) -> Result<(), Failure> {
    writeln!(
        out,
        "protocol version {}, rules {}",
        report.protocol, report.hash
    )?;
    writeln!(out, "\nRules of admission")?;
    for rule in &report.rules {
        writeln!(out, "\n{}\n  {}", rule.name, rule.demands)?;
        writeln!(out, "  help: {}", rule.advice)?;
    }
    writeln!(
        out,
        "\nLimits, those of calls and of the ledger among them\n"
    )?;
    for limit in &report.limits {
        writeln!(out, "{:>10} {}: {}", limit.max, limit.name, limit.reason)?;
    }
    Ok(())
}
