//! Scenario -> transactions: everything that happens in the sample's year, by time.

use abi::terms::{AccessRequest, CategoryTerm, Claims, ConsentTerms};
use abi::{Hash, Instant};
use ledger::{Action, Transaction};
use policy_lang::typed::Policy;

use super::DemoError;
use super::keys::{Keyring, Secret};
use crate::sample::{Consent, Member, Request, Requester, Scenario, Treatment};

/// The name of the administrator's key.
pub(super) const ADMIN: &str = "administrator";

/// One thing that happens: when, what it is about, and its transaction.
#[derive(Debug, Clone)]
pub struct Step {
    /// The instant, in seconds since 1970.
    pub at: i64,
    /// What it is about.
    pub kind: EventKind,
    /// The signed transaction.
    pub transaction: Transaction,
}

/// What a step is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum EventKind {
    /// An organisation is enrolled.
    Organisation,
    /// A member is enrolled.
    Member,
    /// A patient is registered.
    Patient,
    /// The policy is deployed.
    Policy,
    /// A treatment relation is attested.
    Treatment,
    /// A consent is recorded.
    Consent,
    /// A consent is withdrawn.
    Withdrawal,
    /// Somebody asks for access: the request's position in the scenario.
    Request(usize),
}

impl EventKind {
    /// The kind as people read it.
    pub fn name(self) -> &'static str {
        match self {
            EventKind::Organisation => "organisation",
            EventKind::Member => "member",
            EventKind::Patient => "patient",
            EventKind::Policy => "policy",
            EventKind::Treatment => "treatment relation",
            EventKind::Consent => "consent",
            EventKind::Withdrawal => "withdrawal",
            EventKind::Request(_) => "access request",
        }
    }
}

/// An event before it is signed.
struct Draft {
    at: i64,
    kind: EventKind,
    sender: String,
    action: Action,
}

/// The instant of enrolment: a minute before anything else happens.
pub(super) fn beginning(scenario: &Scenario) -> i64 {
    let treatments = scenario.treatments.iter().map(|treatment| treatment.from);
    let consents = scenario.consents.iter().map(|consent| consent.given);
    let requests = scenario.requests.iter().map(|request| request.at);
    treatments
        .chain(consents)
        .chain(requests)
        .min()
        .unwrap_or(0)
        - 60
}

/// All steps in their order, signed for `chain`. Consents are read with the words of `policy`,
/// whose contract is `module`.
pub(super) fn steps(
    scenario: &Scenario,
    policy: &Policy,
    module: &[u8],
    chain: Hash,
    secret: Secret,
) -> Result<Vec<Step>, DemoError> {
    let begin = beginning(scenario);
    let mut drafts = enrolment(scenario, module, begin, secret);
    drafts.extend(
        scenario
            .treatments
            .iter()
            .map(|treatment| attest(scenario, treatment, secret)),
    );
    drafts.extend(consents(scenario, policy, secret)?);
    let requests = scenario.requests.iter().enumerate();
    drafts.extend(requests.map(|(index, request)| ask(index, request, secret)));
    // Stable: of one instant, attestations and consents come before the requests they bear on.
    drafts.sort_by_key(|draft| draft.at);
    let mut keyring = Keyring::new(chain, secret);
    let sign = |draft: Draft| Step {
        at: draft.at,
        kind: draft.kind,
        transaction: keyring.sign(&draft.sender, draft.at, draft.action),
    };
    Ok(drafts.into_iter().map(sign).collect())
}

