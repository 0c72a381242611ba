//! What went wrong where a reader failed: from "something else was expected here" to the mistake that people make there. Part
//! of the step from tokens to syntax.

use super::input::{Tokens, problem_at};
use super::otherwise_said::{self as said, instead};
use super::party::is_kind;
use crate::diagnostic::{Problem, alternatives, nearest, quote, syntax_codes as codes};
use crate::syntax::Span;
use crate::syntax::token::{Token, TokenKind, date_in_words, time_of_number};
use crate::syntax::words::{CLAUSES, NARROWINGS, RESERVED, STATEMENTS, is_reserved};

/// The mistake of a statement that begins at `start` and cannot go on at `at`, where one of `expected` belongs.
pub(super) fn unexpected(expected: &[&'static str], start: Tokens<'_>, at: Tokens<'_>) -> Problem {
    let place = Place {
        expected,
        start,
        at,
        token: at.next(),
    };
    let finders: [fn(&Place<'_, '_>) -> Option<Problem>; 15] = [
        missing_name,
        misspelt_word,
        name_of_words,
        wrong_permission,
        wrong_colon,
        wrong_given,
        wrong_quotes,
        wrong_number,
        wrong_day,
        list_without_end,
        missing_data,
        open_parenthesis,
        incomplete_example,
        wrong_choice,
        habit,
    ];
    let found = finders.iter().find_map(|find| find(&place));
    found.unwrap_or_else(|| place.plain())
}

/// Where a reader failed.
struct Place<'e, 't> {
    expected: &'e [&'static str],
    start: Tokens<'t>,
    at: Tokens<'t>,
    token: Token<'t>,
}

impl Place<'_, '_> {
    fn expects(&self, what: &str) -> bool {
        self.expected.iter().any(|expected| expected.starts_with(what))
    }

    fn mentions(&self, what: &str) -> bool {
        self.expected.iter().any(|expected| expected.contains(what))
    }

    /// Whether the statement has ended where something is missing.
    fn has_ended(&self) -> bool {
        if self.at.index() == self.start.index() {
            return false;
        }
        self.token.kind == TokenKind::End
            || (self.token.starts_line && STATEMENTS.contains(&self.token.text))
            || (self.token.starts_line && self.token.column <= self.start.next().column)
    }

    /// Just behind the last word that was read: where something is missing.
    fn gap(&self) -> Span {
        match self.at.before() {
            Some(last) if self.token.starts_line => Span::new(last.span.end, last.span.end),
            _ => self.token.span,
        }
    }

    /// A word, perhaps one of the language, that does not stand in quotes.
    fn word(&self) -> Option<&str> {
        let is_word = matches!(self.token.kind, TokenKind::Word | TokenKind::Reserved);
        is_word.then_some(self.token.text)
    }

    /// What would be right here, by an example.
    fn example(&self) -> String {
        let known = EXAMPLES.iter().find(|(what, _)| self.expects(what));
        match (known, self.expected) {
            (Some((_, example)), _) => (*example).to_owned(),
            (None, [only]) if only.starts_with('`') => format!("write {only} here"),
            _ => format!("write {} here", alternatives(self.expected)),
        }
    }

    fn plain(&self) -> Problem {
        let expected = alternatives(self.expected);
        if self.has_ended() {
            let message = format!("{expected} is missing here");
            return Problem::error(codes::UNEXPECTED, self.gap(), message).help(self.example());
        }
        let message = format!("expected {expected}, found {}", found(self.token));
        let mut problem = problem_at(self.token, codes::UNEXPECTED, message);
        let wants_name = self.expected.iter().any(|what| !what.starts_with('`'));
        let is_clause = self.at.is_any(CLAUSES) || self.at.is_word("within");
        problem.help = Some(self.example());
        let is_article = self.at.is_any(&["a", "an", "the", "any"]);
        let starts = self.token.starts_line || is_clause || is_article || self.expects("who ");
        if self.token.kind == TokenKind::Reserved && !starts && wants_name {
            problem.help = Some(format!(
                "{} is a word of the language; a name that looks like it stands in quotes: \"{}\"",
                quote(self.token.text),
                self.token.text,
            ));
        }
        problem
    }
}

