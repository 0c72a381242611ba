//! A contract at work: with a state that takes in what its calls write, run by both code generators and the second
//! engine at once.

use std::collections::BTreeSet;
use std::sync::Arc;

use abi::limits::CALL_FUEL;
use abi::{Fuel, Hash, Height, Instant};
use runtime::{
    AdmittedModule, CallerIdentity, Context, Contract, Engine, Invocation, MemoryState, Mode,
    Optimisation, Outcome, Stopped,
};
use workbench::second_engine::{Answer, SecondContract};

/// Who calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Caller {
    pub key: [u8; 32],
    pub organisation: Option<&'static str>,
    pub roles: &'static [&'static str],
}

impl Caller {
    pub fn has(&self, role: &str) -> bool {
        self.roles.contains(&role)
    }

    fn identity(&self) -> CallerIdentity {
        CallerIdentity {
            key: self.key,
            organisation: self.organisation.map(str::to_owned),
            roles: self.roles.iter().map(ToString::to_string).collect(),
        }
    }
}

/// One call.
#[derive(Clone, Debug)]
pub struct Call {
    pub caller: Caller,
    pub time: i64,
    pub entry: &'static str,
    pub input: Vec<u8>,
}

/// What a model says that a call comes to: the output, or the name that it is aborted with; what is told.
#[derive(Debug, PartialEq, Eq)]
pub struct Expected {
    pub result: Result<Vec<u8>, &'static str>,
    pub events: Vec<(&'static str, Vec<u8>)>,
}

impl Expected {
    /// Nothing is put out, and this is told.
    pub fn told(topic: &'static str, data: Vec<u8>) -> Expected {
        Expected {
            result: Ok(Vec::new()),
            events: vec![(topic, data)],
        }
    }

    /// This is put out, and nothing is told.
    pub fn output(output: Vec<u8>) -> Expected {
        Expected {
            result: Ok(output),
            events: Vec::new(),
        }
    }

    pub fn abort(name: &'static str) -> Expected {
        Expected {
            result: Err(name),
            events: Vec::new(),
        }
    }
}

/// What the model of a contract does.
pub trait Model: Default {
    fn call(&mut self, call: &Call) -> Expected;

    /// Every key with its value.
    fn state(&self) -> MemoryState;
}

/// A module, admitted for both code generators, with its bytes for the second engine.
pub struct Modules([AdmittedModule; 2], Vec<u8>);

impl Modules {
    /// Of a contract's text.
    pub fn of(text: &str) -> Modules {
        let wasm = wat::parse_str(text).expect("the text is a module");
        let modules = [Optimisation::Speed, Optimisation::Off].map(|optimisation| {
            let engine = Engine::with(optimisation).expect("the sandbox opens");
            engine.admit(&wasm).expect("it is admitted")
        });
        Modules(modules, wasm)
    }

    pub fn entries(&self) -> &[String] {
        self.0[0].entries()
    }

    /// How many bytes the module has.
    pub fn bytes(&self) -> u64 {
        self.0[0].measurements().bytes
    }

    pub fn deployed(&self) -> Deployed {
        let contracts = self.0.each_ref().map(|module| {
            let contract = module.contract(MemoryState::default());
            contract.expect("no fault")
        });
        Deployed(contracts, SecondContract::new(&self.1))
    }
}

/// The contract of one module, twice, and once on the second engine.
pub struct Deployed([Contract<MemoryState>; 2], SecondContract);

impl Deployed {
    /// Calls, and takes in what was written. Fails when the two code generators differ in anything, fuel among it, or
    /// the second engine in anything but fuel.
    pub fn call(&mut self, call: &Call, mode: Mode) -> Outcome {
        let context = Arc::new(Context {
            chain: Hash::ZERO,
            height: Height(7),
            time: Instant(call.time),
            caller: call.caller.identity(),
        });
        let invocation = Invocation {
            entry: call.entry,
            input: &call.input,
            mode,
            context,
        };
        let state = self.state();
        let answer = self.1.call(&invocation, &state, Fuel(CALL_FUEL));
        let [one, other] = self.0.each_mut().map(|contract| {
            let outcome = contract.call(&invocation, Fuel(CALL_FUEL));
            let outcome = outcome.expect("no fault");
            let state = contract.state_mut().expect("no fault");
            state.apply(&outcome.writes);
            outcome
        });
        assert_eq!(one, other, "the code generators differ");
        assert_eq!(answer, Answer::of(&one), "the engines differ");
        one
    }

    pub fn transact(&mut self, call: &Call) -> Outcome {
        self.call(call, Mode::Transaction)
    }

    pub fn state(&mut self) -> MemoryState {
        self.0[0].state_mut().expect("no fault").clone()
    }

    pub fn set_state(&mut self, state: &MemoryState) {
        for contract in &mut self.0 {
            *contract.state_mut().expect("no fault") = state.clone();
        }
    }

    /// Fails unless the call comes to what the model says, and leaves the state as it says.
    pub fn agrees<M: Model>(&mut self, model: &mut M, call: &Call) -> Expected {
        let outcome = self.transact(call);
        let expected = model.call(call);
        let result = match &outcome.result {
            Ok(output) => Ok(output.clone()),
            Err(Stopped::Abort(name)) => Err(name.as_str()),
            Err(trap) => panic!("{trap:?}: {call:?}"),
        };
        assert_eq!(result, expected.result, "{call:?}");
        let events = outcome.events.iter();
        let events: Vec<(&str, Vec<u8>)> = events
            .map(|event| (event.topic.as_str(), event.data.clone()))
            .collect();
        assert_eq!(events, expected.events, "{call:?}");
        assert_eq!(self.state(), model.state(), "{call:?}");
        expected
    }
}

/// What calls came to, by name: aborts, topics of events, and `output` for what puts out.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Seen(BTreeSet<&'static str>);

impl Seen {
    pub fn note(&mut self, expected: &Expected) {
        match &expected.result {
            Err(name) => self.0.insert(name),
            Ok(output) => !output.is_empty() && self.0.insert("output"),
        };
        self.0
            .extend(expected.events.iter().map(|(topic, _)| topic));
    }

    /// Fails unless each of these was seen, and nothing else.
    pub fn is_all_of(&self, names: &[&'static str]) {
        assert_eq!(self.0, names.iter().copied().collect());
    }
}

/// The bytes of several parts, one behind the other.
pub fn bytes(parts: &[&[u8]]) -> Vec<u8> {
    parts.concat()
}
