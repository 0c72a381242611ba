//! What `contracts/research-cohort` does, as its page says it. What is published is worked out from the history of every
//! category, not from running sums.

use std::collections::{BTreeMap, BTreeSet};

use runtime::MemoryState;

use super::deployed::{Call, Expected, Model, bytes};

pub type Bytes = [u8; 32];

pub const DAY: i64 = 86_400;

/// A release as researchers get it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Release {
    pub number: u32,
    pub threshold: u32,
    pub time: i64,
    pub counts: [u32; 32],
}

/// What happened in one category.
#[derive(Clone, Debug, Default)]
struct Category {
    enrolled: BTreeSet<Bytes>,
    /// Enrolments and withdrawals since the published count was made anew.
    changed: Vec<Bytes>,
}

#[derive(Default)]
pub struct Cohort {
    settings: Option<(u32, u32)>,
    patients: BTreeMap<Bytes, Bytes>,
    categories: [Category; 32],
    /// Whether anybody was ever enrolled or anything was published: from then on there is a tally.
    has_tally: bool,
    pub release: Option<Release>,
}

type Answer = Result<Expected, &'static str>;

fn refuse_unless(holds: bool, name: &'static str) -> Result<(), &'static str> {
    if holds { Ok(()) } else { Err(name) }
}

fn number(input: &[u8], at: usize) -> u32 {
    u32::from_le_bytes(input[at..at + 4].try_into().expect("four bytes"))
}

fn pseudonym(input: &[u8]) -> Bytes {
    input[..32].try_into().expect("the length was checked")
}

/// The numbers of the categories in a set.
fn members(set: u32) -> impl Iterator<Item = usize> {
    (0..32_usize).filter(move |category| set & (1 << category) != 0)
}

impl Release {
    pub fn encode(&self) -> Vec<u8> {
        let counts: Vec<u8> = self
            .counts
            .iter()
            .flat_map(|count| count.to_le_bytes())
            .collect();
        bytes(&[
            &self.number.to_le_bytes(),
            &self.threshold.to_le_bytes(),
            &self.time.to_le_bytes(),
            &counts,
        ])
    }
}

impl Cohort {
    /// The categories of a pseudonym, as a set.
    fn set(&self, pseudonym: &Bytes) -> u32 {
        let categories = self.categories.iter().enumerate();
        let own = categories.filter(|(_, category)| category.enrolled.contains(pseudonym));
        own.map(|(number, _)| 1 << number).sum()
    }

    fn configure(&mut self, call: &Call) -> Answer {
        refuse_unless(call.input.len() == 8, "bad_input")?;
        refuse_unless(call.caller.has("data_steward"), "not_steward")?;
        refuse_unless(self.settings.is_none(), "already_configured")?;
        let (threshold, days) = (number(&call.input, 0), number(&call.input, 4));
        refuse_unless((5..=1_000).contains(&threshold), "bad_threshold")?;
        refuse_unless((1..=365).contains(&days), "bad_days")?;
        self.settings = Some((threshold, days));
        Ok(Expected::told("configured", call.input.clone()))
    }

    fn enrol(&mut self, call: &Call) -> Answer {
        refuse_unless(call.input.len() == 36, "bad_input")?;
        refuse_unless(call.caller.has("patient_agent"), "not_agent")?;
        refuse_unless(self.settings.is_some(), "not_configured")?;
        let patient = pseudonym(&call.input);
        let agent = self.patients.get(&patient).unwrap_or(&call.caller.key);
        refuse_unless(*agent == call.caller.key, "other_agent")?;
        let added = number(&call.input, 32) & !self.set(&patient);
        refuse_unless(added != 0, "nothing_to_add")?;
        self.patients.insert(patient, call.caller.key);
        for category in members(added) {
            self.categories[category].enrolled.insert(patient);
            self.categories[category].changed.push(patient);
        }
        self.has_tally = true;
        Ok(Expected::told("enrolled", patient.to_vec()))
    }

    fn withdraw(&mut self, call: &Call) -> Answer {
        refuse_unless(call.input.len() == 36, "bad_input")?;
        let patient = pseudonym(&call.input);
        let agent = self.patients.get(&patient).ok_or("unknown")?;
        let is_own = *agent == call.caller.key && call.caller.has("patient_agent");
        refuse_unless(is_own || call.caller.has("data_steward"), "other_agent")?;
        let removed = number(&call.input, 32) & self.set(&patient);
        refuse_unless(removed != 0, "nothing_to_withdraw")?;
        for category in members(removed) {
            self.categories[category].enrolled.remove(&patient);
            self.categories[category].changed.push(patient);
        }
        if self.set(&patient) == 0 {
            self.patients.remove(&patient);
        }
        Ok(Expected::told("withdrawn", patient.to_vec()))
    }

    fn publish(&mut self, call: &Call) -> Answer {
        refuse_unless(call.input.is_empty(), "bad_input")?;
        refuse_unless(call.caller.has("data_steward"), "not_steward")?;
        let (threshold, days) = self.settings.ok_or("not_configured")?;
        let before = self.release.clone().unwrap_or_default();
        let passed = i128::from(call.time) - i128::from(before.time);
        let is_time = before.number == 0 || passed >= i128::from(days) * i128::from(DAY);
        refuse_unless(is_time, "too_soon")?;
        let mut release = Release {
            number: before.number + 1,
            threshold,
            time: call.time,
            counts: before.counts,
        };
        for (category, count) in self.categories.iter_mut().zip(&mut release.counts) {
            if category.changed.len() >= threshold as usize {
                let groups = category.enrolled.len() / threshold as usize;
                *count = u32::try_from(groups).expect("it is small") * threshold;
                category.changed.clear();
            }
        }
        let told = release.number.to_le_bytes().to_vec();
        self.release = Some(release);
        self.has_tally = true;
        Ok(Expected::told("published", told))
    }

    fn counts(&self, call: &Call) -> Answer {
        refuse_unless(call.input.is_empty(), "bad_input")?;
        refuse_unless(call.caller.has("researcher"), "not_researcher")?;
        let release = self.release.as_ref().ok_or("nothing_published")?;
        Ok(Expected::output(release.encode()))
    }

    fn look_up(&self, call: &Call) -> Answer {
        refuse_unless(call.input.len() == 32, "bad_input")?;
        let patient = pseudonym(&call.input);
        let agent = self.patients.get(&patient).ok_or("unknown")?;
        refuse_unless(*agent == call.caller.key, "unknown")?;
        Ok(Expected::output(self.set(&patient).to_le_bytes().to_vec()))
    }

    fn tally(&self) -> Vec<u8> {
        let enrolled = self
            .categories
            .iter()
            .map(|category| category.enrolled.len());
        let changed = self
            .categories
            .iter()
            .map(|category| category.changed.len().min(1_000));
        let numbers = enrolled.chain(changed);
        numbers
            .flat_map(|number| u32::try_from(number).expect("it is small").to_le_bytes())
            .collect()
    }
}

impl Model for Cohort {
    fn call(&mut self, call: &Call) -> Expected {
        let answer = match call.entry {
            "configure" => self.configure(call),
            "enrol" => self.enrol(call),
            "withdraw" => self.withdraw(call),
            "publish" => self.publish(call),
            "counts" => self.counts(call),
            "look_up" => self.look_up(call),
            other => panic!("there is no entry {other}"),
        };
        answer.unwrap_or_else(Expected::abort)
    }

    fn state(&self) -> MemoryState {
        let settings = self.settings.map(|(threshold, days)| {
            let value = bytes(&[&threshold.to_le_bytes(), &days.to_le_bytes()]);
            (b"k".to_vec(), value)
        });
        let tally = self.has_tally.then(|| (b"n".to_vec(), self.tally()));
        let release = self.release.as_ref();
        let release = release.map(|release| (b"s".to_vec(), release.encode()));
        let patients = self.patients.iter().map(|(patient, agent)| {
            let value = bytes(&[&self.set(patient).to_le_bytes(), agent]);
            (bytes(&[b"p/", patient]), value)
        });
        let single = [settings, tally, release].into_iter().flatten();
        single.chain(patients).collect()
    }
}