/// What may be expected, and how it reads where it stands.
const EXAMPLES: &[(&str, &str)] = &[
    ("who may", "a sentence begins with who, as in `any nurse may read vitals` or `lab Acme may read bloodwork`"),
    ("who (", "say who, as in `notify the patient` or `notify any privacy_officer`"),
    ("a purpose", "name a purpose, as in `for treatment`; a period is `from 2026-01-01 until 2026-12-31`"),
    ("a party", "name a party, such as `Acme` or `lab Acme`"),
    ("the name that it lies within", "name what it is a part of, as in `role ward_nurse within nurse`"),
    ("a kind of party", "the kinds are `hospital`, `department`, `clinic`, `practice`, `lab`, `pharmacy`, `insurer` and so on"),
    ("`in the last`", "write it as in `fewer than 3 reads in the last 7 days`"),
    ("`last`", "write it as in `fewer than 3 reads in the last 7 days`"),
    ("`than`", "write it as in `fewer than 3 reads in the last 7 days`"),
    ("`is given`", "write `a reason is given` or `no reason is given`"),
    ("`given`", "write `a reason is given` or `no reason is given`"),
    ("`a weekday`", "single days are not told apart: `today is a weekday`, or `today is not a weekday` for Saturday and Sunday"),
    ("`and`", "write it as in `the time is between 07:00 and 19:00`"),
    ("`between`", "write it as in `the time is between 07:00 and 19:00`"),
    ("`treats the patient`", "write `the requester treats the patient`"),
    ("`the patient`", "write `the patient` here"),
    ("a value", "write a value, as in `patient.score is at least 3` or `patient.ward is \"icu\"`"),
    ("`of`", "say whose fact it is: `of patient`, `of requester`, `of record` or `of request`"),
    ("an action", "name what is done, such as `read`, and then the data"),
    ("a code in quotes", "a code stands in quotes after its system, as in `loinc \"718-7\"`"),
    ("`purpose`", "write `for any purpose`, or name a purpose"),
    ("`until`", "write the first and the last day: `from 2026-01-01 until 2026-12-31`"),
    ("a rule, or what is not known", "a reason begins with the name of a rule, or says that something is not known"),
    ("the name of a rule", "name a rule; sentences without a name are called r1, r2, … in their order"),
    ("what is filled in (a kind", "say what is filled in, as in `laboratory: a lab` or `last_day: a date`"),
];

/// A token as a message names it.
pub(super) fn found(token: Token<'_>) -> String {
    match token.kind {
        TokenKind::End => "the end".to_owned(),
        TokenKind::Quoted => format!("the text {}", quote(token.text)),
        _ => quote(token.text),
    }
}

/// `rule any nurse may …`, `example` and nothing more on the line.
fn missing_name(place: &Place<'_, '_>) -> Option<Problem> {
    if !place.expects("the name of the") || !place.token.starts_line && place.token.kind != TokenKind::Sign {
        return None;
    }
    let word = place.start.next();
    if place.at.index() != place.start.index() + 1 {
        return None;
    }
    Some(nameless(word, place.gap()))
}

/// A rule, an example or a declaration without its name.
pub(super) fn nameless(word: Token<'_>, gap: Span) -> Problem {
    let message = format!("the name after {} is missing", quote(word.text));
    let help = match word.text {
        "rule" => "name the rule: `rule ward_staff`; a sentence without a name needs no `rule`".to_owned(),
        "example" => "say in quotes what it shows: `example \"a nurse of another ward\"`".to_owned(),
        word => format!("write it after the word: `{word} NAME`"),
    };
    Problem::error(codes::NAME_MISSING, gap, message)
        .also(word.span, "this wants a name")
        .help(help)
}

/// A word that is nearly one that belongs here, or one in capitals.
fn misspelt_word(place: &Place<'_, '_>) -> Option<Problem> {
    if place.token.kind != TokenKind::Word {
        return None;
    }
    let quoted = place
        .expected
        .iter()
        .flat_map(|what| what.split('`').skip(1).step_by(2))
        .flat_map(|words| words.split(' '));
    let is_table_word = said::number(place.token.text).is_some();
    if is_table_word {
        return None;
    }
    let lower = place.token.text.to_ascii_lowercase();
    let near = nearest(place.token.text, quoted.filter(|word| word.len() > 1));
    let near = near.or_else(|| is_reserved(&lower).then_some(lower.as_str()))?;
    Some(misspelt(place.token, near))
}

