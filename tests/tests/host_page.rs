//! The reference page of the host's functions is what the table says. With `BLESS=1` it is written instead of compared.

use std::fmt::Write;

use abi::OutcomeCode;
use abi::host::{HOST_FUNCTIONS, HostFunction, ModuleKind, ValueType};
use abi::limits::{
    CALL_BASE_FUEL, CALL_FUEL, DEPLOY_BYTE_FUEL, DEPLOY_CODE_BYTE_FUEL, INPUT_BYTE_FUEL, LIMITS,
    PAGE_FUEL, PROTOCOL_VERSION,
};

use testkit::constructs::grouped;

use crate::docs::{blesses, root};

const PAGE: &str = "docs/host.md";
const BEGIN: &str = "<!-- from the tables of abi -->\n";
const END: &str = "<!-- end of the tables -->";

/// Of the limits, those that a call of a contract can run into: these, as the table of limits has them.
const CALL_LIMITS: &[&str] = &[
    "bytes of the name of an export",
    "bytes of the name that a contract aborts with",
    "bytes of input to a contract that is no policy",
    "bytes of output of a contract that is no policy",
    "bytes of a key of a contract's state",
    "bytes of a value of a contract's state",
    "keys that one call writes or removes",
    "bytes of keys and values that one call writes, those of a key written again counted again",
    "events of one call",
    "bytes of an event's topic",
    "bytes of topics and data of all events of one call",
    "bytes of a name",
];

/// The codes that a call of a contract that is no policy can end with, when it does not succeed.
const CALL_CODES: &[OutcomeCode] = &[
    OutcomeCode::TRAP_UNREACHABLE,
    OutcomeCode::TRAP_MEMORY,
    OutcomeCode::TRAP_ARITHMETIC,
    OutcomeCode::TRAP_FUEL,
    OutcomeCode::TRAP_HOST,
    OutcomeCode::TRAP_INPUT,
    OutcomeCode::TRAP_ENTRY,
    OutcomeCode::TRAP_QUERY,
    OutcomeCode::TRAP_LIMIT,
    OutcomeCode::ABORTED,
];

fn type_name(value: ValueType) -> &'static str {
    match value {
        ValueType::I32 => "i32",
        ValueType::I64 => "i64",
    }
}

fn signature(row: &HostFunction) -> String {
    let parameters: Vec<String> = row
        .parameters
        .iter()
        .map(|(name, value)| format!("{name}: {}", type_name(*value)))
        .collect();
    let result = row
        .result
        .map(|result| format!(" -> {}", type_name(result)));
    let result = result.unwrap_or_default();
    format!("{}({}){result}", row.name, parameters.join(", "))
}

pub(super) fn price(row: &HostFunction) -> String {
    match row.fuel_byte {
        0 => grouped(row.fuel_base),
        byte => format!("{} + {byte} a byte", grouped(row.fuel_base)),
    }
}

fn kind(row: &HostFunction) -> &'static str {
    match row.kind {
        ModuleKind::Policy => "policies",
        ModuleKind::Contract => "other contracts",
    }
}

fn limits() -> String {
    let mut text =
        String::from("\n## Limits of a call\n\n| at most | of | why |\n| ---: | --- | --- |\n");
    for name in CALL_LIMITS {
        let limit = LIMITS.iter().find(|limit| limit.name == *name);
        let limit = limit.unwrap_or_else(|| panic!("there is no limit `{name}`"));
        let max = grouped(limit.max);
        writeln!(text, "| {max} | {} | {} |", limit.name, limit.reason).unwrap();
    }
    text
}

fn endings() -> String {
    let mut text =
        String::from("\n## How a call fails\n\n| code | name | meaning |\n| ---: | --- | --- |\n");
    for code in CALL_CODES {
        let name = code.name().expect("the code is in use");
        writeln!(text, "| {} | `{name}` | {} |", code.0, code.meaning()).unwrap();
    }
    text
}

fn tables() -> String {
    let mut text = limits() + &endings();
    write!(
        text,
        "\n## Prices of a call\n\nVersion {PROTOCOL_VERSION}. Entering costs {}, each page of memory {PAGE_FUEL}, each byte of input \
         {INPUT_BYTE_FUEL}; a call\nmay use {} at most. Deploying costs {DEPLOY_BYTE_FUEL} for each byte of the module, admitted or not, and {} for each byte of \
         its code when\nit is.\n\n## The functions\n",
        grouped(CALL_BASE_FUEL),
        grouped(CALL_FUEL),
        grouped(DEPLOY_CODE_BYTE_FUEL)
    )
    .unwrap();
    for row in HOST_FUNCTIONS {
        write!(
            text,
            "\n### {}\n\n```text\n{}\n```\n\n{}\n\nFor {}. Price: {}. Since version {}.\n",
            row.name,
            signature(row),
            row.doc,
            kind(row),
            price(row),
            row.since
        )
        .unwrap();
    }
    text
}

/// Fails when `path` is not `expected`, or writes it.
pub(super) fn compare(path: &str, expected: &str) {
    let file = root().join(path);
    if blesses() {
        std::fs::write(&file, expected).expect("the file can be written");
    }
    let text = std::fs::read_to_string(&file).expect("the file is there");
    assert!(
        text == expected,
        "{path} is not what the tables say; BLESS=1 writes it anew"
    );
}

#[test]
fn the_page_of_the_host_is_the_table_s() {
    let text = std::fs::read_to_string(root().join(PAGE)).expect("the page is there");
    let (head, rest) = text.split_once(BEGIN).expect("the tables begin");
    let (_, tail) = rest.split_once(END).expect("the tables end");
    let expected = [head, BEGIN, &tables(), "\n", END, tail].concat();
    compare(PAGE, &expected);
}
