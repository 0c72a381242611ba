//! A flat workload as a policy of the consent language.

use std::fmt::Write;

use abi::terms::{AccessRequest, CategoryTerm, Claims, Party, Requester};
use abi::{Instant, PatientId};

use super::{
    ACTIONS, CATEGORIES, DAY_SECONDS, Flat, PURPOSES, Request, action_name, category_name,
    organisation_name, purpose_name,
};

impl Flat {
    /// The policy's text. Rules are named so that the order of their names is that of the
    /// workload: rule `i` is number `i` of the contract.
    pub fn consent_text(&self) -> String {
        let mut text = format!("policy \"flat-{}\"\nversion 1\n\n", self.rules.len());
        let mut declare = |word: &str, count: u16, name: fn(u16) -> String| {
            for number in 0..count {
                // INVARIANT: writing to a string does not fail.
                let _ = writeln!(text, "{word} {}", name(number));
            }
            text.push('\n');
        };
        declare("lab", self.organisations, organisation_name);
        declare("action", ACTIONS, action_name);
        declare("category", CATEGORIES, category_name);
        declare("purpose", PURPOSES, purpose_name);
        for (rule, number) in self.rules.iter().zip(0u32..) {
            let access = &rule.access;
            let _ = writeln!(
                text,
                "rule {}\n  lab {} may {} {} for {} until {}\n",
                rule_name(number),
                access.organisation_name(),
                access.action_name(),
                access.category_name(),
                access.purpose_name(),
                last_day(rule.until),
            );
        }
        text
    }
}

impl Request {
    /// Who asks, as a ledger would attest it.
    pub fn requester(&self) -> Requester {
        let party = Party {
            name: self.access.organisation_name(),
            kind: Some("lab".into()),
        };
        Requester::Organisation { party }
    }

    /// What is asked, in names.
    pub fn access_request(&self) -> AccessRequest {
        let claims = Claims {
            purpose: Some(self.access.purpose_name()),
            reason_given: false,
            ..Claims::default()
        };
        AccessRequest {
            patient: PatientId([0; 16]),
            actions: vec![self.access.action_name()],
            categories: vec![CategoryTerm::Name(self.access.category_name())],
            claims,
        }
    }
}

/// The name of rule `number`.
pub fn rule_name(number: u32) -> String {
    format!("k{number:06}")
}

/// The last day of a period that ends before `until`, as the language writes it.
///
/// # Source
/// Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms", `civil_from_days`.
pub(super) fn last_day(until: Instant) -> String {
    let days = (until.0 - DAY_SECONDS) / DAY_SECONDS + 719_468;
    let era = days / 146_097;
    let of_era = days % 146_097;
    let year = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let from_march = (5 * of_year + 2) / 153;
    let day = of_year - (153 * from_march + 2) / 5 + 1;
    let month = if from_march < 10 {
        from_march + 3
    } else {
        from_march - 9
    };
    let year = era * 400 + year + i64::from(month <= 2);
    format!("{year:04}-{month:02}-{day:02}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_period_is_written_by_its_last_day() {
        let written = |until: i64| last_day(Instant(until));
        assert_eq!(written(1_767_312_000), "2026-01-01");
        assert_eq!(written(1_772_236_800), "2026-02-27");
        assert_eq!(written(1_772_323_200), "2026-02-28");
        assert_eq!(written(1_835_481_600), "2028-02-29");
        assert_eq!(written(1_861_920_000), "2028-12-31");
    }
}
