//! `assent demo`: the sample hospital on a ledger, and what came of it.

use std::io::Write;
use std::time::Duration;

use jiff::Timestamp;
use policy_lang::contract::Contract;
use policy_lang::typed::Policy as Typed;
use runtime::Policy;
use serde_json::{Value, json};

use crate::arguments::{DemoArguments, Progress};
use crate::ca::key::random;
use crate::cache::RunCache;
use crate::demo::{DemoError, Durable, Options, Secret, Summary, run as run_demo};
use crate::failure::Failure;
use crate::progress::{Line, percent};

/// Runs the command: status 0, or 2 when the folder cannot be used.
pub fn run(arguments: &DemoArguments, out: &mut dyn Write) -> Result<u8, Failure> {
    let cache = RunCache::open(&arguments.cache)?;
    let options = Options {
        folder: &arguments.data,
        requests: arguments.requests,
        cache: cache.modules().clone(),
        secret: match arguments.random {
            true => Secret::random(random()?),
            false => Secret::known(),
        },
    };
    let is_text = arguments.progress == Progress::Text;
    let quiet = arguments.json || arguments.progress == Progress::Json;
    let mut introduction = Vec::new();
    let mut line = Line::new(10);
    let mut failed = None;
    let summary = {
        let mut compiled = |typed: &Typed, contract: &Contract, policy: &Policy, took: Duration| {
            introduction = introduce(typed, contract, policy, took);
            if is_text {
                introduction.iter().for_each(|line| eprintln!("{line}"));
            }
        };
        let mut durable = |block: &Durable| match arguments.progress {
            Progress::Text => show(&mut line, block),
            Progress::Json => {
                let line = json!({
                    "height": block.height, "root": block.root, "transactions": block.transactions,
                });
                if let Err(error) = writeln!(out, "{line}").and_then(|()| out.flush()) {
                    failed.get_or_insert(error);
                }
            }
            Progress::None => {}
        };
        run_demo(&options, &mut compiled, &mut durable)
    };
    line.end();
    if let Some(error) = failed {
        return Err(error.into());
    }
    let summary = summary.map_err(|error| stopped(&error))?;
    let cached = cache.report();
    if arguments.json {
        let mut json = as_json(&summary);
        if let (Value::Object(members), Some(cached)) = (&mut json, cached) {
            members.insert(String::from("cache"), json!(cached));
        }
        writeln!(out, "{json}")?;
    } else if !quiet {
        print(&summary, arguments, out)?;
    }
    Ok(0)
}

fn stopped(error: &DemoError) -> Failure {
    match error {
        DemoError::Folder(_) => Failure::usage(error.to_string())
            .help("name another folder with `--data DIR`, or remove this one"),
        _ => Failure::failed(error.to_string()),
    }
}

fn introduce(typed: &Typed, contract: &Contract, policy: &Policy, took: Duration) -> Vec<String> {
    let measured = policy.module().measurements();
    vec![
        format!("policy     {}", typed.title),
        format!(
            "contract   {} rules, {} bytes of WebAssembly ({} of code), compiled and admitted in {} ms",
            typed.rules.len(),
            contract.wasm.len(),
            measured.code_bytes,
            took.as_millis()
        ),
        format!("blake3     {}", contract.hash),
    ]
}

/// How far it is, after a block.
fn show(line: &mut Line, block: &Durable) {
    let (done, total) = (block.done as u64, block.total as u64);
    let percent = percent(done, total);
    let height = block.height;
    let text = format!("block {height:>5}  {done:>6} of {total} transactions, {percent:>3} %");
    line.show("", done, total, &text);
}

