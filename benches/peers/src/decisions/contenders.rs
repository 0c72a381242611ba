//! The engines that are compared, each with how a workload is loaded into it and what is timed.

use std::hint::black_box;
use std::time::{Duration, Instant};

use benches::engines;
use benches::engines::map::{NamesMap, PackedMap};
use benches::scenario::{Loaded, Mode};
use runtime::Engine as Sandbox;
use testkit::workload::Scenario;
use testkit::workload::drawn::Drawn;

use super::biscuit::Biscuit;
use super::casbin::Casbin;
use super::cedar::Cedar;
use super::rego::{Form, Interpreter, Machine};
use crate::figures::{Engine, NODE, WARM};

/// A workload, in the consent language already loaded.
pub struct Workload<'a> {
    drawn: &'a Drawn,
    ours: Loaded<'a>,
}

impl<'a> Workload<'a> {
    /// Loads it, and asserts that ours answers and explains as the reference interpreter does.
    pub fn new(sandbox: &Sandbox, drawn: &'a Drawn, scenario: &'a Scenario) -> Workload<'a> {
        eprintln!("{}: compiling, and asking the interpreter", scenario.name);
        Workload {
            drawn,
            ours: Loaded::new(sandbox, scenario),
        }
    }
}

/// Something that decides the requests of a workload.
pub trait Contender {
    /// Whether request `index` is allowed.
    fn allows(&mut self, index: usize) -> bool;

    /// How long so many decisions take, of one request after the other.
    fn time(&mut self, calls: u32) -> Duration;
}

/// An engine, and which request comes next.
struct Running<E> {
    engine: E,
    /// Requests that are timed: the first so many.
    requests: usize,
    next: usize,
}

impl<E: engines::Engine> Contender for Running<E> {
    fn allows(&mut self, index: usize) -> bool {
        self.engine.decide(index).allowed
    }

    fn time(&mut self, calls: u32) -> Duration {
        let start = Instant::now();
        for _ in 0..calls {
            black_box(self.engine.decide(self.next));
            self.next += 1;
            if self.next == self.requests {
                self.next = 0;
            }
        }
        start.elapsed()
    }
}

/// A loaded engine, and how long it took from texts to ready.
type Ready<'a> = Result<(Box<dyn Contender + 'a>, Duration), String>;

fn ready<'a, E: engines::Engine + 'a>(
    requests: usize,
    load: impl FnOnce() -> Result<E, String>,
) -> Ready<'a> {
    let start = Instant::now();
    let engine = load()?;
    let took = start.elapsed();
    let running = Running {
        engine,
        requests,
        next: 0,
    };
    Ok((Box::new(running), took))
}

/// How an engine is loaded.
#[derive(Debug, Clone, Copy)]
enum How {
    Ours(Mode),
    CedarWhole,
    CedarSliced,
    RegoMachine(Form),
    RegoInterpreter(Form),
    Biscuit,
    Casbin,
    Names,
    Packed,
}

