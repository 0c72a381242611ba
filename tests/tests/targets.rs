//! The fuzz targets, on cases whose seeds are written down; and that each is there, has seeds and is told of.
//!
//! Each says how many cases came past the first refusal: a generator that is always refused tests nothing.

use std::collections::BTreeSet;
use std::path::Path;

use testkit::targets::{TARGETS, Target};

use crate::docs::{blesses, root};

/// Cases from seeds that are kept of each target for fuzzers to begin with.
const SEEDS: usize = 4;

/// Bytes of all of them together, at the most.
const SEED_BYTES: u64 = 300_000;

/// Files that are cases of a target as they are.
const OURS: &[(&str, &str)] = &[
    ("parser", "contracts/bloodwork/bloodwork.consent"),
    (
        "parser",
        "policy-lang/tests-data/language/everything.consent",
    ),
    (
        "print_and_parse",
        "contracts/break-glass/break-glass.consent",
    ),
    (
        "print_and_parse",
        "policy-lang/tests-data/language/forms.consent",
    ),
    (
        "print_and_parse",
        "policy-lang/tests-data/language/everything.consent",
    ),
    ("calls_script", "contracts/registry/registry.calls.json"),
    ("calls_script", "contracts/templates/calls.json"),
];

/// How many cases of a target come past the first refusal.
fn run(target: &Target) -> usize {
    let seeds = target.seeds();
    let passed = seeds.filter(|seed| (target.run)(&target.input(*seed)));
    let passed = passed.count();
    println!("{}: {passed} of {}", target.name, target.cases);
    passed
}

#[test]
fn every_target_gets_past_the_first_refusal_and_finds_nothing() {
    let next = std::sync::atomic::AtomicUsize::new(0);
    let take = || TARGETS.get(next.fetch_add(1, std::sync::atomic::Ordering::Relaxed));
    let work = || {
        let mut dead = Vec::new();
        while let Some(target) = take() {
            let passed = run(target);
            if passed < target.least {
                dead.push(format!("{}: {passed} of {}", target.name, target.cases));
            }
        }
        dead
    };
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let dead: Vec<String> = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        let joined = workers.into_iter().map(|worker| worker.join());
        joined
            .flat_map(|dead| dead.expect("no target finds anything"))
            .collect()
    });
    assert!(dead.is_empty(), "refused too often: {dead:#?}");
}

/// No bytes, few bytes and bytes that are all alike make cases, too.
#[test]
fn every_target_takes_any_bytes() {
    for target in TARGETS {
        for bytes in [&[][..], &[0], &[1], &[7, 255], &[255; 40], &[2; 40]] {
            (target.run)(bytes);
        }
    }
}

/// A file that joins it to a fuzzer, an entry in the manifest, a row in the table and seeds.
#[test]
fn every_target_is_where_a_fuzzer_finds_it() {
    let names: BTreeSet<&str> = TARGETS.iter().map(|target| target.name).collect();
    assert_eq!(names.len(), TARGETS.len(), "two targets of one name");
    let fuzz = root().join("fuzz");
    let read = |path: &str| std::fs::read_to_string(fuzz.join(path)).expect("a file");
    let (manifest, readme) = (read("Cargo.toml"), read("README.md"));
    for name in &names {
        let text = read(&format!("fuzz_targets/{name}.rs"));
        assert!(
            text.contains(&format!("testkit::targets::{name}(data)")),
            "{name}"
        );
        let entry = format!("name = \"{name}\"\npath = \"fuzz_targets/{name}.rs\"");
        assert!(manifest.contains(&entry), "the manifest lacks {name}");
        let row = format!("\n| `{name}` |");
        assert!(readme.contains(&row), "the table lacks {name}");
    }
    let files = fuzz.join("fuzz_targets").read_dir().expect("a folder");
    assert_eq!(files.count(), names.len(), "a file that is no target");
}

/// What a fuzzer begins with is there, comes past the first refusal, and is small. `BLESS=1` writes what seeds give.
#[test]
fn every_target_has_seeds_that_come_past_the_first_refusal() {
    let mut bytes = 0;
    for target in TARGETS {
        let folder = root().join("fuzz/seeds").join(target.name);
        if blesses() {
            write_seeds(target, &folder);
        }
        let files = folder.read_dir().unwrap_or_else(|error| {
            panic!(
                "{}: {error}; BLESS=1 writes what is missing",
                folder.display()
            )
        });
        let mut passed = 0;
        for file in files {
            let input = std::fs::read(file.expect("a file").path()).expect("a file");
            bytes += input.len() as u64;
            passed += usize::from((target.run)(&input));
        }
        assert!(passed >= SEEDS, "{}: {passed}", target.name);
    }
    assert!(bytes <= SEED_BYTES, "{bytes} bytes of seeds");
}

/// The first cases of a target that come past the first refusal, and files of the repository that are such cases.
fn write_seeds(target: &Target, folder: &Path) {
    std::fs::create_dir_all(folder).expect("a folder");
    let files = OURS.iter().filter(|(name, _)| *name == target.name);
    for (number, (_, file)) in files.enumerate() {
        let text = std::fs::read(root().join(file)).expect("a file of the repository");
        // Generators take what follows a zero as it is.
        let input = [&[0], text.as_slice()].concat();
        std::fs::write(folder.join(format!("ours-{number}")), input).expect("it can be written");
    }
    let seeds = target.seeds().map(|seed| target.input(seed));
    let passing = seeds.filter(|input| (target.run)(input));
    for (number, input) in passing.take(SEEDS).enumerate() {
        let path = folder.join(format!("seed-{number}"));
        std::fs::write(path, input).expect("it can be written");
    }
}
