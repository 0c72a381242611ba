//! One binary for all tests that cross rooms: it links once and runs in parallel.

mod agreement;
