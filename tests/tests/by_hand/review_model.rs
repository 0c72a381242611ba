//! What `contracts/break-glass-review` does, as its page says it: cases in a map, and the queue read off them.

use std::collections::BTreeMap;

use runtime::MemoryState;

use super::deployed::{Call, Caller, Expected, Model, bytes};

pub type Bytes = [u8; 32];

pub const DAY: i64 = 86_400;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    Open,
    Escalated,
    Approved,
    Objected,
}

#[derive(Clone, Debug)]
pub struct Case {
    pub accessor: Bytes,
    pub organisation: Bytes,
    pub accessed: i64,
    pub opened: i64,
    pub deadline: i64,
    pub status: Status,
    pub reason: u8,
    pub escalated: i64,
    pub decided: i64,
    pub reviewer: Bytes,
    pub note: Bytes,
}

#[derive(Default)]
pub struct Review {
    pub days: BTreeMap<Bytes, u32>,
    pub cases: BTreeMap<Bytes, Case>,
}

/// The hash of an organisation's name.
pub fn organisation(name: &str) -> Bytes {
    *blake3::hash(name.as_bytes()).as_bytes()
}

/// Who somebody is in one case.
pub fn commitment(receipt: &Bytes, key: &Bytes) -> Bytes {
    *blake3::hash(&bytes(&[receipt, key])).as_bytes()
}

/// A time as eight bytes in the order of times.
pub fn in_order(time: i64) -> [u8; 8] {
    let from_least = i128::from(time) - i128::from(i64::MIN);
    u64::try_from(from_least).expect("64 bits").to_be_bytes()
}

/// The bytes of `input` from `at` on.
fn array<const N: usize>(input: &[u8], at: usize) -> [u8; N] {
    input[at..at + N]
        .try_into()
        .expect("the length was checked")
}

fn number(input: &[u8]) -> u32 {
    u32::from_le_bytes(array(input, 0))
}

type Answer = Result<Expected, &'static str>;

