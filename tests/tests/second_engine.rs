//! The second engine: it notices a difference, and it stops hostile modules with the codes that their
//! files say.

use std::path::{Path, PathBuf};

use runtime::{Entry, FactAnswer, FactSource, Fault};
use testkit::agreement::Three;
use testkit::entropy::{Entropy, seeded};
use testkit::policies;
use testkit::second_engine::SecondEngine;

/// Traps that are about fuel, which the second engine does not count, and faults of a host that
/// fails on purpose.
const NOT_COMPARED: &[&str] = &["trap TRAP_FUEL", "fault"];

/// Knows what the host of the attacks knows: see `runtime/src/hostile_tests.rs`.
struct Facts;

impl FactSource for Facts {
    fn fact(&mut self, id: u32, out: &mut Vec<u8>) -> Result<FactAnswer, Fault> {
        match id {
            1 => out.extend(1_u32.to_le_bytes()),
            3 => out.extend([3; 1_000]),
            _ => return Ok(FactAnswer::Unknown),
        }
        Ok(FactAnswer::Known)
    }
}

/// The value of a line `;; key: value`.
fn header<'t>(text: &'t str, key: &str) -> Option<&'t str> {
    let mut lines = text.lines();
    lines.find_map(|line| Some(line.strip_prefix(";; ")?.strip_prefix(key)?.trim()))
}

fn attacks() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("hostile");
    let files = folder.read_dir().expect("the attacks are there");
    files.map(|file| file.expect("a file").path()).collect()
}

/// Hostile modules that are admitted end on the second engine as their first line says of the first.
#[test]
fn hostile_modules_end_alike_on_the_second_engine() {
    let mut compared = 0;
    for file in attacks() {
        let text = std::fs::read_to_string(&file).expect("a file");
        let expect = header(&text, "expect:").expect("a result");
        // Contracts that are no policies have a second engine of their own.
        if header(&text, "entry:").is_some() {
            continue;
        }
        if expect.starts_with("refused") || NOT_COMPARED.contains(&expect) {
            continue;
        }
        let wasm = wat::parse_str(&text).expect("a module");
        let input = header(&text, "input:").map_or(0, |bytes| bytes.parse().expect("a number"));
        let mut engine = SecondEngine::new(&wasm, Facts);
        let found = match engine.call(Entry::Decide, &vec![255; input]) {
            Err(code) => format!("trap {}", code.name().expect("a known code")),
            Ok(output) => {
                let hex: String = output.iter().map(|byte| format!("{byte:02x}")).collect();
                format!("output {hex}")
            }
        };
        assert_eq!(found, expect, "{}", file.display());
        compared += 1;
    }
    assert!(compared >= 15, "attacks that run: {compared}");
}

/// A contract whose rules are others on one of the two engines is found at the first decision that
/// they change.
#[test]
#[should_panic(expected = "left == right")]
fn a_difference_between_the_engines_is_noticed() {
    let text = policies::policy(&mut Entropy::new(&seeded(1, 8_192)));
    let more = "\nrule zzz_more\n  no one may read, collect, use, view the whole record\n";
    let mut here = Three::of(text.clone()).expect("a policy");
    here.replace_second(&Three::of(text + more).expect("a policy"));
    let bytes = seeded(0, 1 << 16);
    let mut choices = Entropy::new(&bytes);
    for _ in 0..100 {
        here.compare(&policies::aimed::case(&mut choices, &here.policy));
    }
}
