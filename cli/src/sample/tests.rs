//! What a scenario promises, and that the tables hold nothing but ids, codes and words.

use std::collections::{BTreeMap, BTreeSet};

use super::tables::{self, Problem, Source};
use super::time::{self, DAY};
use super::{Requester, Scenario, origins, scenario};

const TARGET: usize = 20_000;

/// FNV-1a of the scenario's debug text. It changes with the tables, the seed or the derivation,
/// and then what the demo reports about its requests changes, too.
const DIGEST: u64 = 0x6d10_5e75_359b_e77a;

fn sample() -> Scenario {
    scenario(TARGET).unwrap()
}

fn fnv1a(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}

#[test]
fn there_are_as_many_requests_as_wanted() {
    assert_eq!(sample().requests.len(), TARGET);
    assert_eq!(scenario(500).unwrap().requests.len(), 500);
    assert_eq!(scenario(60_000).unwrap().requests.len(), 60_000);
    assert_eq!(scenario(0).unwrap().requests.len(), origins::ALL.len());
}

#[test]
fn two_scenarios_are_the_same() {
    let (first, second) = (format!("{:?}", sample()), format!("{:?}", sample()));
    assert_eq!(first, second);
    assert_eq!(fnv1a(&first), DIGEST, "digest is {:#x}", fnv1a(&first));
}

#[test]
fn requests_are_sorted_and_within_the_period() {
    let requests = sample().requests;
    assert!(requests.is_sorted());
    let (first, last) = (requests.first().unwrap().at, requests.last().unwrap().at);
    assert!(time::day("2025-11-23").unwrap() * DAY <= first);
    assert!(last < time::day("2026-11-23").unwrap() * DAY);
}

#[test]
fn everyone_who_is_referred_to_exists() {
    let sample = sample();
    let names: BTreeSet<_> = sample.organizations.iter().map(|o| o.name).collect();
    let members: BTreeSet<_> = sample.members.iter().map(|m| m.id).collect();
    let patients: BTreeSet<_> = sample.patients.iter().map(|p| p.id).collect();
    assert_eq!(names.len(), sample.organizations.len());
    assert_eq!(members.len(), sample.members.len());
    assert_eq!(patients.len(), sample.patients.len());
    for organization in &sample.organizations {
        assert!(
            organization
                .within
                .is_none_or(|outer| names.contains(outer))
        );
        assert!(
            organization
                .name
                .bytes()
                .all(|byte| byte.is_ascii_alphabetic())
        );
    }
    assert!(
        sample
            .members
            .iter()
            .all(|m| names.contains(m.organization))
    );
    assert!(
        sample
            .patients
            .iter()
            .all(|p| p.insurer.is_none_or(|name| names.contains(name)))
    );
    for treatment in &sample.treatments {
        assert!(patients.contains(treatment.patient) && members.contains(treatment.practitioner));
    }
    assert!(sample.consents.iter().all(|c| patients.contains(c.patient)));
    for request in &sample.requests {
        assert!(patients.contains(request.patient));
        assert!(match request.requester {
            Requester::Practitioner(id) => members.contains(id),
            Requester::Organization(name) => names.contains(name),
            Requester::Patient(id) => patients.contains(id),
        });
    }
}

#[test]
fn an_organisation_comes_after_the_one_it_is_within() {
    let mut seen = BTreeSet::new();
    for organization in sample().organizations {
        assert!(organization.within.is_none_or(|outer| seen.contains(outer)));
        seen.insert(organization.name);
    }
}

#[test]
fn treatments_of_a_pair_are_in_order_and_apart() {
    let treatments = sample().treatments;
    assert!(treatments.is_sorted());
    for (one, next) in treatments.iter().zip(treatments.iter().skip(1)) {
        assert!(one.from < one.until);
        let same = (one.patient, one.practitioner) == (next.patient, next.practitioner);
        assert!(!same || one.until < next.from);
    }
}

#[test]
fn consents_name_a_known_organisation_and_its_kind() {
    let sample = sample();
    let kinds: BTreeMap<_, _> = sample
        .organizations
        .iter()
        .map(|o| (o.name, o.kind))
        .collect();
    for consent in &sample.consents {
        let words: Vec<_> = consent.sentence.split(' ').collect();
        assert_eq!(kinds.get(words[1]), Some(&words[0]), "{}", consent.sentence);
        assert_eq!(words[2], "may", "{}", consent.sentence);
        assert!(
            consent
                .withdrawn
                .is_none_or(|withdrawn| consent.given < withdrawn)
        );
    }
    assert!(sample.consents.is_sorted());
    assert!(sample.consents.iter().any(|c| c.withdrawn.is_some()));
}

#[test]
fn about_three_quarters_consent_to_the_lab_and_some_refuse() {
    let sample = sample();
    let who = |start: &str| {
        let of = sample
            .consents
            .iter()
            .filter(|c| c.sentence.starts_with(start));
        of.map(|c| c.patient).collect::<BTreeSet<_>>().len()
    };
    let (granting, refusing) = (who("lab Acme may read"), who("lab Acme may not"));
    assert!(
        (28..=33).contains(&granting),
        "{granting} of {}",
        sample.patients.len()
    );
    assert!(refusing >= 3, "{refusing}");
}

