//! The steps before the first decision are those that there are, and a fault in one of them is told.

use std::path::{Path, PathBuf};

use runtime::{DiskSettings, Engine, Fault, FuelUse};

use super::{Setup, Step, setups};
use crate::fixture::contract;
use crate::measure::Work;

const SOURCE: &str = "policy \"One rule\"\nrule own\n  the patient may read the whole record\n";

/// A folder of its own, which goes when the test does.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Folder {
        let name = format!("assent-setup-{name}-{}", std::process::id());
        let folder = std::env::temp_dir().join(name);
        std::fs::create_dir_all(&folder).expect("a folder");
        Folder(folder)
    }

    fn settings(&self, bytes: u64) -> DiskSettings {
        DiskSettings {
            folder: self.0.join("cache"),
            key: self.0.join("cache.key"),
            bytes,
        }
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// The names of the steps, each of which is done once.
fn steps(source: Option<&str>, wasm: &[u8], cache: Option<&DiskSettings>) -> Vec<String> {
    let engine = Engine::new().expect("an engine");
    let setup = Setup {
        source,
        wasm,
        engine: &engine,
        cache,
    };
    let mut steps = setups(&setup);
    for step in &mut steps {
        step.once().expect("no fault");
    }
    steps.into_iter().map(|step| step.latency().name).collect()
}

#[test]
fn steps_are_those_for_which_there_is_something() {
    let wasm = contract().wasm;
    let whole = ["check the text", "compile to a module", "admit the module"];
    assert_eq!(steps(Some(SOURCE), &wasm, None), whole);
    let refused = steps(Some("rule without a policy"), &wasm, None);
    assert_eq!(refused, ["check the text", "admit the module"]);
    assert_eq!(steps(None, &wasm, None), ["admit the module"]);
    // A module that is not admitted is looked at all the same.
    assert_eq!(steps(None, b"", None), ["admit the module"]);
}

fn is_there(path: &Path) -> bool {
    std::fs::read_dir(path).is_ok_and(|mut entries| entries.next().is_some())
}

#[test]
fn what_cannot_be_kept_is_not_loaded() {
    let wasm = contract().wasm;
    let folder = Folder::new("kept");
    let settings = folder.settings(DiskSettings::BYTES);
    // Nothing is kept of what is not admitted.
    let steps = |wasm: &[u8], settings: &DiskSettings| steps(None, wasm, Some(settings));
    assert_eq!(steps(b"", &settings), ["admit the module"]);
    let both = ["admit the module", "load from the cache"];
    assert_eq!(steps(&wasm, &settings), both);
    assert!(is_there(&settings.folder));

    let narrow = Folder::new("narrow");
    assert_eq!(steps(&wasm, &narrow.settings(1)), ["admit the module"]);
    // Where a file stands in the way of the folder, there is no cache at all.
    let blocked = Folder::new("blocked");
    let settings = blocked.settings(DiskSettings::BYTES);
    std::fs::write(&settings.folder, b"").expect("a file");
    assert_eq!(steps(&wasm, &settings), ["admit the module"]);
}

#[test]
fn a_step_is_done_once_in_each_run_and_tells_a_fault() {
    let mut times = 0;
    let mut step = Step(|| {
        times += 1;
        match times {
            1 => Ok(()),
            _ => Err(Fault::Engine),
        }
    });
    step.prepare(0).expect("there is nothing to prepare");
    assert_eq!(step.run().expect("no fault"), FuelUse::default());
    assert!(matches!(step.run(), Err(Fault::Engine)));
    assert_eq!(times, 2);
}
