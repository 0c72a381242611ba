//! Real processes on real files: killed at any moment under load, and two of them on one folder.
//!
//! What disks do is tried in memory (`ledger/src/ledger/tests/faults.rs`). Here the operating system takes part: a
//! child, which is this very test program, writes blocks as fast as it can and prints each that was acknowledged;
//! it is killed as soon as a chosen line has come.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};

use abi::{Hash, Height, Instant, PublicKey};
use assent::arguments::Arguments;
use clap::Parser;
use ledger::store::FileBackend;
use ledger::verify::verify;
use ledger::{Draft, Fault, GenesisConfig, Lane, Ledger, Overlay, Signer, State, StateKey};
use tempfile::TempDir;

/// Tells a child what it is to do, and in which folder.
const TASK: &str = "ASSENT_DURABILITY_TASK";
const FOLDER: &str = "ASSENT_DURABILITY_FOLDER";

/// How often the writer is killed, and with `ASSENT_LONG=1`.
const KILLS: (usize, usize) = (8, 300);

fn signer() -> Signer {
    Signer::from_seed([7; 32])
}

fn backend(folder: &Path) -> Box<FileBackend> {
    Box::new(FileBackend::create(folder).expect("a folder"))
}

/// Does what a parent test asks for; without one, nothing.
#[test]
fn a_child_of_another_test() {
    let Some(folder) = std::env::var_os(FOLDER) else {
        return;
    };
    let folder = Path::new(&folder);
    match std::env::var(TASK).as_deref() {
        Ok("write") => write(folder),
        Ok("demo") => demo(folder),
        Ok("hold") => {
            let _ledger = Ledger::open(backend(folder)).expect("a ledger");
            say("open");
            // Until the parent goes away, or kills.
            let _ = std::io::stdin().read_line(&mut String::new());
        }
        task => panic!("no such task: {task:?}"),
    }
}

/// Writes a line past what the test harness keeps to itself.
fn say(line: &str) {
    let mut out = std::io::stdout().lock();
    writeln!(out, "{line}")
        .and_then(|()| out.flush())
        .expect("the parent listens");
}

/// Blocks without end, with snapshots and prunings among them.
fn write(folder: &Path) {
    let mut ledger = match Ledger::open(backend(folder)) {
        Ok(opened) => opened.ledger,
        Err(Fault::NoChain) => {
            let config = GenesisConfig::new(
                "durability",
                PublicKey([1; 32]),
                signer().public_key(),
                Instant(0),
            );
            Ledger::create(backend(folder), config).expect("a ledger")
        }
        Err(fault) => panic!("{fault}"),
    };
    loop {
        let height = ledger.tip().height.0 + 1;
        let sealed = ledger.seal(draft(ledger.state(), height), &signer());
        let hash = ledger.commit(sealed.expect("a block")).expect("the disk");
        say(&format!("acknowledged {height} {hash}"));
        if height.is_multiple_of(8) {
            ledger.keep_snapshot(Height(height)).expect("the disk");
            say(&format!("kept {height} -"));
        }
        if height.is_multiple_of(20) {
            ledger.prune(Height(height - 10)).expect("the disk");
            say(&format!("pruned {} -", height - 10));
        }
    }
}

/// A block that writes a hundred keys, some of them again.
fn draft(state: &State, height: u64) -> Draft {
    let mut overlay = Overlay::new(state);
    for number in 0..100 {
        let name = (height * 61 + number * 7) % 997;
        let key = StateKey::new(Lane::Shared, &[b"k", &name.to_le_bytes()]);
        overlay.set(key, vec![height as u8; (number % 90) as usize]);
    }
    Draft {
        time: Instant(height as i64),
        transactions: Vec::new(),
        receipts: Vec::new(),
        writes: overlay.into_writes(),
    }
}

/// The program's own demonstration, with a line for every durable block.
fn demo(folder: &Path) {
    let words = [
        "assent",
        "demo",
        "--requests",
        "400",
        "--progress",
        "json",
        "--data",
    ];
    let words = words.map(std::ffi::OsStr::new);
    let arguments = Arguments::try_parse_from(words.into_iter().chain([folder.as_os_str()]));
    let command = arguments.expect("a command line").command;
    let mut out = std::io::stdout();
    let status = assent::command::run(command, &mut out).expect("the demonstration");
    assert_eq!(status, 0);
}

