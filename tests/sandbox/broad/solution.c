#define _GNU_SOURCE
#include <arpa/inet.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <semaphore.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/sendfile.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/statvfs.h>
#include <sys/syscall.h>
#include <sys/sysinfo.h>
#include <sys/time.h>
#include <sys/timerfd.h>
#include <sys/times.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <sys/xattr.h>
#include <time.h>
#include <unistd.h>
#include <utime.h>

#define MUST(what) do { if (!(what)) { printf("%d: %s: %s\n", __LINE__, #what, strerror(errno)); exit(1); } } while (0)
extern char **environ;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t all = PTHREAD_COND_INITIALIZER;
static int arrived, ticks;

static void *arrive(void *nothing) {
    pthread_mutex_lock(&lock);
    arrived++;
    pthread_cond_signal(&all);
    pthread_mutex_unlock(&lock);
    return nothing;
}
static void tick(int number) { (void)number; ticks++; }

static void threads(void) {
    pthread_t many[6];
    for (int i = 0; i < 6; i++) MUST(pthread_create(&many[i], NULL, arrive, NULL) == 0);
    pthread_mutex_lock(&lock);
    while (arrived < 6) pthread_cond_wait(&all, &lock);
    pthread_mutex_unlock(&lock);
    for (int i = 0; i < 6; i++) MUST(pthread_join(many[i], NULL) == 0);
    cpu_set_t set;
    MUST(sched_getaffinity(0, sizeof set, &set) == 0 && sched_setaffinity(0, sizeof set, &set) == 0);
    MUST(sched_yield() == 0 && sched_getscheduler(0) == SCHED_OTHER && sched_get_priority_max(SCHED_RR) == 99);
    unsigned cpu;
    MUST(getcpu(&cpu, NULL) == 0 && getpriority(PRIO_PROCESS, 0) >= 0 && nice(1) != -1);
    sem_t *named = sem_open("/s", O_CREAT, 0600, 1);
    MUST(named != SEM_FAILED && sem_wait(named) == 0 && sem_post(named) == 0 && sem_unlink("/s") == 0);
}

static void processes(void) {
    int pair[2], status;
    pid_t child;
    MUST(pipe2(pair, O_CLOEXEC) == 0);
    if ((child = fork()) == 0) { MUST(write(pair[1], "x", 1) == 1); _exit(7); }
    char c;
    MUST(read(pair[0], &c, 1) == 1 && waitpid(child, &status, 0) == child && WEXITSTATUS(status) == 7);
    if ((child = vfork()) == 0) { execl("/bin/true", "true", NULL); _exit(1); }
    siginfo_t info;
    MUST(waitid(P_PID, child, &info, WEXITED) == 0 && info.si_status == 0);
    FILE *said = popen("echo said", "r");
    char line[20] = "";
    MUST(said && fgets(line, 20, said) && !strcmp(line, "said\n") && pclose(said) == 0);
    MUST(system("exit 3") == 3 << 8);
    char *words[] = {"true", NULL};
    MUST(posix_spawnp(&child, "true", NULL, NULL, words, environ) == 0 && waitpid(child, &status, 0) == child);
    if ((child = fork()) == 0) { setsid(); setpgid(0, 0); pause(); }
    int handle = syscall(SYS_pidfd_open, child, 0);
    struct pollfd ended = {handle, POLLIN, 0};
    MUST(handle > 0 && syscall(SYS_pidfd_send_signal, handle, SIGKILL, NULL, 0) == 0 && poll(&ended, 1, 9999) == 1);
    MUST(wait(NULL) == child && getppid() == 1 && getpgrp() == getpid() && getsid(0) == getpid());
}

static void signals(void) {
    struct sigaction action = {.sa_handler = tick, .sa_flags = SA_ONSTACK};
    stack_t stack = {malloc(65536), 0, 65536};
    sigset_t set, old, now;
    MUST(sigaltstack(&stack, NULL) == 0 && sigaction(SIGALRM, &action, NULL) == 0);
    struct itimerval soon = {{0, 0}, {0, 1000}};
    sigemptyset(&set); sigaddset(&set, SIGALRM); sigaddset(&set, SIGUSR1);
    MUST(sigprocmask(SIG_BLOCK, &set, &old) == 0 && setitimer(ITIMER_REAL, &soon, NULL) == 0);
    while (!ticks) sigsuspend(&old);
    MUST(getitimer(ITIMER_REAL, &soon) == 0 && alarm(9) == 0 && alarm(0) > 0);
    timer_t timer;
    struct sigevent event = {.sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGALRM};
    struct itimerspec later = {{0, 0}, {0, 1000000}};
    MUST(timer_create(CLOCK_MONOTONIC, &event, &timer) == 0 && timer_settime(timer, 0, &later, NULL) == 0);
    siginfo_t info;
    MUST(sigwaitinfo(&set, &info) == SIGALRM && timer_gettime(timer, &later) == 0 && timer_getoverrun(timer) >= 0 && timer_delete(timer) == 0);
    MUST(raise(SIGUSR1) == 0 && sigpending(&now) == 0 && sigismember(&now, SIGUSR1));
    int fd = signalfd(-1, &set, SFD_CLOEXEC);
    struct signalfd_siginfo read_info;
    MUST(fd > 0 && read(fd, &read_info, sizeof read_info) == sizeof read_info && read_info.ssi_signo == SIGUSR1);
    MUST(sigqueue(getpid(), SIGUSR1, (union sigval){5}) == 0);
    struct timespec second = {1, 0};
    MUST(sigtimedwait(&set, &info, &second) == SIGUSR1 && info.si_value.sival_int == 5);
}

