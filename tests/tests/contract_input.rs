//! What a contract makes of an input that its host should never have written: a trap.

use abi::bind::BoundRequest;
use abi::interface::Interface;
use abi::limits::DECIDE_FUEL;
use abi::{Fuel, OutcomeCode};
use runtime::{Engine, Entry, Instance, NoFacts};

const POLICY: &str = "lab Acme\nhospital Mercy\n\
    rule one lab Acme may read bloodwork for treatment\n\
    rule two no one may read imaging held by Mercy\n";

/// A contract of the policy, and a request that it is asked.
struct Asked {
    instance: Instance<NoFacts>,
    interface: Interface,
    request: BoundRequest,
}

impl Asked {
    fn new() -> Asked {
        let policy = policy_lang::check(POLICY, "test").policy.unwrap();
        let contract = policy_lang::contract::compile(&policy, POLICY).unwrap();
        let engine = Engine::new().unwrap();
        let module = engine.admit(&contract.wasm).unwrap();
        let binding = abi::bind::Binding::new(contract.interface.clone());
        let requester = abi::terms::Requester::Patient { is_subject: false };
        let request = abi::terms::AccessRequest {
            patient: abi::PatientId([0; 16]),
            actions: vec!["read".into()],
            categories: vec![abi::terms::CategoryTerm::Name("imaging".into())],
            claims: abi::terms::Claims::default(),
        };
        let request = binding.request(&requester, &request, abi::Instant(0));
        Asked {
            instance: module.instance(NoFacts).unwrap(),
            interface: contract.interface,
            request: request.unwrap(),
        }
    }

    /// Whether the input with `more` behind it is decided, or the code of the trap.
    fn outcome(&mut self, more: &[u8]) -> Result<(), OutcomeCode> {
        let mut input = Vec::new();
        self.request.write(&mut input);
        input.extend(more);
        let call = self.instance.call(Entry::Decide, &input, Fuel(DECIDE_FUEL));
        call.unwrap().outcome.map(|_| ())
    }
}

const TRAP: Result<(), OutcomeCode> = Err(OutcomeCode::TRAP_UNREACHABLE);

#[test]
fn ids_that_a_contract_does_not_know_are_a_trap() {
    let mut asked = Asked::new();
    let sound = asked.request.clone();
    let ids = |asked: &Asked| {
        let interface = &asked.interface;
        [
            interface.actions.len() as u32,
            interface.unknown_category() + 1,
            interface.purposes.len() as u32 + 1,
            interface.last_party() + 1,
            interface.last_party() + 1,
            interface.practitioners.len() as u32 + 1,
            interface.roles.len() as u32,
        ]
    };
    let unknown = ids(&asked);
    let set: [fn(&mut BoundRequest, u32); 7] = [
        |request, id| request.actions = vec![id],
        |request, id| request.categories = vec![id],
        |request, id| request.purpose = id,
        |request, id| request.data.custodian = Some(id),
        |request, id| request.party = id,
        |request, id| request.practitioner = id,
        |request, id| request.roles = vec![id],
    ];
    for (set, first_unknown) in set.into_iter().zip(unknown) {
        for (id, expected) in [
            (first_unknown - 1, Ok(())),
            (first_unknown, TRAP),
            (u32::MAX - 1, TRAP),
        ] {
            asked.request = sound.clone();
            set(&mut asked.request, id);
            assert_eq!(asked.outcome(&[]), expected, "{first_unknown}: {id}");
        }
    }
}

#[test]
fn an_input_longer_than_it_says_is_a_trap() {
    let mut asked = Asked::new();
    assert_eq!(asked.outcome(&[]), Ok(()));
    assert_eq!(asked.outcome(&[0; 4]), TRAP);
}
