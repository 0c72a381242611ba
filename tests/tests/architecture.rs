//! The map of the workspace, executable: who may import whom, where heavy dependencies live, and
//! what the deterministic rooms never touch.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

/// The rooms, and which of the rooms each imports: these, and all of these.
const EDGES: &[(&str, &[&str])] = &[
    ("abi", &[]),
    ("policy-lang", &["abi"]),
    ("runtime", &["abi"]),
    ("ledger", &["abi"]),
    ("msp", &["abi"]),
    ("chain", &["abi", "ledger", "msp", "runtime"]),
    ("contracts", &[]),
    ("workbench", &["abi", "policy-lang", "runtime"]),
    (
        "assent",
        &[
            "abi",
            "chain",
            "contracts",
            "ledger",
            "msp",
            "policy-lang",
            "runtime",
            "workbench",
        ],
    ),
    ("capi", &["abi", "assent", "policy-lang", "runtime"]),
    ("xtask", &[]),
];

/// Rooms that nothing that ships imports. They may import any room above and `testkit`.
const TESTING: &[&str] = &["testkit", "tests", "benches"];

/// Who alone may depend on what, apart from the rooms that only test.
const FENCES: &[(&str, &[&str])] = &[
    ("wasmtime", &["runtime"]),
    ("wasmi", &["workbench"]),
    ("wasm-smith", &[]),
    ("arbitrary", &[]),
    ("nom", &["policy-lang"]),
    ("wasm-encoder", &["policy-lang", "workbench"]),
    ("wat", &["assent", "policy-lang"]),
    ("jiff", &["assent", "policy-lang"]),
    (
        "ed25519-zebra",
        &["assent", "ledger", "msp", "runtime", "workbench"],
    ),
    ("rustls-webpki", &["msp"]),
    ("x509-cert", &["msp"]),
    ("rcgen", &["assent"]),
    ("scoped-tls-hkt", &["chain"]),
    ("getrandom", &["assent", "runtime"]),
    ("clap", &["assent"]),
    ("serde", &["assent"]),
    ("serde_json", &["assent", "capi", "xtask"]),
    ("syn", &["xtask"]),
    ("proc-macro2", &["xtask"]),
    ("serde_path_to_error", &["assent"]),
];

/// Rooms whose results are the same on every machine.
const DETERMINISTIC: &[&str] = &["abi", "policy-lang", "runtime", "ledger", "msp", "chain"];

/// What those never mention: clocks, randomness, files, the environment, threads, sockets, floats.
const BANNED: &[&str] = &[
    "SystemTime",
    "std::time",
    "std::thread",
    "std::fs",
    "std::env",
    "std::net",
    "std::process",
    "f32",
    "f64",
    "getrandom",
];

/// The exceptions, each with what it may mention.
const EXCEPTIONS: &[(&str, &str)] = &[
    // The folder of the store: the one place that touches a disk.
    ("ledger/src/store/file.rs", "std::fs"),
    // Many decisions at once: one thread computes each answer alone, and they are put back in order.
    ("runtime/src/policy/many.rs", "std::thread"),
    // The folder of the cache of compiled modules: no result depends on what is found there, since all
    // that is not what the engine would make is passed over. When an entry was used decides which goes.
    ("runtime/src/cache/disk.rs", "std::fs"),
    ("runtime/src/cache/disk.rs", "std::time"),
    ("runtime/src/cache/disk.rs", "SystemTime"),
    // Names of files that nobody else writes to.
    ("runtime/src/cache/disk.rs", "getrandom"),
    // The secret key that entries are sealed with.
    ("runtime/src/cache/key.rs", "std::fs"),
    ("runtime/src/cache/key.rs", "getrandom"),
];

/// The one file in which there is a line that the compiler does not vouch for.
const UNSAFE: &str = "runtime/src/cache/native.rs";

/// The room that takes pointers from C. It has lints of its own, which ask for a reason at each of them.
const FOR_C: &str = "capi/";

/// A workspace of its own, which measures others' engines and sandboxes beside ours and ships nowhere.
const PEERS: &str = "benches/peers/";

/// Files that may hash into tables. Nothing goes through such a table from its first entry to its last: that
/// order differs from run to run.
const MAY_HASH: &[&str] = &["abi/src/bind/names.rs"];

