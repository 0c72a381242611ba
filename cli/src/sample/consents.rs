//! What the patients would have signed: consents with an end, withdrawals, renewals and refusals.
//!
//! All of it is ours; the sample has no consents. Which patient signs what goes by the patient's
//! place in the order of ids, which the sample's generator drew at random.

use std::collections::BTreeMap;

use super::random::SplitMix64;
use super::time::{self, DAY, HOUR, MINUTE};
use super::world::World;
use super::{Consent, INSTITUTE, LAB, OUTSIDE_HOSPITAL, Patient};

/// How long after a last day's end in UTC every time zone west of it has ended the day, too.
/// Nothing is derived from those hours, so a scenario is right in any of these zones.
const ZONES: i64 = 12 * HOUR;

/// A consent that grants.
#[derive(Debug, Clone)]
pub(super) struct Grant {
    party: &'static str,
    actions: &'static [&'static str],
    data: &'static str,
    purpose: Option<&'static str>,
    given: i64,
    /// Days since 1970.
    pub(super) last_day: Option<i64>,
    withdrawn: Option<i64>,
}

/// How a grantee stands with a patient at an instant, as to one action.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Standing {
    /// A consent covers it.
    Holds,
    /// A consent is live, for other actions alone.
    Narrower,
    /// The last consent has run out.
    Ended,
    /// The last consent was withdrawn.
    Withdrawn,
    /// The patient has refused.
    Refused,
    /// There was never one.
    Never,
    /// In some time zone it is so and in another not.
    Unclear,
}

/// Everything that the patients signed.
#[derive(Debug, Default)]
pub(super) struct Book {
    consents: Vec<Consent>,
    grants: BTreeMap<(&'static str, &'static str), Vec<Grant>>,
    refusals: BTreeMap<(&'static str, &'static str), i64>,
}

impl Book {
    /// Writes the consents of all patients.
    pub(super) fn for_patients(world: &World, random: &mut SplitMix64) -> Self {
        let mut book = Self::default();
        for (place, patient) in world.patients.iter().enumerate() {
            let first = world
                .tables
                .encounters
                .iter()
                .filter(|e| e.patient == patient.id);
            let Some(arrival) = first.map(|e| e.start).min() else {
                continue;
            };
            let signing = arrival - random.between(10, 120) * MINUTE;
            book.sign_for_lab(patient, place, signing, random);
            book.sign_for_institute(patient, place, signing, random);
            book.sign_for_insurer(world, patient, place, signing);
            book.sign_for_second_opinion(patient, place, signing, random);
        }
        book.consents.sort();
        book
    }

    /// The consents, by the instant given.
    pub(super) fn into_consents(self) -> Vec<Consent> {
        self.consents
    }

    /// Lists a patient's consents to a party.
    pub(super) fn grants(&self, patient: &'static str, party: &'static str) -> &[Grant] {
        self.grants
            .get(&(patient, party))
            .map_or(&[], Vec::as_slice)
    }

    /// Says how a party stands with a patient.
    pub(super) fn standing(
        &self,
        patient: &'static str,
        party: &'static str,
        action: &str,
        at: i64,
    ) -> Standing {
        if let Some(refused) = self.refusals.get(&(patient, party)) {
            return if *refused <= at {
                Standing::Refused
            } else {
                Standing::Unclear
            };
        }
        let mut found = Standing::Never;
        for grant in self.grants(patient, party) {
            match grant.standing(action, at) {
                Standing::Never => {}
                live @ (Standing::Holds | Standing::Narrower | Standing::Unclear) => return live,
                over => found = over,
            }
        }
        found
    }

    /// Six of eight patients consent to the laboratory, one refuses, one says nothing.
    fn sign_for_lab(
        &mut self,
        patient: &Patient,
        place: usize,
        given: i64,
        random: &mut SplitMix64,
    ) {
        match place % 8 {
            6 => return self.refuse(patient, "lab", LAB, "read and collect everything", given),
            7 => return,
            _ => {}
        }
        let days = random.between(45, 300);
        let last_day = (place % 6 != 5).then_some(given.div_euclid(DAY) + days);
        let withdrawn = (place % 5 == 2).then_some(given + random.between(20, 44) * DAY);
        let grant = Grant {
            party: LAB,
            actions: if place % 4 == 3 {
                &["read"]
            } else {
                &["read", "collect"]
            },
            data: "bloodwork",
            purpose: (place.is_multiple_of(2)).then_some("treatment"),
            given,
            last_day,
            withdrawn,
        };
        // A third of those whose consent ran out sign again two weeks or more later.
        let renewal = last_day
            .filter(|_| place.is_multiple_of(3) && withdrawn.is_none())
            .map(|last| {
                let given = (last + random.between(15, 40)) * DAY + 15 * HOUR;
                let last_day = Some(given.div_euclid(DAY) + random.between(60, 200));
                Grant {
                    given,
                    last_day,
                    ..grant.clone()
                }
            });
        self.grant(patient, "lab", grant);
        if let Some(renewal) = renewal.filter(|renewal| patient.is_alive(renewal.given)) {
            self.grant(patient, "lab", renewal);
        }
    }