/// An engine in the list.
pub struct Listed {
    /// Its name and what is timed.
    pub engine: Engine,
    how: How,
    /// Rules beyond which it is not tried, and why.
    rules_max: Option<(usize, &'static str)>,
}

/// Beyond, a scan of all rules takes a tenth of a second for each answer, and loading half a minute.
const SCANS: Option<(usize, &str)> = Some((20_000, "not tried: looks at every rule"));

const fn listed(
    name: &'static str,
    how: How,
    rules_max: Option<(usize, &'static str)>,
    includes: &'static str,
) -> Listed {
    Listed {
        engine: Engine { name, includes },
        how,
        rules_max,
    }
}

/// All engines, in the order of the tables.
pub const CONTENDERS: [Listed; 14] = [
    listed(
        WARM,
        How::Ours(Mode::Warm),
        None,
        "a request in the contract's numbers is written into a memory that is kept, fuel is set, the contract runs, \
         fuel and the outcome with its rules are read",
    ),
    listed(
        NODE,
        How::Ours(Mode::Fresh),
        None,
        "the same, with the memory put back before each decision to how the module begins",
    ),
    listed(
        "ours, warm, from names",
        How::Ours(Mode::Names),
        None,
        "as warm, with the numbers of all names looked up first",
    ),
    listed(
        "ours, as a node decides, from names",
        How::Ours(Mode::FreshNames),
        None,
        "as a node decides, with the numbers of all names looked up first",
    ),
    listed(
        "regorus 0.14 machine, index in data",
        How::RegoMachine(Form::Indexed),
        None,
        "RegoVM::set_input with a clone of a ready value, and execute; true or false, no rule is named",
    ),
    listed(
        "regorus 0.14 machine, rule per consent",
        How::RegoMachine(Form::Rules),
        SCANS,
        "the same",
    ),
    listed(
        "regorus 0.14 interpreter, index in data",
        How::RegoInterpreter(Form::Indexed),
        None,
        "Engine::set_input with a clone of a ready value, and eval_rule; true or false, no rule is named",
    ),
    listed(
        "regorus 0.14 interpreter, rule per consent",
        How::RegoInterpreter(Form::Rules),
        SCANS,
        "the same",
    ),
    listed(
        "cedar-policy 4.14, all policies",
        How::CedarWhole,
        SCANS,
        "Authorizer::is_authorized with a ready request and ready entities, those of the request alone where \
         policies look at them; the answer names the policies",
    ),
    listed(
        "cedar-policy 4.14, sliced beforehand",
        How::CedarSliced,
        None,
        "the same, with the policies of the request's organisation (flat), department (hospital) or category \
         (adversarial) already in hand",
    ),
    listed(
        "biscuit-auth 6",
        How::Biscuit,
        SCANS,
        "Authorizer::authorize of a ready authorizer that has all facts and the request's own policies, without a \
         token; building it for each request, as has to be done, is not timed",
    ),
    listed(
        "casbin 2.20",
        How::Casbin,
        SCANS,
        "Enforcer::enforce with a clone of a ready request; true or false",
    ),
    listed(
        "Rust `HashMap`, names",
        How::Names,
        None,
        "a look for a key of four names, or two of them, hashed as the standard library does; a floor, no policy",
    ),
    listed(
        "Rust `HashMap`, one number",
        How::Packed,
        None,
        "the same with a number for the four names, hashed by one multiplication",
    ),
];

impl Listed {
    /// Loads a workload.
    ///
    /// # Errors
    /// Why the engine has none, for people.
    pub fn load<'a>(&self, workload: &'a Workload<'a>) -> Ready<'a> {
        let drawn = workload.drawn;
        let requests = drawn.allowed().len();
        if let Some((max, reason)) = self.rules_max
            && drawn.rules() > max
        {
            return Err(reason.into());
        }
        let refused =
            |reason: String| format!("refused: {}", reason.lines().next().unwrap_or_default());
        match self.how {
            How::Ours(mode) => {
                let steps = workload.ours.steps;
                let took = steps.check + steps.compile + steps.admit;
                let (contender, _) = ready(requests, || Ok(workload.ours.decider(mode)))?;
                Ok((contender, took))
            }
            How::CedarWhole => {
                let form = drawn.cedar();
                ready(requests, || Ok(Cedar::whole(&form)))
            }
            How::CedarSliced => {
                let form = drawn.cedar();
                ready(requests, || Ok(Cedar::sliced(&form)))
            }
            How::RegoMachine(written) => {
                let form = drawn.rego();
                ready(requests, || Machine::new(&form, written).map_err(refused))
            }
            How::RegoInterpreter(written) => {
                let form = drawn.rego();
                ready(requests, || {
                    Interpreter::new(&form, written).map_err(refused)
                })
            }
            How::Biscuit => {
                let form = drawn.biscuit();
                let kept = Biscuit::kept(&form);
                ready(kept, || Biscuit::new(form))
            }
            How::Casbin => {
                let form = drawn.casbin();
                ready(requests, || Casbin::new(&form))
            }
            How::Names => {
                let form = drawn.keys();
                ready(requests, || Ok(NamesMap::new(&form)))
            }
            How::Packed => {
                let form = drawn.keys();
                ready(requests, || Ok(PackedMap::new(&form)))
            }
        }
    }
}
