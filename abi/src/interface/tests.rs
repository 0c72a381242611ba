//! Trees, coverage and refusals of the policy section.

use super::*;

fn category(name: &str, end: u32, protected: bool) -> CategoryEntry {
    CategoryEntry {
        name: name.into(),
        end: Compact(end),
        protected,
    }
}

/// everything(0) > laboratory(1) > {bloodwork(2), genetics(3, protected)}, notes(4) > therapy(5, protected)
pub(crate) fn sample() -> Interface {
    let term = |name: &str, alias: &str, end| TermEntry {
        name: name.into(),
        aliases: vec![alias.into()],
        end: Compact(end),
    };
    Interface {
        language: LANGUAGE_VERSION,
        vocabulary: "test".into(),
        vocabulary_hash: Hash::ZERO,
        title: "test".into(),
        time_zone: "UTC".into(),
        source: Hash::ZERO,
        kinds: vec!["hospital".into(), "lab".into()],
        parties: vec![
            PartyEntry {
                name: "Riverside".into(),
                identifier: None,
                kind: Compact(0),
                end: Compact(2),
            },
            PartyEntry {
                name: "Ward".into(),
                identifier: None,
                kind: Compact(1),
                end: Compact(2),
            },
            PartyEntry {
                name: "Acme".into(),
                identifier: Some("urn:acme".into()),
                kind: Compact(1),
                end: Compact(3),
            },
        ],
        roles: vec![term("physician", "MD", 1), term("surgeon", "SG", 1)],
        actions: vec![term("read", "access", 0), term("use", "u", 1)],
        categories: vec![
            category("everything", 5, false),
            category("laboratory", 3, false),
            category("bloodwork", 2, false),
            category("genetics", 3, true),
            category("notes", 5, false),
            category("therapy", 5, true),
        ],
        purposes: vec![
            term("treatment", "TREAT", 2),
            term("emergency", "ETREAT", 2),
            term("payment", "HPAYMT", 3),
        ],
        practitioners: vec![PractitionerEntry {
            name: "dr_lee".into(),
            identifier: Some("urn:lee".into()),
            of: Compact(1),
        }],
        codes: CodeBook::new([("loinc", "718-7", 2)]),
        zone: Zone::default(),
        ages: Vec::new(),
        facts: Vec::new(),
        fact_texts: Vec::new(),
        counters: Vec::new(),
        forms: Vec::new(),
        texts: Vec::new(),
        rules: Default::default(),
    }
}

fn covered(named: &[u32], except: &[u32], whole_record: bool) -> Vec<u32> {
    let data = DataIds {
        whole_record,
        named: named.to_vec(),
        except: except.to_vec(),
    };
    sample().covered_by_may(&data).ids().collect()
}

fn reached(named: &[u32], except: &[u32], whole_record: bool) -> Vec<u32> {
    let data = DataIds {
        whole_record,
        named: named.to_vec(),
        except: except.to_vec(),
    };
    let interface = sample();
    let parents = interface.category_parents();
    interface
        .reached_by_may_not(&data, &parents)
        .ids()
        .collect()
}

#[test]
fn a_may_covers_a_category_only_when_all_that_is_within_it_is_reached() {
    assert_eq!(
        covered(&[0], &[], false),
        [2],
        "the protected parts close what contains them"
    );
    assert_eq!(covered(&[1, 3], &[], false), [1, 2, 3]);
    assert_eq!(covered(&[0, 5, 3], &[], false), [0, 1, 2, 3, 4, 5, 6]);
    assert_eq!(covered(&[], &[], true), [0, 1, 2, 3, 4, 5, 6]);
    assert_eq!(covered(&[], &[2], true), [3, 4, 5]);
}

#[test]
fn a_may_not_reaches_whatever_overlaps_it_and_every_unknown_code() {
    assert_eq!(reached(&[3], &[], false), [0, 1, 3, 6]);
    assert_eq!(reached(&[1], &[3], false), [0, 1, 2, 6]);
    assert_eq!(reached(&[], &[], true), [0, 1, 2, 3, 4, 5, 6]);
    assert_eq!(reached(&[3], &[1], false), [6]);
}

#[test]
fn a_kind_takes_in_declared_parties_those_within_them_and_undeclared_ones() {
    let interface = sample();
    assert_eq!(
        interface.parties_of_kind(0).ids().collect::<Vec<_>>(),
        [1, 2, 4]
    );
    assert_eq!(
        interface.parties_of_kind(1).ids().collect::<Vec<_>>(),
        [2, 3, 5]
    );
}

#[test]
fn a_section_that_contradicts_itself_is_refused() {
    let good = sample();
    assert_eq!(Interface::read(&good.encode()), Ok(good.clone()));
    let mut trailing = good.encode();
    trailing.push(0);
    assert_eq!(Interface::read(&trailing), Err(InterfaceError::Malformed));

    let mut crossing = good.clone();
    crossing.categories[2].end = Compact(4);
    assert_eq!(
        Interface::read(&crossing.encode()),
        Err(InterfaceError::Inconsistent("a tree"))
    );
    let mut kind = good.clone();
    kind.parties[0].kind = Compact(9);
    assert_eq!(
        Interface::read(&kind.encode()),
        Err(InterfaceError::Inconsistent("a kind"))
    );
    let mut code = good.clone();
    code.codes = CodeBook::new([("loinc", "718-7", 6)]);
    assert_eq!(
        Interface::read(&code.encode()),
        Err(InterfaceError::Inconsistent("a code"))
    );
    let mut employer = good.clone();
    employer.practitioners[0].of = Compact(4);
    assert_eq!(
        Interface::read(&employer.encode()),
        Err(InterfaceError::Inconsistent("a practitioner"))
    );
    let mut other = good;
    other.language = 9;
    assert_eq!(
        Interface::read(&other.encode()),
        Err(InterfaceError::OtherLanguage(9))
    );
}

