//! The `assent` command: parses arguments, calls one library function, prints.
fn main() {}
