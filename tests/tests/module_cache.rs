//! A contract that comes out of a cache decides as one that was just compiled: verdicts, reasons, fuel,
//! hash, measurements, names.

use std::sync::LazyLock;

use policy_lang::typed;
use runtime::policy::{Decided, Decider};
use runtime::{Cached, DiskSettings, Engine, Given, MemoryBounds, ModuleCache, Policy};
use tempfile::TempDir;
use testkit::entropy::{Entropy, seeded};
use testkit::policies;
use workbench::trace::given;

static ENGINE: LazyLock<Engine> = LazyLock::new(|| Engine::new().expect("the sandbox opens"));

/// Generated policies beside those of the repository.
const POLICIES: u64 = 40;

/// Requests that each decides.
const CASES: usize = 24;

fn open(folder: &TempDir) -> ModuleCache {
    let settings = DiskSettings {
        folder: folder.path().join("cache"),
        key: folder.path().join("key"),
        bytes: DiskSettings::BYTES,
    };
    ModuleCache::open(ENGINE.clone(), MemoryBounds::default(), &settings).expect("a cache")
}

fn load(cache: &ModuleCache, wasm: &[u8], from: Cached) -> Policy {
    let (policy, cached) = Policy::load_cached(cache, wasm).expect("it is admitted");
    assert_eq!(cached, from);
    policy
}

/// The same contract: compiled without any cache, loaded from the disk, and found in memory.
fn three(folder: &TempDir, wasm: &[u8]) -> [Policy; 3] {
    let compiled = Policy::load(&ENGINE, wasm).expect("it is admitted");
    Policy::load_cached(&open(folder), wasm).expect("it is admitted");
    let next = open(folder);
    let from_disk = load(&next, wasm, Cached::Disk);
    let from_memory = load(&next, wasm, Cached::Memory);
    [compiled, from_disk, from_memory]
}

/// What can be seen of a contract without running it.
fn seen(policy: &Policy) -> impl PartialEq + std::fmt::Debug + use<> {
    let module = policy.module();
    let said = module.interface().map(<[u8]>::to_vec);
    (
        policy.hash(),
        module.measurements(),
        module.is_pure(),
        module.is_policy(),
        module.entries().to_vec(),
        said,
    )
}

/// What a request comes to; `None` when it names an action that the policy does not know.
fn decided(
    decider: &mut Decider<Given>,
    policy: &Policy,
    case: &typed::Case,
) -> Option<impl PartialEq + use<>> {
    let binding = policy.binding();
    let request = binding.request(&case.requester, &case.request, case.now);
    let request = request.ok()?;
    let facts = decider.facts_mut().expect("no fault");
    facts.give(&case.requester, case.now, given(case));
    let verdict: Decided<_> = decider.decide(&request).expect("no fault");
    Some((verdict, decider.explain(&request).expect("no fault")))
}

/// How many requests were decided alike.
fn compare(folder: &TempDir, source: &str, choices: &mut Entropy) -> usize {
    let Some(policy) = policy_lang::check(source, "cached").policy else {
        return 0;
    };
    let contract = policy_lang::contract::compile(&policy, source).expect("it fits");
    let [compiled, others @ ..] = three(folder, &contract.wasm);
    let mut first = compiled.decider().expect("an instance");
    let mut compared = 0;
    for other in &others {
        assert_eq!(seen(&compiled), seen(other), "{source}");
        let mut second = other.decider().expect("an instance");
        for _ in 0..CASES {
            let case = policies::aimed::case(choices, &policy);
            let expected = decided(&mut first, &compiled, &case);
            let is_same = expected == decided(&mut second, other, &case);
            assert!(is_same, "{case:#?}\n{source}");
            compared += usize::from(expected.is_some());
        }
    }
    compared
}

#[test]
fn a_contract_out_of_a_cache_decides_as_one_that_was_just_compiled() {
    let folder = TempDir::new().expect("a folder");
    let mut compared = 0;
    for (name, source) in contracts::ALL {
        let bytes = seeded(name.len() as u64, 65_536);
        let alike = compare(&folder, source, &mut Entropy::new(&bytes));
        assert!(alike > 10, "{name}: {alike}");
        compared += alike;
    }
    for seed in 0..POLICIES {
        let bytes = seeded(1_000 + seed, 65_536);
        let mut choices = Entropy::new(&bytes);
        let source = policies::policy(&mut choices);
        compared += compare(&folder, &source, &mut choices);
    }
    println!("{compared} requests decided alike");
    assert!(compared > 1_500, "{compared}");
}