fn misspelt(token: Token<'_>, near: &str) -> Problem {
    let word = quote(token.text);
    if token.text.eq_ignore_ascii_case(near) {
        let message = format!("{word} is written with a capital letter");
        return problem_at(token, codes::MISSPELT, message)
            .help(format!("the words of the language are written small: {}", quote(near)));
    }
    problem_at(token, codes::MISSPELT, format!("{word} is not a word of the language"))
        .help(format!("did you mean {}?", quote(near)))
}

/// `rule ward staff any nurse may …`: a name of two words before something else.
fn name_of_words(place: &Place<'_, '_>) -> Option<Problem> {
    let (word, first, second) = (place.start.next(), place.start.peek(1), place.start.peek(2));
    let names = [first, second].iter().all(|token| token.kind == TokenKind::Word);
    let declares = matches!(word.text, "rule" | "example" | "form" | "fact");
    let near = place.at.index() - place.start.index() <= 4;
    if !(names && declares && near) || second.starts_line || place.start.word_at(3, "may") {
        return None;
    }
    if let ("rule", Some(near)) = (word.text, nearest(second.text, ["overrides"])) {
        return Some(misspelt(second, near));
    }
    Some(several_words(place.start.rest()))
}

/// A name that begins at `input` and goes on over several words.
pub(super) fn several_words(input: Tokens<'_>) -> Problem {
    let mut words = Vec::new();
    let mut span = input.next().span;
    let mut rest = input;
    while matches!(rest.next().kind, TokenKind::Word | TokenKind::Reserved)
        && (words.is_empty() || !rest.next().starts_line)
        && !matches!(rest.next().text, "within" | "is" | "overrides" | "may")
        && words.len() < WORDS_MAX
    {
        words.push(rest.next().text);
        span = span.to(rest.next().span);
        rest = rest.rest();
    }
    Problem::error(codes::NAME_OF_WORDS, span, "a name of several words needs quotes").help(format!(
        "put it in quotes, here and wherever it is used: \"{}\"",
        words.join(" ")
    ))
}

/// The most words of a line that a message puts in quotes.
const WORDS_MAX: usize = 12;

fn wrong_permission(place: &Place<'_, '_>) -> Option<Problem> {
    if !place.expects("`may` or `may not`") {
        return None;
    }
    let Some(word) = place.word() else {
        return Some(missing_may(place));
    };
    if let ("of", Some(role)) = (word, place.at.before().filter(|role| role.kind == TokenKind::Word)) {
        let span = place.start.next().span.to(role.span);
        return Some(not_any(span, role));
    }
    let is_denied = place.at.word_at(1, "not") || place.at.word_at(2, "not");
    match instead(said::PERMISSIONS, word) {
        Some("write `may`") if is_denied => Some(otherwise(place.token, "write `may not`")),
        Some(instead) => Some(otherwise(place.token, instead)),
        None => Some(missing_may(place)),
    }
}

/// `the nurse of Riverside`, `insurer may`: one of many, and nobody knows which.
pub(super) fn not_any(span: Span, word: Token<'_>) -> Problem {
    let message = format!("{} does not say which", quote(word.text));
    Problem::error(codes::NOT_ANY, span, message).help(format!("write {}", quote(&format!("any {}", word.text))))
}

fn missing_may(place: &Place<'_, '_>) -> Problem {
    let message = "this sentence does not say `may` or `may not`";
    let problem = Problem::error(codes::MISSING_MAY, place.gap(), message);
    let is_party = place.at.is_name() && place.at.word_at(1, "may");
    problem.help(match place.token.kind {
        _ if is_party => format!("write `of` before the party that somebody acts for: `of {}`", place.token.text),
        TokenKind::Word if !place.token.starts_line => {
            format!("write `may` before {}", quote(place.token.text))
        }
        _ => "a sentence says who, then `may` or `may not`, what is done, and with which data".to_owned(),
    })
}

fn otherwise(token: Token<'_>, instead: &str) -> Problem {
    let message = format!("the language does not say {} here", quote(token.text));
    problem_at(token, codes::OTHERWISE_SAID, message).help(instead)
}

