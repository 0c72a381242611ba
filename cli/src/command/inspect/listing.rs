//! A function, listed block by block.

use std::io::Write;

use serde_json::{Value, json};
use workbench::inspect::{Function, Listing};

use crate::failure::Failure;

#[cfg(test)]
mod tests;

/// Prints a listing: of each block its fuel, then each instruction with its own.
pub(super) fn show(listing: &Listing, out: &mut dyn Write) -> Result<(), Failure> {
    let Listing { function, blocks } = listing;
    writeln!(out, "{}", called(function))?;
    writeln!(
        out,
        "{} bytes of code from byte {} on, {} blocks",
        function.bytes,
        function.offset,
        blocks.len()
    )?;
    for (number, block) in blocks.iter().enumerate() {
        match block.is_reachable {
            true => writeln!(out, "\nblock {number}: {} fuel", block.fuel)?,
            false => writeln!(out, "\nblock {number}: never reached")?,
        }
        for line in &block.lines {
            let fuel = match (line.fuel, block.is_reachable) {
                (Some(fuel), true) => fuel.to_string(),
                (Some(_), false) => String::new(),
                (None, _) => "refused".into(),
            };
            let indent = "  ".repeat(line.depth.min(40) as usize);
            writeln!(out, "{:>8} {fuel:>7}  {indent}{}", line.offset, line.text)?;
        }
    }
    Ok(())
}

/// The same as JSON.
pub(super) fn json(listing: &Listing) -> Value {
    let blocks = listing.blocks.iter().map(|block| {
        let lines = block.lines.iter().map(|line| {
            json!({
                "offset": line.offset,
                "depth": line.depth,
                "text": line.text,
                "fuel": line.fuel,
            })
        });
        json!({
            "fuel": block.fuel,
            "reachable": block.is_reachable,
            "instructions": lines.collect::<Vec<Value>>(),
        })
    });
    json!({
        "function": function_json(&listing.function),
        "blocks": blocks.collect::<Vec<Value>>(),
    })
}

/// A function's number, name and type.
pub(super) fn called(function: &Function) -> String {
    match &function.name {
        Some(name) => format!(
            "function {} ${}: {}",
            function.index,
            shown(name),
            function.ty
        ),
        None => format!("function {}: {}", function.index, function.ty),
    }
}

/// A function as JSON.
pub(super) fn function_json(function: &Function) -> Value {
    json!({
        "index": function.index,
        "name": function.name,
        "type": function.ty,
        "offset": function.offset,
        "bytes": function.bytes,
    })
}

/// A name out of a module, cut and stripped of what a terminal would obey.
pub(super) fn shown(name: &str) -> String {
    const MOST: usize = 60;
    let mut shown: String = name
        .chars()
        .take(MOST)
        .flat_map(char::escape_debug)
        .collect();
    if name.chars().nth(MOST).is_some() {
        shown.push('…');
    }
    shown
}
