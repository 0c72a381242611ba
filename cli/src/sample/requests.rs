//! Access requests out of the tables' rows: who would have asked for what, and when.
//!
//! `care` holds the people of the hospital about their work, `parties` the patient and the
//! organisations around the hospital, `strays` the hospital's people where they have no business.

mod care;
mod parties;
mod strays;

use std::collections::{BTreeMap, BTreeSet};

use super::consents::Book;
use super::origins::Origin;
use super::random::SplitMix64;
use super::time::DAY;
use super::world::World;
use super::{Request, Requester};

/// The categories that are more than ordinarily private.
const SENSITIVE: [&str; 4] = [
    "genetics",
    "mental_health",
    "reproductive_health",
    "substance_use",
];

/// Derives `target` requests, sorted.
pub(super) fn derive(
    world: &World,
    book: &Book,
    random: SplitMix64,
    target: usize,
) -> Vec<Request> {
    let bills = BTreeMap::new();
    let mut desk = Desk {
        world,
        book,
        random,
        round: 0,
        bills,
        filed: Vec::new(),
    };
    loop {
        let before = desk.filed.len();
        care::ask(&mut desk);
        parties::ask(&mut desk);
        strays::ask(&mut desk);
        desk.round += 1;
        // A round that found nothing would be followed by the same, for ever.
        if desk.filed.len() >= target || desk.filed.len() == before {
            break;
        }
    }
    let mut requests = draw(desk.filed, &mut desk.random, target);
    requests.sort();
    requests
}

/// Draws `target` requests, the first of each origin among them.
fn draw(filed: Vec<Request>, random: &mut SplitMix64, target: usize) -> Vec<Request> {
    let mut seen = BTreeSet::new();
    let (mut drawn, mut rest): (Vec<_>, Vec<_>) = filed
        .into_iter()
        .partition(|request| seen.insert(request.origin));
    random.shuffle(&mut rest);
    let wanted = target.saturating_sub(drawn.len());
    drawn.extend(rest.into_iter().take(wanted));
    drawn
}

/// Where requests are filed while the rows are gone through.
struct Desk<'a> {
    world: &'a World,
    book: &'a Book,
    random: SplitMix64,
    /// How often the rows were gone through before.
    round: u64,
    /// When insurers have read bills, by patient.
    bills: BTreeMap<&'static str, Vec<i64>>,
    filed: Vec<Request>,
}

/// What is asked, apart from who, of whom and when.
#[derive(Clone)]
struct Question {
    actions: Vec<&'static str>,
    categories: Vec<&'static str>,
    purpose: Option<&'static str>,
    reason: Option<&'static str>,
}

impl Question {
    fn new(action: &'static str, categories: &[&'static str], purpose: &'static str) -> Self {
        Self {
            actions: vec![action],
            categories: categories.to_vec(),
            purpose: Some(purpose),
            reason: None,
        }
    }
}

impl Desk<'_> {
    /// Files a request, unless it falls outside the sample's period.
    fn file(
        &mut self,
        origin: Origin,
        at: i64,
        requester: Requester,
        patient: &'static str,
        question: Question,
    ) {
        let (start, end) = self.world.period;
        if at < start || end <= at {
            return;
        }
        let Question {
            actions,
            categories,
            purpose,
            reason,
        } = question;
        let Origin {
            label: origin,
            proper,
        } = origin;
        self.filed.push(Request {
            at,
            requester,
            patient,
            actions,
            categories,
            purpose,
            reason,
            origin,
            proper,
        });
    }

    /// Files a request of a practitioner who treats the patient at that instant; no other.
    fn file_if_treating(
        &mut self,
        origin: Origin,
        at: i64,
        practitioner: &'static str,
        patient: &'static str,
        question: Question,
    ) {
        if self.world.treats(practitioner, patient, at) {
            self.file(
                origin,
                at,
                Requester::Practitioner(practitioner),
                patient,
                question,
            );
        }
    }

    /// Draws an instant from `low` to `high` seconds after another.
    fn after(&mut self, instant: i64, low: i64, high: i64) -> i64 {
        instant + self.random.between(low, high)
    }

    /// As [`Desk::after`] in the first round; in later ones on one of the next 28 days.
    fn follow_up(&mut self, instant: i64, low: i64, high: i64) -> i64 {
        let days = if self.round == 0 {
            0
        } else {
            self.random.between(1, 28)
        };
        self.after(instant + days * DAY, low, high)
    }
}