/// A colon that is missing, or one too many.
fn wrong_colon(place: &Place<'_, '_>) -> Option<Problem> {
    let statement = place.start.next().text;
    if place.expects("`:`") {
        let help = match statement {
            "fact" => "write what its values are after a colon, as in `fact vip: yes/no of patient`",
            _ => "write what is filled in after a colon, as in `laboratory: a lab`",
        };
        let message = format!("a colon is missing before {}", found(place.token));
        return Some(problem_at(place.token, codes::UNEXPECTED, message).help(help));
    }
    let is_extra = place.at.is_sign(":") && place.expects("who may");
    is_extra.then(|| {
        problem_at(place.token, codes::UNEXPECTED, "no colon stands here")
            .help("leave it out: the sentence follows the name of the rule")
    })
}

/// Something after `given` that the ledger does not hold.
fn wrong_given(place: &Place<'_, '_>) -> Option<Problem> {
    if place.start.next().text != "example" {
        return None;
    }
    let is_given = place.expects("`treats the patient`")
        || place.expects("what is given")
        || place.expects("`has`, `is` or `was born on`")
        || place.expects("`consented`, `signed` or `withdrawn`")
        || place.expects("an age, `under`");
    if !is_given {
        return None;
    }
    let message = if place.has_ended() {
        "what is given is not complete".to_owned()
    } else {
        format!("{} does not say what is given", found(place.token))
    };
    Some(Problem::error(codes::NOT_GIVEN, place.gap(), message).help(GIVEN_HELP))
}

const GIVEN_HELP: &str = "given can be `the requester treats the patient`, `the patient has consented \"…\"`, `the patient is 15`, `patient.vip`, `3 reads by Acme`, …";

/// A text that stands without quotes: all that is left of its line.
fn wrong_quotes(place: &Place<'_, '_>) -> Option<Problem> {
    if !place.mentions("in quotes") || place.token.kind == TokenKind::Quoted {
        return None;
    }
    let is_told = place.mentions("version");
    if place.has_ended() || place.token.starts_line || place.at.is_any(CLAUSES) {
        let message = format!("{} is missing here", alternatives(place.expected));
        let help = match place.expects("the sentence in quotes") {
            true => "write what was consented to: `given the patient has consented \"lab Acme may read bloodwork\"`",
            false => "write it between straight quotes",
        };
        return Some(Problem::error(codes::NOT_QUOTED, place.gap(), message).help(help));
    }
    let mut span = place.token.span;
    let mut text = place.token.text.to_owned();
    let mut rest = place.at.rest();
    let mut words = 1;
    while !rest.is_end() && !rest.next().starts_line && !rest.is_any(CLAUSES) && words < WORDS_MAX && !is_told {
        let gap = if span.end == rest.next().span.start { "" } else { " " };
        if rest.next().kind == TokenKind::Quoted {
            break;
        }
        text = format!("{text}{gap}{}", rest.next().text);
        span = span.to(rest.next().span);
        rest = rest.rest();
        words += 1;
    }
    let what = alternatives(place.expected);
    let message = format!("expected {what}, found {}", quote(&text));
    Some(
        Problem::error(codes::NOT_QUOTED, span, message)
            .help(format!("put it in quotes: \"{}\"", quote(&text).trim_matches('`'))),
    )
}

fn wrong_number(place: &Place<'_, '_>) -> Option<Problem> {
    let is_time = place.mentions("a clock time");
    if is_time {
        let message = format!("{} is not a clock time", quote(place.token.text));
        let number = (place.token.kind == TokenKind::Number).then_some(place.token.text)?;
        let help = time_of_number(number).map_or_else(
            || "a clock time is written with two digits each: 07:00, 17:30".to_owned(),
            |time| format!("write {time}"),
        );
        return Some(problem_at(place.token, codes::NOT_A_TIME, message).help(help));
    }
    if !place.mentions("number") && !place.mentions("length of time") {
        return None;
    }
    let number = said::number(place.word()?)?;
    let message = format!("the number {} is written out", quote(place.token.text));
    Some(problem_at(place.token, codes::NOT_A_NUMBER, message).help(format!("write it in digits: {number}")))
}

