//! How a request is said, and asking for more.

use abi::terms::{CategoryTerm, Requester};
use policy_lang::typed::Case;

use super::{Form, Found, Ground, allows, keep, planted, where_consents_open};

/// The same request in other words: every list the other way round, and its first item twice. Of
/// accesses the order alone, for each of them counts.
fn said_otherwise(case: &Case) -> Case {
    fn turned<T: Clone>(list: &mut Vec<T>) {
        list.reverse();
        list.extend(list.first().cloned());
    }
    let mut case = case.clone();
    turned(&mut case.request.actions);
    turned(&mut case.request.categories);
    if let Requester::Practitioner { roles, .. } = &mut case.requester {
        turned(roles);
    }
    if let Some(consents) = &mut case.consents {
        for terms in consents.iter_mut().flat_map(|record| &mut record.sentences) {
            turned(&mut terms.subjects);
            turned(&mut terms.actions);
            turned(&mut terms.purposes);
            turned(&mut terms.data.categories);
            turned(&mut terms.data.except);
        }
        turned(consents);
    }
    case.accesses.iter_mut().for_each(|list| list.reverse());
    case
}

/// **Order and repetition in a request are irrelevant**, and so are those of what the ledger holds.
///
/// Source: docs/language.md, "What a decision is".
/// Planted: a decider that looks at the first action, the first category and the first consent.
#[test]
fn order_and_repetition_change_nothing() {
    fn law(ground: &Ground, form: Form, found: &mut Found) {
        let mut decider = form(&ground.policy);
        for case in &ground.cases {
            let same = decider(case) == decider(&said_otherwise(case));
            found.expect(same, || format!("{case:#?}\n{}", ground.source));
        }
    }
    keep(law, 5_000, planted::looks_at_what_comes_first);
}

/// **Asking for more never opens.** What is allowed together is allowed one by one: each action, and
/// each category. (Where consents open: a consent covers a part of what it covers.)
///
/// Source: docs/language.md, "What is done" and "With which data".
/// Planted: a decider that looks at the first action, the first category and the first consent.
#[test]
fn what_is_allowed_together_is_allowed_alone() {
    fn law(ground: &Ground, form: Form, found: &mut Found) {
        let policy = where_consents_open(&ground.policy);
        let mut decider = form(&policy);
        for case in ground.cases.iter().filter(|case| is_for_more(case)) {
            if !allows(&mut decider, case) {
                continue;
            }
            for action in &case.request.actions {
                for category in &case.request.categories {
                    let mut less = case.clone();
                    less.request.actions = vec![action.clone()];
                    less.request.categories = vec![category.clone()];
                    let holds = allows(&mut decider, &less);
                    found.expect(holds, || format!("{action}, {category:?} of {case:#?}"));
                }
            }
        }
    }
    keep(law, 500, planted::looks_at_what_comes_first);
}

fn is_for_more(case: &Case) -> bool {
    case.request.actions.len() + case.request.categories.len() > 2
}

/// **A category is all that lies within it.** Who may have a category may have every part of it.
/// (Where consents open.)
///
/// Source: docs/language.md, "With which data".
/// Planted: a decider for which special protection does not reach what lies around it.
#[test]
fn what_is_allowed_is_allowed_in_part() {
    fn law(ground: &Ground, form: Form, found: &mut Found) {
        let policy = where_consents_open(&ground.policy);
        let mut decider = form(&policy);
        for case in &ground.cases {
            let [CategoryTerm::Name(name)] = case.request.categories.as_slice() else {
                continue;
            };
            if !allows(&mut decider, case) {
                continue;
            }
            let categories = &policy.categories;
            let own = categories
                .iter()
                .position(|category| category.name == *name);
            let own = own.expect("a known category") as u32;
            for (part, id) in categories.iter().zip(0..) {
                if id != own && policy.is_category_within(id, own) {
                    let mut less = case.clone();
                    less.request.categories = vec![CategoryTerm::Name(part.name.clone())];
                    let holds = allows(&mut decider, &less);
                    found.expect(holds, || format!("{} of {case:#?}", part.name));
                }
            }
        }
    }
    keep(law, 500, planted::protects_by_name);
}

/// **A code that nobody knows could be anything.** It is allowed only where every category is.
/// (Where consents open.)
///
/// Source: docs/language.md, "What a request is".
/// Planted: a decider that leaves out the codes that it does not know.
#[test]
fn a_code_that_nobody_knows_is_allowed_where_everything_is() {
    fn law(ground: &Ground, form: Form, found: &mut Found) {
        let policy = where_consents_open(&ground.policy);
        let mut decider = form(&policy);
        for case in &ground.cases {
            let mut unknown = case.clone();
            unknown.request.categories.push(CategoryTerm::Code {
                system: "http://loinc.org".into(),
                code: "0000-0".into(),
            });
            if !allows(&mut decider, &unknown) {
                continue;
            }
            for category in &policy.categories {
                let mut known = case.clone();
                known.request.categories = vec![CategoryTerm::Name(category.name.clone())];
                let holds = allows(&mut decider, &known);
                found.expect(holds, || format!("{} of {case:#?}", category.name));
            }
        }
    }
    keep(law, 500, planted::leaves_unknown_codes_out);
}

/// **Nothing outside counts.** Whose record it is changes nothing, as long as what the ledger holds
/// of the patient is the same.
///
/// Source: docs/language.md, "What a decision is".
/// Planted: a decider that has a favourite.
#[test]
fn who_the_patient_is_changes_nothing() {
    fn law(ground: &Ground, form: Form, found: &mut Found) {
        let mut decider = form(&ground.policy);
        for case in &ground.cases {
            let mut other = case.clone();
            other.request.patient = abi::PatientId([7; 16]);
            let same = decider(case) == decider(&other);
            found.expect(same, || format!("{case:#?}"));
        }
    }
    keep(law, 5_000, planted::has_a_favourite);
}
