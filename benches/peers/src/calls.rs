//! Contract calls, decisions by forty rules and whole transactions, ours and others', each section timed in
//! turns.

mod bare_wasmi;
mod case;
mod contract;
mod cosmwasm;
mod decision;
mod soroban;
mod whole;

use runtime::Engine;

use self::case::{Case, run_once, take};
use self::decision::Loaded;
use crate::figures::Call;

/// Cases that are timed in turns, under one title.
struct Section {
    title: &'static str,
    cases: Vec<Case>,
}

/// Asserts what every case comes to, and times those whose section's title holds `only`.
pub fn times(only: &str, rounds: usize) -> Vec<Call> {
    let mut calls = Vec::new();
    for mut section in sections(only) {
        let title = section.title;
        eprintln!("timing: {title}");
        calls.extend(take(title, &mut section.cases, rounds));
    }
    calls
}

/// Asserts what every case comes to, and runs it once.
pub fn once(only: &str) {
    for mut section in sections(only) {
        run_once(&mut section.cases);
    }
}

/// How the sections are made, which asserts what each comes to.
type Make = fn(&Engine, &Loaded) -> Vec<Case>;

static SECTIONS: [(&str, Make); 5] = [
    ("A counter: read, add one, write", counter),
    ("Five reads, two writes, an event", five),
    ("A decision by forty rules", decisions),
    ("A whole call", whole_calls),
    ("256 modules in turns", rotating),
];

/// The sections whose title holds `only`.
fn sections(only: &str) -> impl Iterator<Item = Section> {
    let wanted = SECTIONS
        .iter()
        .filter(move |(title, _)| title.contains(only));
    let wanted: Vec<_> = wanted.collect();
    let engine = Engine::new().expect("the sandbox opens");
    let loaded = Loaded::published(&engine);
    wanted.into_iter().map(move |(title, make)| {
        eprintln!("asserting: {title}");
        let cases = make(&engine, &loaded);
        Section { title, cases }
    })
}

fn counter(engine: &Engine, _: &Loaded) -> Vec<Case> {
    let mut cases = vec![
        contract::counter(engine),
        contract::kept(engine),
        bare_wasmi::counter(),
    ];
    cases.extend(cosmwasm::counter());
    cases.extend(cosmwasm::escrow());
    cases.extend(soroban::counter());
    cases
}

fn five(engine: &Engine, _: &Loaded) -> Vec<Case> {
    vec![contract::five(engine), cosmwasm::five(), soroban::five()]
}

fn decisions(_: &Engine, loaded: &Loaded) -> Vec<Case> {
    vec![
        loaded.warm(),
        loaded.fresh(),
        loaded.many("ours, `warm_decide_many`, one thread", 1, true),
        loaded.many("ours, `warm_decide_many`, two threads", 2, true),
        loaded.many("ours, `decide_many`, one thread", 1, false),
        loaded.many("ours, `decide_many`, two threads", 2, false),
    ]
}

fn whole_calls(engine: &Engine, loaded: &Loaded) -> Vec<Case> {
    let mut cases = Vec::from(whole::cases(engine, loaded));
    let [execute, ..] = cosmwasm::counter();
    let [whole, ..] = soroban::counter();
    cases.extend([execute, whole]);
    cases
}

fn rotating(engine: &Engine, _: &Loaded) -> Vec<Case> {
    let mut cases = vec![contract::rotating(engine)];
    cases.extend(decision::rotating(engine));
    cases
}