/// Lines of a file at the most.
const FILE_LINES: usize = 700;

#[test]
fn rooms_import_the_rooms_that_the_map_says() {
    let packages = packages("Cargo.toml");
    let known: BTreeSet<&str> = EDGES
        .iter()
        .map(|(room, _)| *room)
        .chain(TESTING.iter().copied())
        .collect();
    let found: BTreeSet<&str> = packages.keys().map(String::as_str).collect();
    assert_eq!(
        found, known,
        "rooms that the map does not show, or that are gone"
    );
    for (room, imports) in EDGES {
        let found: BTreeSet<&str> = packages[*room].rooms(&known, "normal").collect();
        assert_eq!(
            found,
            imports.iter().copied().collect(),
            "imports of {room}"
        );
        let for_tests: BTreeSet<&str> = packages[*room].rooms(&known, "dev").collect();
        assert!(
            for_tests.is_empty(),
            "{room} imports {for_tests:?} for its tests"
        );
    }
}

#[test]
fn nothing_that_ships_imports_what_tests() {
    let packages = packages("Cargo.toml");
    for (name, package) in &packages {
        for (dependency, kind) in &package.dependencies {
            let may_test = TESTING.contains(&name.as_str());
            assert!(
                may_test || !TESTING.contains(&dependency.as_str()),
                "{name} imports {dependency} ({kind})"
            );
            let is_end = dependency == "tests" || dependency == "benches";
            assert!(
                !is_end,
                "{name} imports {dependency}, which is the end of a road"
            );
        }
    }
    let fuzz = self::packages("fuzz/Cargo.toml");
    let imports: Vec<&str> = fuzz["fuzz"]
        .dependencies
        .iter()
        .map(|(name, _)| name.as_str())
        .collect();
    assert_eq!(
        imports,
        ["libfuzzer-sys", "testkit"],
        "fuzz targets only join generator and oracle"
    );
}

/// It is built before anything else is, and tries what others depend on: it reads sources and messages of the compiler.
#[test]
fn the_tool_of_this_repository_depends_on_readers_alone() {
    let packages = packages("Cargo.toml");
    let dependencies = packages["xtask"].dependencies.iter();
    let dependencies: Vec<&str> = dependencies.map(|(name, _)| name.as_str()).collect();
    assert_eq!(dependencies, ["proc-macro2", "serde_json", "syn"]);
    for (name, package) in &packages {
        let users = package.dependencies.iter();
        let mut users = users.filter(|(dependency, _)| dependency == "xtask");
        assert_eq!(users.next(), None, "{name} imports it");
    }
}

/// One of them may not be used in production, and all are heavy.
#[test]
fn what_is_only_compared_with_is_in_no_other_lock_file() {
    let lock = |path: &str| std::fs::read_to_string(root().join(path)).expect("a lock file");
    let peers = [
        "biscuit-auth",
        "casbin",
        "cosmwasm-vm",
        "soroban-env-host",
        "wasmer-compiler-singlepass",
    ];
    for peer in peers.map(|peer| format!("name = \"{peer}\"")) {
        assert!(
            lock(&format!("{PEERS}Cargo.lock")).contains(&peer),
            "{peer}"
        );
        assert!(!lock("Cargo.lock").contains(&peer), "{peer}");
        assert!(!lock("fuzz/Cargo.lock").contains(&peer), "{peer}");
    }
}

/// Signatures have one rule here. A library with another, that something brings along, would be a second one.
#[test]
fn no_other_cryptographic_library_is_in_a_lock_file() {
    for path in ["Cargo.lock", "fuzz/Cargo.lock"] {
        let lock = std::fs::read_to_string(root().join(path)).expect("a lock file");
        for name in ["ring", "aws-lc-rs", "openssl", "ed25519-dalek"] {
            assert!(
                !lock.contains(&format!("name = \"{name}\"")),
                "{name} in {path}"
            );
        }
    }
}

#[test]
fn heavy_dependencies_stay_behind_their_fence() {
    let packages = packages("Cargo.toml");
    for (dependency, rooms) in FENCES {
        let users = packages.iter().filter(|(_, package)| {
            package
                .dependencies
                .iter()
                .any(|(name, kind)| name == dependency && kind == "normal")
        });
        let users = users
            .map(|(name, _)| name.as_str())
            .filter(|name| !TESTING.contains(name));
        assert_eq!(users.collect::<Vec<_>>(), *rooms, "users of {dependency}");
    }
}

