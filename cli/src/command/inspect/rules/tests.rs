//! The sentences of rules, however their author has laid them out.

use super::*;

#[test]
fn a_sentence_is_shown_without_its_head_and_without_comments() {
    let source = r#"policy "Ward"
hospital Riverside
lab Acme
lab "Room #3"

rule one lab Acme may read bloodwork # a comment
rule two "A title" overrides closed lab Acme
  # another comment
  may read bloodwork
    if the patient has consented  # and one more
rule three
  overrides closed, other
  lab "Room #3" may read bloodwork # in a "text" or not
rule closed lab Acme may not read bloodwork
rule other lab Acme may not read notes
# behind
lab Acme may read vitals.
"#;
    let found = written(source);
    let expected = [
        "lab Acme may read bloodwork",
        "lab Acme may read bloodwork if the patient has consented",
        r#"lab "Room #3" may read bloodwork"#,
        "lab Acme may not read bloodwork",
        "lab Acme may not read notes",
        "lab Acme may read vitals",
    ];
    assert_eq!(found.into_values().collect::<Vec<String>>(), expected);
}
