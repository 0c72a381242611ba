//! A smaller case that breaks the same promise. What can be left out is left out, one thing after another, until nothing more
//! can; what cannot be said in an example is replaced first.

use abi::Instant;
use abi::terms::{CategoryTerm, DataClaims, Requester};
use policy_lang::typed::Case;
use runtime::Fault;

use super::{PolicyBench, PolicyTarget};

/// Cases that are tried at the most.
const TRIES_MAX: usize = 4_000;

/// See [`PolicyTarget::shrink`].
pub(super) fn shrink(
    target: &PolicyTarget,
    bench: &mut PolicyBench,
    case: Case,
    key: &str,
) -> Result<Case, Fault> {
    let mut best = case;
    let mut tries = 0;
    'again: loop {
        for smaller in smaller(&best, target) {
            tries += 1;
            if tries > TRIES_MAX {
                return Ok(best);
            }
            if smaller != best && breaks(target, bench, &smaller, key)? {
                best = smaller;
                continue 'again;
            }
        }
        return Ok(best);
    }
}

fn breaks(
    target: &PolicyTarget,
    bench: &mut PolicyBench,
    case: &Case,
    key: &str,
) -> Result<bool, Fault> {
    let ran = target.run_case(bench, case)?;
    Ok(ran.failures.iter().any(|failure| failure.key == key))
}

/// The case with one thing less, or plainer: each way once.
fn smaller(case: &Case, target: &PolicyTarget) -> Vec<Case> {
    let mut all = Vec::new();
    let mut with = |change: &dyn Fn(&mut Case)| {
        let mut smaller = case.clone();
        change(&mut smaller);
        all.push(smaller);
    };
    // Unknown lists cannot be said.
    with(&|case| case.consents = Some(Vec::new()));
    with(&|case| case.accesses = Some(Vec::new()));
    with(&|case| case.treats = Some(false));
    with(&|case| case.deceased = Some(false));
    with(&|case| case.birth_date = None);
    with(&|case| case.facts.fill(None));
    with(&|case| case.request.claims.data = DataClaims::default());
    with(&|case| case.request.claims.reason_given = false);
    with(&|case| case.request.claims.purpose = None);
    with(&|case| case.now = target.requests.plain_day());
    with(&|case| case.now = Instant(case.now.0.div_euclid(60) * 60));
    for at in 0..case.facts.len() {
        with(&|case| {
            if let Some(fact) = case.facts.get_mut(at) {
                *fact = None;
            }
        });
    }
    for at in 0..case.request.actions.len().min(64) {
        with(&|case| {
            if case.request.actions.len() > 1 {
                case.request.actions.remove(at);
            }
        });
    }
    for at in 0..case.request.categories.len().min(64) {
        with(&|case| {
            if case.request.categories.len() > 1 {
                case.request.categories.remove(at);
            }
        });
    }
    with(&|case| name_codes(case, target));
    lists(case, &mut all);
    requesters(case, &mut all);
    claims(case, &mut all);
    all
}

/// Puts the names of categories in the place of codes.
fn name_codes(case: &mut Case, target: &PolicyTarget) {
    for term in &mut case.request.categories {
        let id = target.policy.category_of(term);
        let category = id.and_then(|id| target.policy.categories.get(id as usize));
        if let (CategoryTerm::Code { .. }, Some(category)) = (&term, category) {
            *term = CategoryTerm::Name(category.name.clone());
        }
    }
}

/// Lists of what the ledger holds, one entry shorter or plainer.
fn lists(case: &Case, all: &mut Vec<Case>) {
    let consents = case.consents.as_deref().unwrap_or_default();
    for (at, record) in consents.iter().enumerate() {
        let mut change = |change: &dyn Fn(&mut Vec<abi::terms::ConsentRecord>)| {
            let mut smaller = case.clone();
            smaller.consents.iter_mut().for_each(change);
            all.push(smaller);
        };
        change(&|list| {
            list.remove(at);
            for (record, number) in list.iter_mut().zip(0..) {
                record.number = number;
            }
        });
        let edit = |list: &mut Vec<abi::terms::ConsentRecord>,
                    edit: &dyn Fn(&mut abi::terms::ConsentRecord)| {
            list.get_mut(at).into_iter().for_each(edit);
        };
        change(&|list| edit(list, &|record| record.recorded_at = Instant::MIN));
        change(&|list| edit(list, &|record| record.withdrawn_at = None));
        if record.form.is_none() {
            change(&|list| {
                edit(list, &|record| {
                    for sentence in &mut record.sentences {
                        sentence.from = None;
                        sentence.until = None;
                        sentence.purposes.clear();
                    }
                });
            });
        }
    }
    for at in 0..case.accesses.as_ref().map_or(0, Vec::len) {
        let mut smaller = case.clone();
        smaller
            .accesses
            .iter_mut()
            .for_each(|list| drop(list.remove(at)));
        all.push(smaller);
    }
}

/// Plainer requesters.
fn requesters(case: &Case, all: &mut Vec<Case>) {
    let mut push = |requester: Requester| {
        let mut smaller = case.clone();
        smaller.requester = requester;
        all.push(smaller);
    };
    let Requester::Practitioner {
        id,
        roles,
        organisation,
    } = &case.requester
    else {
        return;
    };
    if let Some(party) = organisation {
        let party = party.clone();
        push(Requester::Organisation { party });
        push(Requester::Practitioner {
            id: id.clone(),
            roles: roles.clone(),
            organisation: None,
        });
    }
    for at in 0..roles.len() {
        let mut roles = roles.clone();
        roles.remove(at);
        let (id, organisation) = (id.clone(), organisation.clone());
        push(Requester::Practitioner {
            id,
            roles,
            organisation,
        });
    }
}

/// What is said of the data, one thing less.
fn claims(case: &Case, all: &mut Vec<Case>) {
    let mut with = |change: fn(&mut DataClaims)| {
        let mut smaller = case.clone();
        change(&mut smaller.request.claims.data);
        all.push(smaller);
    };
    with(|data| data.dated = None);
    with(|data| data.author = None);
    with(|data| data.custodian = None);
    with(|data| data.encounter = None);
    with(|data| data.record = None);
    with(|data| data.confidentiality = None);
}

#[cfg(test)]
mod tests;
