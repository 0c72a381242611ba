//! Whatever is admitted is contained: the charge has a bound, and so has the memory.

mod worst;

use abi::limits::{
    CALL_WRITE_BYTES, CONTRACT_INPUT_BYTES, CONTRACT_OUTPUT_BYTES, CONTRACT_VALUE_BYTES,
    EVENT_BYTES, FACT_BYTES, INPUT_BYTES, MEMORY_PAGES, OUTPUT_BYTES,
};
use abi::{Fuel, OutcomeCode};
use runtime::{Engine, Entry, Stopped};
use testkit::hostile::{Facts, attacks, state};

/// What one call of anything may take of the machine's memory.
const BYTES_MAX: u64 = 64 << 20;

const PAGE_BYTES: u64 = 64 << 10;

/// Memory, and all that a call takes in, puts out and keeps beside it.
fn bytes(pages: u64) -> u64 {
    let of_contracts = [
        CONTRACT_INPUT_BYTES,
        CONTRACT_OUTPUT_BYTES,
        CONTRACT_VALUE_BYTES,
        CALL_WRITE_BYTES,
        EVENT_BYTES,
    ];
    let of_policies = [INPUT_BYTES, OUTPUT_BYTES, FACT_BYTES];
    let beside: u64 = of_contracts.iter().chain(&of_policies).sum();
    pages * PAGE_BYTES + beside
}

#[test]
fn the_largest_call_that_is_admitted_fits_into_64_mib() {
    assert!(bytes(MEMORY_PAGES) <= BYTES_MAX);
}

/// Every hostile module that is admitted, whatever fuel it gets: it is charged that much and no more, and
/// all of it when it traps; its memory is as large as it says.
#[test]
fn every_admitted_attack_is_bounded_in_fuel_and_memory() {
    let engine = Engine::new().expect("the sandbox opens");
    let mut contained = 0;
    for attack in attacks() {
        if attack.is_refused() || attack.expect == "fault" {
            continue;
        }
        let module = engine.admit(&attack.wasm).expect("it is admitted");
        let pages = u64::from(module.measurements().pages);
        assert!(bytes(pages) <= BYTES_MAX, "{}", attack.name);
        for limit in [0, 999, 1_000, 20_000, attack.fuel.0, 5_000_000].map(Fuel) {
            let (charge, trapped) = match attack.invocation() {
                Some(invocation) => {
                    let mut contract = module.contract(state()).expect("an instance");
                    let outcome = contract.call(&invocation, limit).expect("no fault");
                    let trapped = matches!(outcome.result, Err(Stopped::Trap(_)));
                    (outcome.fuel.total(), trapped)
                }
                None => {
                    let mut instance = module.instance(Facts).expect("an instance");
                    let call = instance.call(Entry::Decide, &attack.input, limit);
                    let call = call.expect("no fault");
                    (call.fuel.total(), call.outcome.is_err())
                }
            };
            match trapped {
                true => assert_eq!(charge, limit, "{}", attack.name),
                false => assert!(charge <= limit, "{}", attack.name),
            }
        }
        contained += 1;
    }
    assert!(contained > 150, "{contained}");
}

/// The fuel of a call is the bound of its work: the prices of entering are in it, so that no call is free.
#[test]
fn a_call_without_the_fuel_to_enter_does_not_begin() {
    let text = r#"(module (memory (export "memory") 512 512) (func (export "run")))"#;
    let wasm = wat::parse_str(text).expect("a module");
    let engine = Engine::new().expect("the sandbox opens");
    let module = engine.admit(&wasm).expect("it is admitted");
    let attack = attacks()
        .into_iter()
        .find(|attack| attack.entry.as_deref() == Some("run"));
    let attack = attack.expect("an attack on an entry of this name");
    let invocation = attack.invocation().expect("a contract");
    let mut contract = module.contract(state()).expect("an instance");
    let price = 1_000 + 512 * 20 + attack.input.len() as u64;
    let short = contract
        .call(&invocation, Fuel(price - 1))
        .expect("no fault");
    assert_eq!(short.result, Err(Stopped::Trap(OutcomeCode::TRAP_FUEL)));
    let enough = contract
        .call(&invocation, Fuel(price + 10))
        .expect("no fault");
    assert_eq!(enough.result, Ok(Vec::new()));
}
