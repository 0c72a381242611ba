/* A queue of emergency accesses that wait for review, in C, to be read from top to bottom.
 *
 * Whoever breaks the glass sees a record without being asked first, and is asked afterwards. For each such access
 * the node opens a case here. People of the same organisation review it, never the one who had the access; what
 * nobody reviewed in time is listed, and escalated to the privacy officer. README.md beside this file has every
 * byte that goes in, comes out or is kept.
 *
 * Nothing here identifies a patient or says in words what happened: receipts, organisations, people and notes are
 * hashes, reasons are numbers. */

#include "assent-memory.h"
#include "assent.h"

/* -- Numbers and words ---------------------------------------------------------------------------------------- */

enum {
    ORGANISATION_NAME = 128, /* bytes at most: the host's limit of a name */
    DAYS_MAX = 90,
    DAYS_DEFAULT = 1, /* the shortest: nobody gains time by settling nothing, and no case is turned away */
    LISTED_MAX = 100,
    SECONDS_OF_DAY = 86400,
};

/* What has become of a case. */
enum status { OPEN = 0, ESCALATED = 1, APPROVED = 2, OBJECTED = 3 };

/* The reasons of an approval and of an objection, from the first to the last. */
enum { APPROVAL_FIRST = 1, APPROVAL_LAST = 5, OBJECTION_FIRST = 16, OBJECTION_LAST = 21 };

/* A word is given to the host as its place and its length. `sizeof` counts the zero byte at the end of a string,
 * which the host does not want. */
#define WORD(text) (text), (uint32_t)(sizeof(text) - 1)

#define REFUSE(name) assent_abort(WORD(name))
#define REFUSE_IF(condition, name) \
    do { \
        if (condition) REFUSE(name); \
    } while (0)

/* -- What is kept --------------------------------------------------------------------------------------------- */

/* Each struct is a key or a value as its bytes lie in the state: every field stands where the one before it ends,
 * which the assertions below hold. wasm32 is little-endian, so numbers are as well. */

typedef struct {
    uint8_t bytes[32];
} hash;

/* `c/`, organisation: the days that its reviewers have. */
struct days_key {
    uint8_t kind[2];
    hash organisation;
};

/* `r/`, receipt: the case. */
struct case_key {
    uint8_t kind[2];
    hash receipt;
};

struct emergency {
    hash accessor; /* a commitment: the hash of the receipt and the accessor's key */
    hash organisation;
    int64_t accessed;
    int64_t opened;
    int64_t deadline; /* the last second that is in time */
    uint8_t status;
    uint8_t reason; /* 0 until it is decided */
    uint8_t reserved[6];
    int64_t escalated; /* when; 0 until then, as the fields after it */
    int64_t decided;
    hash reviewer; /* a commitment, as the accessor's */
    hash note;     /* the hash of a note that is kept elsewhere; zeros for none */
};

/* A place in the queue of an organisation. The host walks keys in the order of their bytes: the deadline is written
 * with its highest byte first and its sign bit turned over, so that this is the order of deadlines. */
struct place {
    uint8_t deadline[8];
    hash receipt;
};

/* `d/`, organisation, place: one key for each case that is not decided, with an empty value. */
struct due_key {
    uint8_t kind[2];
    hash organisation;
    struct place place;
};

_Static_assert(sizeof(struct days_key) == 34 && sizeof(struct case_key) == 34, "keys have no gaps");
_Static_assert(sizeof(struct due_key) == 74 && sizeof(struct emergency) == 176, "nor has the value");

/* -- What goes in and comes out ------------------------------------------------------------------------------- */

struct opening {
    hash receipt;
    hash accessor;
    hash organisation;
    int64_t accessed;
};

struct review {
    hash receipt;
    uint8_t reason;
    hash note;
};

struct page {
    hash organisation;
    uint32_t count;
    struct place after; /* the last that is known; left out for the first page */
};

enum { FIRST_PAGE = sizeof(hash) + 4 };

struct listed {
    struct place place; /* as in the key, to be given back in `after` */
    uint8_t status;
};

struct opened {
    hash receipt;
    hash organisation;
    int64_t deadline;
};

struct configured {
    hash organisation;
    uint32_t days;
};

struct decided {
    hash receipt;
    uint8_t reason;
    uint8_t late; /* 1 when the deadline had passed */
};

_Static_assert(sizeof(struct opening) == 104 && sizeof(struct review) == 65, "inputs have no gaps");
_Static_assert(sizeof(struct page) == 76 && sizeof(struct listed) == 41, "nor has a page");
_Static_assert(sizeof(struct opened) == 72 && sizeof(struct configured) == 36, "nor have events");
_Static_assert(sizeof(struct decided) == 34, "nor have events");

/* -- Bytes ---------------------------------------------------------------------------------------------------- */

static int equal(const hash *one, const hash *other) {
    return memcmp(one, other, sizeof *one) == 0;
}

/* A number as eight bytes whose order is the order of the numbers, negative ones among them. */
static void put_in_order(uint8_t *to, int64_t number) {
    uint64_t bits = (uint64_t)number ^ (1ull << 63);
    for (int i = 0; i < 8; i++) to[i] = (uint8_t)(bits >> (56 - 8 * i));
}

