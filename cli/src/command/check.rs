//! `assent check`: everything that is wrong with a policy and the laws beside it, at once.

use std::io::Write;

use policy_lang::diagnostic::{LineIndex, Problem, Severity, Span, explain, render_with, settle};
use serde::Serialize;

use crate::arguments::CheckArguments;
use crate::failure::{FAILED, Failure};
use crate::laws_file;
use crate::policy_file::{PolicyText, policies};

#[cfg(test)]
mod tests;

/// What `--json` prints.
#[derive(Serialize)]
struct Report<'a> {
    problems: Vec<ProblemLine<'a>>,
}

/// One problem, as programs read it. Lines and columns count from 1, columns in characters.
#[derive(Serialize)]
pub(super) struct ProblemLine<'a> {
    code: &'a str,
    severity: &'static str,
    file: String,
    line: u32,
    column: u32,
    end_line: u32,
    end_column: u32,
    message: &'a str,
    help: Option<&'a str>,
    /// Other places that matter.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    also: Vec<AlsoLine<'a>>,
}

/// Another place that matters to a problem, and what it has to do with it.
#[derive(Serialize)]
struct AlsoLine<'a> {
    line: u32,
    column: u32,
    end_line: u32,
    end_column: u32,
    label: &'a str,
}

/// Runs the command: status 0 when there is no error, warnings or not, 1 when there is.
pub fn run(arguments: &CheckArguments, out: &mut dyn Write) -> Result<u8, Failure> {
    if let Some(code) = &arguments.explain {
        return explain_code(code, out);
    }
    let mut texts = Vec::new();
    for path in policies(&arguments.paths)? {
        let mut text = PolicyText::read(&path)?;
        remark_on_day(&mut text, arguments.on);
        let laws = match &text.checked.policy {
            Some(policy) => laws_file::problems(&text, policy)?,
            None => None,
        };
        texts.push(text);
        texts.extend(laws);
    }
    if arguments.json {
        print_json(&texts, out)?;
    } else {
        print_text(&texts, out)?;
    }
    let has_errors = texts
        .iter()
        .any(|text| text.checked.problems.iter().any(Problem::is_error));
    Ok(if has_errors { FAILED } else { 0 })
}

/// Adds what depends on the day: only this command does, so that what is compiled never depends on a clock.
fn remark_on_day(text: &mut PolicyText, on: Option<jiff::civil::Date>) {
    let Some(policy) = &text.checked.policy else {
        return;
    };
    let today = || policy.time_zone.to_datetime(jiff::Timestamp::now()).date();
    let day = on.unwrap_or_else(today);
    let day = (day.year(), day.month(), day.day());
    let remarks = policy_lang::remarks_on(policy, &text.source, day);
    text.checked.problems.extend(remarks);
    text.checked.problems = settle(std::mem::take(&mut text.checked.problems));
}

fn explain_code(code: &str, out: &mut dyn Write) -> Result<u8, Failure> {
    let Some(entry) = explain(code) else {
        return Err(Failure::usage(format!("no problem has the code `{code}`"))
            .help("codes look like E0101; `assent check POLICY` prints them in brackets"));
    };
    writeln!(
        out,
        "{}: {}\n\n{}",
        entry.code, entry.title, entry.explanation
    )?;
    Ok(0)
}

fn print_json(texts: &[PolicyText], out: &mut dyn Write) -> Result<(), Failure> {
    let problems = texts
        .iter()
        .flat_map(|text| problem_lines(&text.checked.problems, &text.source, text.name()));
    let report = Report {
        problems: problems.collect(),
    };
    writeln!(
        out,
        "{}",
        serde_json::to_string(&report).map_err(std::io::Error::from)?
    )?;
    Ok(())
}

fn also<'a>(source: &str, lines: &LineIndex, problem: &'a Problem) -> Vec<AlsoLine<'a>> {
    let place = |(span, label): &'a (Span, String)| {
        let position = |offset| lines.position(source, offset);
        let (start, end) = (position(span.start), position(span.end));
        AlsoLine {
            line: start.line,
            column: start.column,
            end_line: end.line,
            end_column: end.column,
            label,
        }
    };
    problem.also.iter().map(place).collect()
}

/// The problems of a text as programs read them.
pub(super) fn problem_lines<'a>(
    problems: &'a [Problem],
    source: &'a str,
    file: String,
) -> impl Iterator<Item = ProblemLine<'a>> {
    let lines = LineIndex::new(source);
    problems.iter().map(move |problem| {
        let position = |offset| lines.position(source, offset);
        let (start, end) = (position(problem.span.start), position(problem.span.end));
        ProblemLine {
            code: problem.code,
            severity: severity(problem),
            file: file.clone(),
            line: start.line,
            column: start.column,
            end_line: end.line,
            end_column: end.column,
            message: &problem.message,
            help: problem.help.as_deref(),
            also: also(source, &lines, problem),
        }
    })
}

fn print_text(texts: &[PolicyText], out: &mut dyn Write) -> Result<(), Failure> {
    for text in texts {
        let problems = &text.checked.problems;
        let lines = LineIndex::new(&text.source);
        for problem in problems {
            let shown = render_with(problem, &text.source, &lines, &text.name());
            writeln!(out, "{shown}")?;
        }
        let errors = problems.iter().filter(|problem| problem.is_error()).count();
        let warnings = problems.len() - errors;
        writeln!(out, "{}: {}", text.name(), summary(errors, warnings))?;
    }
    Ok(())
}

fn summary(errors: usize, warnings: usize) -> String {
    let count = |count: usize, word: &str| match count {
        1 => format!("1 {word}"),
        _ => format!("{count} {word}s"),
    };
    match (errors, warnings) {
        (0, 0) => "no problems".into(),
        (0, _) => count(warnings, "warning"),
        (_, 0) => count(errors, "error"),
        _ => format!("{}, {}", count(errors, "error"), count(warnings, "warning")),
    }
}

fn severity(problem: &Problem) -> &'static str {
    match problem.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    }
}
