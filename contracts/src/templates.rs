//! Templates: for each language a small contract with what builds it and what tests it, as files of a new folder.
//!
//! In the paths and in the texts that are marked so, `NAME` stands for the contract's name, and in the script of calls
//! `CONTRACT` for the file that is tested.

/// One file of a template.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct File {
    /// Its path in the folder, with `NAME` in it.
    path: &'static str,
    text: &'static str,
    /// Whether its text has `NAME` in it; what is copied as it is has not.
    is_filled_in: bool,
    /// Whether it is a program.
    pub runs: bool,
}

impl File {
    const fn filled_in(path: &'static str, text: &'static str) -> File {
        File {
            path,
            text,
            is_filled_in: true,
            runs: false,
        }
    }

    const fn copied(path: &'static str, text: &'static str) -> File {
        File {
            path,
            text,
            is_filled_in: false,
            runs: false,
        }
    }

    const fn program(self) -> File {
        File { runs: true, ..self }
    }

    /// Its path for a contract of this name.
    pub fn path_for(&self, name: &str) -> String {
        self.path.replace("NAME", name)
    }

    /// Its text for a contract of this name.
    pub fn text_for(&self, template: &Template, name: &str) -> String {
        if !self.is_filled_in {
            return self.text.to_owned();
        }
        let tested = template.tested.replace("NAME", name);
        self.text.replace("CONTRACT", &tested).replace("NAME", name)
    }
}

/// A contract to begin with, in one language.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Template {
    /// The language, as people type it.
    pub language: &'static str,
    /// What the folder holds.
    pub files: &'static [File],
    /// The programs of the folder that have to run before the contract can be tested, in order.
    pub steps: &'static [&'static str],
    /// The file that is tested: `NAME` and its ending.
    tested: &'static str,
}

/// The same calls test the contract in each language.
const CALLS: File = File::filled_in("NAME.calls.json", include_str!("../templates/calls.json"));

/// Compiled modules and downloaded packages are not kept.
const IGNORED: File = File::copied(".gitignore", "*.wasm\nnode_modules/\n");

/// WebAssembly text: needs nothing.
pub const WAT: Template = Template {
    language: "wat",
    files: &[
        File::filled_in("NAME.wat", include_str!("../templates/wat/NAME.wat")),
        CALLS,
        File::filled_in("README.md", include_str!("../templates/wat/README.md")),
    ],
    steps: &[],
    tested: "NAME.wat",
};

/// C: needs clang, and the linker of Rust or of Debian.
pub const C: Template = Template {
    language: "c",
    files: &[
        File::filled_in("NAME.c", include_str!("../templates/c/NAME.c")),
        File::copied("assent.h", include_str!("../include/assent.h")),
        File::copied(
            "assent-memory.h",
            include_str!("../include/assent-memory.h"),
        ),
        File::copied("install-clang", include_str!("../install-clang")).program(),
        File::copied("compile-c", include_str!("../compile-c")).program(),
        File::filled_in("build", include_str!("../templates/c/build")).program(),
        CALLS,
        File::filled_in("README.md", include_str!("../templates/c/README.md")),
        IGNORED,
    ],
    steps: &["install-clang", "build"],
    tested: "NAME.wasm",
};

/// AssemblyScript: needs Node.js.
pub const ASSEMBLY_SCRIPT: Template = Template {
    language: "assemblyscript",
    files: &[
        File::filled_in(
            "NAME.ts",
            include_str!("../templates/assemblyscript/NAME.ts"),
        ),
        File::copied("assent.ts", include_str!("../include/assent.ts")),
        File::filled_in(
            "package.json",
            include_str!("../templates/assemblyscript/package.json"),
        ),
        File::filled_in(
            "package-lock.json",
            include_str!("../templates/assemblyscript/package-lock.json"),
        ),
        File::filled_in("build", include_str!("../templates/assemblyscript/build")).program(),
        CALLS,
        File::filled_in(
            "README.md",
            include_str!("../templates/assemblyscript/README.md"),
        ),
        IGNORED,
    ],
    steps: &["build"],
    tested: "NAME.wasm",
};

/// Every template.
pub const ALL: &[&Template] = &[&WAT, &C, &ASSEMBLY_SCRIPT];

/// What the templates in C and AssemblyScript, called `counter`, compile to, as text: so that their tests need neither
/// compiler. `contracts/build` compares these with what it builds.
pub const BUILT: &[(&str, &str)] = &[
    ("c", include_str!("../templates/c/counter.wat")),
    (
        "assemblyscript",
        include_str!("../templates/assemblyscript/counter.wat"),
    ),
];
