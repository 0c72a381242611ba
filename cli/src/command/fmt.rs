//! `assent fmt`: policies and laws in the one style of the language.

mod diff;
mod replace;

use std::io::Write;
use std::path::Path;

use policy_lang::diagnostic::{Problem, render};
use serde::Serialize;

use super::check::{ProblemLine, problem_lines};
use crate::arguments::FmtArguments;
use crate::failure::{FAILED, Failure};
use crate::laws_file::is_laws;
use crate::policy_file::{name, policies_and_laws, read_text};

/// What `--json` prints.
#[derive(Serialize)]
struct Report<'a> {
    changed: usize,
    unchanged: usize,
    failed: usize,
    files: Vec<FileLine<'a>>,
}

/// One file, as programs read it.
#[derive(Serialize)]
struct FileLine<'a> {
    file: String,
    result: &'static str,
    problems: Vec<ProblemLine<'a>>,
    /// The text laid out, of standard input alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<&'a str>,
}

/// A file and what became of it.
struct Formatted {
    file: String,
    source: String,
    result: Result<String, Vec<Problem>>,
}

impl Formatted {
    fn read(path: &Path, is_laws: bool) -> Result<Formatted, Failure> {
        let source = read_text(path)?;
        Ok(Formatted {
            file: name(path),
            result: match is_laws {
                true => policy_lang::format_laws(&source),
                false => policy_lang::format(&source),
            },
            source,
        })
    }

    fn changes(&self) -> bool {
        self.result.as_ref().is_ok_and(|text| *text != self.source)
    }
}

/// Runs the command: status 0 when everything is laid out, 1 when a file has errors, or with `--check` when one would change.
pub fn run(arguments: &FmtArguments, out: &mut dyn Write) -> Result<u8, Failure> {
    let is_input = |path: &Path| path.as_os_str() == "-";
    if arguments.paths.iter().any(|path| is_input(path)) {
        return match arguments.paths.as_slice() {
            [path] => standard_input(path, arguments, out),
            _ => Err(Failure::usage("`-` does not go together with files")
                .help("lay standard input out by itself: `assent fmt -`")),
        };
    }
    let mut files = Vec::new();
    for path in policies_and_laws(&arguments.paths)? {
        let formatted = Formatted::read(&path, arguments.laws || is_laws(&path))?;
        if let Ok(text) = &formatted.result
            && formatted.changes()
            && !arguments.check
        {
            replace::replace(&path, text)?;
        }
        if !arguments.json {
            show(&formatted, arguments.check, out)?;
        }
        files.push(formatted);
    }
    finish(&files, arguments, out)
}

/// Without `--check` or `--json` the text alone is written, so that it can go to a file.
fn standard_input(
    path: &Path,
    arguments: &FmtArguments,
    out: &mut dyn Write,
) -> Result<u8, Failure> {
    let formatted = Formatted::read(path, arguments.laws)?;
    if arguments.json || arguments.check {
        if !arguments.json {
            show(&formatted, true, out)?;
        }
        return finish(&[formatted], arguments, out);
    }
    match &formatted.result {
        Ok(text) => {
            out.write_all(text.as_bytes())?;
            Ok(0)
        }
        Err(problems) => {
            let texts: Vec<String> = errors(problems)
                .map(|problem| render(problem, &formatted.source, &formatted.file))
                .collect();
            let message = format!("{} has errors\n\n{}", formatted.file, texts.join("\n"));
            Err(Failure::failed(message))
        }
    }
}

fn errors(problems: &[Problem]) -> impl Iterator<Item = &Problem> {
    problems.iter().filter(|problem| problem.is_error())
}

fn show(formatted: &Formatted, is_check: bool, out: &mut dyn Write) -> Result<(), Failure> {
    match &formatted.result {
        Ok(text) if formatted.changes() && is_check => {
            write!(
                out,
                "{}",
                diff::diff(&formatted.file, &formatted.source, text)
            )?;
        }
        Ok(_) if formatted.changes() => writeln!(out, "{}", formatted.file)?,
        Ok(_) => {}
        Err(problems) => {
            for problem in errors(problems) {
                writeln!(
                    out,
                    "{}",
                    render(problem, &formatted.source, &formatted.file)
                )?;
            }
        }
    }
    Ok(())
}

fn finish(
    files: &[Formatted],
    arguments: &FmtArguments,
    out: &mut dyn Write,
) -> Result<u8, Failure> {
    let changed = files.iter().filter(|file| file.changes()).count();
    let failed = files.iter().filter(|file| file.result.is_err()).count();
    let unchanged = files.len() - changed - failed;
    if arguments.json {
        let report = Report {
            changed,
            unchanged,
            failed,
            files: files.iter().map(|file| line(file, arguments)).collect(),
        };
        let report = serde_json::to_string(&report).map_err(std::io::Error::from)?;
        writeln!(out, "{report}")?;
    } else {
        let verb = if arguments.check {
            "would change"
        } else {
            "changed"
        };
        let failed = match failed {
            0 => String::new(),
            _ => format!(", {failed} with errors left as they are"),
        };
        writeln!(out, "{changed} {verb}, {unchanged} unchanged{failed}")?;
    }
    let is_finding = failed > 0 || (arguments.check && changed > 0);
    Ok(if is_finding { FAILED } else { 0 })
}

fn line<'a>(formatted: &'a Formatted, arguments: &FmtArguments) -> FileLine<'a> {
    let (result, problems) = match &formatted.result {
        Ok(_) if formatted.changes() => ("changed", Vec::new()),
        Ok(_) => ("unchanged", Vec::new()),
        Err(problems) => {
            let lines = problem_lines(problems, &formatted.source, formatted.file.clone());
            ("failed", lines.collect())
        }
    };
    let is_input = arguments.paths.iter().any(|path| path.as_os_str() == "-");
    let shows_text = is_input && !arguments.check;
    FileLine {
        file: formatted.file.clone(),
        result,
        problems,
        text: formatted.result.as_deref().ok().filter(|_| shows_text),
    }
}
