//! The kinds of problem that reading finds: `E01xx` and `W01xx`.

use super::CodeEntry;

/// Names for the codes of reading.
pub mod codes {
    use crate::diagnostic::Code;

    /// Something else was expected here.
    pub const UNEXPECTED: Code = "E0101";
    /// No statement begins here.
    pub const NO_STATEMENT: Code = "E0102";
    /// A character that the language has no use for.
    pub const STRANGE_CHARACTER: Code = "E0103";
    /// A text without its closing quote.
    pub const UNCLOSED_QUOTE: Code = "E0104";
    /// A name that needs quotes.
    pub const NOT_A_NAME: Code = "E0105";
    /// A word of the language as a name.
    pub const RESERVED_NAME: Code = "E0106";
    /// No date, or no day that exists.
    pub const NOT_A_DATE: Code = "E0107";
    /// No clock time.
    pub const NOT_A_TIME: Code = "E0108";
    /// No whole number.
    pub const NOT_A_NUMBER: Code = "E0109";
    /// A text that is too long.
    pub const TOO_LONG: Code = "E0110";
    /// A condition that is nested too deep.
    pub const TOO_DEEP: Code = "E0111";
    /// The same thing said twice.
    pub const TWICE: Code = "E0112";
    /// `if` and `unless` in one sentence.
    pub const IF_AND_UNLESS: Code = "E0113";
    /// `no one may not`.
    pub const DOUBLE_DENIAL: Code = "E0114";
    /// `and` and `or` without parentheses.
    pub const MIXED_AND_OR: Code = "W0115";
    /// `not` before `and` or `or` without parentheses.
    pub const SHORT_NOT: Code = "W0116";
    /// `dated` without both ends.
    pub const DATED_ENDS: Code = "E0117";
    /// A header line after other statements.
    pub const HEADER_PLACE: Code = "E0118";
    /// A sentence that belongs to a form and looks like a rule.
    pub const FORM_SENTENCE: Code = "W0119";
    /// A word that is not in a closed list.
    pub const UNKNOWN_WORD: Code = "E0120";
    /// A name that is not in composed form.
    pub const NOT_COMPOSED: Code = "E0121";
    /// A name that mixes scripts.
    pub const MIXED_SCRIPTS: Code = "E0122";
    /// Something invisible.
    pub const INVISIBLE: Code = "E0123";
    /// Data after its narrowing.
    pub const NARROWING_PLACE: Code = "E0124";
    /// `a nurse` where `any nurse` is meant.
    pub const NOT_ANY: Code = "E0125";
    /// A name without letters.
    pub const EMPTY: Code = "E0126";
    /// A misspelt word.
    pub const MISSPELT: Code = "E0130";
    /// A word for which the language has another.
    pub const OTHERWISE_SAID: Code = "E0131";
    /// A sentence without `may`.
    pub const MISSING_MAY: Code = "E0132";
    /// A sentence without an action or its data.
    pub const MISSING_DATA: Code = "E0133";
    /// A list that ends with `and`.
    pub const LIST_END: Code = "E0134";
    /// A text without quotes.
    pub const NOT_QUOTED: Code = "E0135";
    /// A parenthesis without its other half.
    pub const PARENTHESIS: Code = "E0136";
    /// Something that is no condition.
    pub const NO_CONDITION: Code = "E0137";
    /// Something that is no duty.
    pub const NO_DUTY: Code = "E0138";
    /// A rule or an example without its name.
    pub const NAME_MISSING: Code = "E0139";
    /// A name of several words without quotes.
    pub const NAME_OF_WORDS: Code = "E0140";
    /// An example that asks for nothing.
    pub const NO_REQUEST: Code = "E0141";
    /// An example without what it expects.
    pub const NO_EXPECTATION: Code = "E0142";
    /// Something that is no reason.
    pub const NO_REASON: Code = "E0143";
    /// A request outside an example.
    pub const OUTSIDE_EXAMPLE: Code = "E0144";
    /// Something after `given` that cannot be given.
    pub const NOT_GIVEN: Code = "E0145";
    /// More problems than are reported.
    pub const TOO_MANY: Code = "E0199";
}

