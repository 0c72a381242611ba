/* Calls a contract over a state of one's own: call CONTRACT.wasm ENTRY...
 *
 * The state is one value under one key, in this program's memory. Each entry is called in turn, as a transaction; what
 * a call that succeeded wrote is kept for the next. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "assent_embed.h"

/* One key with its value. */
typedef struct shelf {
  uint8_t key[128], value[65536];
  size_t key_length, value_length;
  bool is_full;
} shelf;

static bool is_kept(const shelf *shelf, assent_bytes key) {
  return shelf->is_full && key.length == shelf->key_length && memcmp(key.data, shelf->key, key.length) == 0;
}

static int read_value(void *context, assent_bytes key, assent_bytes *value) {
  const shelf *shelf = context;
  if (!is_kept(shelf, key)) return 0;
  *value = (assent_bytes){shelf->value, shelf->value_length};
  return 1;
}

static int next_key(void *context, assent_bytes prefix, const assent_bytes *after, assent_bytes *key) {
  const shelf *shelf = context;
  if (!shelf->is_full || prefix.length > shelf->key_length) return 0;
  if (prefix.length > 0 && memcmp(prefix.data, shelf->key, prefix.length) != 0) return 0;
  if (after != NULL) {
    size_t shorter = after->length < shelf->key_length ? after->length : shelf->key_length;
    int order = memcmp(after->data, shelf->key, shorter);
    if (order > 0 || (order == 0 && after->length >= shelf->key_length)) return 0;
  }
  *key = (assent_bytes){shelf->key, shelf->key_length};
  return 1;
}

/* Keeps what a call wrote: nothing, when it did not succeed. */
static void keep(shelf *shelf, const assent_outcome *outcome) {
  assent_bytes key, value;
  bool is_removed;
  for (size_t i = 0; assent_outcome_write(outcome, i, &key, &value, &is_removed); i++) {
    if (is_removed) {
      if (is_kept(shelf, key)) shelf->is_full = false;
      continue;
    }
    memcpy(shelf->key, key.data, key.length);
    if (value.length > 0) memcpy(shelf->value, value.data, value.length);
    shelf->key_length = key.length;
    shelf->value_length = value.length;
    shelf->is_full = true;
  }
}

static void print(const char *what, assent_bytes bytes) {
  printf(" %s ", what);
  for (size_t i = 0; i < bytes.length; i++) printf("%02x", bytes.data[i]);
}

static void check(assent_status status, char **error) {
  if (status == ASSENT_OK) return;
  fprintf(stderr, "error: %s\n", *error);
  assent_text_free(*error);
  exit(2);
}

int main(int count, char **arguments) {
  static uint8_t wasm[1 << 20];
  static shelf kept;
  assent_engine *engine = NULL;
  assent_contract *contract = NULL;
  char *error = NULL;
  FILE *stream = count > 1 ? fopen(arguments[1], "rb") : NULL;
  if (stream == NULL) {
    fprintf(stderr, "call CONTRACT.wasm ENTRY...\n");
    return 2;
  }
  size_t length = fread(wasm, 1, sizeof wasm, stream);
  fclose(stream);
  check(assent_engine_open(&engine, &error), &error);
  check(assent_contract_load(engine, wasm, length, &contract, &error), &error);

  const char *roles[] = {"clerk"};
  assent_state state = {&kept, read_value, next_key};
  for (int i = 2; i < count; i++) {
    assent_call call = {.entry = arguments[i],
                        .height = 1,
                        .time = 1780000000,
                        .caller_organisation = "riverside",
                        .caller_roles = roles,
                        .caller_role_count = 1,
                        .fuel = 50000000};
    assent_outcome *outcome = NULL;
    check(assent_contract_call(contract, &call, &state, &outcome, &error), &error);
    printf("%s: code %u", arguments[i], assent_outcome_code(outcome));
    if (assent_outcome_abort(outcome) != NULL) printf(" abort %s", assent_outcome_abort(outcome));
    print("output", assent_outcome_output(outcome));
    const char *topic;
    assent_bytes data;
    for (size_t j = 0; assent_outcome_event(outcome, j, &topic, &data); j++) print(topic, data);
    printf("\n");
    keep(&kept, outcome);
    assent_outcome_free(outcome);
  }
  assent_contract_free(contract);
  assent_engine_close(engine);
  return 0;
}