#[test]
fn the_lab_asks_on_the_day_after_its_consent_ended() {
    let sample = sample();
    let label = origins::LAB_DAY_AFTER.label;
    let asked: Vec<_> = sample
        .requests
        .iter()
        .filter(|r| r.origin == label)
        .collect();
    assert!(asked.len() >= 10, "{}", asked.len());
    for request in asked {
        let yesterday = time::show_day(request.at.div_euclid(DAY) - 1);
        let ended = |sentence: &str| {
            sentence.starts_with("lab Acme may ")
                && sentence.ends_with(&format!("until {yesterday}"))
        };
        let of_patient = sample
            .consents
            .iter()
            .filter(|c| c.patient == request.patient);
        assert!(
            of_patient.into_iter().any(|c| ended(&c.sentence)),
            "{request:?}"
        );
    }
}

/// Reads the sentence again instead of trusting what wrote it.
fn lets_lab(sentence: &str, action: &str, at: i64) -> bool {
    let Some(rest) = sentence.strip_prefix("lab Acme may ") else {
        return false;
    };
    let last = rest
        .split_once(" until ")
        .map(|(_, date)| time::day(date).unwrap());
    rest.split(' ').any(|word| word == action) && last.is_none_or(|last| at < (last + 1) * DAY)
}

#[test]
fn what_the_lab_asks_is_proper_as_the_sentences_say() {
    let sample = sample();
    let technicians: BTreeSet<_> = (sample.members.iter())
        .filter(|member| member.organization == "Acme")
        .map(|member| Requester::Practitioner(member.id))
        .collect();
    let mut asked = 0;
    for request in &sample.requests {
        let acme = request.requester == Requester::Organization("Acme");
        if !acme && !technicians.contains(&request.requester) {
            continue;
        }
        let live: Vec<_> = (sample.consents.iter())
            .filter(|c| c.patient == request.patient && c.given <= request.at)
            .filter(|c| c.withdrawn.is_none_or(|withdrawn| request.at < withdrawn))
            .map(|c| c.sentence.as_str())
            .collect();
        let granted = live
            .iter()
            .any(|s| lets_lab(s, request.actions[0], request.at));
        let refused = live.iter().any(|s| s.starts_with("lab Acme may not"));
        let covered = request.categories == ["bloodwork"] && granted && !refused;
        assert_eq!(covered, request.proper, "{request:?} {live:?}");
        asked += 1;
    }
    assert!(asked > 1_000, "{asked}");
}

#[test]
fn every_origin_occurs_with_its_own_word_for_proper() {
    let sample = sample();
    let known: BTreeMap<_, _> = origins::ALL.iter().map(|o| (o.label, o.proper)).collect();
    assert_eq!(known.len(), origins::ALL.len());
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for request in &sample.requests {
        assert_eq!(known.get(request.origin), Some(&request.proper));
        *counts.entry(request.origin).or_default() += 1;
    }
    assert_eq!(counts.len(), origins::ALL.len(), "{counts:#?}");
    for origin in origins::ALL {
        println!(
            "{}\t{}\t{}",
            origin.proper, origin.label, counts[origin.label]
        );
    }
}

#[test]
fn a_quarter_to_a_third_should_not_be_allowed() {
    let requests = sample().requests;
    let improper = requests.iter().filter(|request| !request.proper).count();
    assert!(
        (25..=35).contains(&(improper * 100 / requests.len())),
        "{improper}"
    );
}

#[test]
fn only_the_vocabularys_words_are_used() {
    let actions = ["read", "collect", "correct", "use", "disclose"];
    let purposes = [
        "treatment",
        "payment",
        "emergency",
        "research",
        "operations",
    ];
    let more = ["medications", "allergies", "immunizations", "billing"];
    let sample = sample();
    for request in &sample.requests {
        assert!(!request.actions.is_empty() && !request.categories.is_empty());
        assert!(
            request
                .actions
                .iter()
                .all(|action| actions.contains(action))
        );
        assert!(
            request
                .purpose
                .is_none_or(|purpose| purposes.contains(&purpose))
        );
        let known = |word| tables::CATEGORIES.contains(word) || more.contains(word);
        assert!(request.categories.iter().all(known), "{request:?}");
    }
    for member in &sample.members {
        assert!(member.roles.iter().all(|role| tables::ROLES.contains(role)));
    }
}

#[test]
fn treating_goes_with_the_origin() {
    let sample = sample();
    let treats = |id: &str, patient: &str, at: i64| {
        let of = sample
            .treatments
            .iter()
            .filter(|t| t.practitioner == id && t.patient == patient);
        of.into_iter().any(|t| t.from <= at && at < t.until)
    };
    let outside_care = [
        origins::TECHNICIAN_COLLECTS.label,
        origins::PHARMACIST_READS.label,
        origins::EMERGENCY.label,
        origins::LAB_READS.label,
        origins::LAB_COLLECTS.label,
        origins::SECOND_OPINION.label,
    ];
    let strangers = [
        origins::NURSE_ELSEWHERE.label,
        origins::PHYSICIAN_TOO_LATE.label,
        origins::PHARMACIST_NOTES.label,
        origins::TECHNICIAN_NOTES.label,
        origins::OUTSIDE_PHYSICIAN.label,
        origins::EMERGENCY_SILENT.label,
    ];
    for request in &sample.requests {
        let Requester::Practitioner(id) = request.requester else {
            continue;
        };
        let treating = treats(id, request.patient, request.at);
        if strangers.contains(&request.origin) {
            assert!(!treating, "{request:?}");
        } else if request.proper && !outside_care.contains(&request.origin) {
            assert!(treating, "{request:?}");
        }
    }
}

