//! `assent bench PATH`: decisions of a policy, or calls of a contract.

use std::io::Write;
use std::path::Path;
use std::time::Duration;

use policy_lang::contract::policy_words;
use policy_lang::typed;
use runtime::{Engine, Policy};
use serde_json::{Value, json};
use workbench::fuzz::entropy::seeded;
use workbench::fuzz::policy::PolicyTarget;
use workbench::measure::DecisionCase;

use super::{Scratch, line, show};
use crate::arguments::{BenchSubjectArguments, threads_of_machine};
use crate::asked::{case, unknown_term};
use crate::bench::baseline::{Baseline, Compared};
use crate::bench::figures;
use crate::bench::subject::{Measured, Plan, Subject, calls_of, measure};
use crate::calls::Script;
use crate::command::decide::load_policy;
use crate::contract_file::read_module;
use crate::failure::{FAILED, Failure};
use crate::json::parse;
use crate::policy_file::{name, read};
use crate::request::Facts;
use crate::subject::{Subject as Source, is_script, policy_or_script};

#[cfg(test)]
mod tests;

/// Runs the command: status 0, and 1 when something is slower than it may be.
pub(super) fn run(arguments: &BenchSubjectArguments, out: &mut dyn Write) -> Result<u8, Failure> {
    let path = arguments.path.as_deref().unwrap_or(Path::new("."));
    let path = policy_or_script(path)?;
    // What is compared with is read first: nobody wants to hear after a minute that it cannot be.
    let baseline = arguments.baseline.as_deref();
    let baseline = baseline
        .map(|path| parse::<Baseline>(&read(path)?, &name(path)))
        .transpose()?;
    let run = match is_script(&path) {
        true => script(&path, arguments)?,
        false => policy(&path, arguments)?,
    };
    run.finish(arguments, baseline.as_ref(), out)
}

/// Bytes that one generated request is made of: more than any takes.
const GENERATED_BYTES: usize = 512;

/// What was measured, and of what.
struct Run {
    subject: String,
    about: String,
    now: Baseline,
    measured: Measured,
}

/// How a run stands to an earlier one.
struct Against {
    /// What keeps them from being about the same.
    differs: Vec<String>,
    /// By how much work that never changes moved, in thousandths.
    moved: u64,
    figures: Vec<Compared>,
}

fn policy(path: &Path, arguments: &BenchSubjectArguments) -> Result<Run, Failure> {
    let source = Source::read(path)?;
    let engine = Engine::new()?;
    let policy = load_policy(&engine.clone().into(), &source.path, &source.wasm).map_err(|failure| {
        match (&source.text, failure.help.is_some()) {
            (None, false) => failure.help("a contract that is no policy is measured by a script of its calls: `assent bench NAME.calls.json`"),
            _ => failure,
        }
    })?;
    let typed = source
        .text
        .as_ref()
        .and_then(|text| text.checked.policy.as_ref());
    let (cases, asked) = match (&arguments.requests, arguments.generate) {
        (Some(file), _) => requests_of(&policy, typed, file, arguments.facts.as_deref())?,
        (None, Some(count)) => generated(&source, typed, &engine, (count, arguments.seed))?,
        (None, None) => examples(&source, typed, &policy)?,
    };
    let subject = Subject::Policy {
        policy: &policy,
        source: source.text.as_ref().map(|text| text.source.as_str()),
        cases: &cases,
    };
    let about = format!(
        "{}: {}, {} in turns",
        source.name(),
        counted(policy.interface().rules.len(), "rule"),
        counted(cases.len(), "request")
    );
    measured(
        &subject,
        &source.wasm,
        &engine,
        arguments,
        (source.name(), about, asked),
    )
}

fn script(path: &Path, arguments: &BenchSubjectArguments) -> Result<Run, Failure> {
    if arguments.requests.is_some() || arguments.generate.is_some() {
        return Err(
            Failure::usage("a contract that is no policy decides no requests")
                .help("its calls are those of the script"),
        );
    }
    let script = Script::read(path)?;
    let engine = Engine::new()?;
    let module = script.admit(&engine)?;
    let cases = calls_of(&script, &module)?;
    if cases.is_empty() {
        return Err(Failure::usage(format!("{} has no calls", script.file)));
    }
    let wasm = read_module(&script.contract)?;
    let about = format!("{}: {} in turns", script.file, counted(cases.len(), "call"));
    let asked = hashed(&read(path)?);
    let subject = Subject::Contract {
        module: &module,
        cases: &cases,
    };
    measured(
        &subject,
        &wasm,
        &engine,
        arguments,
        (script.file.clone(), about, asked),
    )
}

