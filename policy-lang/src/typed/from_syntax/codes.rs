//! The kinds of problem that checking finds: `E02xx` and `W02xx`. Part of syntax -> typed policy.

use crate::diagnostic::{Code, CodeEntry};

/// Declares codes and the table of their titles and explanations together.
macro_rules! codes {
    ($($name:ident = $code:literal, $title:literal, $explanation:literal;)*) => {
        $(#[doc = $title] pub(super) const $name: Code = $code;)*
        /// Every kind of problem that checking finds, in the order of the numbers.
        pub const CODES: &[CodeEntry] =
            &[$(CodeEntry { code: $code, title: $title, explanation: $explanation }),*];
    };
}

codes! {
    UNKNOWN_TIME_ZONE = "E0201", "an unknown time zone",
        "Days are counted in the policy's time zone. It is named as in the IANA time zone database, by continent and city: \
         \"America/Chicago\", \"Europe/Berlin\". Without the line days are those of UTC.";
    DECLARED_TWICE = "E0202", "a name is declared twice",
        "Parties and practitioners share their names, for a sentence may name either without saying which. Roles, actions, categories \
         and purposes each have names of their own, and so have the facts of each owner and the words of a `one of` fact. Leave one of \
         the two declarations out, or give it another name.";
    NAME_TAKEN = "E0203", "a name or code stands for something else",
        "An identifier belongs to one party, and no party may be called what identifies another. The HL7 codes of the vocabulary \
         (`TREAT`, `access`) are names, too, and cannot be given another meaning.";
    IN_VOCABULARY = "E0204", "the vocabulary has this word already",
        "Words of the vocabulary are not declared, and cannot be moved. A policy may add codes to one of its categories or purposes: \
         `category bloodwork: loinc \"57698-3\"`.";
    CIRCLE = "E0205", "declarations lie within one another in a circle",
        "What lies within something is a part of it, so nothing can lie within itself, directly or by way of others.";
    NAME_TOO_LONG = "E0206", "a name that requests cannot carry",
        "Requests, consents and receipts carry names and codes of at most 128 bytes. Use a shorter one, and put the long form into the title.";
    UNKNOWN_SYSTEM = "E0207", "an unknown code system",
        "A code names its code system with a word (`loinc`, `icd10`, `rxnorm`, `snomed`, `cvx`, `sensitivity`) or with its address in \
         quotes: \"http://hl7.org/fhir/sid/ndc\".";
    EMPTY_CODE = "E0208", "a code is empty",
        "A code stands in quotes after the code system, as the code system writes it: `loinc \"718-7\"`.";
    CODE_OF_TWO = "E0209", "one code for two categories",
        "A code means one category, so that a request that gives a code is clear. To reach it by two names, let one category lie within \
         the other. A code of the vocabulary may be given to another category: the policy's meaning is the one that counts.";
    PROTECTED_EVERYTHING = "E0210", "everything is specially protected",
        "A specially protected category is one that `everything` leaves out. To close everything write no rule for it.";
    UNKNOWN_PARTY = "E0211", "an unknown party",
        "A policy knows the parties that it declares, by name or by identifier. `any lab` takes in labs that it does not declare, and in \
         an example `a lab` is one of them.";
    UNKNOWN_PRACTITIONER = "E0212", "an unknown practitioner",
        "A practitioner that a rule names is declared: `practitioner dr_lee of Northside`. For whoever has a role write `any physician`.";
    UNKNOWN_ROLE = "E0213", "an unknown role",
        "Roles are those of the vocabulary and those that the policy declares: `role er_physician within physician`.";
    UNKNOWN_ACTION = "E0214", "an unknown action",
        "The vocabulary has collect, read, use, disclose and correct. A policy adds its own: `action view within read`.";
    UNKNOWN_CATEGORY = "E0215", "an unknown category of data",
        "Categories are those of the vocabulary and those that the policy declares: `category lipid_panel within bloodwork`.";
    UNKNOWN_PURPOSE = "E0216", "an unknown purpose",
        "Purposes are those of the vocabulary, HL7's, and those that the policy declares: `purpose tumour_board within treatment`.";
    WRONG_KIND = "E0217", "a party is of another kind",
        "The kind before a party's name must be the one that it is declared with. One of the two is a mistake, and it matters which.";
    WRONG_EMPLOYER = "E0218", "a practitioner acts for another party",
        "A practitioner is declared with the party that he or she acts for. A rule or example that names another party means somebody else.";
    NO_ONE_AMONG_OTHERS = "E0219", "`no one` together with others",
        "`no one` forbids to all. An exception is a rule of its own that overrides it.";
    NO_DAY = "E0220", "a name where a day belongs",
        "Only the sentences of a form name days, by the form's parameters. Elsewhere a day is written out: 2026-12-31.";
    EMPTY_PERIOD = "E0221", "a period ends before it begins",
        "`from` begins with the first instant of its day, `until` takes in all of its day, and with a clock time ends when the clock \
         strikes. A sentence whose end is not after its beginning would never hold.";
    NOTHING_LEFT = "E0222", "nothing is left of the data",
        "All the data that is named is taken away again, so the sentence is about nothing.";
    TOO_MUCH = "E0223", "too much in one sentence",
        "Requests and consents are bounded, so that every node can bear them. Say it in several.";
    DEADLINE = "E0224", "a deadline that is not in whole hours",
        "Deadlines are counted in hours. Days and weeks have a fixed number of them; months and years do not.";
    DEADLINE_OF_NONE = "E0225", "a deadline for what holds at once",
        "Masking and recording are part of the access itself. To have something done later use `notify`, `review` or `delete`.";
    RULE_TWICE = "E0226", "two rules have one name",
        "A decision names the rules that decided it, so each has its own name. Sentences without a name are called r1, r2, … in their order.";
    UNKNOWN_RULE = "E0227", "an unknown rule",
        "Rules are named after `rule`; sentences without a name are called r1, r2, … in their order.";
    OVERRIDES = "E0228", "only `may` overrides, only `may not` is overridden",
        "A `may not` rule goes before every `may` rule but those that say they override it. So a `may` rule has nothing to fear from \
         another, and a `may not` rule needs no permission to win.";
    DATE_NEEDED = "E0229", "an example without its day",
        "Where rules or what is given have dates, or a rule asks for the weekday, what is right depends on the day: `lab Acme asks to read \
         bloodwork on 2026-05-04`. A day means noon. Where nothing has a date an example may leave it out; it then asks at noon of 2000-01-01.";
    UNKNOWN_WITHDRAWN = "E0230", "a withdrawal of what was not given",
        "A withdrawal repeats the sentence that was consented to, word for word.";
    OTHER_MOMENT = "E0231", "a reason with another day than the rule's",
        "The reason that a rule ended, or has not begun, names the day that stands in the rule.";
    OTHER_CONDITION = "E0232", "a reason with a condition that the rule does not have",
        "The reason that a rule needs something repeats one of the conditions that its `and` joins, or one of the clauses that narrow its data. \
         `unless C` is the one condition `not C`.";
    OTHER_PURPOSE = "E0233", "a reason with other purposes than the rule's",
        "The reason that a rule is for a purpose repeats the purposes that stand in the rule.";
    CANNOT_DECIDE = "E0234", "a rule that cannot decide so",
        "`may` rules allow; `may not` and `no one may` rules refuse. The other way round an example could never hold.";
    CONSENT_CONDITION = "E0235", "a consent with a condition",
        "A consent is a sentence with `may` or `may not`, without conditions and duties: the patient agrees or does not. What else must hold \
         is for the policy to say.";
    CONSENT_DUTY = "E0236", "a consent with duties",
        "A consent is a sentence with `may` or `may not`, without conditions and duties. Duties come with the rule that allows.";

    UNKNOWN_FACT = "E0240", "an unknown fact",
        "Facts are those that the policy declares: `fact vip: yes/no of patient` is asked with `patient.vip`. The same name may be a fact of \
         the patient and another of the requester, the record or the request.";
    WRONG_VALUE = "E0241", "a value of another kind than the fact's",
        "A fact has values of the kind that it is declared with, and is compared with such a value or with a fact of the same kind. A text \
         stands in quotes, a day is written as in 2026-12-31, a number in digits.";
    NOT_ORDERED = "E0242", "more and less of what has no order",
        "Numbers and dates are compared with `is at least`, `is under` and the like. Texts, the words of a `one of` fact, and yes and no are \
         the same or not: `is`, `is not`.";
    NOT_A_CONDITION = "E0243", "a fact that is no condition by itself",
        "A fact that is yes or no may stand alone: `if patient.vip`. Any other is compared: `if patient.score is at least 3`.";
    UNKNOWN_CHOICE = "E0244", "a word that the fact does not have",
        "A fact that is `one of green, amber or red` is one of these words and nothing else.";
    EMPTY_TIME = "E0245", "a time between equal clock times",
        "`between 07:00 and 19:00` takes in seven o'clock and all up to nineteen o'clock; `between 19:00 and 07:00` is over midnight. Between \
         equal times is either nothing or all of the day, and nobody can tell which.";
    WINDOW = "E0246", "a length of time that accesses are not counted in",
        "Accesses are counted in minutes, hours, days and weeks back from the request; a day is 24 hours. Months and years have no fixed \
         length: 1 month and 30 days do not compare.";
    OUT_OF_RANGE = "E0247", "a number or a day that cannot be meant",
        "Nobody is younger than 0 or older than 150, or born after the request; there are never fewer than 0 accesses; and the ledger keeps \
         only so many of one patient. A condition on such a number would always hold, or never.";
    GIVEN_TWICE = "E0248", "something is given twice",
        "In one example the patient has one age, or one birth date, and a fact has one value.";
    ALWAYS_KNOWN = "E0249", "a reason that no decision gives",
        "That something is not known is a reason only where a `may` rule asks for it, or narrows its data by it. A fact that is declared with `otherwise` is always known.";
    UNKNOWN_FORM = "E0260", "an unknown form",
        "A form is declared with its name, its parameters and what a signature means: `form \"CF-12\" (laboratory: a lab) laboratory may \
         read bloodwork`.";
    PARAMETER_NAME = "E0261", "a parameter with a name that is taken",
        "A parameter stands where what is filled in would stand, so it cannot bear the name of a party, practitioner, category or purpose \
         that could stand there, too.";
    PLACEHOLDER = "E0262", "a blank in a form's text that nobody fills in",
        "A name in braces in the text of a form stands for what is filled in for the parameter of that name.";
    MISPLACED_PARAMETER = "E0263", "a parameter in the wrong place",
        "A party or a practitioner may be whom a sentence is about, a category stands among the data, a purpose after `for`, a day after \
         `from` or `until`.";
    NO_PARAMETER = "E0264", "a form has no such parameter",
        "A form is signed with a value for each of its parameters and for nothing else.";
    WRONG_ARGUMENT = "E0265", "a form is filled in with something else than it asks for",
        "What is filled in is of the kind that the parameter is declared with: a lab for `laboratory: a lab`, a day for `last_day: a date`.";
    MISSING_ARGUMENT = "E0266", "a form is not filled in",
        "Each parameter of a form has a value when it is signed: `given the patient has signed \"CF-12\" with laboratory Acme, last_day \
         2026-12-31`.";

    CONSENTS_UNREAD = "W0251", "no rule looks at consents",
        "The policy decides the same whatever patients have consented to or refused. That is lawful where the law itself allows or forbids; \
         if it was not meant, a rule lacks `if the patient has consented`.";
    CLAIMS_ALONE = "W0252", "a rule that rests on claims alone",
        "Who somebody is, their roles, treatment relations, consents, the patient's age and death, facts of the patient and of the \
         requester and earlier accesses are attested by the ledger. The purpose, the reason, what the data is and facts of the record and of the \
         request are what the requester says, and the clock says nothing about anyone. A `may` rule for anyone without an attested condition opens to \
         everyone who says the right words.";
    UNUSED = "W0253", "declared and never used",
        "No rule, example or declaration names it, nor anything that it lies within. A fact is used where a condition asks for it. Perhaps a \
         rule is missing, or names something else.";
    NOTHING_PROTECTED = "W0254", "nothing is specially protected",
        "Categories in the line `specially protected` are left out of `everything` and of categories around them, in rules that allow. \
         Without the line `everything` means all.";
    UNKNOWN_IN_CONSENT = "W0255", "a consent names what the policy does not know",
        "A consent outlives versions of a policy, so an unknown name is no error. While it is unknown, a consent that grants has no effect; \
         of one that refuses the other names count, and when no known data is left it refuses everything.";
    IDLE_EXCEPTION = "W0256", "an exception that excepts nothing",
        "What stands after `except` is no part of the data before it. Perhaps another name was meant.";
    IDLE_DUTY = "W0257", "duties on a sentence that forbids",
        "Duties come with an allowed request, from every `may` rule that applies. A sentence that forbids never gives any.";
    EXAMPLE_TWICE = "W0258", "two examples have one name",
        "A report on examples says which failed by its name.";
    NOT_SHOWN = "W0270", "a form's text leaves a parameter out",
        "What a patient signs should say everything that is filled in: `{last_day}` in the text stands for the parameter `last_day`.";
    CODE_TWICE = "W0259", "a code is written twice",
        "The same code is given to the same category twice. It makes no difference.";
    IN_THE_PAST = "W0271", "a rule that has ended",
        "The day after `until` is over, so the rule decides nothing any more. It still stands in the contract, and in what is signed. The \
         compiler itself never looks at a clock: `assent check` takes today's date, or the one that `--on` names.";
    LEFT_OUT = "W0272", "a specially protected category is left out beside one that is named",
        "`everything`, and a category around a specially protected one, leave it out in a rule that allows. Where the same rule names one \
         specially protected category, a reader may think that it reaches the others, too. Name them, or say `except` to show that they are \
         meant to be left out.";
}
