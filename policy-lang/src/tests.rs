//! Tests of the library as a whole: what a text comes to.

mod follow_on;
mod hostile;
mod mistakes;
