//! A module on one screen, and all of it as JSON.

use std::io::Write;

use abi::interface::Interface;
use runtime::Refusal;
use serde_json::{Value, json};
use workbench::inspect::{Function, Import, Inspection, PolicyInside};

use super::listing::{called, function_json, shown};
use super::rules;
use crate::command::admit::{kind_and_entries, measurements, print_measurements};
use crate::failure::Failure;
use crate::subject::Subject;

/// Functions that are shown, the largest first.
const LARGEST: usize = 5;

/// Prints a module on one screen.
pub(super) fn show(
    subject: &Subject,
    inspection: &Inspection,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    let kind = inspection.admission.as_ref().map(kind_and_entries);
    let kind = kind.map_or("a module that is refused".into(), |(kind, _)| {
        format!("a {kind}")
    });
    writeln!(
        out,
        "{}: {kind}, {} bytes",
        subject.name(),
        inspection.bytes
    )?;
    writeln!(out, "blake3 {}", inspection.hash)?;
    if let Some((offset, message)) = &inspection.unread {
        writeln!(out, "cannot be read from byte {offset} on: {message}")?;
    }
    if let Err(refusal) = &inspection.admission {
        show_refusal(refusal, out)?;
    }
    writeln!(out, "\n{:>10} {:>7}  section", "bytes", "items")?;
    for section in &inspection.sections {
        let items = section.items.map(|items| items.to_string());
        writeln!(
            out,
            "{:>10} {:>7}  {}",
            section.bytes,
            items.unwrap_or_default(),
            section.name
        )?;
    }
    show_boundary(inspection, out)?;
    show_functions(&inspection.functions, out)?;
    if let Ok(admitted) = &inspection.admission {
        let kept = match admitted.is_pure() {
            true => "proved to leave nothing behind from call to call",
            false => "not proved to leave nothing behind: the memory is put back for every call",
        };
        writeln!(
            out,
            "\n{kept}; {} fuel to enter\n",
            admitted.entering_fuel()
        )?;
        print_measurements(&measurements(&admitted.measurements()), out)?;
    }
    match &inspection.policy {
        None => Ok(()),
        Some(Err(error)) => Ok(writeln!(out, "\n{error}")?),
        Some(Ok(inside)) => show_policy(inspection, inside, out),
    }
}

fn show_refusal(refusal: &Refusal, out: &mut dyn Write) -> Result<(), Failure> {
    let place = match refusal.function {
        Some(function) => format!("function {function}, byte {}", refusal.offset),
        None => format!("byte {}", refusal.offset),
    };
    writeln!(
        out,
        "refused by the rule `{}`: {}, at {place}",
        refusal.rule, refusal.message
    )?;
    writeln!(out, "help: {}", refusal.advice)?;
    Ok(())
}

/// What it takes and gives.
fn show_boundary(inspection: &Inspection, out: &mut dyn Write) -> Result<(), Failure> {
    writeln!(out, "\nimports")?;
    for import in &inspection.imports {
        let about = match import.row {
            Some(row) if row.fuel_byte > 0 => {
                format!("{} fuel, and {} a byte", row.fuel_base, row.fuel_byte)
            }
            Some(row) => format!("{} fuel", row.fuel_base),
            None => "not offered by the host".into(),
        };
        writeln!(
            out,
            "  {}.{}  {}  {about}",
            shown(&import.module),
            shown(&import.name),
            import.ty
        )?;
    }
    writeln!(out, "\nexports")?;
    for kind in ["memory", "function", "global", "table", "tag"] {
        let names = inspection
            .exports
            .iter()
            .filter(|export| export.kind == kind);
        let names: Vec<String> = names.map(|export| shown(&export.name)).collect();
        if !names.is_empty() {
            writeln!(out, "  {kind} {}", names.join(", "))?;
        }
    }
    let (globals, mutable) = inspection.globals;
    let memories: Vec<String> = inspection
        .memories
        .iter()
        .map(|(first, most)| match most {
            Some(most) if most == first => format!("{} KiB", first.saturating_mul(64)),
            Some(most) => format!(
                "{} to {} KiB",
                first.saturating_mul(64),
                most.saturating_mul(64)
            ),
            None => format!("{} KiB and more", first.saturating_mul(64)),
        })
        .collect();
    let data: u64 = inspection.data.iter().map(|segment| segment.bytes).sum();
    let memories = match memories.as_slice() {
        [] => "no memory".into(),
        some => format!("memory of {}", some.join(" and ")),
    };
    writeln!(out, "\n{memories}; {data} bytes of data")?;
    writeln!(out, "{globals} globals, {mutable} of them mutable")?;
    Ok(())
}

fn show_functions(functions: &[Function], out: &mut dyn Write) -> Result<(), Failure> {
    let mut largest: Vec<&Function> = functions.iter().collect();
    largest.sort_by_key(|function| (std::cmp::Reverse(function.bytes), function.index));
    writeln!(out, "{} functions; the largest:", functions.len())?;
    for function in largest.iter().take(LARGEST) {
        writeln!(out, "{:>10}  {}", function.bytes, called(function))?;
    }
    Ok(())
}

