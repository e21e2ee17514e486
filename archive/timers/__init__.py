"""The crawl on a timer: one plan, installed with systemd, cron or launchd."""
