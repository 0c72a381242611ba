//! Which bytes are a proposal, and which files are not even read.

use std::io;
use std::sync::atomic::{AtomicBool, Ordering};

use super::*;
use crate::fixture::config;

fn proposal() -> Proposal {
    Proposal {
        turn: Turn {
            height: Height(1),
            round: 2,
        },
        block: config().block(),
        place: 3,
    }
}

/// A proposal's bytes with one of them changed, and the checksum of what they are now.
fn changed(at: usize) -> Vec<u8> {
    let mut bytes = proposal().bytes();
    bytes.truncate(bytes.len() - CHECKSUM);
    bytes[at] ^= 1;
    let checksum = Domain::Frame.hash(&bytes).0;
    bytes.extend(checksum);
    bytes
}

#[test]
fn bytes_are_a_proposal_when_checksum_beginning_and_length_are_right() {
    let found = Proposal::of(&proposal().bytes()).unwrap();
    let Proposal { turn, block, place } = proposal();
    assert_eq!((found.turn, found.block, found.place), (turn, block, place));
    let mut cut = proposal().bytes();
    *cut.last_mut().unwrap() ^= 1;
    assert!(Proposal::of(&cut).is_none(), "checksum");
    assert!(Proposal::of(&changed(0)).is_none(), "beginning");
    assert!(Proposal::of(&changed(HEAD - 4)).is_none(), "length");
    assert!(Proposal::of(&changed(HEAD - 8)).is_some(), "another place");
}

/// A folder whose files are of one length, and which knows whether one was read.
struct OfLength {
    length: u64,
    was_read: AtomicBool,
}

impl Backend for OfLength {
    fn lock(&mut self) -> io::Result<bool> {
        Ok(true)
    }

    fn files(&self) -> io::Result<Vec<String>> {
        Ok(Vec::new())
    }

    fn length(&self, _: &str) -> io::Result<u64> {
        Ok(self.length)
    }

    fn read(&self, _: &str, _: u64, out: &mut [u8]) -> io::Result<()> {
        assert_eq!(out.len() as u64, self.length);
        self.was_read.store(true, Ordering::Relaxed);
        Ok(())
    }

    fn append(&mut self, _: &str, _: &[u8]) -> io::Result<()> {
        Err(io::ErrorKind::Unsupported.into())
    }

    fn sync(&mut self, _: &str) -> io::Result<()> {
        Ok(())
    }

    fn truncate(&mut self, _: &str, _: u64) -> io::Result<()> {
        Ok(())
    }

    fn rename(&mut self, _: &str, _: &str) -> io::Result<()> {
        Err(io::ErrorKind::Unsupported.into())
    }

    fn remove(&mut self, _: &str) -> io::Result<()> {
        Err(io::ErrorKind::Unsupported.into())
    }

    fn sync_folder(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn a_file_that_is_longer_than_any_proposal_takes_no_memory() {
    let longest = abi::limits::BLOCK_BYTES + proposal().bytes().len() as u64
        - config().block().encode().len() as u64;
    for (length, is_read) in [(longest, true), (longest + 1, false)] {
        let folder = OfLength {
            length,
            was_read: AtomicBool::new(false),
        };
        assert!(read(&folder, "proposal-00").unwrap().is_none());
        assert_eq!(folder.was_read.into_inner(), is_read, "{length} bytes");
    }
}
