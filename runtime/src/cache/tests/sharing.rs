//! Threads and processes that share one folder, with too little room for all and somebody who damages
//! it: every answer is right, nothing fails.

use std::process::{Command, Stdio};

use super::*;

/// Names the folder to a process that takes part.
const FOLDER: &str = "ASSENT_TEST_CACHE";

/// Names it to one whose disk is full.
const FULL: &str = "ASSENT_TEST_CACHE_FULL";

/// How many policies there are.
const POLICIES: u8 = 5;

/// Admits policies in an order of its own, each time from the disk or anew; gives how often the disk
/// had one.
fn take_part(place: &DiskSettings, who: u8, rounds: u8) -> u64 {
    let cache = ModuleCache::open(ENGINE.clone(), NOTHING, place).unwrap();
    for round in 0..rounds {
        let number = (round.wrapping_mul(who * 2 + 1) % POLICIES) + 1;
        match admit(&cache, number) {
            Cached::Disk => {}
            Cached::Compiled {
                why,
                kept: Kept::Yes,
            } => {
                // Somebody may be cutting and changing entries; nobody has another key or engine.
                let allowed = [Miss::Absent, Miss::Truncated, Miss::Altered, Miss::Foreign];
                assert!(allowed.contains(&why), "{why:?}");
            }
            other => panic!("{other:?}"),
        }
    }
    cache.uses().disk
}

/// Room for three of five.
fn narrow() -> Place {
    let mut place = Place::new();
    admit(&place.open(), 1);
    place.settings.bytes = 3 * place.bytes(&policy(1)).len() as u64 + 100;
    place
}

/// Changes and cuts entries for as long as others work.
fn damage(place: &Place, round: usize) {
    let module = policy((round % usize::from(POLICIES)) as u8 + 1);
    let Ok(mut bytes) = fs::read(place.entry(&module)) else {
        return;
    };
    let at = round * 31 % bytes.len().max(1);
    match round % 3 {
        0 => bytes.truncate(at),
        _ => bytes
            .iter_mut()
            .skip(at)
            .take(1)
            .for_each(|byte| *byte ^= 1),
    }
    drop(fs::write(place.entry(&module), bytes));
}

fn size(place: &Place) -> u64 {
    let entries = fs::read_dir(&place.settings.folder).unwrap();
    entries
        .map(|entry| entry.unwrap().metadata().map_or(0, |found| found.len()))
        .sum()
}

#[test]
fn threads_share_a_folder() {
    let place = narrow();
    let found: u64 = std::thread::scope(|scope| {
        let settings = &place.settings;
        let workers: Vec<_> = (0..6)
            .map(|who| scope.spawn(move || take_part(settings, who, 40)))
            .collect();
        (0..200).for_each(|round| damage(&place, round));
        workers
            .into_iter()
            .map(|worker| worker.join().unwrap())
            .sum()
    });
    assert!(found > 0, "none was ever found on the disk");
    place.bounded(place.settings.bytes);
    assert!(size(&place) <= place.settings.bytes);
}

/// Takes part when a parent says where; alone it has nothing to do.
#[test]
fn a_process_takes_part() {
    let Some(folder) = std::env::var_os(FOLDER).map(PathBuf::from) else {
        return;
    };
    let settings = DiskSettings {
        key: folder.join("cache.key"),
        folder: folder.join("cache"),
        bytes: std::env::var("ASSENT_TEST_CACHE_BYTES")
            .unwrap()
            .parse()
            .unwrap(),
    };
    let who = std::env::var("ASSENT_TEST_CACHE_WHO")
        .unwrap()
        .parse()
        .unwrap();
    println!("found on the disk: {}", take_part(&settings, who, 60));
}

#[test]
fn processes_share_a_folder() {
    let place = narrow();
    let spawn = |who: usize| {
        Command::new(std::env::current_exe().unwrap())
            .args([
                "--exact",
                "--nocapture",
                "cache::tests::sharing::a_process_takes_part",
            ])
            .env(FOLDER, place.temporary.path())
            .env("ASSENT_TEST_CACHE_BYTES", place.settings.bytes.to_string())
            .env("ASSENT_TEST_CACHE_WHO", who.to_string())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap()
    };
    let children: Vec<_> = (0..3).map(spawn).collect();
    (0..100).for_each(|round| damage(&place, round));
    for child in children {
        let output = child.wait_with_output().unwrap();
        let (out, err) = (
            String::from_utf8_lossy(&output.stdout),
            String::from_utf8_lossy(&output.stderr),
        );
        assert!(output.status.success(), "{out}{err}");
        assert!(
            out.contains("1 passed") && out.contains("found on the disk: "),
            "{out}"
        );
    }
    place.bounded(place.settings.bytes);
    assert!(size(&place) <= place.settings.bytes);
}

/// Takes part when a parent lets it write no more than a little; alone it has nothing to do.
#[test]
fn a_process_finds_the_disk_full() {
    let Some(folder) = std::env::var_os(FULL).map(PathBuf::from) else {
        return;
    };
    let settings = DiskSettings {
        key: folder.join("cache.key"),
        folder: folder.join("cache"),
        bytes: DiskSettings::BYTES,
    };
    let cache = ModuleCache::open(ENGINE.clone(), NOTHING, &settings).unwrap();
    for (number, why) in [(1, Miss::Truncated), (2, Miss::Absent)] {
        let kept = Kept::NotWritten(io::ErrorKind::FileTooLarge);
        assert_eq!(admit(&cache, number), Cached::Compiled { why, kept });
    }
    println!("not kept: {:?}", cache.uses().not_kept);
}

/// A limit on the size of files stands in for a full disk: a write ends in its middle.
#[test]
fn a_full_disk_makes_a_process_slower_and_does_not_stop_it() {
    let place = Place::new();
    place.open();
    fs::write(place.entry(&policy(1)), b"cut off").unwrap();
    let limited = "trap '' XFSZ; ulimit -f 1; exec \"$0\" \"$@\"";
    let output = Command::new("sh")
        .args(["-c", limited])
        .arg(std::env::current_exe().unwrap())
        .args([
            "--exact",
            "--nocapture",
            "cache::tests::sharing::a_process_finds_the_disk_full",
        ])
        .env(FULL, place.temporary.path())
        .output()
        .unwrap();
    let out = String::from_utf8_lossy(&output.stdout);
    assert!(
        output.status.success() && out.contains("not kept: "),
        "{out}"
    );
    let one = place.entry(&policy(1));
    assert_eq!(place.names(), [one.file_name().unwrap().to_str().unwrap()]);
    assert_eq!(fs::read(&one).unwrap(), b"cut off", "what was there stays");
}
