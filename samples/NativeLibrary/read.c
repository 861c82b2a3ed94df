/* Reads the digits of PNG files: read FILE... */
#include <stdio.h>
#include <stdlib.h>
#include "digits.h"

static int read_file(const char *path)
{
    float probabilities[DIGITS_CLASSES];
    char error[256];
    size_t length = 0, room = (16 << 20) + 1;
    uint8_t *bytes;
    int32_t digit;
    FILE *file = fopen(path, "rb");
    if (file == NULL) {
        perror(path);
        return 1;
    }

    bytes = malloc(room);
    if (bytes != NULL)
        length = fread(bytes, 1, room, file);
    fclose(file);
    if (bytes == NULL || length == room) {
        fprintf(stderr, "error: %s: expected a file of at most 16 MB\n", path);
        free(bytes);
        return 1;
    }

    digit = digits_read_png(bytes, length, probabilities);
    free(bytes);
    if (digit < 0) {
        digits_error(error, sizeof error);
        fprintf(stderr, "error: %s: %s\n", path, error);
        return 1;
    }

    printf("%d  %.4f  %s\n", (int)digit, probabilities[digit], path);
    return 0;
}

int main(int count, char **paths)
{
    int status = 0, i;
    for (i = 1; i < count; i++)
        status |= read_file(paths[i]);
    return status;
}
