//! A contract call, ours and others', in one run of one program on one machine; prints Markdown.
//!
//! ```text
//! cargo run --release                 every case asserted, then timed in turns
//! cargo run --release -- --test       every case asserted and run once
//! cargo run --release -- --rounds 50  fewer rounds than 300
//! cargo run --release -- --only whole only sections whose title holds this
//! ```
//!
//! | module | holds |
//! | --- | --- |
//! | `case` | what is timed and how |
//! | `contract`, `decision`, `whole` | ours: contracts, policies, whole transactions |
//! | `bare_wasmi`, `cosmwasm`, `soroban` | others, each with a contract that does the same work behind its interface |
//! | `goals` | what was to be reached, and whether it was |
//! | `report` | medians and Markdown, shared with the benches of the workspace |

#![allow(
    clippy::expect_used,
    reason = "a bench that cannot go on says so; nothing of this ships"
)]

mod bare_wasmi;
mod case;
mod contract;
mod cosmwasm;
mod decision;
mod goals;
#[path = "../../src/report.rs"]
#[allow(dead_code, reason = "the other benches use the rest of it")]
mod report;
mod soroban;
mod whole;

use case::{Case, Taken, run_once, section, take};
use decision::Loaded;
use goals::Figures;
use runtime::Engine;

const ROUNDS: usize = 300;

/// What the program was told.
struct Arguments {
    is_test: bool,
    rounds: usize,
    /// Only sections whose title holds this.
    only: String,
}

fn arguments() -> Result<Arguments, String> {
    let mut given = std::env::args().skip(1);
    let mut arguments = Arguments {
        is_test: false,
        rounds: ROUNDS,
        only: String::new(),
    };
    while let Some(argument) = given.next() {
        match argument.as_str() {
            "--test" => arguments.is_test = true,
            "--rounds" => {
                let number = given.next().and_then(|number| number.parse().ok());
                let number = number.filter(|number| *number > 0);
                arguments.rounds = number.ok_or("--rounds wants a number from 1 on")?;
            }
            "--only" => arguments.only = given.next().ok_or("--only wants a part of a title")?,
            other => {
                return Err(format!(
                    "unknown argument {other}: --test, --rounds N and --only TITLE are known"
                ));
            }
        }
    }
    Ok(arguments)
}

fn main() {
    let arguments = arguments().unwrap_or_else(|message| {
        eprintln!("{message}");
        std::process::exit(2)
    });
    let machine = report::machine();
    let mut sections = sections();
    if arguments.is_test {
        sections.iter_mut().for_each(|(_, cases)| run_once(cases));
        return;
    }
    println!("{machine}\n");
    let mut taken: Vec<Vec<Taken>> = Vec::new();
    let wanted = sections
        .iter_mut()
        .filter(|(title, _)| title.contains(&arguments.only));
    for (title, cases) in wanted {
        eprintln!("timing: {title}");
        let lines = take(cases, arguments.rounds);
        println!("**{title}**\n\n{}", section(&lines));
        taken.push(lines);
    }
    if let [counter, five, decision, whole, rotating] = taken.as_slice() {
        let figures = Figures {
            counter,
            five,
            decision,
            whole,
            rotating,
        };
        println!("{}", goals::table(&figures));
    }
}

/// Every case, already asserted. What is in one section is timed in turns.
fn sections() -> [(&'static str, Vec<Case>); 5] {
    let engine = Engine::new().expect("the sandbox opens");
    let loaded = Loaded::published(&engine);
    eprintln!("ours and others: asserting that all do the same work");
    let mut counter = vec![
        contract::counter(&engine),
        contract::kept(&engine),
        bare_wasmi::counter(),
    ];
    counter.extend(cosmwasm::counter());
    counter.extend(cosmwasm::escrow());
    counter.extend(soroban::counter());
    let five = vec![contract::five(&engine), cosmwasm::five(), soroban::five()];
    let decision = vec![
        loaded.warm(),
        loaded.fresh(),
        loaded.many("ours, `warm_decide_many`, one thread", 1, true),
        loaded.many("ours, `warm_decide_many`, two threads", 2, true),
        loaded.many("ours, `decide_many`, one thread", 1, false),
        loaded.many("ours, `decide_many`, two threads", 2, false),
    ];
    let mut whole = Vec::from(whole::cases(&engine, &loaded));
    whole.push(
        cosmwasm::counter()
            .into_iter()
            .next()
            .expect("execute is first"),
    );
    whole.push(
        soroban::counter()
            .into_iter()
            .next()
            .expect("whole is first"),
    );
    let mut rotating = vec![contract::rotating(&engine)];
    rotating.extend(decision::rotating(&engine));
    [
        ("A counter: read, add one, write", counter),
        ("Five reads, two writes, an event", five),
        ("A decision by forty rules", decision),
        ("A whole call", whole),
        ("256 modules in turns", rotating),
    ]
}
