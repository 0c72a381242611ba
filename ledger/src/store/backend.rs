//! What the store asks of a folder. One implementation keeps files, another keeps them in memory
//! and fails on request.

use std::io;

/// A folder of append-only files, by their names.
///
/// Nothing is durable before [`Backend::sync`] of the file, and of the folder where a name is new.
/// An error leaves open how much of the operation took place.
pub trait Backend: Send + Sync {
    /// Takes the folder for this process alone; `false` when another has it.
    fn lock(&mut self) -> io::Result<bool>;

    /// Whether nothing may be changed: what is unfinished is left as it is then.
    fn is_read_only(&self) -> bool {
        false
    }

    /// The names of all files, sorted.
    fn files(&self) -> io::Result<Vec<String>>;

    /// A file's length.
    fn length(&self, file: &str) -> io::Result<u64>;

    /// Fills `out` with the bytes from `offset`; an error when the file ends before.
    fn read(&self, file: &str, offset: u64, out: &mut [u8]) -> io::Result<()>;

    /// Writes `bytes` behind the file's end; creates the file when there is none.
    fn append(&mut self, file: &str, bytes: &[u8]) -> io::Result<()>;

    /// Makes a file's contents and length durable.
    fn sync(&mut self, file: &str) -> io::Result<()>;

    /// Cuts a file off at `length`, durably.
    fn truncate(&mut self, file: &str, length: u64) -> io::Result<()>;

    /// Gives a file another name; a file that has it is no more.
    fn rename(&mut self, from: &str, to: &str) -> io::Result<()>;

    /// Removes a file.
    fn remove(&mut self, file: &str) -> io::Result<()>;

    /// Makes new, changed and removed names durable.
    fn sync_folder(&mut self) -> io::Result<()>;
}
