//! What the tables of a policy hold, and how much of it.

use super::*;
use crate::contract::interface;

const SOURCE: &str = "lab Acme\nlab Other\nfact vip: yes/no of patient\n\
    form \"F\"\n  \"Yes.\"\n  lab Acme may read bloodwork\n\
    rule a lab Acme may read bloodwork if fewer than 3 reads in the last day\n\
    rule b lab Acme, lab Other may read imaging if patient.vip and a reason is given\n\
    rule c no one may read billing\n";

fn policy() -> (Policy, Interface) {
    let policy = crate::check(SOURCE, "test").policy.expect("it is sound");
    let interface = interface::interface(&policy, SOURCE);
    (policy, interface)
}

fn tables(policy: &Policy, interface: &Interface) -> Vec<RuleTable> {
    let parents = interface.category_parents();
    let rules = policy.rules.iter();
    rules
        .map(|rule| rule_table(rule, interface, &parents))
        .collect()
}

#[test]
fn the_room_for_each_thing_is_told_with_how_much_of_it_is_taken() {
    let (policy, interface) = policy();
    let rooms = rooms(&policy, &tables(&policy, &interface), &interface);
    // A code that nothing knows is a category, and a purpose that is not stated is one.
    let named = interface.rules.iter();
    let named = named.map(|rule| rule.named.intervals().len()).sum();
    let expected = [
        ("actions", policy.actions.len(), 256),
        ("categories", policy.categories.len() + 1, 1_048_576),
        ("purposes", policy.purposes.len() + 1, 512),
        ("parts in one condition", 2, 64),
        ("categories named by all rules", named, 2_097_152),
        ("declared facts", 1, 4_096),
        ("counters", 1, 4_096),
        ("forms", 1, 4_096),
        ("rules", 3, 524_288),
    ];
    assert_eq!(rooms, expected);
}

#[test]
fn a_policy_that_fills_the_room_fits_and_one_more_is_refused() {
    let (mut policy, interface) = policy();
    let rules = tables(&policy, &interface);
    let action = policy.actions[0].clone();
    policy.actions.resize(256, action.clone());
    assert_eq!(check_room(&policy, &rules, &interface), Ok(()));
    for count in [257, 1_000] {
        policy.actions.resize(count, action.clone());
        let refused = check_room(&policy, &rules, &interface).unwrap_err();
        let TooLarge {
            what,
            count: of,
            max,
        } = refused;
        assert_eq!((what, of, max), ("actions", count as u64, 256));
        assert_eq!(program(&policy, &interface).unwrap_err().what, "actions");
    }
}

#[test]
fn every_subject_leads_to_its_rules() {
    let (policy, interface) = policy();
    let program = program(&policy, &interface).unwrap();
    // Nobody has number 0. Anyone comes first, then the parties in their order.
    let rules = program.atoms.iter().map(|atom| atom.may_rules.as_slice());
    let rules: Vec<&[u32]> = rules.collect();
    assert_eq!(rules, [&[][..], &[], &[0, 1], &[1]]);
    let led = program.atoms.iter().map(|atom| atom.combinations != 0);
    assert_eq!(led.collect::<Vec<_>>(), [false, true, true, true]);
    let of = |atom: u32| {
        let keys = program
            .index
            .iter()
            .filter(move |(key, _)| key.atom == atom);
        let rules: BTreeSet<u32> = keys.flat_map(|(_, rules)| rules.iter().copied()).collect();
        rules.into_iter().collect::<Vec<u32>>()
    };
    assert_eq!([of(1), of(2), of(3)], [vec![2], vec![0, 1], vec![1]]);
    // Who acts for nobody is anyone, and who acts for a party is that party as well.
    assert_eq!(program.party_atoms[..3], [vec![1], vec![1, 2], vec![1, 3]]);
}
