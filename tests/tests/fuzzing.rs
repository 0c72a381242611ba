//! The fuzzer finds what was planted, finds nothing where nothing is, and does the same on any number of threads.

use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};

use assent::arguments::Arguments;
use clap::Parser;
use runtime::Engine;
use serde_json::Value;
use tempfile::TempDir;
use testkit::entropy::{Entropy, seeded};
use workbench::fuzz::contract::{ContractTarget, Sequence};
use workbench::fuzz::policy::PolicyTarget;
use workbench::fuzz::{Fuzzed, Settings, Target, fuzz};

fn settings(seed: u64, runs: u64, jobs: usize) -> Settings {
    Settings {
        seed,
        runs: Some(runs),
        jobs: NonZeroUsize::new(jobs).unwrap(),
    }
}

fn fuzzed<T: Target>(target: &T, seed: u64, runs: u64, jobs: usize) -> Fuzzed<T::Input> {
    fuzz(target, &settings(seed, runs, jobs), Vec::new(), &mut |_| {
        true
    })
    .unwrap()
}

/// The promises that were broken.
fn keys<I>(fuzzed: &Fuzzed<I>) -> Vec<&str> {
    fuzzed
        .found
        .iter()
        .map(|found| found.failure.key.as_str())
        .collect()
}

/// A policy with laws; `slip` may change the text of its contract.
fn policy(source: &str, laws: &str, slip: impl Fn(String) -> String) -> Option<PolicyTarget> {
    let policy = policy_lang::check(source, "p").policy.unwrap();
    let wasm = policy_lang::contract::compile(&policy, source)
        .unwrap()
        .wasm;
    let text = slip(policy_lang::contract::print(&wasm).unwrap());
    let wasm = wat::parse_str(text).ok()?;
    let laws = policy_lang::laws::check(laws, &policy);
    let laws = laws.laws.unwrap_or_else(|| panic!("{:?}", laws.problems));
    PolicyTarget::new(&Engine::new().unwrap(), policy, &wasm, laws, &[]).ok()
}

fn contract(text: &str) -> Option<ContractTarget> {
    let wasm = wat::parse_str(text).unwrap();
    let module = Engine::new().unwrap().admit(&wasm).ok()?;
    ContractTarget::new(module, &wasm, &[]).ok()
}

/// Runs a command line; gives its status and what it prints, failures among it.
fn assent(line: &str, folder: &Path) -> (u8, String) {
    let line = line.replace("@", &format!("{}/", folder.display()));
    let arguments = Arguments::try_parse_from(line.split_whitespace()).unwrap();
    let mut out = Vec::new();
    let result = assent::command::run(arguments.command, &mut out);
    let mut text = String::from_utf8(out).unwrap();
    let status = result.unwrap_or_else(|failure| {
        text += &failure.to_string();
        failure.status
    });
    (status, text)
}

fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = TempDir::new().unwrap();
    for (name, text) in files {
        std::fs::write(folder.path().join(name), text).unwrap();
    }
    folder
}

const POLICY: &str = r#"
time zone "America/Chicago"
specially protected genetics
hospital Hill
department Ward within Hill
lab Acme
insurer BlueLake
fact vip: yes/no of patient, otherwise no
form "CF-1" (laboratory: a lab, last_day: a date)
  laboratory may read bloodwork until last_day
rule own the patient may read the whole record
rule bloods
  lab Acme may read laboratory for treatment from 2026-01-01 until 2026-06-30 if the patient has consented or the patient has signed "CF-1"
rule staff
  any nurse of Hill may read everything for treatment if the requester treats the patient and fewer than 3 reads in the last 7 days
rule bills
  any insurer may read billing for payment unless patient.vip
rule secret
  anyone may not read genetics if the patient has refused
"#;