static void waiting(void) {
    int poller = epoll_create1(0), events = eventfd(0, 0), timer = timerfd_create(CLOCK_MONOTONIC, 0);
    struct itimerspec soon = {{0, 0}, {0, 1000}};
    struct epoll_event found = {.events = EPOLLIN, .data.fd = timer};
    MUST(poller > 0 && events > 0 && timerfd_settime(timer, 0, &soon, NULL) == 0);
    MUST(epoll_ctl(poller, EPOLL_CTL_ADD, timer, &found) == 0 && epoll_wait(poller, &found, 1, 9999) == 1);
    MUST(timerfd_gettime(timer, &soon) == 0 && eventfd_write(events, 3) == 0);
    fd_set set;
    FD_ZERO(&set); FD_SET(events, &set);
    MUST(select(events + 1, &set, NULL, NULL, NULL) == 1);
    struct timespec pause = {0, 1000};
    MUST(pselect(0, NULL, NULL, NULL, &pause, NULL) == 0 && ppoll(NULL, 0, &pause, NULL) == 0);
    MUST(nanosleep(&pause, NULL) == 0 && clock_nanosleep(CLOCK_MONOTONIC, 0, &pause, NULL) == 0 && usleep(1) == 0);
}

static int count(const char *path, const struct stat *status, int kind, struct FTW *where) {
    (void)path; (void)status; (void)kind; (void)where;
    return 0;
}

static void files(void) {
    char name[] = "fileXXXXXX", text[64];
    int fd = mkstemp(name), other = open("other", O_RDWR | O_CREAT, 0600);
    struct iovec pieces[2] = {{"ab", 2}, {"cd", 2}};
    MUST(writev(fd, pieces, 2) == 4 && pwrite(fd, "e", 1, 4) == 1 && pread(fd, text, 2, 3) == 2 && pwritev(fd, pieces, 1, 9) == 2);
    struct iovec in = {text, 4};
    MUST(lseek(fd, 0, SEEK_SET) == 0 && readv(fd, &in, 1) == 4 && preadv(fd, &in, 1, 0) == 4);
    MUST(lseek(fd, 0, SEEK_SET) == 0 && sendfile(other, fd, NULL, 4) == 4);
    MUST(copy_file_range(fd, NULL, other, NULL, 4, 0) > 0 && fsync(fd) == 0 && fdatasync(fd) == 0);
    MUST(posix_fallocate(fd, 0, 1 << 16) == 0 && ftruncate(fd, 100) == 0 && truncate(name, 50) == 0 && posix_fadvise(fd, 0, 0, POSIX_FADV_SEQUENTIAL) == 0);
    int piped[2];
    MUST(pipe(piped) == 0 && lseek(fd, 0, SEEK_SET) == 0 && splice(fd, NULL, piped[1], NULL, 4, 0) == 4);
    struct flock area = {.l_type = F_WRLCK};
    MUST(fcntl(fd, F_SETLK, &area) == 0 && lockf(fd, F_ULOCK, 0) == 0 && fcntl(piped[1], F_SETPIPE_SZ, 8192) == 8192);
    struct stat status;
    MUST(fstat(fd, &status) == 0 && stat(name, &status) == 0 && lstat(name, &status) == 0 && access(name, R_OK) == 0);
    struct statx more;
    MUST(statx(AT_FDCWD, name, 0, STATX_ALL, &more) == 0 && faccessat(AT_FDCWD, name, R_OK, AT_EACCESS) == 0);
    MUST(mkdir("folder", 0700) == 0 && rename(name, "folder/moved") == 0 && link("folder/moved", "hard") == 0);
    MUST(symlink("hard", "soft") == 0 && readlink("soft", text, 64) == 4 && realpath("soft", NULL));
    MUST(renameat2(AT_FDCWD, "hard", AT_FDCWD, "other", RENAME_EXCHANGE) == 0 && mkfifo("fifo", 0600) == 0);
    MUST(chmod("other", 0644) == 0 && fchmod(fd, 0600) == 0 && chown("other", getuid(), getgid()) == 0 && fchown(fd, -1, -1) == 0);
    MUST(utimes("other", NULL) == 0 && futimens(fd, NULL) == 0 && utime("other", NULL) == 0 && umask(022) == 022);
    MUST(nftw(".", count, 8, FTW_PHYS) == 0);
    struct statvfs system;
    MUST(statvfs(".", &system) == 0 && fstatvfs(fd, &system) == 0);
    sync();
    DIR *here = opendir(".");
    int names = 0;
    while (readdir(here)) names++;
    MUST(names > 7 && fchdir(dirfd(here)) == 0 && chdir("folder") == 0 && getcwd(text, 64) && chdir("..") == 0);
    MUST(unlink("folder/moved") == 0 && rmdir("folder") == 0 && remove("fifo") == 0);
    MUST(dup2(fd, 50) == 50 && dup(50) > 0 && dup3(fd, 51, O_CLOEXEC) == 51);
    getxattr("other", "user.x", text, 9);
    FILE *temporary = tmpfile();
    MUST(temporary && fputs("x", temporary) >= 0 && fclose(temporary) == 0);
    closefrom(60);
}

