//! Consents and signatures that are about the request as it is, or nearly.

use abi::Instant;
use abi::calendar::{Date, Zone};
use abi::form::{FormEntry, FormValue, ParameterKind, SignedForm};
use abi::terms::{ConsentRecord, ConsentTerms, DataTerms, Requester, SubjectTerm};
use policy_lang::typed::{Case, Policy};

use crate::fuzz::entropy::Entropy;

/// A form that is signed, and what that says.
pub(super) type Signature = (SignedForm, Vec<ConsentTerms>);

/// Gives the patient up to three consents, unless the ledger cannot say.
pub(super) fn around(choices: &mut Entropy<'_>, policy: &Policy, zone: &Zone, case: &mut Case) {
    let count = choices.below(4) as u32;
    if case.consents.is_none() {
        return;
    }
    let records = (0..count).map(|number| {
        let form = choices.among(&policy.forms).filter(|_| choices.one_in(2));
        let signed = form.and_then(|form| signature(choices, policy, zone, form));
        let (form, sentences) = match signed {
            Some((form, sentences)) => (Some(form), sentences),
            None => (None, vec![sentence(choices, policy, case)]),
        };
        let near = |choices: &mut Entropy<'_>| {
            let later = [0, -60, 60, -86_400][choices.below(4)];
            Instant(case.now.0.saturating_add(later))
        };
        ConsentRecord {
            number,
            form,
            sentences,
            recorded_at: if choices.below(4) > 0 {
                Instant::MIN
            } else {
                near(choices)
            },
            withdrawn_at: (choices.below(6) == 1).then(|| near(choices)),
        }
    });
    case.consents = Some(records.collect());
}

/// A sentence that covers the request but for, sometimes, one thing.
fn sentence(choices: &mut Entropy<'_>, policy: &Policy, case: &Case) -> ConsentTerms {
    let near = |choices: &mut Entropy<'_>| {
        let later = [0, -60, 60][choices.below(3)];
        Instant(case.now.0.saturating_add(later))
    };
    let off = choices.below(8);
    let subject = match off {
        0 => somebody(choices, policy),
        _ => describe(choices, &case.requester),
    };
    let category = choices.among(&policy.categories);
    let category = category
        .filter(|_| off == 2)
        .map(|category| category.name.clone());
    let action = choices.among(&policy.actions);
    let action = action
        .filter(|_| off == 1)
        .map(|action| vec![action.name.clone()]);
    let purpose = case.request.claims.purpose.iter().filter(|_| off == 3);
    ConsentTerms {
        grants: choices.below(3) > 0,
        subjects: vec![subject],
        actions: action.unwrap_or_else(|| case.request.actions.clone()),
        data: DataTerms {
            whole_record: category.is_none(),
            categories: category.into_iter().collect(),
            except: Vec::new(),
            narrowing: Vec::new(),
        },
        purposes: purpose.cloned().collect(),
        from: (off == 4).then(|| near(choices)),
        until: (off == 5).then(|| near(choices)),
    }
}

/// A subject that is the requester.
fn describe(choices: &mut Entropy<'_>, requester: &Requester) -> SubjectTerm {
    let organisation = match requester {
        Requester::Organisation { party } => Some(party),
        Requester::Practitioner { organisation, .. } | Requester::Device { organisation, .. } => {
            organisation.as_ref()
        }
        Requester::Patient { .. } => return SubjectTerm::Patient,
        Requester::RelatedPerson { .. } => return SubjectTerm::Guardian,
    };
    let role = match requester {
        Requester::Practitioner { roles, .. } => roles.first(),
        _ => None,
    };
    let kind = organisation.and_then(|party| party.kind.as_ref());
    match (choices.below(4), organisation, role, kind) {
        (0, _, Some(role), _) => SubjectTerm::Role(role.clone()),
        (1, Some(party), Some(role), _) => {
            SubjectTerm::RoleOfParty(role.clone(), party.name.clone())
        }
        (2, _, _, Some(kind)) => SubjectTerm::Kind(kind.clone()),
        (_, Some(party), ..) if kind.is_some() && party.name != "somebody" => {
            SubjectTerm::Party(party.name.clone())
        }
        _ => SubjectTerm::Anyone,
    }
}

fn somebody(choices: &mut Entropy<'_>, policy: &Policy) -> SubjectTerm {
    let role = choices.among(&policy.roles);
    match choices.among(&policy.parties) {
        Some(party) => SubjectTerm::Party(party.name.clone()),
        None => role.map_or(SubjectTerm::Guardian, |role| {
            SubjectTerm::Role(role.name.clone())
        }),
    }
}

/// A form that is signed, with something in each of its blanks.
pub(super) fn signature(
    choices: &mut Entropy<'_>,
    policy: &Policy,
    zone: &Zone,
    form: &FormEntry,
) -> Option<Signature> {
    let with = form.parameters.iter().map(|parameter| {
        let value = match &parameter.kind {
            ParameterKind::Date => {
                FormValue::Date([Date::new(2099, 12, 31), Date::new(2026, 1, 5)][choices.below(2)])
            }
            ParameterKind::Party(kind) => {
                let fits = |party: &&policy_lang::typed::Party| {
                    let own = policy.kinds.get(party.kind as usize);
                    kind.is_none() || own == kind.as_ref()
                };
                let fitting: Vec<_> = policy.parties.iter().filter(fits).collect();
                FormValue::Name(choices.among(&fitting)?.name.clone())
            }
            ParameterKind::Practitioner => {
                FormValue::Name(choices.among(&policy.practitioners)?.name.clone())
            }
            ParameterKind::Category => {
                FormValue::Name(choices.among(&policy.categories)?.name.clone())
            }
            ParameterKind::Purpose => {
                FormValue::Name(choices.among(&policy.purposes)?.name.clone())
            }
        };
        Some((parameter.name.clone(), value))
    });
    let with = with.collect::<Option<Vec<_>>>()?;
    let sentences = form.fill(&with, zone).ok()?;
    let name = form.name.clone();
    Some((SignedForm { name, with }, sentences))
}
