//! Policies that are deployed: their texts, with their expected decisions as examples inside.
//!
//! | policy | what it is |
//! | --- | --- |
//! | [`BLOODWORK`] | the smallest policy: one sentence |
//! | [`RIVERSIDE`] | a hospital, its departments, a lab, insurers, another hospital: the demonstration's |

/// `contracts/bloodwork/bloodwork.consent`
pub const BLOODWORK: &str = include_str!("../bloodwork/bloodwork.consent");

/// `contracts/riverside/riverside.consent`
pub const RIVERSIDE: &str = include_str!("../riverside/riverside.consent");
