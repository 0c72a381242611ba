//! Which of the mutants that are compiled in is on.
//!
//! This file goes into the copy of the tree that `cargo xtask mutants` compiles, and nowhere else.
//!
//! | variable | meaning |
//! | --- | --- |
//! | `ASSENT_MUTANT` | the number of the mutant that is on |
//! | `ASSENT_MUTANT_BYTES` | with a mutant on: the process is ended when it holds more memory |
//! | `ASSENT_MUTANT_SECONDS` | with a mutant on: the process is ended, with status 124, when it has computed for longer |
//! | `ASSENT_REACHED` | no mutant is on, and the number of every switch is appended to this file when it is first reached |

use std::env;
use std::fs::{self, File};
use std::io::Write;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::thread;
use std::time::Duration;

/// The environment has not been read.
const UNREAD: u32 = 0;

/// Switches are noted when they are reached.
const NOTING: u32 = 1;

/// No mutant is on. Mutants have higher numbers.
const NONE: u32 = 2;

/// More switches than there will be.
const SWITCHES: usize = 1 << 16;

static ON: AtomicU32 = AtomicU32::new(UNREAD);
static SEEN: [AtomicBool; SWITCHES] = [const { AtomicBool::new(false) }; SWITCHES];
static NOTES: OnceLock<Option<File>> = OnceLock::new();

/// The mutant that is on.
#[inline(always)]
pub fn pick(switch: u32) -> u32 {
    let on = ON.load(Ordering::Relaxed);
    if on < NONE { slowly(switch) } else { on }
}

#[cold]
#[inline(never)]
fn slowly(switch: u32) -> u32 {
    if ON.load(Ordering::Relaxed) == UNREAD {
        read();
    }
    match ON.load(Ordering::Relaxed) {
        NOTING => note(switch),
        on => return on,
    }
    NONE
}

fn read() {
    let number = |name| env::var(name).ok().and_then(|text| text.parse::<u64>().ok());
    let on = match number("ASSENT_MUTANT") {
        Some(mutant) => mutant as u32,
        None if env::var_os("ASSENT_REACHED").is_some() => NOTING,
        None => NONE,
    };
    // Of threads that come here together one starts the watch.
    let first = ON.swap(on, Ordering::SeqCst) == UNREAD;
    if first && on > NONE {
        let bytes = number("ASSENT_MUTANT_BYTES").unwrap_or(u64::MAX);
        let seconds = number("ASSENT_MUTANT_SECONDS").unwrap_or(3600);
        thread::spawn(move || watch(bytes, seconds));
    }
}

/// Ends the process when it takes too much: a mutant may allocate or loop without end, and so may programs it starts.
/// What counts is the processor's time, so that nothing is cut short because the machine is busy.
fn watch(bytes: u64, seconds: u64) {
    loop {
        thread::sleep(Duration::from_millis(20));
        let pages = field("/proc/self/statm", 1);
        if pages.is_some_and(|pages| pages.saturating_mul(4096) > bytes) {
            std::process::abort();
        }
        // Behind the name and its parenthesis: in user and in system mode, in hundredths of a second.
        let computed = field("/proc/self/stat", 13).zip(field("/proc/self/stat", 14));
        if computed.is_some_and(|(user, system)| user + system > seconds.saturating_mul(100)) {
            std::process::exit(124);
        }
    }
}

/// A number in a file of the kernel's. The name of a test's process has no spaces.
fn field(path: &str, at: usize) -> Option<u64> {
    let text = fs::read_to_string(path).ok()?;
    text.split(' ').nth(at)?.trim().parse().ok()
}

/// One write for each switch and process: what was reached before a crash counts.
fn note(switch: u32) {
    let seen = SEEN.get(switch as usize);
    if seen.is_none_or(|seen| seen.swap(true, Ordering::Relaxed)) {
        return;
    }
    let file = NOTES.get_or_init(|| {
        let path = env::var_os("ASSENT_REACHED")?;
        File::options().append(true).create(true).open(path).ok()
    });
    if let Some(mut file) = file.as_ref() {
        file.write_all(&switch.to_le_bytes()).expect("a switch that is reached is noted");
    }
}
