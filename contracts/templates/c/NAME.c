/* NAME: a counter for each caller, to be replaced by your own contract.
 *
 *   entry   input               what it does
 *   add     a number, 4 bytes   adds it to the caller's count and puts out the new count, 8 bytes
 *   count   nothing             puts out the caller's count; can be called in a query
 *
 * State: at `n/` and the caller's key (34 bytes) the count, 8 bytes. Event: `added`, with key and count. Aborts:
 * `bad_input`, `too_much`. All numbers are little-endian. */

#include "assent-memory.h"
#include "assent.h"

/* A word is given to the host as its place and its length, without the zero at its end. */
#define WORD(text) (text), (uint32_t)(sizeof(text) - 1)

#define REFUSE_IF(condition, name) \
    do { \
        if (condition) assent_abort(WORD(name)); \
    } while (0)

struct count_key {
    uint8_t kind[2];
    uint8_t caller[32];
};

struct added {
    uint8_t caller[32];
    uint64_t count;
};

_Static_assert(sizeof(struct count_key) == 34 && sizeof(struct added) == 40, "there are no gaps");

/* Every call begins with the memory as it stands here: nothing is kept in it, and nothing has to be cleaned up. */
static struct count_key key = {.kind = "n/"};
static struct added added;

/* Another length was meant for something else. */
static void take_input(void *to, uint32_t length) {
    REFUSE_IF((uint32_t)assent_input_length() != length, "bad_input");
    assent_input_read(to, 0, length);
}

/* Reads the caller's count: 0 where there is none, since the host leaves `added` as it is then. */
static void read_count(void) {
    assent_caller_key(key.caller);
    assent_state_read(&key, sizeof key, &added.count, sizeof added.count);
}

ASSENT_ENTRY(add) {
    uint32_t number;
    take_input(&number, sizeof number);
    read_count();
    REFUSE_IF(__builtin_add_overflow(added.count, number, &added.count), "too_much");
    assent_state_write(&key, sizeof key, &added.count, sizeof added.count);
    memcpy(added.caller, key.caller, sizeof key.caller);
    assent_event(WORD("added"), &added, sizeof added);
    assent_output(&added.count, sizeof added.count);
}

ASSENT_ENTRY(count) {
    take_input(0, 0);
    read_count();
    assent_output(&added.count, sizeof added.count);
}