static int64_t take_in_order(const uint8_t *from) {
    uint64_t bits = 0;
    for (int i = 0; i < 8; i++) bits = bits << 8 | from[i];
    return (int64_t)(bits ^ (1ull << 63));
}

/* Reads the whole input. Another length was meant for something else. */
static void take_input(void *to, uint32_t length) {
    REFUSE_IF((uint32_t)assent_input_length() != length, "bad_input");
    assent_input_read(to, 0, length);
}

/* -- Who calls ------------------------------------------------------------------------------------------------ */

/* The host says who calls and as what. What callers say of themselves would be input. */

#define HAS_ROLE(name) assent_caller_has_role(WORD(name))

/* The hash of the name of the caller's organisation: 32 bytes, however long the name is. */
static void take_organisation(hash *to) {
    static uint8_t name[ORGANISATION_NAME];
    int32_t length = assent_caller_organisation(name, sizeof name);
    REFUSE_IF(length == 0, "no_organisation");
    assent_blake3(name, (uint32_t)length, to);
}

/* The caller as a commitment: the hash of the receipt and the caller's key. It is another one in every case, so a
 * list of cases does not show how often somebody is named in it. */
static void take_commitment(hash *to, const hash *receipt) {
    struct {
        hash receipt, key;
    } both;
    both.receipt = *receipt;
    assent_caller_key(&both.key);
    assent_blake3(&both, sizeof both, to);
}

static void refuse_other_organisation(const struct emergency *emergency) {
    hash own;
    take_organisation(&own);
    REFUSE_IF(!equal(&own, &emergency->organisation), "other_organisation");
}

/* -- Cases ---------------------------------------------------------------------------------------------------- */

static struct case_key case_key_of(const hash *receipt) {
    return (struct case_key){.kind = "r/", .receipt = *receipt};
}

static int read_case(const hash *receipt, struct emergency *emergency) {
    struct case_key key = case_key_of(receipt);
    return assent_state_read(&key, sizeof key, emergency, sizeof *emergency) != -1;
}

static void write_case(const hash *receipt, const struct emergency *emergency) {
    struct case_key key = case_key_of(receipt);
    assent_state_write(&key, sizeof key, emergency, sizeof *emergency);
}

static struct due_key due_key_of(const hash *receipt, const struct emergency *emergency) {
    struct due_key key = {.kind = "d/", .organisation = emergency->organisation};
    put_in_order(key.place.deadline, emergency->deadline);
    key.place.receipt = *receipt;
    return key;
}

/* The case of a receipt, which must not be decided yet. */
static void take_undecided(const hash *receipt, struct emergency *emergency) {
    REFUSE_IF(!read_case(receipt, emergency), "unknown");
    REFUSE_IF(emergency->status >= APPROVED, "already_decided");
}

/* -- configure: the days that reviewers have -------------------------------------------------------------------- */

/* For cases that are opened from now on: a deadline that was given is not moved, in neither direction. */
ASSENT_ENTRY(configure) {
    struct configured now;
    take_input(&now.days, sizeof now.days);
    REFUSE_IF(!HAS_ROLE("privacy_officer"), "not_officer");
    take_organisation(&now.organisation);
    REFUSE_IF(now.days < 1 || now.days > DAYS_MAX, "bad_days");

    struct days_key key = {.kind = "c/", .organisation = now.organisation};
    assent_state_write(&key, sizeof key, &now.days, sizeof now.days);
    assent_event(WORD("configured"), &now, sizeof now);
}

static uint32_t days_of(const hash *organisation) {
    struct days_key key = {.kind = "c/", .organisation = *organisation};
    uint32_t days = DAYS_DEFAULT;
    /* Where there is no value, `days` is left as it is. */
    assent_state_read(&key, sizeof key, &days, sizeof days);
    return days;
}

/* -- open: a case for an access --------------------------------------------------------------------------------- */

/* A second of this block plus so many days. In C an overflow of a signed number means nothing at all, so it is
 * asked for: a block's time is given, and what is given is checked. */
static int64_t deadline_after(int64_t now, uint32_t days) {
    int64_t deadline;
    if (__builtin_add_overflow(now, (int64_t)days * SECONDS_OF_DAY, &deadline)) REFUSE("bad_time");
    return deadline;
}

ASSENT_ENTRY(open) {
    struct opening opening;
    struct emergency emergency;
    take_input(&opening, sizeof opening);
    REFUSE_IF(!HAS_ROLE("gateway"), "not_gateway");
    REFUSE_IF(read_case(&opening.receipt, &emergency), "already_opened");
    int64_t now = assent_block_time();
    REFUSE_IF(opening.accessed > now, "bad_time");

    /* What is not named here is zero. */
    emergency = (struct emergency){
        .accessor = opening.accessor,
        .organisation = opening.organisation,
        .accessed = opening.accessed,
        .opened = now,
        .deadline = deadline_after(now, days_of(&opening.organisation)),
        .status = OPEN,
    };
    struct due_key due = due_key_of(&opening.receipt, &emergency);
    write_case(&opening.receipt, &emergency);
    assent_state_write(&due, sizeof due, 0, 0);

    struct opened opened = {opening.receipt, emergency.organisation, emergency.deadline};
    assent_event(WORD("opened"), &opened, sizeof opened);
}

