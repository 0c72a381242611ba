//! What may become the active policy of a ledger, and what is refused without harm.

use std::fmt::Write;

use abi::OutcomeCode;
use ledger::Action;
use runtime::Engine;

use crate::small_chain::{POLICY, Small, contract, request};

/// The interface section of a compiled policy, as WebAssembly text.
fn interface_section(policy: &[u8]) -> String {
    let engine = Engine::new().expect("the sandbox opens");
    let module = engine.admit(policy).expect("it is admitted");
    let mut bytes = String::new();
    for byte in module.interface().expect("a policy has one") {
        write!(bytes, "\\{byte:02x}").expect("a string takes it");
    }
    format!("(@custom \"assent.policy\" \"{bytes}\")")
}

/// An admitted contract that calls itself a policy by its interface section, and has no `decide`:
/// it must not come to where it is asked to decide, since that would be a fault.
#[test]
fn a_contract_that_only_bears_a_policy_s_interface_does_not_become_the_policy() {
    let section = interface_section(&contract(POLICY));
    let text =
        format!("(module (memory (export \"memory\") 1 1) (func (export \"run\")) {section})");
    let impostor = wat::parse_str(text).expect("a module");
    let engine = Engine::new().expect("the sandbox opens");
    assert!(
        engine
            .admit(&impostor)
            .is_ok_and(|module| !module.is_policy() && module.interface().is_some())
    );

    let mut small = Small::new(contract(POLICY));
    let decided = |small: &mut Small| small.append(&[("Acme", request())]).receipts[0].outcome;
    assert_eq!(decided(&mut small), OutcomeCode::ALLOWED);
    let deploy = Action::DeployPolicy { module: impostor };
    let deployed = small.append(&[("admin", deploy)]);
    assert_eq!(deployed.receipts[0].outcome, OutcomeCode::MODULE_REFUSED);
    assert_eq!(decided(&mut small), OutcomeCode::ALLOWED);
}