/// `31 December 2026`, `December 31, 2026`, `2026`, `"2026-12-31"`.
fn wrong_day(place: &Place<'_, '_>) -> Option<Problem> {
    if !place.mentions("a date") {
        return None;
    }
    let (span, help) = match place.token.kind {
        TokenKind::Quoted => (place.token.span, "a date stands without quotes: 2026-12-31".to_owned()),
        TokenKind::Number | TokenKind::Word => day_in_words(place.at),
        _ => return None,
    };
    let message = "a date is not written so";
    Some(Problem::error(codes::NOT_A_DATE, span, message).help(help))
}

/// A day in words that begins at `input`, and the date that it is.
pub(super) fn day_in_words(input: Tokens<'_>) -> (Span, String) {
    let mut rest = input;
    let mut span = input.next().span;
    let mut parts: Vec<&str> = Vec::new();
    while parts.len() < 3 {
        let token = rest.next();
        let is_part = token.kind == TokenKind::Number || said::month(token.text).is_some();
        if rest.is_sign(",") && !parts.is_empty() {
            rest = rest.rest();
            continue;
        }
        if !is_part {
            break;
        }
        span = span.to(token.span);
        parts.push(token.text);
        rest = rest.rest();
    }
    let month = parts.iter().find_map(|part| said::month(part));
    let numbers: Vec<&str> = parts.iter().copied().filter(|part| said::month(part).is_none()).collect();
    let help = date_in_words(&numbers, month).map_or_else(
        || "a date is written year-month-day: 2026-12-31".to_owned(),
        |date| format!("write {date}"),
    );
    (span, help)
}

/// Whether a day in words is next.
pub(super) fn is_day_in_words(input: Tokens<'_>) -> bool {
    let token = input.next();
    token.kind == TokenKind::Word
        && said::month(token.text).is_some()
        && input.peek(1).kind == TokenKind::Number
}

/// `vitals and` at the end of a sentence.
fn list_without_end(place: &Place<'_, '_>) -> Option<Problem> {
    let last = place.at.before()?;
    let joins = matches!(last.text, "and" | "or" | ",") && last.kind != TokenKind::Quoted;
    if !joins || !(place.token.starts_line || place.token.kind == TokenKind::End) {
        return None;
    }
    let message = format!("after {} the list goes on, and nothing follows", quote(last.text));
    let help = format!("leave the {} out, or write what is missing", quote(last.text));
    Some(problem_at(last, codes::LIST_END, message).help(help))
}

fn missing_data(place: &Place<'_, '_>) -> Option<Problem> {
    if !place.expects("a category of data") {
        return None;
    }
    let is_clause = place.at.is_any(CLAUSES) || place.at.is_any(NARROWINGS) || place.at.is_word("except");
    if !(is_clause || place.has_ended()) {
        return None;
    }
    if let Some(problem) = missing_action(place) {
        return Some(problem);
    }
    let after_except = place.at.before().is_some_and(|last| last.text == "except");
    let (message, help) = if after_except {
        ("what is excepted is missing", "name the categories after `except`")
    } else {
        ("this sentence does not say with which data", "name the data after the action, as in `may read bloodwork`")
    };
    Some(Problem::error(codes::MISSING_DATA, place.gap(), message).help(help))
}

/// `may vitals`: data where an action belongs.
fn missing_action(place: &Place<'_, '_>) -> Option<Problem> {
    let data = place.at.before()?;
    let may = place.start.seek(place.at.index().checked_sub(2)?);
    let categories = &crate::vocabulary::vocabulary().categories;
    let is_data = categories.iter().any(|category| category.name == data.text);
    (is_data && may.is_any(&["may", "not"])).then(|| {
        let message = format!("what may be done with {} is missing", quote(data.text));
        problem_at(data, codes::MISSING_DATA, message)
            .help(format!("name the action before the data, as in `may read {}`", data.text))
    })
}

fn open_parenthesis(place: &Place<'_, '_>) -> Option<Problem> {
    if !place.expects("`)`") {
        return None;
    }
    let mut closed = 0u32;
    let mut open = None;
    for index in (place.start.index()..place.at.index()).rev() {
        let token = place.start.seek(index).next();
        match (token.kind, token.text) {
            (TokenKind::Sign, ")") => closed += 1,
            (TokenKind::Sign, "(") if closed == 0 => {
                open = Some(token);
                break;
            }
            (TokenKind::Sign, "(") => closed -= 1,
            _ => {}
        }
    }
    let message = "this parenthesis is not closed";
    let problem = problem_at(open?, codes::PARENTHESIS, message);
    Some(problem.also(place.gap(), "`)` is missing here").help("write `)` where what belongs together ends"))
}

