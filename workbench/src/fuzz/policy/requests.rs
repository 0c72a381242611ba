//! Requests of a typed policy, from bytes: who asks, for what, when, and what is attested, in the policy's own words. Most are
//! aimed at a rule or a law, so that its clauses decide instead of chance.

use abi::calendar::{Date, Zone};
use abi::terms::{AccessRecord, AccessRequest, Author, CategoryTerm, Claims, DataClaims, Scalar};
use abi::{Instant, PatientId};
use policy_lang::laws::Law;
use policy_lang::typed::from_syntax::zone_table;
use policy_lang::typed::{Case, Condition, FactKind, Policy, Rule};

use super::{aims, consents, wanted};
use crate::fuzz::entropy::Entropy;

/// The patient of every request.
const PATIENT: PatientId = PatientId([0; 16]);

/// 2026-01-05, a Monday, in days since 1970.
const MONDAY: i64 = 20_458;

/// How many times a rule or a law is aimed at for one request at random.
const AIMED: usize = 8;

/// What requests are made of beside the policy itself.
pub(super) struct Requests {
    /// The rules and laws that requests are aimed at.
    aims: Vec<Rule>,
    /// The policy's clock.
    zone: Zone,
    /// Edges of periods.
    edges: Vec<Instant>,
    /// Minutes of the day that conditions name.
    minutes: Vec<u32>,
    /// For each fact the values that it is compared with, and their neighbours.
    values: Vec<Vec<Scalar>>,
    /// A plain signature of each form, where there can be one.
    signatures: Vec<Option<consents::Signature>>,
}

impl Requests {
    /// Of a policy with its laws; `names` are the rules and laws to aim at, none stand for all of them.
    pub(super) fn new(policy: &Policy, laws: &[Law], names: &[String]) -> Requests {
        let every = policy.rules.iter().chain(laws.iter().map(|law| &law.rule));
        let is_aim = |rule: &&Rule| names.is_empty() || names.contains(&rule.name);
        let aims: Vec<Rule> = every.clone().filter(is_aim).cloned().collect();
        let edges = every
            .clone()
            .flat_map(|rule| [rule.sentence.from, rule.sentence.until]);
        let leaves = || {
            every
                .clone()
                .flat_map(|rule| rule.conditions.iter().flat_map(Condition::leaves))
        };
        let minutes = leaves().flat_map(|leaf| match leaf {
            Condition::TimeBetween { from, to } => vec![*from, *to],
            _ => Vec::new(),
        });
        let zone = zone_table(&policy.time_zone);
        let forms = policy.forms.iter();
        let plain = |form| consents::signature(&mut Entropy::new(&[]), policy, &zone, form);
        Requests {
            signatures: forms.map(plain).collect(),
            edges: edges.flatten().collect(),
            minutes: minutes.collect(),
            values: values(policy, leaves()),
            zone,
            aims,
        }
    }

    /// A Monday at noon.
    pub(super) fn plain_day(&self) -> Instant {
        self.zone.first_instant(MONDAY, 720)
    }

    /// A request with what is attested about it.
    pub(super) fn case(&self, choices: &mut Entropy<'_>, policy: &Policy) -> Case {
        let mut case = self.any(choices, policy);
        let is_aimed = !choices.one_in(AIMED);
        let aim = choices.among(&self.aims).filter(|_| is_aimed);
        // What stays as it is, is the one thing that may be off.
        let off = choices.below(10);
        if let Some(aim) = aim {
            self.aim(choices, policy, &mut case, aim, off);
        }
        consents::around(choices, policy, &self.zone, &mut case);
        if let Some(aim) = aim {
            for condition in &aim.conditions {
                let wanted = !choices.one_in(8);
                wanted::want(policy, &self.signatures, condition, wanted, &mut case);
            }
        }
        case
    }

    fn aim(
        &self,
        choices: &mut Entropy<'_>,
        policy: &Policy,
        case: &mut Case,
        aim: &Rule,
        off: usize,
    ) {
        let sentence = &aim.sentence;
        if off != 0
            && let Some(subject) = choices.among(&sentence.subjects).copied()
            && let Some(requester) = aims::requester(choices, policy, subject)
        {
            case.requester = requester;
        }
        if off != 1 {
            case.request.actions = aims::actions(choices, policy, sentence);
        }
        if off != 2 {
            case.request.categories = aims::categories(choices, policy, sentence);
        }
        if off != 3 {
            case.request.claims.purpose = aims::purpose(choices, policy, sentence);
        }
        if off != 4 {
            case.now = aims::instant(choices, sentence, case.now);
        }
        if off != 5 {
            aims::claims(choices, policy, sentence, &mut case.request.claims.data);
        }
    }

