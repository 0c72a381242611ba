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

/// A test for each target: it can be run by itself, and it is one that fails at a finding.
macro_rules! tests {
    ($(fn $name:ident();)*) => {
        $(
            #[test]
            fn $name() {
                finds_nothing_in_cases_that_get_somewhere(stringify!($name));
            }
        )*

        const TESTED: &[&str] = &[$(stringify!($name)),*];
    };
}

tests! {
    fn parser();
    fn print_and_parse();
    fn check_never_traps();
    fn interpreter_against_contract();
    fn warm_against_fresh();
    fn contracts_by_hand();
    fn host_calls();
    fn host_numbers();
    fn admission();
    fn policy_section();
    fn transaction_decoding();
    fn block_decoding();
    fn snapshot_reading();
    fn damaged_folder_opening();
    fn state_against_map();
    fn replay_twice();
    fn proof_verifying();
    fn proof_forgery();
    fn consistency_proofs();
    fn certificates();
    fn vocabulary_codes();
    fn request_json();
    fn calls_script();
}

/// Runs the cases of a target, of which enough have to come past the first refusal.
fn finds_nothing_in_cases_that_get_somewhere(name: &str) {
    let target = TARGETS.iter().find(|target| target.name == name);
    let target = target.expect("a target of that name");
    let inputs = target.seeds().map(|seed| target.input(seed));
    let passed = inputs.filter(|input| (target.run)(input)).count();
    println!("{name}: {passed} of {}", target.cases);
    assert!(
        passed >= target.least,
        "refused too often: {passed} of {} came past",
        target.cases
    );
}

#[test]
fn every_target_has_a_test() {
    let names: Vec<&str> = TARGETS.iter().map(|target| target.name).collect();
    assert_eq!(TESTED, names);
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
