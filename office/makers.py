"""The papers this office makes, by the kind of the request."""

from office import sealing
from office.making import Maker

MAKERS: dict[str, Maker] = {sealing.KIND: sealing.MAKER}