    /// Two of five patients consent to research, one refuses it.
    fn sign_for_institute(
        &mut self,
        patient: &Patient,
        place: usize,
        given: i64,
        random: &mut SplitMix64,
    ) {
        let kind = "research_institute";
        match place % 5 {
            0 | 2 => {}
            4 => return self.refuse(patient, kind, INSTITUTE, "read and use everything", given),
            _ => return,
        }
        let last_day = given.div_euclid(DAY) + random.between(90, 330);
        let withdrawn = (place.is_multiple_of(4)).then_some(given + random.between(30, 80) * DAY);
        let grant = Grant {
            party: INSTITUTE,
            actions: if place.is_multiple_of(2) {
                &["read"]
            } else {
                &["read", "use"]
            },
            data: "laboratory except genetics",
            purpose: Some("research"),
            given,
            last_day: (!place.is_multiple_of(3)).then_some(last_day),
            withdrawn,
        };
        self.grant(patient, kind, grant);
    }

    /// Every insured patient lets the insurer see the bills; some rule out more with a sentence.
    fn sign_for_insurer(&mut self, world: &World, patient: &Patient, place: usize, given: i64) {
        let Some(party) = patient.insurer else { return };
        let grant = Grant {
            party,
            actions: &["read"],
            data: "billing",
            purpose: Some("payment"),
            given,
            last_day: time::day("2026-12-31"),
            withdrawn: None,
        };
        self.grant(patient, "insurer", grant);
        for category in world.sensitive(patient.id) {
            self.rule_out(
                patient,
                "insurer",
                party,
                &format!("read {category}"),
                given,
            );
        }
        if place % 6 == 1 {
            self.rule_out(patient, "insurer", party, "read clinical_notes", given);
        }
    }

    /// One of ten patients wants a second opinion from the other hospital.
    fn sign_for_second_opinion(
        &mut self,
        patient: &Patient,
        place: usize,
        given: i64,
        random: &mut SplitMix64,
    ) {
        if place % 10 != 3 {
            return;
        }
        let grant = Grant {
            party: OUTSIDE_HOSPITAL,
            actions: &["read"],
            data: "bloodwork and imaging",
            purpose: Some("treatment"),
            given,
            last_day: Some(given.div_euclid(DAY) + random.between(60, 250)),
            withdrawn: None,
        };
        self.grant(patient, "hospital", grant);
    }

    fn grant(&mut self, patient: &Patient, kind: &str, mut grant: Grant) {
        grant.withdrawn = grant
            .withdrawn
            .filter(|withdrawn| patient.is_alive(*withdrawn));
        self.consents.push(Consent {
            given: grant.given,
            patient: patient.id,
            sentence: grant.sentence(kind),
            withdrawn: grant.withdrawn,
        });
        self.grants
            .entry((patient.id, grant.party))
            .or_default()
            .push(grant);
    }

    /// Writes a refusal of everything that the party could ask for.
    fn refuse(
        &mut self,
        patient: &Patient,
        kind: &str,
        party: &'static str,
        what: &str,
        given: i64,
    ) {
        self.refusals.insert((patient.id, party), given);
        self.rule_out(patient, kind, party, what, given);
    }

    /// Writes a refusal that leaves the party's other consents alone.
    fn rule_out(
        &mut self,
        patient: &Patient,
        kind: &str,
        party: &'static str,
        what: &str,
        given: i64,
    ) {
        let sentence = format!("{kind} {party} may not {what}");
        let withdrawn = None;
        self.consents.push(Consent {
            given,
            patient: patient.id,
            sentence,
            withdrawn,
        });
    }
}

impl Patient {
    /// Says whether the patient can still do something at an instant.
    pub(super) fn is_alive(&self, at: i64) -> bool {
        self.deceased.is_none_or(|death| at < death)
    }
}

impl Grant {
    fn sentence(&self, kind: &str) -> String {
        let mut text = format!(
            "{kind} {} may {} {}",
            self.party,
            self.actions.join(" and "),
            self.data
        );
        if let Some(purpose) = self.purpose {
            text.push_str(&format!(" for {purpose}"));
        }
        if let Some(last) = self.last_day {
            text.push_str(&format!(" until {}", time::show_day(last)));
        }
        text
    }

    fn standing(&self, action: &str, at: i64) -> Standing {
        let end = self.last_day.map(|last| (last + 1) * DAY);
        if at < self.given {
            Standing::Never
        } else if self.withdrawn.is_some_and(|withdrawn| withdrawn <= at) {
            Standing::Withdrawn
        } else if end.is_some_and(|end| end + ZONES <= at) {
            Standing::Ended
        } else if end.is_some_and(|end| end <= at) {
            Standing::Unclear
        } else if self.actions.contains(&action) {
            Standing::Holds
        } else {
            Standing::Narrower
        }
    }
}
