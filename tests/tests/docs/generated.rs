//! Parts of the documents that are taken from the code. With `BLESS=1` they are written instead of compared.

use policy_lang::diagnostic::{CODES, CodeEntry};

use super::page::Page;
use super::{blesses, root};

const LANGUAGE: &str = "docs/language.md";
const BEGIN: &str = "<!-- codes: ";
const END: &str = "<!-- end of codes -->";

/// Whether the table of problems in the language reference is the one of the code.
pub fn problem_findings() -> Vec<String> {
    let path = root().join(LANGUAGE);
    let text = std::fs::read_to_string(&path).expect("the reference is there");
    let begin = text.find(BEGIN).expect("the table begins");
    let begin = begin + text[begin..].find('\n').expect("the line ends") + 1;
    let end = text.find(END).expect("the table ends");
    let table: String = CODES
        .iter()
        .flat_map(|step| step.iter())
        .map(section)
        .collect();
    if text[begin..end] == table {
        return Vec::new();
    }
    if blesses() {
        let new = [&text[..begin], &table, &text[end..]].concat();
        std::fs::write(&path, new).expect("the reference can be written");
        return Vec::new();
    }
    vec![format!(
        "{LANGUAGE}: the table of problems is not the one of the code; BLESS=1 writes it anew"
    )]
}

fn section(entry: &CodeEntry) -> String {
    let mut letters = entry.title.chars();
    let title: String = letters
        .next()
        .into_iter()
        .flat_map(char::to_uppercase)
        .chain(letters)
        .collect();
    // Markdown would take the backslash of `\"` away.
    let explanation = entry.explanation.replace("\\\"", "`\\\"`");
    format!("\n### {}\n\n**{title}.** {explanation}\n", entry.code)
}

/// Whether what a page includes is what stands in the file.
pub fn include_findings(page: &Page) -> Vec<String> {
    let mut findings = Vec::new();
    for block in &page.blocks {
        let Some(file) = block.attribute("include") else {
            continue;
        };
        let text = std::fs::read_to_string(root().join(file)).expect("the included file is there");
        if block.text == text {
            continue;
        }
        if !blesses() {
            findings.push(format!(
                "{}: this is not {file}; BLESS=1 writes it anew",
                page.place(block)
            ));
            continue;
        }
        let line = page.text.lines().nth(block.line - 1).unwrap_or_default();
        let old = format!("{line}\n{}```", block.text);
        let new = page.text.replacen(&old, &format!("{line}\n{text}```"), 1);
        std::fs::write(root().join(&page.path), new).expect("the page can be written");
    }
    findings
}
