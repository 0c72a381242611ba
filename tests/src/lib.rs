//! Tests that cross rooms