fn show_policy(
    inspection: &Inspection,
    inside: &PolicyInside,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    let interface = &inside.interface;
    writeln!(out, "\npolicy \"{}\"", shown(&interface.title))?;
    writeln!(
        out,
        "version {} of the language, vocabulary {}, time zone {}",
        interface.language,
        shown(&interface.vocabulary),
        shown(&interface.time_zone)
    )?;
    let rules = interface.rules.len() as u64;
    writeln!(
        out,
        "{rules} rules, {} bytes of tables and names to each",
        for_rules(inspection, inside)
            .checked_div(rules)
            .unwrap_or(0)
    )?;
    let names = names(interface);
    let names: Vec<String> = names
        .iter()
        .map(|(what, count)| format!("{count} {what}"))
        .collect();
    writeln!(out, "{}", names.join(", "))?;
    if !inside.tables.is_empty() {
        writeln!(
            out,
            "\n{:>10} {:>7} {:>7}  table",
            "bytes", "entries", "used"
        )?;
    }
    for table in &inside.tables {
        let [entries, used] = [table.entries, table.used].map(|count| match table.entries {
            0 => String::new(),
            _ => count.to_string(),
        });
        writeln!(
            out,
            "{:>10} {entries:>7} {used:>7}  {}",
            table.bytes, table.name
        )?;
    }
    Ok(())
}

/// Bytes that there are for the sake of the rules: the tables, and what is told of them.
fn for_rules(inspection: &Inspection, inside: &PolicyInside) -> u64 {
    let data: u64 = inspection.data.iter().map(|segment| segment.bytes).sum();
    data.saturating_add(inside.interface_bytes)
}

/// How many names of each kind a policy knows, those of the vocabulary among them.
fn names(interface: &Interface) -> Vec<(&'static str, u64)> {
    let rows = [
        ("categories", interface.categories.len()),
        ("purposes", interface.purposes.len()),
        ("roles", interface.roles.len()),
        ("actions", interface.actions.len()),
        ("parties", interface.parties.len()),
        ("practitioners", interface.practitioners.len()),
        ("facts", interface.facts.len()),
        ("counters", interface.counters.len()),
        ("forms", interface.forms.len()),
        ("texts", interface.texts.len()),
    ];
    let rows = rows.into_iter().map(|(name, count)| (name, count as u64));
    rows.filter(|(_, count)| *count > 0).collect()
}

/// All of a module as JSON.
pub(super) fn json(subject: &Subject, inspection: &Inspection) -> Value {
    let sections = inspection.sections.iter().map(|section| {
        json!({
            "name": section.name,
            "offset": section.offset,
            "bytes": section.bytes,
            "items": section.items,
        })
    });
    let exports = inspection
        .exports
        .iter()
        .map(|export| json!({"name": export.name, "kind": export.kind, "index": export.index}));
    let memories = inspection
        .memories
        .iter()
        .map(|(first, most)| json!({"pages": first, "pages_most": most}));
    let data = inspection
        .data
        .iter()
        .map(|segment| json!({"address": segment.address, "bytes": segment.bytes}));
    let (globals, mutable) = inspection.globals;
    json!({
        "module": subject.name(),
        "hash": inspection.hash.to_string(),
        "bytes": inspection.bytes,
        "unread": inspection.unread.as_ref().map(|(offset, message)| json!({"offset": offset, "message": message})),
        "admission": admission(inspection),
        "sections": sections.collect::<Vec<Value>>(),
        "imports": inspection.imports.iter().map(import).collect::<Vec<Value>>(),
        "exports": exports.collect::<Vec<Value>>(),
        "memories": memories.collect::<Vec<Value>>(),
        "globals": globals,
        "mutable_globals": mutable,
        "functions": inspection.functions.iter().map(function_json).collect::<Vec<Value>>(),
        "data": data.collect::<Vec<Value>>(),
        "policy": policy(subject, inspection),
    })
}

fn admission(inspection: &Inspection) -> Value {
    match &inspection.admission {
        Ok(admitted) => {
            let (kind, entries) = kind_and_entries(admitted);
            json!({
                "admitted": true,
                "kind": kind,
                "entries": entries,
                "pure": admitted.is_pure(),
                "entering_fuel": admitted.entering_fuel(),
                "measurements": measurements(&admitted.measurements()),
            })
        }
        Err(refusal) => json!({
            "admitted": false,
            "rule": refusal.rule,
            "message": refusal.message,
            "function": refusal.function,
            "offset": refusal.offset,
            "advice": refusal.advice,
        }),
    }
}

fn import(import: &Import) -> Value {
    json!({
        "module": import.module,
        "name": import.name,
        "type": import.ty,
        "host": import.row.map(|row| json!({
            "fuel_base": row.fuel_base,
            "fuel_byte": row.fuel_byte,
            "about": row.doc,
        })),
    })
}

fn policy(subject: &Subject, inspection: &Inspection) -> Value {
    let inside = match &inspection.policy {
        None => return Value::Null,
        Some(Err(error)) => return json!({"error": error.to_string()}),
        Some(Ok(inside)) => inside,
    };
    let interface = &inside.interface;
    let tables = inside.tables.iter().map(|table| {
        json!({
            "name": table.name,
            "entries": table.entries,
            "used": table.used,
            "bytes": table.bytes,
        })
    });
    let names = names(interface).into_iter();
    let names = names.map(|(name, count)| (name.to_owned(), json!(count)));
    let rules = rules::worded(subject, inspection).unwrap_or_default();
    json!({
        "title": interface.title,
        "language": interface.language,
        "vocabulary": interface.vocabulary,
        "time_zone": interface.time_zone,
        "source": interface.source.to_string(),
        "interface_bytes": inside.interface_bytes,
        "bytes_for_rules": for_rules(inspection, inside),
        "names": Value::Object(names.collect()),
        "tables": tables.collect::<Vec<Value>>(),
        "rules": rules.iter().map(rules::Worded::json).collect::<Vec<Value>>(),
    })
}

#[cfg(test)]
mod tests;
