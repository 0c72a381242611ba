//! `assent ledger disclosures`: who asked for a patient's record, straight from transactions and receipts.

use std::collections::BTreeMap;
use std::io::{IsTerminal, Write};
use std::path::Path;

use abi::decision::{Explanation, Outcome, Verdict};
use abi::{Hash, Height, OutcomeCode, PatientId};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use ledger::membership::is_registered;
use ledger::records::key;
use ledger::store::FileBackend;
use ledger::verify::{Report, verify_states};
use ledger::{Block, ProofFile, State, StateRead};
use policy_lang::reasons;
use runtime::{Engine, Policy};
use serde_json::{Value, json};

use crate::arguments::DisclosuresArguments;
use crate::failure::Failure;
use crate::opened::has_ledger;
use crate::opened::look;
use crate::proof::{Asked, parse_patient, time};

#[cfg(test)]
mod tests;

/// Runs the command: status 0 for any accounting, 1 when the ledger is not what it says, 2 when there is
/// no such ledger or patient.
pub fn run(arguments: &DisclosuresArguments, out: &mut dyn Write) -> Result<u8, Failure> {
    let patient = parse_patient(&arguments.patient)?;
    has_ledger(&arguments.folder)?;
    if let Some(folder) = &arguments.proofs {
        std::fs::create_dir_all(folder).map_err(|error| Failure::file("make", folder, &error))?;
    }
    let mut accounting = Accounting {
        arguments,
        patient,
        engine: Engine::new()?,
        policies: BTreeMap::new(),
        is_known: false,
        entries: Vec::new(),
    };
    let report = accounting.read()?;
    // A ledger that was restored or pruned may have no block left that was looked through.
    let is_kept = || {
        let ledger = look(&arguments.folder)?;
        Ok::<bool, Failure>(is_registered(ledger.state(), patient))
    };
    let is_known = accounting.is_known || (report.base.is_some() && is_kept()?);
    if !is_known {
        let message = format!("no patient {patient} is registered on this ledger");
        return Err(Failure::usage(message));
    }
    accounting.print(&report, out)?;
    Ok(0)
}

/// One request, for people and for programs.
struct Entry {
    text: String,
    report: Value,
    is_allowed: bool,
}

/// What decided a request, in the words of the policy.
#[derive(Default)]
struct Words {
    /// The rules that decided.
    rules: Vec<String>,
    /// The rules that forbid what was allowed, and were overridden.
    overridden: Vec<String>,
    /// What an access obliges to.
    duties: Vec<String>,
}

struct Accounting<'a> {
    arguments: &'a DisclosuresArguments,
    patient: PatientId,
    engine: Engine,
    /// Policies that have decided, for the names of their rules.
    policies: BTreeMap<Hash, Policy>,
    is_known: bool,
    entries: Vec<Entry>,
}

