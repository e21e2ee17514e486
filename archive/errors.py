"""What can go wrong between an outcome and the file that keeps it.

ArchiveError
ArchiveMissing      no such file, or not readable
NotAnArchive        the file is not SQLite, or not one of ours
ArchiveTooNew       written by a later version of this program
ArchiveTooOld       written by an earlier version, and opened for reading only
ArchiveLocked       another run holds this archive                     exit code 4
ArchiveMoved        moved, deleted or replaced while a command wrote to it
ArchiveDamaged      SQLite or a digest says the file is damaged        exit code 5
ArchiveFull         the disk is full or the file cannot be written
NoLocks             its file system cannot keep a second writer out
NoSuchArticle       neither an id nor a URL that is kept here
NoSuchRun           no run of that number
BadAlias            two names that are one already, or a name that is empty
BadCondition        a filter that is no SQL condition over the columns there are
BadOutput           an export cannot go where it was told to
MissingLibrary      a format needs a library that is not installed
BadManifest         a list of digests that is none, or was altered
"""

LOCAL_DISK = "keep the archive on a local disk, and take it elsewhere with scrape backup"


class ArchiveError(Exception):
    """The root of all errors this package raises; the message is one line a person can act on."""

    hint: str | None = None


class ArchiveMissing(ArchiveError):
    """There is no archive at this path."""


class NotAnArchive(ArchiveError):
    """The file is not an archive made by this program."""


class ArchiveTooNew(ArchiveError):
    """The archive was written by a later version; it is left alone."""


class ArchiveTooOld(ArchiveError):
    """The archive was written by an earlier version; whatever writes to it brings it up."""

    hint = "scrape compact ARCHIVE brings it up, without the network"


class ArchiveLocked(ArchiveError):
    """Another run holds this archive."""


class ArchiveMoved(ArchiveError):
    """The file was moved, deleted or replaced below its writer."""

    hint = "a file that was moved holds all that was stored; put it back and run again"


class ArchiveDamaged(ArchiveError):
    """The file's structure or a digest does not hold."""


class ArchiveFull(ArchiveError):
    """Nothing more can be written: full disk, read-only file or file system."""


class NoLocks(ArchiveFull):
    """The file system has no locks, so that two programs could write at once."""

    hint = LOCAL_DISK


class NoSuchArticle(ArchiveError):
    """The archive holds no such article."""


class NoSuchRun(ArchiveError):
    """The archive knows no such run."""

    hint = "scrape status lists the last runs"


class BadAlias(ArchiveError):
    """Two names that are one already, or a name that is empty or stands for no other."""

    hint = "scrape alias ARCHIVE lists the names that stand for others"


class BadCondition(ArchiveError):
    """A filter given by the user is not a condition SQLite understands."""

    hint = "a condition reads like: section = 'News' AND year >= 2020"


class BadOutput(ArchiveError):
    """A file or folder that an export must not overwrite, or cannot be made."""

    def __init__(self, message: str, *, hint: str | None = None) -> None:
        super().__init__(message)
        self.hint = hint


class MissingLibrary(ArchiveError):
    """An optional library is not installed."""

    def __init__(self, message: str, *, hint: str) -> None:
        super().__init__(message)
        self.hint = hint


class BadManifest(ArchiveError):
    """A list of digests cannot be compared with: it is not as it was written."""

    hint = "scrape verify ARCHIVE --manifest FILE writes one"
