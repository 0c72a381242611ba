//! cosmwasm-vm 3.0: the machine of CosmWasm with its own backend for tests, which keeps state in memory.
//!
//! A call is what a chain's keeper has the machine do: an instance of a pinned module, environment, sender and message
//! written as JSON, the response read from JSON, the instance given back. Gas is counted.

use std::path::PathBuf;
use std::process::Command;

use cosmwasm_std::{Checksum, Coin, Empty, Env, Event, MessageInfo, coins};
use cosmwasm_vm::testing::{MockApi, MockQuerier, MockStorage, mock_backend, mock_env, mock_info};
use cosmwasm_vm::{
    Backend, Cache, CacheOptions, Instance, InstanceOptions, Size, Storage, call_execute,
    call_instantiate, call_query, capabilities_from_csv,
};
use tempfile::TempDir;

use super::case::Case;

const COUNTER: &str = include_str!("../../contracts/cosmwasm_counter.wat");
const FIVE: &str = include_str!("../../contracts/cosmwasm_five.wat");

const CAPABILITIES: &str =
    "cosmwasm_1_1,cosmwasm_1_2,cosmwasm_1_3,cosmwasm_1_4,cosmwasm_2_0,cosmwasm_2_1,cosmwasm_2_2";
/// Enough for every call of one instance that is used again and again.
const GAS: InstanceOptions = InstanceOptions { gas_limit: 1 << 60 };

type Machine = Cache<MockApi, MockStorage, MockQuerier>;
type Running = Instance<MockApi, MockStorage, MockQuerier>;

/// A pinned module with its state.
struct Pinned {
    machine: Machine,
    checksum: Checksum,
    /// `None` while an instance has it.
    backend: Option<Backend<MockApi, MockStorage, MockQuerier>>,
    env: Env,
    info: MessageInfo,
    /// Where the machine keeps its files; removed when this is dropped.
    _folder: TempDir,
}

impl Pinned {
    fn new(wasm: &[u8], balance: &[Coin]) -> Pinned {
        let folder = TempDir::new().expect("a folder can be made");
        let capabilities = capabilities_from_csv(CAPABILITIES);
        let (memory, cache) = (Size::mebi(64), Size::mebi(200));
        let options = CacheOptions::new(folder.path(), capabilities, cache, memory);
        // SAFETY: nobody else touches the files of this folder, which was made just now.
        let machine: Machine = unsafe { Cache::new(options) }.expect("the machine begins");
        let checksum = machine.store_code(wasm, true, true).expect("it is taken");
        machine.pin(&checksum).expect("it can be pinned");
        let info = mock_info(&MockApi::default().addr_make("sender"), &[]);
        Pinned {
            machine,
            checksum,
            backend: Some(mock_backend(balance)),
            env: mock_env(),
            info,
            _folder: folder,
        }
    }

    fn instance(&mut self) -> Running {
        let backend = self.backend.take().expect("it was given back");
        let instance = self.machine.get_instance(&self.checksum, backend, GAS);
        instance.expect("there is room")
    }

    fn instantiate(&mut self, message: &[u8]) {
        let mut instance = self.instance();
        let called =
            call_instantiate::<_, _, _, Empty>(&mut instance, &self.env, &self.info, message);
        let result = called.expect("the machine is sound").into_result();
        result.expect("the contract begins");
        self.backend = instance.recycle();
    }

    fn execute(&mut self, message: &[u8]) -> Vec<Event> {
        let mut instance = self.instance();
        let called = call_execute::<_, _, _, Empty>(&mut instance, &self.env, &self.info, message);
        let result = called.expect("the machine is sound").into_result();
        self.backend = instance.recycle();
        result.expect("the contract succeeds").events
    }

    fn query(&mut self, message: &[u8]) -> Vec<u8> {
        let mut instance = self.instance();
        let answer = query(&mut instance, &self.env, message);
        self.backend = instance.recycle();
        answer
    }

    fn value(&self, key: &[u8]) -> Option<Vec<u8>> {
        let backend = self.backend.as_ref().expect("it was given back");
        backend.storage.get(key).0.expect("memory is readable")
    }

    /// Queries of one instance that is kept.
    fn reused(mut self, name: &'static str, message: &'static [u8], expected: Vec<u8>) -> Case {
        let mut instance = self.instance();
        for _ in 0..3 {
            assert_eq!(query(&mut instance, &self.env, message), expected);
        }
        Case::new(name, move |_| query(&mut instance, &self.env, message))
    }
}

