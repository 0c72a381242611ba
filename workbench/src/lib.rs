//! What those who write contracts and policies try them with. The program `assent` only reads files for it and
//! prints what it finds, so that an editor or a service can use the same.
//!
//! | module | holds |
//! | --- | --- |
//! | [`inspect`] | what is in a module: sections, tables, instructions with their fuel |
//! | [`measure`] | how long decisions and calls take, and whether that is more than noise |
//! | [`trace`] | a decision or a call, step by step |
//! | [`second_engine`] | a module on an engine other than the runtime's |
//! | [`fuzz`] | requests and calls by the thousand, looking for one that breaks a promise |

#[cfg(test)]
mod fixture;
pub mod fuzz;
pub mod inspect;
pub mod measure;
pub mod second_engine;
pub mod trace;
