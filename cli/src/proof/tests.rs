//! Blocks and instants in words, and signs that a terminal would obey.

use abi::{Hash, Height, Instant, PublicKey};
use ledger::PastClaim;

use super::*;

fn header() -> Header {
    Header {
        chain: Hash([1; 32]),
        height: Height(7),
        parent: Hash([2; 32]),
        time: Instant(1_777_896_000),
        transactions_root: Hash([3; 32]),
        receipts_root: Hash([4; 32]),
        state_root: Hash([5; 32]),
        history_root: Hash([6; 32]),
        proposer: PublicKey([8; 32]),
        protocol: 1,
    }
}

#[test]
fn a_block_is_shown_line_by_line() {
    let header = header();
    let expected = [
        "height       7".to_owned(),
        "time         2026-05-04T12:00:00Z".into(),
        format!("state root   {}", "05".repeat(32)),
        format!("block hash   {}", header.hash()),
        format!("chain        {}", "01".repeat(32)),
        format!("proposer     {}", "08".repeat(32)),
    ];
    assert_eq!(block_lines(&header), expected);
}

#[test]
fn a_proof_of_the_past_says_which_block_and_is_written_as_it_is() {
    let earlier = header();
    let block = earlier.hash().to_string();
    let (later, certificate) = (
        Header {
            height: Height(9),
            ..header()
        },
        abi::Signature([0; 64]),
    );
    let file = ProofFile {
        header: later,
        certificate,
        claim: Claim::Past(Box::new(PastClaim {
            earlier,
            siblings: Vec::new(),
        })),
    };
    let sentence = "it goes on from block 7, with nothing before that one rewritten";
    let lines = [
        "time         2026-05-04T12:00:00Z".into(),
        format!("block hash   {block}"),
    ];
    let said = said(&file);
    assert_eq!(
        (said.sentence.as_str(), &said.lines[..]),
        (sentence, &lines[..])
    );
    let hex = |byte: &str| byte.repeat(32);
    let mut expected = json!({
        "chain": hex("01"), "height": 9, "time": "2026-05-04T12:00:00Z",
        "block": file.header.hash().to_string(), "root": hex("05"), "proposer": hex("08"),
        "key": {"kind": "past", "height": 7}, "present": true, "says": sentence,
        "value": {
            "height": 7, "time": "2026-05-04T12:00:00Z", "block": block, "root": hex("05"),
        },
    });
    assert_eq!(report(&file), expected);

    let folder = tempfile::TempDir::new().expect("a folder");
    let path = folder.path().join("p");
    let written = |as_json| {
        let mut out = Vec::new();
        write(&file, &path, as_json, &mut out).expect("it is written");
        assert_eq!(std::fs::read(&path).ok(), Some(file.to_bytes()));
        String::from_utf8(out).expect("text")
    };
    let (size, output) = (file.to_bytes().len(), path.display().to_string());
    let shown = format!(
        "{sentence}\n  {}\n  {}\n{}\nwritten to {output}, {size} bytes\n",
        lines[0],
        lines[1],
        block_lines(&file.header).join("\n")
    );
    assert_eq!(written(false), shown);
    expected["bytes"] = json!(size);
    expected["output"] = json!(output);
    let report: Value = serde_json::from_str(&written(true)).expect("JSON");
    assert_eq!(report, expected);
}

#[test]
fn an_instant_that_no_calendar_reaches_is_its_seconds() {
    assert_eq!(time(Instant(0)), "1970-01-01T00:00:00Z");
    assert_eq!(time(Instant::MAX), i64::MAX.to_string());
}

/// Of each range the first and the last are replaced, and what stands before and behind it is not.
#[test]
fn signs_that_a_terminal_would_obey_or_hide_are_replaced() {
    for (first, last) in [
        ('\0', '\u{1f}'),
        ('\u{7f}', '\u{9f}'),
        ('\u{ad}', '\u{ad}'),
        ('\u{61c}', '\u{61c}'),
        ('\u{200b}', '\u{200f}'),
        ('\u{2028}', '\u{202e}'),
        ('\u{2060}', '\u{206f}'),
        ('\u{feff}', '\u{feff}'),
    ] {
        let text: String = ['a', first, last, 'z'].into_iter().collect();
        assert_eq!(visible(&text), "a\u{fffd}\u{fffd}z", "{first:?} {last:?}");
    }
    let plain = " ~\u{a0}\u{ac}\u{ae}é\u{61b}\u{61d}\u{200a}\u{2010}\u{2027}\u{202f}\u{205f}\u{2070}漢\u{fefe}🩺";
    assert_eq!(visible(plain), plain);
}
