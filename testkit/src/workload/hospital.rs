//! The workload *hospital-N*, after the scenario that SAPL publishes for its policy index: n
//! departments with 33 rules each, and five more.
//!
//! In each department, a rule for each pair of a role and a type of data says what the role may do
//! with such data held by the department, and one forbids everything to whoever lacks the
//! clearance. Five rules let the role `emergency` read without a department.

pub mod roles;

use std::fmt::Write;

use abi::Instant;
use abi::terms::{AccessRequest, CategoryTerm, Claims, DataClaims, Party, Requester, Scalar};
use policy_lang::typed::Case;

use self::roles::{ACTIONS, EMERGENCY, EMERGENCY_ACTION, EMERGENCY_TYPES, ROLES, TYPES, grants};
use super::split_mix::SplitMix64;
use super::{START, Scenario, plain_case};

/// Requests of a workload.
const HOSPITAL_REQUESTS: usize = 500;
/// Staff of a department, each with one role.
const STAFF: u64 = 5;
/// One in so many departments that is not a person's own has the person as a member, too.
const MEMBER_ONE_IN: u64 = 20;
/// One in so many people works for the emergency room, too.
const EMERGENCY_ONE_IN: u64 = 20;

/// The workload of so many departments.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hospital {
    /// How many departments there are.
    pub departments: u64,
    /// The requests.
    pub requests: Vec<Request>,
}

/// What somebody asks for, as numbers from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Request {
    /// Who asks.
    pub person: u64,
    /// The person's role: a place in [`ROLES`].
    pub role: usize,
    /// Whether the person works for the emergency room, too.
    pub is_emergency: bool,
    /// The department that the person acts for.
    pub acts_for: u64,
    /// The department that holds the data.
    pub department: u64,
    /// What is to be done: a place in [`ACTIONS`].
    pub action: usize,
    /// The type of the data: a place in [`TYPES`].
    pub category: usize,
    /// How sensitive the data are, from 1 to 4.
    pub sensitivity: i64,
}

/// The workload of `departments` departments, at least 1, drawn with `seed`: 500 requests of random
/// staff for a random action on a random type of data of a random department.
pub fn draw(departments: usize, seed: u64) -> Hospital {
    let mut random = SplitMix64::new(seed);
    let departments = departments as u64;
    let roles: Vec<(usize, bool)> = (0..departments * STAFF)
        .map(|_| {
            let role = random.below(ROLES.len() as u64) as usize;
            (role, random.below(EMERGENCY_ONE_IN) == 0)
        })
        .collect();
    let requests = (0..HOSPITAL_REQUESTS).map(|_| request(&mut random, departments, &roles));
    Hospital {
        departments,
        requests: requests.collect(),
    }
}

/// The same as a policy of the consent language.
pub fn hospital(departments: usize, seed: u64) -> Scenario {
    Scenario::from(&draw(departments, seed))
}

fn request(random: &mut SplitMix64, departments: u64, roles: &[(usize, bool)]) -> Request {
    let person = random.below(roles.len() as u64);
    let (role, is_emergency) = roles[person as usize];
    let (home, department) = (person / STAFF, random.below(departments));
    let is_member = home == department || random.below(MEMBER_ONE_IN) == 0;
    Request {
        person,
        role,
        is_emergency,
        acts_for: if is_member { department } else { home },
        department,
        action: random.below(ACTIONS.len() as u64) as usize,
        category: random.below(TYPES.len() as u64) as usize,
        sensitivity: 1 + random.below(4) as i64,
    }
}

/// The name of a department.
pub fn department_name(number: u64) -> String {
    format!("D{number}")
}

impl Hospital {
    /// How many rules there are.
    pub fn rules(&self) -> usize {
        33 * self.departments as usize + EMERGENCY_TYPES
    }
}

impl Request {
    /// What the person's own role may see.
    pub fn clearance(&self) -> i64 {
        ROLES[self.role].clearance
    }