fn incomplete_example(place: &Place<'_, '_>) -> Option<Problem> {
    let example = place.start.next();
    if example.text != "example" {
        return None;
    }
    let form = "an example has `given` lines, one request such as `a nurse asks to read vitals`, and one `expect` line";
    if place.expects("`given`, or who asks") && (place.has_ended() || place.at.is_word("expect")) {
        let message = "this example asks for nothing";
        return Some(
            Problem::error(codes::NO_REQUEST, place.gap(), message)
                .also(example.span, "the example")
                .help(form),
        );
    }
    if place.expects("`expect`") && place.has_ended() {
        let message = "this example does not say what to expect";
        return Some(
            Problem::error(codes::NO_EXPECTATION, place.gap(), message)
                .also(example.span, "the example")
                .help("end it with `expect allowed`, `expect refused` or `expect not covered`"),
        );
    }
    if place.expects("`asks to`") || (place.expects("`to`") && place.at.before().is_some_and(|last| last.text == "asks")) {
        let message = "a request is said with `asks to`";
        return Some(
            problem_at(place.token, codes::NO_REQUEST, message)
                .help("write it as in `a nurse asks to read vitals`"),
        );
    }
    None
}

/// One of a list of things that the language has, each with its own page.
fn wrong_choice(place: &Place<'_, '_>) -> Option<Problem> {
    let word = place.word().unwrap_or("");
    let problem = |code, what: &str, help: String| {
        let message = if place.has_ended() {
            format!("{what} is missing here")
        } else {
            format!("{} is not {what}", found(place.token))
        };
        Some(Problem::error(code, place.gap(), message).help(help))
    };
    if place.token.kind == TokenKind::Possessive {
        let help = "another reason follows a comma: `…, the patient's age is not known`";
        return problem(codes::NO_CONDITION, "a condition", help.to_owned());
    }
    let or = |table, otherwise: &str| instead(table, word).unwrap_or(otherwise).to_owned();
    if place.expects("a condition") {
        let fact = match place.token.kind {
            TokenKind::Word if !place.has_ended() => format!(
                "a fact that the policy declares is written with its owner: `patient.{word}`, `requester.{word}`, …"
            ),
            _ => CONDITION_HELP.to_owned(),
        };
        return problem(codes::NO_CONDITION, "a condition", or(said::CONDITIONS, &fact));
    }
    if place.expects("`has` or `is`") || place.expects("`consented`, `refused`") || place.expects("`under`") {
        let table = match place.at.before().map_or("", |last| last.text) {
            "has" => said::PATIENT_HAS,
            "is" => said::PATIENT_IS,
            _ => said::OF_PATIENT,
        };
        let is_fact = place.token.kind == TokenKind::Word && table == said::OF_PATIENT;
        let fact = format!("a fact is written with a point and no spaces: `patient.{word}`");
        let help = instead(table, word).map(str::to_owned);
        let otherwise = if is_fact { fact } else { PATIENT_HELP.to_owned() };
        return problem(codes::NO_CONDITION, "a condition on a patient", help.unwrap_or(otherwise));
    }
    if place.expects("a duty") {
        return problem(codes::NO_DUTY, "a duty", or(said::DUTIES, DUTY_HELP));
    }
    let is_reason = place.expects("`for`") || place.expects("`cover`, `allow`");
    if place.mentions("`leaves … out`") || (is_reason && place.start.next().text == "example") {
        return problem(codes::NO_REASON, "a reason that a rule does not apply", REASON_HELP.to_owned());
    }
    None
}

/// Advice where a condition belongs.
pub(super) const CONDITION_HELP: &str = "conditions are `the patient has consented`, `the requester treats the patient`, `a reason is given`, `patient.NAME` for a declared fact, …";
const PATIENT_HELP: &str = "write `has consented`, `has refused`, `is under 16`, `is at least 18` or `is deceased`";
const DUTY_HELP: &str = "duties are `notify the patient within 24 hours`, `mask demographics`, `record \"…\"`, `review` and `delete`";
const REASON_HELP: &str = "reasons are `R ended 2026-12-31`, `R needs the patient has consented`, `R leaves hiv out`, `R does not cover imaging`, `R is for treatment`, …";