impl Accounting<'_> {
    /// Audits the folder, and collects on the way.
    fn read(&mut self) -> Result<Report, Failure> {
        let mut backend = FileBackend::read_only(&self.arguments.folder);
        let shows_progress = std::io::stderr().is_terminal();
        let mut failed = Ok(());
        let audited = verify_states(&mut backend, |block, state| {
            if shows_progress {
                eprint!("\r\x1b[Kblock {}", block.header.height.0);
            }
            if failed.is_ok() {
                failed = self.block(block, state);
            }
            Ok(())
        });
        if shows_progress {
            eprint!("\r\x1b[K");
        }
        failed?;
        audited.map_err(|fault| {
            let message = format!("{}: {fault}", self.arguments.folder.display());
            Failure::failed(message).help("`assent ledger verify` says what holds")
        })
    }

    fn block(&mut self, block: &Block, state: &State) -> Result<(), Failure> {
        self.is_known |= is_registered(state, self.patient);
        if !self.is_wanted(block) {
            return Ok(());
        }
        let both = block.transactions.iter().zip(&block.receipts);
        for (index, (transaction, receipt)) in both.enumerate() {
            // Whoever is named in it has not sent what is wrongly signed.
            if receipt.outcome == OutcomeCode::BAD_SIGNATURE {
                continue;
            }
            let account = state.get(&key::account(&transaction.body.sender));
            let asked = Asked::of(transaction, receipt, account);
            let Some(asked) = asked.filter(|asked| asked.request.patient == self.patient) else {
                continue;
            };
            let proof = self.arguments.proofs.as_deref();
            let proof = proof.map(|folder| write_proof(folder, block, state, index));
            let proof = proof.transpose()?;
            let entry = self.entry(block, state, &asked, proof)?;
            self.entries.push(entry);
        }
        Ok(())
    }

    /// Whether the block is of the days asked for.
    fn is_wanted(&self, block: &Block) -> bool {
        is_within(
            block.header.time.0,
            self.arguments.from,
            self.arguments.until,
        )
    }

    fn entry(
        &mut self,
        block: &Block,
        state: &State,
        asked: &Asked,
        proof: Option<String>,
    ) -> Result<Entry, Failure> {
        let Words {
            rules,
            overridden,
            duties,
        } = self.words(state, asked)?;
        let at = time(block.header.time);
        let by = match rules.is_empty() {
            true => String::new(),
            false => format!(" by {}", reasons::list(&rules)),
        };
        let then = match duties.is_empty() {
            true => String::new(),
            false => format!("; then {}", reasons::list(&duties)),
        };
        let spite = match overridden.is_empty() {
            true => String::new(),
            false => format!(", in spite of {}", reasons::list(&overridden)),
        };
        let text = format!(
            "{at} {}: {}{by}{spite}{then}",
            asked.sentence(),
            asked.outcome()
        );
        let mut report = asked.report();
        if let Value::Object(fields) = &mut report {
            fields.insert("time".into(), json!(at));
            fields.insert("height".into(), json!(block.header.height.0));
            fields.insert("block".into(), json!(block.header.hash().to_string()));
            fields.insert("rules".into(), json!(rules));
            fields.insert("overridden".into(), json!(overridden));
            fields.insert("duties".into(), json!(duties));
            fields.insert("proof".into(), json!(proof));
        }
        Ok(Entry {
            text,
            report,
            is_allowed: asked.is_allowed(),
        })
    }

    /// What decided, in the policy's words.
    fn words(&mut self, state: &State, asked: &Asked) -> Result<Words, Failure> {
        let Some(decision) = asked.decided() else {
            return Ok(Words::default());
        };
        let policy = self.policy(state, decision.policy)?;
        let names = |rules: &[u32]| reasons::rule_names(policy.interface(), rules);
        let verdict = Verdict {
            outcome: Outcome::Allowed,
            rules: decision.rules.clone(),
            overridden: decision.overridden.clone(),
        };
        let words = Words {
            rules: names(&decision.rules),
            overridden: names(&decision.overridden),
            duties: Vec::new(),
        };
        if !asked.is_allowed() {
            return Ok(words);
        }
        let explanation = Explanation {
            verdict,
            reasons: Vec::new(),
        };
        let duties = reasons::duties(policy.interface(), &explanation);
        Ok(Words {
            duties: duties.iter().map(reasons::duty).collect(),
            ..words
        })
    }

    fn policy(&mut self, state: &State, hash: Hash) -> Result<&Policy, Failure> {
        use std::collections::btree_map::Entry;
        match self.policies.entry(hash) {
            Entry::Occupied(known) => Ok(known.into_mut()),
            Entry::Vacant(free) => {
                let gone = || Failure::failed(format!("the policy {hash} is not on the ledger"));
                let wasm = state.get(&key::module(&hash)).ok_or_else(gone)?;
                let policy = Policy::load(&self.engine, wasm)
                    .map_err(|error| Failure::failed(format!("the policy {hash}: {error}")))?;
                Ok(free.insert(policy))
            }
        }
    }

    fn print(&self, report: &Report, out: &mut dyn Write) -> Result<(), Failure> {
        let (patient, count) = (self.patient, self.entries.len());
        let allowed = self.entries.iter().filter(|entry| entry.is_allowed).count();
        let last = report.blocks.saturating_sub(1);
        if self.arguments.json {
            let entries: Vec<&Value> = self.entries.iter().map(|entry| &entry.report).collect();
            let mut accounting = json!({
                "patient": patient.to_string(),
                "from": self.arguments.from.map(|date| date.to_string()),
                "until": self.arguments.until.map(|date| date.to_string()),
                "requests": count,
                "disclosed": allowed,
                "entries": entries,
                "chain": report.config.chain_id().to_string(),
                "height": last,
                "hash": report.tip.to_string(),
            });
            if let (Some(base), Value::Object(fields)) = (report.base, &mut accounting) {
                fields.insert("pruned_until".into(), json!(base.0));
            }
            writeln!(out, "{accounting}")?;
            return Ok(());
        }
        for entry in &self.entries {
            writeln!(out, "{}", entry.text)?;
        }
        writeln!(
            out,
            "{count} requests about the patient {patient}, {allowed} of them allowed"
        )?;
        if let Some(Height(base)) = report.base {
            writeln!(
                out,
                "from block {} on: those before were pruned, and requests in them are not listed",
                base + 1
            )?;
        }
        writeln!(out, "height       {last}")?;
        writeln!(out, "block hash   {}", report.tip)?;
        writeln!(out, "chain        {}", report.config.chain_id())?;
        Ok(())
    }
}

/// Writes the proof of an entry; gives its file's name.
fn write_proof(
    folder: &Path,
    block: &Block,
    state: &State,
    index: usize,
) -> Result<String, Failure> {
    let name = format!("{}-{index}.proof", block.header.height.0);
    let file = ProofFile::of_receipt(block, state, index)
        .ok_or_else(|| Failure::failed("a receipt that was just read has no proof"))?;
    let path = folder.join(&name);
    std::fs::write(&path, file.to_bytes())
        .map_err(|error| Failure::file("write", &path, &error))?;
    Ok(name)
}

/// Whether a second lies in the days from the first to the last of them, both included, in UTC.
fn is_within(at: i64, first: Option<Date>, last: Option<Date>) -> bool {
    let begins = |date: Date| {
        let begins = TimeZone::UTC.to_timestamp(date.at(0, 0, 0, 0));
        begins.map(|begins| begins.as_second())
    };
    let from = first.map(begins);
    let after = last.map(|last| last.tomorrow().and_then(begins));
    // A day that no calendar reaches is no bound.
    from.is_none_or(|from| from.is_ok_and(|from| from <= at))
        && after.is_none_or(|after| after.is_ok_and(|after| at < after))
}