    /// A request that nothing is aimed at.
    fn any(&self, choices: &mut Entropy<'_>, policy: &Policy) -> Case {
        let now = self.instant(choices);
        let requester = aims::anybody(choices, policy);
        let action = |choices: &mut Entropy<'_>| {
            let action = choices.among(&policy.actions);
            action.map(|action| action.name.clone())
        };
        let category = |choices: &mut Entropy<'_>| {
            let category = choices.among(&policy.categories);
            category.map(|category| CategoryTerm::Name(category.name.clone()))
        };
        let is_stated = !choices.one_in(6);
        let purpose = choices.among(&policy.purposes).filter(|_| is_stated);
        let request = AccessRequest {
            patient: PATIENT,
            actions: action(choices).into_iter().collect(),
            categories: category(choices).into_iter().collect(),
            claims: Claims {
                purpose: purpose.map(|purpose| purpose.name.clone()),
                reason_given: choices.one_in(2),
                data: said(choices, policy),
            },
        };
        // What cannot be told is rare: an example cannot say it, and few rules hang on it.
        let known = |choices: &mut Entropy<'_>| choices.below(24) != 1;
        let born = Date::from_days(now.0.div_euclid(86_400) - 365 * choices.below(100) as i64);
        Case {
            treats: known(choices).then(|| choices.one_in(2)),
            consents: known(choices).then(Vec::new),
            birth_date: choices.one_in(2).then_some(born),
            deceased: known(choices).then(|| choices.below(6) == 1),
            facts: self.facts(choices, policy),
            accesses: known(choices).then(|| accesses(choices, policy, now)),
            requester,
            request,
            now,
        }
    }

    /// A minute around an edge of a period, or around one of the clock times that conditions name.
    fn instant(&self, choices: &mut Entropy<'_>) -> Instant {
        let by_edge = choices.one_in(2);
        if let Some(edge) = choices.among(&self.edges).filter(|_| by_edge) {
            let later = [0, -60, 60, 43_200, -43_200, 864_000][choices.below(6)];
            return Instant(edge.0.saturating_add(later));
        }
        let day = MONDAY + choices.below(21) as i64;
        let minute = match choices.below(3) {
            0 => choices.among(&self.minutes).copied().unwrap_or(0),
            1 => choices
                .among(&self.minutes)
                .map_or(1_439, |at| (at + 1_439) % 1_440),
            _ => 720,
        };
        self.zone.first_instant(day, minute)
    }

    fn facts(&self, choices: &mut Entropy<'_>, policy: &Policy) -> Vec<Option<Scalar>> {
        let facts = policy.facts.iter().zip(&self.values);
        let value = |(_, values): (_, &Vec<Scalar>)| {
            let is_known = !choices.one_in(3);
            let value = choices.among(values);
            value.filter(|_| is_known).cloned()
        };
        facts.map(value).collect()
    }
}

/// What a request says of its data: often nothing.
fn said(choices: &mut Entropy<'_>, policy: &Policy) -> DataClaims {
    let mut data = DataClaims::default();
    if !choices.one_in(3) {
        return data;
    }
    let party = |choices: &mut Entropy<'_>| {
        let party = choices.among(&policy.parties);
        party.map(|party| party.name.clone())
    };
    match choices.below(3) {
        0 => data.dated = Some(Date::from_days(MONDAY - choices.below(200) as i64)),
        1 => data.author = party(choices).map(Author::Named),
        _ => data.custodian = party(choices),
    }
    data
}

/// Past accesses, by those who may ask or by somebody else.
fn accesses(choices: &mut Entropy<'_>, policy: &Policy, now: Instant) -> Vec<AccessRecord> {
    let count = choices.below(4).saturating_sub(1);
    let access = |_| {
        let by = choices.among(&policy.parties)?.name.clone();
        let action = choices.among(&policy.actions)?.name.clone();
        let before = [60, 3_600, 86_400, 604_800, 604_740][choices.below(5)];
        Some(AccessRecord {
            at: Instant(now.0.saturating_sub(before)),
            organisation: Some(by.clone()),
            by,
            actions: vec![action],
        })
    };
    (0..count).filter_map(access).collect()
}

/// The values that matter of each fact.
fn values<'c>(policy: &Policy, leaves: impl Iterator<Item = &'c Condition>) -> Vec<Vec<Scalar>> {
    let mut values: Vec<Vec<Scalar>> = policy.facts.iter().map(|fact| plain(&fact.kind)).collect();
    for leaf in leaves {
        let Condition::Compare { fact, .. } = leaf else {
            continue;
        };
        let Some(known) = values.get_mut(*fact as usize) else {
            continue;
        };
        for value in leaf.values() {
            known.extend(neighbours(value));
        }
    }
    for known in &mut values {
        known.sort();
        known.dedup();
    }
    values
}

fn plain(kind: &FactKind) -> Vec<Scalar> {
    match kind {
        FactKind::YesNo => vec![Scalar::YesNo(false), Scalar::YesNo(true)],
        FactKind::Number => vec![Scalar::Number(0), Scalar::Number(5)],
        FactKind::Date => vec![Scalar::Date(Date::from_days(MONDAY))],
        FactKind::Text => vec![Scalar::Text("one".into()), Scalar::Text("two".into())],
        FactKind::OneOf(words) => words.iter().cloned().map(Scalar::Text).collect(),
    }
}

/// A value with those just below and above it.
pub(super) fn neighbours(value: &Scalar) -> Vec<Scalar> {
    match value {
        Scalar::Number(number) => {
            let steps = [-1, 0, 1].map(|step| Scalar::Number(number.saturating_add(step)));
            steps.into()
        }
        Scalar::Date(date) => {
            let days = date.days().unwrap_or(MONDAY);
            [-1, 0, 1]
                .map(|step| Scalar::Date(Date::from_days(days + step)))
                .into()
        }
        other => vec![other.clone()],
    }
}
