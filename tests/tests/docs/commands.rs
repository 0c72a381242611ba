//! Blocks of commands: each is run in a folder of its page, and what it prints is compared with what is shown.

use std::path::{Path, PathBuf};

use assent::arguments::{
    Arguments, BenchCommand, BenchSubjectArguments, CaCommand, CacheArguments, Command,
    LedgerCommand, NewCommand, ProofCommand,
};
use clap::Parser;
use tempfile::TempDir;

use super::page::{Block, Page};

/// What stands in a command for the block hash that one above it in the block has printed last.
const BLOCK_HASH: &str = "BLOCKHASH";

/// What stands for anything inside a line, and alone in a line for any lines.
const ANYTHING: &str = "…";

/// What is not as the page shows it.
pub fn findings(page: &Page) -> Vec<String> {
    if page.blocks_in("console").next().is_none() {
        return Vec::new();
    }
    let folder = folder(page);
    page.blocks_in("console")
        .filter_map(|block| finding(page, block, folder.path()))
        .collect()
}

/// A folder with the policies of the repository and the files that the page shows.
fn folder(page: &Page) -> TempDir {
    let folder = TempDir::new().expect("a folder");
    for (policy, text) in contracts::ALL {
        let path = format!("contracts/{policy}/{policy}.consent");
        write(folder.path(), &path, text.as_bytes());
    }
    for (path, text) in contracts::CONTRACTS.iter().chain(contracts::LAWS) {
        write(folder.path(), &format!("contracts/{path}"), text.as_bytes());
    }
    for block in &page.blocks {
        if let Some(name) = block.attribute("file") {
            write(folder.path(), name, block.text.as_bytes());
        }
    }
    folder
}

fn write(folder: &Path, path: &str, bytes: &[u8]) {
    let path = folder.join(path);
    let parent = path.parent().expect("a file is in a folder");
    std::fs::create_dir_all(parent)
        .and_then(|()| std::fs::write(&path, bytes))
        .expect("the file can be written");
}

fn finding(page: &Page, block: &Block, folder: &Path) -> Option<String> {
    let (mut status, mut block_hash) = (0, String::new());
    let text = format!("\n{}", block.text);
    for shown in text.split("\n$ ").skip(1) {
        let (line, expected) = shown.split_once('\n').unwrap_or((shown, ""));
        let output;
        (output, status) = run(&line.replace(BLOCK_HASH, &block_hash), folder);
        let mut printed = output
            .lines()
            .filter_map(|line| line.strip_prefix("block hash "));
        if let Some(hash) = printed.next_back() {
            block_hash = hash.trim().into();
        }
        if !is_shown(&lines(&output), &lines(expected)) {
            let place = page.place(block);
            return Some(format!(
                "{place}: `{line}` is shown with\n{expected}\nand prints\n{output}"
            ));
        }
    }
    let expected = block
        .attribute("status")
        .map_or(Ok(0), str::parse::<u8>)
        .expect("a status is a number");
    (status != expected).then(|| {
        format!(
            "{}: the status is {status}, not {expected}",
            page.place(block)
        )
    })
}

/// Runs a command line in `folder`; gives what it prints, failures among it, and its exit status.
pub fn run(line: &str, folder: &Path) -> (String, u8) {
    let arguments = Arguments::try_parse_from(line.split_whitespace());
    let arguments = arguments.unwrap_or_else(|error| panic!("`{line}`: {error}"));
    let mut out = Vec::new();
    let result = assent::command::run(inside(arguments.command, folder), &mut out);
    let mut text = String::from_utf8(out).expect("commands print text");
    let status = result.unwrap_or_else(|failure| {
        text += &format!("{failure}\n");
        failure.status
    });
    (text.replace(&format!("{}/", folder.display()), ""), status)
}