#[test]
fn deterministic_rooms_know_no_clock_file_thread_or_float() {
    let mut seen: BTreeSet<&(&str, &str)> = BTreeSet::new();
    for (path, text) in sources() {
        let room = path.split('/').next().unwrap_or_default();
        if !DETERMINISTIC.contains(&room) || is_test(&path) {
            continue;
        }
        for (number, line) in lines_of_code(&text) {
            for word in BANNED.iter().filter(|word| mentions(line, word)) {
                let exception = EXCEPTIONS
                    .iter()
                    .find(|exception| **exception == (path.as_str(), *word));
                assert!(
                    exception.is_some(),
                    "{path}:{number} mentions `{word}`: {line}"
                );
                seen.extend(exception);
            }
        }
    }
    assert_eq!(
        seen.len(),
        EXCEPTIONS.len(),
        "an exception that nobody needs any more"
    );
}

#[test]
fn one_line_alone_is_not_vouched_for_by_the_compiler() {
    let manifest = std::fs::read_to_string(root().join("Cargo.toml")).expect("a manifest");
    let lint = ["uns", "afe_code"].concat();
    assert!(manifest.contains(&format!("{lint} = \"deny\"")));
    for path in files() {
        if path.ends_with("/Cargo.toml") && !path.starts_with("fuzz/") {
            let text = std::fs::read_to_string(root().join(&path)).expect("a manifest");
            let keeps = text.contains("[lints]\nworkspace = true")
                || path.starts_with(FOR_C)
                || path.starts_with(PEERS);
            assert!(keeps, "{path} does not keep the lints of the workspace");
        }
    }
    let word = ["uns", "afe"].concat();
    let mut found = Vec::new();
    for (path, text) in sources() {
        if path.starts_with(FOR_C) || path.starts_with(PEERS) {
            continue;
        }
        let code = text.lines().map(|line| line.split("//").next());
        for line in code.flatten() {
            let allows = path != UNSAFE && line.contains(&lint);
            assert!(!allows, "{path} speaks of the lint: {line}");
            if mentions(line, &word) {
                found.push((path.clone(), line.trim().to_owned()));
            }
        }
    }
    let [(path, line)] = found.as_slice() else {
        panic!("{found:#?}");
    };
    assert_eq!(path, UNSAFE);
    assert!(line.contains("wasmtime::Module::deserialize("), "{line}");
}

#[test]
fn no_result_depends_on_the_order_of_a_hash_table() {
    for (path, text) in sources() {
        let room = path.split('/').next().unwrap_or_default();
        let is_shown = DETERMINISTIC.contains(&room) || room == "cli";
        if !is_shown || is_test(&path) {
            continue;
        }
        for (number, line) in lines_of_code(&text) {
            let hashes = mentions(line, "HashMap") || mentions(line, "HashSet");
            let may_hash = MAY_HASH.contains(&path.as_str());
            assert!(!hashes || may_hash, "{path}:{number} hashes: {line}");
            let orders = [
                ".keys()",
                ".values()",
                ".into_keys()",
                ".into_values()",
                ".drain()",
                ".retain(",
            ];
            let ordered = may_hash && orders.iter().any(|call| line.contains(call));
            assert!(
                !ordered,
                "{path}:{number} goes through a hash table: {line}"
            );
        }
    }
}

