//! wasmi 2 alone: a fresh store, an instance and a call of the counter, with fuel, and with the two functions of the host
//! that it imports as plain as they can be: no prices, no limits, no overlay. So it is what an interpreter takes, not
//! what a sandbox made of it would.

use std::collections::BTreeMap;

use wasmi::{Caller, Config, Engine, Extern, Linker, Memory, Module, Store};

use super::case::Case;
use super::contract::COUNTER;

const FUEL: u64 = 1_000_000;

type State = BTreeMap<Vec<u8>, Vec<u8>>;

fn memory(caller: &Caller<'_, State>) -> Memory {
    let memory = caller.get_export("memory").and_then(Extern::into_memory);
    memory.expect("the counter has one")
}

fn linker(engine: &Engine) -> Linker<State> {
    let read = |mut caller: Caller<'_, State>, key: i32, length: i32, to: i32, room: i32| -> i32 {
        let memory = memory(&caller);
        let (bytes, state) = memory.data_and_store_mut(&mut caller);
        let Some(value) = state.get(&bytes[key as usize..][..length as usize]) else {
            return -1;
        };
        let copied = value.len().min(room as usize);
        bytes[to as usize..][..copied].copy_from_slice(&value[..copied]);
        value.len() as i32
    };
    let write = |mut caller: Caller<'_, State>, key: i32, length: i32, value: i32, bytes: i32| {
        let memory = memory(&caller);
        let (data, state) = memory.data_and_store_mut(&mut caller);
        let taken = |at: i32, length: i32| data[at as usize..][..length as usize].to_vec();
        state.insert(taken(key, length), taken(value, bytes));
    };
    let mut linker = Linker::new(engine);
    linker
        .func_wrap("assent", "state_read", read)
        .expect("a new name");
    linker
        .func_wrap("assent", "state_write", write)
        .expect("a new name");
    linker
}

/// The counter.
pub fn counter() -> Case {
    let mut config = Config::default();
    config.consume_fuel(true);
    let engine = Engine::new(&config);
    let wasm = wat::parse_str(COUNTER).expect("the contract is right");
    let module = Module::new(&engine, &wasm).expect("it is valid");
    let linker = linker(&engine);
    let mut state = State::new();
    let mut call = move || {
        let mut store = Store::new(&engine, std::mem::take(&mut state));
        store.set_fuel(FUEL).expect("fuel is on");
        let instance = linker.instantiate_and_start(&mut store, &module);
        let instance = instance.expect("every import is there");
        let entry = instance.get_typed_func::<(), ()>(&store, "increment");
        entry
            .expect("it is there")
            .call(&mut store, ())
            .expect("no trap");
        let used = FUEL - store.get_fuel().expect("fuel is on");
        state = store.into_data();
        (used, state.get(b"n".as_slice()).cloned())
    };
    for expected in 1..=3u64 {
        let (used, value) = call();
        assert!(used > 0);
        assert_eq!(value, Some(expected.to_le_bytes().to_vec()));
    }
    Case::new("wasmi 2, fresh store and instance", move |_| call())
}
