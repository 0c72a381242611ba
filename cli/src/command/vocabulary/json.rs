//! The vocabulary as JSON.

use std::io::{self, Write};

use policy_lang::vocabulary::search::{Entry, EntryKind, Nearness, around};
use policy_lang::vocabulary::{VERSION, hash, vocabulary};
use serde_json::{Value, json};

use super::codes_of;

#[cfg(test)]
mod tests;

/// `{"version", "hash", "entries", "systems"}`: everything but the codes, which are counted unless they are asked for.
pub fn overview(all: &[Entry], kind: Option<EntryKind>, out: &mut dyn Write) -> io::Result<()> {
    let is_listed = |entry: &&Entry| match kind {
        None => entry.kind != EntryKind::Code,
        Some(kind) => entry.kind == kind,
    };
    let entries: Vec<Value> = all
        .iter()
        .filter(is_listed)
        .map(|entry| self::entry(entry, all))
        .collect();
    let systems = vocabulary().systems.iter().map(|system| {
        let of_system = |entry: &&Entry| entry.system == Some(system.name);
        let count = all.iter().filter(of_system).count();
        json!({"name": system.name, "uri": system.uri, "codes": count})
    });
    let systems: Vec<Value> = systems.collect();
    writeln!(
        out,
        "{}",
        json!({"version": VERSION, "hash": hash().to_string(), "entries": entries, "systems": systems})
    )
}

/// `{"version", "hash", "findings", "nearest"}`: all findings, the best first; the nearest word when there are none.
pub fn findings(
    found: &[(Nearness, Entry)],
    nearest: Option<&str>,
    all: &[Entry],
    out: &mut dyn Write,
) -> io::Result<()> {
    let finding = |(nearness, entry): &(Nearness, Entry)| {
        let mut value = self::entry(entry, all);
        if let Some(object) = value.as_object_mut() {
            object.insert("match".into(), json!(word(*nearness)));
        }
        value
    };
    let findings: Vec<Value> = found.iter().map(finding).collect();
    writeln!(
        out,
        "{}",
        json!({"version": VERSION, "hash": hash().to_string(), "findings": findings, "nearest": nearest})
    )
}

fn word(nearness: Nearness) -> &'static str {
    match nearness {
        Nearness::Exact => "exact",
        Nearness::Beginning => "beginning",
        Nearness::Inside => "inside",
    }
}

/// One entry. `within` lists what it lies within, the outermost first; a code lies within the category that it means.
fn entry(entry: &Entry, all: &[Entry]) -> Value {
    let within = match (entry.kind, entry.within) {
        (EntryKind::Code, Some(category)) => {
            let mut outer = around(all, EntryKind::Category, category);
            outer.push(category);
            outer
        }
        _ => around(all, entry.kind, entry.name),
    };
    let mut value = json!({
        "kind": entry.kind.word(),
        "name": entry.name,
        "title": entry.title,
        "within": within,
        "hl7": entry.hl7,
    });
    if let Some(object) = value.as_object_mut() {
        if let Some(system) = entry.system {
            object.insert("system".into(), json!(vocabulary().system_uri(system)));
        }
        if entry.kind == EntryKind::Category {
            object.insert(
                "codes".into(),
                codes_of(all, entry.name).map(code).collect(),
            );
        }
    }
    value
}

fn code(code: &Entry) -> Value {
    let system = code.system.and_then(|word| vocabulary().system_uri(word));
    json!({"system": system, "code": code.name})
}
