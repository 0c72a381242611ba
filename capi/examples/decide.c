/* Decides one request by a policy: decide POLICY.wasm REQUEST.json [FACTS.json]
 *
 * Prints the AuthZEN answer. The status is 0 when the request is allowed, 1 when it is not, 2 when something is
 * wrong. */

#include <stdio.h>
#include <stdlib.h>

#include "assent_embed.h"

/* Reads a whole file, or ends the program. */
static assent_bytes file(const char *path) {
  FILE *stream = fopen(path, "rb");
  uint8_t *data = NULL;
  size_t length = 0, room = 0;
  if (stream == NULL) {
    fprintf(stderr, "cannot read %s\n", path);
    exit(2);
  }
  for (;;) {
    if (length == room) {
      room = room * 2 + 4096;
      data = realloc(data, room);
      if (data == NULL) exit(2);
    }
    size_t read = fread(data + length, 1, room - length, stream);
    if (read == 0) break;
    length += read;
  }
  fclose(stream);
  return (assent_bytes){data, length};
}

/* Ends the program unless something was done. */
static void check(assent_status status, char **error) {
  if (status == ASSENT_OK) return;
  fprintf(stderr, "error: %s\n", *error);
  assent_text_free(*error);
  exit(2);
}

int main(int count, char **arguments) {
  assent_engine *engine = NULL;
  assent_policy *policy = NULL;
  assent_answer *answer = NULL;
  char *error = NULL;
  if (count < 3) {
    fprintf(stderr, "decide POLICY.wasm REQUEST.json [FACTS.json]\n");
    return 2;
  }
  assent_bytes wasm = file(arguments[1]), request = file(arguments[2]);
  assent_bytes facts = count > 3 ? file(arguments[3]) : (assent_bytes){NULL, 0};

  check(assent_engine_open(&engine, &error), &error);
  check(assent_policy_load(engine, wasm.data, wasm.length, &policy, &error), &error);
  check(assent_policy_decide(policy, request.data, request.length, facts.data, facts.length, &answer, &error), &error);

  puts(assent_answer_json(answer));
  bool allows = assent_answer_allows(answer);

  assent_answer_free(answer);
  assent_policy_free(policy);
  assent_engine_close(engine);
  free((void *)wasm.data);
  free((void *)request.data);
  free((void *)facts.data);
  return allows ? 0 : 1;
}
