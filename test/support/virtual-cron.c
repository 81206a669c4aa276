/* Preloaded into Debian's cron: its clock is a number that its own `sleep` advances, and a job is a line in a file instead
   of a process. What it asks of PAM, SELinux and syslog succeeds and leaves no trace. */
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static time_t now, end;

static void begin(void) {
  if (now != 0) return;
  now = atol(getenv("VIRTUAL_CRON_FROM"));
  end = atol(getenv("VIRTUAL_CRON_UNTIL"));
}

time_t time(time_t *at) {
  begin();
  if (at) *at = now;
  return now;
}

unsigned int sleep(unsigned int seconds) {
  begin();
  now += seconds;
  if (now < end) return 0;
  while (wait(NULL) > 0) {
  }
  _exit(0);
}

int execle(const char *path, const char *first, ...) {
  char line[64];
  int length = snprintf(line, sizeof line, "%ld\n", (long)now);
  int file = open(getenv("VIRTUAL_CRON_LOG"), O_WRONLY | O_APPEND | O_CREAT, 0600);
  (void)path, (void)first;
  _exit(file >= 0 && write(file, line, length) == length ? 0 : 1);
}

int pam_start(const char *service, const char *user, const void *talk, void **handle) {
  static int any;
  (void)service, (void)user, (void)talk;
  *handle = &any;
  return 0;
}
int pam_set_item(void *handle, int type, const void *item) { return (void)handle, (void)type, (void)item, 0; }
int pam_acct_mgmt(void *handle, int flags) { return (void)handle, (void)flags, 0; }
int pam_open_session(void *handle, int flags) { return (void)handle, (void)flags, 0; }
int pam_close_session(void *handle, int flags) { return (void)handle, (void)flags, 0; }
int pam_setcred(void *handle, int flags) { return (void)handle, (void)flags, 0; }
int pam_end(void *handle, int status) { return (void)handle, (void)status, 0; }
char **pam_getenvlist(void *handle) { return (void)handle, calloc(1, sizeof(char *)); }
int is_selinux_enabled(void) { return 0; }
void openlog(const char *name, int options, int facility) { (void)name, (void)options, (void)facility; }
void syslog(int priority, const char *format, ...) { (void)priority, (void)format; }
void __syslog_chk(int priority, int flag, const char *format, ...) { (void)priority, (void)flag, (void)format; }
