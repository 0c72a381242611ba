//! Where the figures stand in the project's documents.

use std::path::PathBuf;

use crate::figures::Figures;
use crate::{page, plot};

/// The documents' folder.
const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs");

/// What stands before the tables of decisions.
const PLOT: &str = "![Time of a decision against the number of rules, for each engine on each workload](benchmarks/decisions.svg)

All figures are [in JSON](benchmarks/peers.json) as well.";

/// Writes plot, JSON and tables into the documents. Tables of what was not measured stay as they are.
///
/// # Errors
/// What could not be read or written, and where.
pub fn write(figures: &Figures) -> Result<(), String> {
    let folder = PathBuf::from(FOLDER);
    let page = folder.join("BENCHMARKS.md");
    let said = |error: std::io::Error| format!("{}: {error}", page.display());
    let mut text = std::fs::read_to_string(&page).map_err(said)?;
    let decisions = match page::decisions(figures) {
        tables if tables.is_empty() => tables,
        tables => format!("{PLOT}\n\n{tables}"),
    };
    for (part, tables) in [("decisions", decisions), ("calls", page::calls(figures))] {
        if !tables.is_empty() {
            text = put_between(&text, part, &tables)?;
        }
    }
    std::fs::write(&page, text).map_err(said)?;
    let benchmarks = folder.join("benchmarks");
    std::fs::create_dir_all(&benchmarks)
        .map_err(|error| format!("{}: {error}", benchmarks.display()))?;
    for (name, text) in [
        ("peers.json", figures.json()),
        ("decisions.svg", plot::svg(figures)),
    ] {
        let file = benchmarks.join(name);
        let written = std::fs::write(&file, text);
        written.map_err(|error| format!("{}: {error}", file.display()))?;
    }
    Ok(())
}

/// The page with `text` between the lines `<!-- peers: PART -->` and `<!-- peers: end of PART -->`.
///
/// # Errors
/// The lines are not there in this order.
pub fn put_between(page: &str, part: &str, text: &str) -> Result<String, String> {
    let (begin, end) = (
        format!("<!-- peers: {part} -->\n"),
        format!("<!-- peers: end of {part} -->"),
    );
    let missing = || {
        format!(
            "the page has no line {} before a line {end}",
            begin.trim_end()
        )
    };
    let (before, rest) = page.split_once(&begin).ok_or_else(missing)?;
    let (_, after) = rest.split_once(&end).ok_or_else(missing)?;
    Ok(format!("{before}{begin}\n{}\n\n{end}{after}", text.trim()))
}
