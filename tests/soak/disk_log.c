/* Logs what a program asks of the disk, in its order: loaded by LD_PRELOAD, for tests.soak.power_cuts.
 *
 * Only files under LINLI_DISK_ROOT are logged, to the file LINLI_DISK_LOG; what goes to standard output is logged as
 * what was acknowledged. A record: op (1 byte), offset (8), length of data, of path, of second path (4 each), then
 * these three. Ops: W write, T set length, S sync, U unlink, R rename, C open and create, A acknowledged. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <unistd.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int journal = -1;
static const char *root;

__attribute__((constructor)) static void start(void) {
    root = getenv("LINLI_DISK_ROOT");
    const char *name = getenv("LINLI_DISK_LOG");
    if (root && name) journal = syscall(SYS_openat, AT_FDCWD, name, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
}
static void put(const void *data, size_t size) {
    while (size) {
        ssize_t done = syscall(SYS_write, journal, data, size);
        if (done <= 0) abort(); /* a log with holes would prove nothing */
        data = (const char *)data + done;
        size -= done;
    }
}
static void record(char op, int64_t offset, const void *data, uint32_t size, const char *path, const char *other) {
    if (journal < 0) return;
    uint32_t lengths[3] = {size, strlen(path), strlen(other)};
    pthread_mutex_lock(&lock);
    put(&op, 1);
    put(&offset, 8);
    put(lengths, sizeof lengths);
    put(data, size);
    put(path, lengths[1]);
    put(other, lengths[2]);
    pthread_mutex_unlock(&lock);
}
/* The root ends with a slash; the folder itself, whose names are synced, is named without. */
static int ours(const char *path) {
    if (!root || journal < 0) return 0;
    size_t length = strlen(root);
    return !strncmp(path, root, length) || (strlen(path) == length - 1 && !strncmp(path, root, length - 1));
}
static int named(int fd, char *path) {
    char link[40];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, path, PATH_MAX - 1);
    if (length < 0) return 0;
    path[length] = 0;
    return ours(path);
}
#define REAL(name) static __typeof__(&name) real; if (!real) real = dlsym(RTLD_NEXT, #name)

ssize_t write(int fd, const void *data, size_t size) {
    REAL(write);
    char path[PATH_MAX];
    int known = named(fd, path);
    off_t end = known && (fcntl(fd, F_GETFL) & O_APPEND) ? lseek(fd, 0, SEEK_END) : 0;
    off_t place = known ? (end ? end : lseek(fd, 0, SEEK_CUR)) : 0;
    if (fd == 1) record('A', 0, data, size, "", "");
    ssize_t done = real(fd, data, size);
    if (known && done > 0) record('W', place, data, done, path, "");
    return done;
}
static ssize_t placed(ssize_t done, int fd, const void *data, off_t offset) {
    char path[PATH_MAX];
    if (done > 0 && named(fd, path)) record('W', offset, data, done, path, "");
    return done;
}
ssize_t pwrite(int fd, const void *data, size_t size, off_t offset) {
    REAL(pwrite);
    return placed(real(fd, data, size, offset), fd, data, offset);
}
ssize_t pwrite64(int fd, const void *data, size_t size, off64_t offset) {
    REAL(pwrite64);
    return placed(real(fd, data, size, offset), fd, data, offset);
}
static int after(int result, char op, int fd, int64_t value) {
    char path[PATH_MAX];
    if (!result && named(fd, path)) record(op, value, "", 0, path, "");
    return result;
}
int ftruncate(int fd, off_t size) { REAL(ftruncate); return after(real(fd, size), 'T', fd, size); }
int ftruncate64(int fd, off64_t size) { REAL(ftruncate64); return after(real(fd, size), 'T', fd, size); }
int fsync(int fd) { REAL(fsync); return after(real(fd), 'S', fd, 0); }
int fdatasync(int fd) { REAL(fdatasync); return after(real(fd), 'S', fd, 0); }

int unlink(const char *path) {
    REAL(unlink);
    int result = real(path);
    if (!result && ours(path)) record('U', 0, "", 0, path, "");
    return result;
}
int unlinkat(int folder, const char *name, int flags) {
    REAL(unlinkat);
    char path[PATH_MAX], whole[2 * PATH_MAX];
    int known = folder >= 0 && named(folder, path);
    int result = real(folder, name, flags);
    if (!result && known && !(flags & AT_REMOVEDIR)) {
        snprintf(whole, sizeof whole, "%s/%s", path, name);
        record('U', 0, "", 0, whole, "");
    }
    return result;
}
int rename(const char *old, const char *new) {
    REAL(rename);
    int result = real(old, new);
    if (!result && ours(old)) record('R', 0, "", 0, old, new);
    return result;
}
static int opened(int fd, int flags) {
    char path[PATH_MAX];
    if (fd >= 0 && (flags & O_CREAT) && named(fd, path)) record('C', 0, "", 0, path, "");
    if (fd >= 0 && (flags & O_TRUNC) && named(fd, path)) record('T', 0, "", 0, path, "");
    return fd;
}
#define MODE mode_t mode = 0; if (flags & O_CREAT) { va_list rest; va_start(rest, flags); mode = va_arg(rest, int); va_end(rest); }
int open(const char *path, int flags, ...) { REAL(open); MODE return opened(real(path, flags, mode), flags); }
int open64(const char *path, int flags, ...) { REAL(open64); MODE return opened(real(path, flags, mode), flags); }
int openat(int at, const char *path, int flags, ...) { REAL(openat); MODE return opened(real(at, path, flags, mode), flags); }
