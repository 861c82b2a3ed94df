/* Digits read by a network: a library without a runtime to install, whose functions any number of threads may call at once. */
#ifndef DIGITS_H
#define DIGITS_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define DIGITS_PIXELS 784
#define DIGITS_CLASSES 10

/* Reads a picture of 28x28 pixels row by row, 0 (paper) to 1 (ink). Returns the digit, or -1; probabilities receives ten numbers, or is
   NULL. */
int32_t digits_read(const float *pixels, float *probabilities);

/* Reads a PNG picture of at most 4,000,000 pixels from memory, which is brought to 28x28. Returns the digit, or -1. */
int32_t digits_read_png(const uint8_t *png, size_t length, float *probabilities);

/* Why the last call on this thread that failed did so: at most room bytes, the last of them zero. Returns the length of the whole. */
size_t digits_error(char *into, size_t room);

#ifdef __cplusplus
}
#endif

#endif
