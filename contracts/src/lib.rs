//! Policies that are deployed, and policies that show how legal instruments map to sentences: their texts, with their expected
//! decisions as examples inside. None of them is legal advice. Beside them contracts that are no policies, and templates of such.
//!
//! | policy | what it is |
//! | --- | --- |
//! | [`BLOODWORK`] | the smallest policy: one sentence |
//! | [`BREAK_GLASS`] | emergency access in spite of a refusal: counted, told, reviewed |
//! | [`GDPR_ART_9`] | grounds of GDPR Article 9(2), as an example |
//! | [`HIPAA_TPO`] | treatment, payment, operations and authorizations of HIPAA, as an example |
//! | [`MINORS`] | guardians, confidential care from 16, majority at 18, with England as the example |
//! | [`PART_2`] | records of substance use treatment under 42 CFR Part 2, as an example |
//! | [`RESEARCH`] | a study with consent, and secondary use with an opt-out |
//! | [`RIVERSIDE`] | a hospital, its departments, a lab, insurers, another hospital: the demonstration's |

pub mod templates;

/// `contracts/bloodwork/bloodwork.consent`
pub const BLOODWORK: &str = include_str!("../bloodwork/bloodwork.consent");

/// `contracts/break-glass/break-glass.consent`
pub const BREAK_GLASS: &str = include_str!("../break-glass/break-glass.consent");

/// `contracts/gdpr-art-9/gdpr-art-9.consent`
pub const GDPR_ART_9: &str = include_str!("../gdpr-art-9/gdpr-art-9.consent");

/// `contracts/hipaa-tpo/hipaa-tpo.consent`
pub const HIPAA_TPO: &str = include_str!("../hipaa-tpo/hipaa-tpo.consent");

/// `contracts/minors/minors.consent`
pub const MINORS: &str = include_str!("../minors/minors.consent");

/// `contracts/part-2/part-2.consent`
pub const PART_2: &str = include_str!("../part-2/part-2.consent");

/// `contracts/research/research.consent`
pub const RESEARCH: &str = include_str!("../research/research.consent");

/// `contracts/riverside/riverside.consent`
pub const RIVERSIDE: &str = include_str!("../riverside/riverside.consent");

/// `contracts/registry/registry.wat`: a contract that is no policy, as text, written by hand to learn from.
pub const REGISTRY: &str = include_str!("../registry/registry.wat");

/// `contracts/break-glass-review`: a queue of emergency accesses that wait for review, as the text of what its source in C
/// compiles to.
pub const BREAK_GLASS_REVIEW: &str = include_str!("../break-glass-review/break-glass-review.wat");

/// `contracts/research-cohort`: counts of consenting patients for researchers, as the text of what its source in C
/// compiles to.
pub const RESEARCH_COHORT: &str = include_str!("../research-cohort/research-cohort.wat");

/// Every contract of this folder that is no policy: its name and its text, in the order of the names.
pub const BY_HAND: &[(&str, &str)] = &[
    ("break-glass-review", BREAK_GLASS_REVIEW),
    ("registry", REGISTRY),
    ("research-cohort", RESEARCH_COHORT),
];

/// Contracts that are no policies, and their scripts of calls: each file's path in this folder with its text.
pub const CONTRACTS: &[(&str, &str)] = &[
    (
        "break-glass-review/break-glass-review.wat",
        BREAK_GLASS_REVIEW,
    ),
    (
        "break-glass-review/break-glass-review.calls.json",
        include_str!("../break-glass-review/break-glass-review.calls.json"),
    ),
    ("registry/registry.wat", REGISTRY),
    (
        "registry/registry.calls.json",
        include_str!("../registry/registry.calls.json"),
    ),
    ("research-cohort/research-cohort.wat", RESEARCH_COHORT),
    (
        "research-cohort/research-cohort.calls.json",
        include_str!("../research-cohort/research-cohort.calls.json"),
    ),
];

/// What policies keep to: each file's path in this folder with its text.
pub const LAWS: &[(&str, &str)] = &[(
    "riverside/riverside.laws",
    include_str!("../riverside/riverside.laws"),
)];

/// Every policy of this folder with its name, in the order of the names.
pub const ALL: &[(&str, &str)] = &[
    ("bloodwork", BLOODWORK),
    ("break-glass", BREAK_GLASS),
    ("gdpr-art-9", GDPR_ART_9),
    ("hipaa-tpo", HIPAA_TPO),
    ("minors", MINORS),
    ("part-2", PART_2),
    ("research", RESEARCH),
    ("riverside", RIVERSIDE),
];
