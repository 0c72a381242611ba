//! What the command prints: progress on stderr, the table or one line of JSON on stdout.

use super::bug::Bug;
use super::trial::{Trial, Verdict};
use crate::failure::Failure;
use crate::json::Json;
use crate::process::seconds;

/// The bugs and what catches them.
pub fn list(bugs: &[Bug], as_json: bool) {
    if as_json {
        let bugs = bugs.iter().map(|bug| Json::Fields(fields(bug))).collect();
        println!(
            "{}",
            Json::Fields(vec![("planted", Json::List(bugs))]).line()
        );
        return;
    }
    for bug in bugs {
        println!("{} ({})", bug.name, bug.room);
        println!("  {}", bug.harm);
        println!("  {} {}", bug.caught_in.package, bug.test);
    }
}

/// That every one of them can be tried.
pub fn checked(bugs: &[Bug], as_json: bool) {
    if as_json {
        let count = Json::Number(bugs.len() as u64);
        println!("{}", Json::Fields(vec![("checked", count)]).line());
    } else {
        println!(
            "{} planted bugs: every patch applies, every named test exists",
            bugs.len()
        );
    }
}

/// One line for a trial that has ended.
pub fn progress(number: usize, of: usize, bug: &Bug, trial: &Trial) {
    eprintln!(
        "[{number}/{of}] {}: {} ({} s to build, {} s to run)",
        bug.name,
        word(&trial.verdict),
        seconds(trial.build),
        seconds(trial.test)
    );
    match &trial.verdict {
        Verdict::Caught => {}
        Verdict::Survived => eprintln!("  {} {} passes", bug.caught_in.package, bug.test),
        Verdict::Broken(told) => eprintln!("  {}", told.replace('\n', "\n  ")),
    }
}

/// A line for each.
pub fn table(results: &[(&Bug, Trial)]) {
    let width = |text: fn(&Bug) -> &str, title: &str| {
        let widths = results.iter().map(|(bug, _)| text(bug).len());
        widths.max().unwrap_or(0).max(title.len())
    };
    let name = width(|bug| &bug.name, "planted bug");
    let room = width(|bug| &bug.room, "room");
    println!(
        "{:name$}  {:room$}  verdict   build s  test s  test that must catch it",
        "planted bug", "room"
    );
    for (bug, trial) in results {
        println!(
            "{:name$}  {:room$}  {:8}  {:>7}  {:>6}  {} {}",
            bug.name,
            bug.room,
            word(&trial.verdict),
            seconds(trial.build),
            seconds(trial.test),
            bug.caught_in.package,
            bug.test
        );
    }
    println!(
        "\n{} planted, {} caught, {} survived, {} broken",
        results.len(),
        count(results, "caught"),
        count(results, "survived"),
        count(results, "broken")
    );
}

/// All of it on one line.
pub fn json(results: &[(&Bug, Trial)]) {
    let trials = results.iter().map(|(bug, trial)| {
        let mut all = fields(bug);
        all.push(("verdict", Json::text(word(&trial.verdict))));
        all.push(("build_ms", Json::Number(trial.build.as_millis() as u64)));
        all.push(("test_ms", Json::Number(trial.test.as_millis() as u64)));
        Json::Fields(all)
    });
    let number = |word| Json::Number(count(results, word) as u64);
    let report = Json::Fields(vec![
        ("planted", Json::List(trials.collect())),
        ("caught", number("caught")),
        ("survived", number("survived")),
        ("broken", number("broken")),
    ]);
    println!("{}", report.line());
}

/// Whether all were caught.
///
/// # Errors
/// One could not be tried.
pub fn verdict(results: &[(&Bug, Trial)]) -> Result<bool, Failure> {
    let names = |wanted: &str| {
        let of = results
            .iter()
            .filter(|(_, trial)| word(&trial.verdict) == wanted);
        of.map(|(bug, _)| bug.name.as_str()).collect::<Vec<_>>()
    };
    let broken = names("broken");
    if !broken.is_empty() {
        return Err(Failure::new(format!(
            "could not be tried: {}; what happened stands above, with the trial",
            broken.join(", ")
        )));
    }
    Ok(names("survived").is_empty())
}

fn fields(bug: &Bug) -> Vec<(&'static str, Json)> {
    vec![
        ("name", Json::text(&bug.name)),
        ("room", Json::text(&bug.room)),
        ("harm", Json::text(&bug.harm)),
        ("package", Json::text(bug.caught_in.package)),
        ("test", Json::text(&bug.test)),
    ]
}

fn word(verdict: &Verdict) -> &'static str {
    match verdict {
        Verdict::Caught => "caught",
        Verdict::Survived => "survived",
        Verdict::Broken(_) => "broken",
    }
}

fn count(results: &[(&Bug, Trial)], wanted: &str) -> usize {
    let verdicts = results.iter().map(|(_, trial)| word(&trial.verdict));
    verdicts.filter(|found| *found == wanted).count()
}
