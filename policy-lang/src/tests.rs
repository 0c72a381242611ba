//! Tests of the library as a whole: what a text comes to.

mod hostile;
mod mistakes;
