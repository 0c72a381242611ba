//! What identifies an engine and its rules.

use super::*;

#[test]
fn a_fingerprint_is_of_the_configuration_and_the_rules_are_the_same_for_all() {
    let speed = Engine::new().unwrap();
    assert_eq!(speed.fingerprint(), Engine::new().unwrap().fingerprint());
    let off = Engine::with(Optimisation::Off).unwrap();
    assert_ne!(speed.fingerprint(), off.fingerprint());
    assert_ne!(speed.fingerprint(), rules_hash());
    assert_eq!(rules_hash(), rules_hash());
    assert_ne!(rules_hash(), Hash::ZERO);
    assert_ne!(build::hash(), Hash::ZERO);
}

/// Admission refuses such modules; the engine behind it would not take them either.
#[test]
fn the_engine_itself_knows_nothing_that_is_not_admitted() {
    let engine = Engine::new().unwrap();
    let is_known = |code: &str| {
        let wasm = wat::parse_str(format!("(module (memory 1) (func {code}))")).unwrap();
        wasmtime::Module::validate(&engine.native, &wasm).is_ok()
    };
    assert!(is_known("(drop (i32.const 1))"));
    for code in [
        "(drop (v128.const i64x2 0 0))",
        "(drop (ref.null func))",
        "(return_call 0)",
        "(memory.fill (i32.const 0) (i32.const 0) (i32.const 0))",
    ] {
        assert!(!is_known(code), "{code}");
    }
}

#[test]
fn every_admitted_operator_costs_something() {
    assert!(operators::PRICES.iter().all(|(_, price)| *price > 0));
    assert_eq!(operators::costs().I32Add, 1);
    assert_eq!(operators::costs().MemoryGrow, u8::MAX);
    assert_eq!(operators::costs().variable.memory_grow_per_page, u8::MAX);
}

#[test]
fn the_build_lists_every_source_that_admits_and_keeps() {
    let listed: Vec<&str> = build::SOURCES.iter().map(|(name, _)| *name).collect();
    assert!(listed.is_sorted());
    let source = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    for entry in std::fs::read_dir(source.join("admit")).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let is_listed = listed.contains(&format!("admit/{name}").as_str());
        assert_eq!(
            is_listed,
            name.ends_with(".rs") && name != "tests.rs",
            "{name}"
        );
    }
    for (name, text) in build::SOURCES {
        let found = std::fs::read_to_string(source.join(name)).unwrap();
        assert_eq!(found, text, "{name}");
    }
}

#[test]
fn the_build_names_the_packages_that_the_lock_file_has() {
    let lock = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../Cargo.lock");
    let lock = std::fs::read_to_string(lock).unwrap();
    for (name, version) in build::PACKAGES {
        let locked = format!("name = \"{name}\"\nversion = \"{version}\"\n");
        assert!(lock.contains(&locked), "{name} {version}");
    }
    let manifest = include_str!("../../../Cargo.toml");
    assert!(manifest.contains("wasmtime = { version = \"=48.0.8\""));
}
