//! Reading the frames of a folder, in order.

use std::sync::OnceLock;

use abi::Height;

use super::backend::Backend;
use super::io_fault;
use super::layout::{HEAD, Head, is_unwritten, payload};
use super::segment::{Place, Segment};
use crate::error::{Damage, Fault};

/// Bytes read at a time.
const READ_BYTES: u64 = 8 << 20;

/// Bytes read at a time where only the heads of frames are looked at.
const SKIM_BYTES: u64 = 16 << 10;

/// What a scan found beside the frames.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Scan {
    /// The height behind the last whole frame.
    pub(super) end: Height,
    /// Where that frame ends in the last file.
    pub(super) length: u64,
    /// Bytes behind that, of a frame that was never written to its end.
    pub(super) torn: u64,
}

/// Hands every payload from `from` on to `visit`, with its height. Files that end before are not read, and of
/// frames before it in its file only the heads. `start` is the height that the log begins with.
pub(super) fn scan(
    backend: &dyn Backend,
    segments: &mut [Segment],
    start: Height,
    from: Height,
    mut visit: impl FnMut(Height, &[u8]) -> Result<(), Fault>,
) -> Result<Scan, Fault> {
    let has_begun = |one: &Segment| one.first.is_some_and(|first| first <= from);
    let skipped = segments.iter().rposition(has_begun).unwrap_or(0);
    let read = segments.get_mut(skipped..).unwrap_or_default();
    let mut found = Scan {
        end: read.first().and_then(|one| one.first).unwrap_or(start),
        ..Scan::default()
    };
    let count = read.len();
    for (index, segment) in read.iter_mut().enumerate() {
        let first = found.end;
        let is_last = index + 1 == count;
        let places = frames(
            backend,
            &segment.file(),
            is_last,
            from,
            &mut found,
            &mut visit,
        )?;
        segment.first = Some(first);
        segment.places = OnceLock::from(places);
    }
    Ok(found)
}

/// Where the frames of a file lie that is not the last one.
pub(super) fn skim(backend: &dyn Backend, segment: &Segment) -> Result<Vec<Place>, Fault> {
    let mut found = Scan {
        end: segment.first.unwrap_or_default(),
        ..Scan::default()
    };
    let nowhere = Height(u64::MAX);
    frames(
        backend,
        &segment.file(),
        false,
        nowhere,
        &mut found,
        &mut |_, _| Ok(()),
    )
}

fn frames(
    backend: &dyn Backend,
    file: &str,
    is_last: bool,
    from: Height,
    found: &mut Scan,
    visit: &mut impl FnMut(Height, &[u8]) -> Result<(), Fault>,
) -> Result<Vec<Place>, Fault> {
    let mut reader = Reader::new(backend, file)?;
    let mut places = Vec::new();
    found.length = 0;
    while found.length < reader.length {
        let (offset, expected) = (found.length, found.end);
        let damaged = |what| Fault::Damaged {
            file: file.to_owned(),
            offset,
            what,
        };
        match next_frame(&mut reader, offset, expected >= from)? {
            Next::Frame(head, payload) => {
                if head.height != expected {
                    return Err(damaged(Damage::Height));
                }
                if let Some(payload) = payload {
                    visit(expected, payload)?;
                }
                places.push(Place {
                    length: head.length,
                    offset,
                });
                found.length += head.frame_bytes();
                found.end.0 += 1;
            }
            Next::Torn if is_last => {
                found.torn = reader.length - offset;
                return Ok(places);
            }
            Next::Torn => return Err(damaged(Damage::Short)),
            Next::Damaged(what) => return Err(damaged(what)),
        }
    }
    match found.length == 0 && !is_last {
        true => Err(Fault::Damaged {
            file: file.to_owned(),
            offset: 0,
            what: Damage::Short,
        }),
        false => Ok(places),
    }
}

/// What lies at an offset.
enum Next<'a> {
    /// A frame; its payload when that was asked for, and is right then.
    Frame(Head, Option<&'a [u8]>),
    Torn,
    Damaged(Damage),
}

fn next_frame<'a>(reader: &'a mut Reader, offset: u64, is_read: bool) -> Result<Next<'a>, Fault> {
    reader.ahead = if is_read { READ_BYTES } else { SKIM_BYTES };
    let rest = reader.length - offset;
    if rest < HEAD as u64 {
        return Ok(Next::Torn);
    }
    let Some(head) = Head::read(reader.bytes(offset, HEAD as u64)?) else {
        return unwritten_or(reader, offset, Damage::Magic);
    };
    if rest < head.frame_bytes() {
        return Ok(Next::Torn);
    }
    if !is_read {
        return Ok(Next::Frame(head, None));
    }
    if payload(reader.bytes(offset, head.frame_bytes())?).is_none() {
        return unwritten_or(reader, offset, Damage::Checksum);
    }
    // Read and verified above; asked for again because the borrow ends with the branch.
    let frame = reader.bytes(offset, head.frame_bytes())?;
    Ok(Next::Frame(
        head,
        frame.get(HEAD..HEAD + head.length as usize),
    ))
}

fn unwritten_or<'a>(reader: &mut Reader, offset: u64, what: Damage) -> Result<Next<'a>, Fault> {
    let rest = reader.length - offset;
    Ok(match is_unwritten(reader.bytes(offset, rest)?, offset) {
        true => Next::Torn,
        false => Next::Damaged(what),
    })
}

/// Reads a file ahead.
struct Reader<'a> {
    backend: &'a dyn Backend,
    file: &'a str,
    length: u64,
    start: u64,
    buffer: Vec<u8>,
    ahead: u64,
}

impl<'a> Reader<'a> {
    fn new(backend: &'a dyn Backend, file: &'a str) -> Result<Reader<'a>, Fault> {
        let length = backend.length(file).map_err(io_fault("measure", file))?;
        Ok(Reader {
            backend,
            file,
            length,
            start: 0,
            buffer: Vec::new(),
            ahead: READ_BYTES,
        })
    }

    /// The `count` bytes from `offset`, which lie inside the file.
    fn bytes(&mut self, offset: u64, count: u64) -> Result<&[u8], Fault> {
        let end = self.start + self.buffer.len() as u64;
        if offset < self.start || offset + count > end {
            let ahead = count.max(self.ahead).min(self.length - offset);
            self.buffer.resize(ahead as usize, 0);
            self.start = offset;
            let read = self.backend.read(self.file, offset, &mut self.buffer);
            read.map_err(io_fault("read", self.file))?;
        }
        let at = (offset - self.start) as usize;
        Ok(&self.buffer[at..at + count as usize])
    }
}
