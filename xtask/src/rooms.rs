//! How the tests of a room are built: which packages are selected together, so that nothing heavy is built twice.
//!
//! Cargo switches a dependency's features on for all packages that are selected in one command, and builds the
//! dependency once for each set of features. The rooms in front of the engine are small and stand alone. Those behind it are
//! selected together with the packages `tests` and `benches`, which have the features of everything: so the engine is built
//! once, and it is the one that `cargo test --release` uses.

/// A room with tests.
#[derive(Debug, PartialEq, Eq)]
pub struct Room {
    /// The package.
    pub package: &'static str,
    /// Its folder.
    pub folder: &'static str,
    /// Whether it is built alone.
    pub alone: bool,
    /// Whether long tests spend their time in it.
    pub is_hot: bool,
}

/// The package whose one binary holds the tests that cross rooms.
pub const ACROSS: &str = "tests";

/// The package that brings the features which `tests` does not have.
pub const FEATURES: &str = "benches";

/// Cheapest to build first.
pub const ROOMS: &[Room] = &[
    room("abi", "abi", true, true),
    room("msp", "msp", true, false),
    room("ledger", "ledger", true, false),
    room("policy-lang", "policy-lang", true, false),
    room("runtime", "runtime", false, false),
    room("chain", "chain", false, false),
    room("assent", "cli", false, false),
    room("capi", "capi", false, false),
    room("workbench", "workbench", false, false),
    room("testkit", "testkit", false, false),
    room(ACROSS, "tests", false, false),
];

const fn room(package: &'static str, folder: &'static str, alone: bool, is_hot: bool) -> Room {
    Room {
        package,
        folder,
        alone,
        is_hot,
    }
}

impl Room {
    /// The room of a package.
    pub fn of(package: &str) -> Option<&'static Room> {
        ROOMS.iter().find(|room| room.package == package)
    }

    /// What selects its tests in a command of cargo.
    pub fn selection(&self) -> Vec<&'static str> {
        match (self.alone, self.package) {
            (true, package) => vec!["-p", package, "--lib"],
            (false, ACROSS) => vec!["-p", FEATURES, "-p", ACROSS, "--test", "all"],
            (false, package) => vec!["-p", FEATURES, "-p", ACROSS, "-p", package, "--lib"],
        }
    }

    /// The folder in which the sources of its tests lie.
    pub fn sources(&self) -> String {
        let inside = match self.package {
            ACROSS => "tests",
            _ => "src",
        };
        format!("{}/{inside}", self.folder)
    }
}
