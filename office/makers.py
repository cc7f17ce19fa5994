"""The papers this office makes, by the kind of the request."""

from office import certificates, disposition_sheets, drafts, packages, sealing
from office.making import Maker

MAKERS: dict[str, Maker] = {
    certificates.KIND: certificates.MAKER,
    disposition_sheets.KIND: disposition_sheets.MAKER,
    drafts.KIND: drafts.MAKER,
    packages.KIND: packages.MAKER,
    sealing.KIND: sealing.MAKER,
}
