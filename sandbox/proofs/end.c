/* Proves that main returned: linked beside a program and its test with -Wl,--wrap=main. Needs no library, so that
 * nothing of the program's can stand in for what it calls. */
#ifdef __cplusplus
extern "C" {
#endif

#define SIZE 32

static char key[SIZE];
static int first;
static long reader; /* the process that has read the key */

extern void (*const __preinit_array_start[])(void) __attribute__((weak));
extern void (*const __preinit_array_end[])(void) __attribute__((weak));

static long ask(long number, long one, long two, long three) {
    long result;
    __asm__ volatile("syscall"
                     : "=a"(result)
                     : "a"(number), "D"(one), "S"(two), "d"(three)
                     : "rcx", "r11", "memory");
    return result;
}

/* Before any constructor of the program, and of no use if anything of the program came before it. */
static void take(void) {
    long have = 0, more;
    reader = ask(39, 0, 0, 0);
    while (have < SIZE && (more = ask(0, 0, (long)(key + have), SIZE - have)) > 0) have += more;
    first = have == SIZE && __preinit_array_end - __preinit_array_start == 1;
}

__attribute__((section(".preinit_array"), used)) static void (*const taking)(void) = take;

int __real_main(int count, char **arguments, char **environment);

int __wrap_main(int count, char **arguments, char **environment) {
    char line[SIZE + 2];
    int status = __real_main(count, arguments, environment), i;
    if (ask(39, 0, 0, 0) != reader) ask(62, -1, 9, 0); /* a copy in which an answer was tried: nothing passes */
    else if ((status & 0xff) == 0 && first) {
        line[0] = line[SIZE + 1] = '\n';
        for (i = 0; i < SIZE; i++) line[i + 1] = key[i];
        ask(1, 1, (long)line, SIZE + 2);
    }
    return status;
}

#ifdef __cplusplus
/* What the standard's comparisons call: a program that defines one of these as well is not linked. */
typedef unsigned long Eight __attribute__((may_alias, aligned(1)));
typedef unsigned char One;

int memcmp(const void *one, const void *other, unsigned long size) {
    const One *a = (const One *)one, *b = (const One *)other;
    for (; size >= 8 && *(const Eight *)a == *(const Eight *)b; size -= 8) a += 8, b += 8;
    for (; size && *a == *b; size--) a++, b++;
    return size ? *a - *b : 0;
}

int bcmp(const void *one, const void *other, unsigned long size) { return memcmp(one, other, size); }

int strcmp(const char *one, const char *other) {
    for (; *one && *one == *other; one++) other++;
    return (One)*one - (One)*other;
}

int strncmp(const char *one, const char *other, unsigned long most) {
    for (; most && *one && *one == *other; most--) one++, other++;
    return most ? (One)*one - (One)*other : 0;
}
}
#endif
