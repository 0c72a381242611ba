//! What was measured of a policy or a contract, as text and as JSON.

use std::time::Duration;

use serde_json::{Value, json};
use workbench::measure::Latency;

use super::baseline::{Compared, Unit, threads};
use super::report::short;
use super::subject::Measured;

#[cfg(test)]
mod tests;

/// Cases that are shown, the slowest first.
const SLOWEST: usize = 5;

/// Everything on one screen.
pub fn text(measured: &Measured) -> String {
    let mut text = format!("{}\n", measured.machine.line());
    let clock = short(Duration::from_nanos(measured.clock_ns));
    text += &format!("reading the clock costs {clock}, which is taken off\n\n");
    text += &format!(
        "{:<22} {:>9} {:>9} {:>9} {:>9} {:>9} {:>9}\n",
        "", "samples", "p50", "p90", "p99", "p99.9", "longest"
    );
    for latency in measured.latencies.iter().chain(&measured.setups) {
        text += &line(latency);
    }
    text += &format!("\n{}s a second\n", measured.one);
    for throughput in &measured.throughputs {
        text += &format!(
            "{:>12}  {}\n",
            throughput.per_second,
            threads(throughput.threads)
        );
    }
    let (median, most) = measured.fuel_spread();
    text += &format!("\nfuel: {median} in the middle, {most} at most\n");
    text += &format!("memory: {} KiB\n", u64::from(measured.pages) * 64);
    text + &slowest(measured)
}

fn line(latency: &Latency) -> String {
    let of =
        |nanos: Option<u64>| nanos.map_or("-".into(), |nanos| short(Duration::from_nanos(nanos)));
    format!(
        "{:<22} {:>9} {:>9} {:>9} {:>9} {:>9} {:>9}\n",
        latency.name,
        latency.samples,
        of(Some(latency.p50)),
        of(latency.p90),
        of(latency.p99),
        of(latency.p999),
        of(Some(latency.most))
    )
}

/// The slowest cases by the first way of making them, when there are several.
fn slowest(measured: &Measured) -> String {
    let Some(first) = measured
        .latencies
        .first()
        .filter(|first| !first.by_case.is_empty())
    else {
        return String::new();
    };
    let cases = first.by_case.iter().zip(&measured.fuel);
    let mut cases: Vec<(u64, &str, u64)> = cases
        .map(|(nanos, (name, fuel))| (*nanos, name.as_str(), *fuel))
        .collect();
    cases.sort_by_key(|(nanos, ..)| std::cmp::Reverse(*nanos));
    let mut text = format!(
        "\n{:>9} {:>9}  the slowest ({})\n",
        "p50", "fuel", first.name
    );
    for (nanos, name, fuel) in cases.into_iter().take(SLOWEST) {
        text += &format!(
            "{:>9} {fuel:>9}  {name}\n",
            short(Duration::from_nanos(nanos))
        );
    }
    text
}

/// A comparison, a line for each figure.
pub fn comparison(compared: &[Compared], moved: u64) -> String {
    let shown = |unit: Unit, value: u64| match unit {
        Unit::Picoseconds => short(Duration::from_nanos(value / 1_000)),
        Unit::PerSecond => value.to_string(),
    };
    let mut text = format!(
        "work that never changes moved by {}.{} %\n{:<32} {:>10} {:>10}\n",
        moved / 10,
        moved % 10,
        "",
        "before",
        "now"
    );
    for one in compared {
        let (before, after) = (shown(one.unit, one.before), shown(one.unit, one.after));
        text += &format!(
            "{:<32} {before:>10} {after:>10} {:>3}.{:02} ×  {}\n",
            one.name,
            one.thousandths / 1_000,
            one.thousandths % 1_000 / 10,
            one.verdict.words()
        );
    }
    text
}

/// Everything as JSON; times in nanoseconds.
pub fn json(measured: &Measured) -> Value {
    let latency = |latency: &Latency| {
        json!({
            "name": latency.name,
            "samples": latency.samples,
            "p50_ns": latency.p50,
            "p90_ns": latency.p90,
            "p99_ns": latency.p99,
            "p999_ns": latency.p999,
            "longest_ns": latency.most,
            "rounds_ps": latency.rounds,
        })
    };
    let first = measured.latencies.first();
    let cases = measured.fuel.iter().enumerate().map(|(at, (name, fuel))| {
        let p50 = first.map(|first| first.by_case.get(at).copied().unwrap_or(first.p50));
        json!({"name": name, "fuel": fuel, "p50_ns": p50})
    });
    let throughputs = measured.throughputs.iter().map(|throughput| {
        json!({
            "threads": throughput.threads,
            "per_second": throughput.per_second,
            "rounds_per_second": throughput.rounds,
        })
    });
    let (median, most) = measured.fuel_spread();
    json!({
        "machine": {
            "processor": measured.machine.processor,
            "cores": measured.machine.cores,
            "load": measured.machine.load,
        },
        "clock_ns": measured.clock_ns,
        "latencies": measured.latencies.iter().map(latency).collect::<Vec<Value>>(),
        "setups": measured.setups.iter().map(latency).collect::<Vec<Value>>(),
        "throughputs": throughputs.collect::<Vec<Value>>(),
        "fuel": {"median": median, "most": most},
        "pages": measured.pages,
        "cases": cases.collect::<Vec<Value>>(),
    })
}
