#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int main(void) {
    char order[20];
    long a, b;
    if (scanf("%19s", order) != 1) return 9;
    if (!strcmp(order, "add") && scanf("%ld %ld", &a, &b) == 2) printf("%ld\n", a + b);
    if (!strcmp(order, "fail")) return 3;
    if (!strcmp(order, "crash")) abort();
    if (!strcmp(order, "spin")) for (volatile int i = 0;; i++) {}
    if (!strcmp(order, "hog")) for (;;) memset(malloc(1 << 20) ?: (exit((perror("malloc"), 1)), NULL), 1, 1 << 20);
    if (!strcmp(order, "multiply")) for (;;) {
        pid_t child = fork();
        if (child < 0) { perror("fork"); return 1; }
        if (child == 0) { pause(); }
    }
    if (!strcmp(order, "flood")) for (;;) puts("water");
    return 0;
}
