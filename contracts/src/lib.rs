//! Policies that are deployed, with their expected decisions