fn print(summary: &Summary, arguments: &DemoArguments, out: &mut dyn Write) -> Result<(), Failure> {
    let others: Vec<String> = summary
        .others
        .iter()
        .map(|(kind, count)| format!("{count} × {kind}"))
        .collect();
    writeln!(out, "\nEnrolled and recorded   {}", others.join(", "))?;
    writeln!(
        out,
        "\nDecisions by outcome    {} access requests, each signed",
        summary.decisions()
    )?;
    for (code, count) in &summary.outcomes {
        let name = code
            .name()
            .unwrap_or("UNKNOWN")
            .to_lowercase()
            .replace('_', " ");
        writeln!(out, "  {name:<22}{count:>7}")?;
    }
    writeln!(out, "\nBy rule")?;
    let mut rules: Vec<(&String, &u64)> = summary.rules.iter().collect();
    rules.sort_by(|a, b| b.1.cmp(a.1).then(a.0.cmp(b.0)));
    for (rule, count) in rules {
        writeln!(out, "  {rule:<22}{count:>7}")?;
    }
    print_origins(summary, out)?;
    print_samples(summary, out)?;
    print_figures(summary, out)?;
    writeln!(
        out,
        "\nCheck it: assent ledger verify {}",
        arguments.data.display()
    )?;
    Ok(())
}

fn print_origins(summary: &Summary, out: &mut dyn Write) -> Result<(), Failure> {
    writeln!(
        out,
        "\nWho asked                                        allowed      not"
    )?;
    for proper in [true, false] {
        let title = if proper {
            "those who should"
        } else {
            "those who should not"
        };
        writeln!(out, "  {title}")?;
        for (origin, counts) in summary
            .origins
            .iter()
            .filter(|(_, counts)| counts.proper == proper)
        {
            writeln!(
                out,
                "    {origin:<44}{:>8}{:>9}",
                counts.allowed, counts.not
            )?;
        }
    }
    Ok(())
}

fn print_samples(summary: &Summary, out: &mut dyn Write) -> Result<(), Failure> {
    writeln!(out, "\nFive decisions")?;
    for sample in &summary.samples {
        let time = Timestamp::from_second(sample.at).map(|time| time.to_string());
        writeln!(out, "  {}  {}", time.unwrap_or_default(), sample.question)?;
        writeln!(out, "    {}.", sample.decision)?;
    }
    Ok(())
}

fn print_figures(summary: &Summary, out: &mut dyn Write) -> Result<(), Failure> {
    let rate = |count: u64, time: Duration| u128::from(count) * 1_000_000 / time.as_micros().max(1);
    writeln!(out)?;
    writeln!(
        out,
        "decisions per second    {:>9}  executing alone: contract, state, receipts",
        rate(summary.decisions(), summary.executing)
    )?;
    writeln!(
        out,
        "transactions per second {:>9}  end to end: signatures to disk",
        rate(summary.transactions(), summary.total)
    )?;
    writeln!(out, "blocks                  {:>9}", summary.blocks)?;
    writeln!(out, "state root              {}", summary.root)?;
    writeln!(out, "block hash              {}", summary.tip)?;
    Ok(())
}

fn as_json(summary: &Summary) -> Value {
    let outcomes: serde_json::Map<String, Value> = summary
        .outcomes
        .iter()
        .map(|(code, count)| {
            (
                code.name().unwrap_or("UNKNOWN").to_lowercase(),
                json!(count),
            )
        })
        .collect();
    let samples: Vec<Value> = summary
        .samples
        .iter()
        .map(|sample| json!({"origin": sample.origin, "question": sample.question, "decision": sample.decision}))
        .collect();
    let origins: serde_json::Map<String, Value> = summary
        .origins
        .iter()
        .map(|(origin, counts)| {
            let value =
                json!({"proper": counts.proper, "allowed": counts.allowed, "not": counts.not});
            (origin.to_string(), value)
        })
        .collect();
    json!({
        "transactions": summary.transactions(),
        "decisions": summary.decisions(),
        "outcomes": outcomes,
        "rules": summary.rules,
        "origins": origins,
        "samples": samples,
        "blocks": summary.blocks,
        "root": summary.root.to_string(),
        "hash": summary.tip.to_string(),
        "verifying_us": summary.verifying.as_micros() as u64,
        "executing_us": summary.executing.as_micros() as u64,
        "total_us": summary.total.as_micros() as u64,
    })
}
