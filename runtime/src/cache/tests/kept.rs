//! Where modules are found: memory, disk, neither; and bounds of what is kept in memory.

use super::*;
use crate::AdmitError;

#[test]
fn what_was_compiled_is_found_in_memory_and_by_the_next_process_on_the_disk() {
    let place = Place::new();
    let open = || {
        let bounds = MemoryBounds::default();
        ModuleCache::open(ENGINE.clone(), bounds, &place.settings).unwrap()
    };
    let cache = open();
    assert_eq!(admit(&cache, 1), compiled(Miss::Absent));
    assert_eq!(admit(&cache, 1), Cached::Memory);
    assert_eq!(admit(&cache.clone(), 1), Cached::Memory);
    assert_eq!(admit(&cache, 2), compiled(Miss::Absent));
    let next = open();
    assert_eq!(admit(&next, 1), Cached::Disk);
    assert_eq!(admit(&next, 1), Cached::Memory);
    assert_eq!(admit(&next, 2), Cached::Disk);
    let uses = CacheUses {
        memory: 1,
        disk: 2,
        ..CacheUses::default()
    };
    assert_eq!(next.uses(), uses);
    assert_eq!(cache.uses().compiled, BTreeMap::from([(Miss::Absent, 2)]));
}

#[test]
fn without_a_folder_the_next_process_compiles_again() {
    let open = || ModuleCache::in_memory(ENGINE.clone(), MemoryBounds::default());
    let (why, kept) = (Miss::NoDisk, Kept::NoDisk);
    let cache = open();
    assert_eq!(admit(&cache, 1), Cached::Compiled { why, kept });
    assert_eq!(admit(&cache, 1), Cached::Memory);
    assert_eq!(admit(&open(), 1), Cached::Compiled { why, kept });
    let keeps_nothing = ModuleCache::from(ENGINE.clone());
    assert_eq!(admit(&keeps_nothing, 1), Cached::Compiled { why, kept });
    assert_eq!(admit(&keeps_nothing, 1), Cached::Compiled { why, kept });
    assert!(
        cache.uses().not_kept.is_empty(),
        "there is no disk to blame"
    );
}

#[test]
fn a_refused_module_is_refused_alike_each_time_and_leaves_nothing() {
    let place = Place::new();
    let cache = place.open();
    let too_long = vec![0; MODULE_BYTES as usize + 1];
    for module in [b"\0asm\x01\0\0\0".as_slice(), b"", b"no module", &too_long] {
        let Err(AdmitError::Refused(plain)) = ENGINE.admit(module) else {
            panic!("it is refused");
        };
        for _ in 0..2 {
            let refused = cache.admit(module).map(|(_, cached)| cached);
            let is_same =
                matches!(&refused, Err(AdmitError::Refused(refusal)) if *refusal == plain);
            assert!(is_same, "{refused:?}");
        }
    }
    assert_eq!(place.names(), Vec::<String>::new());
    assert_eq!(cache.uses(), CacheUses::default());
}

#[test]
fn a_contract_that_is_no_policy_is_kept_with_its_entries() {
    let text = r#"(module (memory (export "memory") 2 2)
        (func (export "zeta")) (func (export "alpha")))"#;
    let module = wat::parse_str(text).unwrap();
    let place = Place::new();
    place.open().admit(&module).unwrap();
    let (found, cached) = place.open().admit(&module).unwrap();
    assert_eq!(cached, Cached::Disk);
    assert_eq!(found.entries(), ["alpha", "zeta"]);
    assert!(!found.is_policy() && found.is_pure());
    assert_eq!(
        found.measurements(),
        ENGINE.admit(&module).unwrap().measurements()
    );
}

/// Which of the policies 1 to `last` are in memory; asking changes nothing else, as each is put back
/// by a cache of its own.
fn in_memory(memory: &mut Memory, last: u8) -> Vec<u8> {
    let hash = |number| Domain::Module.hash(&policy(number));
    (1..=last)
        .filter(|number| memory.get(&hash(*number)).is_some())
        .collect()
}

#[test]
fn as_many_modules_stay_in_memory_as_are_allowed_and_the_least_recently_used_goes() {
    let admitted = |number| ENGINE.admit(&policy(number)).unwrap();
    for (modules, left) in [
        (0, vec![]),
        (1, vec![3]),
        (2, vec![1, 3]),
        (3, vec![1, 2, 3]),
    ] {
        let bytes = u64::MAX;
        let mut memory = Memory::new(MemoryBounds { modules, bytes });
        memory.put(&admitted(1));
        memory.put(&admitted(2));
        memory.get(&admitted(1).hash());
        memory.put(&admitted(3));
        assert_eq!(in_memory(&mut memory, 3), left, "{modules} modules");
    }
}

/// A module with this part.
fn with(part: &str) -> AdmittedModule {
    let text = format!(
        r#"(module (memory (export "memory") 1 1)
        (global (export "input") i32 (i32.const 0))
        (global (export "input_capacity") i32 (i32.const 64))
        (global (export "output") i32 (i32.const 64))
        (func (export "decide") (export "explain") (param i32) (result i32) (i32.const 0))
        {part})"#
    );
    ENGINE.admit(&wat::parse_str(text).unwrap()).unwrap()
}

#[test]
fn a_module_is_held_with_its_native_code_its_data_and_its_interface() {
    let held = |part: &str| {
        let module = with(part);
        assert!(format!("{module:?}").contains(&module.hash().to_string()));
        module.held_bytes()
    };
    let many = "a".repeat(20_000);
    let plain = held("");
    assert!((1_000..1 << 20).contains(&plain), "{plain}");
    let data = held(&format!("(data (i32.const 4096) \"{many}\")"));
    assert!(data >= plain + 20_000, "{data}");
    let interface = held(&format!("(@custom \"assent.policy\" \"{many}\")"));
    assert!(interface >= plain + 20_000, "{interface}");
}

#[test]
fn as_many_bytes_stay_in_memory_as_are_allowed() {
    let (one, two) = (
        ENGINE.admit(&policy(1)).unwrap(),
        ENGINE.admit(&policy(2)).unwrap(),
    );
    let all = one.held_bytes() + two.held_bytes();
    assert!(one.held_bytes() > one.measurements().native_bytes);
    let one_alone = one.held_bytes();
    let cases = [
        (all + 1, vec![1, 2]),
        (all, vec![1, 2]),
        (all - 1, vec![2]),
        (one_alone, vec![2]),
        (one_alone - 1, vec![]),
    ];
    for (bytes, left) in cases {
        let mut memory = Memory::new(MemoryBounds { modules: 9, bytes });
        memory.put(&one);
        memory.put(&two);
        memory.put(&two);
        assert_eq!(in_memory(&mut memory, 2), left, "{bytes} bytes");
    }
}

#[test]
fn a_module_that_alone_is_too_large_is_not_kept_and_no_other_goes_for_it() {
    let small = with("");
    let large = with(&format!(
        "(data (i32.const 4096) \"{}\")",
        "a".repeat(20_000)
    ));
    let bytes = small.held_bytes();
    assert!(bytes < large.held_bytes());
    let mut memory = Memory::new(MemoryBounds { modules: 9, bytes });
    memory.put(&small);
    memory.put(&large);
    assert!(memory.get(&large.hash()).is_none());
    assert!(memory.get(&small.hash()).is_some());
}
