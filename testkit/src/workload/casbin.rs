//! Workloads as models and policies of Casbin: a line for each rule and action.
//!
//! A matcher begins with what most lines differ in. The end of a rule is a text of ten digits like the
//! time of a request: values of a policy are texts, and texts of one length compare as their numbers do.

use super::adversarial::{self, Adversarial, is_about_anyone, party_name};
use super::drawn::Value;
use super::hospital::roles::{EMERGENCY, EMERGENCY_ACTION, EMERGENCY_TYPES, TYPES, grants};
use super::hospital::{self, Hospital, department_name};
use super::{Access, Flat, Rule, action_name, purpose_name};

/// A workload for Casbin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Form {
    /// What requests and policies consist of, and when one meets the other.
    pub model: &'static str,
    /// The policy's lines.
    pub policy: Vec<Vec<String>>,
    /// The requests.
    pub requests: Vec<Vec<Value>>,
}

/// Stands for anybody, or any department.
const ANY: &str = "*";

const FLAT: &str = "[request_definition]
r = org, act, cat, purpose, now
[policy_definition]
p = org, act, cat, purpose, until
[policy_effect]
e = some(where (p.eft == allow))
[matchers]
m = p.org == r.org && p.cat == r.cat && p.act == r.act && p.purpose == r.purpose && r.now < p.until
";

const ADVERSARIAL: &str = "[request_definition]
r = org, act, cat, purpose, now
[policy_definition]
p = org, act, cat, purpose, until
[policy_effect]
e = some(where (p.eft == allow))
[matchers]
m = p.cat == r.cat && (p.org == r.org || p.org == \"*\") && p.act == r.act && p.purpose == r.purpose && r.now < p.until
";

const HOSPITAL: &str = "[request_definition]
r = department, role, second, act, kind, holder, sensitivity, clearance
[policy_definition]
p = holder, role, kind, act, eft
[policy_effect]
e = some(where (p.eft == allow)) && !some(where (p.eft == deny))
[matchers]
m = (p.holder == r.holder && ((p.eft == \"deny\" && r.sensitivity > r.clearance) || (p.kind == r.kind && p.act == r.act && p.role == r.role && r.department == r.holder))) || (p.holder == \"*\" && p.role == r.second && p.kind == r.kind && p.act == r.act)
";

fn texts(texts: impl IntoIterator<Item = String>) -> Vec<Value> {
    texts.into_iter().map(Value::Text).collect()
}

fn access(access: &Access, time: i64) -> [String; 5] {
    [
        access.organisation_name(),
        access.action_name(),
        access.category_name(),
        access.purpose_name(),
        time.to_string(),
    ]
}

impl Flat {
    /// For Casbin.
    pub fn casbin(&self) -> Form {
        let line = |rule: &Rule| access(&rule.access, rule.until.0).into();
        let request = |request: &super::Request| texts(access(&request.access, request.now.0));
        Form {
            model: FLAT,
            policy: self.rules.iter().map(line).collect(),
            requests: self.requests.iter().map(request).collect(),
        }
    }
}

impl Adversarial {
    /// For Casbin.
    pub fn casbin(&self) -> Form {
        let of = |party: String, action, category, purpose, time: i64| {
            let category = adversarial::category_name(category);
            [
                party,
                action_name(action),
                category,
                purpose_name(purpose),
                time.to_string(),
            ]
        };
        let line = |(number, rule): (usize, &adversarial::Rule)| {
            let party = match is_about_anyone(number) {
                true => ANY.to_owned(),
                false => party_name(number),
            };
            of(party, rule.action, number, rule.purpose, rule.until.0).into()
        };
        let request = |request: &adversarial::Request| {
            let party = party_name(request.party);
            texts(of(
                party,
                request.action,
                request.category,
                request.purpose,
                request.now.0,
            ))
        };
        Form {
            model: ADVERSARIAL,
            policy: self.rules.iter().enumerate().map(line).collect(),
            requests: self.requests.iter().map(request).collect(),
        }
    }
}

impl Hospital {
    /// For Casbin: what is refused has a line for each department, which overrides what is allowed. It is the
    /// first of them, since nothing after it is looked at.
    pub fn casbin(&self) -> Form {
        let line = |of: [&str; 5]| -> Vec<String> { of.map(str::to_owned).into() };
        let mut policy = Vec::new();
        for number in 0..self.departments {
            let name = department_name(number);
            policy.push(line([&name, ANY, ANY, ANY, "deny"]));
            for grant in grants() {
                let lines = grant.actions.iter();
                policy.extend(
                    lines.map(|act| line([&name, grant.role, grant.category, act, "allow"])),
                );
            }
        }
        let anywhere = TYPES[..EMERGENCY_TYPES].iter();
        policy.extend(anywhere.map(|kind| line([ANY, EMERGENCY, kind, EMERGENCY_ACTION, "allow"])));
        Form {
            model: HOSPITAL,
            policy,
            requests: self
                .requests
                .iter()
                .map(hospital::Request::casbin)
                .collect(),
        }
    }
}

impl hospital::Request {
    fn casbin(&self) -> Vec<Value> {
        let roles = self.roles();
        let role = roles.last().copied().unwrap_or_default();
        let second = if self.is_emergency { EMERGENCY } else { "" };
        let holder = department_name(self.department);
        let mut values = texts([
            department_name(self.acts_for),
            role.to_owned(),
            second.to_owned(),
            self.action_name().to_owned(),
            self.category_name().to_owned(),
            holder,
        ]);
        values.extend([self.sensitivity, self.clearance()].map(Value::Number));
        values
    }
}
