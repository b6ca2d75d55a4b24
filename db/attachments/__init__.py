"""Photos and scans of the rows of other subjects; the listing of them stands in `db.attached`, above all subjects."""

from db.core.subject import Subject

SUBJECT = Subject("attachments", "附件", parts=("file_store",))
