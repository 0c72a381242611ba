//! What a policy is said to have inside.

use policy_lang::contract::compile;
use runtime::Engine;
use workbench::inspect::inspect;

use super::*;

const POLICY: &str = r#"policy "Small"
specially protected hiv
lab Acme
hospital Hill
practitioner dr_lee of Hill
fact vip: yes/no of the patient
rule bloods
  Acme may read bloodwork if the patient has consented
rule doctor
  dr_lee may read vitals
"#;

/// Rules, names of each kind that there is and no other, tables; numbers are those of the interface and the module.
#[test]
fn a_policy_is_shown_by_its_rules_names_and_tables() {
    let typed = policy_lang::check(POLICY, "small")
        .policy
        .expect("a policy");
    let wasm = compile(&typed, POLICY).expect("it fits").wasm;
    let engine = Engine::new().expect("an engine");
    let inspection = inspect(&engine, &wasm).expect("inspected");
    let inside = inspection.policy.as_ref().expect("a policy");
    let inside = inside.as_ref().expect("an interface");
    let interface = &inside.interface;
    let expected = [
        ("categories", typed.categories.len() as u64),
        ("purposes", typed.purposes.len() as u64),
        ("roles", typed.roles.len() as u64),
        ("actions", typed.actions.len() as u64),
        ("parties", 2),
        ("practitioners", 1),
        ("facts", 1),
        ("texts", interface.texts.len() as u64),
    ];
    assert_eq!(names(interface), expected);
    let data: u64 = inspection.data.iter().map(|segment| segment.bytes).sum();
    let bytes = data + inside.interface_bytes;
    assert_eq!(for_rules(&inspection, inside), bytes);

    let mut out = Vec::new();
    show_policy(&inspection, inside, &mut out).expect("written");
    let text = String::from_utf8(out).expect("text");
    let lines: Vec<&str> = text.lines().collect();
    let words = |line: &str| {
        line.split_whitespace()
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    assert_eq!(lines[1], "policy \"Small\"");
    let each = bytes / 2;
    assert_eq!(
        lines[3],
        format!("2 rules, {each} bytes of tables and names to each")
    );
    let counted = expected.map(|(what, count)| format!("{count} {what}"));
    assert_eq!(lines[4], counted.join(", "));
    assert_eq!(words(lines[6]), ["bytes", "entries", "used", "table"]);
    // The last table has bytes and no entries that could be counted.
    let (last, tables) = lines[7..].split_last().expect("tables");
    assert_eq!(tables.len(), 4);
    assert_eq!(words(tables[0])[1..], ["2", "2", "rules"]);
    let rest = inside.tables.last().expect("a table").bytes;
    let name = "sets, periods, conditions, lists";
    assert_eq!(*last, format!("{rest:>10} {:>7} {:>7}  {name}", "", ""));
}
