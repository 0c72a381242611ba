/* What a C compiler may call although nobody wrote it: copying, filling and comparing bytes, for a struct that is
 * assigned or begins as zeros. There is no C library in the sandbox, so they stand here; one file of a contract
 * includes this. What is not called does not get into the module. */
#ifndef ASSENT_MEMORY_H
#define ASSENT_MEMORY_H

#include <stddef.h>
#include <stdint.h>

void *memcpy(void *restrict to, const void *restrict from, size_t length);
void *memmove(void *to, const void *from, size_t length);
void *memset(void *to, int value, size_t length);
int memcmp(const void *one, const void *other, size_t length);

void *memcpy(void *restrict to, const void *restrict from, size_t length) {
    uint8_t *out = to;
    const uint8_t *in = from;
    for (size_t i = 0; i < length; i++) out[i] = in[i];
    return to;
}

void *memmove(void *to, const void *from, size_t length) {
    uint8_t *out = to;
    const uint8_t *in = from;
    if ((uintptr_t)to < (uintptr_t)from) return memcpy(to, from, length);
    for (size_t i = length; i > 0; i--) out[i - 1] = in[i - 1];
    return to;
}

void *memset(void *to, int value, size_t length) {
    uint8_t *out = to;
    for (size_t i = 0; i < length; i++) out[i] = (uint8_t)value;
    return to;
}

int memcmp(const void *one, const void *other, size_t length) {
    const uint8_t *left = one, *right = other;
    for (size_t i = 0; i < length; i++) {
        if (left[i] != right[i]) return left[i] < right[i] ? -1 : 1;
    }
    return 0;
}

#endif