/// Each of these slips in the evaluator has to be noticed in some of the places where it can be made.
#[test]
fn a_slip_in_the_evaluator_is_found_as_a_disagreement() {
    for (from, to, at_least) in [
        ("i64.lt_s", "i64.le_s", 1),
        ("i32.and", "i32.or", 3),
        ("i32.eqz", "i32.popcnt", 3),
    ] {
        let places = policy_lang::contract::print(&wasm_of(POLICY)).unwrap();
        let places = places.matches(&format!(" {from}\n")).count();
        let mut found = 0;
        for place in 0..places.min(8) {
            let slip = |text: String| {
                let instruction = format!(" {from}\n");
                let at = text.match_indices(&instruction).nth(place).unwrap().0;
                let (before, after) = text.split_at(at);
                format!("{before} {to}\n{}", &after[instruction.len()..])
            };
            let Some(target) = policy(POLICY, "", slip) else {
                continue;
            };
            let fuzzed = fuzzed(&target, 1, 768, 2);
            found += usize::from(keys(&fuzzed).contains(&"disagreement"));
        }
        assert!(found >= at_least, "{from} as {to}: {found} of {places}");
    }
}

fn wasm_of(source: &str) -> Vec<u8> {
    let policy = policy_lang::check(source, "p").policy.unwrap();
    policy_lang::contract::compile(&policy, source)
        .unwrap()
        .wasm
}

#[test]
fn a_right_policy_breaks_nothing_and_every_point_of_it_is_reached() {
    let laws = "law a any insurer may never read genetics or laboratory\n\
                law b the patient may always read the whole record unless the patient has refused";
    let target = policy(POLICY, laws, |text| text).unwrap();
    let fuzzed = fuzzed(&target, 7, 12_000, 2);
    assert_eq!(keys(&fuzzed), [""; 0]);
    let reached = target.reached(&fuzzed.points);
    let missing: Vec<_> = reached.iter().filter(|point| point.times == 0).collect();
    assert!(missing.is_empty(), "{missing:?}");
}

#[test]
fn what_is_found_does_not_depend_on_the_number_of_threads() {
    let laws =
        "law a any lab may never read laboratory\nlaw b anyone may always read billing for payment";
    let target = policy(POLICY, laws, |text| text).unwrap();
    let one = fuzzed(&target, 5, 1_500, 1);
    assert_eq!(keys(&one).len(), 2);
    for jobs in [2, 3] {
        let several = fuzzed(&target, 5, 1_500, jobs);
        assert_eq!(
            (&one.points, &one.corpus),
            (&several.points, &several.corpus)
        );
        assert_eq!(keys(&one), keys(&several));
    }
    let target = contract(contracts::BREAK_GLASS_REVIEW).unwrap();
    let one = fuzzed(&target, 5, 400, 1);
    for jobs in [2, 5] {
        let several = fuzzed(&target, 5, 400, jobs);
        assert_eq!(
            (&one.points, &one.corpus),
            (&several.points, &several.corpus)
        );
    }
    let other = fuzzed(&target, 6, 400, 2);
    assert_ne!(one.corpus, other.corpus, "the seed matters");
}

#[test]
fn a_broken_law_is_found_small_and_the_example_shows_it() {
    let laws = "law no_lab any lab may never read bloodwork";
    let folder = folder(&[("p.consent", POLICY), ("p.laws", laws)]);
    let line = "assent fuzz @p.consent --runs 3000 --json --progress none --findings @found";
    let (status, text) = assent(line, folder.path());
    assert_eq!(status, 1, "{text}");
    let report: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(report["findings"][0]["promise"], "law no_lab", "{text}");
    let shown = report["findings"][0]["shown"].as_array().unwrap();
    // A consent or a signature, the request, the expectation, and the name of the example.
    assert!(shown.len() <= 4, "{shown:?}");
    let file = report["findings"][0]["file"].as_str().unwrap();
    assert_eq!(assent(&format!("assent check {file}"), folder.path()).0, 0);
    let (status, text) = assent(&format!("assent test {file}"), folder.path());
    assert!(
        status == 1 && text.contains("it breaks the law no_lab"),
        "{text}"
    );
    let (status, text) = assent(&format!("assent fuzz --replay {file}"), folder.path());
    assert!(
        status == 1 && text.contains("found       law no_lab"),
        "{text}"
    );
    let aimed =
        "assent fuzz @p.consent --target own,secret --runs 64 --progress none --findings @found";
    assert!(
        assent(aimed, folder.path())
            .1
            .contains("laws        no_lab")
    );
    let (status, text) = assent("assent fuzz @p.consent --target no_leb", folder.path());
    assert!(
        status == 2 && text.contains("did you mean `no_lab`?"),
        "{text}"
    );
}

