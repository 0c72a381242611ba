//! The workload *hospital-N*, after the scenario that SAPL publishes for its policy index: n
//! departments with 33 rules each, and five more.
//!
//! In each department, a rule for each pair of a role and a type of data says what the role may do
//! with such data held by the department, and one forbids everything to whoever lacks the
//! clearance. Five rules let the role `emergency` read without a department.

use std::fmt::Write;

use abi::Instant;
use abi::terms::{AccessRequest, CategoryTerm, Claims, DataClaims, Party, Requester, Scalar};
use policy_lang::typed::Case;

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

const ACTIONS: [&str; 12] = [
    "x_read",
    "x_write",
    "x_create",
    "x_order",
    "x_prescribe",
    "x_approve",
    "x_delete",
    "x_bill",
    "x_audit",
    "x_discharge",
    "x_transfer",
    "x_override",
];
const TYPES: [&str; 10] = [
    "PatientRecord",
    "LabResult",
    "Prescription",
    "Imaging",
    "CareNote",
    "Referral",
    "Schedule",
    "BillingRecord",
    "AuditLog",
    "Consent",
];
/// Types that the role `emergency` may read.
const EMERGENCY_TYPES: usize = 5;

/// A role with its clearance and what it may do: actions and types, by their first letters' words.
struct Role {
    name: &'static str,
    clearance: i64,
    grants: &'static [(&'static [&'static str], &'static [&'static str])],
}

const ROLES: [Role; 9] = [
    Role {
        name: "x_attending",
        clearance: 4,
        grants: &[
            (
                &["x_read", "x_write", "x_create"],
                &["PatientRecord", "CareNote", "Referral"],
            ),
            (&["x_read", "x_write", "x_prescribe"], &["Prescription"]),
            (&["x_read", "x_order"], &["LabResult", "Imaging"]),
        ],
    },
    Role {
        name: "x_resident",
        clearance: 3,
        grants: &[
            (&["x_read", "x_write"], &["PatientRecord"]),
            (&["x_read"], &["LabResult", "Prescription"]),
            (&["x_read", "x_order"], &["Imaging"]),
            (&["x_read", "x_write", "x_create"], &["CareNote"]),
            (&["x_read", "x_create"], &["Referral"]),
        ],
    },
    Role {
        name: "x_nurse",
        clearance: 3,
        grants: &[
            (&["x_read", "x_write"], &["PatientRecord", "Schedule"]),
            (&["x_read"], &["LabResult", "Prescription"]),
            (&["x_read", "x_write", "x_create"], &["CareNote"]),
        ],
    },
    Role {
        name: "x_labTech",
        clearance: 2,
        grants: &[(
            &["x_read", "x_write", "x_create"],
            &["LabResult", "Imaging"],
        )],
    },
    Role {
        name: "x_pharmacist",
        clearance: 3,
        grants: &[
            (&["x_read", "x_write", "x_approve"], &["Prescription"]),
            (&["x_read"], &["PatientRecord"]),
        ],
    },
    Role {
        name: "x_admin",
        clearance: 2,
        grants: &[
            (
                &["x_read", "x_write", "x_create", "x_delete"],
                &["Schedule"],
            ),
            (&["x_read", "x_write"], &["BillingRecord"]),
            (&["x_read"], &["AuditLog"]),
        ],
    },
    Role {
        name: "x_billing",
        clearance: 2,
        grants: &[
            (
                &["x_read", "x_write", "x_create", "x_bill"],
                &["BillingRecord"],
            ),
            (&["x_read"], &["PatientRecord"]),
        ],
    },
    Role {
        name: "x_auditor",
        clearance: 4,
        grants: &[
            (&["x_read", "x_write", "x_create", "x_audit"], &["AuditLog"]),
            (&["x_read"], &["PatientRecord", "BillingRecord"]),
        ],
    },
    Role {
        name: "x_researcher",
        clearance: 1,
        grants: &[(&["x_read"], &["PatientRecord", "LabResult", "Imaging"])],
    },
];

/// The workload of `departments` departments, at least 1, drawn with `seed`: 500 requests of random
/// staff for a random action on a random type of data of a random department.
pub fn hospital(departments: usize, seed: u64) -> Scenario {
    let mut random = SplitMix64::new(seed);
    let staff = departments as u64 * STAFF;
    let roles: Vec<(usize, bool)> = (0..staff)
        .map(|_| {
            let role = random.below(ROLES.len() as u64) as usize;
            (role, random.below(EMERGENCY_ONE_IN) == 0)
        })
        .collect();
    let cases = (0..HOSPITAL_REQUESTS).map(|_| request(&mut random, departments as u64, &roles));
    Scenario {
        name: format!("hospital-{}", 33 * departments + 5),
        rules: 33 * departments + 5,
        cases: cases.collect(),
        text: text(departments),
    }
}

fn text(departments: usize) -> String {
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
    line(format_args!("role x_emergency\naction x_any\n"));
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
        let mut pair = 0;
        for role in &ROLES {
            for (actions, types) in role.grants {
                for name in *types {
                    let (role, actions) = (role.name, actions.join(", "));
                    line(format_args!(
                        "rule d{number}_{pair}\n  any {role} of D{number} may {actions} {name} held by D{number}\n"
                    ));
                    pair += 1;
                }
            }
        }
        line(format_args!(
            "rule d{number}_clearance\n  no one may x_any everything held by D{number} \
             if record.sensitivity is over requester.clearance\n"
        ));
    }
    for name in &TYPES[..EMERGENCY_TYPES] {
        line(format_args!(
            "rule emergency_{name}\n  any x_emergency may x_read {name}\n"
        ));
    }
    text
}

fn request(random: &mut SplitMix64, departments: u64, roles: &[(usize, bool)]) -> Case {
    let person = random.below(roles.len() as u64);
    let (role, is_emergency) = roles[person as usize];
    let (home, department) = (person / STAFF, random.below(departments));
    let is_member = home == department || random.below(MEMBER_ONE_IN) == 0;
    let acts_for = if is_member { department } else { home };
    let emergency = is_emergency.then(|| "x_emergency".to_owned());
    let requester = Requester::Practitioner {
        id: format!("staff-{person}"),
        roles: emergency
            .into_iter()
            .chain([ROLES[role].name.to_owned()])
            .collect(),
        organisation: Some(Party {
            name: format!("D{acts_for}"),
            kind: Some("department".into()),
        }),
    };
    let mut pick = |list: &[&str]| list[random.below(list.len() as u64) as usize].to_owned();
    let request = AccessRequest {
        patient: abi::PatientId([0; 16]),
        actions: vec![pick(&ACTIONS)],
        categories: vec![CategoryTerm::Name(pick(&TYPES))],
        claims: Claims {
            data: DataClaims {
                custodian: Some(format!("D{department}")),
                ..DataClaims::default()
            },
            ..Claims::default()
        },
    };
    let sensitivity = 1 + random.below(4) as i64;
    Case {
        facts: vec![
            Some(Scalar::Number(ROLES[role].clearance)),
            Some(Scalar::Number(sensitivity)),
        ],
        ..plain_case(requester, request, Instant(START))
    }
}
