/* Counts of consenting patients for researchers, in C, to be read from top to bottom.
 *
 * Patients' agents enrol a pseudonym under categories and withdraw it. From time to time a steward publishes how
 * many are enrolled under each, and researchers read what was published. No published number tells of fewer than a
 * threshold of patients: it is rounded down to a multiple of the threshold, so a small cell reads as 0, and it
 * changes only when as many enrolments and withdrawals have come together, so the step of one patient is not seen.
 * There is one table for everybody, all of it, and no total: no two questions can be subtracted.
 *
 * README.md beside this file has every byte, and says plainly what this protects and what it does not. */

#include "assent-memory.h"
#include "assent.h"

/* -- Numbers and words ---------------------------------------------------------------------------------------- */

enum {
    CATEGORIES = 32, /* a set of them is a word with a bit for each */
    THRESHOLD_MIN = 5,
    THRESHOLD_MAX = 1000,
    DAYS_MAX = 365,
    SECONDS_OF_DAY = 86400,
};

/* A word is given to the host as its place and its length. `sizeof` counts the zero byte at the end of a string,
 * which the host does not want. */
#define WORD(text) (text), (uint32_t)(sizeof(text) - 1)

#define REFUSE_IF(condition, name) \
    do { \
        if (condition) assent_abort(WORD(name)); \
    } while (0)

#define HAS_ROLE(name) assent_caller_has_role(WORD(name))

/* -- What is kept --------------------------------------------------------------------------------------------- */

/* Each struct is a key, a value, an input or an output as its bytes lie there: every field stands where the one
 * before it ends, which the assertions hold. wasm32 is little-endian, so numbers are as well. */

typedef struct {
    uint8_t bytes[32];
} hash;

/* At `k`: how the cohort is published. Written once: counts that were rounded to two different thresholds could be
 * put together and would tell more than either. */
struct settings {
    uint32_t threshold;
    uint32_t days; /* at least so many between two releases */
};

/* At `n`: for each category how many are enrolled now, and how many enrolments and withdrawals there were since its
 * published count was last made anew. */
struct tally {
    uint32_t enrolled[CATEGORIES];
    uint32_t changes[CATEGORIES];
};

/* At `s`: what is published. */
struct release {
    uint32_t number; /* 1 for the first */
    uint32_t threshold;
    int64_t time;
    uint32_t counts[CATEGORIES]; /* multiples of the threshold; 0 also for fewer than it */
};

/* At `p/`, pseudonym: the categories, and who enrolled it. A pseudonym under no category has no value at all. */
struct patient_key {
    uint8_t kind[2];
    hash pseudonym;
};

struct patient {
    uint32_t categories;
    hash agent;
};

/* The input of `enrol` and of `withdraw`. */
struct change {
    hash pseudonym;
    uint32_t categories;
};

_Static_assert(sizeof(struct settings) == 8 && sizeof(struct tally) == 256, "values have no gaps");
_Static_assert(sizeof(struct release) == 144 && sizeof(struct patient) == 36, "values have no gaps");
_Static_assert(sizeof(struct patient_key) == 34 && sizeof(struct change) == 36, "nor have keys and inputs");

static const char SETTINGS[1] = {'k'}, TALLY[1] = {'n'}, RELEASE[1] = {'s'};

/* What has no value yet reads as zeros: the memory of every call begins as the module says, and where there is no
 * value the host leaves it as it is. */
static struct settings settings;
static struct tally tally;
static struct release release;

#define READ(key, value) assent_state_read(key, sizeof(key), &(value), sizeof(value))
#define WRITE(key, value) assent_state_write(key, sizeof(key), &(value), sizeof(value))

/* Reads the whole input. Another length was meant for something else. */
static void take_input(void *to, uint32_t length) {
    REFUSE_IF((uint32_t)assent_input_length() != length, "bad_input");
    assent_input_read(to, 0, length);
}

static void take_settings(void) {
    REFUSE_IF(READ(SETTINGS, settings) == -1, "not_configured");
}

/* -- configure: how the cohort is published ------------------------------------------------------------------- */

ASSENT_ENTRY(configure) {
    struct settings wanted;
    take_input(&wanted, sizeof wanted);
    REFUSE_IF(!HAS_ROLE("data_steward"), "not_steward");
    REFUSE_IF(READ(SETTINGS, settings) != -1, "already_configured");
    REFUSE_IF(wanted.threshold < THRESHOLD_MIN || wanted.threshold > THRESHOLD_MAX, "bad_threshold");
    REFUSE_IF(wanted.days < 1 || wanted.days > DAYS_MAX, "bad_days");
    WRITE(SETTINGS, wanted);
    assent_event(WORD("configured"), &wanted, sizeof wanted);
}

/* -- enrol and withdraw: what a patient's agent does ------------------------------------------------------------ */