#[test]
fn laws_that_are_none_stop_fuzzing_and_testing_with_their_place() {
    let laws = "law x\n  any insurer may never reed billing";
    let folder = folder(&[("p.consent", POLICY), ("p.laws", laws)]);
    for line in [
        "assent fuzz @p.consent",
        "assent test @p.consent",
        "assent check @p.consent",
    ] {
        let (status, text) = assent(line, folder.path());
        assert_eq!(status, 1, "{line}: {text}");
        assert!(
            text.contains("no action is called `reed`"),
            "{line}: {text}"
        );
        assert!(text.contains("p.laws:2:25"), "{line}: {text}");
    }
}

/// Owes at most what was paid in, unless a refund is asked for twice: `pay` 2, `refund`, `refund` leads below zero. A single call
/// of it, or two, break nothing.
const REFUNDS: &str = r#"(module
  (import "assent" "state_read" (func $read (param i32 i32 i32 i32) (result i32)))
  (import "assent" "state_write" (func $write (param i32 i32 i32 i32)))
  (import "assent" "input_length" (func $length (result i32)))
  (import "assent" "input_read" (func $input (param i32 i32 i32)))
  (import "assent" "caller_has_role" (func $role (param i32 i32) (result i32)))
  (import "assent" "abort" (func $abort (param i32 i32)))
  (memory (export "memory") 1 1)
  (data (i32.const 0) "balance")
  (data (i32.const 8) "cashier")
  (data (i32.const 16) "denied")
  (data (i32.const 24) "below_zero")
  (func $load (drop (call $read (i32.const 0) (i32.const 7) (i32.const 64) (i32.const 8))))
  (func $add (param $by i64)
    (call $load)
    (i64.store (i32.const 64) (i64.add (i64.load (i32.const 64)) (local.get $by)))
    (call $write (i32.const 0) (i32.const 7) (i32.const 64) (i32.const 8)))
  (func (export "pay")
    (if (i32.eqz (call $role (i32.const 8) (i32.const 7)))
      (then (call $abort (i32.const 16) (i32.const 6))))
    (if (i32.ne (call $length) (i32.const 8))
      (then (call $abort (i32.const 16) (i32.const 6))))
    (call $input (i32.const 128) (i32.const 0) (i32.const 8))
    (if (i64.gt_u (i64.load (i32.const 128)) (i64.const 100))
      (then (call $abort (i32.const 16) (i32.const 6))))
    (call $add (i64.load (i32.const 128))))
  (func (export "refund")
    (call $load)
    (if (i64.eqz (i64.load (i32.const 64)))
      (then (call $abort (i32.const 16) (i32.const 6))))
    (call $add (i64.const -2)))
  (func (export "invariant_not_below_zero")
    (call $load)
    (if (i64.lt_s (i64.load (i32.const 64)) (i64.const 0))
      (then (call $abort (i32.const 24) (i32.const 10))))))"#;

