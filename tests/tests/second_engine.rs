//! The second engine: it notices a difference, and it stops hostile modules with the codes that their
//! files say, policies and other contracts.

use runtime::{Entry, Stopped};
use testkit::agreement::Three;
use testkit::contract_agreement::{Reached, Sides};
use testkit::entropy::{Entropy, seeded};
use testkit::hostile::{Facts, attacks, state};
use testkit::{host_calls, policies};
use workbench::second_engine::{SecondContract, SecondEngine};

/// Hostile modules that are admitted end on the second engine as their first line says of the first: those
/// that do not end by its own fuel. Faults are of a host that fails on purpose.
#[test]
fn hostile_modules_end_alike_on_the_second_engine() {
    let mut compared = 0;
    for attack in attacks() {
        // Contracts that are no policies have a second engine of their own.
        if attack.entry.is_some() || attack.is_refused() || attack.expect == "fault" {
            continue;
        }
        let mut engine = SecondEngine::metered(&attack.wasm, Facts, attack.fuel);
        let found = match engine.call(Entry::Decide, &attack.input) {
            Err(code) => format!("trap {}", code.name().expect("a known code")),
            Ok(output) => format!("output {}", hex(output)),
        };
        assert_eq!(found, attack.expect, "{}", attack.name);
        compared += 1;
    }
    assert!(compared >= 30, "attacks that run: {compared}");
}

/// The same for contracts that are no policies. The state holds what a state can: the attacks on a broken one are the runtime's alone.
#[test]
fn hostile_contracts_end_alike_on_the_second_engine() {
    let mut compared = 0;
    for attack in attacks() {
        let Some(invocation) = attack.invocation() else {
            continue;
        };
        if attack.is_refused() || attack.expect == "fault" {
            continue;
        }
        let contract = SecondContract::new(&attack.wasm);
        let answer = contract.call(&invocation, &state(), attack.fuel);
        let is_kept = !answer.events.is_empty() || !answer.writes.is_empty();
        assert!(answer.result.is_ok() || !is_kept, "{}", attack.name);
        let found = match answer.result {
            Err(Stopped::Trap(code)) => format!("trap {}", code.name().expect("a known code")),
            Err(Stopped::Abort(name)) => format!("abort {name}"),
            Ok(output) => format!("output {}", hex(&output)),
        };
        assert_eq!(found, attack.expect, "{}", attack.name);
        compared += 1;
    }
    assert!(compared >= 120, "attacks that run: {compared}");
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
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

/// The same of contracts that are no policies: the second engine gets one that writes another byte.
#[test]
#[should_panic(expected = "the engines differ")]
fn a_difference_between_contracts_on_the_engines_is_noticed() {
    let module = |value: &str| {
        let text = format!(
            r#"(module (import "assent" "state_write" (func $write (param i32 i32 i32 i32)))
                (memory (export "memory") 1 1) (data (i32.const 0) "key{value}")
                (func (export "run")
                    (call $write (i32.const 0) (i32.const 3) (i32.const 3) (i32.const 1))))"#
        );
        wat::parse_str(text).expect("a module")
    };
    let mut sides = Sides::admit(&module("1"), "writes 1").expect("it is admitted");
    sides.replace_second(&module("2"));
    let bytes = seeded(0, 4_096);
    let mut choices = Entropy::new(&bytes);
    for _ in 0..20 {
        let case = host_calls::case(&mut choices, &["run".into()]);
        let limit = abi::Fuel(100_000);
        sides.call(&case.invocation(), &state(), limit, &mut Reached::default());
    }
}
