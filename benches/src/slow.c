/* Every flush takes so many milliseconds longer: laid before the C library (LD_PRELOAD). */
#include <stdlib.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static void hold_back(void) {
    const char *text = getenv("JIELI_BENCH_FLUSH_MS");
    long ms = text ? atol(text) : 0;
    struct timespec rest = {ms / 1000, ms % 1000 * 1000000L};
    while (nanosleep(&rest, &rest) != 0) {
    }
}

int fsync(int fd) {
    hold_back();
    return (int)syscall(SYS_fsync, fd);
}

int fdatasync(int fd) {
    hold_back();
    return (int)syscall(SYS_fdatasync, fd);
}