fn query(instance: &mut Running, env: &Env, message: &[u8]) -> Vec<u8> {
    let called = call_query(instance, env, message).expect("the machine is sound");
    called.into_result().expect("the contract answers").into()
}

fn hand_written(text: &str) -> Pinned {
    let wasm = wat::parse_str(text).expect("the contract is right");
    let mut pinned = Pinned::new(&wasm, &[]);
    pinned.instantiate(b"{}");
    pinned
}

/// The counter: executed, queried, queried in an instance that is kept.
pub fn counter() -> [Case; 3] {
    let mut executed = hand_written(COUNTER);
    for expected in 1..=3u64 {
        assert!(executed.execute(b"{}").is_empty());
        assert_eq!(executed.value(b"n"), Some(expected.to_le_bytes().to_vec()));
    }
    let counted = || {
        let mut pinned = hand_written(COUNTER);
        pinned.execute(b"{}");
        pinned
    };
    let mut queried = counted();
    assert_eq!(queried.query(b"{}"), *b"  1");
    [
        Case::new(
            "cosmwasm-vm, pinned instance, execute, recycle",
            move |_| executed.execute(b"{}"),
        ),
        Case::new("cosmwasm-vm, pinned instance, query, recycle", move |_| {
            queried.query(b"{}")
        }),
        counted().reused("cosmwasm-vm, query, instance kept", b"{}", b"  1".to_vec()),
    ]
}

/// Five reads, two writes and an event.
pub fn five() -> Case {
    let mut five = hand_written(FIVE);
    for expected in [1u64, 3, 7] {
        let events = five.execute(b"{}");
        assert_eq!((events.len(), events[0].ty.as_str()), (1, "sum"));
        let stored = Some(expected.to_le_bytes().to_vec());
        assert_eq!(
            [five.value(b"a"), five.value(b"b")],
            [stored.clone(), stored]
        );
    }
    Case::new(
        "cosmwasm-vm, pinned instance, execute, recycle",
        move |_| five.execute(b"{}"),
    )
}

/// Where cargo keeps the source of cosmwasm-vm, whose tests bring along compiled contracts.
fn hackatom() -> Vec<u8> {
    let manifest = concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml");
    let arguments = [
        "metadata",
        "--format-version",
        "1",
        // Not offline: crates for other platforms, which building has not fetched, are asked about, too.
        "--locked",
        "--manifest-path",
        manifest,
    ];
    let output = Command::new("cargo")
        .args(arguments)
        .output()
        .expect("cargo is there");
    let text = String::from_utf8_lossy(&output.stdout);
    let mut paths = text.split('"').filter(|part| part.ends_with("/Cargo.toml"));
    let found = paths
        .find(|path| path.contains("/cosmwasm-vm-3."))
        .expect("it was built");
    let wasm = PathBuf::from(found)
        .with_file_name("testdata")
        .join("hackatom.wasm");
    std::fs::read(wasm).expect("the crate has it")
}

/// CosmWasm's own example, in Rust: an escrow that asks for its balance and sends it away.
pub fn escrow() -> [Case; 3] {
    let api = MockApi::default();
    let verifier = api.addr_make("sender");
    let beneficiary = api.addr_make("benefits");
    let message = format!(r#"{{"verifier":"{verifier}","beneficiary":"{beneficiary}"}}"#);
    let wasm = hackatom();
    let pinned = || {
        let mut pinned = Pinned::new(&wasm, &coins(1_000, "earth"));
        pinned.instantiate(message.as_bytes());
        pinned
    };
    let release = br#"{"release":{"denom":"earth"}}"#;
    let ask = br#"{"verifier":{}}"#;
    let answer = format!(r#"{{"verifier":"{verifier}"}}"#).into_bytes();
    let (mut executed, mut queried) = (pinned(), pinned());
    assert_eq!(executed.execute(release).len(), 1);
    assert_eq!(queried.query(ask), answer);
    [
        Case::new("cosmwasm-vm, hackatom: execute, recycle", move |_| {
            executed.execute(release)
        }),
        Case::new("cosmwasm-vm, hackatom: query, recycle", move |_| {
            queried.query(ask)
        }),
        pinned().reused("cosmwasm-vm, hackatom: query, instance kept", ask, answer),
    ]
}