/* Adds `step`, one up or one down, for each category of a set. */
static void count(uint32_t categories, uint32_t step) {
    READ(TALLY, tally);
    for (int i = 0; i < CATEGORIES; i++) {
        if (!(categories >> i & 1)) continue;
        tally.enrolled[i] += step;
        /* From the threshold on, more changes make no difference; and so it never runs over. */
        if (tally.changes[i] < THRESHOLD_MAX) tally.changes[i]++;
    }
    WRITE(TALLY, tally);
}

/* Reads what is kept of a pseudonym; where there is nothing, no category. */
static void read_patient(const struct patient_key *key, struct patient *patient) {
    patient->categories = 0;
    assent_state_read(key, sizeof *key, patient, sizeof *patient);
}

ASSENT_ENTRY(enrol) {
    struct change change;
    struct patient patient;
    hash agent;
    take_input(&change, sizeof change);
    REFUSE_IF(!HAS_ROLE("patient_agent"), "not_agent");
    take_settings();

    struct patient_key key = {"p/", change.pseudonym};
    read_patient(&key, &patient);
    assent_caller_key(&agent);
    int is_new = patient.categories == 0;
    REFUSE_IF(!is_new && memcmp(&agent, &patient.agent, sizeof agent) != 0, "other_agent");
    uint32_t added = change.categories & ~patient.categories;
    REFUSE_IF(added == 0, "nothing_to_add");

    patient.categories |= added;
    patient.agent = agent;
    assent_state_write(&key, sizeof key, &patient, sizeof patient);
    count(added, 1);
    assent_event(WORD("enrolled"), &change.pseudonym, sizeof change.pseudonym);
}

/* The agent that enrolled a pseudonym withdraws it; a steward may as well, so that a patient whose agent is gone is
 * not enrolled for ever. */
ASSENT_ENTRY(withdraw) {
    struct change change;
    struct patient patient;
    hash agent;
    take_input(&change, sizeof change);

    struct patient_key key = {"p/", change.pseudonym};
    read_patient(&key, &patient);
    REFUSE_IF(patient.categories == 0, "unknown");
    assent_caller_key(&agent);
    int is_own = memcmp(&agent, &patient.agent, sizeof agent) == 0 && HAS_ROLE("patient_agent");
    REFUSE_IF(!is_own && !HAS_ROLE("data_steward"), "other_agent");
    uint32_t removed = change.categories & patient.categories;
    REFUSE_IF(removed == 0, "nothing_to_withdraw");

    patient.categories &= ~removed;
    if (patient.categories == 0) {
        assent_state_remove(&key, sizeof key);
    } else {
        assent_state_write(&key, sizeof key, &patient, sizeof patient);
    }
    count(removed, (uint32_t)-1);
    assent_event(WORD("withdrawn"), &change.pseudonym, sizeof change.pseudonym);
}

/* -- publish: the counts as they may be seen ------------------------------------------------------------------ */

/* Whether enough days have passed since the last release. The difference of two times may need 65 bits. */
static int is_time(int64_t now) {
    int64_t passed;
    if (release.number == 0) return 1;
    if (__builtin_sub_overflow(now, release.time, &passed)) return now > release.time;
    return passed >= (int64_t)settings.days * SECONDS_OF_DAY;
}

ASSENT_ENTRY(publish) {
    take_input(0, 0);
    REFUSE_IF(!HAS_ROLE("data_steward"), "not_steward");
    take_settings();
    READ(RELEASE, release);
    READ(TALLY, tally);
    int64_t now = assent_block_time();
    REFUSE_IF(!is_time(now), "too_soon");

    release.number++;
    release.threshold = settings.threshold;
    release.time = now;
    for (int i = 0; i < CATEGORIES; i++) {
        /* Too few changes: the count stays as it was published, whatever it would be now. */
        if (tally.changes[i] < settings.threshold) continue;
        release.counts[i] = tally.enrolled[i] - tally.enrolled[i] % settings.threshold;
        tally.changes[i] = 0;
    }
    WRITE(RELEASE, release);
    WRITE(TALLY, tally);
    assent_event(WORD("published"), &release.number, sizeof release.number);
}

/* -- What can be asked: neither writes, so both can be called in a query ---------------------------------------- */

/* The whole table, always: who could ask for a part of it could ask twice and subtract. */
ASSENT_ENTRY(counts) {
    take_input(0, 0);
    REFUSE_IF(!HAS_ROLE("researcher"), "not_researcher");
    REFUSE_IF(READ(RELEASE, release) == -1, "nothing_published");
    assent_output(&release, sizeof release);
}

/* Under which categories a pseudonym is enrolled: for the agent that enrolled it. */
ASSENT_ENTRY(look_up) {
    hash pseudonym, agent;
    struct patient patient;
    take_input(&pseudonym, sizeof pseudonym);

    struct patient_key key = {"p/", pseudonym};
    read_patient(&key, &patient);
    REFUSE_IF(patient.categories == 0, "unknown");
    assent_caller_key(&agent);
    REFUSE_IF(memcmp(&agent, &patient.agent, sizeof agent) != 0, "unknown");
    assent_output(&patient.categories, sizeof patient.categories);
}