    /// The names of the person's roles, that of the emergency room first.
    pub fn roles(&self) -> Vec<&'static str> {
        let emergency = self.is_emergency.then_some(EMERGENCY);
        emergency
            .into_iter()
            .chain([ROLES[self.role].name])
            .collect()
    }

    /// What is to be done.
    pub fn action_name(&self) -> &'static str {
        ACTIONS[self.action]
    }

    /// The type of the data.
    pub fn category_name(&self) -> &'static str {
        TYPES[self.category]
    }

    /// The answer, from what the rules say and without any of them.
    pub fn is_allowed(&self) -> bool {
        let (role, category) = (ROLES[self.role].name, self.category_name());
        let of_department = grants().any(|grant| {
            let is_about = grant.role == role && grant.category == category;
            is_about && grant.actions.contains(&self.action_name())
        });
        let in_emergency = self.is_emergency
            && self.action_name() == EMERGENCY_ACTION
            && self.category < EMERGENCY_TYPES;
        let is_granted = in_emergency || (self.acts_for == self.department && of_department);
        is_granted && self.sensitivity <= self.clearance()
    }

    fn case(&self) -> Case {
        let requester = Requester::Practitioner {
            id: format!("staff-{}", self.person),
            roles: self.roles().into_iter().map(str::to_owned).collect(),
            organisation: Some(Party {
                name: department_name(self.acts_for),
                kind: Some("department".into()),
            }),
        };
        let request = AccessRequest {
            patient: abi::PatientId([0; 16]),
            actions: vec![self.action_name().to_owned()],
            categories: vec![CategoryTerm::Name(self.category_name().to_owned())],
            claims: Claims {
                data: DataClaims {
                    custodian: Some(department_name(self.department)),
                    ..DataClaims::default()
                },
                ..Claims::default()
            },
        };
        Case {
            facts: vec![
                Some(Scalar::Number(self.clearance())),
                Some(Scalar::Number(self.sensitivity)),
            ],
            ..plain_case(requester, request, Instant(START))
        }
    }
}

impl From<&Hospital> for Scenario {
    fn from(hospital: &Hospital) -> Scenario {
        let rules = hospital.rules();
        Scenario {
            name: format!("hospital-{rules}"),
            rules,
            cases: hospital.requests.iter().map(Request::case).collect(),
            text: text(hospital.departments),
        }
    }
}

fn text(departments: u64) -> String {
    let mut text = String::from("policy \"hospital\"\nversion 1\n\nhospital Mercy\n");
    let mut line = |line: std::fmt::Arguments<'_>| {
        // INVARIANT: writing to a string does not fail.
        let _ = text.write_fmt(line);
    };
    for number in 0..departments {
        line(format_args!("department D{number} within Mercy\n"));
    }
    for role in &ROLES {
        line(format_args!("role {}\n", role.name));
    }
    line(format_args!("role {EMERGENCY}\naction x_any\n"));
    for action in ACTIONS {
        line(format_args!("action {action} within x_any\n"));
    }
    for name in TYPES {
        line(format_args!("category {name}\n"));
    }
    line(format_args!(
        "fact clearance: number of requester\nfact sensitivity: number of record\n"
    ));
    for number in 0..departments {
        for (pair, grant) in grants().enumerate() {
            let (role, actions, name) = (grant.role, grant.actions.join(", "), grant.category);
            line(format_args!(
                "rule d{number}_{pair}\n  any {role} of D{number} may {actions} {name} held by D{number}\n"
            ));
        }
        line(format_args!(
            "rule d{number}_clearance\n  no one may x_any everything held by D{number} \
             if record.sensitivity is over requester.clearance\n"
        ));
    }
    for name in &TYPES[..EMERGENCY_TYPES] {
        line(format_args!(
            "rule emergency_{name}\n  any {EMERGENCY} may {EMERGENCY_ACTION} {name}\n"
        ));
    }
    text
}