static void memory(void) {
    size_t large = 64 << 20;
    char *block = malloc(large);
    MUST(block && memset(block, 1, large));
    free(block);
    char *map = mmap(NULL, 1 << 20, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    unsigned char in[256];
    MUST(map != MAP_FAILED && mprotect(map, 4096, PROT_READ) == 0 && mprotect(map, 4096, PROT_READ | PROT_WRITE) == 0 && madvise(map, 1 << 20, MADV_DONTNEED) == 0 && mincore(map, 1 << 20, in) == 0);
    MUST((map = mremap(map, 1 << 20, 2 << 20, MREMAP_MAYMOVE)) != MAP_FAILED && munmap(map, 2 << 20) == 0);
    int fd = memfd_create("m", 0), shared = shm_open("/m", O_RDWR | O_CREAT, 0600);
    MUST(fd > 0 && ftruncate(fd, 4096) == 0 && shared > 0 && ftruncate(shared, 4096) == 0 && shm_unlink("/m") == 0);
    char *seen = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, shared, 0);
    MUST(seen != MAP_FAILED && msync(seen, 4096, MS_SYNC) == 0);
    mlock(seen, 4096);
    munlock(seen, 4096);
    void *end = sbrk(0);
    MUST(sbrk(4096) == end);
    syscall(SYS_membarrier, 0, 0, 0);
}

static void network(void) {
    int listener = socket(AF_INET, SOCK_STREAM, 0), yes = 1, pair[2];
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof address;
    MUST(setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes) == 0);
    MUST(bind(listener, (void *)&address, size) == 0 && listen(listener, 4) == 0 && getsockname(listener, (void *)&address, &size) == 0);
    int client = socket(AF_INET, SOCK_STREAM, 0);
    MUST(connect(client, (void *)&address, size) == 0);
    int server = accept4(listener, NULL, NULL, SOCK_CLOEXEC);
    char text[9];
    MUST(send(client, "hello", 5, 0) == 5 && recv(server, text, 9, 0) == 5 && getpeername(client, (void *)&address, &size) == 0);
    MUST(shutdown(client, SHUT_WR) == 0 && recv(server, text, 9, 0) == 0);
    MUST(socketpair(AF_UNIX, SOCK_DGRAM, 0, pair) == 0);
    struct iovec piece = {text, 5};
    struct msghdr message = {.msg_iov = &piece, .msg_iovlen = 1};
    struct mmsghdr several = {message, 0};
    MUST(sendmsg(pair[0], &message, 0) == 5 && recvmsg(pair[1], &message, 0) == 5);
    MUST(sendmmsg(pair[0], &several, 1, 0) == 1 && recvmmsg(pair[1], &several, 1, 0, NULL) == 1);
    int datagrams = socket(AF_INET6, SOCK_DGRAM, 0), named = socket(AF_UNIX, SOCK_STREAM, 0);
    struct sockaddr_un path = {AF_UNIX, "socket"};
    MUST(datagrams > 0 && bind(named, (void *)&path, sizeof path) == 0 && getsockopt(named, SOL_SOCKET, SO_TYPE, &yes, &size) == 0);
}

static void itself(void) {
    struct utsname name;
    struct sysinfo info;
    struct rusage usage;
    struct tms spent;
    struct timeval now;
    struct timespec exact;
    struct rlimit limit;
    gid_t groups[9];
    unsigned char random[8];
    MUST(uname(&name) == 0 && sysinfo(&info) == 0 && getrusage(RUSAGE_SELF, &usage) == 0 && times(&spent) > 0);
    MUST(gettimeofday(&now, NULL) == 0 && clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &exact) == 0 && clock_getres(CLOCK_REALTIME, &exact) == 0 && time(NULL) > 0);
    MUST(getrlimit(RLIMIT_NOFILE, &limit) == 0 && setrlimit(RLIMIT_NOFILE, &limit) == 0);
    MUST(getuid() == geteuid() && getgid() == getegid() && getgroups(9, groups) >= 0 && setuid(getuid()) == 0);
    MUST(getentropy(random, 8) == 0 && getenv("PATH") && syscall(SYS_gettid) == getpid());
}

int main(void) {
    char word[9];
    MUST(scanf("%8s", word) == 1);
    if (!strcmp(word, "probe")) return system("sh probe.sh") != 0;
    threads(); processes(); signals(); waiting(); files(); memory(); network(); itself();
    puts("works");
    return 0;
}
