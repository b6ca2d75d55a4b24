"""The page of the service certificates, and the action that issues one for a service."""

from desktop.shell.pages import Page, RecordAction

FOR_SERVICE = RecordAction("services", "为这个人出具证明……", "desktop.certificates.page:issue_for_service")
PAGES = (Page("certificates", "证明", "document", "desktop.certificates.page:CertificatePage", actions=(FOR_SERVICE,)),)