/// A word that people use where the language has another.
fn habit(place: &Place<'_, '_>) -> Option<Problem> {
    let word = place.word()?;
    let table = if place.expects("`allowed`, `refused`") || place.expects("`covered`") {
        said::OUTCOMES
    } else if place.expects("`yes/no`, `number`") {
        said::FACT_TYPES
    } else if place.expects("`patient`, `requester`, `record`") {
        said::FACT_OWNERS
    } else if place.expects("a category of data") {
        said::DATA
    } else {
        return None;
    };
    let (word, token) = match place.at.before() {
        Some(not) if place.expects("`covered`") && word == "allowed" => ("denied", joined(not, place.token)),
        _ => (word, place.token),
    };
    instead(table, word).map(|instead| otherwise(token, instead))
}

fn joined<'t>(first: Token<'t>, last: Token<'t>) -> Token<'t> {
    Token {
        span: first.span.to(last.span),
        ..last
    }
}

/// Advice about a word that begins no statement and does not go on with the one before it, from the words around it.
pub(super) fn no_statement(input: Tokens<'_>) -> Problem {
    let token = input.next();
    let known = [
        extra_parenthesis,
        other_comment,
        lone_request,
        role_without_any,
        owner_of_a_role,
        rule_without_by,
        words_of_a_name,
        code_without_colon,
        missing_for,
        habit_of_clauses,
        misspelt_start,
    ];
    if let Some(problem) = known.iter().find_map(|find| find(input)) {
        return problem;
    }
    let message = if input.index() == 0 {
        format!("{} does not begin a statement", found(token))
    } else {
        format!("{} neither goes on with the statement before it nor begins another", found(token))
    };
    let help = if token.starts_line {
        "a statement is a declaration such as `lab Acme`, a sentence such as `lab Acme may read bloodwork`, or an `example`; a remark for readers begins with `#`"
    } else {
        "after the data of a sentence come `for`, `from`, `until`, `if` or `unless`, and `then`"
    };
    problem_at(token, codes::NO_STATEMENT, message).help(help)
}

fn extra_parenthesis(input: Tokens<'_>) -> Option<Problem> {
    input.is_sign(")").then(|| {
        problem_at(input.next(), codes::PARENTHESIS, "this parenthesis closes nothing")
            .help("leave it out, or write `(` where what belongs together begins")
    })
}

fn other_comment(input: Tokens<'_>) -> Option<Problem> {
    let token = input.next();
    let is_comment = input.is_sign("/") && token.starts_line;
    is_comment.then(|| {
        problem_at(token, codes::STRANGE_CHARACTER, "a comment does not begin with `/`")
            .help("a comment begins with `#` and goes on to the end of its line")
    })
}

pub(super) fn lone_request(input: Tokens<'_>) -> Option<Problem> {
    let asks = (0..4).any(|offset| input.word_at(offset, "asks"));
    asks.then(|| {
        problem_at(input.next(), codes::OUTSIDE_EXAMPLE, "a request stands in an example").help(
            "begin with `example \"what it shows\"`, and end with `expect allowed` or another outcome",
        )
    })
}

/// `nurse of Riverside may …`
fn role_without_any(input: Tokens<'_>) -> Option<Problem> {
    let is_role = input.is_name() && input.word_at(1, "of");
    let may = (3..6).any(|offset| input.word_at(offset, "may"));
    (is_role && may).then(|| not_any(input.next().span, input.next()))
}

/// `Riverside's nurses may …`
fn owner_of_a_role(input: Tokens<'_>) -> Option<Problem> {
    let is_owner = input.is_name() && input.peek(1).kind == TokenKind::Possessive;
    is_owner.then(|| {
        let span = input.next().span.to(input.peek(1).span);
        let message = "the language does not say `'s` here";
        Problem::error(codes::OTHERWISE_SAID, span, message)
            .help(format!("write `of`, as in `any nurse of {}`", input.next().text))
    })
}

/// `expect allowed lab_bloods`
fn rule_without_by(input: Tokens<'_>) -> Option<Problem> {
    let outcome = input.before()?;
    let is_outcome = matches!(outcome.text, "allowed" | "refused") && outcome.kind == TokenKind::Word;
    (is_outcome && input.is_name() && !input.next().starts_line).then(|| {
        let message = "`by` is missing before the name of the rule";
        problem_at(input.next(), codes::UNEXPECTED, message)
            .help(format!("write `{} by {}`", outcome.text, input.next().text))
    })
}

