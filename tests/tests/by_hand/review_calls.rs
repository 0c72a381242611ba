//! Random calls of `contracts/break-glass-review`: few people and few receipts, so that calls meet.

use proptest::prelude::*;
use proptest::sample::select;

use super::deployed::{Call, Caller, bytes};
use super::review_model::{Bytes, DAY, commitment, in_order, organisation};

pub const NODE: Caller = Caller {
    key: [1; 32],
    organisation: None,
    roles: &["gateway"],
};
pub const ANNE: Caller = Caller {
    key: [2; 32],
    organisation: Some("Riverside"),
    roles: &["nurse", "privacy_reviewer"],
};
pub const BEN: Caller = Caller {
    key: [3; 32],
    organisation: Some("Riverside"),
    roles: &["privacy_reviewer"],
};
pub const OLGA: Caller = Caller {
    key: [4; 32],
    organisation: Some("Riverside"),
    roles: &["privacy_officer"],
};
pub const LENA: Caller = Caller {
    key: [5; 32],
    organisation: Some("Lakeside"),
    roles: &["privacy_officer", "privacy_reviewer"],
};
pub const OTTO: Caller = Caller {
    key: [6; 32],
    organisation: None,
    roles: &["privacy_officer"],
};
pub const NURSE: Caller = Caller {
    key: [7; 32],
    organisation: Some("Riverside"),
    roles: &["nurse"],
};

pub const ORGANISATIONS: [&str; 3] = ["Riverside", "Lakeside", "Elsewhere"];

/// What a call does; whoever calls and when comes with it.
#[derive(Clone, Debug)]
pub enum Step {
    Configure(u32),
    Open(Bytes, Bytes, &'static str, i64),
    Decide(&'static str, Bytes, u8, Bytes),
    Escalate(Bytes),
    LookUp(Bytes),
    List(&'static str, &'static str, u32, Option<(i64, Bytes)>),
    Raw(&'static str, Vec<u8>),
}

/// A step, who calls, and by how many seconds it is later than the one before.
pub type Planned = (Caller, i64, Step);

impl Step {
    pub fn call(&self, caller: Caller, time: i64) -> Call {
        let (entry, input) = match self {
            Step::Configure(days) => ("configure", days.to_le_bytes().to_vec()),
            Step::Open(receipt, accessor, own, ago) => {
                let accessor = commitment(receipt, accessor);
                let accessed = time.saturating_sub(*ago).to_le_bytes();
                let input = bytes(&[receipt, &accessor, &organisation(own), &accessed]);
                ("open", input)
            }
            Step::Decide(entry, receipt, reason, note) => {
                (*entry, bytes(&[receipt, &[*reason], note]))
            }
            Step::Escalate(receipt) => ("escalate", receipt.to_vec()),
            Step::LookUp(receipt) => ("look_up", receipt.to_vec()),
            Step::List(entry, own, count, after) => {
                let after =
                    after.map(|(deadline, receipt)| bytes(&[&in_order(deadline), &receipt]));
                let after = after.unwrap_or_default();
                let input = bytes(&[&organisation(own), &count.to_le_bytes(), &after]);
                (*entry, input)
            }
            Step::Raw(entry, input) => (*entry, input.clone()),
        };
        Call {
            caller,
            time,
            entry,
            input,
        }
    }
}

pub const ENTRIES: [&str; 8] = [
    "approve",
    "configure",
    "escalate",
    "look_up",
    "object",
    "open",
    "overdue",
    "pending",
];

fn receipt() -> impl Strategy<Value = Bytes> {
    select(vec![[0; 32], [7; 32], [255; 32]])
}

fn accessor() -> impl Strategy<Value = Bytes> {
    select(vec![ANNE.key, OLGA.key, OLGA.key, LENA.key, NURSE.key])
}

fn own() -> impl Strategy<Value = &'static str> {
    select(vec![
        ORGANISATIONS[0],
        ORGANISATIONS[0],
        ORGANISATIONS[1],
        ORGANISATIONS[2],
    ])
}

fn list(times: Vec<i64>) -> impl Strategy<Value = Step> {
    let entry = select(vec!["pending", "overdue"]);
    let count = prop_oneof![0_u32..4, Just(100), Just(101), any::<u32>()];
    let after = proptest::option::of((select(times), receipt()));
    (entry, own(), count, after)
        .prop_map(|(entry, own, count, after)| Step::List(entry, own, count, after))
}

fn step(times: Vec<i64>) -> impl Strategy<Value = Step> {
    let days = prop_oneof![0_u32..4, 88_u32..93, Just(u32::MAX)];
    let ago = select(vec![-1, 0, 0, 1, DAY, i64::MIN, i64::MAX]);
    let open = (receipt(), accessor(), own(), ago)
        .prop_map(|(receipt, key, own, ago)| Step::Open(receipt, key, own, ago));
    let verdict = select(vec!["approve", "object"]);
    let reason = select(vec![1_u8, 1, 1, 5, 16, 16, 16, 21, 0, 6, 15, 22]);
    let decide = (verdict, receipt(), reason, select(vec![[0; 32], [9; 32]]))
        .prop_map(|(entry, receipt, reason, note)| Step::Decide(entry, receipt, reason, note));
    let length = select(vec![
        0_usize, 3, 4, 31, 32, 33, 36, 64, 66, 76, 77, 103, 105,
    ]);
    let raw = (select(ENTRIES.to_vec()), length, any::<u8>())
        .prop_map(|(entry, length, byte)| Step::Raw(entry, vec![byte; length]));
    prop_oneof![
        2 => days.prop_map(Step::Configure),
        6 => open,
        6 => decide,
        4 => receipt().prop_map(Step::Escalate),
        1 => receipt().prop_map(Step::LookUp),
        3 => list(times),
        1 => raw,
    ]
}

/// Calls in order, from a time on: some of them are about the ends of time, where numbers run over.
pub fn plans() -> impl Strategy<Value = (i64, Vec<Planned>)> {
    let begin = select(vec![1_777_896_000, -2 * DAY, i64::MIN, i64::MAX - 3 * DAY]);
    begin.prop_flat_map(|begin| {
        let times = [0, DAY - 1, DAY, DAY + 1, 2 * DAY, 3 * DAY];
        let times = times.map(|after| begin.saturating_add(after)).to_vec();
        let caller = vec![
            NODE, NODE, NODE, OLGA, OLGA, OLGA, ANNE, BEN, LENA, OTTO, NURSE,
        ];
        let pass = select(vec![0, 0, 0, 0, 1, DAY - 1, DAY, DAY + 1]);
        let planned = (select(caller), pass, step(times));
        (Just(begin), proptest::collection::vec(planned, 1..48))
    })
}
