"""The committee: its terms, its members and its composition."""

from db.core.subject import Dictionary, Subject

CHAIR = "chair"  # the code of the post that only one person holds at a time
POST = Dictionary("post", "社工委职务", {"主任": CHAIR, "副主任": "deputy"})
SECTOR = Dictionary("sector", "界别")
CHANNEL = Dictionary("channel", "产生方式")
FUNCTION = Dictionary("function", "职能")
LEAVING = Dictionary("leaving", "离任原因")
SUBJECT = Subject(
    "committee",
    "社工委",
    listings={"listings": ("members", "terms")},
    dictionaries=(POST, SECTOR, CHANNEL, FUNCTION, LEAVING),
    parts=("rules", "gaps", "dated", "sample"),
)
