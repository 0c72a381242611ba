//! What has to be attested so that a condition comes to a value: a guess by each single condition alone, which holds unless two
//! of them contradict each other.

use abi::Instant;
use abi::calendar::Date;
use abi::terms::{AccessRecord, ConsentRecord, ConsentTerms, DataTerms, Scalar, SubjectTerm};
use policy_lang::typed::{Case, Comparison, Condition, Operand, Policy};

use super::consents::Signature;
use super::requests::neighbours;

/// Changes `case` so that `condition` is likely to come to `wanted`.
pub(super) fn want(
    policy: &Policy,
    signatures: &[Option<Signature>],
    condition: &Condition,
    wanted: bool,
    case: &mut Case,
) {
    match condition {
        Condition::Not(part) => want(policy, signatures, part, !wanted, case),
        Condition::And(parts) | Condition::Or(parts) => {
            // One part decides a false `and` and a true `or`.
            let is_each = matches!(condition, Condition::And(_)) == wanted;
            let count = if is_each { parts.len() } else { 1 };
            for part in parts.iter().take(count) {
                want(policy, signatures, part, wanted, case);
            }
        }
        Condition::Consented => consent(case, wanted, true),
        Condition::Refused => consent(case, wanted, false),
        Condition::Treats => case.treats = Some(wanted),
        Condition::ReasonGiven => case.request.claims.reason_given = wanted,
        Condition::Deceased => case.deceased = Some(wanted),
        Condition::AgeUnder(years) => age(case, *years, !wanted),
        Condition::AgeAtLeast(years) => age(case, *years, wanted),
        Condition::FewerThan { counter, limit } => {
            count(policy, case, *counter, if wanted { 0 } else { *limit });
        }
        Condition::Compare {
            fact,
            comparison,
            with,
        } => compare(case, *fact, *comparison, with, wanted),
        Condition::Signed(form) => sign(policy, signatures, *form, wanted, case),
        // The time is aimed at by itself.
        Condition::TimeBetween { .. } | Condition::Weekday => {}
    }
}

/// Adds a signature of a form, or takes those away.
fn sign(
    policy: &Policy,
    signatures: &[Option<Signature>],
    form: u32,
    wanted: bool,
    case: &mut Case,
) {
    let consents = case.consents.get_or_insert_default();
    let name = policy.forms.get(form as usize).map(|form| &form.name);
    consents.retain(|record| record.form.as_ref().map(|form| &form.name) != name);
    let signature = signatures.get(form as usize).cloned().flatten();
    consents.extend(
        signature
            .filter(|_| wanted)
            .map(|(form, sentences)| ConsentRecord {
                number: 0,
                form: Some(form),
                sentences,
                recorded_at: Instant::MIN,
                withdrawn_at: None,
            }),
    );
    number(consents);
}

/// Numbers consents as a ledger does.
fn number(consents: &mut [ConsentRecord]) {
    for (record, number) in consents.iter_mut().zip(0..) {
        record.number = number;
    }
}

/// Adds a plain consent to all of it, or takes those away that say so.
fn consent(case: &mut Case, wanted: bool, grants: bool) {
    let consents = case.consents.get_or_insert_default();
    if !wanted {
        let says = |record: &ConsentRecord| {
            let mut sentences = record.sentences.iter();
            sentences.any(|sentence| sentence.grants == grants)
        };
        consents.retain(|record| !says(record));
        number(consents);
        return;
    }
    let terms = ConsentTerms {
        grants,
        subjects: vec![SubjectTerm::Anyone],
        actions: case.request.actions.clone(),
        data: DataTerms {
            whole_record: true,
            categories: Vec::new(),
            except: Vec::new(),
            narrowing: Vec::new(),
        },
        purposes: Vec::new(),
        from: None,
        until: None,
    };
    if grants {
        // A refusal outweighs it.
        consents.retain(|record| {
            record.form.is_some() || record.sentences.iter().all(|sentence| sentence.grants)
        });
    }
    consents.push(ConsentRecord::of_sentence(0, terms, Instant::MIN));
    number(consents);
}

fn age(case: &mut Case, years: u32, at_least: bool) {
    let today = Date::from_days(case.now.0.div_euclid(86_400));
    // In packed days a year is 512: see `Date`.
    let birthday = today.0.saturating_sub(years.saturating_mul(512));
    let days = Date(birthday)
        .days()
        .or(Date(birthday - birthday % 32 + 1).days());
    let step = if at_least { -1 } else { 2 };
    case.birth_date = days
        .map(|days| Date::from_days(days + step))
        .or(case.birth_date);
}

fn count(policy: &Policy, case: &mut Case, counter: u32, count: u32) {
    let counter = policy.counters.get(counter as usize);
    let action = counter.and_then(|counter| policy.actions.get(counter.action as usize));
    let (Some(by), organisation) = case.requester.actors() else {
        return;
    };
    let (by, organisation) = (by.to_owned(), organisation.map(str::to_owned));
    let accesses = case.accesses.get_or_insert_default();
    accesses.retain(|access| access.by != by && access.organisation != organisation);
    let access = action.map(|action| AccessRecord {
        at: Instant(case.now.0.saturating_sub(60)),
        by,
        organisation,
        actions: vec![action.name.clone()],
    });
    let times = count.min(16) as usize;
    accesses.extend(
        access
            .into_iter()
            .flat_map(|access| std::iter::repeat_n(access, times)),
    );
}

fn compare(case: &mut Case, fact: u32, comparison: Comparison, with: &Operand, wanted: bool) {
    let right = match with {
        Operand::Value(value) => Some(value.clone()),
        Operand::Fact(other) => case.facts.get(*other as usize).cloned().flatten(),
    };
    let Some(right) = right else { return };
    let holds = |left: &Scalar| match comparison {
        Comparison::Is => *left == right,
        Comparison::IsNot => *left != right,
        Comparison::AtLeast => *left >= right,
        Comparison::AtMost => *left <= right,
        Comparison::Under => *left < right,
        Comparison::Over => *left > right,
    };
    let mut near = neighbours(&right);
    if let Scalar::YesNo(yes) = right {
        near.push(Scalar::YesNo(!yes));
    }
    let fits = near.into_iter().find(|left| holds(left) == wanted);
    if let (Some(place), Some(fits)) = (case.facts.get_mut(fact as usize), fits) {
        *place = Some(fits);
    }
}
