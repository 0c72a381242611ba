//! The requests of a file, however they stand in it.

use super::*;

#[test]
fn a_file_holds_one_request_a_list_of_them_or_one_a_line() {
    let path = Path::new("r.json");
    let found = |text: &str| {
        let found = split(text.as_bytes(), path).expect("requests");
        let texts = found.into_iter().map(String::from_utf8);
        texts.collect::<Result<Vec<String>, _>>().expect("texts")
    };
    assert_eq!(found(" {\"a\":\n 1}\n"), ["{\"a\":\n 1}"]);
    assert_eq!(found(" [{\"a\": 1}, 2]\n"), ["{\"a\":1}", "2"]);
    assert_eq!(
        found("{\"a\": 1}\n\n  {\"b\": 2} \n"),
        ["{\"a\": 1}", "{\"b\": 2}"]
    );
    assert_eq!(found("[]"), Vec::<String>::new());
    assert_eq!(found(""), Vec::<String>::new());
    let failure = split(b"[1", path).expect_err("no list");
    assert!(
        failure.message.starts_with("r.json cannot be read: "),
        "{}",
        failure.message
    );
}

#[test]
fn one_is_one_and_others_are_several() {
    let words = [0, 1, 2].map(|count| counted(count, "rule"));
    assert_eq!(words, ["0 rules", "1 rule", "2 rules"]);
}

#[test]
fn as_many_requests_are_made_as_are_wanted_the_same_for_the_same_seed() {
    let folder = tempfile::TempDir::new().expect("a folder");
    let path = folder.path().join("ward.consent");
    let text = "policy \"Ward\"\nlab Acme\n\nrule bloods\n  lab Acme may read bloodwork\n";
    std::fs::write(&path, text).expect("a file");
    let engine = Engine::new().expect("an engine");
    let source = Source::read(&path).expect("a policy");
    let checked = policy_lang::check(text, "ward");
    let typed = checked.policy.expect("a policy");
    let made = |count, seed| {
        let (cases, hash) =
            generated(&source, Some(&typed), &engine, (count, seed)).expect("cases");
        (cases.len(), hash)
    };
    assert_eq!(made(7, 1).0, 7);
    assert_eq!(made(7, 1), made(7, 1));
    let others = [made(8, 1).1, made(7, 2).1];
    assert!(
        others.iter().all(|other| *other != made(7, 1).1),
        "{others:?}"
    );

    let failure = generated(&source, None, &engine, (7, 1))
        .err()
        .expect("no text");
    assert!(
        failure
            .message
            .ends_with("requests are made for a policy's text"),
        "{failure}"
    );
}
