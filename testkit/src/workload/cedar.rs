//! Workloads as Cedar policies, one for each rule.
//!
//! The scope of a policy carries who, the action and the data, as Cedar's own guide advises; purpose
//! and time are of the context. Time is a `long`, which Cedar compares faster than its `datetime`. A
//! slice is what an application would load for a request if it kept its policies by organisation
//! (flat), by department (hospital) or by category (adversarial).

use std::fmt::Write;

use super::adversarial::{self, Adversarial, is_about_anyone, party_name};
use super::drawn::Value;
use super::hospital::roles::{EMERGENCY, EMERGENCY_ACTION, EMERGENCY_TYPES, TYPES, grants};
use super::hospital::{self, Hospital, department_name};
use super::{
    Access, CATEGORIES, Flat, Rule, action_name, category_name, organisation_name, purpose_name,
};

/// A workload in Cedar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Form {
    /// The policies, in the order of the rules.
    pub policies: Vec<Policy>,
    /// How many slices there are.
    pub slices: usize,
    /// Stores of entities in Cedar's JSON form: one for all requests, or one for each.
    pub entities: Vec<String>,
    /// The requests.
    pub requests: Vec<Request>,
}

/// One policy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Policy {
    /// Its text.
    pub text: String,
    /// The slice that holds it; every slice when there is none.
    pub slice: Option<usize>,
}

