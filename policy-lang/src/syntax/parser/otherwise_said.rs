//! What people write out of habit, and how the language says it. Part of the step from tokens to syntax.

/// Words, separated with spaces, and what to write in their place.
type Said = &'static [(&'static str, &'static str)];

/// Where `may` belongs.
pub(super) const PERMISSIONS: Said = &[
    (
        "shall can must will should could might would",
        "write `may`",
    ),
    ("cannot mustnt cant shant never", "write `may not`"),
    ("is are has have", "write `may` or `may not`"),
    (
        "in at for from inside within by",
        "write `of` before the party that somebody acts for: `any nurse of Riverside`",
    ),
    (
        "except but unless without",
        "an exception is a rule of its own, `rule NAME overrides …`, that says who may all the same",
    ),
];

/// Where a clause of a sentence, or of a declaration, belongs.
pub(super) const CLAUSES: Said = &[
    (
        "till through thru to upto",
        "write `until`, which takes in the whole of its day",
    ),
    (
        "before by",
        "write `until` and the last day on which it holds",
    ),
    (
        "after since starting beginning as_of",
        "write `from` and the first day on which it holds",
    ),
    ("between", "write `from 2026-01-01 until 2026-12-31`"),
    (
        "when whenever where while provided assuming only as given subject once",
        "write `if` and a condition, as in `if the patient has consented`",
    ),
    (
        "with",
        "write `if` and a condition, as in `if the patient has consented`",
    ),
    (
        "but without excluding besides",
        "write `except` before data that is left out, `unless` before a condition",
    ),
    (
        "inside under in belongs part is",
        "write `within` for what it is a part of",
    ),
    (
        "notify mask record review delete",
        "write `then` before what is to be done along with it",
    ),
    (
        "overrides override overriding",
        "it stands before the sentence: `rule NAME overrides NAME`",
    ),
    (
        "at",
        "a clock time follows the day, as in `until 2026-12-31 at 17:00`",
    ),
    (
        "using via",
        "a sentence says who, `may`, what, with which data and for which purpose, and nothing of how",
    ),
];

/// Between `may` and the action.
pub(super) const ADVERBS: Said = &[
    ("never", "write `may not`"),
    (
        "only just",
        "leave it out: nothing is allowed that no rule allows",
    ),
    (
        "also always freely then additionally",
        "leave it out: each rule stands by itself",
    ),
    ("be have", "write what is done after `may`, such as `read`"),
];

/// Where a statement begins.
pub(super) const STARTS: Said = &[
    (
        "allow permit let grant authorize authorise enable",
        "a rule begins with who: `lab Acme may read bloodwork`",
    ),
    (
        "deny forbid prohibit block refuse disallow",
        "a rule begins with who: `any insurer may not read bloodwork`",
    ),
    (
        "all every each",
        "write `any` and the word in the singular, as in `any nurse may …`",
    ),
    (
        "if when where unless provided only",
        "a sentence begins with who; its condition comes after the data",
    ),
    (
        "organisation organization company institution party",
        "a party is declared with its kind, such as `hospital`, `lab` or `insurer`",
    ),
    (
        "person doctor user employee staff",
        "somebody is declared as `practitioner NAME`; for everyone with a role write `any physician`",
    ),
    (
        "protected sensitive",
        "write `specially protected` before the categories, at the start of the policy",
    ),
    (
        "may",
        "a sentence begins with who, as in `any nurse may read vitals`",
    ),
    ("title name", "write `policy` before the title"),
    ("timezone zone", "write `time zone`"),
    ("test case scenario", "write `example`"),
    ("data datatype type", "write `category`"),
    ("import include", "a policy stands in one file"),
];

/// Where a condition begins.
pub(super) const CONDITIONS: Said = &[
    (
        "consent consented consents agreed agreement permission approval authorization authorisation",
        "write `the patient has consented`",
    ),
    (
        "refusal refused refuses objection",
        "write `the patient has refused`",
    ),
    (
        "age aged",
        "write `the patient is under 16`, or `the patient is at least 18`",
    ),
    (
        "emergency",
        "an emergency is a purpose, which stands before the condition: `for emergency`",
    ),
    (
        "treats treated treating treatment",
        "write `the requester treats the patient`",
    ),
    ("deceased dead died", "write `the patient is deceased`"),
    ("weekday weekdays", "write `today is a weekday`"),
    (
        "less",
        "write `fewer than`, as in `fewer than 3 reads in the last 7 days`",
    ),
    (
        "more over",
        "only `fewer than` is counted: `more than 3` is `not fewer than 4`",
    ),
    (
        "between during",
        "write `the time is between 07:00 and 19:00`",
    ),
    (
        "he she they it who",
        "write `the patient` or `the requester`",
    ),
];

