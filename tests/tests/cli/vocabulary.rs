//! `assent vocabulary`

use assent::arguments::{Command, VocabularyArguments, VocabularyKind};
use policy_lang::vocabulary::search::{EntryKind, around, entries};
use policy_lang::vocabulary::{VERSION, hash, vocabulary};

use super::{Ran, run};

fn look_up(words: &[&str], kind: Option<VocabularyKind>, json: bool) -> Ran {
    run(Command::Vocabulary(VocabularyArguments {
        words: words.iter().map(|word| word.to_string()).collect(),
        kind,
        json,
    }))
}

#[test]
fn without_a_word_there_is_an_overview_with_version_hash_trees_and_counts() {
    let ran = look_up(&[], None, false);
    assert_eq!((ran.status, ran.error.as_str()), (0, ""));
    let text = ran.text();
    assert!(
        text.starts_with(&format!("vocabulary {VERSION}\nhash {}\n", hash())),
        "{text}"
    );
    for part in [
        "categories (",
        "everything (",
        "purposes (",
        "treatment (",
        "roles (",
        "actions (5)",
        "kinds of party (10)",
        "labels (6)",
        "rxnorm",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
    let json = look_up(&[], None, true).json();
    assert_eq!(json["version"], VERSION);
    assert_eq!(json["hash"], hash().to_string());
    let systems = json["systems"].as_array().expect("systems");
    let counted: u64 = systems
        .iter()
        .filter_map(|system| system["codes"].as_u64())
        .sum();
    let sensitivities = vocabulary()
        .codes
        .iter()
        .filter(|code| code.system.contains("v3-ActCode"));
    assert_eq!(
        counted as usize,
        vocabulary().codes.len() - sensitivities.count()
    );
}

#[test]
fn a_kind_without_a_word_prints_its_tree() {
    let text = look_up(&[], Some(VocabularyKind::Categories), false)
        .text()
        .to_owned();
    assert_eq!(text.lines().count(), vocabulary().categories.len());
    let line = |start: &str| {
        text.lines()
            .find(|line| line.starts_with(start))
            .map(str::to_owned)
    };
    assert!(
        line("    bloodwork ").is_some_and(|line| line.ends_with("Tests of blood")),
        "{text}"
    );
    assert!(
        line("  hiv ").is_some_and(|line| line.contains(" HIV ")),
        "{text}"
    );
    for kind in [
        VocabularyKind::Purposes,
        VocabularyKind::Roles,
        VocabularyKind::Actions,
        VocabularyKind::Kinds,
        VocabularyKind::Labels,
        VocabularyKind::Codes,
    ] {
        assert!(
            look_up(&[], Some(kind), false).text().lines().count() > 4,
            "{kind:?}"
        );
    }
}

#[test]
fn a_code_says_what_it_means_and_where_that_lies() {
    assert_eq!(
        look_up(&["718-7"], None, false).text(),
        "code loinc 718-7: Hemoglobin\n  means bloodwork, within everything > laboratory\n"
    );
    let text = look_up(&["F10.20"], None, false).text().to_owned();
    assert!(
        text.contains(
            "means alcohol_use, within everything > substance_use\n  HL7 sensitivity ETHUD"
        ),
        "{text}"
    );
}

#[test]
fn a_word_says_what_it_is_what_it_lies_within_and_by_what_it_is_asked_for() {
    assert_eq!(
        look_up(&["TREAT"], None, false)
            .text()
            .lines()
            .take(2)
            .collect::<Vec<_>>(),
        [
            "purpose treatment: Treatment",
            "  claimed by name, or by the HL7 code TREAT"
        ]
    );
    let text = look_up(&["clinical", "notes"], None, false)
        .text()
        .to_owned();
    assert!(
        text.starts_with("category clinical_notes: Notes of clinicians\n  within everything\n"),
        "{text}"
    );
    let text = look_up(&["opioid_use"], None, false).text().to_owned();
    assert!(
        text.contains("codes: icd10 F11.10, ") && text.contains("HL7 sensitivity OPIOIDUD"),
        "{text}"
    );
}

#[test]
fn what_is_exact_comes_first_and_a_long_list_is_cut_but_in_json() {
    let text = look_up(&["lipid"], None, false).text().to_owned();
    let place = |part: &str| text.find(part).unwrap_or_else(|| panic!("{part}: {text}"));
    assert!(
        place("loinc 24331-1") < place("icd10 E78.5"),
        "a beginning before an inside"
    );
    let text = look_up(&["morphine"], None, false).text().to_owned();
    assert!(
        text.lines()
            .last()
            .is_some_and(|line| line.starts_with("and ") && line.contains(" more")),
        "{text}"
    );
    let json = look_up(&["morphine"], Some(VocabularyKind::Codes), true).json();
    let findings = json["findings"].as_array().expect("findings");
    assert!(findings.len() > 20);
    assert!(
        findings
            .iter()
            .all(|finding| finding["kind"] == "code" && finding["system"].is_string())
    );
    assert_eq!(json["nearest"], serde_json::Value::Null);
}

#[test]
fn json_of_a_category_has_its_path_its_sensitivities_and_its_codes() {
    let json = look_up(&["alcohol_use"], Some(VocabularyKind::Categories), true).json();
    let found = &json["findings"][0];
    assert_eq!(
        (&found["match"], &found["name"]),
        (&"exact".into(), &"alcohol_use".into())
    );
    assert_eq!(
        found["within"],
        serde_json::json!(["everything", "substance_use"])
    );
    assert_eq!(found["hl7"], serde_json::json!(["ETHUD"]));
    let codes = found["codes"].as_array().expect("codes");
    let wanted =
        serde_json::json!({"system": "http://hl7.org/fhir/sid/icd-10-cm", "code": "F10.20"});
    assert!(codes.contains(&wanted), "{codes:?}");
}

#[test]
fn what_is_not_there_has_status_1_and_the_nearest_word() {
    let ran = look_up(&["bloodwrok"], None, false);
    assert_eq!(ran.status, 1);
    assert_eq!(
        ran.error,
        "error: nothing in the vocabulary answers to `bloodwrok`\nhelp: did you mean `bloodwork`?"
    );
    let ran = look_up(&["bloodwrok"], None, true);
    assert_eq!(
        (ran.status, ran.json()["nearest"].as_str()),
        (1, Some("bloodwork"))
    );
    let ran = look_up(&["qqqqqqqqqqqqqqqqq"], None, false);
    assert!(
        ran.status == 1 && ran.error.contains("a policy declares what is missing"),
        "{}",
        ran.error
    );
    let ran = look_up(&["bloodwork"], Some(VocabularyKind::Roles), false);
    assert_eq!(ran.status, 1, "only roles were asked for");
}

/// Where the sample hospital files something else than the vocabulary: social history among what it has a category for.
const FILED_ELSEWHERE: [(&str, &str); 2] =
    [("11341-5", "demographics"), ("72166-2", "clinical_notes")];

/// The sample hospital says of each result and diagnosis which category it falls into; what its code means lies in there.
#[test]
fn the_codes_of_the_sample_hospital_mean_the_categories_that_it_names() {
    let lines = |text: &'static str| {
        text.lines()
            .skip(1)
            .map(|line| line.split('\t').collect::<Vec<_>>())
    };
    let results = lines(include_str!(
        "../../../cli/data/hospital-sample/results.tsv"
    ));
    let results = results.flat_map(|row| {
        row[6]
            .split(',')
            .map(|code| ("loinc", code, row[5]))
            .collect::<Vec<_>>()
    });
    let conditions = lines(include_str!(
        "../../../cli/data/hospital-sample/conditions.tsv"
    ));
    let conditions = conditions.map(|row| {
        (
            "icd10",
            row[1],
            if row[2] == "-" { "conditions" } else { row[2] },
        )
    });
    let all = entries();
    let mut checked = 0;
    for (system, code, filed) in results
        .chain(conditions)
        .filter(|(_, code, _)| *code != "-")
    {
        let mut codes = vocabulary().codes.iter();
        let known = codes
            .find(|known| vocabulary().system_name(known.system) == system && known.code == code);
        let means = known
            .unwrap_or_else(|| panic!("{system} {code} is not known"))
            .category;
        let within = around(&all, EntryKind::Category, means);
        let agrees =
            means == filed || within.contains(&filed) || FILED_ELSEWHERE.contains(&(code, filed));
        assert!(
            agrees,
            "{system} {code} means {means}, the sample files it under {filed}"
        );
        checked += 1;
    }
    assert!(checked > 500, "{checked}");
}