/// A type of entity and an id.
pub type Uid = (&'static str, String);

/// One request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// Who asks.
    pub principal: Uid,
    /// For what.
    pub action: Uid,
    /// On what.
    pub resource: Uid,
    /// What else the policies look at.
    pub context: Vec<(&'static str, Value)>,
    /// The slice that decides it.
    pub slice: usize,
}

impl Form {
    /// All policies as one text.
    pub fn text(&self) -> String {
        self.policies
            .iter()
            .map(|policy| policy.text.as_str())
            .collect()
    }
}

fn purpose_and_time(purpose: u16, now: i64) -> Vec<(&'static str, Value)> {
    let purpose = Value::Text(purpose_name(purpose));
    vec![("purpose", purpose), ("now", Value::Number(now))]
}

fn timed_policy(principal: &str, action: u16, category: &str, purpose: u16, until: i64) -> String {
    format!(
        "permit({principal}, action == Action::\"{}\", resource == Category::\"{category}\") \
         when {{ context.purpose == \"{}\" && context.now < {until} }};\n",
        action_name(action),
        purpose_name(purpose),
    )
}

impl Flat {
    /// In Cedar: principals are organisations, resources are categories. None has a parent.
    pub fn cedar(&self) -> Form {
        let request = |request: &super::Request| {
            let Access {
                organisation,
                action,
                category,
                purpose,
            } = request.access;
            Request {
                principal: ("Org", organisation_name(organisation)),
                action: ("Action", action_name(action)),
                resource: ("Category", category_name(category)),
                context: purpose_and_time(purpose, request.now.0),
                slice: usize::from(organisation),
            }
        };
        Form {
            policies: self.rules.iter().map(Rule::cedar_policy).collect(),
            slices: usize::from(self.organisations),
            entities: vec![self.cedar_entities()],
            requests: self.requests.iter().map(request).collect(),
        }
    }

    fn cedar_entities(&self) -> String {
        let organisations =
            (0..self.organisations).map(|number| ("Org", organisation_name(number)));
        let categories = (0..CATEGORIES).map(|number| ("Category", category_name(number)));
        let mut text = String::from("[");
        for (of, id) in organisations.chain(categories) {
            let comma = if text.len() > 1 { ",\n" } else { "" };
            // INVARIANT: writing to a string does not fail.
            let _ = write!(text, "{comma}{}", entity(of, &id, "", &[]));
        }
        text + "]"
    }
}

impl Rule {
    fn cedar_policy(&self) -> Policy {
        let Access {
            organisation,
            action,
            category,
            purpose,
        } = self.access;
        let principal = format!("principal == Org::\"{}\"", organisation_name(organisation));
        let category = category_name(category);
        Policy {
            text: timed_policy(&principal, action, &category, purpose, self.until.0),
            slice: Some(usize::from(organisation)),
        }
    }
}

impl Adversarial {
    /// In Cedar: principals are laboratories, resources are categories. No entity has anything
    /// that a policy looks at, and so there are none.
    pub fn cedar(&self) -> Form {
        let policy = |(number, rule): (usize, &adversarial::Rule)| {
            let principal = match is_about_anyone(number) {
                true => "principal".to_owned(),
                false => format!("principal == Lab::\"{}\"", party_name(number)),
            };
            let category = adversarial::category_name(number);
            let until = rule.until.0;
            Policy {
                text: timed_policy(&principal, rule.action, &category, rule.purpose, until),
                slice: Some(number),
            }
        };
        let request = |request: &adversarial::Request| Request {
            principal: ("Lab", party_name(request.party)),
            action: ("Action", action_name(request.action)),
            resource: ("Category", adversarial::category_name(request.category)),
            context: purpose_and_time(request.purpose, request.now.0),
            slice: request.category,
        };
        Form {
            policies: self.rules.iter().enumerate().map(policy).collect(),
            slices: self.rules.len(),
            entities: vec!["[]".into()],
            requests: self.requests.iter().map(request).collect(),
        }
    }
}

impl Hospital {
    /// In Cedar: a principal is in its roles, each of a department; a resource is in its type, and in
    /// the department's part of it, which is in the department. Clearance and sensitivity are
    /// attributes. With each request come the entities that it needs and no others.
    pub fn cedar(&self) -> Form {
        let of_department = (0..self.departments).flat_map(|number| {
            let name = department_name(number);
            let permits = grants().map({
                let name = name.clone();
                move |grant| {
                    let list: Vec<String> = grant
                        .actions
                        .iter()
                        .map(|action| action_uid(action))
                        .collect();
                    format!(
                        "permit(principal in Role::\"{name}/{}\", action in [{}], \
                         resource in Type::\"{name}/{}\");\n",
                        grant.role,
                        list.join(", "),
                        grant.category,
                    )
                }
            });
            let forbid = format!(
                "forbid(principal, action, resource in Department::\"{name}\") \
                 when {{ resource.sensitivity > principal.clearance }};\n"
            );
            permits.chain([forbid]).map(move |text| Policy {
                text,
                slice: Some(number as usize),
            })
        });
        let anywhere = TYPES[..EMERGENCY_TYPES].iter().map(|name| Policy {
            text: format!(
                "permit(principal in Role::\"{EMERGENCY}\", action == {}, \
                 resource in Type::\"{name}\");\n",
                action_uid(EMERGENCY_ACTION),
            ),
            slice: None,
        });
        Form {
            policies: of_department.chain(anywhere).collect(),
            slices: self.departments as usize,
            entities: self
                .requests
                .iter()
                .map(hospital::Request::cedar_entities)
                .collect(),
            requests: self.requests.iter().map(hospital::Request::cedar).collect(),
        }
    }
}

fn action_uid(name: &str) -> String {
    format!("Action::\"{name}\"")
}

impl hospital::Request {
    fn cedar(&self) -> Request {
        Request {
            principal: ("Staff", format!("staff-{}", self.person)),
            action: ("Action", self.action_name().to_owned()),
            resource: ("Record", "asked".to_owned()),
            context: Vec::new(),
            slice: self.department as usize,
        }
    }

    fn cedar_entities(&self) -> String {
        let (acts_for, holder) = (
            department_name(self.acts_for),
            department_name(self.department),
        );
        let category = self.category_name();
        let roles = self.roles().into_iter().map(|role| match role {
            EMERGENCY => role.to_owned(),
            _ => format!("{acts_for}/{role}"),
        });
        let roles: Vec<(&str, String)> = roles.map(|role| ("Role", role)).collect();
        let of_holder = format!("{holder}/{category}");
        let staff = format!("staff-{}", self.person);
        let clearance = format!("\"clearance\": {}", self.clearance());
        let sensitivity = format!("\"sensitivity\": {}", self.sensitivity);
        let types = [("Type", category.to_owned()), ("Type", of_holder.clone())];
        let entities = [
            entity("Staff", &staff, &clearance, &roles),
            entity("Record", "asked", &sensitivity, &types),
            entity("Type", &of_holder, "", &[("Department", holder)]),
        ];
        format!("[{}]", entities.join(",\n"))
    }
}

fn entity(of: &str, id: &str, attributes: &str, parents: &[(&str, String)]) -> String {
    let parents: Vec<String> = parents
        .iter()
        .map(|(of, id)| format!(r#"{{"type": "{of}", "id": "{id}"}}"#))
        .collect();
    format!(
        r#"{{"uid": {{"type": "{of}", "id": "{id}"}}, "attrs": {{{attributes}}}, "parents": [{}]}}"#,
        parents.join(", "),
    )
}