/// After `the patient`, where `has` or `is` belongs.
pub(super) const OF_PATIENT: Said = &[
    (
        "consents consented agrees agreed gave gives allows permits approves",
        "write `the patient has consented`",
    ),
    (
        "refuses refused declines declined objects objected denies",
        "write `the patient has refused`",
    ),
    (
        "signs signed",
        "write `the patient has signed` and the name of the form",
    ),
    ("died dies", "write `the patient is deceased`"),
    (
        "was",
        "write `the patient has consented`, or `the patient is under 16`",
    ),
];

/// After `the patient has`.
pub(super) const PATIENT_HAS: Said = &[
    (
        "agreed given permitted allowed approved authorized authorised accepted opted",
        "write `the patient has consented`",
    ),
    (
        "declined objected denied withdrawn revoked rejected",
        "write `the patient has refused`",
    ),
    ("died", "write `the patient is deceased`"),
];

/// After `the patient is`.
pub(super) const PATIENT_IS: Said = &[
    (
        "younger below less minor child a",
        "write `under` and a number of years: `the patient is under 16`",
    ),
    (
        "older over above more adult an aged",
        "write `at least` and a number of years: `the patient is at least 18`",
    ),
    ("dead", "write `the patient is deceased`"),
    ("alive living", "write `the patient is not deceased`"),
    ("treated seen", "write `the requester treats the patient`"),
];

/// Where a duty belongs.
pub(super) const DUTIES: Said = &[
    (
        "inform tell alert email contact call warn",
        "write `notify`, as in `notify the patient within 24 hours`",
    ),
    (
        "log document note write",
        "write `record` and what to record, in quotes",
    ),
    (
        "hide redact blank anonymise anonymize",
        "write `mask` and the data",
    ),
    ("erase remove destroy", "write `delete`"),
    ("check audit inspect", "write `review`"),
];

/// After `expect`.
pub(super) const OUTCOMES: Said = &[
    (
        "denied forbidden rejected prohibited blocked no deny",
        "write `refused` where a `may not` rule applies, `not covered` where no rule allows it",
    ),
    (
        "permitted granted accepted approved ok yes allow",
        "write `allowed`",
    ),
];

/// After the colon of a fact.
pub(super) const FACT_TYPES: Said = &[
    ("boolean bool flag true yesno", "write `yes/no`"),
    ("string words str", "write `text`"),
    ("integer int numeric decimal count", "write `number`"),
    ("day datetime", "write `date`"),
    (
        "enum choice list either any",
        "write `one of` and the words, as in `one of green, amber or red`",
    ),
];

/// Whose a fact is.
pub(super) const FACT_OWNERS: Said = &[
    (
        "hospital lab practitioner physician nurse user person staff",
        "a fact about who asks is one `of requester`",
    ),
    (
        "data document",
        "a fact about what is asked for is one `of record`",
    ),
];

/// Where data belongs.
pub(super) const DATA: Said = &[
    (
        "all any every each",
        "write `everything`, or `the whole record` for what is specially protected, too",
    ),
    (
        "their his her its own my",
        "write `the whole record`, or the categories: a rule is about one patient's record",
    ),
    (
        "data information records medical health patient",
        "write `everything`, or the categories of data",
    ),
];

/// What to write in place of a word, if the table has it.
pub(super) fn instead(table: Said, word: &str) -> Option<&'static str> {
    let lower = word.to_lowercase();
    let row = table
        .iter()
        .find(|(words, _)| words.split(' ').any(|known| known == lower));
    row.map(|(_, instead)| *instead)
}

const NUMBERS: [&str; 21] = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
    "twenty",
];

/// The number that a word stands for.
pub(super) fn number(word: &str) -> Option<usize> {
    let lower = word.to_lowercase();
    NUMBERS.iter().position(|known| *known == lower)
}

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

/// The month, from 1, that a word or its beginning stands for.
pub(super) fn month(word: &str) -> Option<usize> {
    let lower = word.to_lowercase();
    let is_month = |month: &&str| lower.len() >= 3 && month.starts_with(lower.as_str());
    MONTHS.iter().position(is_month).map(|at| at + 1)
}