#[test]
fn an_invariant_that_breaks_after_a_few_calls_is_found_and_its_script_shows_it() {
    let folder = folder(&[("refunds.wat", REFUNDS)]);
    let line = "assent fuzz @refunds.wat --runs 3000 --json --progress none --findings @found";
    let (status, text) = assent(line, folder.path());
    assert_eq!(status, 1, "{text}");
    let report: Value = serde_json::from_str(&text).unwrap();
    let finding = &report["findings"][0];
    assert_eq!(
        finding["promise"], "invariant invariant_not_below_zero",
        "{text}"
    );
    // To pay 1 and to take 2 back is the shortest way.
    let shown = finding["shown"].as_array().unwrap();
    assert_eq!(shown.len(), 3, "{shown:?}");
    assert!(
        shown[1].as_str().unwrap().starts_with("refund"),
        "{shown:?}"
    );
    let file = finding["file"].as_str().unwrap();
    let (status, text) = assent(&format!("assent test {file}"), folder.path());
    assert!(status == 1 && text.contains("2 passed, 1 failed"), "{text}");
    let (status, text) = assent(&format!("assent fuzz --replay {file}"), folder.path());
    assert!(status == 1 && text.contains("after call 2"), "{text}");
}

#[test]
fn engines_that_come_to_different_things_are_found() {
    let wasm = wat::parse_str(REFUNDS).unwrap();
    let other = REFUNDS.replace("(i64.const -2)", "(i64.const -3)");
    let module = Engine::new().unwrap().admit(&wasm).unwrap();
    let target = ContractTarget::new(module, &wat::parse_str(other).unwrap(), &[]).unwrap();
    let found = fuzzed(&target, 1, 500, 2);
    assert!(
        keys(&found).contains(&"engines refund"),
        "{:?}",
        keys(&found)
    );
}

#[test]
fn a_trap_is_found_with_the_input_that_leads_there() {
    let text = r#"(module
      (import "assent" "input_length" (func $length (result i32)))
      (import "assent" "input_read" (func $input (param i32 i32 i32)))
      (memory (export "memory") 1 1)
      (func (export "go")
        (call $input (i32.const 0) (i32.const 0) (call $length))
        (if (i32.eq (i32.load8_u (i32.const 0)) (i32.const 7)) (then unreachable))))"#;
    let target = contract(text).unwrap();
    let fuzzed = fuzzed(&target, 1, 2_000, 2);
    assert_eq!(keys(&fuzzed), ["trap go TRAP_UNREACHABLE"]);
    let mut bench = target.bench().unwrap();
    let found = fuzzed.found[0].input.clone();
    let small = target
        .shrink(&mut bench, found, "trap go TRAP_UNREACHABLE")
        .unwrap();
    let inputs: Vec<&[u8]> = small
        .calls
        .iter()
        .map(|call| call.input.as_slice())
        .collect();
    assert_eq!(inputs, [&[7]]);
}

#[test]
fn a_corpus_goes_on_where_it_ended_and_one_that_is_damaged_is_refused() {
    let folder = folder(&[("p.consent", POLICY), ("refunds.wat", REFUNDS)]);
    for (file, of) in [("p.consent", "policy"), ("refunds.wat", "contract")] {
        let line = |runs| {
            format!(
                "assent fuzz @{file} --runs {runs} --corpus @{of} --json --progress none --findings @found"
            )
        };
        let reached = |text: &str| {
            let report: Value = serde_json::from_str(text).unwrap();
            report["coverage"]["reached"].as_u64().unwrap()
        };
        let first = reached(&assent(&line(1_500), folder.path()).1);
        let cases = cases(&folder.path().join(of));
        assert!(cases.len() > 3, "{cases:?}");
        // The kept cases alone reach what was reached, in far fewer runs.
        let again = reached(&assent(&line(cases.len() + 8), folder.path()).1);
        assert!(again >= first, "{of}: {again} of {first}");

        let case = &cases[0];
        let replay = format!("assent fuzz @{file} --replay {}", case.display());
        assert!(assent(&replay, folder.path()).0 < 2);
        let mut bytes = std::fs::read(case).unwrap();
        *bytes.last_mut().unwrap() ^= 1;
        std::fs::write(case, bytes).unwrap();
        for line in [line(10), replay] {
            let (status, text) = assent(&line, folder.path());
            assert!(status == 1 && text.contains("is damaged"), "{text}");
        }
        std::fs::remove_file(case).unwrap();
    }
    let line = "assent fuzz @p.consent --corpus @contract --runs 10";
    let (status, text) = assent(line, folder.path());
    assert!(
        status == 1 && text.contains("another kind of contract"),
        "{text}"
    );
}

