//! Calls of contracts that are no policies.

use std::sync::Arc;

use abi::limits::CALL_FUEL;
use abi::receipt::{CallRecord, EventRecord};
use abi::{Domain, Fuel, Hash, OutcomeCode};
use ledger::membership::{Sender, active_contract, module};
use ledger::records::{AccountKind, key};
use ledger::rules::Occasion;
use ledger::state::contract_value;
use ledger::{Action, Lane, Overlay, StateRead};
use runtime::{CallerIdentity, Contract, Found, Invocation, Mode, Outcome, StateReader, Stopped};
use scoped_tls_hkt::scoped_thread_local;

use super::{Done, Worker};
use crate::Fault;

/// Contracts that are kept linked; more are linked anew, which changes no result.
const LINKED: usize = 64;

// The engine wants what a contract reads to live as long as the contract, and the state is only lent. So
// a contract reads what its thread has in this place while it is called, and nothing else ever.
scoped_thread_local!(static STATE: for<'a> &'a (dyn StateRead + 'a));

/// Where a contract's values lie: what it reads and writes is in its lane, under its name.
#[derive(Clone, Copy)]
pub(super) struct LaneState {
    lane: Lane,
    contract: Hash,
}

/// There is no state to read: a contract runs outside a call.
#[derive(Debug, thiserror::Error)]
#[error("a contract reads the state outside a call")]
struct Outside;

/// A value of a contract does not begin with its key, which only a bug can bring about.
#[derive(Debug, thiserror::Error)]
#[error("a value of a contract does not name its key")]
struct Unnamed;

impl StateReader for LaneState {
    fn read(&self, key: &[u8], out: &mut Vec<u8>) -> Result<Found, runtime::Fault> {
        let key = key::contract_value(self.lane, &self.contract, key);
        with_state(|state| match state.get(&key) {
            Some(stored) => {
                let value = contract_value::decode(stored).ok_or(Unnamed);
                out.extend_from_slice(value.map_err(runtime::Fault::host)?);
                Ok(Found::Yes)
            }
            None => Ok(Found::No),
        })
    }

    fn next_key(
        &self,
        prefix: &[u8],
        after: Option<&[u8]>,
        out: &mut Vec<u8>,
    ) -> Result<Found, runtime::Fault> {
        let of = |key: &[u8]| key::contract_value(self.lane, &self.contract, key);
        let above = of(&[]).as_bytes().len();
        let after = after.map(of);
        let after = after.as_ref().map(ledger::StateKey::as_bytes);
        with_state(|state| {
            let next = state.next_contract_key(of(prefix).as_bytes(), after);
            match next.and_then(|key| key.as_bytes().get(above..)) {
                Some(key) => {
                    out.extend_from_slice(key);
                    Ok(Found::Yes)
                }
                None => Ok(Found::No),
            }
        })
    }
}

fn with_state(
    read: impl FnOnce(&dyn StateRead) -> Result<Found, runtime::Fault>,
) -> Result<Found, runtime::Fault> {
    match STATE.is_set() {
        true => STATE.with(read),
        false => Err(runtime::Fault::host(Outside)),
    }
}

impl Worker {
    /// Calls a contract in the lane that the transaction names.
    pub(super) fn call(
        &mut self,
        effects: &mut Overlay,
        occasion: &Occasion,
        sender: &Sender,
        action: &Action,
    ) -> Result<Done, Fault> {
        let Action::CallContract {
            contract: name,
            entry,
            input,
            ..
        } = action
        else {
            return Ok(OutcomeCode::MALFORMED.into());
        };
        let Some(active) = active_contract(effects, name)? else {
            return Ok(OutcomeCode::UNKNOWN_CONTRACT.into());
        };
        let place = LaneState {
            lane: action.lane(),
            contract: key::contract_id(name),
        };
        let invocation = Invocation {
            entry,
            input,
            mode: Mode::Transaction,
            context: Arc::new(runtime::Context {
                chain: occasion.chain,
                height: occasion.height,
                time: occasion.now,
                caller: identity(sender),
            }),
        };
        let contract = self.linked(effects, active.hash, place)?;
        let outcome = STATE.set(&*effects, || contract.call(&invocation, Fuel(CALL_FUEL)))?;
        for (key, value) in &outcome.writes {
            let key = key::contract_value(place.lane, &place.contract, key);
            match value {
                Some(value) => {
                    let stored = contract_value::encode(&key, value);
                    effects.set(key, stored);
                }
                None => effects.remove(key),
            }
        }
        Ok(done(active.hash, outcome))
    }

    /// The contract of a module, linked, which reads and writes at `place`.
    fn linked(
        &mut self,
        view: &dyn StateRead,
        hash: Hash,
        place: LaneState,
    ) -> Result<&mut Contract<LaneState>, Fault> {
        let kept = self.linked.remove(&hash);
        let contract = match kept {
            Some(mut contract) => {
                *contract.state_mut()? = place;
                contract
            }
            None => {
                let wasm = module(view, &hash).ok_or(Fault::Contract(hash))?;
                // It was admitted when it was stored: under the same rules it still is.
                let admitted = self.contracts.admit(wasm);
                let admitted = admitted.map_err(|_| Fault::Contract(hash))?;
                admitted.contract(place)?
            }
        };
        if self.linked.len() >= LINKED {
            self.linked.clear();
        }
        Ok(self.linked.entry(hash).insert_entry(contract).into_mut())
    }
}

/// Who calls, as enrolled.
fn identity(sender: &Sender) -> CallerIdentity {
    let (organisation, roles) = match &sender.kind {
        AccountKind::Organisation { name, .. } => (Some(name.clone()), Vec::new()),
        AccountKind::Member {
            organisation,
            roles,
            ..
        } => (Some(organisation.clone()), roles.clone()),
        _ => (None, Vec::new()),
    };
    CallerIdentity {
        key: sender.key.0,
        organisation,
        roles: roles.into_iter().collect(),
    }
}

fn done(module: Hash, outcome: Outcome) -> Done {
    let fuel = outcome.fuel.total();
    let (code, abort, output) = match outcome.result {
        Ok(output) => (OutcomeCode::DONE, None, Domain::Output.hash(&output)),
        Err(Stopped::Abort(name)) => (OutcomeCode::ABORTED, Some(name), Hash::ZERO),
        Err(Stopped::Trap(code)) => (code, None, Hash::ZERO),
    };
    let event = |event: runtime::Event| EventRecord {
        topic: event.topic,
        data: event.data,
    };
    Done {
        outcome: code,
        fuel,
        decision: None,
        call: Some(CallRecord {
            module,
            abort,
            output,
            events: outcome.events.into_iter().map(event).collect(),
        }),
    }
}

#[cfg(test)]
mod tests;
