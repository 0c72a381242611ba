//! The hostile modules of `tests/hostile`, one attack a file, and the world that they run in: the one that
//! `runtime/src/hostile_tests.rs` describes, as far as it is not broken on purpose.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use abi::{Fuel, Hash, Height, Instant};
use runtime::{
    CallerIdentity, Context, FactAnswer, FactSource, Fault, Invocation, MemoryState, Mode,
};

/// One file.
pub struct Attack {
    /// The file's name, without its ending.
    pub name: String,
    /// The module.
    pub wasm: Vec<u8>,
    /// What it comes to: `refused RULE`, `trap CODE`, `abort NAME`, `output HEX` or `fault`.
    pub expect: String,
    /// The input of the call.
    pub input: Vec<u8>,
    /// What the call may use.
    pub fuel: Fuel,
    /// The entry that is called; `None` of a policy, whose entry is `decide`.
    pub entry: Option<String>,
    mode: Mode,
}

impl Attack {
    /// The call, of a contract that is no policy.
    pub fn invocation(&self) -> Option<Invocation<'_>> {
        let caller = CallerIdentity {
            organisation: Some("Riverside".into()),
            ..CallerIdentity::default()
        };
        Some(Invocation {
            entry: self.entry.as_deref()?,
            input: &self.input,
            mode: self.mode,
            context: Arc::new(Context {
                chain: Hash([9; 32]),
                height: Height(1),
                time: Instant(1_000),
                caller,
            }),
        })
    }

    /// Whether admission is to refuse it.
    pub fn is_refused(&self) -> bool {
        self.expect.starts_with("refused")
    }
}

/// Every attack, by name.
///
/// # Panics
/// When a file is not one.
pub fn attacks() -> Vec<Attack> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/hostile");
    let files = folder.read_dir().expect("the attacks are there");
    let mut files: Vec<PathBuf> = files.map(|file| file.expect("a file").path()).collect();
    files.sort();
    files.iter().map(|file| attack(file)).collect()
}

fn attack(file: &Path) -> Attack {
    let name = file.file_stem().unwrap_or_default().to_string_lossy();
    let text = std::fs::read_to_string(file).expect("a file");
    let header = |key: &str| {
        let mut lines = text.lines();
        lines.find_map(|line| Some(line.strip_prefix(";; ")?.strip_prefix(key)?.trim()))
    };
    let number = |key: &str| header(key).map(|number| number.parse().expect("a number"));
    Attack {
        wasm: wat::parse_str(&text).unwrap_or_else(|error| panic!("{name}: {error}")),
        expect: header("expect:").expect("what it comes to").to_owned(),
        input: vec![255; number("input:").unwrap_or(0) as usize],
        fuel: Fuel(number("fuel:").unwrap_or(2_000_000)),
        entry: header("entry:").map(str::to_owned),
        mode: match header("mode:") {
            Some("query") => Mode::Query,
            _ => Mode::Transaction,
        },
        name: name.into_owned(),
    }
}

/// The facts of the policies among them: a short one and a long one.
pub struct Facts;

impl FactSource for Facts {
    fn fact(&mut self, id: u32, out: &mut Vec<u8>) -> Result<FactAnswer, Fault> {
        match id {
            1 => out.extend(1_u32.to_le_bytes()),
            3 => out.extend([3; 1_000]),
            _ => return Ok(FactAnswer::Unknown),
        }
        Ok(FactAnswer::Known)
    }
}

/// The state of the others: a short value.
pub fn state() -> MemoryState {
    MemoryState::from_iter([(b"short".to_vec(), vec![1; 8])])
}
