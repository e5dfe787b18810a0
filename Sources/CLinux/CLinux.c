#define _GNU_SOURCE
#include "CLinux.h"

#include <arpa/inet.h>
#include <endian.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

_Static_assert(CLINUX_READABLE == EPOLLIN, "epoll bit");
_Static_assert(CLINUX_WRITABLE == EPOLLOUT, "epoll bit");
_Static_assert(CLINUX_ERROR == EPOLLERR, "epoll bit");
_Static_assert(CLINUX_HANGUP == EPOLLHUP, "epoll bit");
_Static_assert(CLINUX_PEER_FINISHED == EPOLLRDHUP, "epoll bit");
_Static_assert(CLINUX_READABLE == POLLIN && CLINUX_WRITABLE == POLLOUT, "poll has epoll's bits");

static int result_of(int result) { return result < 0 ? -errno : result; }

int clinux_epoll_create(void) { return result_of(epoll_create1(EPOLL_CLOEXEC)); }

static int control(int epoll, int operation, int descriptor, uint32_t events, uint64_t token) {
    struct epoll_event event = {.events = events, .data.u64 = token};
    return result_of(epoll_ctl(epoll, operation, descriptor, &event));
}

int clinux_epoll_add(int epoll, int descriptor, uint32_t events, uint64_t token) {
    return control(epoll, EPOLL_CTL_ADD, descriptor, events, token);
}

int clinux_epoll_modify(int epoll, int descriptor, uint32_t events, uint64_t token) {
    return control(epoll, EPOLL_CTL_MOD, descriptor, events, token);
}

static int reports(int count, const struct epoll_event *kernel, clinux_event *events) {
    for (int i = 0; i < count; i++) {
        events[i].token = kernel[i].data.u64;
        events[i].events = kernel[i].events;
    }
    return result_of(count);
}

int clinux_epoll_wait(int epoll, clinux_event *events, int timeout_milliseconds) {
    struct epoll_event kernel[CLINUX_EVENT_COUNT_MAX];
    return reports(epoll_wait(epoll, kernel, CLINUX_EVENT_COUNT_MAX, timeout_milliseconds), kernel, events);
}

int clinux_epoll_wait_nanoseconds(int epoll, clinux_event *events, int64_t timeout_nanoseconds) {
    // The call itself, so that an old C library is enough.
    static _Atomic int is_missing;
    if (!is_missing) {
        struct epoll_event kernel[CLINUX_EVENT_COUNT_MAX];
        struct timespec timeout = {timeout_nanoseconds / 1000000000, timeout_nanoseconds % 1000000000};
        int count = (int)syscall(SYS_epoll_pwait2, epoll, kernel, CLINUX_EVENT_COUNT_MAX,
                                 timeout_nanoseconds < 0 ? NULL : &timeout, NULL, 0);
        if (count >= 0 || errno != ENOSYS) return reports(count, kernel, events);
        is_missing = 1;
    }
    int64_t milliseconds = timeout_nanoseconds < 0 ? -1 : (timeout_nanoseconds + 999999) / 1000000;
    return clinux_epoll_wait(epoll, events, milliseconds > INT_MAX ? INT_MAX : (int)milliseconds);
}

void clinux_set_timer_slack(long nanoseconds) { prctl(PR_SET_TIMERSLACK, nanoseconds); }

int clinux_eventfd(void) { return result_of(eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)); }
int clinux_eventfd_blocking(void) { return result_of(eventfd(0, EFD_CLOEXEC)); }
int clinux_eventfd_write(int descriptor) { return result_of(eventfd_write(descriptor, 1)); }
int clinux_eventfd_read(int descriptor) {
    eventfd_t value;
    return result_of(eventfd_read(descriptor, &value));
}

void clinux_pause(int64_t nanoseconds) {
    struct timespec time = {nanoseconds / 1000000000, nanoseconds % 1000000000};
    nanosleep(&time, NULL);
}