#[test]
fn every_source_file_says_what_it_holds_and_is_short() {
    let unfinished = [
        ["to", "do!"].concat(),
        ["unimple", "mented!"].concat(),
        ["#[ig", "nore"].concat(),
    ];
    let (mut count, mut wrong) = (0, Vec::new());
    for (path, text) in sources() {
        count += 1;
        if !text.starts_with("//! ") {
            wrong.push(format!("{path} does not open with what it holds"));
        }
        let lines = text.lines().count();
        if lines > FILE_LINES {
            wrong.push(format!("{path} has {lines} lines"));
        }
        for word in unfinished
            .iter()
            .filter(|word| text.contains(word.as_str()))
        {
            wrong.push(format!("{path} has `{word}`"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(count > 200, "the sources are found: {count}");
}

/// What works on one machine only, or points out of the repository.
#[test]
fn no_file_points_outside_the_repository() {
    let places = [
        ["/wo", "rk/"],
        ["../sh", "ared"],
        ["/home", "/"],
        ["/ro", "ot/"],
        ["/tm", "p/"],
    ];
    let places: Vec<String> = places.iter().map(|parts| parts.concat()).collect();
    let mut wrong = Vec::new();
    for path in files() {
        let bytes = std::fs::read(root().join(&path)).expect("a file of the repository");
        let text = String::from_utf8_lossy(&bytes);
        let found = places.iter().filter(|place| text.contains(place.as_str()));
        wrong.extend(found.map(|place| format!("{path} mentions {place}")));
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// A package: what it depends on, with the kind of each dependency.
struct Package {
    dependencies: BTreeSet<(String, String)>,
}

impl Package {
    fn rooms<'a>(&'a self, known: &BTreeSet<&str>, kind: &str) -> impl Iterator<Item = &'a str> {
        let wanted =
            move |(name, of): &&(String, String)| known.contains(name.as_str()) && of == kind;
        self.dependencies
            .iter()
            .filter(wanted)
            .map(|(name, _)| name.as_str())
    }
}

/// The packages of a workspace, by name, as cargo sees them.
fn packages(manifest: &str) -> BTreeMap<String, Package> {
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".into());
    let output = Command::new(cargo)
        .args([
            "metadata",
            "--no-deps",
            "--format-version",
            "1",
            "--offline",
            "--locked",
        ])
        .arg("--manifest-path")
        .arg(root().join(manifest))
        .output()
        .expect("cargo runs");
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let metadata: Value = serde_json::from_slice(&output.stdout).expect("cargo prints JSON");
    let packages = metadata["packages"].as_array().expect("packages");
    let text = |value: &Value| value.as_str().unwrap_or("normal").to_owned();
    let dependencies = |package: &Value| {
        let list = package["dependencies"].as_array().expect("dependencies");
        list.iter()
            .map(|one| (text(&one["name"]), text(&one["kind"])))
            .collect()
    };
    let entry = |package: &Value| {
        (
            text(&package["name"]),
            Package {
                dependencies: dependencies(package),
            },
        )
    };
    packages.iter().map(entry).collect()
}

/// The repository's folder.
fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("the room lies in the repository")
        .into()
}

/// Rust sources with their texts.
fn sources() -> impl Iterator<Item = (String, String)> {
    let rust = files().into_iter().filter(|path| path.ends_with(".rs"));
    rust.map(|path| {
        let text = std::fs::read_to_string(root().join(&path)).expect("a source is a text");
        (path, text)
    })
}

/// Every file of the repository, by its path in it; what is built or downloaded is left out.
fn files() -> Vec<String> {
    let mut found = Vec::new();
    let mut folders = vec![root()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).expect("a folder of the repository") {
            let path = entry.expect("an entry of a folder").path();
            let name = path
                .file_name()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned();
            let is_made =
                ["target", ".git", "corpus", "artifacts", "assent-data"].contains(&name.as_str());
            if path.is_dir() && !is_made {
                folders.push(path);
            } else if path.is_file() && !is_made {
                let inside = path.strip_prefix(root()).expect("below the root");
                found.push(inside.to_string_lossy().replace('\\', "/"));
            }
        }
    }
    found.sort();
    found
}

fn is_test(path: &str) -> bool {
    path.contains("/tests/") || path.ends_with("tests.rs") || path.ends_with("/fixture.rs")
}

/// Numbered lines without comments. Tests inside a file come last, so the rest of it is left out.
fn lines_of_code(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let before_tests = text
        .lines()
        .zip(1..)
        .take_while(|(line, _)| !line.contains("mod tests {"));
    before_tests.map(|(line, number)| (number, line.split("//").next().unwrap_or_default()))
}

/// Whether `line` has `word` with no letter, digit or underscore beside it.
fn mentions(line: &str, word: &str) -> bool {
    let is_part =
        |other: Option<char>| other.is_some_and(|other| other.is_alphanumeric() || other == '_');
    line.match_indices(word).any(|(at, _)| {
        let (before, after) = (
            line[..at].chars().next_back(),
            line[at + word.len()..].chars().next(),
        );
        !is_part(before) && !is_part(after)
    })
}
