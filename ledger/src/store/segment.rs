//! The files of the log: which there are, and where each block lies in them.

use std::sync::OnceLock;

use abi::Height;

use super::backend::Backend;
use super::base::Base;
use super::io_fault;
use super::layout::{HEAD, Head, segment_file, segment_number};
use crate::error::{Damage, Fault};

/// A file of the log.
#[derive(Debug)]
pub(super) struct Segment {
    pub(super) number: u32,
    /// The height of its first block; `None` while it has none, or none that can be read.
    pub(super) first: Option<Height>,
    /// Where its blocks lie. Of a file that opening had no need to read, found when it is asked for.
    pub(super) places: OnceLock<Vec<Place>>,
}

/// Where a block's frame lies in its file.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place {
    pub(super) offset: u64,
    /// Of the payload.
    pub(super) length: u32,
}

impl Segment {
    /// A file that has no block yet.
    pub(super) fn begin(number: u32, first: Height) -> Segment {
        Segment {
            number,
            first: Some(first),
            places: OnceLock::from(Vec::new()),
        }
    }

    pub(super) fn file(&self) -> String {
        segment_file(self.number)
    }
}

/// The files of the log from the one on that has the first block that belongs into it, and the numbers of those
/// before, which pruning has not yet removed. Numbers have no gap, and without a base begin at 0.
pub(super) fn segments(
    backend: &dyn Backend,
    files: &[String],
    base: Option<&Base>,
) -> Result<(Vec<Segment>, Vec<u32>), Fault> {
    let mut numbers: Vec<u32> = files
        .iter()
        .filter_map(|name| segment_number(name))
        .collect();
    numbers.sort_unstable();
    let mut found = Vec::with_capacity(numbers.len());
    for number in numbers {
        let first = first_height(backend, &segment_file(number))?;
        found.push(Segment {
            number,
            first,
            places: OnceLock::new(),
        });
    }
    let start = base.map_or(Height(0), Base::next);
    let has_begun = |one: &Segment| one.first.is_some_and(|first| first <= start);
    let at = match base {
        Some(_) => found.iter().rposition(has_begun).unwrap_or(0),
        None => 0,
    };
    let kept = found.split_off(at);
    check(&kept, base, start)?;
    Ok((kept, found.iter().map(|one| one.number).collect()))
}

fn check(kept: &[Segment], base: Option<&Base>, start: Height) -> Result<(), Fault> {
    let Some(first) = kept.first() else {
        return Ok(());
    };
    let begin = if base.is_some() { first.number } else { 0 };
    let damaged = |number, what| Fault::Damaged {
        file: segment_file(number),
        offset: 0,
        what,
    };
    for (expected, one) in (begin..).zip(kept) {
        if one.number != expected {
            return Err(damaged(expected, Damage::Missing));
        }
    }
    let firsts: Vec<Height> = kept.iter().filter_map(|one| one.first).collect();
    if !firsts.is_sorted_by(|left, right| left < right) {
        let last = kept.last().map_or(begin, |last| last.number);
        return Err(damaged(last, Damage::Height));
    }
    match first.first.is_some_and(|first| first > start) {
        true => Err(damaged(first.number, Damage::Height)),
        false => Ok(()),
    }
}

/// The height of the frame that a file begins with; `None` when it begins with none.
fn first_height(backend: &dyn Backend, file: &str) -> Result<Option<Height>, Fault> {
    let length = backend.length(file).map_err(io_fault("measure", file))?;
    if length < HEAD as u64 {
        return Ok(None);
    }
    let mut head = [0; HEAD];
    backend
        .read(file, 0, &mut head)
        .map_err(io_fault("read", file))?;
    Ok(Head::read(&head).map(|head| head.height))
}
