//! What may become the active policy of a ledger, and what is refused without harm.

use std::fmt::Write;

use abi::limits::{DEPLOY_BYTE_FUEL, DEPLOY_CODE_BYTE_FUEL};
use abi::{Fuel, OutcomeCode};
use ledger::Action;
use ledger::membership::account_of;
use runtime::Engine;

use crate::small_chain::{POLICY, Small, contract, public, request};

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

/// Every node reads what is deployed and compiles what is admitted, also a node that knew the module.
#[test]
fn deploying_is_charged_by_bytes_and_code_and_a_refused_module_by_its_bytes() {
    let policy = contract(POLICY);
    let engine = Engine::new().expect("the sandbox opens");
    let code = engine.admit(&policy).expect("it is admitted");
    let code = code.measurements().code_bytes;
    assert!(code > 0);

    let mut small = Small::new(policy.clone());
    let charged = |small: &Small| {
        let account = account_of(small.chain.state(), &public("admin"));
        account.expect("a record").expect("an account").charge
    };
    let bytes = policy.len() as u64;
    let refused = b"\0asm, and nothing more".to_vec();
    for (module, outcome, fuel) in [
        (
            policy,
            OutcomeCode::DONE,
            DEPLOY_BYTE_FUEL * bytes + DEPLOY_CODE_BYTE_FUEL * code,
        ),
        (
            refused.clone(),
            OutcomeCode::MODULE_REFUSED,
            DEPLOY_BYTE_FUEL * refused.len() as u64,
        ),
    ] {
        let before = charged(&small);
        let done = small.append(&[("admin", Action::DeployPolicy { module })]);
        let receipt = &done.receipts[0];
        assert_eq!((receipt.outcome, receipt.fuel), (outcome, Fuel(fuel)));
        assert_eq!(charged(&small), before + fuel);
    }

    // Who may not deploy pays nothing: the module is not looked at.
    let module = contract(POLICY);
    let denied = small.append(&[("Acme", Action::DeployPolicy { module })]);
    assert_ne!(denied.receipts[0].outcome, OutcomeCode::DONE);
    assert_eq!(denied.receipts[0].fuel, Fuel(0));
}
