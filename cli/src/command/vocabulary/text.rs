//! The vocabulary in print.

use std::io::{self, Write};

use policy_lang::vocabulary::search::{Entry, EntryKind, Nearness, around};
use policy_lang::vocabulary::{VERSION, hash, vocabulary};

use super::codes_of;

#[cfg(test)]
mod tests;

/// As many findings are shown, and as many codes of a category.
const FINDINGS_SHOWN: usize = 20;
const CODES_SHOWN: usize = 5;

/// What there is, or all of one kind.
pub fn overview(all: &[Entry], kind: Option<EntryKind>, out: &mut dyn Write) -> io::Result<()> {
    match kind {
        Some(EntryKind::Code) => return systems(all, out),
        Some(kind) => return tree(all, kind, out),
        None => {}
    }
    writeln!(out, "vocabulary {VERSION}\nhash {}\n", hash())?;
    for kind in EntryKind::ALL {
        if kind == EntryKind::Code {
            systems(all, out)?;
            continue;
        }
        let count = of_kind(all, kind).count();
        let roots: Vec<String> = of_kind(all, kind)
            .filter(|entry| entry.within.is_none())
            .map(|root| with_count(all, root))
            .collect();
        writeln!(out, "{} ({count}): {}", plural(kind), roots.join(", "))?;
    }
    writeln!(
        out,
        "\n`assent vocabulary WORD` finds a word or a code; `--kind categories` and the like print a whole tree"
    )
}

/// Findings, the best first.
pub fn findings(found: &[(Nearness, Entry)], all: &[Entry], out: &mut dyn Write) -> io::Result<()> {
    for (_, entry) in found.iter().take(FINDINGS_SHOWN) {
        finding(entry, all, out)?;
    }
    match found.len().saturating_sub(FINDINGS_SHOWN) {
        0 => Ok(()),
        more => writeln!(
            out,
            "and {more} more: say more words, or `--kind`; `--json` lists all"
        ),
    }
}

fn finding(entry: &Entry, all: &[Entry], out: &mut dyn Write) -> io::Result<()> {
    let title = entry.title.unwrap_or("no title");
    let system = entry.system.map(|system| format!("{system} "));
    writeln!(
        out,
        "{} {}{}: {title}",
        entry.kind.word(),
        system.unwrap_or_default(),
        entry.name
    )?;
    match (entry.kind, entry.within) {
        (EntryKind::Code, Some(category)) => {
            let path = path(&around(all, EntryKind::Category, category));
            writeln!(out, "  means {category}, within {path}")?;
            let meant = of_kind(all, EntryKind::Category).find(|meant| meant.name == category);
            if let Some(meant) = meant.filter(|meant| !meant.hl7.is_empty()) {
                writeln!(out, "  HL7 sensitivity {}", meant.hl7.join(", "))?;
            }
            return Ok(());
        }
        (kind, Some(_)) => writeln!(out, "  within {}", path(&around(all, kind, entry.name)))?,
        _ => {}
    }
    if entry.kind == EntryKind::Category {
        codes(entry, all, out)?;
    }
    writeln!(out, "  {}", asked_by(entry))
}

fn codes(category: &Entry, all: &[Entry], out: &mut dyn Write) -> io::Result<()> {
    let count = codes_of(all, category.name).count();
    let first: Vec<String> = codes_of(all, category.name)
        .take(CODES_SHOWN)
        .map(|code| format!("{} {}", code.system.unwrap_or_default(), code.name))
        .collect();
    match count {
        0 => writeln!(out, "  no codes"),
        count if count > CODES_SHOWN => {
            writeln!(out, "  {count} codes: {}, …", first.join(", "))
        }
        1 => writeln!(out, "  1 code: {}", first.join(", ")),
        count => writeln!(out, "  {count} codes: {}", first.join(", ")),
    }
}

/// By what a request, a ledger or a rule names it.
fn asked_by(entry: &Entry) -> String {
    let hl7 = entry.hl7.join(", ");
    let also = |what: &str| match hl7.as_str() {
        "" => String::new(),
        hl7 => format!(", or by {what} {hl7}"),
    };
    match entry.kind {
        EntryKind::Category if hl7.is_empty() => "asked for by name or by one of its codes".into(),
        EntryKind::Category => {
            format!("asked for by name or by one of its codes; HL7 sensitivity {hl7}")
        }
        EntryKind::Purpose => format!("claimed by name{}", also("the HL7 code")),
        EntryKind::Action => format!("asked for by name{}", also("the HL7 code")),
        EntryKind::Role => format!(
            "attested by the ledger under this name{}",
            also("the HL7 code")
        ),
        EntryKind::PartyKind => "declared with a party, else attested by its enrolment".into(),
        EntryKind::Label => format!("HL7 confidentiality {hl7}"),
        EntryKind::Code => String::new(),
    }
}

fn tree(all: &[Entry], kind: EntryKind, out: &mut dyn Write) -> io::Result<()> {
    for entry in of_kind(all, kind) {
        let depth = around(all, kind, entry.name).len();
        let name = format!("{}{}", "  ".repeat(depth), entry.name);
        let hl7 = entry.hl7.join(" ");
        let line = format!("{name:<34} {hl7:<14} {}", entry.title.unwrap_or_default());
        writeln!(out, "{}", line.trim_end())?;
    }
    Ok(())
}

fn systems(all: &[Entry], out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "codes ({}):", of_kind(all, EntryKind::Code).count())?;
    for system in &vocabulary().systems {
        let of_system = |entry: &&Entry| entry.system == Some(system.name);
        let count = all.iter().filter(of_system).count();
        if count > 0 {
            writeln!(out, "  {:<8} {count:>6}  {}", system.name, system.uri)?;
        }
    }
    Ok(())
}

/// `everything (48)`: a root and how many lie within it.
fn with_count(all: &[Entry], root: &Entry) -> String {
    let within = of_kind(all, root.kind)
        .filter(|entry| around(all, root.kind, entry.name).first() == Some(&root.name))
        .count();
    match within {
        0 => root.name.into(),
        within => format!("{} ({within} within)", root.name),
    }
}

fn of_kind(all: &[Entry], kind: EntryKind) -> impl Iterator<Item = &Entry> {
    all.iter().filter(move |entry| entry.kind == kind)
}

fn path(names: &[&str]) -> String {
    names.join(" > ")
}

fn plural(kind: EntryKind) -> &'static str {
    match kind {
        EntryKind::Category => "categories",
        EntryKind::Purpose => "purposes",
        EntryKind::Role => "roles",
        EntryKind::Action => "actions",
        EntryKind::PartyKind => "kinds of party",
        EntryKind::Label => "labels",
        EntryKind::Code => "codes",
    }
}
