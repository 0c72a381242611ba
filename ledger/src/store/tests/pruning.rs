//! Folders that begin with a snapshot, or behind blocks that were dropped.

use abi::{Hash, Height};

use super::layout;
use crate::error::Fault;
use crate::fixture::{boxed, config};
use crate::store::base::Base;
use crate::store::{Backend, MemoryBackend, Store};

fn base(height: u64) -> Base {
    Base {
        height: Height(height),
        block: Hash([5; 32]),
    }
}

/// Begins a folder that has these files with a snapshot; gives the files that it has then.
fn restored(files: &[&str]) -> Result<Vec<String>, Fault> {
    let disk = MemoryBackend::new();
    for file in files {
        disk.edit(file, |bytes| bytes.push(1));
    }
    let write = |out: &mut dyn std::io::Write| {
        out.write_all(b"state").unwrap();
        Ok::<_, Fault>(())
    };
    let begun = Store::restore(boxed(&disk), config(), base(7), write).map(|_| ());
    let after = disk.files().unwrap();
    if begun.is_err() {
        let kept = files
            .iter()
            .all(|file| disk.length(file).is_ok_and(|length| length == 1));
        assert!(kept, "a folder that is refused is as it was");
    }
    begun.map(|()| after)
}

#[test]
fn what_an_interrupted_restoring_left_behind_makes_room() {
    let snapshot = layout::snapshot_file(Height(7));
    let whole = ["assent.lock", "base", "chain", snapshot.as_str()];
    let other = layout::snapshot_file(Height(4));
    for files in [
        &[][..],
        &["assent.lock"],
        &["base"],
        &["base", other.as_str()],
        &["base", snapshot.as_str(), "chain.new"],
        &["chain.new"],
        &["base.new", "snapshot.new", "blocks.new"],
    ] {
        assert_eq!(restored(files).unwrap(), whole, "{files:?}");
    }
}

#[test]
fn a_folder_that_has_anything_else_is_not_restored_into() {
    let snapshot = layout::snapshot_file(Height(4));
    for (files, named) in [
        (&["letter.doc"][..], "letter.doc"),
        (&["base", "letter.doc"], "letter.doc"),
        (&["chain"], "chain"),
        (&["base", "chain"], "base"),
        (&[snapshot.as_str()], &snapshot),
        (&["chain.new", snapshot.as_str()], &snapshot),
        (&["base", "blocks-00000000.log"], "blocks-00000000.log"),
    ] {
        let refused = restored(files);
        let is_named = matches!(&refused, Err(Fault::NotEmpty(name)) if name.contains(named));
        assert!(is_named, "{files:?}: {refused:?}");
    }
}

#[test]
fn what_is_kept_of_a_long_file_is_kept_to_its_end() {
    // More than is copied at a time, and no whole number of that.
    let payload = |height: u64| vec![height as u8 + 1; 900_000 + height as usize];
    let disk = MemoryBackend::new();
    let mut store = Store::create(boxed(&disk), config()).unwrap();
    (0..5).for_each(|height| store.append(&payload(height)).unwrap());
    store.begin_after(base(0)).unwrap();
    let check = |store: &Store| {
        assert!(matches!(store.read(Height(0)), Err(Fault::Pruned(..))));
        let kept = (1..5).all(|height| store.read(Height(height)).unwrap() == payload(height));
        assert!(kept);
    };
    check(&store);
    drop(store);
    let (store, torn) = Store::open(boxed(&disk), |_, _, _| Ok(())).unwrap();
    assert_eq!((torn, store.count()), (0, 4));
    check(&store);
}
