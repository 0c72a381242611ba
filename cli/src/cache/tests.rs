//! What people are told of a cache.

use std::io::ErrorKind;

use runtime::{Kept, Miss};

use super::*;

#[test]
fn only_what_is_worth_a_look_is_warned_of() {
    let ordinary = [Miss::NoDisk, Miss::Absent, Miss::Stale].map(|why| (why, 3));
    let uses = CacheUses {
        memory: 9,
        disk: 9,
        compiled: BTreeMap::from(ordinary),
        not_kept: BTreeMap::new(),
    };
    assert_eq!(warnings(&uses), Vec::<String>::new());
    let uses = CacheUses {
        compiled: BTreeMap::from([(Miss::Altered, 2), (Miss::Absent, 1)]),
        not_kept: BTreeMap::from([
            (Kept::TooLarge, 1),
            (Kept::NotWritten(ErrorKind::StorageFull), 4),
        ]),
        ..CacheUses::default()
    };
    let told = [
        "the cache: 2 × altered; not used, the contract was compiled instead",
        "the cache: 1 × not kept: larger than the cache may be",
        "the cache: 4 × not kept: no storage space",
    ];
    assert_eq!(warnings(&uses), told);
}