fn enrolment(scenario: &Scenario, module: &[u8], at: i64, secret: Secret) -> Vec<Draft> {
    let admin = |kind, action| Draft {
        at,
        kind,
        sender: ADMIN.into(),
        action,
    };
    let organisations = scenario.organizations.iter().map(|organisation| {
        let action = Action::EnrolOrganisation {
            key: secret.public_key(organisation.name),
            name: organisation.name.into(),
            kind: organisation.kind.into(),
            within: organisation.within.map(String::from),
        };
        admin(EventKind::Organisation, action)
    });
    let members = scenario
        .members
        .iter()
        .map(|member| enrol(member, at, secret));
    let patients = scenario.patients.iter().map(|patient| Draft {
        at,
        kind: EventKind::Patient,
        sender: crate::sample::HOSPITAL.into(),
        action: Action::RegisterPatient {
            key: secret.public_key(patient.id),
            patient: secret.pseudonym(patient.id),
        },
    });
    let deploy = admin(
        EventKind::Policy,
        Action::DeployPolicy {
            module: module.to_vec(),
        },
    );
    organisations
        .chain(members)
        .chain(patients)
        .chain([deploy])
        .collect()
}

fn enrol(member: &Member, at: i64, secret: Secret) -> Draft {
    Draft {
        at,
        kind: EventKind::Member,
        sender: member.organization.into(),
        action: Action::EnrolMember {
            key: secret.public_key(member.id),
            id: member.id.into(),
            roles: member.roles.iter().map(|role| role.to_string()).collect(),
            organisation: member.organization.into(),
            from: Instant(at),
            until: None,
        },
    }
}

/// A treatment relation is attested when it begins, by the organisation of who treats.
fn attest(scenario: &Scenario, treatment: &Treatment, secret: Secret) -> Draft {
    let member = scenario
        .members
        .iter()
        .find(|member| member.id == treatment.practitioner);
    let organisation = member.map_or(crate::sample::HOSPITAL, |member| member.organization);
    Draft {
        at: treatment.from,
        kind: EventKind::Treatment,
        sender: organisation.into(),
        action: Action::AttestTreatment {
            patient: secret.pseudonym(treatment.patient),
            who: treatment.practitioner.into(),
            from: Instant(treatment.from),
            until: Some(Instant(treatment.until)),
        },
    }
}

/// Consents, numbered among their patient's as the ledger will number them, and withdrawals.
fn consents(scenario: &Scenario, policy: &Policy, secret: Secret) -> Result<Vec<Draft>, DemoError> {
    let mut numbers = std::collections::BTreeMap::new();
    let mut drafts = Vec::new();
    for consent in &scenario.consents {
        let terms = terms(consent, policy)?;
        let number = numbers.entry(consent.patient).or_insert(0u32);
        let patient = secret.pseudonym(consent.patient);
        let draft = |at, kind, action| Draft {
            at,
            kind,
            sender: consent.patient.into(),
            action,
        };
        drafts.push(draft(
            consent.given,
            EventKind::Consent,
            Action::Consent { patient, terms },
        ));
        if let Some(at) = consent.withdrawn {
            let action = Action::WithdrawConsent {
                patient,
                number: *number,
            };
            drafts.push(draft(at, EventKind::Withdrawal, action));
        }
        *number += 1;
    }
    Ok(drafts)
}

fn terms(consent: &Consent, policy: &Policy) -> Result<ConsentTerms, DemoError> {
    policy_lang::consent(&consent.sentence, policy).map_err(|problems| {
        let first = problems.into_iter().next().map(|problem| problem.message);
        DemoError::Consent(format!(
            "{}: {}",
            consent.sentence,
            first.unwrap_or_default()
        ))
    })
}

fn ask(index: usize, request: &Request, secret: Secret) -> Draft {
    let owned = |names: &[&str]| names.iter().map(|name| name.to_string()).collect();
    let sender = match request.requester {
        Requester::Practitioner(id) | Requester::Organization(id) | Requester::Patient(id) => id,
    };
    let categories = request
        .categories
        .iter()
        .map(|name| CategoryTerm::Name(name.to_string()));
    let access = AccessRequest {
        patient: secret.pseudonym(request.patient),
        actions: owned(&request.actions),
        categories: categories.collect(),
        claims: Claims {
            purpose: request.purpose.map(String::from),
            reason_given: request
                .reason
                .is_some_and(|reason| !reason.trim().is_empty()),
            ..Claims::default()
        },
    };
    Draft {
        at: request.at,
        kind: EventKind::Request(index),
        sender: sender.into(),
        action: Action::RequestAccess { request: access },
    }
}