fn refuse_unless(holds: bool, name: &'static str) -> Result<(), &'static str> {
    if holds { Ok(()) } else { Err(name) }
}

impl Case {
    fn is_decided(&self) -> bool {
        matches!(self.status, Status::Approved | Status::Objected)
    }

    pub fn encode(&self) -> Vec<u8> {
        bytes(&[
            &self.accessor,
            &self.organisation,
            &self.accessed.to_le_bytes(),
            &self.opened.to_le_bytes(),
            &self.deadline.to_le_bytes(),
            &[self.status as u8, self.reason, 0, 0, 0, 0, 0, 0],
            &self.escalated.to_le_bytes(),
            &self.decided.to_le_bytes(),
            &self.reviewer,
            &self.note,
        ])
    }
}

impl Review {
    /// Places in the queue of an organisation, in order, each with the status.
    pub fn queue(&self, organisation: &Bytes) -> Vec<([u8; 40], i64, Status)> {
        let cases = self.cases.iter();
        let mut queue: Vec<([u8; 40], i64, Status)> = cases
            .filter(|(_, case)| case.organisation == *organisation && !case.is_decided())
            .map(|(receipt, case)| {
                let place = bytes(&[&in_order(case.deadline), receipt]);
                (array(&place, 0), case.deadline, case.status)
            })
            .collect();
        queue.sort_by_key(|(place, ..)| *place);
        queue
    }

    fn undecided(&mut self, receipt: &Bytes) -> Result<&mut Case, &'static str> {
        let case = self.cases.get_mut(receipt).ok_or("unknown")?;
        refuse_unless(!case.is_decided(), "already_decided")?;
        Ok(case)
    }

    fn configure(&mut self, call: &Call) -> Answer {
        refuse_unless(call.input.len() == 4, "bad_input")?;
        refuse_unless(call.caller.has("privacy_officer"), "not_officer")?;
        let own = own_organisation(&call.caller)?;
        let days = number(&call.input);
        refuse_unless((1..=90).contains(&days), "bad_days")?;
        self.days.insert(own, days);
        let told = bytes(&[&own, &days.to_le_bytes()]);
        Ok(Expected::told("configured", told))
    }

    fn open(&mut self, call: &Call) -> Answer {
        refuse_unless(call.input.len() == 104, "bad_input")?;
        refuse_unless(call.caller.has("gateway"), "not_gateway")?;
        let (receipt, accessor, organisation): (Bytes, Bytes, Bytes) = (
            array(&call.input, 0),
            array(&call.input, 32),
            array(&call.input, 64),
        );
        refuse_unless(!self.cases.contains_key(&receipt), "already_opened")?;
        let accessed = i64::from_le_bytes(array(&call.input, 96));
        refuse_unless(accessed <= call.time, "bad_time")?;
        let days = self.days.get(&organisation).copied().unwrap_or(1);
        let deadline = call.time.checked_add(i64::from(days) * DAY);
        let deadline = deadline.ok_or("bad_time")?;
        let case = Case {
            accessor,
            organisation,
            accessed,
            opened: call.time,
            deadline,
            status: Status::Open,
            reason: 0,
            escalated: 0,
            decided: 0,
            reviewer: [0; 32],
            note: [0; 32],
        };
        self.cases.insert(receipt, case);
        let told = bytes(&[&receipt, &organisation, &deadline.to_le_bytes()]);
        Ok(Expected::told("opened", told))
    }

    fn decide(&mut self, call: &Call, status: Status, topic: &'static str) -> Answer {
        refuse_unless(call.input.len() == 65, "bad_input")?;
        let (receipt, reason): (Bytes, u8) = (array(&call.input, 0), call.input[32]);
        let reasons = if status == Status::Approved {
            1..=5
        } else {
            16..=21
        };
        refuse_unless(reasons.contains(&reason), "bad_reason")?;
        let case = self.undecided(&receipt)?;
        let is_officer = call.caller.has("privacy_officer");
        refuse_unless(
            is_officer || call.caller.has("privacy_reviewer"),
            "not_reviewer",
        )?;
        let own = own_organisation(&call.caller)?;
        refuse_unless(own == case.organisation, "other_organisation")?;
        let reviewer = commitment(&receipt, &call.caller.key);
        refuse_unless(reviewer != case.accessor, "own_access")?;
        refuse_unless(case.status == Status::Open || is_officer, "not_officer")?;
        case.status = status;
        case.reason = reason;
        case.decided = call.time;
        case.reviewer = reviewer;
        case.note = array(&call.input, 33);
        let is_late = call.time > case.deadline;
        let told = bytes(&[&receipt, &[reason, u8::from(is_late)]]);
        Ok(Expected::told(topic, told))
    }

    fn escalate(&mut self, call: &Call) -> Answer {
        refuse_unless(call.input.len() == 32, "bad_input")?;
        let receipt: Bytes = array(&call.input, 0);
        let case = self.undecided(&receipt)?;
        if !call.caller.has("gateway") {
            refuse_unless(call.caller.has("privacy_officer"), "not_officer")?;
            let own = own_organisation(&call.caller)?;
            refuse_unless(own == case.organisation, "other_organisation")?;
        }
        refuse_unless(case.status == Status::Open, "already_escalated")?;
        refuse_unless(call.time > case.deadline, "not_overdue")?;
        case.status = Status::Escalated;
        case.escalated = call.time;
        Ok(Expected::told("escalated", receipt.to_vec()))
    }

    fn look_up(&self, call: &Call) -> Answer {
        refuse_unless(call.input.len() == 32, "bad_input")?;
        let receipt: Bytes = array(&call.input, 0);
        let case = self.cases.get(&receipt).ok_or("unknown")?;
        Ok(Expected::output(case.encode()))
    }

    fn list(&self, call: &Call, overdue: bool) -> Answer {
        refuse_unless([36, 76].contains(&call.input.len()), "bad_input")?;
        let count = number(&call.input[32..]);
        refuse_unless(count <= 100, "bad_input")?;
        let count = usize::try_from(count).expect("it is small");
        let after = &call.input[36..];
        let organisation: Bytes = array(&call.input, 0);
        let queue = self.queue(&organisation).into_iter();
        let wanted = queue
            .filter(|(place, ..)| place.as_slice() > after)
            .filter(|(_, deadline, _)| !overdue || *deadline < call.time)
            .take(count);
        let output = wanted.flat_map(|(place, _, status)| bytes(&[&place, &[status as u8]]));
        Ok(Expected::output(output.collect()))
    }
}

fn own_organisation(caller: &Caller) -> Result<Bytes, &'static str> {
    caller
        .organisation
        .map(organisation)
        .ok_or("no_organisation")
}

impl Model for Review {
    fn call(&mut self, call: &Call) -> Expected {
        let answer = match call.entry {
            "configure" => self.configure(call),
            "open" => self.open(call),
            "approve" => self.decide(call, Status::Approved, "approved"),
            "object" => self.decide(call, Status::Objected, "objected"),
            "escalate" => self.escalate(call),
            "look_up" => self.look_up(call),
            "pending" => self.list(call, false),
            "overdue" => self.list(call, true),
            other => panic!("there is no entry {other}"),
        };
        answer.unwrap_or_else(Expected::abort)
    }

    fn state(&self) -> MemoryState {
        let days = self.days.iter();
        let days = days.map(|(own, days)| (bytes(&[b"c/", own]), days.to_le_bytes().to_vec()));
        let cases = self.cases.iter();
        let cases = cases.map(|(receipt, case)| (bytes(&[b"r/", receipt]), case.encode()));
        let undecided = self.cases.iter().filter(|(_, case)| !case.is_decided());
        let queue = undecided.map(|(receipt, case)| {
            let deadline = in_order(case.deadline);
            let key = bytes(&[b"d/", &case.organisation, &deadline, receipt]);
            (key, Vec::new())
        });
        days.chain(cases).chain(queue).collect()
    }
}
