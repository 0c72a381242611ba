//! Who may do what in a department of the workload *hospital-N*.

/// What is asked for.
pub const ACTIONS: [&str; 12] = [
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
/// Types of data.
pub const TYPES: [&str; 10] = [
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
/// So many types, the first of them, may be read by the role of the emergency room anywhere.
pub const EMERGENCY_TYPES: usize = 5;

/// The role of the emergency room, which some have beside their own.
pub const EMERGENCY: &str = "x_emergency";
/// What the emergency room may do.
pub const EMERGENCY_ACTION: &str = "x_read";

/// A role with its clearance and what it may do.
#[derive(Debug)]
pub struct Role {
    /// Its name.
    pub name: &'static str,
    /// Data of more sensitivity than this are refused.
    pub clearance: i64,
    /// Actions, each of them on each of these types.
    pub grants: &'static [(&'static [&'static str], &'static [&'static str])],
}

/// The roles, of which everybody has one.
pub const ROLES: [Role; 9] = [
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

/// What one rule of a department allows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Grant {
    /// The role.
    pub role: &'static str,
    /// The actions.
    pub actions: &'static [&'static str],
    /// The type of data.
    pub category: &'static str,
}

/// What the rules of any department allow, one for each pair of a role and a type: 32.
pub fn grants() -> impl Iterator<Item = Grant> {
    ROLES.iter().flat_map(|role| {
        role.grants.iter().flat_map(|(actions, types)| {
            types.iter().map(|category| Grant {
                role: role.name,
                actions,
                category,
            })
        })
    })
}
