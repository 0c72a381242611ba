//! Every engine here gives the expected answer to every request of small workloads of all kinds.

use testkit::workload::SEED;
use testkit::workload::drawn::Kind;

use super::map::{NamesMap, PackedMap};
use super::*;
use crate::scenario::{Loaded, Mode};

#[test]
fn engines_agree_on_all_kinds() {
    let sandbox = runtime::Engine::new().expect("the sandbox opens");
    for (kind, size) in [
        (Kind::Flat, 10),
        (Kind::Flat, 150),
        (Kind::Hospital, 4),
        (Kind::Adversarial, 60),
    ] {
        let drawn = kind.draw(size, SEED);
        let allowed = drawn.allowed();
        let keys = drawn.keys();
        let check = |name: &str| format!("{name}, {} of {size}", kind.name());
        assert_allows(&check("names"), NamesMap::new(&keys), &allowed);
        assert_allows(&check("numbers"), PackedMap::new(&keys), &allowed);

        let scenario = drawn.scenario();
        let loaded = Loaded::new(&sandbox, &scenario);
        for mode in [Mode::Warm, Mode::Fresh, Mode::Names, Mode::FreshNames] {
            let decider = loaded.decider(mode);
            assert_allows(&check("ours"), decider, &allowed);
        }
    }
}