/// The command with its paths in `folder`: the tests share one working directory.
fn inside(mut command: Command, folder: &Path) -> Command {
    let paths = match &mut command {
        Command::Demo(arguments) => with_cache(vec![&mut arguments.data], &mut arguments.cache),
        Command::Check(arguments) => arguments.paths.iter_mut().collect(),
        Command::Test(arguments) => arguments
            .paths
            .iter_mut()
            .chain(arguments.output.as_mut())
            .collect(),
        Command::Cost(arguments) => {
            let files = [
                &mut arguments.request,
                &mut arguments.facts,
                &mut arguments.snapshot,
                &mut arguments.check,
            ];
            let files = files.into_iter().filter_map(Option::as_mut);
            arguments.paths.iter_mut().chain(files).collect()
        }
        Command::Decide(arguments) => {
            let files = [&mut arguments.policy, &mut arguments.request];
            let paths = files.into_iter().chain(arguments.facts.as_mut());
            with_cache(paths.collect(), &mut arguments.cache)
        }
        Command::Build(arguments) => std::iter::once(&mut arguments.policy)
            .chain(arguments.output.as_mut())
            .collect(),
        Command::Admit(arguments) => arguments.module.iter_mut().collect(),
        Command::New(NewCommand::Contract(arguments)) => vec![&mut arguments.folder],
        Command::Fuzz(arguments) => {
            let files = [
                &mut arguments.path,
                &mut arguments.corpus,
                &mut arguments.replay,
            ];
            let files = files.into_iter().filter_map(Option::as_mut);
            files.chain([&mut arguments.findings]).collect()
        }
        Command::Vocabulary(_) => Vec::new(),
        Command::Fmt(arguments) => arguments.paths.iter_mut().collect(),
        Command::Verify(arguments) => vec![&mut arguments.contract, &mut arguments.source],
        Command::Ledger(LedgerCommand::Verify(arguments)) => {
            with_cache(vec![&mut arguments.folder], &mut arguments.cache)
        }
        Command::Ledger(LedgerCommand::Prove(arguments)) => {
            vec![&mut arguments.folder, &mut arguments.output]
        }
        Command::Ledger(LedgerCommand::Consistency(arguments)) => {
            vec![&mut arguments.folder, &mut arguments.output]
        }
        Command::Ledger(LedgerCommand::Snapshot(arguments)) => {
            std::iter::once(&mut arguments.folder)
                .chain(arguments.to.output.as_mut())
                .collect()
        }
        Command::Ledger(LedgerCommand::Restore(arguments)) => {
            vec![&mut arguments.snapshot, &mut arguments.folder]
        }
        Command::Ledger(LedgerCommand::Prune(arguments)) => vec![&mut arguments.folder],
        Command::Ledger(LedgerCommand::Disclosures(arguments)) => {
            std::iter::once(&mut arguments.folder)
                .chain(arguments.proofs.as_mut())
                .collect()
        }
        Command::Proof(ProofCommand::Verify(arguments)) => vec![&mut arguments.file],
        Command::Ca(CaCommand::New(arguments)) => vec![&mut arguments.output],
        Command::Ca(CaCommand::Issue(arguments)) => {
            let keys = [&mut arguments.key.existing, &mut arguments.key.new_key];
            let paths = [&mut arguments.folder, &mut arguments.output].into_iter();
            paths.chain(keys.into_iter().flatten()).collect()
        }
        Command::Ca(CaCommand::Revoke(arguments)) => vec![&mut arguments.folder],
        Command::Ca(CaCommand::Show(arguments)) => std::iter::once(&mut arguments.path)
            .chain(arguments.root.as_mut())
            .collect(),
        Command::Bench(arguments) => match &mut arguments.command {
            Some(BenchCommand::Block(arguments)) => vec![&mut arguments.data],
            None => {
                let BenchSubjectArguments {
                    path,
                    requests,
                    facts,
                    save,
                    baseline,
                    ..
                } = &mut arguments.subject;
                let files = [path, requests, facts, save, baseline];
                files.into_iter().filter_map(Option::as_mut).collect()
            }
        },
        Command::Inspect(arguments) => vec![&mut arguments.module],
        Command::Trace(arguments) => {
            let files = arguments.request.iter_mut().chain(&mut arguments.facts);
            std::iter::once(&mut arguments.path).chain(files).collect()
        }
    };
    for path in paths.into_iter().filter(|path| path.as_os_str() != "-") {
        *path = folder.join(&path);
    }
    command
}

/// `paths` and those of a cache.
fn with_cache<'a>(
    paths: Vec<&'a mut PathBuf>,
    cache: &'a mut CacheArguments,
) -> Vec<&'a mut PathBuf> {
    let own = cache.folder.as_mut().into_iter().chain(cache.key.as_mut());
    paths.into_iter().chain(own).collect()
}

fn lines(text: &str) -> Vec<&str> {
    text.trim_end().lines().map(str::trim_end).collect()
}

/// Whether `actual` is what `shown` shows.
fn is_shown(actual: &[&str], shown: &[&str]) -> bool {
    match shown {
        [] => actual.is_empty(),
        [first, rest @ ..] if *first == ANYTHING => {
            (0..=actual.len()).any(|skipped| is_shown(&actual[skipped..], rest))
        }
        [first, rest @ ..] => match actual {
            [line, after @ ..] => is_line_shown(line, first) && is_shown(after, rest),
            [] => false,
        },
    }
}

fn is_line_shown(actual: &str, shown: &str) -> bool {
    let Some((before, after)) = shown.split_once(ANYTHING) else {
        return actual == shown;
    };
    let Some(rest) = actual.strip_prefix(before) else {
        return false;
    };
    let ends = rest.char_indices().map(|(at, _)| at).chain([rest.len()]);
    ends.into_iter().any(|at| is_line_shown(&rest[at..], after))
}

#[test]
fn an_ellipsis_stands_for_anything_and_nothing_else_does() {
    let is = |actual: &str, shown: &str| is_shown(&lines(actual), &lines(shown));
    assert!(is("a\nb\nc", "a\n…\nc") && is("a\nc", "a\n…\nc") && is("a b c", "a … c"));
    assert!(
        !is("a\nb\nc", "a\nc") && !is("a b c", "a … d") && !is("a", "a\nb") && !is("a\nb", "a")
    );
}
