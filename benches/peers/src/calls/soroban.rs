//! soroban-env-host 30, protocol 30: what a validator has it do, with the module parsed beforehand.
//!
//! *whole* is `invoke_host_function`: arguments, footprint and ledger entries from XDR, a host, the call, the changes as
//! XDR again, which then stand in the ledger. *inner* is of that what lies between the first frame and its end: the
//! instance and the code taken from the storage, a virtual machine, the call. It is timed by the host's own trace hook,
//! whose ten calls or so are in it.

use std::cell::Cell;
use std::rc::Rc;
use std::time::{Duration, Instant};

use sha2::{Digest, Sha256};
use soroban_env_host::budget::Budget;
use soroban_env_host::e2e_invoke::{
    InvokeHostFunctionResult, TtlLedgerEntryMeta, invoke_host_function,
};
use soroban_env_host::storage::Storage;
use soroban_env_host::xdr::{
    AccountId, ContractCodeEntry, ContractCodeEntryExt, ContractDataDurability, ContractDataEntry,
    ContractExecutable, ContractId, ExtensionPoint, Hash, HostFunction, InvokeContractArgs,
    LedgerEntry, LedgerEntryData, LedgerEntryExt, LedgerFootprint, LedgerKey,
    LedgerKeyContractCode, LedgerKeyContractData, Limits, PublicKey, ReadXdr, ScAddress,
    ScContractInstance, ScSymbol, ScVal, SorobanResources, Uint256, WriteXdr,
};
use soroban_env_host::{Host, LedgerInfo, ModuleCache, TraceEvent, TraceHook};

use super::case::Case;

const COUNTER: &str = include_str!("../../contracts/soroban_counter.wat");
const FIVE: &str = include_str!("../../contracts/soroban_five.wat");

const PROTOCOL: u32 = 30;
/// The ledger until which every entry lives.
const LIVE_UNTIL: u32 = 2_000_000;

/// A contract on a ledger, and one call of it.
struct Deployed {
    function: Vec<u8>,
    resources: Vec<u8>,
    source: Vec<u8>,
    /// Keys and entries, in the order of the footprint.
    entries: Vec<(Vec<u8>, Vec<u8>)>,
    modules: ModuleCache,
    ledger: LedgerInfo,
}

fn xdr(value: &impl WriteXdr) -> Vec<u8> {
    value.to_xdr(Limits::none()).expect("it is small")
}

fn contract() -> ScAddress {
    ScAddress::Contract(ContractId(Hash([3; 32])))
}

fn symbol(name: &str) -> ScSymbol {
    ScSymbol(name.try_into().expect("it is short"))
}

/// Contract data under `key`: where it lies, and the entry.
fn data(key: ScVal, val: ScVal) -> (LedgerKey, LedgerEntryData) {
    let durability = ContractDataDurability::Persistent;
    let at = LedgerKeyContractData {
        contract: contract(),
        key: key.clone(),
        durability,
    };
    let entry = ContractDataEntry {
        ext: ExtensionPoint::V0,
        contract: contract(),
        key,
        durability,
        val,
    };
    (
        LedgerKey::ContractData(at),
        LedgerEntryData::ContractData(entry),
    )
}

fn number(name: &str) -> (LedgerKey, LedgerEntryData) {
    data(ScVal::Symbol(symbol(name)), ScVal::U64(0))
}

fn ledger() -> LedgerInfo {
    LedgerInfo {
        protocol_version: PROTOCOL,
        sequence_number: 1_000_000,
        timestamp: 1_777_896_000,
        network_id: [5; 32],
        base_reserve: 5_000_000,
        min_temp_entry_ttl: 16,
        min_persistent_entry_ttl: 100_000,
        max_entry_ttl: 10_000_000,
    }
}

impl Deployed {
    /// The contract of `text`, whose `function` reads the numbers of both lists and writes those of the second.
    fn new(text: &str, function: &str, reads: &[&str], writes: &[&str]) -> Deployed {
        let wasm = wat::parse_str(text).expect("the contract is right");
        let hash = Hash(Sha256::digest(&wasm).into());
        let instance = ScVal::ContractInstance(ScContractInstance {
            executable: ContractExecutable::Wasm(hash.clone()),
            storage: None,
        });
        let code = ContractCodeEntry {
            ext: ContractCodeEntryExt::V0,
            hash: hash.clone(),
            code: wasm.as_slice().try_into().expect("it is small"),
        };
        let mut read_only: Vec<_> = reads.iter().map(|name| number(name)).collect();
        read_only.push(data(ScVal::LedgerKeyContractInstance, instance));
        let code_key = LedgerKey::ContractCode(LedgerKeyContractCode { hash });
        read_only.push((code_key, LedgerEntryData::ContractCode(code)));
        let read_write: Vec<_> = writes.iter().map(|name| number(name)).collect();
        let keys = |list: &[(LedgerKey, LedgerEntryData)]| -> Vec<LedgerKey> {
            list.iter().map(|(key, _)| key.clone()).collect()
        };
        let resources = SorobanResources {
            footprint: LedgerFootprint {
                read_only: keys(&read_only).try_into().expect("they are few"),
                read_write: keys(&read_write).try_into().expect("they are few"),
            },
            instructions: 100_000_000,
            disk_read_bytes: 100_000,
            write_bytes: 100_000,
        };
        let invocation = HostFunction::InvokeContract(InvokeContractArgs {
            contract_address: contract(),
            function_name: symbol(function),
            args: Default::default(),
        });
        let entry = |(key, data): (LedgerKey, LedgerEntryData)| {
            let entry = LedgerEntry {
                last_modified_ledger_seq: 1,
                data,
                ext: LedgerEntryExt::V0,
            };
            (xdr(&key), xdr(&entry))
        };
        let source = AccountId(PublicKey::PublicKeyTypeEd25519(Uint256([1; 32])));
        Deployed {
            function: xdr(&invocation),
            resources: xdr(&resources),
            source: xdr(&source),
            entries: read_only.into_iter().chain(read_write).map(entry).collect(),
            modules: parsed(&wasm),
            ledger: ledger(),
        }
    }