#[test]
fn an_insurer_reads_at_most_two_bills_of_a_patient_in_a_week() {
    let sample = sample();
    let label = origins::INSURER_BILL.label;
    let mut bills: BTreeMap<&str, Vec<i64>> = BTreeMap::new();
    for request in sample.requests.iter().filter(|r| r.origin == label) {
        bills.entry(request.patient).or_default().push(request.at);
    }
    for times in bills.values() {
        for three in times.windows(3) {
            assert!(three[2] - three[0] > 7 * DAY, "{three:?}");
        }
    }
}

#[test]
fn nobody_asks_after_death_or_before_growing_up() {
    let sample = sample();
    let patients: BTreeMap<_, _> = sample.patients.iter().map(|p| (p.id, p)).collect();
    for request in &sample.requests {
        let Requester::Patient(id) = request.requester else {
            continue;
        };
        let patient = patients[id];
        assert!(!patient.under_16 && patient.deceased.is_none_or(|death| request.at < death));
    }
}

#[test]
fn the_tables_hold_no_names_of_people() {
    let columns: BTreeMap<_, _> = [
        (tables::ORGANIZATIONS, "id word kind within name"),
        (tables::PRACTITIONERS, "id role specialty organization"),
        (tables::PATIENTS, "id payer under_16 deceased"),
        (
            tables::ENCOUNTERS,
            "id patient class start end department attending",
        ),
        (tables::CARE_TEAMS, "encounter patient practitioner role"),
        (tables::ORDERS, "encounter patient requester time"),
        (
            tables::RESULTS,
            "kind encounter patient performer time category loinc",
        ),
        (tables::CONDITIONS, "patient icd10 category recorded"),
        (tables::IMMUNIZATIONS, "patient encounter performer date"),
        (tables::ALLERGIES, "patient encounter recorder date kind"),
    ]
    .map(|(source, columns)| (source.name, (source.text, columns)))
    .into();
    assert_eq!(columns.len(), 10);
    for (name, (text, columns)) in columns {
        let mut lines = text.lines();
        assert_eq!(lines.next().unwrap().replace('\t', " "), columns, "{name}");
        // A space would be between the words of a name; only organisations have names.
        assert!(
            name == "organizations" || !lines.any(|line| line.contains(' ')),
            "{name}"
        );
    }
}

#[test]
fn a_broken_table_is_told_by_line_and_column() {
    let check = |text: &'static str, expected: &str| {
        let source = Source {
            name: "days",
            columns: "id date",
            text,
        };
        let found = tables::rows(source, |fields| {
            fields.word("id")?;
            fields.day("date")
        });
        assert_eq!(found.unwrap_err().to_string(), expected);
    };
    check(
        "",
        "sample table `days`, line 1: the columns should be id date",
    );
    check(
        "id\tday\n",
        "sample table `days`, line 1: the columns should be id date",
    );
    check(
        "id\tdate\na\n",
        "sample table `days`, line 2: 1 columns where 2 belong",
    );
    check(
        "id\tdate\na\t\n",
        "sample table `days`, line 2: `date` should be there",
    );
    check(
        "id\tdate\na\t2026-02-30\n",
        "sample table `days`, line 2: `date` should be a day",
    );
    check(
        "id\tdate\n-\t2026-02-28\n",
        "sample table `days`, line 2: `id` should be there",
    );
    let source = Source {
        name: "days",
        columns: "id",
        text: "id\n",
    };
    let none = tables::rows(source, |_| Err::<(), _>(Problem::Header { expected: "" }));
    assert_eq!(none.unwrap(), []);
}

#[test]
fn days_and_instants_are_read_and_written() {
    assert_eq!(time::day("1970-01-01"), Some(0));
    assert_eq!(time::day("2000-02-29"), Some(11_016));
    assert_eq!(time::instant("2026-01-01T00:01Z"), Some(1_767_225_660));
    for text in [
        "2025-02-29",
        "2026-13-01",
        "2026-1-01",
        "2026-01-01-",
        "+026-01-01",
        "",
    ] {
        assert_eq!(time::day(text), None, "{text}");
    }
    for text in [
        "2026-01-01T24:00Z",
        "2026-01-01T00:60Z",
        "2026-01-01T00:00",
        "2026-01-01",
    ] {
        assert_eq!(time::instant(text), None, "{text}");
    }
    for day in (-700_000..700_000).step_by(13) {
        assert_eq!(time::day(&time::show_day(day)), Some(day));
    }
}
