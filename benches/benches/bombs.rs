//! How long does the slowest module take to compile that admission lets through?
//!
//! Every family of shapes is repeated until a limit is met; then the slowest are varied. Prints the slowest, each with
//! its time and the limit that it meets. Time is that of the processor, all cores together.

#![allow(
    clippy::expect_used,
    clippy::float_arithmetic,
    reason = "a bench that cannot go on says so; nothing that is hashed comes from here"
)]

use std::time::Duration;

use benches::bombs::{Shape, UNITS};
use runtime::{Engine, examine};

const LOCALS: [usize; 3] = [4, 20, 62];
const FUNCTIONS: [usize; 3] = [3, 12, 252];

/// A shape at its limit.
#[derive(Clone, Debug)]
struct Bomb {
    shape: Shape,
    times: usize,
    took: Duration,
    /// What one more would exceed.
    limit: String,
}

fn main() {
    let tried = std::env::args().any(|argument| argument == "--test");
    let variations: usize = std::env::var("VARIATIONS")
        .ok()
        .and_then(|n| n.parse().ok())
        .unwrap_or(400);
    let engine = Engine::new().expect("the sandbox opens");
    let mut bombs: Vec<Bomb> = Vec::new();
    for unit in 0..UNITS.len() {
        for locals in LOCALS {
            for functions in FUNCTIONS {
                let shape = Shape {
                    units: vec![unit],
                    functions,
                    locals,
                };
                bombs.extend(at_limit(&engine, &shape));
            }
        }
        bombs.sort_by_key(|bomb| std::cmp::Reverse(bomb.took));
        let name = UNITS.get(unit).map_or("", |(name, _)| name);
        let best = bombs.iter().find(|bomb| bomb.shape.units == [unit]);
        if let Some(best) = best {
            eprintln!(
                "{name}: {:?} {} x{} {}",
                best.took,
                best.shape.name(),
                best.times,
                best.limit
            );
        }
        if tried && unit == 1 {
            break;
        }
    }
    let mut random = Random(1);
    if !tried {
        for _ in 0..variations {
            let at = random.below(12).min(random.below(12));
            let Some(bomb) = bombs.get(at) else { continue };
            let shape = varied(&bomb.shape, &mut random);
            if bombs.iter().any(|bomb| bomb.shape == shape) {
                continue;
            }
            bombs.extend(at_limit(&engine, &shape));
            bombs.sort_by_key(|bomb| std::cmp::Reverse(bomb.took));
        }
    }
    bombs.truncate(25);
    for bomb in &mut bombs {
        let module = bomb.shape.module(bomb.times);
        bomb.took = (0..5)
            .filter_map(|_| time(&engine, &module))
            .min()
            .unwrap_or_default();
    }
    bombs.sort_by_key(|bomb| std::cmp::Reverse(bomb.took));
    for bomb in &bombs {
        println!(
            "| {:?} | {} x{} | {} |",
            bomb.took,
            bomb.shape.name(),
            bomb.times,
            bomb.limit
        );
    }
}

fn varied(shape: &Shape, random: &mut Random) -> Shape {
    let mut shape = shape.clone();
    match random.below(5) {
        0 => shape.units.push(random.below(UNITS.len())),
        1 if shape.units.len() > 1 => {
            let at = random.below(shape.units.len());
            shape.units.remove(at);
        }
        2 => shape.locals = (shape.locals * (50 + random.below(100)) / 100).clamp(2, 62),
        3 => {
            shape.functions =
                (shape.functions * (50 + random.below(100)) / 100 + random.below(2)).clamp(1, 252)
        }
        _ => {
            let at = random.below(shape.units.len());
            shape.units[at] = random.below(UNITS.len());
        }
    }
    if shape.units.len() > 4 {
        shape.units.pop();
    }
    shape
}

struct Random(u64);

impl Random {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) % end as u64) as usize
    }
}

/// The shape repeated as often as admission lets it be, and how long that takes to compile.
fn at_limit(engine: &Engine, shape: &Shape) -> Option<Bomb> {
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
    let module = shape.module(low);
    let took = time(engine, &module)?.min(time(engine, &module)?);
    Some(Bomb {
        shape: shape.clone(),
        times: low,
        took,
        limit,
    })
}

fn time(engine: &Engine, module: &[u8]) -> Option<Duration> {
    let start = busy();
    let admitted = engine.admit(module);
    admitted.is_ok().then(|| busy().saturating_sub(start))
}

/// How long the processor has worked for this process, all threads together.
fn busy() -> Duration {
    std::thread::yield_now();
    let tasks = std::fs::read_dir("/proc/self/task").expect("Linux");
    let nanos = tasks.filter_map(|task| {
        let text = std::fs::read_to_string(task.ok()?.path().join("schedstat")).ok()?;
        text.split(' ').next()?.parse::<u64>().ok()
    });
    Duration::from_nanos(nanos.sum())
}
