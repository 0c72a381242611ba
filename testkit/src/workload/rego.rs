//! A flat workload as Rego, in the two ways that people write it.

use std::collections::BTreeMap;
use std::fmt::Write;

use super::{Flat, Request};

/// The rule that answers, in both forms.
pub const ENTRY_POINT: &str = "data.assent.allow";

/// One rule that looks a request up in [`Flat::rego_index`].
pub const INDEXED_POLICY: &str = "package assent

default allow := false

allow if {
  input.now < data.consents[input.organisation][input.action][input.category][input.purpose]
}
";

impl Flat {
    /// A rule for each consent.
    pub fn rego_rules(&self) -> String {
        let mut text = String::from("package assent\n\ndefault allow := false\n");
        for rule in &self.rules {
            let access = &rule.access;
            // INVARIANT: writing to a string does not fail.
            let _ = write!(
                text,
                "\nallow if {{\n  input.organisation == \"{}\"\n  input.action == \"{}\"\n  \
                 input.category == \"{}\"\n  input.purpose == \"{}\"\n  input.now < {}\n}}\n",
                access.organisation_name(),
                access.action_name(),
                access.category_name(),
                access.purpose_name(),
                rule.until.0,
            );
        }
        text
    }

    /// The data of [`INDEXED_POLICY`] as JSON: organisation, action, category, purpose, end.
    pub fn rego_index(&self) -> String {
        let mut leaves = BTreeMap::new();
        for rule in &self.rules {
            let access = &rule.access;
            let path = [
                access.organisation_name(),
                access.action_name(),
                access.category_name(),
                access.purpose_name(),
            ];
            leaves.insert(path, rule.until.0);
        }
        let leaves: Vec<_> = leaves
            .iter()
            .map(|(path, end)| (path.as_slice(), *end))
            .collect();
        let mut text = String::from("{\"consents\": ");
        object(&leaves, &mut text);
        text + "}"
    }
}

/// Writes the object whose leaves are `leaves`, which are sorted.
fn object(leaves: &[(&[String], i64)], text: &mut String) {
    // INVARIANT: writing to a string does not fail.
    if let [([], end)] = leaves {
        let _ = write!(text, "{end}");
        return;
    }
    text.push('{');
    for (index, group) in leaves
        .chunk_by(|a, b| a.0.first() == b.0.first())
        .enumerate()
    {
        let comma = if index > 0 { ", " } else { "" };
        let name = group[0].0.first().map_or("", String::as_str);
        let _ = write!(text, "{comma}\"{name}\": ");
        let rest: Vec<_> = group.iter().map(|(path, end)| (&path[1..], *end)).collect();
        object(&rest, text);
    }
    text.push('}');
}

impl Request {
    /// The input of both policies as JSON.
    pub fn rego_input(&self) -> String {
        let access = &self.access;
        format!(
            r#"{{"organisation": "{}", "action": "{}", "category": "{}", "purpose": "{}", "now": {}}}"#,
            access.organisation_name(),
            access.action_name(),
            access.category_name(),
            access.purpose_name(),
            self.now.0,
        )
    }
}
