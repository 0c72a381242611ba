//! Which build of this crate admits and compiles: what its compiled code depends on beside the
//! configuration, the rules and the prices.
//!
//! The engine tells its own versions apart by their first number only: for it, code that was compiled
//! before a flaw of its code generator was mended is as good as any. And a mistake in a rule of
//! admission may be mended without any limit changing. So code that outlives a process is identified
//! by the exact versions of what made it, and by the source text of what admitted it: nobody has to
//! remember to raise a number.

use abi::{Domain, Hash};

/// The packages whose versions change native code. A test holds them to the lock file.
pub(super) const PACKAGES: [(&str, &str); 4] = [
    ("cranelift-codegen", "0.135.8"),
    ("regalloc2", "0.15.2"),
    ("wasmparser", "0.254.2"),
    ("wasmtime", "48.0.8"),
];

/// The sources that say what is admitted, how it is compiled, and how that is kept. A test holds the
/// list to the folders.
pub(super) const SOURCES: [(&str, &str); SOURCE_COUNT] = [
    ("admit.rs", include_str!("../admit.rs")),
    ("admit/calls.rs", include_str!("../admit/calls.rs")),
    ("admit/code.rs", include_str!("../admit/code.rs")),
    ("admit/compile.rs", include_str!("../admit/compile.rs")),
    ("admit/custom.rs", include_str!("../admit/custom.rs")),
    ("admit/data.rs", include_str!("../admit/data.rs")),
    ("admit/exports.rs", include_str!("../admit/exports.rs")),
    ("admit/globals.rs", include_str!("../admit/globals.rs")),
    ("admit/imports.rs", include_str!("../admit/imports.rs")),
    ("admit/memory.rs", include_str!("../admit/memory.rs")),
    ("admit/outline.rs", include_str!("../admit/outline.rs")),
    ("admit/reach.rs", include_str!("../admit/reach.rs")),
    ("admit/rule.rs", include_str!("../admit/rule.rs")),
    ("admit/types.rs", include_str!("../admit/types.rs")),
    ("admit/validity.rs", include_str!("../admit/validity.rs")),
    ("cache/entry.rs", include_str!("../cache/entry.rs")),
    ("cache/report.rs", include_str!("../cache/report.rs")),
    ("engine.rs", include_str!("../engine.rs")),
    ("module.rs", include_str!("../module.rs")),
    ("operators.rs", include_str!("../operators.rs")),
];

const SOURCE_COUNT: usize = 20;

/// Identifies the build.
pub(super) fn hash() -> Hash {
    let mut text = String::from("assent build\n");
    for (name, version) in PACKAGES {
        text.extend([name, " ", version, "\n"]);
    }
    for (name, source) in SOURCES {
        text.extend([name, " "]);
        text.push_str(&source.len().to_string());
        text.extend(["\n", source]);
    }
    Domain::Module.hash(text.as_bytes())
}