/// `1 rule`, `2 rules`.
fn counted(count: usize, what: &str) -> String {
    match count {
        1 => format!("1 {what}"),
        count => format!("{count} {what}s"),
    }
}

fn hashed(bytes: &[u8]) -> String {
    blake3::hash(bytes).to_hex().to_string()
}

/// Measures, with a line of progress.
fn measured(
    subject: &Subject<'_>,
    wasm: &[u8],
    engine: &Engine,
    arguments: &BenchSubjectArguments,
    (file, about, asked): (String, String, String),
) -> Result<Run, Failure> {
    let scratch = Scratch::within(&std::env::temp_dir())?;
    let plan = Plan {
        threads: arguments.threads.unwrap_or_else(threads_of_machine),
        time: Duration::from_secs(arguments.seconds),
        wasm,
        scratch: &scratch.0,
    };
    let mut line = line();
    let measured = measure(subject, engine, plan, &mut |what, done, all| {
        show(&mut line, what, done, all)
    });
    line.end();
    let measured = measured?;
    let module = subject.module().hash().to_string();
    Ok(Run {
        now: Baseline::of(&measured, &file, &module, &asked),
        subject: file,
        about,
        measured,
    })
}

/// The examples of a policy as cases, and the hash of what is asked.
fn examples(
    source: &Source,
    typed: Option<&typed::Policy>,
    policy: &Policy,
) -> Result<(Vec<DecisionCase>, String), Failure> {
    let help = "`--requests FILE` names requests to decide";
    let Some((typed, text)) = typed.zip(source.text.as_ref()) else {
        let message = format!("{}: a module has no examples to decide", source.name());
        return Err(Failure::usage(message).help(help));
    };
    let mut cases = Vec::new();
    for example in &typed.examples {
        let case = &example.case;
        let bound = policy.binding();
        let bound = bound.request(&case.requester, &case.request, case.now);
        let bound = bound.map_err(|unknown| unknown_term(unknown, &case.request))?;
        cases.push(DecisionCase::new(&example.name, case, bound));
    }
    match cases.is_empty() {
        true => Err(Failure::usage(format!("{} has no examples", source.name())).help(help)),
        false => Ok((cases, hashed(text.source.as_bytes()))),
    }
}

/// Requests made by type, `count` of them from `seed` on, and the hash of what is asked.
fn generated(
    source: &Source,
    typed: Option<&typed::Policy>,
    engine: &Engine,
    (count, seed): (u64, u64),
) -> Result<(Vec<DecisionCase>, String), Failure> {
    let Some((typed, text)) = typed.zip(source.text.as_ref()) else {
        let message = format!("{}: requests are made for a policy's text", source.name());
        return Err(Failure::usage(message).help("`--requests FILE` names requests to decide"));
    };
    let target = PolicyTarget::new(engine, typed.clone(), &source.wasm, Vec::new(), &[]);
    let target = target.map_err(|error| Failure::failed(format!("{}: {error}", source.name())))?;
    let mut cases = Vec::new();
    for number in 0..count {
        let case = target.case(&seeded(seed.wrapping_add(number), GENERATED_BYTES));
        let bound = target.bound(&case);
        let bound = bound.map_err(|unknown| unknown_term(unknown, &case.request))?;
        cases.push(DecisionCase::new(
            format!("request {}", number + 1),
            &case,
            bound,
        ));
    }
    let asked = format!("{count} {seed} {}", text.source);
    Ok((cases, hashed(asked.as_bytes())))
}

