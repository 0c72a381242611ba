//! A flat workload as Cedar policies.
//!
//! The scope of a policy carries organisation, action and category, as Cedar's own guide advises;
//! purpose and time are of the context. Time is a `long`, which Cedar compares faster than its
//! `datetime`.

use std::fmt::Write;

use super::{CATEGORIES, Flat, Rule, category_name, organisation_name};

impl Flat {
    /// All policies, in the order of the rules.
    pub fn cedar_policies(&self) -> String {
        self.rules.iter().map(Rule::cedar_policy).collect()
    }

    /// The entities that the policies name, in Cedar's JSON form. None has a parent.
    pub fn cedar_entities(&self) -> String {
        let organisations =
            (0..self.organisations).map(|number| ("Org", organisation_name(number)));
        let categories = (0..CATEGORIES).map(|number| ("Category", category_name(number)));
        let mut text = String::from("[");
        for (of, id) in organisations.chain(categories) {
            let comma = if text.len() > 1 { ",\n" } else { "" };
            // INVARIANT: writing to a string does not fail.
            let _ = write!(
                text,
                r#"{comma}{{"uid": {{"type": "{of}", "id": "{id}"}}, "attrs": {{}}, "parents": []}}"#
            );
        }
        text + "]"
    }
}

impl Rule {
    /// One policy.
    pub fn cedar_policy(&self) -> String {
        let access = &self.access;
        format!(
            "permit(principal == Org::\"{}\", action == Action::\"{}\", resource == Category::\"{}\") \
             when {{ context.purpose == \"{}\" && context.now < {} }};\n",
            access.organisation_name(),
            access.action_name(),
            access.category_name(),
            access.purpose_name(),
            self.until.0,
        )
    }
}
