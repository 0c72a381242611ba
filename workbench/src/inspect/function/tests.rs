//! Which code can be reached and how deep it stands, which function is meant, and how much text is printed.

use std::io;
use std::ops::Range;

use wasm_encoder::{Encode, Module, RawSection, SectionId};
use wasmprinter::Print;

use super::{Lines, ListError, PRINTED_BYTES, list, text};

/// The blocks of a function: `+` before those that can be reached and `-` before others, then each instruction's depth
/// and its first word.
fn listed(code: &str) -> String {
    let wasm = wat::parse_str(format!("(module (func $run {code}))")).expect("a module");
    let listing = list(&wasm, "run").expect("it is listed");
    let blocks = listing.blocks.iter().map(|block| {
        let lines = block.lines.iter().map(|line| {
            let word = line.text.split_whitespace().next().unwrap_or_default();
            format!("{} {word}", line.depth)
        });
        let sign = if block.is_reachable { "+" } else { "-" };
        format!("{sign} {}", lines.collect::<Vec<_>>().join(" "))
    });
    blocks.collect::<Vec<_>>().join(" | ")
}

#[test]
fn what_no_way_leads_to_cannot_be_reached_and_depth_is_that_of_the_text() {
    let cases = [
        ("block nop end", "+ 0 block 1 nop 0 end | + 0 end"),
        // A branch to a loop leads to its beginning, and not behind it.
        (
            "loop br 0 end nop",
            "+ 0 loop | + 1 br | - 0 end | - 0 nop 0 end",
        ),
        // A branch that is not run leads nowhere.
        (
            "block return br 0 end nop",
            "+ 0 block 1 return | - 1 br | - 0 end | - 0 nop 0 end",
        ),
        // Behind an if with two branches it goes on where one of them comes to its end, whichever.
        (
            "i32.const 1 if nop else return end nop",
            "+ 0 i32.const 0 if | + 1 nop 0 else | + 1 return | - 0 end | + 0 nop 0 end",
        ),
        (
            "i32.const 1 if return else nop end nop",
            "+ 0 i32.const 0 if | + 1 return | - 0 else | + 1 nop 0 end | + 0 nop 0 end",
        ),
        (
            "i32.const 1 if return else return end nop",
            "+ 0 i32.const 0 if | + 1 return | - 0 else | + 1 return | - 0 end | - 0 nop 0 end",
        ),
        (
            "block block i32.const 0 br_table 1 1 end nop end nop",
            "+ 0 block 1 block 2 i32.const 2 br_table | - 1 end | - 1 nop 0 end | + 0 nop 0 end",
        ),
    ];
    for (code, expected) in cases {
        assert_eq!(listed(code), expected, "{code}");
    }
}

/// The memory has the number of a function, and a name; it is none.
#[test]
fn a_function_is_meant_by_any_of_its_names_and_by_no_other() {
    let wasm = wat::parse_str(
        r#"(module
            (memory (export "memory") 1 1)
            (func $inner (export "outer") (export "also") nop)
            (func $other))"#,
    );
    let wasm = wasm.expect("a module");
    for name in ["inner", "$inner", "outer", "also", "0", "$0"] {
        let listing = list(&wasm, name).expect("it is listed");
        assert_eq!(listing.function.index, 0, "{name}");
    }
    for name in ["other", "1"] {
        let listing = list(&wasm, name).expect("it is listed");
        assert_eq!(listing.function.index, 1, "{name}");
    }
    let none = |wasm: &[u8], wanted: &str, about: &str| {
        let (wanted, about) = (wanted.to_owned(), about.to_owned());
        let error = list(wasm, &wanted).expect_err("there is none");
        assert_eq!(error, ListError::Unknown { wanted, about });
    };
    for wanted in ["memory", "2", "", "inne"] {
        none(&wasm, wanted, "its functions are numbered 0 to 1");
    }
    none(b"\0asm\x01\0\0\0", "inner", "it defines none");
}

#[test]
fn as_many_lines_are_kept_as_may_be_printed_and_only_those_of_the_function() {
    let range: Range<u64> = 10..20;
    let mut lines = Lines {
        range,
        found: Default::default(),
        at: None,
        printed: PRINTED_BYTES - 10,
    };
    for (at, text) in [
        (Some(9), "ab"),
        (Some(10), "cd"),
        (None, "ef"),
        (Some(20), "gh"),
    ] {
        lines.start_line(at);
        lines.write_str(text).expect("there is room");
    }
    lines.start_line(Some(19));
    lines.write_str("i").expect("there is room");
    lines.write_str("j").expect("that is the last");
    let error = lines.write_str("k").expect_err("it is too much");
    assert_eq!(error.kind(), io::ErrorKind::FileTooLarge);
    let found: Vec<(u64, &str)> = lines
        .found
        .iter()
        .map(|(at, text)| (*at, text.as_str()))
        .collect();
    assert_eq!(found, [(10, "cd"), (19, "ij")]);
}

/// A module of one segment of data, with one byte more of text for each of `count`, and of another one, which is broken,
/// where it is so.
fn with_data(count: usize, is_broken: bool) -> Vec<u8> {
    // How many segments, and that the first one goes nowhere by itself.
    let mut data = vec![1 + u8::from(is_broken), 1];
    vec![b'a'; count].as_slice().encode(&mut data);
    if is_broken {
        // There is no such kind of segment.
        data.push(9);
    }
    let mut module = Module::new();
    let id = SectionId::Data as u8;
    module.section(&RawSection { id, data: &data });
    module.finish()
}

#[test]
fn a_text_may_be_as_long_as_what_is_printed_and_no_longer() {
    let around = text(&with_data(0, false)).expect("it is printed").len();
    let most = PRINTED_BYTES - around;
    let longest = text(&with_data(most, false)).expect("it is printed");
    assert_eq!(longest.len(), PRINTED_BYTES);
    assert_eq!(
        text(&with_data(most + 1, false)),
        Err("its text is longer than 67108864 bytes".into())
    );
}

/// How many bytes were printed before it broke off, and why it did.
fn printed(wasm: &[u8]) -> (usize, String) {
    struct Counted(usize);
    impl Print for Counted {
        fn write_str(&mut self, text: &str) -> io::Result<()> {
            self.0 += text.len();
            Ok(())
        }
    }
    let mut counted = Counted(0);
    let error = wasmprinter::Config::new().print(wasm, &mut counted);
    (counted.0, error.expect_err("it breaks off").to_string())
}

/// With a little text before the break, and with half of what is printed at the most.
#[test]
fn a_module_that_breaks_off_is_not_called_too_long() {
    let (around, why) = printed(&with_data(0, true));
    assert!(around > 20, "{around} {why}");
    assert_eq!(text(&with_data(0, true)), Err(why));
    let half = with_data(PRINTED_BYTES / 2 - around, true);
    let (before, why) = printed(&half);
    assert_eq!(before, PRINTED_BYTES / 2);
    assert_eq!(text(&half), Err(why));
}
