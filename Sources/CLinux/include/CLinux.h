// What Swift cannot call directly on Linux: epoll's packed structure and unions, functions that want _GNU_SOURCE, and errno, which
// every function here returns as a negative number so that no call can come between a failure and its reason.
#pragma once
#include <pthread.h>
#include <stdint.h>

// One readiness report. The kernel's struct is packed on x86-64 and not elsewhere; this one is the same everywhere.
typedef struct {
    uint64_t token;
    uint32_t events;
} clinux_event;

// The readiness bits that are used, as in sys/epoll.h.
enum {
    CLINUX_READABLE = 0x001,
    CLINUX_WRITABLE = 0x004,
    CLINUX_ERROR = 0x008,
    CLINUX_HANGUP = 0x010,
    CLINUX_PEER_FINISHED = 0x2000,
};

// Reports that one clinux_epoll_wait can return.
enum { CLINUX_EVENT_COUNT_MAX = 512 };

int clinux_epoll_create(void);
int clinux_epoll_add(int epoll, int descriptor, uint32_t events, uint64_t token);
int clinux_epoll_modify(int epoll, int descriptor, uint32_t events, uint64_t token);
// Number of reports written to `events` (at most CLINUX_EVENT_COUNT_MAX).
int clinux_epoll_wait(int epoll, clinux_event *events, int timeout_milliseconds);
// The same with a timeout in nanoseconds, none when it is negative; before Linux 5.11 it is rounded up to milliseconds.
int clinux_epoll_wait_nanoseconds(int epoll, clinux_event *events, int64_t timeout_nanoseconds);
// How much later than asked for the kernel may wake the calling thread, so as to wake several at once; 50 us unless told.
void clinux_set_timer_slack(long nanoseconds);

// A non-blocking eventfd.
int clinux_eventfd(void);
// One whose reads wait until it was written to.
int clinux_eventfd_blocking(void);
int clinux_eventfd_write(int descriptor);
int clinux_eventfd_read(int descriptor);

// The thread sleeps for so long, or until a signal comes.
void clinux_pause(int64_t nanoseconds);

// A listening, non-blocking TCP socket. `host` is an IPv4 or IPv6 address in text; port 0 lets the kernel choose; accepted connections
// inherit the send buffer's size, 0 leaves it to the kernel, and how much the kernel takes beyond what the peer has room for. -EINVAL when
// `host` is not an address.
int clinux_listen(const char *host, uint16_t port, int backlog, int reuse_port,
                  int send_buffer_byte_count, int unsent_byte_count_max);
// 1 when `host` is an IPv4 or IPv6 address in text, else 0.
int clinux_is_address(const char *host);
// A non-blocking TCP socket, Nagle's algorithm off, whose connection to an address is begun: it is made, or has failed, when the socket
// is writable, and clinux_connect_result tells which. -EINVAL when `host` is not an address.
int clinux_connect(const char *host, uint16_t port);
// Waits until one of the readiness bits in `events` (or an error) is there: 1, or 0 when the time is over.
int clinux_wait(int descriptor, uint32_t events, int timeout_milliseconds);
// The port that a socket is bound to.
int clinux_local_port(int descriptor);
// Who a connection is from: the 16 bytes of an IPv6 address as two numbers, the first byte highest, IPv4 as IPv6 maps it; zeros when unknown.
typedef struct {
    uint64_t high;
    uint64_t low;
    uint16_t port;
} clinux_peer;

// The next connection of a listening socket, non-blocking, with Nagle's algorithm off.
int clinux_accept(int descriptor, clinux_peer *peer);

// 0 when a connection was made, else why it was not.
int clinux_connect_result(int descriptor);

long clinux_receive(int descriptor, void *bytes, long byte_count);
// Sends without raising SIGPIPE.
long clinux_send(int descriptor, const void *bytes, long byte_count);
int clinux_shutdown_write(int descriptor);
int clinux_close(int descriptor);

// A descriptor that becomes readable when one of SIGTERM and SIGINT, and SIGHUP where it is wanted, is pending; they are blocked for the
// calling thread and those it starts later.
int clinux_signal_descriptor(int with_hangup);
// The number of the next pending signal.
int clinux_signal_read(int descriptor);
// Processors that the process may run on (its affinity); -errno when the kernel does not say.
int clinux_processor_count(void);
// The numbers of these, ascending, as many as there is room for; returns how many there are, or -errno.
int clinux_processors(int *numbers, int count_max);
// Lets a thread run on one processor only.
int clinux_pin(pthread_t thread, int processor);
// Waits until one of two descriptors is readable: bit 0 for the first, bit 1 for the second; 0 when
// the time is over, which with -1 it never is.
int clinux_wait_readable(int first, int second, int timeout_milliseconds);
// Exchanges what two paths name, in one step; both must be there, and neither a link is followed. -EINVAL where the file system cannot.
int clinux_exchange(const char *first, const char *second);
// Raises the soft limit of open files to the hard one; returns the limit now in force, at most INT_MAX.
int clinux_raise_descriptor_limit(void);
