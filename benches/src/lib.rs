//! One question per bench