/// `practitioner Dr. Lee`: a full stop inside a name.
fn name_with_a_stop(input: Tokens<'_>) -> Option<Problem> {
    let start = input.index().checked_sub(3)?;
    let declaring = input.seek(start);
    let (name, stop, word) = (declaring.peek(1), declaring.peek(2), input.next());
    let is_stop = stop.text == "." && stop.kind == TokenKind::Sign && name.span.end == stop.span.start;
    let declares = is_kind(declaring) || declaring.is_word("practitioner");
    if !(is_stop && declares) || word.starts_line || word.kind != TokenKind::Word {
        return None;
    }
    let message = "a name with a full stop needs quotes";
    Some(
        Problem::error(codes::NAME_OF_WORDS, name.span.to(word.span), message)
            .help(format!("put it in quotes, here and wherever it is used: \"{}. {}\"", name.text, word.text)),
    )
}

/// `hospital Riverside General`
fn words_of_a_name(input: Tokens<'_>) -> Option<Problem> {
    if let Some(problem) = name_with_a_stop(input) {
        return Some(problem);
    }
    let token = input.next();
    let is_word = matches!(token.kind, TokenKind::Word | TokenKind::Reserved) && !token.starts_line;
    let (Some(name), Some(word)) = (input.before(), input.index().checked_sub(2)) else {
        return None;
    };
    let declaring = input.seek(word);
    let declares = is_kind(declaring) || declaring.is_any(&["practitioner", "role", "action", "category", "purpose"]);
    let is_habit = instead(said::CLAUSES, token.text).is_some();
    if !is_word || !declares || name.kind != TokenKind::Word || is_habit {
        return None;
    }
    Some(several_words(declaring.rest()))
}

fn code_without_colon(input: Tokens<'_>) -> Option<Problem> {
    let token = input.next();
    let is_code = input.is_name() && input.peek(1).kind == TokenKind::Quoted && !token.starts_line;
    is_code.then(|| {
        problem_at(token, codes::NO_STATEMENT, "a colon is missing before this code")
            .help(format!("write `: {} \"…\"`", token.text))
    })
}

fn missing_for(input: Tokens<'_>) -> Option<Problem> {
    let token = input.next();
    let purposes = &crate::vocabulary::vocabulary().purposes;
    let is_purpose = token.kind == TokenKind::Word && purposes.iter().any(|purpose| purpose.name == token.text);
    (is_purpose && !token.starts_line).then(|| {
        problem_at(token, codes::OTHERWISE_SAID, format!("the purpose {} stands alone", quote(token.text)))
            .help(format!("write `for {}`", token.text))
    })
}

fn habit_of_clauses(input: Tokens<'_>) -> Option<Problem> {
    let token = input.next();
    if !matches!(token.kind, TokenKind::Word | TokenKind::Reserved) {
        return None;
    }
    let table = if token.starts_line && token.column == 0 {
        said::STARTS
    } else {
        said::CLAUSES
    };
    let message = if table == said::STARTS {
        format!("no statement begins with {}", quote(token.text))
    } else {
        format!("the language does not say {} here", quote(token.text))
    };
    instead(table, token.text).map(|instead| problem_at(token, codes::OTHERWISE_SAID, message).help(instead))
}

fn misspelt_start(input: Tokens<'_>) -> Option<Problem> {
    let token = input.next();
    if token.kind != TokenKind::Word {
        return None;
    }
    let lower = token.text.to_ascii_lowercase();
    // A short word is near to every other short word.
    let known = RESERVED.iter().copied().filter(|word| word.len() > 2);
    let begins = |word: &&str| STATEMENTS.contains(word) || crate::syntax::tree::PartyKind::from_word(word).is_some();
    let likely: Vec<&str> = if token.starts_line && token.column == 0 {
        known.clone().filter(begins).collect()
    } else {
        known.clone().filter(|word| CLAUSES.contains(word)).collect()
    };
    let near = is_reserved(&lower).then_some(lower.as_str());
    let near = near.or_else(|| nearest(token.text, likely));
    let near = near.or_else(|| nearest(token.text, known));
    near.map(|near| misspelt(token, near))
}
