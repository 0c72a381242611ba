//! Workloads in the Datalog of Biscuit: a fact for each rule and action, and for each request the
//! policies that decide it.
//!
//! What is asked is written into the policies as constants. Asked as facts of their own, each fact of
//! the workload would be joined with them, which the engine does by copying all variables.

use std::fmt::Write;

use super::adversarial::{self, Adversarial, is_about_anyone, party_name};
use super::hospital::roles::{EMERGENCY, EMERGENCY_ACTION, EMERGENCY_TYPES, TYPES, grants};
use super::hospital::{self, Hospital, department_name};
use super::{Flat, action_name, purpose_name};

/// A workload in Datalog.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Form {
    /// The facts.
    pub facts: String,
    /// Policies for each request: the first that holds decides, and none refuses.
    pub requests: Vec<String>,
}

impl Flat {
    /// In Datalog: `may(organisation, action, category, purpose, end)`.
    pub fn biscuit(&self) -> Form {
        let mut facts = String::new();
        for rule in &self.rules {
            let access = &rule.access;
            // INVARIANT: writing to a string does not fail.
            let _ = writeln!(
                facts,
                "may(\"{}\", \"{}\", \"{}\", \"{}\", {});",
                access.organisation_name(),
                access.action_name(),
                access.category_name(),
                access.purpose_name(),
                rule.until.0,
            );
        }
        let request = |request: &super::Request| {
            let access = &request.access;
            format!(
                "allow if may(\"{}\", \"{}\", \"{}\", \"{}\", $until), {} < $until;",
                access.organisation_name(),
                access.action_name(),
                access.category_name(),
                access.purpose_name(),
                request.now.0,
            )
        };
        Form {
            facts,
            requests: self.requests.iter().map(request).collect(),
        }
    }
}

impl Adversarial {
    /// In Datalog: `may(party, action, category, purpose, end)`, and `all_may` without a party.
    pub fn biscuit(&self) -> Form {
        let about = |action, category, purpose| {
            format!(
                "\"{}\", \"{}\", \"{}\"",
                action_name(action),
                adversarial::category_name(category),
                purpose_name(purpose),
            )
        };
        let mut facts = String::new();
        for (number, rule) in self.rules.iter().enumerate() {
            let what = about(rule.action, number, rule.purpose);
            let until = rule.until.0;
            // INVARIANT: writing to a string does not fail.
            let _ = match is_about_anyone(number) {
                true => writeln!(facts, "all_may({what}, {until});"),
                false => writeln!(facts, "may(\"{}\", {what}, {until});", party_name(number)),
            };
        }
        let request = |request: &adversarial::Request| {
            let what = about(request.action, request.category, request.purpose);
            let now = request.now.0;
            format!(
                "allow if may(\"{}\", {what}, $until), {now} < $until or \
                 all_may({what}, $until), {now} < $until;",
                party_name(request.party),
            )
        };
        Form {
            facts,
            requests: self.requests.iter().map(request).collect(),
        }
    }
}

impl Hospital {
    /// In Datalog: `may(department, role, type, action)`, `all_may` without a department, and `guarded` for
    /// a department whose data are refused to whoever lacks the clearance.
    pub fn biscuit(&self) -> Form {
        let mut facts = String::new();
        // INVARIANT: writing to a string does not fail.
        let mut fact = |fact: std::fmt::Arguments<'_>| {
            let _ = facts.write_fmt(fact);
        };
        for number in 0..self.departments {
            let name = department_name(number);
            fact(format_args!("guarded(\"{name}\");\n"));
            for grant in grants() {
                let (role, category) = (grant.role, grant.category);
                for action in grant.actions {
                    fact(format_args!(
                        "may(\"{name}\", \"{role}\", \"{category}\", \"{action}\");\n"
                    ));
                }
            }
        }
        for category in &TYPES[..EMERGENCY_TYPES] {
            fact(format_args!(
                "all_may(\"{EMERGENCY}\", \"{category}\", \"{EMERGENCY_ACTION}\");\n"
            ));
        }
        Form {
            facts,
            requests: self
                .requests
                .iter()
                .map(hospital::Request::biscuit)
                .collect(),
        }
    }
}

impl hospital::Request {
    /// The policy that refuses first. Comparisons are left to the engine, which makes them once it has found
    /// the fact.
    fn biscuit(&self) -> String {
        let what = format!("\"{}\", \"{}\"", self.category_name(), self.action_name());
        let holder = department_name(self.department);
        let acts_for = department_name(self.acts_for);
        let mut text = format!(
            "deny if guarded(\"{holder}\"), {} > {};\n",
            self.sensitivity,
            self.clearance(),
        );
        for role in self.roles() {
            // INVARIANT: writing to a string does not fail.
            let _ = match role {
                EMERGENCY => writeln!(text, "allow if all_may(\"{role}\", {what});"),
                _ => writeln!(
                    text,
                    "allow if may(\"{holder}\", \"{role}\", {what}), \"{acts_for}\" == \"{holder}\";"
                ),
            };
        }
        text
    }
}
