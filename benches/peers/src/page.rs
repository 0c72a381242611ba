//! What was measured as Markdown.

use benches::report::{Table, ratio, time};

use crate::figures::{Call, Decision, Figures, NODE, WARM};
use crate::goals::goals;

/// What the figures were made on.
fn made(figures: &Figures) -> String {
    let Figures {
        machine,
        cores,
        load,
        compiler,
        commit,
        seed,
        rounds,
        ..
    } = figures;
    format!(
        "{machine}, {cores} cores, {compiler}, commit {commit}, load {load} at the start; seed {seed}, {rounds} rounds.\n\n"
    )
}

/// The tables of decisions, and what is timed of each engine.
pub fn decisions(figures: &Figures) -> String {
    if figures.decisions.is_empty() {
        return String::new();
    }
    let mut text = made(figures);
    for workload in workloads(&figures.decisions) {
        let lines = || {
            figures
                .decisions
                .iter()
                .filter(|line| line.workload == workload)
        };
        let times = table(lines(), |line| match (&line.time, &line.reason) {
            (Some(of), _) => time(of.median_ns),
            (None, Some(reason)) => reason.clone(),
            (None, None) => "not timed".into(),
        });
        let ratios = table(lines(), |line| match (line.times_warm, line.times_node) {
            (Some(warm), Some(node)) => format!("{} / {}", ratio(warm, 1.0), ratio(node, 1.0)),
            _ => "–".into(),
        });
        text += &format!(
            "*{workload}-N*, a decision\n\n{times}\nAs multiples of \"{WARM}\" / of \"{NODE}\"\n\n{ratios}\n"
        );
    }
    [text, loading(figures), included(figures)].concat()
}

/// The workloads, each once.
pub fn workloads(decisions: &[Decision]) -> Vec<&'static str> {
    let mut found: Vec<&'static str> = decisions.iter().map(|line| line.workload).collect();
    found.dedup();
    found
}

/// A row for each engine, a column for each size.
fn table<'a>(
    lines: impl Iterator<Item = &'a Decision> + Clone,
    cell: impl Fn(&Decision) -> String,
) -> String {
    let mut sizes: Vec<usize> = lines.clone().map(|line| line.n).collect();
    sizes.dedup();
    let titles: Vec<String> = sizes
        .iter()
        .map(|size| format!("N = {}", thousands(*size)))
        .collect();
    let mut head = vec!["engine"];
    head.extend(titles.iter().map(String::as_str));
    let mut table = Table::new(&head);
    for line in lines {
        let column = sizes.iter().position(|size| *size == line.n);
        table.put(line.engine, column.unwrap_or_default() + 1, cell(line));
    }
    table.markdown()
}

/// How long loading took, where the most rules are that every engine was tried with.
fn loading(figures: &Figures) -> String {
    let mut head = vec!["engine".to_owned()];
    let mut columns = Vec::new();
    for workload in workloads(&figures.decisions) {
        let lines = figures
            .decisions
            .iter()
            .filter(|line| line.workload == workload);
        let sizes = lines.map(|line| line.n).filter(|size| *size <= 10_000);
        if let Some(most) = sizes.max() {
            head.push(format!("{workload}-{}", thousands(most)));
            columns.push((workload, most));
        }
    }
    let head: Vec<&str> = head.iter().map(String::as_str).collect();
    let mut table = Table::new(&head);
    for line in &figures.decisions {
        let is_it = |of: &(&str, usize)| *of == (line.workload, line.n);
        if let Some(column) = columns.iter().position(is_it) {
            let cell = line.load_ns.map_or("–".into(), |took| time(took as f64));
            table.put(line.engine, column + 1, cell);
        }
    }
    format!("From texts to ready, once each\n\n{}\n", table.markdown())
}

fn included(figures: &Figures) -> String {
    let mut table = Table::new(&["engine", "what is timed"]);
    for engine in &figures.engines {
        table.put(engine.name, 1, engine.includes.into());
    }
    format!("What each figure includes\n\n{}", table.markdown())
}

/// The tables of contract calls, and which goals are reached.
pub fn calls(figures: &Figures) -> String {
    if figures.calls.is_empty() {
        return String::new();
    }
    let mut titles: Vec<&str> = figures.calls.iter().map(|call| call.section).collect();
    titles.dedup();
    let mut text = made(figures);
    for title in titles {
        let lines: Vec<&Call> = figures
            .calls
            .iter()
            .filter(|call| call.section == title)
            .collect();
        text += &format!("*{title}*\n\n{}\n", section(&lines));
    }
    [text, goals(&figures.calls)].concat()
}

/// A section; how many times the first one each line takes.
fn section(lines: &[&Call]) -> String {
    let mut table = Table::new(&[
        "",
        "median",
        "fastest tenth",
        "99 % are faster",
        "times the first",
    ]);
    for line in lines {
        let median = line.time.median_ns;
        let first = lines.first().map_or(median, |first| first.time.median_ns);
        table.put(line.case, 1, time(median));
        table.put(line.case, 2, time(line.time.fastest_tenth_ns));
        table.put(line.case, 3, time(line.slow_ns));
        table.put(line.case, 4, ratio(median, first));
    }
    table.markdown()
}

/// A number with commas between thousands.
pub fn thousands(number: usize) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}