pub(super) const ENTRIES: &[CodeEntry] = &[
    CodeEntry {
        code: codes::UNEXPECTED,
        title: "something else was expected",
        explanation: "A statement has begun, and what stands here does not go on with it. The message says what would. \
            A rule is one sentence in this order: who, `may` or `may not`, what, with which data, then the clauses that begin with \
            `for`, `from`, `until`, `if` or `unless`, `then` and `source`.",
    },
    CodeEntry {
        code: codes::NO_STATEMENT,
        title: "no statement begins here",
        explanation: "The statement before is complete, and this word neither goes on with it nor begins another. Often it is a \
            misspelt word such as `untill`. Statements begin with a kind of party, `practitioner`, `role`, `action`, `category`, \
            `purpose`, `fact`, `form`, `rule`, `example`, or with the subject of a sentence.",
    },
    CodeEntry {
        code: codes::STRANGE_CHARACTER,
        title: "a character that the language has no use for",
        explanation: "Outside quotes a policy is made of words, numbers, dates and the signs `( ) : , . / < > = !=`. Word processors \
            change quotes and hyphens into others that look alike; write the plain ones.",
    },
    CodeEntry {
        code: codes::UNCLOSED_QUOTE,
        title: "a text has no closing quote",
        explanation: "A text begins and ends with a straight quote. It may go on over several lines, but not over a blank line or a \
            line that begins a statement. A quote inside the text is written \\\".",
    },
    CodeEntry {
        code: codes::NOT_A_NAME,
        title: "a name needs quotes",
        explanation: "A name without quotes begins with a letter from a to z, small or capital, and goes on with letters, digits \
            and `_`. Any other name stands in quotes: \"CF-12\".",
    },
    CodeEntry {
        code: codes::RESERVED_NAME,
        title: "a word of the language cannot be a name",
        explanation: "Words such as `record`, `review` or `lab` have a meaning of their own. To use one as a name, put it in quotes \
            where it is declared and wherever it is used.",
    },
    CodeEntry {
        code: codes::NOT_A_DATE,
        title: "not a date",
        explanation: "A date is written year-month-day with four, two and two digits, 2026-12-31, and the day must exist: 2026-02-30 \
            does not, and 2026-02-29 does not, for 2026 is no leap year.",
    },
    CodeEntry {
        code: codes::NOT_A_TIME,
        title: "not a clock time",
        explanation: "A clock time is written with two digits each for hour and minute, from 00:00 to 23:59. Seconds are not written.",
    },
    CodeEntry {
        code: codes::NOT_A_NUMBER,
        title: "not a whole number",
        explanation: "Numbers are whole and have at most eighteen digits. There are no fractions: count in a smaller unit.",
    },
    CodeEntry {
        code: codes::TOO_LONG,
        title: "the policy is too long",
        explanation: "A policy has at most 16 MiB and four million words and signs.",
    },
    CodeEntry {
        code: codes::TOO_DEEP,
        title: "a condition is nested too deep",
        explanation: "Parentheses and `not` may be nested 64 deep. Nobody can read a condition that is nested deeper: say it in \
            several rules, or declare a fact for a part of it.",
    },
    CodeEntry {
        code: codes::TWICE,
        title: "the same thing is said twice",
        explanation: "A sentence has at most one clause of each sort, a policy one line of each sort about itself, and a request in \
            an example says each thing once. Join the two, or keep one.",
    },
    CodeEntry {
        code: codes::IF_AND_UNLESS,
        title: "`if` and `unless` do not go together",
        explanation: "With both in one sentence it would not be clear which of them the other limits. Use one: `if a and not b`.",
    },
    CodeEntry {
        code: codes::DOUBLE_DENIAL,
        title: "`no one may not` denies twice",
        explanation: "`no one may read X` forbids, and is short for `anyone may not read X`. `no one may not read X` could mean that \
            everybody may or that nobody may; write which.",
    },
    CodeEntry {
        code: codes::MIXED_AND_OR,
        title: "`and` and `or` without parentheses",
        explanation: "`a and b or c` is read as `(a and b) or c`, for `and` goes before `or`. Many readers expect something else, so \
            put parentheses round what belongs together.",
    },
    CodeEntry {
        code: codes::SHORT_NOT,
        title: "`not` reaches less than it seems",
        explanation: "`not a and b` is read as `(not a) and b`, for `not` goes before `and` and `or`. Put parentheses round what is \
            denied: `not (a and b)`, or round the denial.",
    },
    CodeEntry {
        code: codes::DATED_ENDS,
        title: "`dated` needs both ends",
        explanation: "`dated from 2025-01-01 until 2025-12-31` narrows data by its own date. A `from` or `until` without `dated` \
            belongs to the rule. So that the two are never confused, `dated` always has both.",
    },
    CodeEntry {
        code: codes::HEADER_PLACE,
        title: "a line about the policy comes too late",
        explanation: "`policy`, `version`, `time zone`, `source` and `specially protected` say something about the whole policy \
            and come before all other statements.",
    },
    CodeEntry {
        code: codes::FORM_SENTENCE,
        title: "a sentence belongs to a form",
        explanation: "The sentences after a form's text say what a signature means. A sentence that follows them without `rule NAME` \
            is one more of them, wherever it stands on its line.",
    },
    CodeEntry {
        code: codes::UNKNOWN_WORD,
        title: "a word that is not in its list",
        explanation: "Labels of confidentiality and units of time are closed lists; the policy cannot add to them.",
    },
    CodeEntry {
        code: codes::NOT_COMPOSED,
        title: "a name is not in composed form",
        explanation: "A letter with an accent can be stored as one character or as two, and both look the same. Names use the first \
            way (Unicode's normalization form C), so that two names that look the same are the same.",
    },
    CodeEntry {
        code: codes::MIXED_SCRIPTS,
        title: "a name mixes scripts",
        explanation: "The Latin a and the Cyrillic а look the same and are different letters. A name is written in one script, so \
            that nobody can declare a second `Acme` that is another party.",
    },
    CodeEntry {
        code: codes::INVISIBLE,
        title: "something invisible",
        explanation: "Names hold no characters that cannot be seen and no spaces at their ends, and no text turns the direction of \
            what follows it: what is signed must be what is read.",
    },
    CodeEntry {
        code: codes::NARROWING_PLACE,
        title: "data is named after it has been narrowed",
        explanation: "`dated`, `written by`, `held by`, `of encounter`, `of record` and `labelled` narrow the whole list of data and \
            come after it and after its exceptions: `bloodwork and imaging except genetics, held by Acme`.",
    },
    CodeEntry {
        code: codes::NOT_ANY,
        title: "`a nurse` does not say which",
        explanation: "A rule is about `any nurse`, or about somebody with a name. `a nurse` stands in examples only, where one asks.",
    },
    CodeEntry {
        code: codes::EMPTY,
        title: "a name is empty",
        explanation: "A name in quotes has at least one character.",
    },
    CodeEntry {
        code: codes::MISSPELT,
        title: "a misspelt word of the language",
        explanation: "This word is nearly one of the language. The words of the language are written small, as in `until`, and never in capitals.",
    },
    CodeEntry {
        code: codes::OTHERWISE_SAID,
        title: "the language says it with another word",
        explanation: "Each thing is said in one way, so that nobody asks whether `shall` and `may` differ. The message says which word is meant.",
    },
    CodeEntry {
        code: codes::MISSING_MAY,
        title: "`may` is missing",
        explanation: "A sentence says who, then `may` or `may not`, then what is done and with which data: `any nurse may read vitals`.",
    },
    CodeEntry {
        code: codes::MISSING_DATA,
        title: "the action or the data is missing",
        explanation: "After `may` or `may not` comes what is done, such as `read`, and with which data, such as `bloodwork` or `everything`. Only then follow the other clauses.",
    },
    CodeEntry {
        code: codes::LIST_END,
        title: "a list goes on and nothing follows",
        explanation: "`and`, `or` and a comma join two things. After the last of a list there is none of them.",
    },
    CodeEntry {
        code: codes::NOT_QUOTED,
        title: "a text needs quotes",
        explanation: "Titles, sources, time zones, identifiers, codes and what is recorded are texts, and stand between straight quotes: \"Privacy manual 2026\".",
    },
    CodeEntry {
        code: codes::PARENTHESIS,
        title: "a parenthesis without its other half",
        explanation: "Every `(` has its `)`. They are used in conditions, round what belongs together, and round the parameters of a form.",
    },
    CodeEntry {
        code: codes::NO_CONDITION,
        title: "not a condition",
        explanation: "After `if` and `unless` stand the conditions that the language knows, such as `the patient has consented`, and facts that the policy declares, such as `patient.vip`. For anything else declare a fact: `fact on_ward: yes/no of requester`.",
    },
    CodeEntry {
        code: codes::NO_DUTY,
        title: "not a duty",
        explanation: "The duties are `notify`, `mask`, `record`, `review` and `delete`. A duty is part of the decision; who asks is told of it along with the answer.",
    },
    CodeEntry {
        code: codes::NAME_MISSING,
        title: "a name is missing",
        explanation: "Rules after `rule`, examples and declarations have names. A sentence that needs no name stands without `rule`.",
    },
    CodeEntry {
        code: codes::NAME_OF_WORDS,
        title: "a name of several words needs quotes",
        explanation: "A name is one word, such as `ward_staff`, or stands in quotes: \"Ward staff\". In quotes it is written with them wherever it is used.",
    },
    CodeEntry {
        code: codes::NO_REQUEST,
        title: "an example without its request",
        explanation: "An example has one request, said with `asks to`: `a nurse of Riverside asks to read vitals for treatment on 2026-05-04`.",
    },
    CodeEntry {
        code: codes::NO_EXPECTATION,
        title: "an example that expects nothing",
        explanation: "An example ends with what must come out: `expect allowed`, `expect refused` or `expect not covered`, with the rules or the reasons if they matter.",
    },
    CodeEntry {
        code: codes::NO_REASON,
        title: "not a reason",
        explanation: "The reasons for a \"no\" name a rule and one of its clauses, as in `lab_bloods ended 2026-12-31`, or say what is not known, as in `the patient's age is not known`.",
    },
    CodeEntry {
        code: codes::OUTSIDE_EXAMPLE,
        title: "a request outside an example",
        explanation: "A policy holds rules, and examples of what they decide. `… asks to …` stands in an example, with what is expected of it.",
    },
    CodeEntry {
        code: codes::NOT_GIVEN,
        title: "not something that can be given",
        explanation: "After `given` stands what the ledger holds in the example: consents, withdrawals, who treats the patient, the \
            patient's age or day of birth, whether the patient is deceased, facts, and earlier accesses. What the requester says stands in \
            the request.",
    },
    CodeEntry {
        code: codes::TOO_MANY,
        title: "more problems than are reported",
        explanation: "The first 200 problems are reported. Mend them, and the others show.",
    },
];