// The socket address that a host's text stands for, or 0 when it is neither an IPv4 nor an IPv6 address.
static socklen_t address_of(const char *host, uint16_t port, struct sockaddr_storage *storage) {
    memset(storage, 0, sizeof *storage);
    struct sockaddr_in *v4 = (struct sockaddr_in *)storage;
    if (inet_pton(AF_INET, host, &v4->sin_addr) == 1) {
        v4->sin_family = AF_INET;
        v4->sin_port = htons(port);
        return sizeof *v4;
    }
    struct sockaddr_in6 *v6 = (struct sockaddr_in6 *)storage;
    if (inet_pton(AF_INET6, host, &v6->sin6_addr) == 1) {
        v6->sin6_family = AF_INET6;
        v6->sin6_port = htons(port);
        return sizeof *v6;
    }
    return 0;
}

int clinux_is_address(const char *host) {
    struct sockaddr_storage address;
    return address_of(host, 0, &address) > 0;
}

int clinux_listen(const char *host, uint16_t port, int backlog, int reuse_port, int send_buffer_byte_count,
                  int unsent_byte_count_max) {
    struct sockaddr_storage address;
    socklen_t length = address_of(host, port, &address);
    if (length == 0) return -EINVAL;
    int descriptor = socket(address.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (descriptor < 0) return -errno;
    int one = 1;
    if (setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one) < 0) goto failed;
    if (reuse_port && setsockopt(descriptor, SOL_SOCKET, SO_REUSEPORT, &one, sizeof one) < 0) goto failed;
    if (send_buffer_byte_count > 0 &&
        setsockopt(descriptor, SOL_SOCKET, SO_SNDBUF, &send_buffer_byte_count, sizeof send_buffer_byte_count) < 0)
        goto failed;
    if (setsockopt(descriptor, IPPROTO_TCP, TCP_NOTSENT_LOWAT, &unsent_byte_count_max, sizeof unsent_byte_count_max) < 0)
        goto failed;
    if (bind(descriptor, (struct sockaddr *)&address, length) < 0) goto failed;
    if (listen(descriptor, backlog) < 0) goto failed;
    return descriptor;
failed:;
    int reason = -errno;
    close(descriptor);
    return reason;
}

int clinux_connect(const char *host, uint16_t port) {
    struct sockaddr_storage address;
    socklen_t length = address_of(host, port, &address);
    if (length == 0) return -EINVAL;
    int descriptor = socket(address.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (descriptor < 0) return -errno;
    int one = 1;
    if (setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one) == 0 &&
        (connect(descriptor, (struct sockaddr *)&address, length) == 0 || errno == EINPROGRESS || errno == EINTR))
        return descriptor;
    int reason = -errno;
    close(descriptor);
    return reason;
}

int clinux_wait(int descriptor, uint32_t events, int timeout_milliseconds) {
    struct pollfd one = {.fd = descriptor, .events = (short)events};
    return result_of(poll(&one, 1, timeout_milliseconds));
}

int clinux_local_port(int descriptor) {
    struct sockaddr_storage address;
    socklen_t length = sizeof address;
    if (getsockname(descriptor, (struct sockaddr *)&address, &length) < 0) return -errno;
    if (address.ss_family == AF_INET6) return ntohs(((struct sockaddr_in6 *)&address)->sin6_port);
    return ntohs(((struct sockaddr_in *)&address)->sin_port);
}

static clinux_peer peer_of(const struct sockaddr_storage *address) {
    clinux_peer peer = {0};
    if (address->ss_family == AF_INET) {
        const struct sockaddr_in *v4 = (const struct sockaddr_in *)address;
        peer.low = UINT64_C(0xffff00000000) | ntohl(v4->sin_addr.s_addr);
        peer.port = ntohs(v4->sin_port);
    } else if (address->ss_family == AF_INET6) {
        const struct sockaddr_in6 *v6 = (const struct sockaddr_in6 *)address;
        memcpy(&peer.high, &v6->sin6_addr.s6_addr[0], 8);
        memcpy(&peer.low, &v6->sin6_addr.s6_addr[8], 8);
        peer.high = be64toh(peer.high);
        peer.low = be64toh(peer.low);
        peer.port = ntohs(v6->sin6_port);
    }
    return peer;
}