fn cases(folder: &Path) -> Vec<PathBuf> {
    let files = folder.read_dir().unwrap().map(|file| file.unwrap().path());
    let mut files: Vec<PathBuf> = files.collect();
    files.sort();
    files
}

#[test]
fn hostile_modules_do_the_fuzzer_no_harm() {
    let mut tried = 0;
    for attack in testkit::hostile::attacks() {
        let Ok(module) = Engine::new().unwrap().admit(&attack.wasm) else {
            continue;
        };
        let Ok(target) = ContractTarget::new(module, &attack.wasm, &[]) else {
            continue;
        };
        let fuzzed = fuzzed(&target, 1, 3, 1);
        for key in keys(&fuzzed) {
            assert!(key.starts_with("trap "), "{}: {key}", attack.name);
        }
        tried += 1;
    }
    assert!(tried > 100, "{tried}");
}

/// What is promised of any contract holds of random ones, on the copy with marks and on the module itself.
#[test]
fn contracts_of_random_calls_of_the_host_keep_every_promise_but_not_to_trap() {
    let mut pieces = 0;
    for seed in 0..60 {
        let bytes = seeded(seed, 4_096);
        let text = testkit::host_calls::module(&mut Entropy::new(&bytes));
        let target = contract(&text).unwrap();
        let fuzzed = fuzzed(&target, seed, 40, 1);
        for key in keys(&fuzzed) {
            assert!(key.starts_with("trap "), "{key}\n{text}");
        }
        let reached = target.reached(&fuzzed.points);
        pieces += reached.iter().map(|function| function.reached).sum::<u32>();
    }
    assert!(pieces > 120, "{pieces}");
}

#[test]
fn a_sequence_is_kept_in_bytes_and_read_back_the_same() {
    let target = contract(contracts::REGISTRY).unwrap();
    let fuzzed = fuzzed(&target, 3, 300, 2);
    assert!(fuzzed.corpus.len() > 5 && fuzzed.found.is_empty());
    for sequence in &fuzzed.corpus {
        let bytes = sequence.to_bytes();
        assert_eq!(Sequence::from_bytes(&bytes).as_ref(), Some(sequence));
        assert_eq!(Sequence::from_bytes(&[&bytes[..], &[0]].concat()), None);
    }
}

#[test]
fn what_is_nothing_to_fuzz_is_said_with_what_to_do() {
    let hostile = "(module (memory (export \"memory\") 1))";
    let folder = folder(&[
        ("a.wat", REFUNDS),
        ("b.consent", POLICY),
        ("c.wat", hostile),
        ("d.txt", ""),
    ]);
    for (line, status, message) in [
        ("assent fuzz @", 2, "are in the same folder"),
        ("assent fuzz @d.txt", 2, "neither a policy nor a contract"),
        ("assent fuzz @none.consent", 2, "cannot read"),
        ("assent fuzz @c.wat", 1, "help:"),
        (
            "assent fuzz @a.wat --target pai",
            2,
            "no entry `pai`; there are",
        ),
        (
            "assent fuzz @a.wat --target invariant_not_below_zero",
            2,
            "no entry is left",
        ),
        ("assent fuzz --replay @d.txt", 2, "name it first"),
        (
            "assent fuzz @a.wat --replay @d.txt",
            1,
            "no case of a fuzzer",
        ),
    ] {
        let (found, text) = assent(line, folder.path());
        assert_eq!(found, status, "{line}: {text}");
        assert!(text.contains(message), "{line}: {text}");
    }
}
