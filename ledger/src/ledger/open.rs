//! Opening a folder: the last snapshot that is believed, and the blocks behind it.
//!
//! A snapshot is never believed because it is there. Its checksums, its block's certificate and history have to
//! hold, its block has to be the one of the log or of the base, and with the blocks behind it has to come out the
//! state root of the last header. One that is not believed is passed over for the one before, and in the end for
//! the log alone, when that is whole.

use std::io;

use abi::{Height, Signature};
use parity_scale_codec::Encode;

use super::{Ledger, Point, check_genesis, check_history};
use crate::block::{BlockFront, Header, check_link};
use crate::error::{Damage, Fault, Reject};
use crate::genesis::GenesisConfig;
use crate::history::History;
use crate::snapshot::{Front, SnapshotError, SnapshotReader};
use crate::state::Replayed;
use crate::store::layout::snapshot_file;
use crate::store::{Backend, Store};

/// A ledger that was opened, and what that took.
pub struct Opened {
    /// The ledger.
    pub ledger: Ledger,
    /// Bytes of an unfinished block that were cut off at the end; it was never acknowledged.
    pub recovered_bytes: u64,
    /// Names of snapshots in the folder that were not believed: they are damaged, and nothing was lost by it.
    pub passed_over: Vec<String>,
}

impl Ledger {
    /// Opens a chain: reads its last snapshot and the blocks behind it, or all blocks where there is none. Checks
    /// each against its checksum, its place, its parent and its history, and the state against the last header.
    ///
    /// # Errors
    /// Fault: no chain, locked, damaged, unreadable. [`crate::verify`] checks everything else.
    pub fn open(backend: Box<dyn Backend>) -> Result<Opened, Fault> {
        Ledger::open_watched(backend, &mut |_| ())
    }

    /// As [`Ledger::open`]; `watch` is told of every block that was read.
    ///
    /// # Errors
    /// Fault: as [`Ledger::open`].
    pub fn open_watched(
        backend: Box<dyn Backend>,
        watch: &mut dyn FnMut(Height),
    ) -> Result<Opened, Fault> {
        let mut store = Store::look(backend)?;
        let mut passed_over = Vec::new();
        for begin in beginnings(&store)? {
            let Some((replay, base)) = Replay::begin(&store, begin)? else {
                passed_over.extend(begin.map(snapshot_file));
                continue;
            };
            let Some((point, torn)) = read_on(&mut store, replay, begin, watch)? else {
                passed_over.extend(begin.map(snapshot_file));
                continue;
            };
            store.settle(torn)?;
            return Ok(Opened {
                ledger: Ledger::begin(store, base, point),
                recovered_bytes: torn,
                passed_over,
            });
        }
        Err(no_beginning(&store))
    }
}

/// What a state may be read from, the best first: the snapshots that are there, and then, where the folder has
/// them, all blocks.
pub(super) fn beginnings(store: &Store) -> Result<Vec<Option<Height>>, Fault> {
    let first = store.base().map_or(Height(0), |base| base.height);
    let snapshots = store.snapshots()?.into_iter();
    let usable = snapshots.filter(|height| *height >= first).map(Some);
    let log = store.base().is_none().then_some(None);
    Ok(usable.chain(log).collect())
}

/// That neither a snapshot nor all blocks are there.
pub(super) fn no_beginning(store: &Store) -> Fault {
    let height = store.base().map_or(Height(0), |base| base.height);
    Fault::Damaged {
        file: snapshot_file(height),
        offset: 0,
        what: match store.snapshots() {
            Ok(heights) if heights.contains(&height) => Damage::Contents,
            _ => Damage::Missing,
        },
    }
}

/// The state, the tip and the bytes of an unfinished frame at the end, once the blocks behind a beginning are
/// read; `None` when that is to blame.
fn read_on(
    store: &mut Store,
    mut replay: Replay,
    begin: Option<Height>,
    watch: &mut dyn FnMut(Height),
) -> Result<Option<(Point, u64)>, Fault> {
    let config = store.config().clone();
    let from = begin.unwrap_or_default().max(store.start());
    let mut is_other = false;
    let scanned = store.scan(from, |height, bytes| {
        watch(height);
        if begin == Some(height) {
            // The block of the snapshot itself: has to be the one of the log.
            let found = BlockFront::from_bytes(bytes);
            is_other = found.map(|front| front.header).ok() != replay.tip.map(|(tip, _)| tip);
            return match is_other {
                true => Err(Fault::NoBlock(height)),
                false => Ok(()),
            };
        }
        replay
            .block(&config, height, bytes)
            .map_err(|reject| Fault::Block(height, reject))
    });
    if is_other {
        return Ok(None);
    }
    let torn = scanned?;
    if let Some(height) = ahead(store, begin)? {
        return Err(Fault::Damaged {
            file: snapshot_file(height),
            offset: 0,
            what: Damage::Ahead,
        });
    }
    if replay.tip.is_none() {
        // Creation was interrupted behind the file `chain`, which says all there is to it.
        // What is torn is cut off first: a block is written behind the end of its file.
        store.settle(torn)?;
        let genesis = store.config().block();
        store.append(&genesis.encode())?;
        return Ok(Some((Point::of_genesis(&genesis), torn)));
    }
    match (replay.finish(), begin) {
        (Ok(point), _) => Ok(Some((point, torn))),
        (Err(_), Some(_)) => Ok(None),
        (Err(fault), None) => Err(fault),
    }
}

