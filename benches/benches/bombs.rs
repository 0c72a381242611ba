//! How long does the slowest module take to compile that admission lets through?
//!
//! Every family of shapes is repeated until a limit is met; then the slowest are varied at random, from a seed that is
//! written down. Prints the slowest, each with its time and the limit that it meets, and beside them a compiled policy: where
//! other work is done on the machine, both are slower alike. Time is that of the processor, all cores together, the least
//! of several. `VARIATIONS=2000` looks longer.

#![allow(
    clippy::expect_used,
    clippy::float_arithmetic,
    reason = "a bench that cannot go on says so; nothing that is hashed comes from here"
)]

use std::cmp::Reverse;
use std::time::Duration;

use assent::demo::POLICY;
use benches::bombs::{Shape, UNITS};
use benches::engines::assent::checked;
use policy_lang::contract;
use runtime::{Engine, examine};

const LOCALS: [usize; 3] = [4, 20, 62];
const FUNCTIONS: [usize; 3] = [3, 12, 252];
/// Shapes that are tried besides, unless `VARIATIONS` says how many.
const VARIATIONS: usize = 300;
/// So many of the slowest are varied.
const VARIED: usize = 12;
/// Different units of a shape at the most.
const UNITS_MAX: usize = 4;
/// So many of the slowest are printed, after so many more compilations each.
const PRINTED: usize = 20;
const TIMES: usize = 7;

/// A shape at its limit.
struct Bomb {
    shape: Shape,
    times: usize,
    took: Duration,
    /// What one more would exceed.
    limit: String,
}

fn main() {
    let is_tried = std::env::args().any(|argument| argument == "--test");
    let engine = Engine::new().expect("the sandbox opens");
    let mut bombs = Vec::new();
    for unit in 0..if is_tried { 1 } else { UNITS.len() } {
        bombs.extend(family(&engine, unit));
    }
    if !is_tried {
        let variations = std::env::var("VARIATIONS").ok();
        let variations = variations.and_then(|number| number.parse().ok());
        search(&engine, &mut bombs, variations.unwrap_or(VARIATIONS));
    }
    sort(&mut bombs);
    bombs.truncate(PRINTED);
    for bomb in &mut bombs {
        let module = bomb.shape.module(bomb.times);
        bomb.took = least(&engine, &module, TIMES).expect("it was admitted");
    }
    sort(&mut bombs);
    print(&engine, &bombs);
}

/// Every shape of one unit alone.
fn family(engine: &Engine, unit: usize) -> Vec<Bomb> {
    let sizes = LOCALS
        .into_iter()
        .flat_map(|locals| FUNCTIONS.map(|functions| (locals, functions)));
    let shapes = sizes.map(|(locals, functions)| Shape {
        units: vec![unit],
        functions,
        locals,
    });
    let mut bombs: Vec<Bomb> = shapes.filter_map(|shape| at_limit(engine, shape)).collect();
    sort(&mut bombs);
    if let Some(bomb) = bombs.first() {
        eprintln!("{:?}: {}", bomb.took, bomb.shape.name());
    }
    bombs
}

/// Varies the slowest and keeps what comes of it.
fn search(engine: &Engine, bombs: &mut Vec<Bomb>, variations: usize) {
    let mut random = Random(1);
    for number in 0..variations {
        sort(bombs);
        let at = random.below(VARIED).min(random.below(VARIED));
        let Some(bomb) = bombs.get(at) else { continue };
        let shape = varied(&bomb.shape, &mut random);
        if bombs.iter().any(|bomb| bomb.shape == shape) {
            continue;
        }
        bombs.extend(at_limit(engine, shape));
        if number % 50 == 0 {
            let slowest = bombs.iter().map(|bomb| bomb.took).max();
            eprintln!("{number} variations, the slowest so far {slowest:?}");
        }
    }
}

fn varied(shape: &Shape, random: &mut Random) -> Shape {
    let mut shape = shape.clone();
    let unit = random.below(UNITS.len());
    let at = random.below(shape.units.len());
    let percent = 50 + random.below(100);
    match random.below(5) {
        0 if shape.units.len() < UNITS_MAX => shape.units.push(unit),
        1 if shape.units.len() > 1 => drop(shape.units.remove(at)),
        2 => shape.locals = (shape.locals * percent / 100).clamp(2, 62),
        3 => shape.functions = (shape.functions * percent / 100 + percent % 2).clamp(1, 252),
        _ => shape.units[at] = unit,
    }
    shape
}

/// The shape repeated as often as admission lets it be, and how long that takes to compile.
fn at_limit(engine: &Engine, shape: Shape) -> Option<Bomb> {
    let mut limit = String::new();
    let mut admits = |times: usize| match examine(&shape.module(times)) {
        Ok(_) => true,
        Err(refusal) => {
            limit = format!("{}: {}", refusal.rule, refusal.message);
            false
        }
    };
    let mut high = 1;
    while admits(high) {
        high *= 2;
    }
    let mut low = high / 2;
    while high - low > 1 {
        let middle = (low + high) / 2;
        match admits(middle) {
            true => low = middle,
            false => high = middle,
        }
    }
    let took = least(engine, &shape.module(low), 2)?;
    Some(Bomb {
        shape,
        times: low,
        took,
        limit,
    })
}

/// The least time of several; nothing when the module is refused.
fn least(engine: &Engine, module: &[u8], times: usize) -> Option<Duration> {
    let once = |_| {
        let start = busy();
        let admitted = engine.admit(module);
        admitted.is_ok().then(|| busy().saturating_sub(start))
    };
    (0..times).filter_map(once).min()
}

/// How long the processor has worked for this process, all threads together.
fn busy() -> Duration {
    // What this thread has used is added up when it is rescheduled.
    std::thread::yield_now();
    let tasks = std::fs::read_dir("/proc/self/task").expect("Linux keeps account of threads");
    let nanos = tasks.filter_map(|task| {
        let text = std::fs::read_to_string(task.ok()?.path().join("schedstat")).ok()?;
        text.split(' ').next()?.parse::<u64>().ok()
    });
    Duration::from_nanos(nanos.sum())
}

fn sort(bombs: &mut [Bomb]) {
    bombs.sort_by_key(|bomb| Reverse(bomb.took));
}

fn print(engine: &Engine, bombs: &[Bomb]) {
    let policy = contract::compile(&checked(POLICY), POLICY);
    let policy = policy.expect("the policy fits").wasm;
    let policy = least(engine, &policy, TIMES).expect("a policy is admitted");
    println!("A compiled policy takes {:.1} ms.\n", milliseconds(policy));
    println!("| ms | shape | repeated | one more is refused by |\n| ---: | --- | ---: | --- |");
    for bomb in bombs {
        let (name, took) = (bomb.shape.name(), milliseconds(bomb.took));
        println!("| {took:.1} | {name} | {} | {} |", bomb.times, bomb.limit);
    }
}

fn milliseconds(took: Duration) -> f64 {
    took.as_secs_f64() * 1e3
}

/// SplitMix64: the same numbers in every run.
struct Random(u64);

impl Random {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut bits = self.0;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((bits ^ (bits >> 31)) % end as u64) as usize
    }
}