fn rule(change: impl FnOnce(&mut RuleEntry)) -> RuleEntry {
    let mut rule = RuleEntry {
        name: "r".into(),
        title: None,
        line: Compact(1),
        may: true,
        actions: Compact(0),
        data: Compact(0),
        named: IdSet::interval(0, 0),
        purposes: None,
        from: None,
        until: None,
        conditions: Vec::new(),
        duties: Vec::new(),
        overrides: Vec::new(),
    };
    change(&mut rule);
    rule
}

/// With two texts and two rules, 1 is the last of each.
#[test]
fn every_number_in_a_rule_is_that_of_a_text_or_a_rule() {
    let put: [fn(&mut RuleEntry, Compact<u32>); 7] = [
        |rule, at| rule.actions = at,
        |rule, at| rule.data = at,
        |rule, at| rule.purposes = Some(at),
        |rule, at| rule.from = Some(at),
        |rule, at| rule.until = Some(at),
        |rule, at| rule.conditions = vec![Compact(0), at],
        |rule, at| rule.overrides = vec![Compact(0), at],
    ];
    for (number, put) in put.into_iter().enumerate() {
        for (at, expected) in [
            (1, Ok(())),
            (2, Err(InterfaceError::Inconsistent("a rule"))),
        ] {
            let mut interface = sample();
            interface.texts = vec!["one".into(), "two".into()];
            let changed = rule(|rule| put(rule, Compact(at)));
            interface.rules = [rule(|_| ()), changed].into_iter().collect();
            assert_eq!(interface.check(), expected, "{number}: {at}");
        }
    }
}

#[test]
fn each_of_the_trees_is_looked_at() {
    let break_one: [fn(&mut Interface); 5] = [
        |interface| interface.parties[2].end = Compact(4),
        |interface| interface.roles[1].end = Compact(2),
        |interface| interface.actions[1].end = Compact(2),
        |interface| interface.categories[5].end = Compact(6),
        |interface| interface.purposes[2].end = Compact(4),
    ];
    for (number, change) in break_one.into_iter().enumerate() {
        let mut interface = sample();
        assert_eq!(interface.check(), Ok(()));
        change(&mut interface);
        let expected = Err(InterfaceError::Inconsistent("a tree"));
        assert_eq!(interface.check(), expected, "{number}");
    }
}

#[test]
fn ends_nest_or_are_no_trees() {
    let forest = |ends: &[u32], first| is_forest(ends.iter().copied(), first);
    for (ends, first) in [
        (&[][..], 0),
        (&[0], 0),
        (&[2, 2, 2], 0),
        (&[2, 1, 2, 3], 0),
        (&[1, 1, 3, 3], 0),
        (&[3, 2, 3], 1),
    ] {
        assert!(forest(ends, first), "{ends:?} from {first}");
    }
    for (ends, first) in [
        (&[1][..], 0),
        (&[0], 1),
        (&[1, 2, 2], 0),
        (&[2, 2, 1], 0),
        (&[1, 1, 2, 4], 0),
        (&[4, 2, 3], 1),
    ] {
        assert!(!forest(ends, first), "{ends:?} from {first}");
    }
}

#[test]
fn what_a_practitioner_acts_for_is_a_party_or_not_said() {
    for (of, expected) in [
        (0, Ok(())),
        (3, Ok(())),
        (4, Err(InterfaceError::Inconsistent("a practitioner"))),
    ] {
        let mut interface = sample();
        interface.practitioners[0].of = Compact(of);
        assert_eq!(interface.check(), expected, "{of}");
    }
}

#[test]
fn forms_are_in_the_order_of_their_names_and_each_is_looked_at() {
    let form = |name: &str| FormEntry {
        name: name.into(),
        parameters: Vec::new(),
        text: Vec::new(),
        sentences: Vec::new(),
    };
    for (names, expected) in [
        (["a", "b"], Ok(())),
        (["b", "a"], Err(InterfaceError::Inconsistent("a form"))),
        (["a", "a"], Err(InterfaceError::Inconsistent("a form"))),
    ] {
        let mut interface = sample();
        interface.forms = names.into_iter().map(form).collect();
        assert_eq!(interface.check(), expected, "{names:?}");
    }
}

/// There are two kinds, 0 and 1.
#[test]
fn a_kind_is_one_that_is_there() {
    for (kind, expected) in [
        (1, Ok(())),
        (2, Err(InterfaceError::Inconsistent("a kind"))),
    ] {
        let mut interface = sample();
        interface.parties[0].kind = Compact(kind);
        assert_eq!(interface.check(), expected, "{kind}");
    }
}

/// A condition asks for a number of completed years: only what lies between the ends of a bracket is left open by it.
#[test]
fn a_bracket_answers_what_no_question_divides() {
    let mut interface = sample();
    interface.ages = vec![16, 18, 65];
    let now = Instant(1_767_225_600);
    let born = |year| Some(Date::new(year, 1, 1));
    for (from, below, expected) in [
        (16, Some(18), born(2010)),
        (18, Some(65), born(2008)),
        (17, Some(18), born(2009)),
        (65, None, born(1961)),
        (0, Some(16), born(2026)),
        (15, Some(17), None),
        (16, Some(19), None),
        (16, Some(65), None),
        (0, Some(17), None),
        (18, None, None),
        (64, None, None),
        // Nobody is as old as the calendar.
        (2_025, None, born(1)),
        (2_026, None, None),
        (2_027, None, None),
    ] {
        let found = interface.birth_date_within(from, below, now);
        assert_eq!(found, expected, "{from} {below:?}");
    }
}
