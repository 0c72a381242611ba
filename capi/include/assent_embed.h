/* Deciding requests and calling contracts in the sandbox, from C.
 *
 * Link with libassent_c (`cargo build --release -p capi`). The functions may be called from any
 * thread; engines, policies and contracts may be shared by threads, answers and outcomes belong to one at a time.
 * A thread that calls needs 2 MiB of stack.
 *
 * Every pointer that is given must be null where this file allows it, or point to what its type says for as long as the
 * call lasts. What a function hands over is freed with the function of its name; null may be freed.
 *
 * Nothing but ASSENT_OK says that something was done, and nothing but assent_answer_allows() that something is
 * allowed. */

#ifndef ASSENT_EMBED_H
#define ASSENT_EMBED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef enum assent_status {
  ASSENT_OK = 0,      /* it was done */
  ASSENT_REFUSED = 1, /* what was given is not acceptable: the module, the request, the facts */
  ASSENT_FAULT = 2,   /* the library or the caller's state is broken: stop */
  ASSENT_MISUSED = 3  /* the function was called wrongly: a null pointer, a text that is not UTF-8 */
} assent_status;

/* Bytes that somebody else owns; `data` may be anything when `length` is 0. */
typedef struct assent_bytes {
  const uint8_t *data;
  size_t length;
} assent_bytes;

/* Wherever there is a place for an error, it may be null; otherwise it is set to a text that says what went wrong and
 * what to do, to be freed, or to null on ASSENT_OK. */
void assent_text_free(char *text);

/* ---- The sandbox: once in a program. It reserves address space. ---- */

typedef struct assent_engine assent_engine;

assent_status assent_engine_open(assent_engine **engine, char **error);
void assent_engine_close(assent_engine *engine); /* what was loaded with it stays loaded */

/* ---- Policies ---- */

typedef struct assent_policy assent_policy;
typedef struct assent_answer assent_answer;

/* Admits and compiles what `assent build` wrote. It may take some milliseconds. */
assent_status assent_policy_load(const assent_engine *engine, const uint8_t *wasm, size_t length,
                                 assent_policy **policy, char **error);
void assent_policy_free(assent_policy *policy);

/* Decides one request, in a memory made anew. `request` is an AuthZEN request in JSON, `facts` what is attested,
 * in the JSON of `assent decide --facts`; no facts (length 0) are facts without anything in them. */
assent_status assent_policy_decide(const assent_policy *policy, const uint8_t *request, size_t request_length,
                                   const uint8_t *facts, size_t facts_length, assent_answer **answer, char **error);

bool assent_answer_allows(const assent_answer *answer);     /* false for null */
const char *assent_answer_json(const assent_answer *answer); /* the AuthZEN answer, as long as the answer lives */
uint64_t assent_answer_fuel(const assent_answer *answer);
void assent_answer_free(assent_answer *answer);

/* ---- Contracts that are no policies ---- */

typedef struct assent_contract assent_contract;
typedef struct assent_outcome assent_outcome;

assent_status assent_contract_load(const assent_engine *engine, const uint8_t *wasm, size_t length,
                                   assent_contract **contract, char **error);
void assent_contract_free(assent_contract *contract);

typedef struct assent_call {
  const char *entry;         /* the name of the export */
  assent_bytes input;
  bool is_query;             /* whether it may not write */
  uint8_t chain[32];
  uint64_t height;           /* of the block */
  int64_t time;              /* of the block, in seconds since 1970 */
  uint8_t caller_key[32];
  const char *caller_organisation; /* or null */
  const char *const *caller_roles; /* null when there are none */
  size_t caller_role_count;
  uint64_t fuel;             /* at most this much; a trap costs all of it */
} assent_call;

/* Your state. Each function gives 1 and sets what it found, 0 when there is nothing, and anything else when it is
 * broken. What it found must stay as it is until the next call of one of them, and the state must not change while a
 * call runs. */
typedef struct assent_state {
  void *context;
  /* The value of `key`. */
  int (*read)(void *context, assent_bytes key, assent_bytes *value);
  /* The first key, in the order of bytes, that begins with `prefix` and is greater than `*after`; any when `after`
   * is null. */
  int (*next_key)(void *context, assent_bytes prefix, const assent_bytes *after, assent_bytes *key);
} assent_state;

/* Makes one call. A trap and an abort are outcomes, and ASSENT_OK. Nothing is written to your state: apply the
 * writes of the outcome, or do not. */
assent_status assent_contract_call(const assent_contract *contract, const assent_call *call,
                                   const assent_state *state, assent_outcome **outcome, char **error);

uint16_t assent_outcome_code(const assent_outcome *outcome);      /* 0 for a success; see docs/host.md */
const char *assent_outcome_abort(const assent_outcome *outcome);  /* the name of the abort, or null */
assent_bytes assent_outcome_output(const assent_outcome *outcome);
uint64_t assent_outcome_fuel(const assent_outcome *outcome);
/* Events in their order, writes in the order of their keys; each place may be null. False when there is none with
 * this number. */
size_t assent_outcome_events(const assent_outcome *outcome);
bool assent_outcome_event(const assent_outcome *outcome, size_t index, const char **topic, assent_bytes *data);
size_t assent_outcome_writes(const assent_outcome *outcome);
bool assent_outcome_write(const assent_outcome *outcome, size_t index, assent_bytes *key, assent_bytes *value,
                          bool *is_removed);
void assent_outcome_free(assent_outcome *outcome);

#ifdef __cplusplus
}
#endif

#endif
