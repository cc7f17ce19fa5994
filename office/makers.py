"""The papers this office makes, by the kind of the request."""

from office import drafts, sealing
from office.making import Maker

MAKERS: dict[str, Maker] = {drafts.KIND: drafts.MAKER, sealing.KIND: sealing.MAKER}
