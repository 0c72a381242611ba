//! Decisions and contract calls, ours and others', in one run of one program on one machine.
//!
//! | module | holds |
//! | --- | --- |
//! | `decisions` | engines that decide: ours, Cedar, Rego, Biscuit, Casbin and a hash map |
//! | `calls` | contract calls, ours, wasmi's, CosmWasm's and Soroban's |
//! | `figures` | what came of it, and its JSON |
//! | `page` | the same as Markdown |
//! | `plot` | the decisions as SVG |
//! | `goals` | what calls were to reach, and whether they do |
//! | `docs` | where all of it stands in the documents |

#![allow(
    clippy::expect_used,
    clippy::float_arithmetic,
    clippy::panic,
    reason = "a bench that cannot go on says so; nothing of this ships"
)]

#[cfg(feature = "calls")]
mod calls;
mod decisions;
mod docs;
mod figures;
mod goals;
mod page;
mod plot;

use std::path::PathBuf;
use std::process::ExitCode;

use benches::report::Made;
use clap::Parser;
use testkit::workload::SEED;

use figures::Figures;

/// Decisions and contract calls, this project's and others', timed in turns. Every answer is asserted before
/// anything is timed. Prints Markdown; progress goes to the standard error.
#[derive(Parser)]
#[command(name = "peers")]
struct Arguments {
    /// Assert everything on small workloads and time each once, which says nothing about speed
    #[arg(long)]
    test: bool,
    /// Samples of each figure; what is slow has fewer
    #[arg(long, value_name = "NUMBER", default_value_t = 61, value_parser = clap::value_parser!(u32).range(1..))]
    rounds: u32,
    /// Rounds of contract calls, which are short
    #[arg(long, value_name = "NUMBER", default_value_t = 300, value_parser = clap::value_parser!(u32).range(1..))]
    call_rounds: u32,
    /// Only workloads (flat-1000) and sections of contract calls (A counter) whose names hold this
    #[arg(long, value_name = "TEXT", default_value = "")]
    only: String,
    /// Write all figures to this file, as JSON
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
    /// Write the tables to this file instead of printing them
    #[arg(long, value_name = "FILE")]
    markdown: Option<PathBuf>,
    /// Write the plot of decision time against rules to this file
    #[arg(long, value_name = "FILE")]
    svg: Option<PathBuf>,
    /// Write tables, JSON and plot into the project's documents
    #[arg(long, conflicts_with_all = ["test", "only"])]
    docs: bool,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let figures = measure(&arguments);
    match hand_over(&arguments, &figures) {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("{message}");
            ExitCode::from(2)
        }
    }
}

fn measure(arguments: &Arguments) -> Figures {
    let only = arguments.only.as_str();
    let (plan, rounds) = match arguments.test {
        true => (decisions::TRIED, 1),
        false => (decisions::FULL, arguments.rounds as usize),
    };
    let mut figures = Figures::new(&Made::here(), SEED, rounds);
    figures.engines = decisions::engines();
    figures.decisions = decisions::times(plan, only, rounds);
    #[cfg(feature = "calls")]
    match arguments.test {
        true => calls::once(only),
        false => figures.calls = calls::times(only, arguments.call_rounds as usize),
    }
    figures
}

/// Prints or writes what was asked for.
fn hand_over(arguments: &Arguments, figures: &Figures) -> Result<(), String> {
    let tables = [page::decisions(figures), page::calls(figures)].join("\n");
    let files = [
        (&arguments.json, figures.json()),
        (&arguments.markdown, tables.clone()),
        (&arguments.svg, plot::svg(figures)),
    ];
    for (file, text) in files {
        if let Some(file) = file {
            let written = std::fs::write(file, text);
            written.map_err(|error| format!("{}: {error}", file.display()))?;
        }
    }
    if arguments.docs {
        docs::write(figures)?;
    }
    if arguments.markdown.is_none() && !arguments.docs {
        println!("{tables}");
    }
    Ok(())
}

#[cfg(test)]
mod tests;
