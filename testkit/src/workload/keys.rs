//! Workloads as keys to be looked up: what a table in a program would do, and no policy.

use super::adversarial::{self, Adversarial, is_about_anyone, party_name};
use super::hospital::roles::{EMERGENCY, EMERGENCY_ACTION, EMERGENCY_TYPES, TYPES, grants};
use super::hospital::{self, Hospital, department_name};
use super::{Access, Flat, Rule, action_name, purpose_name};

/// Who, what is done, on what, and what for, each by a name; empty where it does not matter.
pub type Key = [String; 4];

/// A workload as keys.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Form {
    /// What is allowed until when, in seconds, in the order of the rules. A rule of several actions has
    /// a key for each.
    pub entries: Vec<(Key, i64)>,
    /// The requests.
    pub requests: Vec<Request>,
}

/// A request: it is allowed when one of its keys is there and not over, and the data are not too
/// sensitive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// The key that is looked up, and another one for when it is not there. Where a department's data are
    /// asked for by another, the role has none: that comparison is made beforehand.
    pub keys: [Option<Key>; 2],
    /// When.
    pub now: i64,
    /// How sensitive the data are.
    pub sensitivity: i64,
    /// How sensitive they may be.
    pub clearance: i64,
}

fn access_key(access: &Access) -> Key {
    [
        access.organisation_name(),
        access.action_name(),
        access.category_name(),
        access.purpose_name(),
    ]
}

impl Flat {
    /// As keys: the number of an entry is that of its rule.
    pub fn keys(&self) -> Form {
        let entry = |rule: &Rule| (access_key(&rule.access), rule.until.0);
        let request = |request: &super::Request| Request {
            keys: [Some(access_key(&request.access)), None],
            now: request.now.0,
            sensitivity: 0,
            clearance: 0,
        };
        Form {
            entries: self.rules.iter().map(entry).collect(),
            requests: self.requests.iter().map(request).collect(),
        }
    }
}

impl Adversarial {
    /// As keys: a request looks for its party's key, and then for anyone's.
    pub fn keys(&self) -> Form {
        let key = |party: String, action, category, purpose| -> Key {
            let category = adversarial::category_name(category);
            [party, action_name(action), category, purpose_name(purpose)]
        };
        let entry = |(number, rule): (usize, &adversarial::Rule)| {
            let party = match is_about_anyone(number) {
                true => String::new(),
                false => party_name(number),
            };
            (key(party, rule.action, number, rule.purpose), rule.until.0)
        };
        let request = |request: &adversarial::Request| {
            let about = |party| key(party, request.action, request.category, request.purpose);
            Request {
                keys: [
                    Some(about(party_name(request.party))),
                    Some(about(String::new())),
                ],
                now: request.now.0,
                sensitivity: 0,
                clearance: 0,
            }
        };
        Form {
            entries: self.rules.iter().enumerate().map(entry).collect(),
            requests: self.requests.iter().map(request).collect(),
        }
    }
}

/// Department, role, type and action.
fn hospital_key(department: String, role: &str, category: &str, action: &str) -> Key {
    [
        department,
        role.to_owned(),
        category.to_owned(),
        action.to_owned(),
    ]
}

impl Hospital {
    /// As keys of department, role, type and action, none of which ends.
    pub fn keys(&self) -> Form {
        let of_departments = (0..self.departments).flat_map(|number| {
            grants().flat_map(move |grant| {
                grant.actions.iter().map(move |action| {
                    hospital_key(department_name(number), grant.role, grant.category, action)
                })
            })
        });
        let anywhere = TYPES[..EMERGENCY_TYPES]
            .iter()
            .map(|category| hospital_key(String::new(), EMERGENCY, category, EMERGENCY_ACTION));
        let keys = of_departments.chain(anywhere);
        Form {
            entries: keys.map(|key| (key, i64::MAX)).collect(),
            requests: self.requests.iter().map(hospital::Request::keys).collect(),
        }
    }
}

impl hospital::Request {
    fn keys(&self) -> Request {
        let key = |department, role| {
            hospital_key(department, role, self.category_name(), self.action_name())
        };
        let is_own = self.acts_for == self.department;
        let own = self.roles().last().copied().unwrap_or_default();
        Request {
            keys: [
                is_own.then(|| key(department_name(self.department), own)),
                self.is_emergency.then(|| key(String::new(), EMERGENCY)),
            ],
            now: 0,
            sensitivity: self.sensitivity,
            clearance: self.clearance(),
        }
    }
}