int clinux_accept(int descriptor, clinux_peer *peer) {
    struct sockaddr_storage address = {.ss_family = AF_UNSPEC};
    socklen_t length = sizeof address;
    int accepted = accept4(descriptor, (struct sockaddr *)&address, &length, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (accepted < 0) return -errno;
    *peer = peer_of(&address);
    int one = 1;
    // A connection that died in the queue may refuse this; reading from it will say so.
    (void)setsockopt(accepted, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    return accepted;
}

int clinux_connect_result(int descriptor) {
    int reason = 0;
    socklen_t length = sizeof reason;
    if (getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &reason, &length) < 0) return -errno;
    return -reason;
}

long clinux_receive(int descriptor, void *bytes, long byte_count) {
    ssize_t received = recv(descriptor, bytes, (size_t)byte_count, 0);
    return received < 0 ? -errno : received;
}

long clinux_send(int descriptor, const void *bytes, long byte_count) {
    ssize_t sent = send(descriptor, bytes, (size_t)byte_count, MSG_NOSIGNAL);
    return sent < 0 ? -errno : sent;
}

int clinux_shutdown_write(int descriptor) { return result_of(shutdown(descriptor, SHUT_WR)); }
int clinux_close(int descriptor) { return result_of(close(descriptor)); }

int clinux_signal_descriptor(int with_hangup) {
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGTERM);
    sigaddset(&signals, SIGINT);
    if (with_hangup) sigaddset(&signals, SIGHUP);
    int reason = pthread_sigmask(SIG_BLOCK, &signals, NULL);
    if (reason != 0) return -reason;
    return result_of(signalfd(-1, &signals, SFD_CLOEXEC));
}

int clinux_signal_read(int descriptor) {
    struct signalfd_siginfo information;
    ssize_t count = read(descriptor, &information, sizeof information);
    if (count < 0) return -errno;
    return count == (ssize_t)sizeof information ? (int)information.ssi_signo : -EIO;
}

int clinux_wait_readable(int first, int second, int timeout_milliseconds) {
    struct pollfd descriptors[2] = {{.fd = first, .events = POLLIN}, {.fd = second, .events = POLLIN}};
    if (poll(descriptors, 2, timeout_milliseconds) < 0) return -errno;
    return (descriptors[0].revents != 0 ? 1 : 0) | (descriptors[1].revents != 0 ? 2 : 0);
}

int clinux_processors(int *numbers, int count_max) {
    // The kernel refuses a set that is smaller than its own: 1,024 processors first, then more.
    for (int processors = CPU_SETSIZE; processors <= 1 << 20; processors *= 2) {
        cpu_set_t *set = CPU_ALLOC(processors);
        if (set == NULL) return -ENOMEM;
        size_t size = CPU_ALLOC_SIZE(processors);
        int failed = sched_getaffinity(0, size, set) < 0 ? errno : 0;
        int count = 0;
        for (int processor = 0; failed == 0 && processor < processors; processor++) {
            if (!CPU_ISSET_S(processor, size, set)) continue;
            if (count < count_max) numbers[count] = processor;
            count++;
        }
        CPU_FREE(set);
        if (failed == 0) return count;
        if (failed != EINVAL) return -failed;
    }
    return -EINVAL;
}

int clinux_processor_count(void) { return clinux_processors(NULL, 0); }

int clinux_pin(pthread_t thread, int processor) {
    cpu_set_t *set = CPU_ALLOC(processor + 1);
    if (set == NULL) return -ENOMEM;
    size_t size = CPU_ALLOC_SIZE(processor + 1);
    CPU_ZERO_S(size, set);
    CPU_SET_S(processor, size, set);
    int failed = pthread_setaffinity_np(thread, size, set);
    CPU_FREE(set);
    return -failed;
}

int clinux_exchange(const char *first, const char *second) {
    // By number: not every C library has the function. 2 is RENAME_EXCHANGE of linux/fs.h.
    return result_of((int)syscall(SYS_renameat2, AT_FDCWD, first, AT_FDCWD, second, 2));
}

int clinux_raise_descriptor_limit(void) {
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) < 0) return -errno;
    if (limit.rlim_cur < limit.rlim_max) {
        rlim_t before = limit.rlim_cur;
        limit.rlim_cur = limit.rlim_max;
        if (setrlimit(RLIMIT_NOFILE, &limit) < 0) limit.rlim_cur = before;
    }
    return limit.rlim_cur > INT_MAX ? INT_MAX : (int)limit.rlim_cur;
}
