//! `assent ca`: an organisation certifies its members.

pub mod issue;
pub mod new;
pub mod revoke;
pub mod show;
mod show_folder;
mod words;
