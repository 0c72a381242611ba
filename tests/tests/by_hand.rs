//! Contracts that are no policies, written by hand. Each is compared, call by call, with a model of it in Rust that was
//! written from its page and shares no code with it: what comes out, what is told, and every byte of the state.

mod cohort;
mod cohort_model;
mod cohort_privacy;
mod deployed;
mod review;
mod review_calls;
mod review_model;
mod templates;