/* -- approve and object: a review ------------------------------------------------------------------------------- */

/* Who may review: somebody of the accessor's organisation, with the role, and never the accessor. Once a case is
 * escalated, it is the officer's. */
static void refuse_reviewer(const struct emergency *emergency, const hash *reviewer) {
    int is_officer = HAS_ROLE("privacy_officer");
    REFUSE_IF(!is_officer && !HAS_ROLE("privacy_reviewer"), "not_reviewer");
    refuse_other_organisation(emergency);
    REFUSE_IF(equal(reviewer, &emergency->accessor), "own_access");
    REFUSE_IF(emergency->status == ESCALATED && !is_officer, "not_officer");
}

static void decide(enum status status, uint8_t first, uint8_t last, const char *topic, uint32_t length) {
    struct review review;
    struct emergency emergency;
    take_input(&review, sizeof review);
    REFUSE_IF(review.reason < first || review.reason > last, "bad_reason");
    take_undecided(&review.receipt, &emergency);
    take_commitment(&emergency.reviewer, &review.receipt);
    refuse_reviewer(&emergency, &emergency.reviewer);

    emergency.status = (uint8_t)status;
    emergency.reason = review.reason;
    emergency.decided = assent_block_time();
    emergency.note = review.note;
    struct due_key due = due_key_of(&review.receipt, &emergency);
    write_case(&review.receipt, &emergency);
    assent_state_remove(&due, sizeof due);

    int late = emergency.decided > emergency.deadline;
    struct decided decided = {review.receipt, review.reason, (uint8_t)late};
    assent_event(topic, length, &decided, sizeof decided);
}

ASSENT_ENTRY(approve) {
    decide(APPROVED, APPROVAL_FIRST, APPROVAL_LAST, WORD("approved"));
}

ASSENT_ENTRY(object) {
    decide(OBJECTED, OBJECTION_FIRST, OBJECTION_LAST, WORD("objected"));
}

/* -- escalate: what nobody reviewed in time --------------------------------------------------------------------- */

/* The node does it when a deadline has passed; the officer may, for the own organisation. It is done once. */
ASSENT_ENTRY(escalate) {
    hash receipt;
    struct emergency emergency;
    take_input(&receipt, sizeof receipt);
    take_undecided(&receipt, &emergency);
    if (!HAS_ROLE("gateway")) {
        REFUSE_IF(!HAS_ROLE("privacy_officer"), "not_officer");
        refuse_other_organisation(&emergency);
    }
    REFUSE_IF(emergency.status == ESCALATED, "already_escalated");
    REFUSE_IF(assent_block_time() <= emergency.deadline, "not_overdue");

    emergency.status = ESCALATED;
    emergency.escalated = assent_block_time();
    write_case(&receipt, &emergency);
    assent_event(WORD("escalated"), &receipt, sizeof receipt);
}

/* -- What can be asked: none of these writes, so each can be called in a query ---------------------------------- */

ASSENT_ENTRY(look_up) {
    hash receipt;
    struct emergency emergency;
    take_input(&receipt, sizeof receipt);
    REFUSE_IF(!read_case(&receipt, &emergency), "unknown");
    assent_output(&emergency, sizeof emergency);
}

/* Reads the input of a list: with `after`, or without it for the first page. Gives whether it is there. */
static int take_page(struct page *page) {
    uint32_t length = (uint32_t)assent_input_length();
    REFUSE_IF(length != FIRST_PAGE && length != sizeof *page, "bad_input");
    assent_input_read(page, 0, length);
    REFUSE_IF(page->count > LISTED_MAX, "bad_input");
    return length == sizeof *page;
}

/* Lists undecided cases of an organisation in the order of their deadlines: all, or those that are overdue, which
 * are the ones whose deadline is before this block's time. */
static void list_queue(int overdue_only) {
    static struct listed list[LISTED_MAX];
    struct page page;
    uint32_t known = take_page(&page) ? sizeof(struct due_key) : 0;
    struct due_key key = {"d/", page.organisation, page.after};
    struct due_key first = key; /* the keys of the organisation begin as it does */
    struct emergency emergency;
    uint32_t found = 0;

    while (found < page.count) {
        int32_t next = assent_state_next(&first, sizeof first - sizeof first.place, &key, known, &key, sizeof key);
        if (next == -1) break;
        if (overdue_only && take_in_order(key.place.deadline) >= assent_block_time()) break;
        known = sizeof key; /* the next one comes after the one just found */
        read_case(&key.place.receipt, &emergency);
        list[found].place = key.place;
        list[found].status = emergency.status;
        found++;
    }
    assent_output(list, found * sizeof list[0]);
}

ASSENT_ENTRY(pending) {
    list_queue(0);
}

ASSENT_ENTRY(overdue) {
    list_queue(1);
}