/// This program as a child with a task.
fn child(task: &str, folder: &Path) -> (Child, BufReader<ChildStdout>) {
    let mut child = Command::new(std::env::current_exe().expect("a path"))
        .args([
            "durability::a_child_of_another_test",
            "--exact",
            "--nocapture",
            "--test-threads=1",
        ])
        .env(TASK, task)
        .env(FOLDER, folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("a child");
    let out = child.stdout.take().expect("its output");
    (child, BufReader::new(out))
}

/// The next line of a child that is one of its own.
fn next(lines: &mut BufReader<ChildStdout>, words: &[&str]) -> String {
    loop {
        let mut line = String::new();
        let read = lines.read_line(&mut line).expect("a line");
        assert!(read > 0, "the child ended");
        // The harness writes on the same line before the first one.
        let start = words.iter().filter_map(|word| line.find(word)).min();
        if let Some(start) = start {
            return line[start..].trim().to_owned();
        }
    }
}

fn kill(mut child: Child) {
    child.kill().expect("it was running");
    child.wait().expect("it ended");
}

#[test]
fn a_writer_killed_again_and_again_loses_nothing_that_it_acknowledged() {
    let folder = TempDir::new().expect("a folder");
    let kills = match std::env::var_os("ASSENT_LONG") {
        Some(_) => KILLS.1,
        None => KILLS.0,
    };
    let (mut tip, mut first) = (0, 0);
    let mut hashes = std::collections::BTreeMap::new();
    for round in 0..kills {
        let (child, mut lines) = child("write", folder.path());
        // Right after a line, in the middle of whatever comes next.
        for _ in 0..1 + (round * 7) % 31 {
            let line = next(&mut lines, &["acknowledged ", "kept ", "pruned "]);
            let words: Vec<&str> = line.split(' ').collect();
            let height: u64 = words[1].parse().expect("a height");
            match words[0] {
                "acknowledged" => {
                    tip = height;
                    hashes.insert(height, Hash::from_hex(words[2]).expect("a hash"));
                }
                "pruned" => first = height,
                _ => {}
            }
        }
        kill(child);
        let opened = Ledger::open(backend(folder.path())).expect("it opens");
        assert!(opened.passed_over.is_empty(), "{:?}", opened.passed_over);
        let ledger = opened.ledger;
        assert!(
            ledger.tip().height.0 >= tip,
            "round {round}: {tip} was acknowledged"
        );
        let begin = ledger.base().map_or(0, |base| base.height.0);
        assert!(begin + 1 >= first, "round {round}: {first} was dropped");
        for (height, hash) in hashes.range(begin..) {
            let head = ledger.head(Height(*height)).expect("it was acknowledged");
            assert_eq!(head.0.hash(), *hash, "round {round}");
        }
        drop(ledger);
        let report = verify(&mut *backend(folder.path())).expect("it holds");
        // What was written and not told of any more is sound as well.
        assert!(report.blocks > tip);
    }
    assert!(tip > 60 && first > 30, "{tip} {first}");
}

#[test]
fn the_demonstration_killed_under_load_has_what_it_reported() {
    for lines_seen in [1, 5, 40] {
        let folder = TempDir::new().expect("a folder");
        let (child, mut lines) = child("demo", folder.path());
        let mut last = String::new();
        (0..lines_seen).for_each(|_| last = next(&mut lines, &["{"]));
        kill(child);
        let said: serde_json::Value = serde_json::from_str(&last).expect("a line of progress");
        let height = said["height"].as_u64().expect("a height");
        let ledger = Ledger::open(backend(folder.path()))
            .expect("it opens")
            .ledger;
        let (header, _) = ledger.head(Height(height)).expect("it was reported");
        assert_eq!(said["root"], header.state_root.to_string());
        drop(ledger);
        let engine = runtime::Engine::new().expect("the sandbox opens");
        chain::verify(&mut *backend(folder.path()), engine, |_| {}).expect("it replays");
    }
}

#[test]
fn two_processes_on_one_folder_are_refused_and_a_killed_one_leaves_it_free() {
    let folder = TempDir::new().expect("a folder");
    let config = GenesisConfig::new("two", PublicKey([1; 32]), signer().public_key(), Instant(0));
    drop(Ledger::create(backend(folder.path()), config).expect("a ledger"));
    let (child, mut lines) = child("hold", folder.path());
    next(&mut lines, &["open"]);
    assert!(matches!(
        Ledger::open(backend(folder.path())),
        Err(Fault::Locked)
    ));
    let mut looks = FileBackend::read_only(folder.path());
    assert!(matches!(verify(&mut looks), Err(Fault::Locked)));
    let path = folder.path().display().to_string();
    for words in [
        vec!["assent", "ledger", "verify", &path],
        vec!["assent", "ledger", "snapshot", &path, "--keep"],
        vec!["assent", "ledger", "prune", &path, "--before", "1"],
    ] {
        let command = Arguments::try_parse_from(&words)
            .expect("a command line")
            .command;
        let mut out = Vec::new();
        let ran = assent::command::run(command, &mut out);
        let said = match ran {
            Ok(status) => (status, String::from_utf8_lossy(&out).into_owned()),
            Err(failure) => (failure.status, failure.to_string()),
        };
        assert_eq!(said.0, 1, "{words:?}");
        assert!(
            said.1.contains("another process has this folder open"),
            "{}",
            said.1
        );
    }
    kill(child);
    assert!(Ledger::open(backend(folder.path())).is_ok());
}