/// The snapshot that the log does not reach: a snapshot is only ever made of a block that is on the disk.
fn ahead(store: &Store, begin: Option<Height>) -> Result<Option<Height>, Fault> {
    let end = store.end();
    Ok(match begin {
        Some(height) => (height >= end).then_some(height),
        None => store
            .snapshots()?
            .first()
            .copied()
            .filter(|_| end == Height(0)),
    })
}

/// The state and the tip, as blocks are read.
#[derive(Default)]
pub(super) struct Replay {
    state: Replayed,
    tip: Option<(Header, Signature)>,
    /// The blocks before the tip.
    before: History,
}

impl Replay {
    /// Begins with a snapshot, or with nothing; returns the front of the snapshot where the folder begins with it
    /// as well. `None` when the snapshot is not to be believed.
    pub(super) fn begin(
        store: &Store,
        begin: Option<Height>,
    ) -> Result<Option<(Replay, Option<Front>)>, Fault> {
        let Some(height) = begin else {
            return Ok(Some((Replay::default(), None)));
        };
        let base = match store.base().copied() {
            None => None,
            Some(base) if !store.snapshots()?.contains(&base.height) => return Ok(None),
            Some(base) => {
                match believed(store, base.height, |reader| Ok(reader.front().clone()))? {
                    Some(front) if front.header.hash() == base.block => Some(front),
                    _ => return Ok(None),
                }
            }
        };
        let loaded = believed(store, height, |reader| {
            let state = reader.load(|_| Ok(()))?;
            Ok((state, reader.front().clone(), reader.history().clone()))
        })?;
        let Some((state, front, before)) = loaded else {
            return Ok(None);
        };
        let tip = Some((front.header, front.certificate));
        Ok(Some((Replay { state, tip, before }, base)))
    }

    /// The height of the next block.
    pub(super) fn next(&self) -> Height {
        Height(
            self.tip
                .map_or(0, |(tip, _)| tip.height.0.saturating_add(1)),
        )
    }

    /// Takes the next block.
    pub(super) fn block(
        &mut self,
        config: &GenesisConfig,
        height: Height,
        bytes: &[u8],
    ) -> Result<(), Reject> {
        let BlockFront {
            header,
            certificate,
            writes,
        } = BlockFront::from_bytes(bytes)?;
        match &self.tip {
            Some((parent, _)) => {
                check_link(parent, &header)?;
                // The link has shown that the parent has this hash.
                self.before.push(header.parent);
                check_history(&self.before, &header)?;
            }
            None => check_genesis(config, bytes)?,
        }
        if header.height != height {
            return Err(Reject::WrongHeight {
                expected: height,
                found: header.height,
            });
        }
        self.tip = Some((header, certificate));
        self.state.apply(&writes);
        Ok(())
    }

    /// The state, the tip and the history before it, once they agree.
    pub(super) fn finish(self) -> Result<Point, Fault> {
        let (header, certificate) = self.tip.ok_or(Fault::NoBlock(Height(0)))?;
        let state = self.state.finish();
        match state.root() == header.state_root {
            true => Ok(Point {
                state,
                header,
                certificate,
                before: self.before,
            }),
            false => Err(Fault::Block(header.height, Reject::StateRoot)),
        }
    }
}

/// What `take` makes of a snapshot of the folder; `None` when the snapshot is not what it should be.
fn believed<T>(
    store: &Store,
    height: Height,
    take: impl FnOnce(&mut SnapshotReader<crate::store::FileReader>) -> Result<T, SnapshotError>,
) -> Result<Option<T>, Fault> {
    let opened = SnapshotReader::open(store.snapshot(height)?);
    let taken = opened.and_then(|mut reader| {
        let front = reader.front();
        let is_here = front.header.height == height && front.config == *store.config();
        match is_here {
            true => take(&mut reader),
            false => Err(SnapshotError::NotOne),
        }
    });
    match taken {
        Ok(taken) => Ok(Some(taken)),
        // A disk that cannot be read is another matter than what it has.
        Err(SnapshotError::Io(source)) => Err(io_fault(height, source)),
        Err(SnapshotError::Fault(fault)) => Err(fault),
        Err(_) => Ok(None),
    }
}

/// What is wrong with a snapshot of a folder, of which `offset` bytes were read.
pub(crate) fn snapshot_fault(height: Height, offset: u64, error: SnapshotError) -> Fault {
    let what = match error {
        SnapshotError::Io(source) => return io_fault(height, source),
        SnapshotError::Fault(fault) => return fault,
        SnapshotError::Version(version) => return Fault::Version(version),
        SnapshotError::Short => Damage::Cut,
        SnapshotError::Trailing => Damage::Trailing,
        SnapshotError::Checksum => Damage::Checksum,
        SnapshotError::NotOne
        | SnapshotError::Layout
        | SnapshotError::Block(_)
        | SnapshotError::OtherBlock(_) => Damage::Contents,
    };
    Fault::Damaged {
        file: snapshot_file(height),
        offset,
        what,
    }
}

fn io_fault(height: Height, source: io::Error) -> Fault {
    Fault::Io {
        action: "read",
        file: snapshot_file(height),
        source,
    }
}