/// The requests of a file as cases, and the hash of what is asked.
fn requests_of(
    policy: &Policy,
    typed: Option<&typed::Policy>,
    path: &Path,
    facts: Option<&Path>,
) -> Result<(Vec<DecisionCase>, String), Failure> {
    let from_module = match typed {
        Some(_) => None,
        None => Some(policy_words(policy.interface()).ok_or_else(|| {
            Failure::failed("the module's time zone is not one that this version knows")
        })?),
    };
    let Some(words) = typed.or(from_module.as_ref()) else {
        return Err(Failure::failed("the policy has no words"));
    };
    let attested = facts.map(read).transpose()?;
    let file = read(path)?;
    let mut asked = file.clone();
    asked.extend(attested.iter().flatten());
    let facts = attested
        .map(|bytes| Facts::read(&bytes))
        .transpose()?
        .unwrap_or_default();
    let mut warned = std::collections::BTreeSet::new();
    let mut warn = |warning: String| {
        // The same for every request about the same patient.
        if warned.insert(warning.clone()) {
            eprintln!("warning: {warning}");
        }
    };
    let mut cases = Vec::new();
    for (number, request) in split(&file, path)?.into_iter().enumerate() {
        let found = case(policy, words, &request, &facts, &mut warn);
        let (case, bound) = found.map_err(|failure| Failure {
            message: format!(
                "request {} of {}: {}",
                number + 1,
                name(path),
                failure.message
            ),
            ..failure
        })?;
        cases.push(DecisionCase::new(
            format!("request {}", number + 1),
            &case,
            bound,
        ));
    }
    match cases.is_empty() {
        true => Err(Failure::usage(format!("{} holds no request", name(path)))),
        false => Ok((cases, hashed(&asked))),
    }
}

/// The requests of a file: one, a list of them, or one a line.
fn split(file: &[u8], path: &Path) -> Result<Vec<Vec<u8>>, Failure> {
    let text = file.trim_ascii();
    if text.starts_with(b"[") {
        let list: Vec<Value> = parse(text, &name(path))?;
        let texts = list
            .iter()
            .map(|one| serde_json::to_vec(one).map_err(std::io::Error::from));
        return Ok(texts.collect::<Result<_, _>>()?);
    }
    if serde_json::from_slice::<Value>(text).is_ok() {
        return Ok(vec![text.to_vec()]);
    }
    let lines = text.split(|byte| *byte == b'\n').map(<[u8]>::trim_ascii);
    Ok(lines
        .filter(|line| !line.is_empty())
        .map(<[u8]>::to_vec)
        .collect())
}

impl Run {
    /// Prints, keeps and compares.
    fn finish(
        &self,
        arguments: &BenchSubjectArguments,
        baseline: Option<&Baseline>,
        out: &mut dyn Write,
    ) -> Result<u8, Failure> {
        if let Some(path) = &arguments.save {
            let text =
                serde_json::to_string_pretty(&self.now).map_err(std::io::Error::from)? + "\n";
            std::fs::write(path, text).map_err(|error| Failure::file("write", path, &error))?;
        }
        let compared = baseline.map(|before| Against {
            differs: before.differs(&self.now),
            moved: before.moved(&self.now),
            figures: before.compare(&self.now),
        });
        match arguments.json {
            true => self.print_json(compared.as_ref(), out)?,
            false => self.print(arguments, compared.as_ref(), out)?,
        }
        let (Some(percent), Some(compared)) = (arguments.fail_on_slower, &compared) else {
            return Ok(0);
        };
        match compared.figures.iter().any(|one| one.is_slower_by(percent)) {
            true => Ok(FAILED),
            false => Ok(0),
        }
    }

    fn print(
        &self,
        arguments: &BenchSubjectArguments,
        compared: Option<&Against>,
        out: &mut dyn Write,
    ) -> Result<(), Failure> {
        writeln!(out, "{}", self.about)?;
        write!(out, "{}", figures::text(&self.measured))?;
        if let Some(path) = &arguments.save {
            writeln!(out, "\nkept in {}", path.display())?;
        }
        let (Some(path), Some(compared)) = (&arguments.baseline, compared) else {
            return Ok(());
        };
        writeln!(out, "\ncompared with {}", path.display())?;
        for words in &compared.differs {
            writeln!(out, "not the same: {words}")?;
        }
        write!(
            out,
            "{}",
            figures::comparison(&compared.figures, compared.moved)
        )?;
        Ok(())
    }

    fn print_json(&self, compared: Option<&Against>, out: &mut dyn Write) -> Result<(), Failure> {
        let compared = compared.map(|against| {
            json!({
                "not_the_same": against.differs,
                "yardstick_moved_thousandths": against.moved,
                "figures": against.figures,
            })
        });
        let value = json!({
            "subject": self.subject,
            "module": self.now.module,
            "measured": figures::json(&self.measured),
            "compared": compared,
        });
        writeln!(out, "{value}")?;
        Ok(())
    }
}
