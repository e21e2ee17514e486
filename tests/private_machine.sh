# Runs a command on a machine of its own, for tests: no process, socket or crontab of the real one
# is seen or touched. Needs root; run as: unshare -m -p -f --mount-proc sh private_machine.sh COMMAND
set -e
mount -t tmpfs tmpfs /run
mkdir -p /run/systemd/system /run/user/0  # the first says "booted with systemd"
if [ -d /var/spool/cron ]; then
    mount -t tmpfs tmpfs /var/spool/cron
    mkdir /var/spool/cron/crontabs
    chown root:crontab /var/spool/cron/crontabs
    chmod 1730 /var/spool/cron/crontabs
fi
exec "$@"
