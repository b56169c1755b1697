/* The system's, but what a test asserts cannot be switched off, caught or replaced by the program before it. */
#include_next <assert.h>
#ifdef STEELYARD_TEST
#undef assert
#define assert(...) ((__VA_ARGS__) ? (void)0 : steelyard_fail("Assertion failed: " #__VA_ARGS__ "\n"))
#endif
