//! Reading all frames of a folder, in order.

use abi::Height;

use super::backend::Backend;
use super::layout::{HEAD, Head, is_unwritten, payload, segment_file, segment_number};
use super::{Place, io_fault};
use crate::error::{Damage, Fault};

/// Bytes read at a time.
const READ_BYTES: u64 = 8 << 20;

/// What a scan found beside the frames.
#[derive(Debug, Default)]
pub(super) struct Scan {
    /// Where each block lies.
    pub(super) places: Vec<Place>,
    /// The number of the last segment, and where its last whole frame ends.
    pub(super) segment: u32,
    pub(super) length: u64,
    /// Bytes behind that, of a frame that was never written to its end.
    pub(super) torn: u64,
}

/// Hands every payload to `visit`, with its height.
pub(super) fn scan(
    backend: &dyn Backend,
    mut visit: impl FnMut(Height, &[u8]) -> Result<(), Fault>,
) -> Result<Scan, Fault> {
    let mut found = Scan::default();
    let count = segments(backend)?;
    for segment in 0..count {
        found.segment = segment;
        let is_last = segment + 1 == count;
        scan_segment(backend, is_last, &mut found, &mut visit)?;
    }
    Ok(found)
}

/// How many segments there are: they are numbered from 0 without a gap.
fn segments(backend: &dyn Backend) -> Result<u32, Fault> {
    let files = backend.files().map_err(io_fault("list", "the folder"))?;
    let mut next = 0;
    for number in files.iter().filter_map(|name| segment_number(name)) {
        if number != next {
            let file = segment_file(next);
            return Err(Fault::Damaged {
                file,
                offset: 0,
                what: Damage::Missing,
            });
        }
        next += 1;
    }
    Ok(next)
}

fn scan_segment(
    backend: &dyn Backend,
    is_last: bool,
    found: &mut Scan,
    visit: &mut impl FnMut(Height, &[u8]) -> Result<(), Fault>,
) -> Result<(), Fault> {
    let file = segment_file(found.segment);
    let mut reader = Reader::new(backend, &file)?;
    found.length = 0;
    while found.length < reader.length {
        let offset = found.length;
        let expected = Height(found.places.len() as u64);
        let damaged = |what| Fault::Damaged {
            file: file.clone(),
            offset,
            what,
        };
        match next_frame(&mut reader, offset)? {
            Next::Frame(head, payload) => {
                if head.height != expected {
                    return Err(damaged(Damage::Height));
                }
                visit(expected, payload)?;
                let place = Place {
                    segment: found.segment,
                    length: head.length,
                    offset,
                };
                found.places.push(place);
                found.length += head.frame_bytes();
            }
            Next::Torn if is_last => {
                found.torn = reader.length - offset;
                return Ok(());
            }
            Next::Torn => return Err(damaged(Damage::Short)),
            Next::Damaged(what) => return Err(damaged(what)),
        }
    }
    let is_empty = found.length == 0 && !is_last;
    if is_empty {
        return Err(Fault::Damaged {
            file,
            offset: 0,
            what: Damage::Short,
        });
    }
    Ok(())
}

/// What lies at an offset.
enum Next<'a> {
    Frame(Head, &'a [u8]),
    Torn,
    Damaged(Damage),
}

fn next_frame<'a>(reader: &'a mut Reader, offset: u64) -> Result<Next<'a>, Fault> {
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
    if payload(reader.bytes(offset, head.frame_bytes())?).is_none() {
        return unwritten_or(reader, offset, Damage::Checksum);
    }
    // Read and verified above; asked for again because the borrow ends with the branch.
    let frame = reader.bytes(offset, head.frame_bytes())?;
    Ok(Next::Frame(head, &frame[HEAD..HEAD + head.length as usize]))
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
        })
    }

    /// The `count` bytes from `offset`, which lie inside the file.
    fn bytes(&mut self, offset: u64, count: u64) -> Result<&[u8], Fault> {
        let end = self.start + self.buffer.len() as u64;
        if offset < self.start || offset + count > end {
            let ahead = count.max(READ_BYTES).min(self.length - offset);
            self.buffer.resize(ahead as usize, 0);
            self.start = offset;
            let read = self.backend.read(self.file, offset, &mut self.buffer);
            read.map_err(io_fault("read", self.file))?;
        }
        let at = (offset - self.start) as usize;
        Ok(&self.buffer[at..at + count as usize])
    }
}
