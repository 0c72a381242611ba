//! What those who write contracts and policies try them with. The program `assent` only reads files for it and
//! prints what it finds, so that an editor or a service can use the same.
//!
//! | module | holds |
//! | --- | --- |
//! | [`second_engine`] | a module on an engine other than the runtime's |

pub mod second_engine;
