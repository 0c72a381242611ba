//! The consent language: from sentences to a WebAssembly contract, and the reference interpreter.
//!
//! ```text
//! text --parse--> syntax --check--> typed policy --program--> tables --emit--> Wasm contract
//!                                        \--interpret--> the same decisions, slowly and plainly
//! ```
//!
//! This room is pure: no files, no clock, no threads, no network, no engine. Every problem of a
//! text is found in one run and is data; who shows it decides how.
//!
//! ```
//! let source = "lab X\nlab X may read bloodwork until 2027-03-31";
//! let checked = policy_lang::check(source, "example");
//! let policy = checked.policy.expect("the sentence the project was named for is a policy");
//! let contract = policy_lang::contract::compile(&policy, source)?;
//! assert_eq!(&contract.wasm[..4], b"\0asm");
//! # Ok::<(), policy_lang::contract::TooLarge>(())
//! ```
//!
//! | module | holds |
//! | --- | --- |
//! | [`syntax`] | tokens, the parser, the syntax tree, its printer and the formatter |
//! | [`diagnostic`] | problems: codes, places, hints, and their plain rendering |
//! | [`vocabulary`] | the words that every policy may use, with their codes |
//! | [`typed`] | the typed policy, and the checks that lead to it |
//! | [`interpret`] | the reference interpreter |
//! | [`coverage`] | what examples try of each rule, and examples for what they do not |
//! | [`laws`] | what a policy must keep to, whatever is asked |
//! | [`written`] | a request with what is attested, written as an example |
//! | [`contract`] | tables, layout, evaluator, module |
//! | [`reasons`] | decisions in words |

pub mod contract;
pub mod coverage;
pub mod diagnostic;
pub mod interpret;
pub mod laws;
pub mod reasons;
pub mod syntax;
pub mod typed;
pub mod vocabulary;
pub mod written;

#[cfg(test)]
mod tests;

pub use syntax::format::{format, format_laws};
pub use typed::from_syntax::{Checked, remarks_on};

use abi::terms::ConsentTerms;
use diagnostic::{Problem, settle};
use typed::Policy;

/// Parses and checks a policy's text. `file_stem` is the title of a policy that gives none.
///
/// All problems are reported, in the order of the text; there is a policy when none is an error.
#[must_use]
pub fn check(source: &str, file_stem: &str) -> Checked {
    let parsed = syntax::parse(source);
    let mut checked =
        typed::from_syntax::check_read(&parsed.tree, &parsed.problems, source, file_stem);
    checked.problems.extend(parsed.problems);
    checked.problems = settle(checked.problems);
    checked
}

/// Reads a patient's consent, one sentence, with the words and the time zone of `policy`.
///
/// Names that the policy does not know stay names, with a warning: another policy may know them.
///
/// # Errors
/// Reject: the text is no sentence, or has a condition or duties.
pub fn consent(text: &str, policy: &Policy) -> Result<ConsentTerms, Vec<Problem>> {
    let (sentence, problems) = syntax::parse_consent(text);
    match sentence {
        Some(sentence) if !problems.iter().any(Problem::is_error) => {
            typed::from_syntax::consent(&sentence, policy, text)
        }
        _ => Err(problems),
    }
}
