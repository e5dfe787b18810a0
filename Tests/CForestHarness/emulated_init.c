// The only program of an emulated machine besides the harness: runs it with the words that the kernel's command line ends with, says how it
// ended on the console, and switches the machine off. See .ci/avx512-emulated.

#include <fcntl.h>
#include <stdio.h>
#include <sys/io.h>
#include <sys/mount.h>
#include <sys/wait.h>
#include <unistd.h>

int main(int count, char **arguments) {
    (void)count;
    mount("devtmpfs", "/dev", "devtmpfs", 0, NULL);
    int console = open("/dev/ttyS0", O_RDWR);
    for (int descriptor = 0; descriptor < 3; descriptor++) dup2(console, descriptor);
    int status = -1;
    pid_t child = fork();
    if (child == 0) {
        arguments[0] = "/harness";
        execv(arguments[0], arguments);
        _exit(127);
    }
    waitpid(child, &status, 0);
    printf("emulated_init: %s %d\n", WIFEXITED(status) ? "exit" : "signal", WIFEXITED(status) ? WEXITSTATUS(status) : WTERMSIG(status));
    fflush(stdout);
    sleep(1);
    // Bochs ends when this word reaches this port.
    if (ioperm(0x8900, 1, 1) == 0) {
        for (const char *letter = "Shutdown"; *letter; letter++) outb((unsigned char)*letter, 0x8900);
    }
    for (;;) pause();
}