    fn call(&mut self, hook: Option<TraceHook>) -> InvokeHostFunctionResult {
        let entries = self.entries.iter().map(|(_, entry)| {
            let meta = TtlLedgerEntryMeta {
                live_until_ledger: LIVE_UNTIL,
                entry_size_for_rent: entry.len() as u32,
            };
            (Some(entry.as_slice()), Some(meta))
        });
        let called = invoke_host_function(
            &Budget::default(),
            false,
            self.function.as_slice(),
            self.resources.as_slice(),
            &[],
            self.source.as_slice(),
            [].into_iter(),
            self.ledger.clone(),
            entries,
            [0u8; 32].as_slice(),
            &mut Vec::new(),
            hook,
            Some(self.modules.clone()),
        );
        let mut result = called.expect("the host is sound");
        for change in &mut result.ledger_changes {
            let Some(value) = change.encoded_new_value.take() else {
                continue;
            };
            let at = self
                .entries
                .iter_mut()
                .find(|(key, _)| *key == change.encoded_key);
            at.expect("only the footprint changes").1 = value;
        }
        result
    }

    fn value(&self, name: &str) -> u64 {
        let key = xdr(&number(name).0);
        let (_, entry) = self
            .entries
            .iter()
            .find(|(at, _)| *at == key)
            .expect("it is there");
        let entry = LedgerEntry::from_xdr(entry, Limits::none()).expect("it is an entry");
        match entry.data {
            LedgerEntryData::ContractData(ContractDataEntry {
                val: ScVal::U64(value),
                ..
            }) => value,
            _ => panic!("it is a number"),
        }
    }

    /// The time between the first frame and its end.
    fn inner(&mut self) -> Duration {
        let watch = Rc::new(Cell::new((0u32, None, Duration::ZERO)));
        let kept = Rc::clone(&watch);
        let hook: TraceHook = Rc::new(move |_, event| {
            let (depth, start, taken) = kept.get();
            kept.set(match event {
                TraceEvent::PushCtx(..) => {
                    (depth + 1, start.or_else(|| Some(Instant::now())), taken)
                }
                TraceEvent::PopCtx(..) => {
                    let since = start.map_or(taken, |start: Instant| start.elapsed());
                    (depth - 1, start, since)
                }
                _ => (depth, start, taken),
            });
            Ok(())
        });
        let result = self.call(Some(hook));
        assert!(result.encoded_invoke_result.is_ok());
        watch.get().2
    }
}

/// The module, parsed as it is when a validator begins.
fn parsed(wasm: &[u8]) -> ModuleCache {
    let host = Host::with_storage_and_budget(Storage::default(), Budget::default());
    host.set_ledger_info(ledger()).expect("it is one");
    let modules = ModuleCache::new(&host).expect("the engine is sound");
    let taken = modules.parse_and_cache_module_simple(&host, PROTOCOL, wasm);
    taken.expect("the contract is taken");
    modules
}

fn whole(name: &'static str, mut deployed: Deployed) -> Case {
    Case::new(name, move |_| deployed.call(None).encoded_invoke_result)
}

fn inner(name: &'static str, mut deployed: Deployed) -> Case {
    Case::with(name, move |calls| {
        (0..calls).map(|_| deployed.inner()).sum()
    })
}

/// The counter, whole and its inner part.
pub fn counter() -> [Case; 2] {
    let new = || Deployed::new(COUNTER, "increment", &[], &["n"]);
    let mut counter = new();
    for expected in 1..=3 {
        let result = counter.call(None);
        let returned = result.encoded_invoke_result.expect("the contract succeeds");
        assert_eq!(returned, xdr(&ScVal::U64(expected)));
        assert_eq!(counter.value("n"), expected);
    }
    assert!(new().inner() > Duration::ZERO);
    [
        whole("soroban-env-host, whole, from XDR to XDR", new()),
        inner("soroban-env-host, inner: frame, machine, call", new()),
    ]
}

/// Five reads, two writes and an event.
pub fn five() -> Case {
    let mut five = Deployed::new(FIVE, "sum", &["c", "d", "e"], &["a", "b"]);
    for expected in [1, 3, 7] {
        let result = five.call(None);
        assert!(result.encoded_invoke_result.is_ok());
        assert_eq!(result.encoded_contract_events.len(), 1);
        assert_eq!([five.value("a"), five.value("b")], [expected; 2]);
    }
    whole("soroban-env-host, whole, from XDR to XDR", five)
}
