//! How fast are blocks of signed access requests made, beside what they cannot do without?
//!
//! A hospital's requests are decided by the policy of `contracts/riverside` on the patients' consents and
//! relations of treatment, and made durable. In one run: signatures one by one and in batches, hashes, the
//! state root, appending and syncing the same bytes; and blocks on one thread, on all, and one behind the
//! other, and done again from the disk. Prints Markdown.
//!
//! ```text
//! cargo bench -p benches --bench block              a million patients
//! cargo bench -p benches --bench block -- --quick   a hundred thousand
//! cargo bench -p benches --bench block -- --large   ten million beside it; it takes about 20 GB of memory
//! ```

#![allow(
    clippy::expect_used,
    reason = "a bench that cannot go on says so; nothing that is hashed comes from here"
)]

use std::num::NonZeroUsize;
use std::path::Path;

use assent::bench::block::{Plan, measure};
use assent::bench::report::markdown;
use benches::report::machine;
use tempfile::TempDir;

/// Blocks that are timed in each way, by their size.
const SIZES: [(usize, usize); 2] = [(1_000, 100), (10_000, 20)];

fn main() {
    let asks = |flag: &str| std::env::args().any(|argument| argument == flag);
    let (patients, sizes): (&[u64], &[(usize, usize)]) = if asks("--test") {
        (&[2_000], &[(100, 2)])
    } else if asks("--quick") {
        (&[100_000], &SIZES)
    } else if asks("--large") {
        (&[1_000_000, 10_000_000], &SIZES)
    } else {
        (&[1_000_000], &SIZES)
    };
    let threads = std::thread::available_parallelism().unwrap_or(NonZeroUsize::MIN);
    println!("{}\n", machine());
    for patients in patients.iter().copied() {
        for (transactions, blocks) in sizes.iter().copied() {
            let plan = Plan {
                patients,
                transactions,
                blocks,
                threads,
            };
            let disk = Path::new(env!("CARGO_TARGET_TMPDIR"));
            let folder = TempDir::new_in(disk).expect("a folder can be made");
            let mut shown = String::new();
            let mut progress = |what: &str, done: u64, all: u64| {
                let now = format!("{what}: {} %", done * 100 / all.max(1) / 10 * 10);
                if now != shown {
                    eprintln!("{now}");
                    shown = now;
                }
            };
            let measured = measure(plan, folder.path(), &mut progress);
            let measured = measured.expect("the chain is sound");
            println!("### {patients} patients, {transactions} requests a block\n");
            println!("{}", markdown(&measured));
        }
    }
}
