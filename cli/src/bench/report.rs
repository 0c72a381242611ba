//! What was measured, as Markdown for people and as JSON for programs.

use std::time::Duration;

use serde_json::{Value, json};

use super::block::{Measured, Way};

#[cfg(test)]
mod tests;

/// A table of the floors, of a block's parts and of the ways of making blocks, and the goals.
pub fn markdown(measured: &Measured) -> String {
    let mut text = head(measured);
    text.push_str("| floor | took |\n| --- | --- |\n");
    for (name, took) in floors(measured) {
        text.push_str(&format!("| {name} | {} |\n", short(took)));
    }
    let count = measured.plan.transactions as u32;
    text.push_str("\n| a block's parts, one thread | a block | a request |\n| --- | --- | --- |\n");
    for (name, took) in parts(measured) {
        text.push_str(&format!(
            "| {name} | {} | {} |\n",
            short(took),
            short(took / count.max(1))
        ));
    }
    text.push_str("\n| made by | requests a second | half of the blocks within | 99 of 100 within |\n| --- | --- | --- | --- |\n");
    for way in ways(measured) {
        let (half, most) = (short(way.within(500)), short(way.within(990)));
        text.push_str(&format!(
            "| {} | {} | {half} | {most} |\n",
            way.name,
            way.rate()
        ));
    }
    text.push_str("\n| goal | wanted | reached |\n| --- | --- | --- |\n");
    for (name, wanted, reached) in goals(measured) {
        text.push_str(&format!("| {name} | {wanted} | {reached} |\n"));
    }
    text
}

/// The same as JSON; times in nanoseconds.
pub fn json(measured: &Measured) -> Value {
    let nanos = |took: Duration| took.as_nanos() as u64;
    let named = |list: Vec<(&str, Duration)>| -> Value {
        let members = list
            .into_iter()
            .map(|(name, took)| (name.to_owned(), json!(nanos(took))));
        Value::Object(members.collect())
    };
    let way = |way: &Way| {
        json!({
            "name": way.name,
            "requests_per_second": way.rate(),
            "block_p50_ns": nanos(way.within(500)),
            "block_p99_ns": nanos(way.within(990)),
            "blocks": way.blocks.len(),
        })
    };
    let goals = goals(measured).into_iter();
    let goals = goals
        .map(|(name, wanted, reached)| json!({"goal": name, "wanted": wanted, "reached": reached}));
    json!({
        "patients": measured.plan.patients,
        "keys": measured.keys,
        "transactions": measured.plan.transactions,
        "blocks": measured.plan.blocks,
        "threads": measured.plan.threads.get(),
        "block_bytes": measured.block_bytes,
        "floors_ns": named(floors(measured)),
        "parts_ns": named(parts(measured)),
        "ways": ways(measured).map(way).collect::<Vec<_>>(),
        "goals": goals.collect::<Vec<_>>(),
    })
}

fn head(measured: &Measured) -> String {
    format!(
        "{} blocks of {} signed requests in each way, {} patients, {} keys, {} bytes a block, {} threads.\n\n",
        measured.plan.blocks,
        measured.plan.transactions,
        measured.plan.patients,
        measured.keys,
        measured.block_bytes,
        measured.plan.threads,
    )
}

fn floors(measured: &Measured) -> Vec<(&'static str, Duration)> {
    let floor = &measured.floor;
    vec![
        ("verify a signature alone", floor.verify_one),
        (
            "verify a signature in a batch, one thread",
            floor.verify_batch,
        ),
        (
            "verify a signature in a batch, all threads",
            floor.verify_threads,
        ),
        ("BLAKE3 of 200 bytes", floor.blake3),
        ("state root after one block", floor.root),
        ("append a block's bytes and sync", floor.append),
    ]
}

fn parts(measured: &Measured) -> Vec<(&'static str, Duration)> {
    let names = ["execute", "seal", "commit, durable"];
    names.into_iter().zip(measured.parts).collect()
}

fn ways(measured: &Measured) -> impl Iterator<Item = &Way> {
    measured
        .ways
        .iter()
        .chain([&measured.replay, &measured.again])
}

/// What is wanted of a block, and what it came to.
fn goals(measured: &Measured) -> Vec<(&'static str, &'static str, String)> {
    let floor = &measured.floor;
    let rate = |way: usize| measured.ways.get(way).map_or(0, Way::rate);
    let signatures = per_second(floor.verify_threads);
    let times = |one: u64, other: u64| {
        let hundredths = one * 100 / other.max(1);
        format!("{}.{:02} ×", hundredths / 100, hundredths % 100)
    };
    let percent = |one: u64, other: u64| format!("{} %", one * 100 / other.max(1));
    let commit = measured.parts[2].as_nanos() as u64;
    let slowest = measured.ways.get(1).map(|way| way.within(990));
    vec![
        (
            "end to end and durable, of what signatures alone would do",
            "85 %",
            percent(rate(2), signatures),
        ),
        (
            "durable, of a raw append and sync",
            "2.00 ×",
            times(commit, floor.append.as_nanos() as u64),
        ),
        (
            "99 of 100 blocks of 1,000 within",
            "50 ms",
            slowest.map(short).unwrap_or_default(),
        ),
        ("all threads, of one", "1.80 ×", times(rate(1), rate(0))),
        (
            "replay, of live",
            "2.00 ×",
            times(measured.replay.rate(), rate(2)),
        ),
        (
            "replay with signatures believed, of live",
            "",
            times(measured.again.rate(), rate(2)),
        ),
    ]
}

fn per_second(took: Duration) -> u64 {
    1_000_000_000 / (took.as_nanos() as u64).max(1)
}

/// A time in three digits or so.
pub fn short(took: Duration) -> String {
    let nanos = took.as_nanos();
    let (unit, size) = match nanos {
        0..1_000 => return format!("{nanos} ns"),
        1_000..1_000_000 => ("µs", 1_000),
        1_000_000..1_000_000_000 => ("ms", 1_000_000),
        _ => ("s", 1_000_000_000),
    };
    let hundredths = nanos * 100 / size;
    match hundredths {
        0..1_000 => format!("{}.{:02} {unit}", hundredths / 100, hundredths % 100),
        1_000..10_000 => format!("{}.{} {unit}", hundredths / 100, hundredths / 10 % 10),
        _ => format!("{} {unit}", hundredths / 100),
    }
}
