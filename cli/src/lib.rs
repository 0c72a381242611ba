//! The assent command
